"""How a contradiction's end is told: only what is known to have happened, and of the source that it is of."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override

from qalqan.domains.evidence import api
from qalqan.domains.evidence.actions.engine import reconsider
from qalqan.domains.evidence.models import Contradiction
from qalqan.domains.evidence.ui.contradictions_shown import Shown, shown
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope

from .worlds import claim, moment, seen

pytestmark = pytest.mark.django_db

PROGRAM = Service("tests")
COORDINATOR = SeatView(uuid4(), uuid4(), uuid4(), "coordinator", "mp", None)
MENDED = "mended, confirmed independently"
NO_MORE = "the source says so no more"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def tell(*news: api.NewObservation, by: SeatView | Service = PROGRAM) -> list[api.Kept]:
    with scope(by, "planning"):
        kept = list(api.observe_many(news))
    with scope(PROGRAM, "planning"):
        reconsider([one.id for one in kept])
    return kept


def told() -> Shown:
    with scope(PROGRAM, "planning"):
        view = api.contradiction(Contradiction.objects.get().pk)
        assert view is not None
        return shown(view, "en", moment=timezone.now())


def citizens(kind: str = "citizens", ref: str = "cluster:TK-7F3K-92") -> api.NewObservation:
    return seen(90, "2021-09-10", kind=kind, source_ref=ref, note="there")


def gone(one: api.NewObservation, day: str, note: str = "gone closed inspector") -> api.NewObservation:
    return replace(one, value=Decimal(100), known_from=moment(day), note=note)


def whys(one: Shown) -> list[str]:
    return [why for step in one.steps for why in step.why]


def claimed() -> api.NewObservation:
    return claim(100, "2021-08-31", "2021-09-01")


def test_what_citizens_found_mended_is_said_to_be_that() -> None:
    source = citizens()
    tell(claimed(), source)
    tell(gone(source, "2021-09-20"))
    one = told()
    assert (one.badge, str(one.state)) == ("good", MENDED)
    assert whys(one) == ["Report TK-7F3K-92: an inspector confirmed that it was mended, 20 September 2021."]


@pytest.mark.parametrize(
    ("kind", "ref", "by"),
    [
        ("registry", "cluster:TK-7F3K-92", PROGRAM),  # no citizens
        ("citizens", "round:1", PROGRAM),  # no report of people's control
        ("citizens", "cluster:TK-7F3K-92", COORDINATOR),  # a person's file says that it is one
    ],
)
def test_a_note_makes_no_confirmation(kind: str, ref: str, by: SeatView | Service) -> None:
    source = citizens(kind, ref)
    tell(claimed(), source)
    tell(gone(source, "2021-09-20"), by=by)
    one = told()
    assert (one.badge, str(one.state)) == ("closed", NO_MORE)
    assert "90% became 100%" in whys(one)[0]


def test_one_of_two_that_was_only_taken_back_was_not_mended() -> None:
    source = citizens()
    inspected = seen(80, "2021-09-12")
    _claim, _seen, other = tell(claimed(), source, inspected)
    tell(gone(source, "2021-09-20"))
    assert told().is_open
    with scope(PROGRAM, "planning"):
        api.retract(inspected.at.region_id, [other.id])
        reconsider([other.id])
    assert str(told().state) == NO_MORE


def test_what_was_mended_after_another_end_is_said_to_be_that() -> None:
    source = citizens()
    tell(claimed(), source)
    tell(gone(source, "2021-09-20", "gone rejected moderator"))
    assert str(told().state) == NO_MORE
    again = replace(source, known_from=moment("2021-09-25"))
    tell(again)
    assert told().is_open
    tell(gone(again, "2021-09-30", "gone closed citizen"))
    one = told()
    assert str(one.state) == MENDED
    assert [str(step.title) for step in one.steps if step.why] == [NO_MORE, MENDED]


def test_each_correction_is_told_with_the_value_that_it_corrects() -> None:
    first = seen(90, "2021-09-10", source_ref="round:1")
    second = seen(80, "2021-10-01", source_ref="round:1")
    tell(claimed(), first, second)
    tell(replace(first, value=Decimal(100), known_from=moment("2021-10-05")))
    tell(replace(second, value=Decimal(100), known_from=moment("2021-10-10")))
    assert [why.split(": ")[1] for why in whys(told())] == [
        "90% became 100%, 5 October 2021.",
        "80% became 100%, 10 October 2021.",
    ]
