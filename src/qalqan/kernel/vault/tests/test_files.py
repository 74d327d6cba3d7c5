"""A file from the form to the reader: stored sealed, served under policy, in ranges, and dead after an
erasure."""

import os
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qalqan.kernel.access import actions
from qalqan.kernel.access.models import User
from qalqan.kernel.access.policy import SeatView, seats
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault import children
from qalqan.kernel.vault.envelope import TamperedError
from qalqan.kernel.vault.files import FileRefused, accept, content_of, storage
from qalqan.kernel.vault.files import actions as files
from qalqan.kernel.vault.files.chunks import CHUNK
from qalqan.kernel.vault.files.forms import UploadField
from qalqan.kernel.vault.files.kinds import PAPERS, FileKind, kinds
from qalqan.kernel.vault.models import StoredFile
from qalqan.kernel.vault.tests import hostile

pytestmark = pytest.mark.django_db
KIND = "vault.erasure_basis"
HERE, THERE = uuid4(), uuid4()
LONG = hostile.PDF[:-6] + b"0123456789" * 20_000 + b"%%EOF\n"  # four chunks


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QALQAN_FILES", str(tmp_path / "files"))
    return tmp_path / "files"


def officer(name: str = "aigul", region: UUID = HERE, role: str = "data_officer") -> User:
    user = actions.add_user(name)
    post = actions.post(
        role, region_id=region, body_code=name
    )  # one person a post: the body tells them apart
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    actions.seat(user, post, since=timezone.now() - timedelta(minutes=1))
    return user


def sit(user: User) -> SeatView:
    return seats(User.objects.get(pk=user.pk))[0]


def store(seat: SeatView, content: bytes = LONG, name: str = "Шешім.pdf", **more: UUID) -> StoredFile:
    with scope(seat, "audit"):
        return accept(
            SimpleUploadedFile(name, content), KIND, region_id=HERE, **{"person_id": uuid4(), **more}
        )


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client


def url(row: StoredFile, kind: str = KIND) -> str:
    return reverse("file", args=(kind, row.id))


def read(response: object) -> bytes:
    return b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]


def test_it_works(folder: Path) -> None:
    user = officer()
    row = store(sit(user))
    response = client_of(user).get(url(row))
    assert response.status_code == 200
    assert read(response) == LONG
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    kept = storage.path_of(row.id).read_bytes()
    assert b"%PDF" not in kept
    assert b"0123456789" not in kept
    assert booked(row) == ["vault.store_file", "vault.read_erasure_basis"]


def booked(row: StoredFile) -> list[str]:
    """The acts that the book has about this file's person."""
    with scope(Service("test"), "audit"), connection.cursor() as cursor:
        cursor.execute("SELECT act FROM ledger_entry WHERE person_id = %s ORDER BY id", (row.person_id,))
        return [act for (act,) in cursor.fetchall()]


def test_a_picture_is_shown_a_paper_is_saved() -> None:
    user = officer()
    row = store(sit(user), hostile.noisy(), "a.jpg")
    assert client_of(user).get(url(row))["Content-Disposition"].startswith("inline")


SIZE = len(LONG)


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=10-", 206, 10, SIZE),
        ("bytes=-7", 206, SIZE - 7, SIZE),
        (f"bytes=-{SIZE * 2}", 200, 0, SIZE),
        (f"bytes={CHUNK - 1}-{CHUNK}", 206, CHUNK - 1, CHUNK + 1),
        (f"bytes={CHUNK}-{2 * CHUNK - 1}", 206, CHUNK, 2 * CHUNK),
        (f"bytes={SIZE - 1}-{SIZE * 9}", 206, SIZE - 1, SIZE),
        (f"bytes=0-{SIZE - 1}", 200, 0, SIZE),
        (f"bytes={SIZE}-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=5-2", 200, 0, SIZE),
        ("bytes=0-1,5-6", 200, 0, SIZE),
        ("bytes=-", 200, 0, SIZE),
        ("items=0-1", 200, 0, SIZE),
        ("bytes=0x1-2", 200, 0, SIZE),
        ("bytes=" + "9" * 400 + "-", 200, 0, SIZE),
        ("bytes=999999999999999999-", 416, 0, 0),
    ],
)
def test_ranges(asked: str, status: int, start: int, stop: int) -> None:
    user = officer()
    row = store(sit(user))
    response = client_of(user).get(url(row), headers={"Range": asked})
    assert response.status_code == status
    if status == 416:
        assert response["Content-Range"] == f"bytes */{SIZE}"
        return
    assert read(response) == LONG[start:stop]
    assert int(response["Content-Length"]) == stop - start
    if status == 206:
        assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"


