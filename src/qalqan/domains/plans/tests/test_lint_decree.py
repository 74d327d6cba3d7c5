"""The linter on the real decree: everything known to be wrong with it is found, and no error is false.

The errors were read one by one against the source text; what stands in `ERRORS` is all of them.
"""

from functools import cache
from pathlib import Path

import pytest

from qalqan.domains.plans.lint.api import LintFinding, lint_plan, to_json
from qalqan.domains.plans.reading.api import read_plan
from qalqan.domains.plans.reading.document import PlanDocument

DECREE = Path(__file__).parents[5] / "plans" / "kz-156-2020" / "source.ru.txt"

# (rule, rows, quote of the first place)
ERRORS = {
    ("act.day-without-month", (), "10 числа"),
    ("act.day-without-month", (), "25 числа"),
    ("bodies.misspelt", (2, 3, 10, 16, 17, 32), "МТЗСН"),
    ("bodies.misspelt", (39,), "КПСУУГП"),
    ("bodies.addressee-undefined", (34, 57), "МП"),
    ("deadlines.title-later", (16,), "2022"),
    ("wording.misspelt", (43,), "требуеются"),
    ("wording.misspelt", (52,), "мнформация"),
    ("wording.bracket", (44,), ")"),
    ("wording.service-name", (68,), "You tube"),
    ("wording.service-name", (69,), "Facebooke"),
}
FOUR_YEARS = (14, 15, *range(32, 36), *range(40, 59), 68, 69, 70)
NOTES = (7, 15, 20, 33, 34, 35, 37, 38, 41, *range(43, 58), 59, 61, 62, 63, 64, 66, 69, 70)


@cache
def decree() -> PlanDocument:
    return read_plan(DECREE.read_bytes(), name=DECREE.name)


@cache
def findings() -> tuple[LintFinding, ...]:
    return lint_plan(decree())


def rows_of(rule: str) -> list[tuple[int, ...]]:
    return [each.rows for each in findings() if each.rule == rule]


def solid(text: str) -> str:
    return "".join(text.split())


def test_errors_are_these_and_no_others() -> None:
    told = {
        (each.rule, each.rows, solid(each.places[0].quote)) for each in findings() if each.severity == "error"
    }
    assert told == {(rule, rows, solid(quote)) for rule, rows, quote in ERRORS}


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        ("deadlines.no-unit", (14,)),
        ("deadlines.recurring", (36,)),
        ("deadlines.no-milestone", FOUR_YEARS),
        ("money.programme-shared", (36, 40)),
        ("results.note-only", NOTES),
        ("results.same-activity", (41, 42, 50, 60)),
        ("wording.spelling-varies", (44, 64)),
        ("bodies.comma-left-over", (3, 41, 64, 66, 68)),
        ("bodies.collective-only", (34, 35, 43, 69)),
        ("bodies.addressee-leads", (15,)),
        ("results.form-mismatch", (7,)),
        ("money.extra-budget-unnamed", (44, 45, 64, 66)),
        ("wording.case", (58,)),
        ("wording.unknown-word", (57,)),
    ],
)
def test_known_defect_is_found_in_its_rows(rule: str, rows: tuple[int, ...]) -> None:
    assert rows in rows_of(rule)


def test_counts_that_the_decree_is_known_for() -> None:
    assert len(FOUR_YEARS) == 28
    assert len(NOTES) == 32
    assert [len(rows) for rows in rows_of("results.no-target")] == [69]
    assert [len(rows) for rows in rows_of("money.untraceable")] == [22]


@pytest.mark.parametrize("row", [37, 46, 49])
def test_unfunded_mandates_are_found(row: int) -> None:
    assert (row,) in rows_of("money.unfunded-mandate")


def test_sums_are_right_so_no_money_rule_fires_as_error() -> None:
    assert not [each for each in findings() if each.rule.startswith("money.") and each.severity == "error"]


def test_every_place_points_at_its_own_letters() -> None:
    text = decree().source.text
    for finding in findings():
        for place in finding.places:
            if (
                place.spans and place.column != "programmes"
            ):  # numbers stand below each other, without a comma
                printed = solid("".join(text[a:b] for a, b in place.spans))
                assert solid(place.quote) in printed, (finding.rule, place)


def test_a_misspelt_word_is_shown_to_the_letter() -> None:
    report = [
        to_json(each, "ru")
        for each in findings()
        if each.rule in ("wording.misspelt", "wording.unknown-word")
    ]
    shown = {
        (each["place"]["row"], "".join(decree().source.text[a:b] for a, b in each["spans"]))
        for each in report
    }
    assert {(row, solid(words)) for row, words in shown} == {
        (43, "требуеются"),
        (52, "мнформация"),
        (57, "газофицированных"),
    }
