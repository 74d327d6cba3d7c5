"""Who reads what of a work item: another region, a head, the body that passed it on, everybody."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from qalqan.domains.watch import api
from qalqan.domains.watch.actor import frame
from qalqan.domains.watch.models import Cluster, ClusterStep, Report, ReportPhoto
from qalqan.domains.watch.rules import personal
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.models import Obligation

from . import worlds

pytestmark = pytest.mark.django_db

REASON = "The register says that this lamp is of another body."


def clock(told: api.Received) -> Obligation:
    with scope(Service("tests"), "safety"):
        return Obligation.objects.get(pk=Cluster.objects.get(pk=told.cluster_id).obligation_id)


def test_another_region_sees_nothing() -> None:
    told = api.receive(worlds.new())
    stranger = worlds.actor("akimat_officer", region_id=worlds.region_id("KZ-63"), body_code="akimat-63")
    with pytest.raises(api.Refused) as refused:
        api.move(stranger, told.cluster_id, "accept")
    assert refused.value.code == "no_such_cluster"


def test_moderation_shows_the_edited_text_and_keeps_the_original() -> None:
    told = api.receive(worlds.new(text="Люк открыт, звоните 8 701 123 45 67"))
    moderator = worlds.actor("moderator")
    with pytest.raises(PermissionDenied):
        api.moderate(worlds.actor("akimat_officer"), told.report_id, "shown", "Люк открыт")
    api.moderate(moderator, told.report_id, "shown", "Люк открыт")
    with scope(api.MIRROR, "safety"):
        (public,) = api.public_clusters(region_id=worlds.region_id())
        whole = api.cluster(told.cluster_id)
        assert Report.objects.get(pk=told.report_id).text.endswith("45 67")
    assert whole
    assert (public.is_shown, whole.text) == (True, "Люк открыт")
    api.moderate(moderator, told.report_id, "hidden")
    with scope(api.MIRROR, "safety"):
        assert api.public_clusters(region_id=worlds.region_id()) == ()


def test_what_helps_to_break_in_is_never_shown() -> None:
    told = api.receive(worlds.new("protection", text="Камера у входа не работает"))
    with pytest.raises(api.Refused) as refused:
        api.moderate(worlds.actor("moderator"), told.report_id, "shown", "x")
    assert refused.value.code == "guarded"


def test_who_passed_an_item_on_reads_no_later_step_and_who_got_it_reads_all() -> None:
    school = worlds.school()
    told = api.receive(worlds.new("school_building", text="Крыша течёт"))
    head = worlds.actor("school_head", organisation_id=school.organisation_id, body_code="")
    api.move(head, told.cluster_id, "begin")
    moderator = worlds.actor("moderator")
    api.move(moderator, told.cluster_id, "pass_on", reason=REASON, body="education-61")
    api.receive(worlds.new("school_building", text="Крыша течёт"))
    officer = worlds.actor("akimat_officer", body_code="education-61")
    api.move(officer, told.cluster_id, "accept")

    def read(by: api.Actor) -> tuple[list[str], int, int]:
        with frame(by, "watch.read"):
            moves = ClusterStep.objects.filter(cluster=told.cluster_id).order_by("at", "id")
            held = Cluster.objects.filter(pk=told.cluster_id), Report.objects.filter(cluster=told.cluster_id)
            return list(moves.values_list("move", flat=True)), held[0].count(), held[1].count()

    assert read(head) == (["receive", "begin"], 0, 0)  # what was done until then, by the rows' own reach
    assert read(officer) == (["receive", "begin", "pass_on", "accept"], 1, 2)
    assert (clock(told).owes, clock(told).organisation_id) == ("education-61", None)
    term = clock(told).pk
    with scope(Service("tests"), "safety"):
        Obligation.objects.filter(pk=term).update(state="breached", breached_at=timezone.now())
    api.move(officer, told.cluster_id, "pass_on", reason=REASON, body="akimat-61")
    assert clock(told).owes == "education-61"  # nobody gets rid of a red mark by passing it on


@pytest.mark.parametrize("category", ["protection", "fire_exit", "outdoor_toilet"])
def test_a_head_learns_nothing_of_what_the_own_school_is_reported_for(category: str) -> None:
    school = worlds.school(owner_body="education-61")
    told = api.receive(worlds.new(category, metres=10, text="Есік жабық, 7 Б оқушысы"))
    with scope(Service("tests"), "safety"):
        assert Cluster.objects.get(pk=told.cluster_id).owner_body in ("education-61", "akimat-61")
    head = worlds.actor("school_head", organisation_id=school.organisation_id, body_code="")
    with pytest.raises(api.Refused) as refused:
        api.move(head, told.cluster_id, "begin")
    assert refused.value.code == "no_such_cluster"


def test_reports_and_pictures_are_within_reach_of_whoever_has_the_work_item() -> None:
    school = worlds.school()
    own, other = [api.receive(worlds.new("school_building", metres=10, text="Крыша течёт")) for _ in range(2)]
    with scope(Service("tests"), "safety"):
        row = Report.objects.get(pk=other.report_id)
        assert (row.cluster_id, row.organisation_id) == (own.cluster_id, school.organisation_id)
        reach = {"region_id": row.region_id, "organisation_id": row.organisation_id}
        ReportPhoto.objects.create(
            report=row, position=0, width=1, height=1, faces=0, plates=0, phash=0, **reach
        )
    officer = worlds.actor("akimat_officer")
    api.move(officer, own.cluster_id, "pass_on", reason=REASON, body="education-61")
    with scope(Service("tests"), "safety"):
        assert list(ReportPhoto.objects.values_list("organisation_id", flat=True)) == [None]
    api.split(worlds.actor("moderator"), other.report_id, REASON)
    with scope(Service("tests"), "safety"):
        row = Report.objects.select_related("cluster").get(pk=other.report_id)
        assert row.organisation_id == row.cluster.organisation_id == school.organisation_id
        assert ReportPhoto.objects.get().organisation_id == school.organisation_id


@pytest.mark.parametrize(
    ("note", "is_taken"),
    [
        ("Ложный донос Айгуль Ивановой, мама из 7 Б", False),
        ("Люк закрыт, звоните 8 701 123 45 67", False),
        ("Шағымды Серікқызы Айгүл жазған", False),
        ("Люк на улице Абая Кунанбаева закрыт", True),
        ("Абай Құнанбаев көшесіндегі люк жабылды", True),
        ("Крышка люка заменена в понедельник, 109", True),
    ],
)
def test_a_note_for_everybody_names_nobody(note: str, is_taken: bool) -> None:
    assert personal.names_somebody(note) is not is_taken


def test_who_has_to_act_names_no_witness() -> None:
    told = api.receive(worlds.new())
    with pytest.raises(api.Refused) as refused:
        api.move(
            worlds.actor("akimat_officer"),
            told.cluster_id,
            "say_fixed",
            reason=REASON,
            public_note="Ложный донос Айгуль Ивановой, мама из 7 Б",
        )
    assert refused.value.code == "note_names_somebody"
