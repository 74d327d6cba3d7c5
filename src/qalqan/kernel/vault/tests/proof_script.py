"""What the proof of erasure runs in processes of their own: tell, erase, read; and flood, audit."""

import hashlib
import json
import os
import sys
from uuid import UUID, uuid4

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402

from qalqan.kernel.access.policy import SeatView  # noqa: E402
from qalqan.kernel.access.scope import Service, scope  # noqa: E402
from qalqan.kernel.embedded import session  # noqa: E402
from qalqan.kernel.vault import erasure  # noqa: E402
from qalqan.kernel.vault.files import accept, content_of  # noqa: E402
from qalqan.kernel.vault.keys import KeyGoneError  # noqa: E402
from qalqan.kernel.vault.models import StoredFile  # noqa: E402

REGION = UUID(int=1)
CHILDREN = {"erased": UUID(int=10), "kept": UUID(int=11)}
PDF = b"%PDF-1.7\n"


def officer(number: int) -> SeatView:
    return SeatView(UUID(int=number), UUID(int=number), UUID(int=number), "data_officer", "", REGION)


def tell(text: str) -> None:
    """A narrative about each child: the name of a file and its content, both under the child's key."""
    with scope(officer(100), "audit"):
        for child in CHILDREN.values():
            paper = SimpleUploadedFile(text, PDF + text.encode() + b"\n%%EOF")
            accept(paper, "vault.erasure_basis", region_id=REGION, person_id=child)


def erase() -> None:
    with scope(officer(100), "audit"):
        asked = erasure.ask_erasure(CHILDREN["erased"], region_id=REGION, reason="x")
    with scope(officer(101), "audit"):
        erasure.agree_to_erasure(asked)


def read() -> None:
    found = {}
    with scope(Service("proof"), "audit") as s:
        for name, child in CHILDREN.items():
            row = StoredFile.objects.within(s).get(person_id=child)
            try:
                content = b"".join(content_of(row)).decode()
            except KeyGoneError:
                content = ""
            told = "".join(row.name).removesuffix(".pdf")  # the letters, not the word that stands for erased
            assert bool(content) == bool(told)
            assert told in content
            found[name] = told
    print(json.dumps(found, ensure_ascii=False))


def flood() -> None:
    """Store file after file; say each id once its transaction is committed."""
    while True:
        with scope(officer(100), "audit"):
            row = accept(
                SimpleUploadedFile("a.pdf", PDF + os.urandom(300_000) + b"\n%%EOF"),
                "vault.erasure_basis",
                region_id=REGION,
                person_id=uuid4(),
            )
        print(row.id, flush=True)


def audit() -> None:
    """Open every file that has a row: how many, and the ids."""
    with scope(Service("proof"), "audit") as s:
        rows = list(StoredFile.objects.within(s))
    for row in rows:
        assert hashlib.sha256(b"".join(content_of(row))).digest() == bytes(row.sha256)
    print(json.dumps([str(row.id) for row in rows]))


with session.running():
    {"tell": tell, "erase": erase, "read": read, "flood": flood, "audit": audit}[sys.argv[1]](*sys.argv[2:])
