"""Where a measure stands: a claim is never more than a claim, a note closes nothing, nor does one's word."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.evidence.indicators import indicator, indicators
from qalqan.domains.evidence.rules.indicator import Names
from qalqan.domains.evidence.rules.observing import SOURCES
from qalqan.domains.evidence.rules.standing import (
    STANDINGS,
    Bound,
    Facts,
    MeasureBinding,
    Offered,
    Seen,
    counting,
    standing,
)

KNOWN = {one.key: one for one in indicators()}
WARM, OUTDOOR = "schools.toilets.warm", "schools.toilets.outdoor"
WORDS = Names("а", "б", "c")
DAY = date(2021, 9, 1)


def bound(key: str, target: int | None, *, closes: bool = True) -> Bound:
    return Bound(key, None if target is None else Decimal(target), None, closes, WORDS)


def binding(mode: str, *bounds: Bound, contracts: tuple[str, ...] = ()) -> MeasureBinding:
    return MeasureBinding("p", 62, bounds, mode, contracts, "region", "year", WORDS)


TOILETS = binding("indicators", bound(WARM, 100), bound(OUTDOOR, 0))
ORDER = binding("contract", contracts=("order",))
BOTH = binding("both", bound(OUTDOOR, 0), contracts=("order",))


def seen(value: int, kind: str = "inspection", day: date = DAY, coverage: str | None = "1") -> Seen:
    return Seen(Decimal(value), day, kind, None if coverage is None else Decimal(coverage))


VERIFIED = Offered("order", "verified", "akimat", "ministry")


def at(one: MeasureBinding, facts: Facts) -> str:
    return standing(one, facts, KNOWN)


def test_it_works() -> None:
    everything = Facts(independent={WARM: (seen(100),), OUTDOOR: (seen(0),)})
    assert at(TOILETS, everything) == "evidenced"
    assert at(TOILETS, Facts()) == "none"
    assert at(ORDER, Facts(proofs=(VERIFIED,))) == "evidenced"
    assert at(BOTH, Facts(proofs=(VERIFIED,))) == "partly"
    assert at(BOTH, Facts(proofs=(VERIFIED,), independent={OUTDOOR: (seen(0),)})) == "evidenced"


def test_a_claim_is_claimed_whatever_it_says() -> None:
    claims = {WARM: Decimal(100), OUTDOOR: Decimal(0)}
    assert at(TOILETS, Facts(claims=claims, is_claimed=True)) == "claimed"
    told = {key: (Seen(value, DAY, "claim", Decimal(1)),) for key, value in claims.items()}
    assert at(TOILETS, Facts(claims=claims, independent=told)) == "claimed"
    assert at(ORDER, Facts(is_claimed=True)) == "claimed"


def test_a_mode_asks_for_its_own_parts_only() -> None:
    by_indicators = binding("indicators", bound(OUTDOOR, 0), contracts=("order",))
    assert at(by_indicators, Facts(independent={OUTDOOR: (seen(0),)})) == "evidenced"
    by_papers = binding("contract", bound(OUTDOOR, 0), contracts=("order",))
    assert at(by_papers, Facts(proofs=(VERIFIED,))) == "evidenced"


def test_an_information_note_completes_nothing() -> None:
    note = binding("contract", contracts=("information_note",))
    verified = Offered("information_note", "verified", "akimat", "ministry")
    assert at(note, Facts(proofs=(verified,))) == "claimed"


@pytest.mark.parametrize(
    ("proof", "word"),
    [
        (replace(VERIFIED, state="offered", verifier=None), "claimed"),
        (replace(VERIFIED, state="refused"), "none"),
        (replace(VERIFIED, state="withdrawn"), "none"),
        (replace(VERIFIED, verifier="akimat"), "claimed"),
        (replace(VERIFIED, verifier=None), "claimed"),
        (replace(VERIFIED, contract="law"), "claimed"),
    ],
)
def test_only_what_another_verified_counts(proof: Offered, word: str) -> None:
    assert at(ORDER, Facts(proofs=(proof,))) == word


def test_unknown_stays_unknown() -> None:
    assert at(TOILETS, Facts(independent={WARM: (), OUTDOOR: ()})) == "none"
    assert at(TOILETS, Facts(independent={WARM: (seen(100),)})) == "partly"
    assert at(TOILETS, Facts(independent={WARM: (seen(0),)})) == "none"  # nothing is there yet
    nothing_closes = binding("indicators", bound(WARM, None, closes=False))
    assert at(nothing_closes, Facts(independent={WARM: (seen(100),)})) == "none"
    assert at(binding("contract"), Facts()) == "none"


def test_where_less_is_better_only_a_fall_is_progress() -> None:
    left = binding("indicators", bound(OUTDOOR, 0))
    before = date(2021, 3, 1)
    many, first = seen(500), seen(500, day=before)
    assert at(left, Facts(independent={OUTDOOR: (many,)})) == "none"
    assert at(left, Facts(independent={OUTDOOR: (many,)}, is_claimed=True)) == "claimed"
    assert at(left, Facts(independent={OUTDOOR: (seen(500, day=before), seen(600))})) == "none"
    assert at(left, Facts(independent={OUTDOOR: (first, seen(300))})) == "partly"
    assert at(left, Facts(independent={OUTDOOR: (seen(300),)}, earlier={OUTDOOR: (first,)})) == "partly"
    sample = (first, seen(3, coverage="0.1"))  # it looked at a tenth
    assert at(left, Facts(independent={OUTDOOR: sample})) == "none"
    told = (seen(500, "citizens", day=before), seen(300))  # no source of this indicator
    assert at(left, Facts(independent={OUTDOOR: told})) == "none"


def test_a_sample_completes_nothing() -> None:
    for coverage in ("0.5", None):
        sample = Facts(independent={WARM: (seen(100, coverage=coverage),), OUTDOOR: (seen(0),)})
        assert at(TOILETS, sample) == "partly"
    register = seen(100, "registry", coverage=None)
    assert at(TOILETS, Facts(independent={WARM: (register,), OUTDOOR: (seen(0),)})) == "evidenced"
    call = binding("indicators", bound("helpline.centre.open", 1))
    answered = {"helpline.centre.open": (seen(1, coverage=None),)}
    assert at(call, Facts(independent=answered)) == "evidenced"  # there is one centre


def test_a_source_that_the_indicator_does_not_name_completes_nothing() -> None:
    for kind in ("citizens", "media", "police"):
        assert at(TOILETS, Facts(independent={WARM: (seen(100, kind),)})) == "none"


def test_the_newest_counts_and_of_one_day_the_worse() -> None:
    old, new = seen(100, day=date(2021, 3, 1)), seen(70)
    assert counting(KNOWN[WARM], (old, new)) == new
    assert counting(KNOWN[WARM], (seen(100), seen(70, "registry"))) == seen(70, "registry")
    assert counting(KNOWN[OUTDOOR], (seen(0), seen(5, "registry"))) == seen(5, "registry")
    assert counting(KNOWN[WARM], ()) is None


def test_an_open_contradiction_stands_above_everything() -> None:
    everything = Facts(independent={WARM: (seen(100),), OUTDOOR: (seen(0),)}, open_contradictions=1)
    assert at(TOILETS, everything) == "contradicted"


# ---- Properties

values = st.decimals(0, 100, places=0)
sights = st.builds(
    Seen,
    values,
    st.dates(date(2020, 1, 1), date(2023, 12, 31)),
    st.sampled_from(SOURCES),
    st.none() | st.decimals(0, 1, places=2),
)
people = st.sampled_from(["a", "b", "c"])
papers = st.builds(
    Offered,
    st.sampled_from(["order", "law", "information_note"]),
    st.sampled_from(["offered", "verified", "refused", "withdrawn"]),
    people,
    st.none() | people,
)
bindings = st.builds(
    binding,
    st.sampled_from(["indicators", "contract", "both"]),
    st.just(bound(WARM, 100)),
    st.just(bound(OUTDOOR, 0)),
    contracts=st.lists(st.sampled_from(["order", "law", "information_note"]), unique=True).map(tuple),
)
facts = st.builds(
    Facts,
    claims=st.dictionaries(st.sampled_from([WARM, OUTDOOR]), values),
    is_claimed=st.booleans(),
    independent=st.dictionaries(st.sampled_from([WARM, OUTDOOR]), st.lists(sights, max_size=4).map(tuple)),
    proofs=st.lists(papers, max_size=4).map(tuple),
    open_contradictions=st.integers(0, 2),
)


@given(bindings, facts)
def test_claims_never_move_a_measure_further_than_claimed(one: MeasureBinding, known: Facts) -> None:
    found = at(one, known)
    assert found in STANDINGS
    mute = replace(known, claims={}, is_claimed=False)
    assert found == at(one, mute) or (at(one, mute), found) == ("none", "claimed")


@given(bindings, facts)
def test_evidenced_means_that_each_closing_part_has_its_own_evidence(
    one: MeasureBinding, known: Facts
) -> None:
    if at(one, known) != "evidenced":
        return
    assert known.open_contradictions == 0
    for kind in one.proofs_needed:
        assert kind != "information_note"
        assert any(
            paper.contract == kind
            and paper.state == "verified"
            and paper.verifier not in (None, paper.author)
            for paper in known.proofs
        )
    for part in one.closing:
        what = indicator(part.indicator)
        accepted = [sight for sight in known.independent[part.indicator] if sight.source_kind in what.sources]
        newest = max(sight.on for sight in accepted)
        assert part.target is not None
        assert all(what.reaches(sight.value, part.target) for sight in accepted if sight.on == newest)


@given(bindings, facts, papers)
def test_refused_and_withdrawn_papers_change_nothing(
    one: MeasureBinding, known: Facts, paper: Offered
) -> None:
    idle = replace(paper, state="refused" if paper.state == "verified" else "withdrawn")
    assert at(one, replace(known, proofs=(*known.proofs, idle))) == at(one, known)


@given(bindings, facts)
def test_nothing_known_is_never_more_than_nothing(one: MeasureBinding, known: Facts) -> None:
    bare = Facts(claims=known.claims, is_claimed=known.is_claimed)
    assert at(one, bare) == ("claimed" if known.claims or known.is_claimed else "none")
