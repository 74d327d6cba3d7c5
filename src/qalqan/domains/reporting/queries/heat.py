"""The map of a plan: every measure in every region and in the nation, for each year, as known on a day.

Three questions to the database for any number of regions and years: the lines of the reports, those among
them that say "not done" themselves, and the standings that evidence keeps. The rest is arithmetic of
`rules.cells`. As of a past day the state of a line is that of its last step before that day's end, because
steps are appended and never changed; standings have their own two clocks.

The map is public, so it is read under the program's own name, and drafts are not looked at: of a line that
nobody has signed it knows the day it is due and nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery, Value
from django.db.models.fields import TextField
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence import api as evidence
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.models import Entry, Line, Step
from qalqan.domains.reporting.rules.cells import SIGNED, Share, State, cell, worst
from qalqan.domains.reporting.rules.lines import state_on
from qalqan.domains.territory import api as territory
from qalqan.kernel import clock
from qalqan.kernel.access.scope import Service, scope

MIRROR = Service("evidence.mirror")
NATION = "nation"
ALL_ROWS = 10_000  # a map has no pages

type Key = tuple[int, str, int]  # measure, place (a region's code or NATION), year
type Stands = Mapping[tuple[int, str, date], str]  # measure, place, first day of the period


class LineAt(NamedTuple):
    """A line of a report as the public may know it. `state` as stored, at the moment asked for; `signed`: the
    revision that was certified, 0 for none."""

    id: UUID
    number: int
    place: str
    body: str
    start: date
    end: date
    due: date | None
    state: str
    outcome: str
    package: UUID


@dataclass(frozen=True, slots=True)
class Place:
    """A column of the map."""

    code: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Heat:
    """The map of one plan as of `day`. `cells` has what is owed or known; a pair that is not there is not
    owed. `is_today`: nothing was asked for but the present."""

    plan: plans.PlanHead
    day: date
    is_today: bool
    years: tuple[int, ...]
    rows: tuple[plans.OverviewRow, ...]
    sections: tuple[tuple[int, str, str], ...]
    cells: Mapping[Key, State]
    lines: tuple[LineAt, ...]

    def of(self, *, year: int | None = None, place: str = "", numbers: Iterable[int] | None = None) -> Share:
        """How many cells say what: of a year, a place, some measures; of everything if nothing is named."""
        only = None if numbers is None else frozenset(numbers)
        return Share(
            state
            for (number, where, when), state in self.cells.items()
            if (year is None or when == year)
            and (not place or where == place)
            and (only is None or number in only)
        )

    def split[Group](self, group: Callable[[Key], Group]) -> dict[Group, Share]:
        """The same by groups, in one pass: `split(lambda key: key[1])` is a share for each place."""
        words: dict[Group, list[State]] = defaultdict(list)
        for key, state in self.cells.items():
            words[group(key)].append(state)
        return {name: Share(states) for name, states in words.items()}


def places_on(day: date, language: str) -> tuple[Place, ...]:
    """The columns: the regions that stood on `day`, in the order of official lists."""
    names = [(region.code, region.name[language]) for region in territory.regions_on(day, language)]
    short = {code: _spared(name) for code, name in names}
    twice = {word for word, n in Counter(short.values()).items() if n > 1}
    return tuple(Place(code, name, name if short[code] in twice else short[code]) for code, name in names)


SPARED = frozenset({"область", "облысы", "region", "қаласы", "город", "city"})


def _spared(name: str) -> str:
    """A region's name without the word for "region" or "city", for the head of a narrow column."""
    return " ".join(word for word in name.split() if word.lower() not in SPARED) or name


def heat(
    plan_code: str,
    *,
    year: int | None = None,
    place: str = "",
    day: date | None = None,
    language: str = "kk",
) -> Heat:
    """The map of a plan, of one year or of all, of one place (a region's code or NATION) or of all, as of the
    end of `day` (now if None). Opens its own scope. plans.Refused: `plan-unknown`."""
    on = day or timezone.localdate()
    register = plans.overview(plan_code, as_of=day, language=language, page_rows=ALL_ROWS)
    places = codes_of_regions()
    only: dict[str, object] = {}
    if year is not None:
        only |= {"period_start__gte": date(year, 1, 1), "period_start__lte": date(year, 12, 31)}
    region = next((id_ for id_, code in places.items() if code == place), None)
    if region is not None:
        only["region_id"] = region
    with scope(MIRROR, "statistics"):
        lines = tuple(read_lines(plan_code, clock.as_of(day), places, **only))
        known = evidence.standings(plan_code, at=clock.as_of(day), region_id=region)
    if place:  # the capital's region holds the nation's rows too
        lines = tuple(line for line in lines if line.place == place)
    stands = {k: word for k, word in stands_of(known, places, year).items() if not place or k[1] == place}
    cells = grid(lines, stands, on)
    years = {year for _, _, year in cells}
    for row in register.rows:
        if row.start and row.end:
            years.update(range(row.start.year, row.end.year + 1))
    return Heat(
        plan=register.plan,
        day=on,
        is_today=day is None,
        years=tuple(sorted(years)),
        rows=register.rows,
        sections=tuple((s.number, s.title.text, s.title.language) for s in register.sections),
        cells=cells,
        lines=lines,
    )


