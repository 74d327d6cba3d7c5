"""The database's roles and what each may do. Only `qalqan_owner` changes the schema; the program that serves
people runs as `qalqan_app`, which owns nothing, so row-level security binds it. Audit and analytics start
with no rights at all: the migration that makes a table for them grants them that table."""

import secrets
import sys
from dataclasses import dataclass, field

SUPERUSER = "postgres"
DATABASE = "qalqan"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


@dataclass(frozen=True, slots=True)
class Role:
    """A login role: its name, extra attributes, and the settings each of its sessions starts with."""

    name: str
    attributes: str = ""
    settings: dict[str, str] = field(default_factory=dict)


OWNER = Role("qalqan_owner", settings={"lock_timeout": "10s"})
APP = Role("qalqan_app", settings={"statement_timeout": "60s", "idle_in_transaction_session_timeout": "60s"})
WORKER = Role("qalqan_worker", settings={"idle_in_transaction_session_timeout": "10min"})
AUDIT = Role("qalqan_audit", settings={"default_transaction_read_only": "on"})
ANALYTICS = Role("qalqan_analytics", settings={"default_transaction_read_only": "on"})
BACKUP = Role("qalqan_backup", "REPLICATION")
ROLES = (OWNER, APP, WORKER, AUDIT, ANALYTICS, BACKUP)
BY_KEY = {role.name.removeprefix("qalqan_"): role for role in ROLES}

# The Kazakh alphabet in its own order (Cyrillic, 42 letters): code points would put Ә after Я.
ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
KEY_FIRST = 0xE000  # the private use area: no collision with any letter that a name can hold


def kk_key() -> str:
    """SQL that defines `kk_key(text)`: a key that sorts by code point as the Kazakh alphabet does, digits and
    Latin first, case ignored. IMMUTABLE, so it can be indexed: `ORDER BY kk_key(name), name`."""
    keys = "".join(chr(KEY_FIRST + place) for place in range(len(ALPHABET)))
    return (
        "CREATE OR REPLACE FUNCTION public.kk_key(value text) RETURNS text LANGUAGE sql "
        "IMMUTABLE PARALLEL SAFE STRICT RETURN "
        f"translate(lower(value COLLATE \"pg_unicode_fast\"), '{ALPHABET}', '{keys}') COLLATE \"C\""
    )


def role_statements(passwords: dict[str, str]) -> list[str]:
    """SQL that makes the roles of a new server. `passwords`: role name to password (URL-safe text)."""
    statements = []
    for role in ROLES:
        statements.append(
            f"CREATE ROLE {role.name} LOGIN {role.attributes} PASSWORD '{passwords[role.name]}'"
        )
        statements += [
            f"ALTER ROLE {role.name} SET {key} = '{value}'" for key, value in role.settings.items()
        ]
    return statements


def grant_statements(database: str) -> list[str]:
    """SQL for a new, empty database, run in it by a superuser: extensions, rights, `kk_key`."""
    named = ", ".join(role.name for role in ROLES)
    users = f"{APP.name}, {WORKER.name}"
    defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER.name} IN SCHEMA public GRANT"
    return [
        *(f"CREATE EXTENSION IF NOT EXISTS {name}" for name in EXTENSIONS),
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {named}",
        f"GRANT CREATE ON DATABASE {database} TO {OWNER.name}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {named}",
        f"GRANT CREATE ON SCHEMA public TO {OWNER.name}",
        f"{defaults} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {users}",
        f"{defaults} USAGE, SELECT ON SEQUENCES TO {users}",
        kk_key(),
    ]


def script(database: str, passwords: dict[str, str]) -> str:
    """A psql script that prepares a server of one's own, run there once by a superuser: roles, the database
    with the locale that Cyrillic needs, rights, extensions, `kk_key`."""
    create = (
        f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin "
        "BUILTIN_LOCALE 'PG_UNICODE_FAST' LOCALE 'C' LC_CTYPE 'C.UTF-8'"
    )
    lines = [*role_statements(passwords), create, f"\\connect {database}", *grant_statements(database)]
    return "".join(line + ("\n" if line.startswith("\\") else ";\n") for line in lines)


def main() -> None:
    """`python -m qalqan.kernel.embedded.roles [DATABASE]` prints the script, with new passwords."""
    database = sys.argv[1] if len(sys.argv) > 1 else DATABASE
    if not database.isidentifier():
        raise SystemExit(f"{database!r} is no plain name for a database")
    sys.stdout.write(script(database, {role.name: secrets.token_urlsafe(24) for role in ROLES}))


if __name__ == "__main__":
    main()
