"""An invented town for tests: two regions, two schools in one of them, families with the shapes that matter.

Everyone is loaded through `load_bulk`, as a register would be. Seats are `SeatView`s: what the policy sees.
"""

import datetime
from dataclasses import dataclass
from uuid import UUID

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people.api import AttachmentRow, KinshipRow, PersonRow, load_bulk
from qalqan.domains.people.rules import check_digit
from qalqan.domains.territory import api as territory
from qalqan.kernel import vault
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.names import Names

TODAY = datetime.date.today()
SINCE = datetime.date(2026, 9, 1)


def iin(born: datetime.date, sex: str, serial: int) -> str:
    """An issued number for this birth; serials that are never issued are passed over."""
    century = {19: 3, 20: 5}[born.year // 100] + (sex == "f")
    while (digit := check_digit(eleven := f"{born:%y%m%d}{century}{serial:04d}")) is None:
        serial += 1
    return f"{eleven}{digit}"


def person(
    region: UUID, district: UUID | None, name: str, age: int, sex: str, serial: int, **other: object
) -> PersonRow:
    """A row of someone who is `age` years old, born on 15 March."""
    surname, given, patronymic = (*name.split(), "", "")[:3]
    born = datetime.date(TODAY.year - age - (datetime.date(TODAY.year, 3, 15) > TODAY), 3, 15)
    row = PersonRow(
        vault.new_id(), region, district, surname, given, patronymic, born, "day", sex, "kk",
        iin(born, sex, serial), "known", f"+7701000{serial:04d}", f"Абай к-сі {serial}",
    )  # fmt: skip
    return row._replace(**other)


def seat(role: str, region: UUID | None = None, *, number: int = 1, **places: object) -> SeatView:
    return SeatView(
        UUID(int=number), UUID(int=100 + number), UUID(int=200 + number), role, "", region, **places
    )


def kin(child: PersonRow, relative: PersonRow, kind: str, **other: object) -> KinshipRow:
    """A tie of which nobody knows since when."""
    row = KinshipRow(
        child.region_id, child.district_id, child.id, relative.id, kind, False, False, "registry", None, None
    )
    return row._replace(**other)


@dataclass
class Town:
    """`here` and `there` are regions. School one: Aigul and Dana in 7A, Oleg in 7B; school two: Timur."""

    here: UUID
    there: UUID
    district: UUID
    other_district: UUID
    one: UUID
    two: UUID
    aigul: PersonRow
    dana: PersonRow
    oleg: PersonRow
    timur: PersonRow
    mother: PersonRow
    father: PersonRow
    stranger: PersonRow

    def teacher(self, unit: str = "7A", number: int = 1) -> SeatView:
        return seat(
            "class_teacher",
            self.here,
            number=number,
            district_id=self.district,
            organisation_id=self.one,
            unit=unit,
        )

    def head(self, school: UUID | None = None, number: int = 2) -> SeatView:
        return seat(
            "school_head",
            self.here,
            number=number,
            district_id=self.district,
            organisation_id=school or self.one,
        )

    def officer(self, number: int = 3) -> SeatView:
        return seat("education_officer", self.here, number=number, district_id=self.district)

    def social(self, number: int = 4) -> SeatView:
        return seat("social_worker", self.here, number=number, district_id=self.district)


def school(region: UUID, district: UUID, code: str) -> bodies.NewOrganisation:
    name = Names(f"{code} мектебі", f"Школа {code}", f"School {code}")
    return bodies.NewOrganisation(region, district, "school", code, name, SINCE)


def build() -> Town:
    """The town, in the current transaction."""
    here, there = (territory.region(code, TODAY).id for code in ("KZ-61", "KZ-10"))
    district, other = (d.id for d in territory.districts_on(TODAY, here)[:2])
    with scope(Service("test.town"), "operation"):
        ids = bodies.load_organisations([school(here, district, "test-1"), school(here, other, "test-2")])
        one, two = ids[here, "test-1"], ids[here, "test-2"]
        family = {"phone": "+77011112233", "address": "Абай к-сі 5, 12-пәтер"}
        town = Town(
            here, there, district, other, one, two,
            aigul=person(here, district, "Ахметова Айгүл Серікқызы", 13, "f", 11, **family),
            dana=person(here, district, "Әбенова Дана Оразқызы", 13, "f", 12),
            oleg=person(here, district, "Ким Олег Петрович", 13, "m", 13),
            timur=person(here, other, "Яковлев Тимур Ильич", 10, "m", 14),
            mother=person(here, district, "Ахметова Сәуле Болатқызы", 40, "f", 15, **family),
            father=person(here, district, "Ахметов Серік Нұрланұлы", 42, "m", 16),
            stranger=person(there, None, "Ахметова Айгүл Серікқызы", 13, "f", 17),
        )  # fmt: skip
        pupils = [
            (town.aigul, one, "7A"),
            (town.dana, one, "7A"),
            (town.oleg, one, "7B"),
            (town.timur, two, "4B"),
        ]
        load_bulk(
            [
                town.aigul, town.dana, town.oleg, town.timur, town.mother, town.father, town.stranger,
            ],
            [
                kin(town.aigul, town.mother, "mother", is_custodial=True),
                kin(town.aigul, town.father, "father", is_restricted=True, source="court"),
            ],
            [
                *(
                    AttachmentRow(here, child.district_id, place, child.id, "pupil", label, 1, SINCE, None)
                    for child, place, label in pupils
                ),
                AttachmentRow(here, district, one, town.mother.id, "guardian", "7A", None, SINCE, None),
            ],
        )  # fmt: skip
    return town
