"""The questions about people: lists in alphabetical order and search. Each runs in the open scope and filters
by it explicitly (`within`), so that indexes serve; the row policies are only the net below.

Lists are paged by key, never by number: the next page begins after a person's place in the order, which an
index finds at once in four million. The mark in the address is that person's id, because a name has no place
in addresses and logs. Nothing counts millions: counting stops at COUNTED and says "more than".
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from qalqan.domains.people import names, rules
from qalqan.domains.people.keys import Keys
from qalqan.domains.people.models import Attachment, Person
from qalqan.domains.people.names import Name
from qalqan.kernel import ledger
from qalqan.kernel.access.reach import today
from qalqan.kernel.access.rules import All
from qalqan.kernel.access.scope import Scope
from qalqan.kernel.ledger.queries import WITHHELD_NOTE

PAGE = 50
COUNTED = 1000
NUMBER = re.compile(r"[\d\s()+-]{7,}")
SHOWN = (
    "id",
    "region_id",
    "district_id",
    "surname",
    "given",
    "patronymic",
    "birth_date",
    "birth_known",
    "sex",
)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list: what tells one from another, and nothing more."""

    id: UUID
    region_id: UUID
    name: Name
    birth_date: date | None
    birth_known: str
    sex: str
    organisation_id: UUID | None = None
    class_label: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. `label` needs an organisation: classes of two schools are not one class."""

    region: UUID | None = None
    district: UUID | None = None
    organisation: UUID | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list. `count` is exact up to COUNTED; `is_more` says that there are more than it."""

    lines: tuple[PersonLine, ...]
    count: int
    is_more: bool
    next_after: UUID | None = None
    is_first: bool = True


def children(s: Scope, filters: Filters, *, after: UUID | None = None, size: int = PAGE) -> Listing:
    """Those under age (or of unknown age: missing is never grown-up) whom the scope reaches, alphabetically,
    from behind the person `after`. A mark that the scope does not reach begins the list anew."""
    border = rules.born_after(timezone.localdate())
    rows = _within(s, filters).filter(
        Q(birth_date__gt=border) | Q(birth_date__isnull=True), anonymised_at__isnull=True
    )
    counted = len(rows.order_by().values_list("id")[: COUNTED + 1])
    mark = Person.objects.within(s).filter(id=after).values_list("sort_key", "id").first() if after else None
    if mark:
        rows = rows.filter(Q(sort_key__gt=mark[0]) | Q(id__gt=mark[1]), sort_key__gte=mark[0])
    found = list(rows.order_by("region_id", "sort_key", "id").only(*SHOWN)[: size + 1])
    lines = _lines(s, found[:size])
    return Listing(
        lines,
        min(counted, COUNTED),
        counted > COUNTED,
        lines[-1].id if len(found) > size else None,
        mark is None,
    )


def search(s: Scope, text: str, *, size: int = PAGE) -> Listing:
    """Those whom the scope reaches by an IIN, a telephone number, or the words of a name in any spelling and
    order. Keyed equality throughout: nothing is found by a part of a word. Nobody for a text with neither."""
    wanted = _wanted(text)
    if wanted is None:
        return Listing((), 0, False)
    rows = Person.objects.within(s).filter(wanted, anonymised_at__isnull=True)
    found = list(rows.order_by("sort_key", "id").only(*SHOWN)[: size + 1])
    return Listing(_lines(s, found[:size]), min(len(found), size), len(found) > size)


def _within(s: Scope, filters: Filters) -> QuerySet[Person]:
    """Whom the scope reaches, narrowed. Where an organisation bounds the list it leads: its few attachments
    first, then the persons, which the order of a whole region would only hide from the planner."""
    rows: QuerySet[Person] = Person.objects.within(s)
    if filters.region:
        rows = rows.filter(region_id=filters.region)
    if filters.district:
        rows = rows.filter(district_id=filters.district)
    only = s.bounds.organisations
    if filters.organisation or not isinstance(only, All):
        places = Attachment.objects.within(s).filter(
            Q(until__isnull=True) | Q(until__gt=today()), capacity__in=("pupil", "patient", "client")
        )
        if filters.organisation:
            places = places.filter(organisation_id=filters.organisation)
            if filters.label:
                places = places.filter(class_label=filters.label)
        rows = rows.filter(id__in=places.values("person_id"))
    return rows


