"""Looked at before the first request, beside the database role: does this server hold the master key of
this database, and does the children's store agree with it? A wrong key that seals first and fails later
would leave rows that nobody can open."""

from django.db import connection

from qalqan.kernel.vault import children, keys, master
from qalqan.kernel.vault.envelope import VaultError


class LockedVaultError(VaultError):
    """This process must not serve: it could not open what is sealed, or would seal what others cannot
    open."""


def check() -> None:
    """LockedVaultError, in words, when the master key is missing or another one, or when sealed narratives
    have no store of keys. Makes the master key of a new, empty database. Carries erasures over between
    database and store when either came back from the past."""
    try:
        with keys.apart() as other, other.cursor() as cursor:
            keys.ready(cursor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM vault_child_key WHERE destroyed IS NULL)")
            has_children = cursor.fetchone()[0]
            cursor.execute(
                "SELECT id, wrapped FROM vault_key WHERE destroyed IS NULL ORDER BY created LIMIT 1"
            )
            first = cursor.fetchone()
        if first is not None:
            keys.unwrapped(*first)
        if has_children:
            if not children.store().exists():
                names = " and ".join(str(path) for path in children.store().paths)
                raise LockedVaultError(
                    f"the children's keys are missing: neither {names} exists, and narratives are sealed "
                    "under them. Put the living copy there; it is in no backup of the database"
                )
            children.agree()
    except LockedVaultError:
        raise
    except VaultError as error:
        raise LockedVaultError(f"refusing to start: {error}. See docs/security/vault.md") from None
    finally:
        connection.close()


def state() -> dict[str, object]:
    """What `qalqan vault status` tells."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE purpose = 'data' AND retired IS NULL), "
            "count(*) FILTER (WHERE retired IS NOT NULL AND destroyed IS NULL) FROM vault_key"
        )
        living, retired = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FILTER (WHERE destroyed IS NULL), count(destroyed) FROM vault_child_key"
        )
        children_living, erased = cursor.fetchone()
    store = children.store()
    disks = {path.parent.stat().st_dev for path in store.paths if path.exists()}
    return {
        "master key": f"{master.current().id:016x} in {master.where()}" if master.exists() else "none yet",
        "data keys": living,
        "retired keys": retired,
        "children's keys": children_living,
        "erased": erased,
        "store": str(store.paths[0]),
        "its copy": str(store.paths[1]),
        "copies": "on one disk: a lost disk loses every narrative" if len(disks) == 1 else "on two disks",
    }
