"""The rules of contradiction one by one: what fires, what stays silent, and what holds for every number."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.evidence.rules.contradict import RULES, Seen
from qalqan.domains.evidence.rules.contradict_judge import Sources, World, judge
from qalqan.domains.evidence.rules.contradict_sets import unmoved
from qalqan.domains.evidence.rules.contradict_words import SENTENCES, TITLES, sentence, title

from .pairs import CONNECTED, OUTDOOR, PRESENT, REGION, TRAITS, WARM, WORLD

DAY = date(2021, 12, 31)
SCHOOL = UUID(int=55)


def row(value: float, *, kind: str = "inspection", days: int = 10, **more: Any) -> Seen:
    """An observation of the region, some days after the claimed one."""
    day = DAY + timedelta(days=0 if kind == "claim" else days)
    fields: dict[str, Any] = {
        "id": UUID(int=hash((value, kind, days, str(sorted(more)))) & (1 << 100) - 1),
        "region_id": REGION,
        "place": "region",
        "place_id": REGION,
        "district_id": None,
        "indicator": WARM,
        "dims": "",
        "start": day,
        "end": day,
        "as_of": day,
        "value": float(value),
        "numerator": None,
        "denominator": None,
        "coverage": None,
        "kind": kind,
        "body": "akimat-61" if kind == "claim" else "КОКСОН",
        "ref": "",
        "method": "",
        "known_from": datetime(2022, 1, 20, tzinfo=UTC) + timedelta(days=days),
        "known_until": None,
        "plan_code": "plan" if kind == "claim" else "",
        "number": 62 if kind == "claim" else None,
    }
    return Seen(**{**fields, **more})


def fired(claim: Seen, *rows: Seen, world: World = WORLD) -> set[str]:
    return set(judge(claim, Sources(rows, TRAITS), TRAITS, world))


def at_school(value: float, **more: Any) -> Seen:
    return row(value, place="organisation", place_id=SCHOOL, **more)


@pytest.mark.parametrize(
    ("claim", "seen", "rules"),
    [
        (row(95, kind="claim"), row(80), {"value"}),
        (row(95, kind="claim"), row(93.5), set()),  # two ways of counting
        (row(100, kind="claim"), row(99.7), set()),  # rounding
        (row(100, kind="claim"), row(98.5), {"value"}),  # every exception is one
        (row(80, kind="claim"), row(95), set()),  # modest
        (row(95, kind="claim"), row(80, days=-60), set()),  # works since
        (row(95, kind="claim"), row(80, days=400), set()),  # too old
        (row(95, kind="claim"), row(80, coverage=0.1), set()),  # saw a tenth
        (row(95, kind="claim"), row(80, body="akimat-61"), set()),  # the claimant's own
        (row(95, kind="claim"), row(80, dims="sex=f"), set()),
        (
            row(0, kind="claim", indicator=OUTDOOR),
            at_school(1, indicator=OUTDOOR, kind="citizens"),
            {"witness"},
        ),
        (row(3, kind="claim", indicator=OUTDOOR), at_school(1, indicator=OUTDOOR, kind="citizens"), set()),
        (row(100, kind="claim", indicator=PRESENT), row(60, indicator=CONNECTED), {"meaning"}),
        (row(90, kind="claim", indicator=PRESENT), row(60, indicator=CONNECTED), set()),
        (row(100, kind="claim", indicator=CONNECTED), row(60, indicator=PRESENT), set()),
        (row(99.9, kind="claim", indicator=PRESENT), row(60, indicator=CONNECTED), {"meaning"}),
        (row(99.6, kind="claim", indicator=PRESENT), row(60, indicator=CONNECTED), {"meaning"}),
        (row(98.5, kind="claim", indicator=PRESENT), row(60, indicator=CONNECTED), {"meaning"}),
        (row(98.5, kind="claim", indicator=PRESENT), row(97, indicator=CONNECTED), set()),
        (row(99.9, kind="claim"), at_school(0), {"witness"}),
        (row(99.6, kind="claim"), at_school(0), {"witness"}),
        (row(99, kind="claim"), at_school(0), set()),  # it admits that some are not done
        (row(99.9, kind="claim"), row(98.5), {"value"}),
        (row(99.9, kind="claim"), row(60, coverage=0.2), {"value"}),
        (row(140, kind="claim"), row(100), {"range", "value"}),
        (row(100, kind="claim"), at_school(1, indicator=OUTDOOR, kind="citizens"), {"rest"}),
        (row(100, kind="claim"), row(8, indicator=OUTDOOR), {"rest"}),
        (row(100, kind="claim"), row(0, indicator=OUTDOOR), set()),
        (row(90, kind="claim"), row(8, indicator=OUTDOOR), set()),  # it admits that some are not done
        (row(100, kind="claim"), row(8, indicator=OUTDOOR, days=-60), set()),  # works since
    ],
)
def test_each_rule_and_each_silence(claim: Seen, seen: Seen, rules: set[str]) -> None:
    assert fired(claim, seen) == rules


def ended(claim: Seen, *rows: Seen) -> str:
    """The last state of the claim's contradiction."""
    (steps,) = judge(claim, Sources(rows, TRAITS), TRAITS, WORLD).values()
    return steps[-1].state


