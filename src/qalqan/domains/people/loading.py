"""Many people at once: registers and the synthetic nation. Values are sealed and keyed here, row by row, then
copied (`access.intake`) and inserted under the scope, so the row policies check each one.

`Preparer` holds the keys of one region and year and goes to other processes by pickle: a load may seal in all
of its workers and write in one. Nothing here asks whether a row is right: the tables' own checks do.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from qalqan.domains.people.keys import Keys
from qalqan.kernel import vault
from qalqan.kernel.access.intake import copy_rows
from qalqan.kernel.access.scope import scope


class PersonRow(NamedTuple):
    """A person as a register gives one. `iin`: twelve digits, or None with the `iin_state` that says why."""

    id: UUID
    region_id: UUID
    district_id: UUID | None
    surname: str
    given: str
    patronymic: str
    birth_date: datetime.date | None
    birth_known: str
    sex: str
    language: str
    iin: str | None
    iin_state: str
    phone: str | None
    address: str | None


class KinshipRow(NamedTuple):
    """`region_id` and `district_id` are the child's."""

    region_id: UUID
    district_id: UUID | None
    child_id: UUID
    relative_id: UUID
    kind: str
    is_custodial: bool
    is_restricted: bool
    source: str
    since: datetime.date | None
    until: datetime.date | None


class AttachmentRow(NamedTuple):
    """`region_id` and `district_id` are the organisation's."""

    region_id: UUID
    district_id: UUID | None
    organisation_id: UUID
    person_id: UUID
    capacity: str
    class_label: str
    shift: int | None
    since: datetime.date | None
    until: datetime.date | None


PERSON_COLUMNS = (
    *("id", "region_id", "district_id", "surname", "given", "patronymic"),
    *("surname_key", "given_key", "patronymic_key", "birth_date", "birth_known", "sex", "language"),
    *("iin", "iin_key", "iin_state", "phone", "phone_key", "address", "address_key"),
)


@dataclass(frozen=True, slots=True)
class Preparer:
    """`preparer(row)` gives the values of PERSON_COLUMNS. Rows must be of the region it was made for."""

    region_id: UUID
    keys: Keys
    iin: vault.Sealer
    phone: vault.Sealer
    address: vault.Sealer

    def __call__(self, row: PersonRow) -> tuple[Any, ...]:
        """ValueError for a row of another region, and for a telephone number that is none."""
        if row.region_id != self.region_id:
            raise ValueError("a row of another region than the keys")
        keys, id = self.keys, row.id
        return (
            *row[:6],
            keys.surname(row.surname) or b"",
            keys.given(row.given),
            keys.patronymic(row.patronymic),
            *row[6:10],
            self.iin(id, row.iin) if row.iin else None,
            keys.iin(row.iin) if row.iin else None,
            row.iin_state,
            self.phone(id, row.phone) if row.phone else None,
            keys.phone(row.phone) if row.phone else None,
            self.address(id, row.address) if row.address else None,
            keys.address(row.address) if row.address else None,
        )


def preparer(region_id: UUID, year: int | None = None) -> Preparer:
    """The keys to prepare rows of one region with; `year` (this one if None) chooses the data key."""
    year = year or timezone.now().year

    def sealer(column: str) -> vault.Sealer:
        return vault.sealer("people_person", column, region_id, year)

    return Preparer(region_id, Keys.fetch(), sealer("iin"), sealer("phone"), sealer("address"))


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a load has written."""

    persons: int
    kinships: int
    attachments: int


def load_bulk(
    persons: Iterable[PersonRow | tuple[Any, ...]] = (),
    kinships: Iterable[KinshipRow] = (),
    attachments: Iterable[AttachmentRow] = (),
    *,
    is_prepared: bool = False,
) -> Loaded:
    """Write people, their kin and their places, inside the open scope (NoScope without one). `is_prepared`:
    `persons` are values of PERSON_COLUMNS that a `Preparer` made, of any number; else they are held in
    memory. No iterable may ask the database while it is read. All or nothing: ProgrammingError if a row lies
    outside the scope, IntegrityError for one that a table refuses."""
    scope.current()
    rows = persons if is_prepared else _prepared(persons)  # type: ignore[arg-type]
    # Attachments first: they are what lets an organisation's own scope reach the person that follows.
    attached = copy_rows("people_attachment", AttachmentRow._fields, attachments)
    return Loaded(
        copy_rows("people_person", PERSON_COLUMNS, rows),
        copy_rows("people_kinship", KinshipRow._fields, kinships),
        attached,
    )


def _prepared(persons: Iterable[PersonRow]) -> list[tuple[Any, ...]]:
    """All at once: a key is fetched through the connection that COPY is about to hold."""
    of_region: dict[UUID, Preparer] = {}
    made = []
    for row in persons:
        if row.region_id not in of_region:
            of_region[row.region_id] = preparer(row.region_id)
        made.append(of_region[row.region_id](row))
    return made
