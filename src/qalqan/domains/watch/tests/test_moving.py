"""The life of a work item: who may move it, independent eyes, one of two wins, no clock restarts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from qalqan.domains.watch import api
from qalqan.domains.watch.actions import moving
from qalqan.domains.watch.actor import frame
from qalqan.domains.watch.models import Cluster, ClusterStep, Confirmation, Report
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.models import Obligation

from . import worlds

pytestmark = pytest.mark.django_db

REASON = "The register says that this lamp is of another body."
NOTE = "The cover was replaced on Monday."


def seen(told: api.Received) -> Cluster:
    with scope(Service("tests"), "safety"):
        return Cluster.objects.get(pk=told.cluster_id)


def steps(told: api.Received) -> list[str]:
    with scope(Service("tests"), "safety"):
        return list(
            ClusterStep.objects.filter(cluster=told.cluster_id)
            .order_by("at", "id")
            .values_list("move", flat=True)
        )


def clock(told: api.Received) -> Obligation:
    with scope(Service("tests"), "safety"):
        return Obligation.objects.get(pk=Cluster.objects.get(pk=told.cluster_id).obligation_id)


def fixed(told: api.Received, actor: api.Actor | None = None) -> api.ClusterView:
    return api.move(
        actor or worlds.actor("akimat_officer"), told.cluster_id, "say_fixed", reason=REASON, public_note=NOTE
    )


def test_from_report_to_a_confirmed_end() -> None:
    told = api.receive(worlds.new())
    officer = worlds.actor("akimat_officer")
    api.move(officer, told.cluster_id, "accept")
    api.move(officer, told.cluster_id, "begin")
    fixed(told, officer)
    assert told.secret
    view = api.confirm(api.WitnessKey(told.secret), told.cluster_id, "fixed", metres=12)
    assert (view.state, view.clock) == ("closed", "met")
    assert steps(told) == ["receive", "accept", "begin", "say_fixed", "confirm_fixed"]


def test_who_has_to_act_confirms_nothing() -> None:
    told = api.receive(worlds.new())
    officer = worlds.actor("akimat_officer")
    fixed(told, officer)
    with pytest.raises(api.Refused) as refused:
        api.move(officer, told.cluster_id, "confirm_fixed")
    assert refused.value.code == "not_yours_to_move"
    with pytest.raises(PermissionDenied):
        api.confirm(officer, told.cluster_id, "fixed")
    same_person = worlds.actor("safety_inspector", user_id=officer.user_id)
    with pytest.raises(api.Refused) as refused:
        api.confirm(same_person, told.cluster_id, "fixed")
    assert refused.value.code == "own_work"
    assert api.confirm(worlds.actor("safety_inspector"), told.cluster_id, "fixed").state == "closed"


def test_a_witness_made_after_the_fix_was_said_confirms_nothing() -> None:
    told = api.receive(worlds.new())
    fixed(told)
    late = api.receive(worlds.new(seen_at=timezone.now() - timedelta(days=2)))
    assert late.cluster_id == told.cluster_id
    assert late.secret
    with pytest.raises(api.Refused) as refused:
        api.confirm(api.WitnessKey(late.secret), told.cluster_id, "fixed")
    assert refused.value.code == "too_late_a_witness"


def test_a_stranger_or_one_far_away_confirms_nothing() -> None:
    told, other = api.receive(worlds.new()), api.receive(worlds.new(metres=5000))
    fixed(told)
    for secret, metres, code in (
        ("nobody", 1.0, "not_a_witness"),
        (other.secret, 1.0, "not_a_witness"),
        (told.secret, 900.0, "too_far"),
    ):
        with pytest.raises(api.Refused) as refused:
            api.confirm(api.WitnessKey(str(secret)), told.cluster_id, "fixed", metres=metres)
        assert refused.value.code == code
    with scope(Service("tests"), "safety"):
        assert not Confirmation.objects.exists()


def test_still_there_puts_it_back_and_the_clock_never_stopped() -> None:
    told = api.receive(worlds.new())
    due = clock(told).due
    fixed(told)
    assert clock(told).state == "running"
    assert told.secret
    view = api.confirm(api.WitnessKey(told.secret), told.cluster_id, "not_fixed")
    assert (view.state, view.due, view.clock) == ("in_work", due, "running")
    fixed(told)
    api.receive(worlds.new())  # somebody sees it again: nobody has to know of any link
    assert seen(told).state == "in_work"


def test_passing_on_restarts_no_clock() -> None:
    told = api.receive(worlds.new())
    due = clock(told).due
    view = api.move(
        worlds.actor("akimat_officer"), told.cluster_id, "pass_on", reason=REASON, body="education-61"
    )
    assert (view.owner_body, view.state, view.due) == ("education-61", "new", due)
    for body in ("education-61", "education-63", "nobody", "МОН", ""):
        with pytest.raises(api.Refused) as refused:
            api.move(worlds.actor("akimat_officer"), told.cluster_id, "pass_on", reason=REASON, body=body)
        assert refused.value.code == "body_missing"


def test_what_is_due_in_a_minute_is_owed_by_who_had_it() -> None:
    told = api.receive(worlds.new())
    for body, left, owes in (
        ("education-61", timedelta(minutes=1), "akimat-61"),
        ("akimat-61", timedelta(minutes=-1), "akimat-61"),
        ("education-61", timedelta(hours=8), "education-61"),  # its warning is six hours before
    ):
        key = clock(told).pk
        with scope(Service("tests"), "safety"):
            Obligation.objects.filter(pk=key).update(due=timezone.now() + left)
        officer = worlds.actor("akimat_officer", body_code=seen(told).owner_body)
        assert api.move(officer, told.cluster_id, "pass_on", reason=REASON, body=body).owner_body == body
        assert clock(told).owes == owes


def test_a_rejection_falls_by_a_second_witness_and_not_by_the_first() -> None:
    told = api.receive(worlds.new())
    due = clock(told).due
    api.move(worlds.actor("akimat_officer"), told.cluster_id, "reject", reason=REASON, public_note=NOTE)
    assert clock(told).state == "running"  # who has to act does not end the own deadline
    assert told.secret
    with pytest.raises(api.Refused) as refused:
        api.confirm(api.WitnessKey(told.secret), told.cluster_id, "there")
    assert refused.value.code == "needs_second"
    api.move(worlds.actor("moderator"), told.cluster_id, "uphold", reason=REASON)
    assert (clock(told).state, seen(told).state) == ("met", "rejected")
    api.receive(worlds.new())
    row = seen(told)
    assert (row.state, row.witnesses, row.closed_at) == ("accepted", 2, None)
    assert (clock(told).due, clock(told).state) == (due, "running")  # from the first moment, not from now


@pytest.mark.parametrize(
    ("key", "more", "code"),
    [
        ("say_fixed", {"public_note": NOTE}, "photo_or_reason"),
        ("say_fixed", {"reason": REASON}, "note_missing"),
        ("reject", {"public_note": NOTE}, "reason_missing"),
        ("reject", {"reason": "no", "public_note": NOTE}, "reason_missing"),
        ("pass_on", {"reason": REASON}, "body_missing"),
        ("merge", {"reason": REASON}, "not_yours_to_move"),
        ("remote_fixed", {}, "not_in_this_state"),
        ("fly", {}, "no_such_move"),
    ],
)
def test_what_a_move_asks_for(key: str, more: dict[str, str], code: str) -> None:
    told = api.receive(worlds.new())
    with pytest.raises(api.Refused) as refused:
        api.move(worlds.actor("akimat_officer"), told.cluster_id, key, **more)
    assert refused.value.code == code
    assert steps(told) == ["receive"]


def test_of_two_officers_one_is_told_what_changed() -> None:
    told = api.receive(worlds.new())
    page = seen(told).changed_at
    api.move(worlds.actor("akimat_officer"), told.cluster_id, "accept", seen=page)
    with pytest.raises(api.Refused) as refused:
        api.move(worlds.actor("akimat_officer"), told.cluster_id, "begin", seen=page)
    assert refused.value.code == "changed"


def test_spam_is_no_witness() -> None:
    told, second = api.receive(worlds.new()), api.receive(worlds.new())
    moderator = worlds.actor("moderator")
    api.moderate(moderator, second.report_id, "spam")
    row = seen(told)
    assert (row.witnesses, row.confirmed_at, row.state) == (1, None, "new")
    api.moderate(moderator, told.report_id, "spam")
    assert seen(told).state == "rejected"


def test_joined_items_count_from_the_earliest_and_can_be_taken_apart() -> None:
    first = api.receive(worlds.new())
    second = api.receive(worlds.new(metres=1200))
    with scope(Service("tests"), "safety"):
        Cluster.objects.filter(pk=first.cluster_id).update(opened_at=timezone.now() - timedelta(hours=3))
    moderator = worlds.actor("moderator")
    view = api.merge(moderator, second.cluster_id, first.cluster_id, REASON)
    assert (view.witnesses, view.opened_at) == (2, seen(first).opened_at)
    assert clock(second).started == seen(first).opened_at
    assert (seen(first).state, seen(first).merged_into) == ("merged", second.cluster_id)
    apart = api.split(moderator, first.report_id, REASON)
    assert apart.id not in (first.cluster_id, second.cluster_id)
    assert (apart.state, apart.witnesses, seen(second).witnesses) == ("new", 1, 1)
    with scope(Service("tests"), "safety"):
        started = Obligation.objects.get(target_id=apart.id).started
        assert started == Report.objects.get(pk=first.report_id).received_at
    with pytest.raises(api.Refused) as refused:
        api.split(moderator, first.report_id, REASON)
    assert refused.value.code == "only_report"


def test_a_head_of_a_school_works_on_the_own_school_only() -> None:
    school = worlds.school()
    own = api.receive(worlds.new("school_building", text="Крыша течёт"))
    head = worlds.actor("school_head", organisation_id=school.organisation_id, body_code="")
    other = worlds.actor("school_head", organisation_id=uuid4(), body_code="")
    with pytest.raises(api.Refused) as refused:
        api.move(other, own.cluster_id, "begin")
    assert refused.value.code == "no_such_cluster"
    for key in ("accept", "pass_on", "reject", "hand_over"):
        with pytest.raises(api.Refused) as refused:
            api.move(head, own.cluster_id, key, reason=REASON, public_note=NOTE, body="education-61")
        assert refused.value.code == "not_yours_to_move"
    view = api.move(head, own.cluster_id, "begin")
    assert [one.key for one in moving.moves_of(head, view)] == ["say_fixed"]
    assert fixed(own, head).state == "fixed_said"


def test_what_two_saw_is_rejected_by_nobody_who_has_to_act() -> None:
    told = api.receive(worlds.new())
    api.receive(worlds.new())
    officer = worlds.actor("akimat_officer")
    with pytest.raises(api.Refused) as refused:
        api.move(officer, told.cluster_id, "reject", reason=REASON, public_note=NOTE)
    assert refused.value.code == "seen_by_two"
    view = api.move(officer, told.cluster_id, "accept")
    with frame(officer, "watch.read"):
        assert "reject" not in {one.key for one in moving.moves_of(officer, view)}
    same_person = worlds.actor("safety_inspector", user_id=officer.user_id)
    with pytest.raises(api.Refused) as refused:
        api.move(same_person, told.cluster_id, "reject", reason=REASON, public_note=NOTE)
    assert refused.value.code == "own_work"
    inspector = worlds.actor("safety_inspector")
    view = api.move(inspector, told.cluster_id, "reject", reason=REASON, public_note=NOTE)
    assert (view.state, view.clock) == ("rejected", "met")


def test_a_planted_witness_closes_nothing_that_the_first_cannot_open_again() -> None:
    told, planted = api.receive(worlds.new()), api.receive(worlds.new())
    due = clock(told).due
    fixed(told)
    assert told.secret
    assert planted.secret
    assert api.confirm(api.WitnessKey(planted.secret), told.cluster_id, "fixed").state == "closed"
    view = api.confirm(api.WitnessKey(told.secret), told.cluster_id, "not_fixed")
    assert (view.state, view.due, view.clock, view.closed_at) == ("in_work", due, "running", None)
    fixed(told)
    view = api.confirm(api.WitnessKey(planted.secret), told.cluster_id, "fixed")
    assert view.state == "fixed_said"  # somebody else found it still there: one word is not enough now
    assert api.confirm(api.WitnessKey(told.secret), told.cluster_id, "fixed").state == "closed"
    with scope(Service("tests"), "safety"):
        old = timezone.now() - timedelta(days=31)
        Cluster.objects.filter(pk=told.cluster_id).update(closed_at=old)
    with pytest.raises(api.Refused) as refused:
        api.confirm(api.WitnessKey(told.secret), told.cluster_id, "not_fixed")
    assert refused.value.code == "too_long_closed"


def test_who_came_after_the_second_closes_only_with_another() -> None:
    told, _, third, fourth = [api.receive(worlds.new()) for _ in range(4)]
    fixed(told)
    assert third.secret
    assert fourth.secret
    assert api.confirm(api.WitnessKey(third.secret), told.cluster_id, "fixed").state == "fixed_said"
    with pytest.raises(api.Refused) as refused:
        api.confirm(api.WitnessKey(third.secret), told.cluster_id, "fixed")
    assert refused.value.code == "said_already"
    assert api.confirm(api.WitnessKey(fourth.secret), told.cluster_id, "fixed").state == "closed"
    assert api.confirm(worlds.actor("safety_inspector"), told.cluster_id, "not_fixed").state == "in_work"


def test_what_another_centre_has_comes_back_by_a_witness() -> None:
    told = api.receive(worlds.new())
    with scope(Service("tests"), "safety"):
        Cluster.objects.filter(pk=told.cluster_id).update(state="handed_over")
    assert told.secret
    assert api.confirm(api.WitnessKey(told.secret), told.cluster_id, "not_fixed").state == "in_work"


def test_reports_without_a_key_and_of_one_centre_are_one_witness() -> None:
    told = api.receive(worlds.new(sender_key=None))
    api.receive(worlds.new(sender_key=None))
    assert (seen(told).witnesses, seen(told).confirmed_at) == (1, None)
