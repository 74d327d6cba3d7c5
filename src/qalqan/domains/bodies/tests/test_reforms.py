"""The reforms of 2020-2023 as this release states them, read from the files over the map of the files."""

from datetime import date, timedelta

import pytest

from qalqan.domains.bodies import reference
from qalqan.domains.bodies.rules import (
    NOT_STORED,
    BodyView,
    CollectiveError,
    OutsideRegisterError,
    Register,
    UnknownBodyError,
    UnknownFunctionError,
    faults,
)
from qalqan.domains.territory import reference as territory
from qalqan.kernel.names import Names

EDUCATION, EMERGENCIES, SEPTEMBER = date(2022, 6, 11), date(2020, 9, 9), date(2023, 9, 1)
SPLIT = date(2022, 6, 8)
DAY = timedelta(days=1)
# every code in the decree's list of abbreviations that is a body
DECREE = [
    "МИОР", "МОН", "ГП", "КПССУ ГП", "МВК", "МЗ", "МТСЗН", "МИО", "ГУП", "ВС", "МИИР", "КДНЗП", "МФ", "МКС",
    "МНЭ", "МВД", "Правительство",
]  # fmt: skip


@pytest.fixture(scope="module")
def register() -> Register:
    return reference.read(territory.read())


def test_the_register_has_no_fault(register: Register) -> None:
    assert faults(register) == []


@pytest.mark.parametrize("code", DECREE)
def test_every_body_of_the_decree_has_an_owner_on_every_day(register: Register, code: str) -> None:
    """2020 to 2026, day by day: one living body, or one for each region."""
    day = date(2020, 1, 1)
    while day < date(2027, 1, 1):
        owners = register.resolve(code, None, day)
        assert len(owners) == (1 if not register.is_collective(code) else 17 if day < SPLIT else 20)
        for owner in owners:
            assert (owner.since or day) <= day < (owner.until or date.max)
        day += DAY


@pytest.mark.parametrize(
    ("code", "function", "day", "before", "after"),
    [
        ("МОН", None, EDUCATION, "МОН", "МП"),
        ("МОН", "education", EDUCATION, "МОН", "МП"),
        ("МОН", "higher-education", EDUCATION, "МОН", "МНВО"),
        ("МОН", "science", EDUCATION, "МОН", "МНВО"),
        ("МП", None, EDUCATION, "МОН", "МП"),
        ("МВД", "civil-protection", EMERGENCIES, "МВД", "МЧС"),
        ("МВД", None, EMERGENCIES, "МВД", "МВД"),
        ("МИОР", None, SEPTEMBER, "МИОР", "МКИ"),
        ("МИОР", "information", SEPTEMBER, "МИОР", "МКИ"),
        ("МИОР", "youth", SEPTEMBER, "МИОР", "МКИ"),
        ("МКС", None, SEPTEMBER, "МКС", "МКИ"),
        ("МКС", "sport", SEPTEMBER, "МКС", "МТС"),
        ("МКС", "tourism", SEPTEMBER, "МКС", "МТС"),
        ("МИИР", None, SEPTEMBER, "МИИР", "МПС"),
        ("МИИР", "construction", SEPTEMBER, "МИИР", "МПС"),
        ("МИИР", "transport", SEPTEMBER, "МИИР", "МТ"),
    ],
)
def test_who_owed_it_before_and_after(
    register: Register, code: str, function: str | None, day: date, before: str, after: str
) -> None:
    assert register.addressee(code, day - DAY, function).code == before
    assert register.addressee(code, day, function).code == after


@pytest.mark.parametrize("code", ["ГП", "КПССУ ГП", "ВС", "МЗ", "МНЭ", "МФ", "МТСЗН", "Правительство"])
def test_those_that_continue(register: Register, code: str) -> None:
    (whole,) = register.owners_through(code, None, date(2020, 1, 1), date(2026, 12, 31))
    assert whole.body.code == code


def test_the_ministry_of_education_and_science_owed_it_until_10_june_2022(register: Register) -> None:
    stretches = register.owners_through("МОН", "child-rights", date(2020, 3, 30), date(2023, 12, 31))
    assert [(s.body.code, s.start, s.end) for s in stretches] == [
        ("МОН", date(2020, 3, 30), date(2022, 6, 10)),
        ("МП", date(2022, 6, 11), date(2023, 12, 31)),
    ]
    assert stretches[1].body.name.kk == "Қазақстан Республикасы Оқу-ағарту министрлігі"


def test_the_akimats_through_the_split_and_the_renaming(register: Register) -> None:
    stretches = register.owners_through("МИО", None, date(2020, 1, 1), date(2023, 12, 31))
    assert len({s.body.code for s in stretches}) == 20
    assert [s.start for s in stretches] == sorted(s.start for s in stretches)
    capital = [s for s in stretches if s.body.code == "akimat-71"]
    assert capital == list(
        register.owners_through("МИО", None, date(2020, 1, 1), date(2023, 12, 31), "KZ-71")
    )
    assert [(s.body.name.ru, s.start, s.end) for s in capital] == [
        ("Акимат города Нур-Султана", date(2020, 1, 1), date(2022, 9, 16)),
        ("Акимат города Астаны", date(2022, 9, 17), date(2023, 12, 31)),
    ]
    born = {s.body.name.kk for s in stretches if s.start == SPLIT}
    assert born == {"Абай облысының әкімдігі", "Жетісу облысының әкімдігі", "Ұлытау облысының әкімдігі"}


