"""The engine in the tables: raised once, on its day, with an owner and a clock; closed with its reason."""

from dataclasses import replace
from decimal import Decimal

import pytest

from qalqan.domains.evidence import api
from qalqan.domains.evidence.actions.engine import reconsider, reconsider_all
from qalqan.domains.evidence.models import Contradiction, ContradictionStep
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.models import Obligation

from . import worlds
from .worlds import claim, moment, seen

pytestmark = pytest.mark.django_db


def tell(*news: api.NewObservation) -> list[api.Kept]:
    """Observe each and let the engine look, as the event's handler does."""
    told = []
    for new in news:
        kept = api.observe(new)
        reconsider([kept.id])
        told.append(kept)
    return told


def acts(row: Contradiction) -> list[str]:
    return [step.act for step in ContradictionStep.objects.filter(contradiction=row).order_by("at", "id")]


def test_it_works() -> None:
    with scope(Service("tests"), "planning"):
        tell(claim(100, "2021-08-31", "2021-09-01"), seen(90, "2021-09-10"))
        row = Contradiction.objects.get()
        clock = Obligation.objects.get(pk=row.obligation_id)
    assert (row.rule, row.state, row.owner, row.measure_number) == ("value", "open", "akimat-61", 62)
    assert row.known_from == moment("2021-09-10")
    assert (clock.code, clock.owes) == ("evidence.contradiction", "akimat-61")


def test_the_second_look_and_the_whole_register_change_nothing() -> None:
    with scope(Service("tests"), "planning"):
        told = tell(claim(100, "2021-08-31", "2021-09-01"), seen(90, "2021-09-10"))
        reconsider([one.id for one in told])
        again = reconsider_all(worlds.PLAN)
        assert (again.raised, again.reopened, again.closed) == ([], [], [])
        assert acts(Contradiction.objects.get()) == ["raise"]


def test_a_corrected_claim_closes_it_and_a_new_false_one_inherits_its_age() -> None:
    with scope(Service("tests"), "planning"):
        first = claim(100, "2021-08-31", "2021-09-01")
        tell(first, seen(90, "2021-09-10"))
        tell(replace(first, value=Decimal(98), known_from=moment("2021-10-01")))
        old, new = Contradiction.objects.order_by("known_from")
        assert (old.state, old.known_until, acts(old)) == (
            "claim_corrected",
            moment("2021-10-01"),
            ["raise", "close"],
        )
        assert (new.state, new.facts.get(name="since").value) == ("open", moment("2021-09-10").isoformat())
        tell(replace(first, value=Decimal(90), known_from=moment("2021-11-01")))
        assert not Contradiction.objects.filter(state="open").exists()


def test_saying_nearly_all_instead_of_all_closes_nothing() -> None:
    with scope(Service("tests"), "planning"):
        first = claim(100, "2021-08-31", "2021-09-01", indicator=worlds.PRESENT)
        tell(first, seen(60, "2021-09-10", indicator="schools.video.connected", kind="police"))
        tell(replace(first, value=Decimal("99.9"), known_from=moment("2021-10-01")))
        old, new = Contradiction.objects.order_by("known_from")
        assert (old.state, new.state, new.rule) == ("claim_corrected", "open", "meaning")
        assert new.facts.get(name="since").value == moment("2021-09-10").isoformat()


def test_a_corrected_source_closes_it() -> None:
    with scope(Service("tests"), "planning"):
        source = seen(90, "2021-09-10")
        tell(claim(100, "2021-08-31", "2021-09-01"), source)
        tell(replace(source, value=Decimal(100), known_from=moment("2021-09-20")))
        row = Contradiction.objects.get()
        assert (row.state, row.known_until) == ("source_corrected", moment("2021-09-20"))
        assert Obligation.objects.get(pk=row.obligation_id).state in ("met", "met_late")


def test_a_later_sight_that_bears_the_claim_out_overtakes_it() -> None:
    with scope(Service("tests"), "planning"):
        tell(
            claim(100, "2021-08-31", "2021-09-01"),
            seen(90, "2021-09-10"),
            seen(100, "2022-03-01"),
        )
        assert Contradiction.objects.get().state == "overtaken"


def test_it_opens_again_when_the_sight_that_overtook_it_is_corrected() -> None:
    with scope(Service("tests"), "planning"):
        later = seen(100, "2022-03-01", source_ref="later")
        tell(claim(100, "2021-08-31", "2021-09-01"), seen(90, "2021-09-10"), later)
        tell(replace(later, value=Decimal(80), known_from=moment("2022-04-01")))
        row = Contradiction.objects.get()
        assert (row.state, acts(row)) == ("open", ["raise", "close", "reopen"])
        assert reconsider_all(worlds.PLAN).closed == []


def test_the_order_in_which_things_became_known_does_not_matter() -> None:
    with scope(Service("tests"), "planning"):
        tell(seen(90, "2021-09-10"), claim(100, "2021-08-31", "2021-12-01"))
        assert Contradiction.objects.get().known_from == moment("2021-12-01")


def test_a_second_source_joins_the_same_contradiction() -> None:
    with scope(Service("tests"), "planning"):
        tell(
            claim(100, "2021-08-31", "2021-09-01"),
            seen(90, "2021-09-10"),
            seen(80, "2021-10-01", kind="police", source_body="МВД"),
        )
        row = Contradiction.objects.get()
        assert (row.against.count(), acts(row)) == (2, ["raise", "join"])


def test_a_region_within_refutes_a_claim_of_the_nation() -> None:
    with scope(Service("tests"), "planning"):
        tell(
            claim(
                0,
                "2021-08-31",
                "2021-09-01",
                indicator=worlds.OUTDOOR,
                at=worlds.at("nation"),
                source_body="МОН",
            ),
            seen(1, "2021-09-10", indicator=worlds.OUTDOOR, kind="citizens"),
        )
        row = Contradiction.objects.get()
        assert (row.rule, row.place, row.owner) == ("witness", "nation", "МОН")