@pytest.mark.parametrize(
    ("later", "state"),
    [
        ({"coverage": 0.35}, "overtaken"),
        ({"coverage": 0.34}, "open"),
        ({"coverage": None}, "open"),  # it did not say how much it saw
        ({"coverage": None, "kind": "registry"}, "overtaken"),  # sees all by nature
        ({"coverage": 1.0, "kind": "citizens"}, "open"),  # not a source of this indicator
    ],
)
def test_only_an_accepted_source_that_saw_as_much_overtakes(later: dict[str, Any], state: str) -> None:
    claim, seen = row(95, kind="claim"), row(1, coverage=0.35)
    assert ended(claim, seen, row(95, days=60, **later)) == state


def test_a_witness_is_overtaken_by_an_accepted_source_at_the_same_place_only() -> None:
    claim = row(0, kind="claim", indicator=OUTDOOR)
    seen = at_school(1, indicator=OUTDOOR, kind="citizens")
    assert ended(claim, seen, at_school(0, indicator=OUTDOOR, kind="citizens", days=60)) == "open"
    assert ended(claim, seen, at_school(0, indicator=OUTDOOR, days=60)) == "overtaken"


def test_what_was_overtaken_stands_again_when_the_later_sight_is_ended() -> None:
    claim, seen = row(95, kind="claim"), row(80)
    until = datetime(2022, 6, 1, tzinfo=UTC)
    later = row(95, days=60, known_until=until)
    (steps,) = judge(claim, Sources([seen, later], TRAITS), TRAITS, WORLD).values()
    assert [one.act for one in steps] == ["raise", "close", "reopen"]
    assert steps[-1].at == until
    corrected = row(94.5, days=60, known_from=until)  # the correction bears it out too
    assert ended(claim, seen, later, corrected) == "overtaken"


def district(number: int, value: float, **more: Any) -> Seen:
    key = UUID(int=900 + number)
    return row(
        value, kind="claim", indicator=OUTDOOR, place="district", place_id=key, district_id=key, **more
    )


def test_parts_that_do_not_add_up() -> None:
    claim = row(5, kind="claim", indicator=OUTDOOR)
    assert fired(claim, *(district(n, 2) for n in range(12))) == {"parts"}
    assert fired(row(24, kind="claim", indicator=OUTDOOR), *(district(n, 2) for n in range(12))) == set()


def test_a_region_that_did_not_stand() -> None:
    world = World(lambda _region: (date(2022, 6, 8), None), WORLD.parts)
    assert fired(row(90, kind="claim"), world=world) == {"no_place"}


def test_an_unmoved_number_is_a_note_only() -> None:
    before = row(71, kind="claim", end=date(2020, 12, 31))
    claim = row(71, kind="claim")
    sources = [row(60, days=-300), row(72)]
    assert unmoved(claim, before, sources, TRAITS[WARM])
    assert fired(claim, sources[1]) == set()
    assert not unmoved(claim, before, [sources[1]], TRAITS[WARM])


@given(st.floats(0, 100), st.floats(0, 100), st.one_of(st.none(), st.floats(0, 1)))
def test_what_does_not_flatter_never_contradicts(said: float, seen: float, part: float | None) -> None:
    low, high = sorted((said, seen))
    assert fired(row(low, kind="claim"), row(high, coverage=part)) == set()


@given(st.floats(0, 99), st.floats(0, 40), st.floats(0, 40))
def test_a_bigger_difference_is_no_less_a_contradiction(said: float, gap: float, more: float) -> None:
    small, large = max(0.0, said - gap), max(0.0, said - gap - more)
    if "value" in fired(row(said, kind="claim"), row(small)):
        assert "value" in fired(row(said, kind="claim"), row(large))


@given(st.permutations(list(range(5))))
def test_the_order_of_sources_does_not_matter(order: list[int]) -> None:
    rows = [row(80 + n, days=n) for n in range(5)]
    claim = row(95, kind="claim")
    assert judge(claim, Sources([rows[n] for n in order], TRAITS), TRAITS, WORLD).keys() == {"value"}


def test_every_rule_has_its_words_in_three_languages() -> None:
    assert set(TITLES) == set(SENTENCES) == set(RULES)
    facts = {"claimed": "95.5", "seen": "80", "gap": "15.5", "tolerance": "2", "coverage": "unknown"}
    for language in ("kk", "ru", "en"):
        for rule in RULES:
            assert title(rule, language)
            assert "{" not in sentence(rule, facts, language)
    assert "95,5" in sentence("value", facts, "kk")
    assert "95.5" in sentence("value", facts, "en")