def plan_years(plan_code: str, day: date | None = None, language: str = "kk") -> tuple[int, ...]:
    """The years from the first start to the last end of the plan's terms. plans.Refused: `plan-unknown`."""
    rows = plans.overview(plan_code, as_of=day, language=language, page_rows=ALL_ROWS).rows
    days = [each.year for row in rows for each in (row.start, row.end) if each is not None]
    return tuple(range(min(days), max(days) + 1)) if days else ()


def told_years(plan_code: str, day: date | None = None) -> tuple[int, ...]:
    """The years of which something is claimed or was seen, as known at the end of `day` (now if None). They
    go on after the plan's own: what was done once has to stay so."""
    on = day or timezone.localdate()
    with scope(MIRROR, "statistics"):
        known = evidence.standings(plan_code, at=clock.as_of(day))
    return tuple(sorted({start.year for _, _, start in known if start <= on}))


def stands_of(
    known: Mapping[tuple[int, UUID | None, date], str], places: Mapping[UUID, str], year: int | None = None
) -> Stands:
    """Standings by the codes of places, of one year or of all."""
    return {
        (number, NATION if region is None else places[region], start): word
        for (number, region, start), word in known.items()
        if year is None or start.year == year
    }


def grid(lines: Iterable[LineAt], stands: Stands, day: date) -> dict[Key, State]:
    """The words of all cells. A standing and a line of the same measure, place and period make one word;
    several of one year share a cell, and the worst speaks."""
    cells: dict[Key, State] = {}
    drawn: dict[object, State] = {}  # the same few words thousands of times
    told = set()

    def say(number: int, place: str, year: int, word: State) -> None:
        key = (number, place, year)
        held = cells.get(key)
        cells[key] = word if held is None else worst((held, word))

    for _id, number, place, _body, start, end, due, state, outcome, _package in lines:
        key = (number, place, start)
        told.add(key)
        kind = (stands.get(key, "none"), state, due, end, outcome)
        word = drawn.get(kind)
        if word is None:
            word = cell(kind[0], state_on(state, due, end, day), due, day, outcome)
            drawn[kind] = word
        say(number, place, start.year, word)
    for (number, place, start), standing in stands.items():
        if start <= day and (number, place, start) not in told:
            say(number, place, start.year, cell(standing, "", None, day))
    return cells


def read_lines(
    plan_code: str, at: datetime | None, places: Mapping[UUID, str], **only: object
) -> Iterable[LineAt]:
    """Lines of the reports on a plan, as they stood at a moment (now if None), inside a scope. `only`: more
    conditions on the lines."""
    s = scope.current()
    rows = Line.objects.within(s).filter(plan_code=plan_code, **only)
    if at is None:
        rows = rows.annotate(
            told=Concat("state", Value(" "), Cast("entry_number", TextField()), output_field=TextField())
        )
    else:
        last = Step.objects.filter(line=OuterRef("pk"), region_id=OuterRef("region_id"), at__lt=at)
        packed = Concat("after", Value(" "), Cast("entry_number", TextField()), output_field=TextField())
        rows = rows.annotate(told=Subquery(last.order_by("-number").annotate(p=packed).values("p")[:1]))
    refused = set(
        Entry.objects.within(s)
        .filter(line__plan_code=plan_code, outcome="not_done")
        .values_list("line_id", "number")
    )
    akimats = _akimats()
    for id_, number, body, region, start, end, due, told, package in rows.values_list(
        "id",
        "measure_number",
        "body_code",
        "region_id",
        "period_start",
        "period_end",
        "due",
        "told",
        "package_id",
    ):
        state, _, revision = (told or "open 0").partition(" ")
        outcome = "not_done" if state in SIGNED and refused and (id_, int(revision)) in refused else ""
        place = places[region] if body in akimats else NATION
        yield LineAt(id_, number, place, body, start, end, due, state, outcome, package)


def codes_of_regions() -> dict[UUID, str]:
    """The codes of all regions that ever stood, by id."""
    return {region.id: region.code for region in territory.atlas().regions}


def _akimats() -> frozenset[str]:
    """The codes of bodies that answer for a region; all others answer for the nation."""
    return _regional(bodies.register().edition)


@lru_cache(maxsize=2)
def _regional(edition: UUID | None) -> frozenset[str]:
    """Kept for an edition of the register of bodies."""
    return frozenset(body.code for body in bodies.register().bodies if body.region)