def test_a_range_of_another_version_is_the_whole() -> None:
    user = officer()
    row = store(sit(user))
    client = client_of(user)
    tag = client.get(url(row))["ETag"]
    assert client.get(url(row), headers={"Range": "bytes=0-1", "If-Range": tag}).status_code == 206
    assert client.get(url(row), headers={"Range": "bytes=0-1", "If-Range": '"other"'}).status_code == 200


def test_head_tells_without_giving() -> None:
    user = officer()
    row = store(sit(user))
    response = client_of(user).head(url(row))
    assert (response.status_code, response["Content-Length"], read(response)) == (200, str(SIZE), b"")
    assert client_of(user).post(url(row)).status_code == 405


def test_out_of_reach_looks_like_not_there() -> None:
    row = store(sit(officer()))
    elsewhere = client_of(officer("berik", THERE))
    other = uuid4()
    found, missing = elsewhere.get(url(row)), elsewhere.get(reverse("file", args=(KIND, other)))
    assert found.status_code == missing.status_code == 404
    assert bare(found.content, row.id) == bare(missing.content, other)
    assert elsewhere.get(url(row, "vault.no_such_kind")).status_code == 404


def bare(page: bytes, pk: UUID) -> bytes:
    """A page without what differs between any two answers: the token against forgery, the id asked for."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", page).replace(str(pk).encode(), b"")


def test_strangers_sign_in_and_others_are_refused() -> None:
    row = store(sit(officer()))
    assert Client().get(url(row)).status_code == 302
    assert client_of(actions.add_user("nobody")).get(url(row)).status_code == 403
    assert client_of(officer("dana", role="region_admin")).get(url(row)).status_code == 403


def test_erasing_the_child_kills_name_and_content() -> None:
    user = officer()
    row = store(sit(user))
    assert children.erase_child(row.person_id) == 1  # type: ignore[arg-type]
    assert client_of(user).get(url(row)).status_code == 410
    with scope(sit(user), "audit") as s:
        assert not StoredFile.objects.within(s).get(pk=row.pk).name


def test_a_file_about_nobody_is_sealed_by_the_region() -> None:
    user = officer()
    row = store(sit(user), person_id=None)  # type: ignore[arg-type]
    assert bytes(row.key)[0] == 1
    assert read(client_of(user).get(url(row))) == LONG


@pytest.mark.parametrize("damage", ["bit", "swap", "cut", "cut at a chunk", "other file"])
def test_a_damaged_file_gives_no_byte_of_the_damaged_chunk(damage: str) -> None:
    seat = sit(officer())
    row, other = store(seat), store(seat)
    path = storage.path_of(row.id)
    content = bytearray(path.read_bytes())
    piece = CHUNK + 16
    if damage == "bit":
        content[20] ^= 1
    elif damage == "swap":
        content[8 : 8 + piece], content[8 + piece : 8 + 2 * piece] = (
            content[8 + piece : 8 + 2 * piece],
            content[8 : 8 + piece],
        )
    elif damage == "cut":
        content = content[:-1]
    elif damage == "cut at a chunk":
        content = content[: 8 + 3 * piece]
    else:
        content = bytearray(storage.path_of(other.id).read_bytes())
    path.write_bytes(content)
    with pytest.raises(TamperedError):
        b"".join(content_of(row))


def test_quotas(monkeypatch: pytest.MonkeyPatch) -> None:
    seat, target = sit(officer()), uuid4()
    small = FileKind(
        KIND, act="vault.read_erasure_basis", purpose="audit", media=PAPERS, per_target=2, per_day=4
    )
    monkeypatch.setitem(kinds(), KIND, small)
    for _ in range(2):
        store(seat, hostile.PDF, target_id=target)
    with pytest.raises(FileRefused) as refused:
        store(seat, hostile.PDF, target_id=target)
    assert refused.value.code == "quota_target"
    for _ in range(2):
        store(seat, hostile.PDF)
    with pytest.raises(FileRefused) as refused:
        store(seat, hostile.PDF)
    assert refused.value.code == "quota_day"
    tight = FileKind(KIND, act="", purpose="audit", media=PAPERS, megabytes_per_day=0)
    monkeypatch.setitem(kinds(), KIND, tight)
    with pytest.raises(FileRefused) as refused:
        store(seat, hostile.PDF)
    assert refused.value.code == "quota_bytes"


def test_a_full_disk_acknowledges_nothing_and_leaves_nothing(folder: Path) -> None:
    """A real file system without room: /dev/full answers every write with ENOSPC."""
    seat = sit(officer())
    folder.mkdir()
    before = storage.write

    def to_full(file_id: UUID, pieces: Iterator[bytes]) -> None:
        path = storage.path_of(file_id)
        path.parent.mkdir(parents=True)
        path.with_name(path.name + ".part").symlink_to("/dev/full")
        before(file_id, pieces)

    storage.write = to_full  # type: ignore[assignment]
    try:
        with pytest.raises(FileRefused) as refused:
            store(seat)
    finally:
        storage.write = before
    assert refused.value.code == "disk"
    assert not [path for path in folder.rglob("*") if path.is_file()]
    with scope(Service("test"), "audit") as s:
        assert not StoredFile.objects.within(s).exists()


def test_the_sweep_takes_what_no_row_stands_for_and_only_after_a_day(folder: Path) -> None:
    kept = store(sit(officer()))
    old = time.time() - 2 * storage.SWEEP_SECONDS
    orphans = [storage.path_of(uuid4()) for _ in range(3)]
    orphans[2] = orphans[2].with_name(orphans[2].name + ".part")
    for path in orphans:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    for path in (*orphans[1:], storage.path_of(kept.id)):
        os.utime(path, (old, old))
    assert files.sweep() == 2
    assert [path.exists() for path in orphans] == [True, False, False]
    assert b"".join(content_of(kept)) == LONG


class Paper(forms.Form):
    paper = UploadField(kind=KIND)


def test_the_field_says_what_is_taken_and_what_was_wrong() -> None:
    drawn = str(Paper())
    assert 'accept="application/pdf,image/jpeg,image/png"' in drawn
    assert "JPEG, PDF, PNG" in drawn
    form = Paper({}, {"paper": SimpleUploadedFile("a.pdf", b"<html>")})
    assert not form.is_valid()
    assert "text/html" in form.errors["paper"][0] or "?" in form.errors["paper"][0]
    form = Paper({}, {"paper": SimpleUploadedFile("a.pdf", hostile.PDF)})
    assert form.is_valid(), form.errors
    with scope(sit(officer()), "audit"):
        row = accept(form.cleaned_data["paper"], KIND, region_id=HERE, person_id=uuid4())
    assert b"".join(content_of(row)) == hostile.PDF


def test_an_upload_is_bounded_in_memory_and_touches_no_disk(rf: object) -> None:
    from django.core.files.uploadedfile import InMemoryUploadedFile
    from django.test import RequestFactory
    from django.utils.translation import override

    from qalqan.kernel.vault.files.receiving import MOST, CutFile

    small = RequestFactory().post("/", {"a": SimpleUploadedFile("a", b"x" * 5_000_000), "b": "kept"})
    assert type(small.FILES["a"]) is InMemoryUploadedFile
    large = RequestFactory().post("/", {"a": SimpleUploadedFile("a", b"x" * (MOST + 1)), "b": "kept"})
    assert isinstance(large.FILES["a"], CutFile)
    assert (large.FILES["a"].size, large.POST["b"]) == (MOST + 1, "kept")
    with override("en"):
        assert "30.0 MB" in Paper({}, {"paper": large.FILES["a"]}).errors["paper"][0]
