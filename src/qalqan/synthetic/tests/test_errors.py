"""The knob: what is planted comes at the asked rate, families stay the same, the truth tells all."""

from dataclasses import replace

import pytest

from qalqan.domains.people.names import patronymic_sex
from qalqan.synthetic import generate, plan
from qalqan.synthetic.draw import stream
from qalqan.synthetic.errors import COPIES, SIMPLE, Rates, RatesError, mistyped, rates
from qalqan.synthetic.family import Record

PLACE = "KZ-59-shal-akyn-district"


@pytest.fixture(scope="module")
def country():
    return plan.country(1)


def records(country, asked: Rates) -> dict[str, Record]:
    return {
        record.id: record
        for batch in generate.district(country, PLACE, asked)
        for family in batch.families
        for record in (*family.adults, *(child for child, _, _ in family.children))
    }


@pytest.fixture(scope="module")
def clean(country):
    return records(country, rates("0"))


@pytest.fixture(scope="module")
def dirty(country):
    return records(country, rates("3"))


def test_without_errors_everyone_has_one_record(clean):
    assert all(record.person == record.id and not record.errors for record in clean.values())


def test_families_are_the_same_at_every_level(clean, dirty):
    for identity, record in clean.items():
        found = dirty[identity]
        assert found.person == identity
        if not found.errors:
            assert found == record


@pytest.mark.parametrize("kind", [*SIMPLE, "phone_shared", "iin_other"])
def test_each_kind_comes_at_the_asked_rate(country, clean, kind):
    """Asked alone at one in five, of those records where it can be made."""
    asked = 0.2
    found = records(country, Rates({kind: asked}))
    planted = {identity for identity, record in found.items() if record.errors}
    assert {error for record in found.values() for error in record.errors} == {kind}
    chance = stream("test", kind)
    if kind in SIMPLE:
        can = {i for i, record in clean.items() if SIMPLE[kind](chance, record)}
    elif kind == "phone_shared":
        can = {identity for identity, record in clean.items() if record.phone}
    else:
        can = {identity for identity, record in clean.items() if record.iin}
    by_chance = 4 * (asked * (1 - asked) / len(can)) ** 0.5
    assert len(planted) / len(can) == pytest.approx(asked, abs=by_chance)
    changed = [identity for identity in planted if found[identity].errors]
    assert all(_without_errors(found[identity]) != clean[identity] for identity in changed)


def _without_errors(record: Record) -> Record:
    return replace(record, errors=[])


@pytest.mark.parametrize("kind", COPIES)
def test_a_second_record_is_another_record_of_the_same_child(country, clean, kind):
    found = records(country, Rates({kind: 0.4}))
    copies = [record for record in found.values() if record.id != record.person]
    children = sum(batch.children for batch in generate.district(country, PLACE, rates("0")))
    of_children = {record.person for record in copies if record.born.year > 2005}
    assert len(of_children) / children == pytest.approx(0.4, rel=0.12)
    for copy in copies:
        first = clean[copy.person]
        assert copy.id not in clean
        assert (copy.surname, copy.given, copy.born, copy.iin) == (
            first.surname,
            first.given,
            first.born,
            first.iin,
        )
        same_district, same_region = copy.district == first.district, copy.region == first.region
        assert (same_district, same_region) == {
            "duplicate": (True, True),
            "move_district": (False, True),
            "move_region": (False, False),
        }[kind]


def test_level_three_has_every_kind(dirty):
    levels = set(rates("3").shares)
    assert {error for record in dirty.values() for error in record.errors} == levels


def test_swapped_dates_and_forms(clean):
    chance = stream("test")
    for record in list(clean.values())[:2000]:
        swapped = SIMPLE["date_swapped"](chance, record)
        if swapped:
            assert (swapped.born.day, swapped.born.month) == (record.born.month, record.born.day)
        other = SIMPLE["patronymic_form"](chance, record)
        if other:
            assert patronymic_sex(other.patronymic) == record.sex
        assert mistyped(chance, record.surname + "абв") != record.surname + "абв"


def test_rates_from_a_file(tmp_path):
    file = tmp_path / "rates.toml"
    file.write_text("typo = 0.1\nlatin = 0.02\n")
    assert rates(str(file)).text == "latin=0.02,typo=0.1"
    for wrong, said in (
        ("typo = 2", "typo must be"),
        ("typo = true", "typo must be"),
        ('typo = "much"', "typo must be"),
        ("tippo = 0.1", "tippo is no kind"),
        ("typo 0.1", "rates.toml"),
    ):
        file.write_text(wrong)
        with pytest.raises(RatesError, match=said):
            rates(str(file))
    with pytest.raises(RatesError, match="level from 0 to 3"):
        rates("4")
