"""From two photographs to the national map and back: what citizens saw stands against a claim, until it is
fixed and somebody else confirms that."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override

from qalqan.domains.evidence import api as evidence
from qalqan.domains.evidence.ui.contradictions_shown import Shown, shown
from qalqan.domains.schools.models import Sighting
from qalqan.domains.watch import api, models
from qalqan.domains.watch.actions import feeding, own
from qalqan.domains.watch.rules.answered import months_back, standing
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.i18n import formatting
from qalqan.kernel.outbox import dispatcher

from . import worlds

pytestmark = pytest.mark.django_db

PLAN, MEASURE = "kz-156-2020", 62
MENDED = {
    "kk": "жөнделгенін куәгер растады",
    "ru": "очевидец подтвердил, что исправлено",
    "en": "a witness confirmed that it was mended",
}
NOTE = "A warm toilet was opened, the old one is taken down."


def toilet(**more: object) -> api.NewReport:
    return worlds.new("outdoor_toilet", metres=30, text="Ауладағы дәретхана", **more)


def claim(indicator: str, value: int) -> None:
    """The akimat says of its region that all is done."""
    day = timezone.localdate() - timedelta(days=20)
    with scope(Service("tests"), "statistics"):
        evidence.observe(
            evidence.NewObservation(
                at=evidence.At(worlds.region_id()),
                indicator=indicator,
                period_start=day,
                period_end=day,
                source_kind="claim",
                value=Decimal(value),
                source_body="akimat-61",
                plan_code=PLAN,
                measure_number=MEASURE,
            )
        )


def show(*told: api.Received) -> None:
    """A moderator lets everybody read them."""
    for one in told:
        api.moderate(worlds.actor("moderator"), one.report_id, "shown", "Ауладағы дәретхана")


def states() -> list[str]:
    return [one.state for one in contradictions()]


def contradictions() -> list[evidence.ContradictionView]:
    dispatcher.settle()
    with scope(Service("tests"), "statistics"):
        return list(evidence.contradictions(plan_code=PLAN))


def told_as(key: UUID, language: str) -> Shown:
    """A contradiction as a page tells it."""
    with scope(Service("tests"), "statistics"):
        view = evidence.contradiction(key)
    assert view is not None
    return shown(view, language, moment=timezone.now())


def sighting(cluster_id: UUID) -> tuple[str, int]:
    dispatcher.settle()
    with scope(Service("tests"), "safety"):
        row = Sighting.objects.get(ref=cluster_id)
        return row.state, row.witnesses


def test_a_claim_of_none_left_falls_by_two_witnesses_and_stands_again_when_it_is_true() -> None:
    worlds.school()
    claim("schools.toilets.warm", 100)
    claim("schools.toilets.outdoor", 0)
    first = api.receive(toilet())
    assert sighting(first.cluster_id) == ("open", 1)
    assert contradictions() == []  # one pair of eyes raises nothing against anybody
    second = api.receive(toilet())
    assert second.cluster_id == first.cluster_id
    assert sighting(first.cluster_id) == ("confirmed", 2)
    assert contradictions() == []  # nor do two that no moderator read
    show(first, second)
    raised = contradictions()  # against "none left", and against "all are warm": the old one is in use
    assert {(one.state, one.owner) for one in raised} == {("open", "akimat-61")}
    assert len(raised) == 2
    api.move(worlds.actor("akimat_officer"), first.cluster_id, "say_fixed", reason=NOTE, public_note=NOTE)
    assert states() == ["open", "open"]  # a word of who has to act closes nothing
    assert first.secret
    assert second.secret
    api.confirm(api.WitnessKey(second.secret), first.cluster_id, "fixed")
    assert sighting(first.cluster_id) == ("fixed", 2)
    assert {(one.id, one.state) for one in contradictions()} == {
        (one.id, "source_corrected") for one in raised
    }
    for code, words in MENDED.items():
        with override(code):
            (end,) = (one for one in told_as(raised[0].id, code).steps if one.why)
        assert words in end.why[0]
        assert first.number in end.why[0]
    api.confirm(api.WitnessKey(first.secret), first.cluster_id, "not_fixed")
    assert "open" in states()  # opened again: the testimony stands again


def by_moderator(first: api.Received, _second: api.Received) -> None:
    api.move(worlds.actor("moderator"), first.cluster_id, "reject", reason=NOTE, public_note=NOTE)


def by_inspector(first: api.Received, _second: api.Received) -> None:
    api.move(worlds.actor("safety_inspector"), first.cluster_id, "reject", reason=NOTE, public_note=NOTE)


def by_officer(first: api.Received, second: api.Received) -> None:
    assert second.secret
    own.take_back(second.secret)  # alone it may be rejected by who has to act
    api.move(worlds.actor("akimat_officer"), first.cluster_id, "reject", reason=NOTE, public_note=NOTE)


def as_spam(*both: api.Received) -> None:
    for one in both:
        api.moderate(worlds.actor("moderator"), one.report_id, "spam")


def taken_back(*both: api.Received) -> None:
    for one in both:
        assert one.secret
        own.take_back(one.secret)


def hidden(_first: api.Received, second: api.Received) -> None:
    api.moderate(worlds.actor("moderator"), second.report_id, "hidden")


def unused(*_both: api.Received) -> None:
    show(*(api.receive(toilet(details={"used": "no"})) for _ in range(4)))


def joined_with_another(first: api.Received, *_rest: api.Received) -> api.Received:
    other = api.receive(worlds.new("outdoor_toilet", metres=-100, text="Сортир за спортзалом"))
    assert other.cluster_id != first.cluster_id
    with scope(Service("tests"), "safety"):
        earlier = timezone.now() - timedelta(hours=3)
        models.Cluster.objects.filter(pk=first.cluster_id).update(opened_at=earlier)
    api.merge(worlds.actor("moderator"), other.cluster_id, first.cluster_id, NOTE)
    return other


def joined_unheard(first: api.Received, second: api.Received) -> None:
    joined_with_another(first)
    hidden(first, second)


def mended(told: api.Received, *_rest: api.Received) -> None:
    api.move(worlds.actor("akimat_officer"), told.cluster_id, "say_fixed", reason=NOTE, public_note=NOTE)
    api.confirm(worlds.actor("safety_inspector"), told.cluster_id, "fixed")


def joined_and_mended(first: api.Received, _second: api.Received) -> None:
    other = joined_with_another(first)
    assert states() == ["open"]  # the other one speaks for it
    mended(other)


ENDS = {
    by_moderator: "was rejected by a moderator,",
    by_inspector: "was rejected by an inspector,",
    by_officer: "fewer than two witnesses stood by it, and the body that has to act rejected it,",
    as_spam: "was set aside as spam by a moderator,",
    taken_back: "was taken back by those who sent it,",
    hidden: "fewer than two witnesses whose reports are shown stand by it,",
    unused: "more than half of the witnesses say that children do not use it,",
    joined_and_mended: "was joined with another one, which speaks for it,",
    joined_unheard: "was joined with another one,",
    mended: "an inspector confirmed that it was mended,",
}


@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_a_testimony_is_told_as_it_happened(end: Callable[..., None]) -> None:
    worlds.school()
    claim("schools.toilets.outdoor", 0)
    both = api.receive(toilet()), api.receive(toilet())
    show(*both)
    (raised,) = contradictions()
    end(*both)
    dispatcher.settle()
    with override("en"):
        told = told_as(raised.id, "en")
        why = next(one for step in told.steps for one in step.why if both[0].number in one)
        is_mended = str(told.state) == "mended, confirmed independently"
        assert why.endswith(f"{ENDS[end]} {formatting.date(timezone.now())}.")
    assert is_mended == (end in (mended, joined_and_mended))


def test_spam_takes_its_testimony_back() -> None:
    worlds.school()
    claim("schools.toilets.outdoor", 0)
    first, second = api.receive(toilet()), api.receive(toilet())
    show(first, second)
    assert states() == ["open"]
    api.moderate(worlds.actor("moderator"), second.report_id, "spam")
    assert [one.state for one in contradictions()] == ["source_corrected"]
    assert sighting(first.cluster_id) == ("open", 1)


def test_a_toilet_that_no_pupil_uses_speaks_against_nothing() -> None:
    worlds.school()
    told = [api.receive(toilet(details={"used": "no"})) for _ in range(2)]
    show(*told)
    assert sighting(told[0].cluster_id) == ("confirmed", 2)
    with scope(Service("tests"), "safety"):
        assert not models.Testimony.objects.exists()


def test_who_has_to_act_ends_no_testimony_by_a_rejection_or_by_many_voices_of_one() -> None:
    worlds.school()
    claim("schools.toilets.warm", 100)  # alone: an outdoor one in use says that they are not all warm
    first, second = api.receive(toilet()), api.receive(toilet())
    show(first, second)
    assert states() == ["open"]
    with pytest.raises(api.Refused):
        api.move(worlds.actor("akimat_officer"), first.cluster_id, "reject", reason=NOTE, public_note=NOTE)
    mine = uuid4().bytes
    for number in range(6):
        channel, key = ("open311", uuid4().bytes) if number % 2 else ("web", mine)
        vote = api.receive(toilet(details={"used": "no"}, sender_key=key, channel=channel))
        assert vote.cluster_id == first.cluster_id
        show(vote)
    assert states() == ["open"]


def test_what_both_witnesses_took_back_stands_against_nobody() -> None:
    worlds.school()
    claim("schools.toilets.outdoor", 0)
    both = api.receive(toilet()), api.receive(toilet())
    show(*both)
    assert states() == ["open"]
    assert both[0].secret
    own.add_photos(both[0].secret, ())  # it waits for a moderator again, and still speaks
    assert states() == ["open"]
    for told in both:
        assert told.secret
        own.take_back(told.secret)
    assert states() == ["source_corrected"]
    assert sighting(both[0].cluster_id)[0] == "withdrawn"


def test_an_item_that_is_joined_with_another_leaves_no_moment_without_either() -> None:
    worlds.school()
    claim("schools.toilets.outdoor", 0)
    first, second = api.receive(toilet()), api.receive(toilet())
    show(first, second)
    (raised,) = contradictions()
    other = joined_with_another(first)
    api.moderate(worlds.actor("moderator"), other.report_id, "shown")
    assert (raised.id, "open") in {(one.id, one.state) for one in contradictions()}


def test_answers_in_time_are_counted_by_month() -> None:
    late, fast, open_one = (api.receive(worlds.new(metres=one)) for one in (0, 2000, 4000))
    moved = timezone.now()
    officer = worlds.actor("akimat_officer")
    for told in (late, fast):
        api.move(officer, told.cluster_id, "reject", reason=NOTE, public_note=NOTE)
    with scope(Service("tests"), "safety"):
        Obligation.objects.filter(target_id=late.cluster_id).update(due=moved - timedelta(hours=1))
        Obligation.objects.filter(target_id=open_one.cluster_id).update(due=moved + timedelta(hours=1))
        day = timezone.localdate().replace(day=1) + timedelta(days=32)
        assert feeding.feed_answers(worlds.region_id(), day) == 1
        assert feeding.feed_answers(worlds.region_id(), day) == 0  # the same again is nothing new
        (point,) = evidence.series("web.control.answered", region_id=worlds.region_id())
    assert (point.numerator, point.denominator) == (1, 2)


def test_nothing_is_said_of_a_region_that_has_no_reports() -> None:
    with scope(Service("tests"), "safety"):
        assert feeding.feed_all_answers() == 0


def test_an_answer_that_was_undone_was_none() -> None:
    day = [timezone.now() + timedelta(days=one) for one in range(5)]
    said = [(day[0], "new"), (day[1], "fixed_said")]
    assert standing(said) == day[1]
    assert standing([*said, (day[2], "closed")]) == day[1]
    assert standing([*said, (day[2], "in_work")]) is None
    assert standing([*said, (day[2], "in_work"), (day[3], "fixed_said")]) == day[3]
    assert standing([*said, (day[2], "closed"), (day[3], "in_work")]) is None
    assert standing([]) is None


def test_months() -> None:
    assert months_back(date(2026, 3, 15), 2) == (
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
    )
