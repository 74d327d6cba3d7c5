"""Questions to the book, inside a scope of the purpose `audit` or `own`: the row policy shows nothing else.
Frozen values, newest first, paged by key: the next page begins below an entry's id, which holds its time."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from qalqan.kernel.access.rules import All
from qalqan.kernel.access.scope import scope
from qalqan.kernel.ledger.rules import WINDOW_SECONDS

PAGE = 50
# From the person concerned, or the parent: what could warn somebody whom a child is being protected from. The
# data protection officer sees it. The row policy `ledger_own` says the same.
WITHHELD_PURPOSES = ("protection", "justice")
WITHHELD_ACTS = ("access.raise_wall", "access.ask_lowering_wall", "access.lower_wall", "people.open_seal")
WITHHELD_NOTE = "kept_away"  # read as the relative whom a court keeps away from the child that was looked at


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `in_minute`: how many different persons this user touched within a minute of it."""

    id: UUID
    at: datetime.datetime
    user_id: UUID | None
    post_id: UUID | None
    role: str
    purpose: str
    act: str
    kind: str
    person_id: UUID | None
    sections: tuple[str, ...]
    outcome: str
    note: str
    in_minute: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of a list: days (local, both counted), an outcome, a purpose; `before` is the last id seen."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    outcome: str = ""
    purpose: str = ""
    before: UUID | None = None

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(map(bool, (self.since, self.until, self.outcome, self.purpose)))


COLUMNS = (
    "e.id, e.at, e.user_id, e.post_id, e.role, e.purpose, e.act, e.kind, e.person_id, e.sections, e.outcome"
)
# The neighbours of an entry are found by its user and the time in its id: one short range of an index.
SELECT = f"""
SELECT {COLUMNS}, e.note, (
  SELECT count(DISTINCT o.person_id) FROM ledger_entry o
  WHERE o.region_id = e.region_id AND o.user_id = e.user_id AND o.person_id IS NOT NULL
  AND o.id BETWEEN ledger_first_id(e.at - make_interval(secs => %s))
  AND ledger_first_id(e.at + make_interval(secs => %s)))
FROM ledger_entry e WHERE """  # noqa: S608 - column names of ours


def of_person(person_id: UUID, wanted: Wanted) -> tuple[tuple[Line, ...], bool]:
    """Who did or read what of a person; and whether there is more."""
    return lines("e.person_id = %s", [person_id], wanted)


def of_user(user_id: UUID, wanted: Wanted) -> tuple[tuple[Line, ...], bool]:
    """What a user did and read, of anybody, within the scope's regions; and whether there is more."""
    return lines("e.user_id = %s", [user_id], wanted)


def lines(condition: str, values: list[Any], wanted: Wanted) -> tuple[tuple[Line, ...], bool]:
    """A page of entries under a condition and the scope's own limit of regions."""
    conditions = [condition]
    bounds = scope.current().bounds
    if scope.current().purpose == "own":
        conditions.append("NOT e.purpose = ANY(%s) AND NOT e.act = ANY(%s) AND e.note <> %s")
        values = [*values, list(WITHHELD_PURPOSES), list(WITHHELD_ACTS), WITHHELD_NOTE]
    elif not isinstance(bounds.regions, All):
        conditions.append("e.region_id = ANY(%s)")
        values = [*values, list(bounds.regions)]
    for words, value in filters(wanted):
        conditions.append(words)
        values = [*values, value]
    query = f"{SELECT}{' AND '.join(conditions)} ORDER BY e.id DESC LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [WINDOW_SECONDS, WINDOW_SECONDS, *values, PAGE + 1])
        rows = cursor.fetchall()
    return tuple(map(line, rows[:PAGE])), len(rows) > PAGE


def filters(wanted: Wanted) -> list[tuple[str, Any]]:
    """Conditions in SQL with their values. Days are Kazakhstan's."""
    found: list[tuple[str, Any]] = []
    if wanted.since:
        found.append(("e.at >= %s::date::timestamp AT TIME ZONE 'Asia/Almaty'", wanted.since))
    if wanted.until:
        after = wanted.until + datetime.timedelta(days=1)
        found.append(("e.at < %s::date::timestamp AT TIME ZONE 'Asia/Almaty'", after))
    if wanted.outcome:
        found.append(("e.outcome = %s", wanted.outcome))
    if wanted.purpose:
        found.append(("e.purpose = %s", wanted.purpose))
    if wanted.before:
        found.append(("e.id < %s", wanted.before))
    return found


def line(row: tuple[Any, ...]) -> Line:
    """A row as a value."""
    values = list(row)
    values[9] = tuple(filter(None, values[9].split(",")))
    return Line(*values)


def refusals(region_id: UUID, user_id: UUID, act: str, note: str, since: datetime.timedelta) -> int:
    """How often an act was refused to a user for the reason of this note, from `since` ago until now: what a
    limit of attempts counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_entry WHERE region_id = %s AND user_id = %s "
            "AND id >= ledger_first_id(statement_timestamp() - make_interval(secs => %s)) "
            "AND act = %s AND note = %s AND outcome = 'refused'",
            [region_id, user_id, since.total_seconds(), act, note],
        )
        count: int = cursor.fetchone()[0]
    return count