def test_departments_follow_their_region(register: Register) -> None:
    (department,) = register.resolve("МИО", "regional-education", date(2024, 1, 1), "KZ-79")
    assert department.name.kk == "Шымкент қаласының білім басқармасы"
    assert department.name.ru == "Управление образования города Шымкента"
    assert department.superior == "akimat-79"
    assert not department.is_official
    (alone,) = register.owners_through(
        "МИО", "regional-education", date(2024, 1, 1), date(2024, 1, 1), "KZ-79"
    )
    assert alone.body == department
    police = register.resolve("МВД", "regional-police", date(2024, 1, 1))
    assert len(police) == 20
    assert {p.superior for p in police} == {"МВД"}


def test_no_letter_goes_to_the_dead_or_to_a_crowd(register: Register) -> None:
    with pytest.raises(OutsideRegisterError):
        register.body("МОН", EDUCATION)
    assert register.body("МОН").name.en == "Ministry of Education and Science of the Republic of Kazakhstan"
    with pytest.raises(CollectiveError, match="МИО"):
        register.addressee("МИО", date(2023, 1, 1))
    assert register.is_collective("МВД", "regional-police")
    assert not register.is_collective("МВД")
    with pytest.raises(CollectiveError, match="МВД"):
        register.addressee("МВД", date(2023, 1, 1), "regional-police")
    with pytest.raises(UnknownBodyError, match="МИНЮСТ"):
        register.addressee("МИНЮСТ", date(2023, 1, 1))
    with pytest.raises(OutsideRegisterError, match="nobody held local-executive on 2022-06-07 in KZ-10"):
        register.resolve("МИО", None, SPLIT - DAY, "KZ-10")
    with pytest.raises(UnknownFunctionError):
        register.resolve("МЗ", "education", date(2023, 1, 1))
    with pytest.raises(OutsideRegisterError, match="begins on 2020-01-01"):
        register.bodies_on(date(2019, 12, 31))


def test_how_many_ministries_the_register_knows(register: Register) -> None:
    def ministries(day: date) -> int:
        return len(register.bodies_on(day, "ministry"))

    assert ministries(date(2020, 1, 1)) == 9
    assert ministries(EMERGENCIES) == 10
    assert ministries(EDUCATION) == 11
    assert ministries(SEPTEMBER) == 12
    assert "МИО" not in {b.code for b in register.bodies_on(SEPTEMBER)}
    (capital,) = register.bodies_on(EDUCATION, "akimat", "KZ-71")
    assert capital.name.en == "Akimat of Nur-Sultan"


def test_what_a_view_says(register: Register) -> None:
    assert register.body("МП", EDUCATION) == BodyView(
        id=NOT_STORED,
        code="МП",
        kind="ministry",
        name=Names(
            "Қазақстан Республикасы Оқу-ағарту министрлігі",
            "Министерство просвещения Республики Казахстан",
            "Ministry of Education of the Republic of Kazakhstan",
        ),
        short=Names("ОАМ", "МП", "MoE"),
        is_official=True,
        region=None,
        superior=None,
        since=EDUCATION,
        until=None,
    )
    assert register.body("МОН").until == EDUCATION
    with pytest.raises(UnknownBodyError, match="МИНЮСТ"):
        register.body("МИНЮСТ")
    with pytest.raises(OutsideRegisterError, match="МП did not stand on 2022-06-10"):
        register.body("МП", EDUCATION - DAY)


def test_names_stand_in_their_own_script(register: Register) -> None:
    latin = set("abcdefghijklmnopqrstuvwxyz")
    kazakh = set("әғқңөұүһі")
    for body in register.bodies:
        for naming in body.namings:
            assert not latin & set((naming.name.kk + naming.name.ru).lower()), naming
            assert kazakh & set(naming.name.kk.lower()), naming
            assert not kazakh & set(naming.name.ru.lower()) or body.region in {"KZ-33", "KZ-62"}, naming
            assert not set("абвгдежзиклмнопрст") & set(naming.name.en.lower()), naming


def test_functions_the_first_plan_names_exist(register: Register) -> None:
    """plans/kz-156-2020/plan.toml overrides functions row by row; each must be one its body stands for."""
    import tomllib
    from pathlib import Path

    plan = tomllib.loads(
        (Path(__file__).parents[5] / "plans" / "kz-156-2020" / "plan.toml").read_text("utf-8")
    )
    for code, key in plan["defaults"].items():
        assert register.function(code).key == key
    for row in plan["function"]:
        assert register.function(row["body"], row["function"]).key == row["function"]
