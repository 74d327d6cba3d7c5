"""Papers about no person: sealed and served like any file, for purposes that reach nobody, as far as the seat
does."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault import rotation
from qalqan.kernel.vault.files import FileRefused, accept, content_of, storage
from qalqan.kernel.vault.files import actions as files
from qalqan.kernel.vault.files.kinds import OFFICE, FileKind, kinds
from qalqan.kernel.vault.models import StoredFile, StoredPaper
from qalqan.kernel.vault.tests import hostile
from qalqan.kernel.vault.tests.test_files import HERE, THERE, client_of, officer, read, sit

pytestmark = pytest.mark.django_db
KIND = "reporting.paper"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QALQAN_FILES", str(tmp_path / "files"))
    return tmp_path / "files"


def store(seat: SeatView, content: bytes = hostile.PDF, **more: UUID) -> StoredPaper:
    with scope(seat, "planning"):
        row = accept(SimpleUploadedFile("Хат.pdf", content), KIND, region_id=HERE, **more)
    assert isinstance(row, StoredPaper)
    return row


def url(row: StoredPaper, kind: str = KIND) -> str:
    return reverse("file", args=(kind, row.id))


def test_it_works() -> None:
    user = officer(role="akimat_officer")
    row = store(sit(user))
    response = client_of(user).get(url(row))
    assert (response.status_code, read(response)) == (200, hostile.PDF)
    assert response["Content-Disposition"].startswith("attachment")
    assert b"%PDF" not in storage.path_of(row.id).read_bytes()
    with scope(Service("test"), "audit"), connection.cursor() as cursor:
        cursor.execute("SELECT act FROM ledger_entry WHERE target_id = %s ORDER BY id", (str(row.id),))
        assert [act for (act,) in cursor.fetchall()] == ["vault.store_file", "reporting.read"]


def test_another_region_finds_nothing_the_nation_does() -> None:
    row = store(sit(officer(role="akimat_officer")))
    assert client_of(officer("berik", THERE, "akimat_officer")).get(url(row)).status_code == 404
    assert client_of(officer("dana", role="coordinator")).get(url(row)).status_code == 200


def test_the_database_itself_keeps_another_region_out() -> None:
    row = store(sit(officer(role="akimat_officer")))
    with scope(sit(officer("berik", THERE, "akimat_officer")), "statistics"):
        assert not StoredPaper.objects.filter(pk=row.pk).exists()


def test_strangers_sign_in_and_other_posts_are_refused() -> None:
    row = store(sit(officer(role="akimat_officer")))
    assert Client().get(url(row)).status_code == 302
    assert client_of(officer("dana", role="region_admin")).get(url(row)).status_code == 403


def test_a_paper_takes_no_person_and_opens_no_file_about_one() -> None:
    user = officer(role="akimat_officer")
    with pytest.raises(ValueError, match="about no person"):
        store(sit(user), person_id=uuid4())
    with scope(sit(officer("aliya")), "audit"):
        about = accept(
            SimpleUploadedFile("a.pdf", hostile.PDF),
            "vault.erasure_basis",
            region_id=HERE,
            person_id=uuid4(),
        )
    assert isinstance(about, StoredFile)
    assert client_of(user).get(reverse("file", args=(KIND, about.id))).status_code == 404


def test_limits_are_counted_where_the_kind_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    seat, target = sit(officer(role="akimat_officer")), uuid4()
    small = FileKind(KIND, "reporting.read", "statistics", OFFICE, is_personal=False, per_target=1)
    monkeypatch.setitem(kinds(), KIND, small)
    store(seat, target_id=target)
    with pytest.raises(FileRefused) as refused:
        store(seat, target_id=target)
    assert refused.value.code == "quota_target"


def test_the_sweep_leaves_papers_and_the_rotation_knows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    row = store(sit(officer(role="akimat_officer")))
    monkeypatch.setattr(storage, "SWEEP_SECONDS", -1)
    assert files.sweep() == 0
    assert b"".join(content_of(row)) == hostile.PDF
    assert {("vault_paper", "name"), ("vault_paper", "key")} <= set(rotation.sealed_columns())
    assert rotation.check(lambda line: None) == 0