def _wanted(text: str) -> Q | None:
    """The condition that a search text means, or None if it means nothing."""
    keys = Keys.fetch()
    written = text.strip()[:200]
    if NUMBER.fullmatch(written):
        number, fault = rules.read_iin(written)
        if fault is None:
            return Q(iin_key=keys.iin(number))
        try:
            return Q(phone_key=keys.phone(written))
        except ValueError:
            return None
    words = names.tidy(written).split()[:3]
    if not words or not all(keys.given(word) for word in words):
        return None
    first, *rest = words
    if not rest:
        return Q(surname_key=keys.surname(first)) | Q(given_key=keys.given(first))
    if len(rest) == 1:
        (second,) = rest
        return (
            Q(surname_key=keys.surname(first), given_key=keys.given(second))
            | Q(surname_key=keys.surname(second), given_key=keys.given(first))
            | Q(given_key=keys.given(first), patronymic_key=keys.patronymic(second))
        )
    second, third = rest
    return Q(
        surname_key=keys.surname(first), given_key=keys.given(second), patronymic_key=keys.patronymic(third)
    ) | Q(
        surname_key=keys.surname(third), given_key=keys.given(first), patronymic_key=keys.patronymic(second)
    )


def _lines(s: Scope, people: Iterable[Person]) -> tuple[PersonLine, ...]:
    """Lines with the school and class of who has one now."""
    found = list(people)
    places: dict[UUID, Any] = {
        row.person_id: row
        for row in Attachment.objects.within(s)
        .filter(Q(until__isnull=True) | Q(until__gt=today()), person_id__in=[p.id for p in found])
        .exclude(capacity="guardian")
    }
    return tuple(line(person, places.get(person.id)) for person in found)


def line(person: Person, place: Attachment | None = None) -> PersonLine:
    """A stored person as a line of a list."""
    return PersonLine(
        person.id,
        person.region_id,
        name_of(person),
        person.birth_date,
        person.birth_known,
        person.sex,
        place.organisation_id if place else None,
        place.class_label if place else "",
    )


def read_kin(people: Iterable[Person], kept_away: Collection[UUID], sections: frozenset[str]) -> None:
    """Write that relatives were seen. Of one whom a court keeps away it is marked, and not listed to that
    person: it would tell which school or clinic knows the child."""
    found = list(people)
    for note in ("", WITHHELD_NOTE):
        seen = [(one.id, one.region_id) for one in found if (one.id in kept_away) == bool(note)]
        ledger.read("people.read_kin", kind="person", persons=seen, sections=sections, note=note)


def name_of(person: Person) -> Name:
    return Name(person.surname, person.given, person.patronymic)


def classes(s: Scope, organisation_id: UUID) -> list[str]:
    """The classes of an organisation that the scope reaches, in the order of their numbers."""
    rows = (
        Attachment.objects.within(s)
        .filter(organisation_id=organisation_id, until__isnull=True, capacity="pupil")
        .exclude(class_label="")
    )
    return sorted(set(rows.values_list("class_label", flat=True).distinct()), key=_grade)


def class_sizes(s: Scope, organisation_id: UUID) -> dict[str, int]:
    """How many pupils each class of an organisation has today, as far as the scope reaches, in the order of
    the classes' numbers: a figure about a class, no record of a child."""
    rows = (
        Attachment.objects.within(s)
        .filter(organisation_id=organisation_id, until__isnull=True, capacity="pupil")
        .exclude(class_label="")
        .values_list("class_label")
        .annotate(n=Count("person_id", distinct=True))
        .order_by()
    )
    return dict(sorted(rows, key=lambda row: _grade(row[0])))


def _grade(label: str) -> tuple[int, str]:
    digits = re.match(r"\d+", label)
    return int(digits.group()) if digits else 0, names.sort_key(label)
