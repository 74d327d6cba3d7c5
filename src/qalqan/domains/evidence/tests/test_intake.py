"""Rows that come in: each becomes exactly what it says, or every problem is told at its cell."""

import string
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qalqan.domains.evidence.indicators import indicator, indicators
from qalqan.domains.evidence.rules import problem
from qalqan.domains.evidence.rules.intake import Given, Place, Read, World, read_all, read_row
from qalqan.domains.evidence.rules.intake_table import read_book
from qalqan.domains.evidence.rules.intake_words import columns, source_names
from qalqan.domains.evidence.rules.observing import At
from qalqan.domains.evidence.rules.problem import Problem
from qalqan.kernel import sheets
from qalqan.kernel.names import LANGUAGES

TURKISTAN, ABAI, CAPITAL = UUID(int=61), UUID(int=10), UUID(int=71)
WORLD = World(
    today=date(2026, 3, 1),
    places={
        "kz-61": Place(At(TURKISTAN), since=date(2018, 6, 19)),
        "түркістан облысы": Place(At(TURKISTAN), since=date(2018, 6, 19)),
        "kz-10": Place(At(ABAI), since=date(2022, 6, 8)),
        "kz": Place(At(CAPITAL, is_nation=True)),
    },
    indicators={one.key: one for one in indicators()},
)
GOOD = {
    "place": "KZ-61",
    "indicator": "schools.toilets.warm",
    "period_end": "01.09.2024",
    "numerator": "412",
    "denominator": "425",
    "unit": "%",
    "source_kind": "проверка",
    "source_body": "КОКСОН",
    "ref": "17-4/231",
}
OUTDOOR = {"indicator": "schools.toilets.outdoor", "unit": "школ", "numerator": "", "denominator": ""}


def read(world: World = WORLD, **more: object) -> Read:
    cells = {key: value for key, value in {**GOOD, **more}.items() if value != ""}
    return read_row(7, {key: Given(value, where=f"{key}7") for key, value in cells.items()}, world)  # type: ignore[arg-type]


def rules(found: Read) -> set[tuple[str, str]]:
    return {(fault.column, fault.problem.rule) for fault in found.faults}


def test_it_works() -> None:
    new = read(coverage="98,5", observed_on="02.09.2024", known_from="2024-10-05").new
    assert new is not None
    assert (new.at.region_id, new.indicator, new.source_kind) == (TURKISTAN, GOOD["indicator"], "inspection")
    assert (new.period_start, new.period_end) == (date(2024, 9, 1), date(2024, 9, 1))
    assert (new.value, new.numerator, new.denominator) == (Decimal("96.941176"), Decimal(412), Decimal(425))
    assert (new.coverage, new.source_ref) == (Decimal("0.985"), "17-4/231")
    assert (new.observed_on, new.known_from) == (date(2024, 9, 2), datetime(2024, 10, 5, 7, tzinfo=UTC))


