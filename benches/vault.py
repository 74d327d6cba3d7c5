"""The vault: reading and writing sealed text, names folded and hashed, a child's key found and erased. The
baseline of reading is the same text in a plain column of the same table."""

import os
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from benches._measure import cpu_seconds, row

NOTES, LETTERS = 2000, 400
REGION = uuid.UUID(int=1)
TABLE = """CREATE TABLE vault_bench (id uuid PRIMARY KEY DEFAULT uuidv7(), region_id uuid NOT NULL,
person_id uuid, plain text, sealed bytea, told bytea)"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="qalqan-bench-") as name:
        os.chmod(name, 0o711)  # noqa: S103  as root the server is another user and must pass through
        os.environ |= {"QALQAN_HOME": name, "DJANGO_SETTINGS_MODULE": "qalqan.settings", "QALQAN_POOL": "0"}
        import django

        django.setup()
        from qalqan.kernel.embedded import session

        with session.running() as server:
            assert server  # noqa: S101  for the type checker
            server.sql([TABLE, "GRANT ALL ON vault_bench TO qalqan_app"], "qalqan")
            fields()
            columns()
            erasing(Path(name))


def fields() -> None:
    """Lists of sealed notes, as a page reads them."""
    from django.db import models
    from django.db.models.functions import UUID7

    from qalqan.kernel import vault
    from qalqan.kernel.vault import children

    class Note(models.Model):
        id = models.UUIDField(primary_key=True, db_default=UUID7())
        region_id = models.UUIDField()
        person_id = models.UUIDField(null=True)
        plain = models.TextField()
        sealed = vault.EncryptedField()
        told = vault.EncryptedField(child="person_id")

        class Meta:
            app_label, db_table, managed = "vault", "vault_bench", False

        def __str__(self) -> str:
            return str(self.pk)

    text = ("Әлия екі күн тамақ ішпеді, " * 40)[:LETTERS]
    people = [uuid.uuid4() for _ in range(NOTES)]
    began = time.process_time()
    Note.objects.bulk_create(
        [Note(region_id=REGION, person_id=p, plain=text, sealed=text, told=text) for p in people],
        batch_size=500,
    )
    took = time.process_time() - began
    row(f"write {NOTES} notes, sealed twice, a new key for each child", f"{took * 1000:.0f} ms", "itself", 1)

    def reads(column: str) -> Callable[[], object]:
        return lambda: [getattr(note, column) for note in Note.objects.only("id", column)]

    plain = cpu_seconds(reads("plain"))
    for label, column in (("of a region", "sealed"), ("of 2000 children, keys open", "told")):
        took = cpu_seconds(reads(column))
        row(
            f"query and open {NOTES} notes {label}",
            f"{took * 1000:.1f} ms",
            "the same, plain text",
            took / plain,
        )
    for label, column in (("of a region", "sealed"), ("of 2000 children, keys open", "told")):
        taken = []
        for _ in range(7):
            notes = list(Note.objects.only("id", column))
            began = time.process_time()
            vault.open_many(notes, column)
            taken.append(time.process_time() - began)
        took = sorted(taken)[3]
        row(f"open {NOTES} notes {label}", f"{took * 1000:.1f} ms", "the limit of 20 ms", took / 0.020)
    notes = list(Note.objects.only("id", "told"))
    children.opened.kept.clear()
    began = time.process_time()
    vault.open_many(notes, "told")
    took = time.process_time() - began
    row(
        f"open {NOTES} notes of 2000 children, keys cold",
        f"{took * 1000:.1f} ms",
        "the limit of 20 ms",
        took / 0.020,
    )


def columns() -> None:
    """Bulk sealing and hashing, as a load of the nation does it."""
    from qalqan.kernel import vault
    from qalqan.kernel.vault.normalise import fold

    count = 100_000
    ids = [uuid.uuid4() for _ in range(count)]
    sealer, searcher = vault.sealer("people_person", "iin", REGION, 2026), vault.searcher("people.iin")
    sealing = cpu_seconds(lambda: [sealer(pk, "870101300123") for pk in ids], 3)
    bare = cpu_seconds(
        lambda: [
            os.urandom(12) and sealer.key.cipher.encrypt(b"0" * 12, b"870101300123", pk.bytes) for pk in ids
        ],
        3,
    )
    row(
        "seal identity numbers, one process",
        f"{count / sealing:,.0f} /s",
        "bare AES-GCM and nonce",
        sealing / bare,
    )
    hashing = cpu_seconds(lambda: [searcher("870101300123") for _ in ids], 3)
    row("search keys, one process", f"{count / hashing:,.0f} /s", "sealing", hashing / sealing)
    names = [f"Әбдіғаппар{n % 977}ұлы-Нұр" for n in range(count // 10)]
    folding = cpu_seconds(lambda: (fold.cache_clear(), [vault.name_tokens(name) for name in names]), 3)
    row(
        "fold new names",
        f"{len(names) / folding:,.0f} /s",
        "sealing, each",
        folding / len(names) / (sealing / count),
    )


def erasing(folder: Path) -> None:
    """One erasure in a store of a nation: 3.9 million keys, 375 MB in each copy."""
    from qalqan.kernel.vault.store import ERASED, LIVING, Store, packed

    slots, store = 3_900_000, Store(folder / "big" / "one", folder / "big" / "two")
    store.put(bytes(16), bytes(60), 1)
    body = b"".join(packed(n, LIVING, 0, n.to_bytes(16, "little"), bytes(60)) for n in range(39_000))
    for path in store.paths:
        with path.open("ab") as file:
            for _ in range(slots // 39_000):
                file.write(body)
    store.put(b"the last child!!", bytes(60), 7)
    began = time.perf_counter()
    erased = store.erase(b"the last child!!")
    took = time.perf_counter() - began
    if erased != 1 or (store.get(slots + 1, 7) or (0,))[0] != ERASED:
        raise RuntimeError("the key was not erased")
    row("erase one of 3.9 million children (wall)", f"{took:.2f} s", "itself", 1)
