"""The door of the domain: who a person is, whose child, where. Frozen values out, never rows.

Everything here runs inside a scope (`kernel.access.scope`): it answers what the scope reaches and nothing
else. Whoever shows a person's record writes the read into the ledger; `record` does it itself.
"""

from collections.abc import Iterable
from uuid import UUID

from qalqan.domains.people import queries, records
from qalqan.domains.people.loading import (
    PERSON_COLUMNS,
    AttachmentRow,
    KinshipRow,
    Loaded,
    PersonRow,
    Preparer,
    load_bulk,
    preparer,
)
from qalqan.domains.people.models import Person
from qalqan.domains.people.names import Name, full, initials, salutation
from qalqan.domains.people.queries import Filters, Listing, PersonLine
from qalqan.domains.people.records import Kin, Record
from qalqan.domains.people.refusals import Refused
from qalqan.domains.people.sameness import same_as
from qalqan.kernel.access.scope import scope

__all__ = [
    "PERSON_COLUMNS",
    "AttachmentRow",
    "Filters",
    "Kin",
    "KinshipRow",
    "Listing",
    "Loaded",
    "Name",
    "PersonLine",
    "PersonRow",
    "Preparer",
    "Record",
    "Refused",
    "children",
    "class_sizes",
    "full",
    "initials",
    "kin",
    "load_bulk",
    "people",
    "person",
    "preparer",
    "record",
    "salutation",
    "same_as",
    "search",
]


def people(ids: Iterable[UUID]) -> dict[UUID, PersonLine]:
    """Of these persons, those within reach: name, birth and sex."""
    s = scope.current()
    rows = Person.objects.within(s).filter(id__in=set(ids)).only(*queries.SHOWN)
    return {row.id: queries.line(row) for row in rows}


def person(id: UUID) -> PersonLine | None:
    """A person within reach; None for a stranger as for nobody."""
    return people([id]).get(id)


def search(text: str) -> Listing:
    """Those within reach whom an IIN, a telephone number or a name in any spelling means."""
    return queries.search(scope.current(), text)


def children(filters: Filters, *, after: UUID | None = None, size: int = queries.PAGE) -> Listing:
    """A page of the children within reach, in the order of the Kazakh alphabet, from behind `after`."""
    return queries.children(scope.current(), filters, after=after, size=size)


def class_sizes(organisation_id: UUID) -> dict[str, int]:
    """Pupils of each class of an organisation, in the order of the classes' numbers."""
    return queries.class_sizes(scope.current(), organisation_id)


def kin(child_id: UUID) -> tuple[Kin, ...]:
    """A child's relatives; those beyond reach without their names. The reads stand in the ledger."""
    return records.kin_of(scope.current(), child_id)


def record(person_id: UUID) -> Record:
    """A person's record in the sections of the scope; the read stands in the ledger. Refused("gone")."""
    return records.record(scope.current(), person_id)