@pytest.mark.parametrize(
    ("changed", "column", "rule"),
    [
        ({"place": "Атлантида"}, "place", "intake-place"),
        ({"place": "KZ-10", "period_end": "01.01.2022"}, "place", "intake-place-day"),
        ({"place": ""}, "place", "intake-missing"),
        ({"indicator": "schools.toilets.wram"}, "indicator", "intake-indicator"),
        ({"unit": "школ"}, "unit", "intake-unit"),
        ({"unit": ""}, "unit", "intake-missing"),
        ({"period_end": "31.02.2024"}, "period_end", "intake-day"),
        ({"period_end": Decimal(45000)}, "period_end", "intake-day"),
        ({"period_end": "02.03.2026"}, "period_end", "intake-future"),
        ({"period_end": "01.09.0024"}, "period_end", "intake-past"),
        ({"year": "2024"}, "year", "intake-period-both"),
        ({"period_end": ""}, "period_end", "intake-period-none"),
        ({"period_end": "", "year": "2026"}, "year", "intake-future"),
        ({"period_end": "", "year": "24"}, "year", "intake-year"),
        ({"period_start": "02.09.2024"}, "period_end", "intake-period-order"),
        ({"numerator": "426"}, "numerator", "intake-share-order"),
        ({"denominator": "0"}, "denominator", "intake-denominator"),
        ({"denominator": ""}, "denominator", "intake-share-half"),
        ({"numerator": "1.234"}, "numerator", "value-thousands"),
        ({"value": "90"}, "value", "intake-share-differs"),
        ({"value": "101"}, "value", "value-above"),
        ({"numerator": "", "denominator": ""}, "value", "intake-value-none"),
        ({"numerator": "", "denominator": "", "value": "н/д"}, "value", "intake-value-none"),
        ({**OUTDOOR, "value": "12", "denominator": "425"}, "denominator", "intake-share-not"),
        ({"coverage": "0,98"}, "coverage", "intake-coverage"),
        ({"coverage": "0"}, "coverage", "intake-coverage"),
        ({"coverage": "120"}, "coverage", "value-above"),
        ({"source_kind": "сосед"}, "source_kind", "intake-source"),
        ({"source_kind": "claim"}, "source_kind", "intake-claim"),
        ({"source_kind": "Мәлімдеме"}, "source_kind", "intake-claim"),
        ({"source_body": ""}, "source_body", "intake-author"),
        ({"address": "javascript:alert(1)"}, "address", "intake-address"),
        ({"address": "example.kz/act"}, "address", "intake-address"),
        ({"observed_on": "31.08.2024"}, "observed_on", "intake-observed"),
        ({"known_from": "31.08.2024"}, "known_from", "intake-known-early"),
        ({"known_from": "05.10.2024", "ref": ""}, "known_from", "intake-known-basis"),
        ({"note": "я" * 2001}, "note", "intake-text-long"),
        ({"numerator": True}, "numerator", "intake-kind"),
    ],
)
def test_a_problem_is_named_at_its_cell(changed: dict[str, object], column: str, rule: str) -> None:
    found = read(**changed)
    assert found.new is None
    assert rules(found) == {(column, rule)}
    fault = found.faults[0]
    assert fault.row == 7
    assert fault.where == (f"{column}7" if {**GOOD, **changed}.get(column, "") != "" else "")
    for language in LANGUAGES:
        words = fault.problem.words(language)
        assert words["message"] != words["mend"]
        assert "{" not in words["message"] + words["mend"]


def test_all_problems_of_a_row_are_told_at_once() -> None:
    found = read(place="?", unit="km", source_kind="claim", denominator="0", address="x")
    assert {column for column, _rule in rules(found)} == {
        "place", "unit", "source_kind", "denominator", "address",
    }  # fmt: skip


@pytest.mark.parametrize("said", ["KZ", "kz"])
def test_the_nation_is_a_place(said: str) -> None:
    new = read(place=said).new
    assert new is not None
    assert (new.at.place, new.at.region_id) == ("nation", CAPITAL)


def test_known_today_is_known_from_now_and_needs_no_basis() -> None:
    new = read(known_from="01.03.2026", ref="").new
    assert new is not None
    assert new.known_from is None


def test_a_percent_cell_says_its_unit() -> None:
    cells = {key: Given(value) for key, value in GOOD.items()}
    cells["coverage"] = Given(Decimal("0.5"), "percent")
    new = read_row(2, cells, WORLD).new
    assert new is not None
    assert new.coverage == Decimal("0.005")
    cells |= {key: Given(value) for key, value in OUTDOOR.items()} | {"value": Given(Decimal(98), "percent")}
    assert rules(read_row(2, cells, WORLD)) == {("value", "value-percent")}


def test_the_same_thing_twice_is_told_at_both_rows() -> None:
    row = {key: Given(value) for key, value in GOOD.items()}
    other = row | {"ref": Given("18-1/7")}
    found = read_all([(2, row), (3, other), (4, row | {"numerator": Given("400")})], WORLD)
    assert [one.new is not None for one in found] == [False, True, False]
    for one in (found[0], found[2]):
        assert one.faults[0].problem == Problem("intake-twice", {"rows": "2, 4"})


