"""A picture's life: sealed, made public by a job, seen by everybody while its report is shown, opened by one
person for a reason, covered, withheld, erased."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qalqan.domains.watch import api, photos
from qalqan.domains.watch.actions.originals import NotOpened, open_original
from qalqan.domains.watch.actions.photos import erase, hide_parts, keep, keep_shown, remake, withhold
from qalqan.domains.watch.jobs import remake_pictures
from qalqan.domains.watch.models import Cluster, ClusterStep, Confirmation, Opening, Report, ReportPhoto
from qalqan.domains.watch.photos.faces import DetectorMissing
from qalqan.domains.watch.queries.photos import openings, picture, pictures
from qalqan.kernel.access import demo as people
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.jobs import runner
from qalqan.kernel.vault.files import storage
from qalqan.kernel.vault.ids import new_id
from qalqan.kernel.vault.models import StoredFile, StoredPaper

from . import drawn, worlds

pytestmark = pytest.mark.django_db
PHOTO = photos.admit(drawn.jpeg(drawn.manhole(640, 480, 1)))


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QALQAN_FILES", str(tmp_path / "files"))


@pytest.fixture
def told() -> api.Received:
    """A report with a finished picture: the detectors have looked."""
    return api.receive(worlds.new(photos=(replace(PHOTO, public=PHOTO.original),)))


def row() -> ReportPhoto:
    with scope(Service("tests"), "safety"):
        return ReportPhoto.objects.get()


def show(told: api.Received, to: str = "shown") -> None:
    api.moderate(worlds.actor("moderator"), told.report_id, to)


def client(username: str = "") -> Client:
    made = Client(headers={"host": "localhost"})
    if username:
        if not User.objects.filter(username=username).exists():
            people.load(worlds.region_id(), new_id(), new_id())
        user = User.objects.get(username=username)
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        made.force_login(user)
    return made


def address(pk: UUID | None) -> str:
    return f"/kk/control/photos/{pk}/"


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else bytes(response.content)


def test_it_works() -> None:
    told = api.receive(worlds.new(photos=(PHOTO,)))
    before = row()
    assert (before.state, before.public_id) == ("waiting", None)
    assert client().get(address(uuid4())).status_code == 404
    runner.run_waiting()
    after = row()
    assert after.state == "ready"
    assert client().get(address(after.public_id)).status_code == 404
    show(told)
    seen = client().get(address(after.public_id))
    assert seen.status_code == 200
    assert (seen["Content-Type"], seen["Cache-Control"]) == ("image/jpeg", "public, no-cache")
    assert body(seen).startswith(b"\xff\xd8\xff")


def test_hidden_again_it_is_gone_at_once(told: api.Received) -> None:
    path = address(row().public_id)
    assert client().get(path).status_code == 404  # no moderator has looked
    show(told)
    first = client().get(path)
    tag = {"if-none-match": first["ETag"]}
    assert client().get(path, headers=tag).status_code == 304
    part = client().get(path, headers={"range": "bytes=0-9"})
    assert (part.status_code, len(body(part))) == (206, 10)
    assert len(client().get(path + "small/").content) < 40_000
    show(told, "hidden")
    for gone in (path, path + "small/"):
        assert client().get(gone).status_code == 404
        assert client().get(gone, headers=tag).status_code == 404


def test_a_withheld_picture_leaves_its_report_shown(told: api.Received) -> None:
    show(told)
    moderator = worlds.actor("moderator")
    withhold(moderator, row().pk)
    assert client().get(address(row().public_id)).status_code == 404
    withhold(moderator, row().pk, is_withheld=False)
    assert client().get(address(row().public_id)).status_code == 200


def test_what_is_covered_by_hand_replaces_the_old_copy(told: api.Received) -> None:
    show(told)
    old = row().public_id
    assert old is not None
    assert not hide_parts(worlds.actor("moderator"), row().pk, [500, -1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda work: work())
        assert hide_parts(worlds.actor("moderator"), row().pk, [0, 1, 2])
    assert row().public_id != old
    assert client().get(address(old)).status_code == 404
    assert client().get(address(row().public_id)).status_code == 200
    assert not storage.path_of(old).exists()


def test_a_sent_draft_keeps_its_pictures_once(told: api.Received) -> None:
    with scope(Service("watch.intake"), "safety"):
        report = Report.objects.get(pk=told.report_id)
        assert [one.pk for one in keep(report, (PHOTO,))] == [row_.pk for row_ in ReportPhoto.objects.all()]
        assert StoredFile.objects.count() == 1


def test_the_vaults_own_address_opens_no_original(told: api.Received) -> None:
    for username in ("demo.data", "demo.moderator", "demo.coordinator"):
        path = reverse("file", args=("watch.original", row().original_id))
        assert client(username).get(path).status_code == 403
    preview = reverse("file", args=("watch.public", row().public_id))
    assert client("demo.moderator").get(preview).status_code == 200  # staff looks before it is shown


def test_an_original_is_opened_for_a_reason_and_written_down(told: api.Received) -> None:
    page = f"/kk/watch/originals/{row().pk}/"
    for username in ("demo.moderator", "demo.coordinator", "demo.akimat"):
        assert client(username).get(page).status_code == 403
    officer = client("demo.data")
    assert officer.get(page).status_code == 200
    assert officer.post(page, {"reason": "", "note": "12-34"}).status_code == 422
    assert officer.post(page, {"reason": "police", "note": " "}).status_code == 422
    with scope(Service("tests"), "safety"):
        assert not Opening.objects.exists()
    opened = officer.post(page, {"reason": "police", "note": "сұрау № 12-34"})
    assert (opened.status_code, opened["Content-Type"], opened["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-store",
    )
    assert opened.content == PHOTO.original
    photo_id = row().pk
    with scope(Service("tests"), "safety"):
        (line,) = openings(photo_id)
        assert (line.reason, line.note, line.number) == ("police", "сұрау № 12-34", told.number)
        view = picture(photo_id)
        assert view is not None
        assert view.openings == 1
    with scope(Service("tests"), "audit"), connection.cursor() as cursor:
        cursor.execute("SELECT note FROM ledger_entry WHERE act = 'watch.open_original' AND outcome = 'done'")
        assert cursor.fetchall() == [("for_police",)]
    listed = officer.get("/kk/watch/originals/", {"number": told.number.lower()}).content.decode()
    assert page in listed
    assert "сұрау № 12-34" in listed


def test_an_officer_of_another_region_opens_nothing(told: api.Received) -> None:
    stranger = worlds.actor("data_officer", region_id=worlds.region_id("KZ-71"))
    with pytest.raises(ReportPhoto.DoesNotExist):
        open_original(stranger, row().pk, reason="police", note="12-34")
    with pytest.raises(NotOpened):
        open_original(worlds.actor("data_officer"), row().pk, reason="curiosity", note="12-34")


def test_erased_means_gone_from_the_disk(told: api.Received, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.transaction.on_commit", lambda work: work())
    kept = row()
    assert kept.original_id is not None
    assert kept.public_id is not None
    with scope(Service("tests"), "safety"):
        assert erase([told.report_id], public_too=False) == 1
        assert not StoredFile.objects.exists()
        assert StoredPaper.objects.filter(pk=kept.public_id).exists()
    assert not storage.path_of(kept.original_id).exists()
    with pytest.raises(NotOpened) as refused:
        open_original(worlds.actor("data_officer"), kept.pk, reason="police", note="12-34")
    assert refused.value.rule == "gone"
    with scope(Service("tests"), "safety"):
        assert erase([told.report_id], public_too=True) == 1
        assert not ReportPhoto.objects.exists()
    assert not storage.path_of(kept.public_id).exists()


def test_without_a_detector_nobody_sees_it_until_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_pixels: object) -> list[object]:
        raise DetectorMissing

    told = api.receive(worlds.new(photos=(PHOTO,)))
    show(told)
    with monkeypatch.context() as patch:
        patch.setattr("qalqan.domains.watch.photos.pipeline.faces", missing)
        runner.run_waiting()
    assert (row().state, row().public_id) == ("unsafe", None)
    with scope(Service("watch.photos"), "safety"):
        assert remake(worlds.region_id()) == 1
    runner.run_waiting()
    assert row().state == "withheld"  # its report was shown before a moderator could see the picture
    assert client().get(address(row().public_id)).status_code == 404
    withhold(worlds.actor("moderator"), row().pk, is_withheld=False)
    assert client().get(address(row().public_id)).status_code == 200


def test_no_picture_waits_for_ever() -> None:
    api.receive(worlds.new(photos=(PHOTO,)))
    with scope(Service("tests"), "safety"), connection.cursor() as cursor:
        cursor.execute(  # its job gave up
            "SELECT procrastinate_finish_job_v1(id, 'failed', false) FROM procrastinate_jobs"
            " WHERE status = 'todo'"
        )
    remake_pictures.enqueue()
    runner.run_waiting()
    assert row().state == "waiting"  # it came just now: its own job may still be on the way
    with scope(Service("tests"), "safety"):
        Report.objects.update(received_at=timezone.now() - timedelta(hours=2))
    remake_pictures.enqueue()
    runner.run_waiting()
    assert row().state == "ready"


def test_a_page_of_moderation_from_before_the_picture_is_out_of_date() -> None:
    told = api.receive(worlds.new(photos=(PHOTO,)))
    with scope(Service("tests"), "safety"):
        seen = Cluster.objects.get(pk=told.cluster_id).changed_at
    runner.run_waiting()
    with pytest.raises(api.Refused) as refused:
        api.moderate(worlds.actor("moderator"), told.report_id, "shown", seen=seen)
    assert refused.value.code == "changed"


def test_pictures_of_steps_are_seen_and_of_a_witness_not(told: api.Received) -> None:
    with scope(Service("tests"), "safety"):
        cluster = Cluster.objects.get(pk=told.cluster_id)
        Cluster.objects.filter(pk=cluster.pk).update(is_shown=True)
        finished = replace(PHOTO, public=PHOTO.original)
        ids = [keep_shown(cluster, (finished,)) for _ in range(3)]
        here = {"region_id": cluster.region_id, "cluster": cluster}
        said = {"before": "in_work", "after": "fixed_said", "move": "say", "by_kind": "officer"}
        ClusterStep(**here, **said, file_ids=ids[0]).save()
        Confirmation(**here, says="fixed", report_id=told.report_id, file_ids=ids[1]).save()
        Confirmation(**here, says="fixed", by_user=uuid4(), file_ids=ids[2]).save()
        with pytest.raises(photos.PhotoRefused):
            keep_shown(cluster, (PHOTO,))
        assert pictures(number=told.number)[0].number == told.number
    statuses = [client().get(address(UUID(one[0]))).status_code for one in ids]
    assert statuses == [200, 404, 200]
