"""What rows that come in are checked against, and the files that came in, inside a scope."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from qalqan.domains.evidence.indicators import indicators
from qalqan.domains.evidence.models import Intake
from qalqan.domains.evidence.queries.nation import capital
from qalqan.domains.evidence.rules.intake import Place, World
from qalqan.domains.evidence.rules.intake_words import nation_names
from qalqan.domains.evidence.rules.observing import At
from qalqan.domains.evidence.rules.problem import Problem, Refusal
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import scope
from qalqan.kernel.names import LANGUAGES


@dataclass(frozen=True, slots=True)
class FaultView:
    """A problem in the reader's language. `where`: the cell, "" for the whole row or file."""

    row: int
    column: str
    where: str
    rule: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class IntakeView:
    """A file that came in. `fresh`, `held`, `correcting`: good rows that are new, said already, or would
    replace an older value of the same source; with `bad` they add up to `read`."""

    id: UUID
    name: str
    state: str
    read: int
    bad: int
    fresh: int
    held: int
    correcting: int
    written: int
    at: datetime
    post: str
    confirmed_at: datetime | None
    confirmed_post: str
    faults: tuple[FaultView, ...]

    @property
    def good(self) -> int:
        return self.fresh + self.held + self.correcting

    @property
    def may_confirm(self) -> bool:
        return self.state == "checked" and self.fresh + self.correcting > 0


def world(today: date) -> World:
    """The places by every name they ever had, and the dictionary of indicators."""
    places = {name: Place(At(capital(), is_nation=True)) for name in nation_names()}
    for region in territory.atlas().regions:
        place = Place(At(region.id), region.life.since, region.life.until)
        places[region.code.casefold()] = place
        for spell in region.spells:
            for language in LANGUAGES:
                places[spell.name[language].casefold()] = place
    return World(today, places, {one.key: one for one in indicators()})


def intakes(limit: int = 50) -> tuple[IntakeView, ...]:
    """The files that came in, the newest first, without their faults."""
    rows = Intake.objects.within(scope.current()).defer("content", "faults").order_by("-at", "-id")[:limit]
    return tuple(_view(row, ()) for row in rows)


def intake(key: UUID, *, language: str) -> IntakeView:
    """One file with what is wrong in it. Refusal("import-unknown")."""
    row = Intake.objects.within(scope.current()).defer("content").filter(pk=key).first()
    if row is None:
        raise Refusal.of("import-unknown")
    return _view(row, tuple(_fault(one, language) for one in row.faults))


def _fault(kept: list[Any], language: str) -> FaultView:
    row, column, where, rule, params = kept
    words = Problem(rule, params).words(language)
    return FaultView(row, column, where, rule, words["message"], words["mend"])


def _view(row: Intake, faults: tuple[FaultView, ...]) -> IntakeView:
    return IntakeView(
        id=row.pk,
        name=row.name,
        state=row.state,
        read=row.rows_read,
        bad=row.bad,
        fresh=row.fresh,
        held=row.held,
        correcting=row.correcting,
        written=row.written,
        at=row.at,
        post=row.post,
        confirmed_at=row.confirmed_at,
        confirmed_post=row.confirmed_post,
        faults=faults,
    )
