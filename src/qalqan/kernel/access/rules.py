"""Which rows a scope reaches, as a pure function: the one statement of the rule.

The ORM filter (`reach.condition`) and the row policies of the database (`rls.predicate`) are generated from
the same `Reach`; tests compare the three on random pairs. docs/algorithms/scope.md says it in words.

    visible  =  personal rows are this purpose's business, if the row is about a person
            and [ (region, district, organisation and unit are all within bounds)  or  the person is named ]
            and the person is not walled off

A bound that a table has no column for must be ALL, or nothing of the table is reached: closed by default.
"""

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final
from uuid import UUID


class All(Enum):
    """The one value that means "no limit"; never None, which would make forgetting the same as allowing."""

    ALL = "*"


ALL: Final = All.ALL
type Ids = frozenset[UUID] | All
type Words = frozenset[str] | All

NOBODY: frozenset[UUID] = frozenset()


class Level(StrEnum):
    """How far a post reaches."""

    NATION = "nation"
    REGION = "region"
    DISTRICT = "district"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Reach:
    """The columns of a table that narrow who reaches its rows; `region_id` is always there.

    `person`: the column that says whom the row is about; a table with one is personal. `unit`: a part of an
    organisation, for instance a class. `via`: a table of attachments (person_id, organisation_id,
    class_label, until, region_id) through which an organisation reaches a person, for tables that have no
    organisation of their own.
    """

    district: str | None = None
    organisation: str | None = None
    unit: str | None = None
    person: str | None = None
    via: str | None = None

    def __post_init__(self) -> None:
        if self.via and (self.organisation or self.unit or not self.person):
            raise ValueError("via needs a person and excludes columns of organisation and unit")
        if self.unit and not self.organisation:
            raise ValueError("a unit is a part of an organisation: name the organisation's column too")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a scope reaches. `persons` are named singly (the own child, emergency access) and reached
    wherever they live; `walled` ones are reached by no way at all. `personal`: whether rows about persons are
    this scope's business. No post is bound to a district and to an organisation at once: what a school
    reaches does not depend on where its pupils live."""

    regions: Ids
    districts: Ids = ALL
    organisations: Ids = ALL
    units: Words = ALL
    persons: frozenset[UUID] = NOBODY
    walled: frozenset[UUID] = NOBODY
    personal: bool = True

    def __post_init__(self) -> None:
        if self.districts is not ALL and not (self.organisations is ALL and self.units is ALL):
            raise ValueError("bound to a district and to an organisation at once")


@dataclass(frozen=True, slots=True)
class Row:
    """What the rule needs of a row: its columns (None where unknown) and, for `via`, the living attachments
    of its person as (organisation, unit, region)."""

    region: UUID | None
    district: UUID | None = None
    organisation: UUID | None = None
    unit: str | None = None
    person: UUID | None = None
    attached: frozenset[tuple[UUID, str | None, UUID]] = field(default_factory=frozenset)


def within[T](limit: "frozenset[T] | All", value: T | None) -> bool:
    """Whether a value lies within a limit. An unknown value lies within ALL only."""
    return limit is ALL or (value is not None and value in limit)


def reaches(bounds: Bounds, reach: Reach, row: Row) -> bool:
    """Whether a scope with these bounds reaches a row of a table with this reach."""
    if reach.person is None:
        return _placed(bounds, reach, row)
    if not bounds.personal or (row.person is not None and row.person in bounds.walled):
        return False
    return _placed(bounds, reach, row) or (row.person is not None and row.person in bounds.persons)


def _placed(bounds: Bounds, reach: Reach, row: Row) -> bool:
    if not within(bounds.regions, row.region):
        return False
    if not within(bounds.districts, row.district if reach.district else None):
        return False
    if bounds.organisations is ALL and bounds.units is ALL:
        return True
    if reach.via is None:
        return within(bounds.organisations, row.organisation if reach.organisation else None) and within(
            bounds.units, row.unit if reach.unit else None
        )
    return any(
        within(bounds.organisations, organisation)
        and within(bounds.units, unit)
        and within(bounds.regions, region)
        for organisation, unit, region in row.attached
    )


def bounds_of(
    level: Level,
    *,
    region: UUID | None,
    district: UUID | None,
    organisation: UUID | None,
    unit: str = "",
    personal: bool,
) -> Bounds:
    """The bounds of a post. A post that lacks the place its level needs reaches nothing."""

    def only(place: UUID | None) -> frozenset[UUID]:
        return frozenset() if place is None else frozenset({place})

    if level is Level.NATION:
        return Bounds(ALL, personal=personal)
    if level is Level.REGION:
        return Bounds(only(region), personal=personal)
    if level is Level.DISTRICT:
        return Bounds(only(region), districts=only(district), personal=personal)
    return Bounds(
        only(region),
        organisations=only(organisation),
        units=frozenset({unit}) if unit else ALL,
        personal=personal,
    )
