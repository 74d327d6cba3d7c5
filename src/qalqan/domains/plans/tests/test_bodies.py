"""Responsible bodies from cells without white space."""

import pytest

from qalqan.domains.plans.reading.bodies import distance, parse
from qalqan.domains.plans.reading.document import BodyRef

CODES = {
    "МОН": "",
    "МВД": "",
    "МИО": "",
    "МИОР": "",
    "МТСЗН": "",
    "ГП": "",
    "ГУП": "",
    "КПССУ ГП": "",
    "МЗ": "",
}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("МВД, МОН", [("МВД", False), ("МОН", False)]),
        ("МИОР, МИО", [("МИОР", False), ("МИО", False)]),
        ("ГП (по согласованию), МЗ", [("ГП", True), ("МЗ", False)]),
        ("МОН ГУП (по согласованию)", [("МОН", False), ("ГУП", True)]),
        ("КПССУ ГП (по согласованию), МВД", [("КПССУ ГП", True), ("МВД", False)]),
        ("МОН и МВД", [("МОН", False), ("МВД", False)]),
        ("МОН (келісім бойынша)", [("МОН", True)]),
    ],
)
def test_codes(cell: str, expected: list[tuple[str, bool]]) -> None:
    refs = parse("".join(cell.split()), cell, CODES).refs
    assert [(ref.code, ref.by_agreement) for ref in refs] == expected


def test_a_misspelt_code_maps_and_keeps_what_was_written() -> None:
    assert parse("МТЗСН", "МТЗСН", CODES).refs == (BodyRef("МТСЗН", written="МТЗСН"),)
    assert parse("КПСУУГП", "КПСУУ ГП", CODES).refs[0].code == "КПССУ ГП"


def test_a_short_unknown_code_is_kept_not_guessed() -> None:
    assert parse("МП", "МП", CODES).refs == (BodyRef("МП"),)


def test_lost_and_surplus_commas_are_told() -> None:
    assert parse("МОНГУП", "МОН ГУП", CODES).missing_commas == 1
    assert parse("МИО,МОН,", "МИО, МОН,", CODES).trailing_comma
    fine = parse("МИО,МОН", "МИО, МОН", CODES)
    assert (fine.missing_commas, fine.trailing_comma) == (0, False)


def test_bodies_in_words() -> None:
    text = "центральные государственные органы, акиматы областей, городов Астаны, Алматы и Шымкента"
    names = [ref.code for ref in parse("".join(text.split()), text, CODES).refs]
    assert names == [
        "центральные государственные органы",
        "акиматы областей, городов Астаны, Алматы и Шымкента",
    ]


def test_distance_counts_a_swap_once() -> None:
    assert distance("МТЗСН", "МТСЗН") == 1
    assert distance("МОН", "МОН") == 0
    assert distance("МИО", "МИОР") == 1