KEYS = sorted(columns())
WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from([*GOOD.values(), "KZ-10", "31.12.2024", "2024", "0", "12,5 %", "claim", "=1+1", "\0"]),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.dates(),
    st.datetimes(),
    st.booleans(),
    st.none(),
    st.floats(),
    st.integers(),
)


@given(st.dictionaries(st.sampled_from(KEYS), WORDS))
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_row_is_an_observation_or_problems_in_words(cells: dict[str, object]) -> None:
    found = read_row(2, {key: Given(value) for key, value in {**GOOD, **cells}.items()}, WORLD)  # type: ignore[arg-type]
    assert (found.new is None) == bool(found.faults)
    for fault in found.faults:
        assert all(fault.problem.words(language)["message"] for language in LANGUAGES)
    if found.new is not None:
        new, least_greatest = found.new, indicator(found.new.indicator).range
        assert new.source_kind != "claim"
        assert new.period_start <= new.period_end <= WORLD.today
        assert new.value is not None
        assert all(
            limit is None or sign * new.value >= sign * limit
            for sign, limit in zip((1, -1), least_greatest, strict=True)
        )
        assert new.known_from is None or new.address or new.source_ref


@given(st.integers(0, 10**6), st.integers(1, 10**6))
@settings(deadline=None)
def test_a_share_is_counted_from_its_two_numbers(part: int, rest: int) -> None:
    new = read(numerator=part, denominator=part + rest).new
    assert new is not None
    assert new.value is not None
    assert abs(new.value - Decimal(100) * part / (part + rest)) <= Decimal("0.0000005")


def csv(*rows: list[str]) -> bytes:
    return "\n".join(";".join(row) for row in rows).encode()


@pytest.mark.parametrize("language", [*LANGUAGES, "key"])
def test_headings_are_known_in_every_language_and_order(language: str) -> None:
    keys = list(reversed(GOOD))
    heads = [key if language == "key" else columns()[key][0][language] for key in keys]
    found = read_book(sheets.read(csv(heads, [GOOD[key] for key in keys])), WORLD)
    assert found.all_faults == ()
    assert found.rows[0].new == read().new
    assert found.rows[0].row == 2


def test_a_misspelled_or_doubled_or_missing_heading_refuses_the_file() -> None:
    def wrong(heads: list[str]) -> set[str]:
        found = read_book(sheets.read(csv(heads, ["x"] * len(heads))), WORLD)
        assert found.rows == ()
        return {fault.problem.rule for fault in found.faults}

    assert wrong([*GOOD, "Cverage"]) == {"intake-column-unknown"}
    assert wrong([*GOOD, "Единица"]) == {"intake-column-twice"}
    assert wrong(["place", "indicator", "source_kind"]) == {"intake-column-missing"}
    assert wrong(list(GOOD)[:4]) == {"intake-column-missing"}


def test_what_is_beside_the_table_or_computed_is_told_at_its_cell() -> None:
    found = read_book(
        sheets.read(
            csv(
                list(GOOD),
                [*GOOD.values(), "aside"],
                ["=1+1", *list(GOOD.values())[1:]],
                ["", *list(GOOD.values())[1:]],
            )
        ),
        WORLD,
    )
    told = {(fault.where, fault.problem.rule) for fault in found.all_faults}
    assert told == {("J2", "intake-cell-outside"), ("A3", "intake-formula"), ("A4", "intake-missing")}


def test_words_are_there_in_three_languages_without_gluing() -> None:
    for rule, texts in problem.WORDS.catalogue.items():
        for part in ("message", "mend"):
            said = [texts[part][language] for language in LANGUAGES]
            assert len(set(said)) == len(LANGUAGES), rule
            names = [{name for _t, name, _f, _c in string.Formatter().parse(one) if name} for one in said]
            assert names[0] == names[1] == names[2], rule
    assert set(source_names()) == {
        "claim", "inspection", "police", "citizens", "sensor", "registry", "media",
    }  # fmt: skip
