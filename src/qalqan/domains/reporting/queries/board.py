"""The consolidation board: who is where with the report on one period.

Two questions to the database for any number of bodies: the lines of the period, and the last step of each.
As of a past day the step alone tells the state, because steps are appended and never changed: what the board
showed on that day is shown again. Everything else is counting.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.models import Package, Step
from qalqan.domains.reporting.queries import reach
from qalqan.domains.reporting.rules.lines import DUE, NOT_DUE, OPEN, OVERDUE, STATES, is_late, state_on
from qalqan.domains.territory import api as territory
from qalqan.kernel import clock
from qalqan.kernel.access.scope import scope

OWING = frozenset({NOT_DUE, DUE, OVERDUE, "returned"})  # states in which the reporter has work to do


@dataclass(frozen=True, slots=True)
class Act:
    """The last thing done with a line or a package: submit, return, accept or reopen, when, in which post,
    and why it was returned or reopened."""

    act: str
    at: datetime
    post: str
    reason: str


@dataclass(frozen=True, slots=True)
class LineAt:
    """A line as it stood at the moment asked for. `body`: who answers for it; a national line is sent by the
    body of its package. `entry`: the revision that was last signed, 0 for none;
    drafts are their writers' own business. `came`: when it was first submitted. `is_late`: nothing acceptable
    lies before the recipient after its day."""

    id: UUID
    package: UUID
    number: int
    body: str
    state: str
    entry: int
    last: Act | None
    came: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Lines by state, and how many there are."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def owing(self) -> int:
        """Lines in which the reporter has work to do."""
        return sum(n for state, n in self.counts.items() if state in OWING)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A report owed by one body. `days_late`: since the due day while a line is late, else how late the
    last one came; 0 when in time, or when the text leaves the day open."""

    package: UUID
    duty: str
    body: str
    name: str
    region: str
    is_national: bool
    due: date | None
    tally: Tally
    last: Act | None
    days_late: int


@dataclass(frozen=True, slots=True)
class MeasureTally:
    """A measure of the plan across all bodies that report on it."""

    number: int
    section: int
    title: str
    language: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Filters:
    """`state`: bodies (measures) with at least one such line. `kind`: regions or national. `duty`: a code."""

    state: str = ""
    kind: str = ""
    duty: str = ""

    @property
    def active(self) -> int:
        return sum(map(bool, (self.state, self.kind, self.duty)))


@dataclass(frozen=True, slots=True)
class Board:
    """The board of one plan and year on `day`; `rows` as filtered, `all` counts before any filter."""

    plan: plans.PlanHead
    year: int
    years: tuple[int, ...]
    day: date
    filters: Filters
    rows: tuple[BoardRow, ...]
    measures: tuple[MeasureTally, ...]
    all: Tally
    duties: tuple[str, ...]
    bodies: int

    @property
    def finished(self) -> int:
        """Bodies among `rows` that have nothing left to do."""
        return sum(not row.tally.owing for row in self.rows)


def packages_of(plan_code: str, year: int) -> QuerySet[Package]:
    """The packages within reach on the periods that end in a year."""
    return reach.packages().filter(plan_code=plan_code, period_end__range=_span(year))


def _span(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def newest() -> tuple[str, int] | None:
    """Plan and year of the newest packages within reach whose period is over, else of the newest; None while
    there are none."""
    found = reach.packages().order_by("-period_end").values_list("plan_code", "period_end")
    over = found.filter(period_end__lt=timezone.localdate()).first() or found.first()
    return (over[0], over[1].year) if over else None


def years_of(plan_code: str) -> tuple[int, ...]:
    """The years of a plan that have packages within reach."""
    ends = reach.packages().filter(plan_code=plan_code).values_list("period_end")
    return tuple(sorted({end.year for (end,) in ends.distinct()}))


def lines_at(plan_code: str, year: int, day: date | None, **where: object) -> tuple[LineAt, ...]:
    """The lines of a year as they stood at the end of `day` (now if None). Two queries."""
    s, moment, shown_on = scope.current(), clock.as_of(day) or timezone.now(), day or timezone.localdate()
    kept = {"plan_code": plan_code, "period_end__range": _span(year)} | where
    steps = Step.objects.within(s).filter(at__lt=moment, **{f"line__{k}": v for k, v in kept.items()})
    last: dict[UUID, tuple[str, int, Act]] = {}
    came: dict[UUID, datetime] = {}
    columns = ("line_id", "after", "entry_number", "act", "at", "post", "reason")
    for line, after, entry, act, at, post, reason in steps.order_by("number").values_list(*columns):
        last[line] = (after, entry, Act(act, at, post, reason))
        if act == "submit":
            came.setdefault(line, at)
    rows = reach.lines().filter(**kept).order_by("measure_number", "body_code")
    found = rows.values_list("id", "package_id", "measure_number", "body_code", "due", "period_end")
    nothing: tuple[str, int, None] = (OPEN, 0, None)
    lines = []
    for pk, package, number, body, due, period_end in found:
        after, entry, act_ = last.get(pk, nothing)
        state = state_on(after, due, period_end, shown_on)
        is_open = is_late(state, due, period_end, shown_on)
        lines.append(LineAt(pk, package, number, body, state, entry, act_, came.get(pk), is_open))
    return tuple(lines)


def tally(lines: Iterable[LineAt]) -> Tally:
    """Lines by state, every state named."""
    counted = Counter(line.state for line in lines)
    return Tally({state: counted[state] for state in STATES})


def board(
    plan_code: str, year: int, *, language: str, day: date | None = None, filters: Filters | None = None
) -> Board:
    """Who is where with the report on `year`, as of the end of `day` (now if None). Refused (of plans):
    `plan-unknown`."""
    chosen, shown_on = filters or Filters(), day or timezone.localdate()
    overview = plans.overview(plan_code, as_of=day, language=language)
    lines = lines_at(plan_code, year, day)
    packages = list(packages_of(plan_code, year))
    by_package: dict[UUID, list[LineAt]] = {package.pk: [] for package in packages}
    for line in lines:
        by_package.setdefault(line.package, []).append(line)
    named = Named(language, shown_on)
    rows = [_row(package, by_package[package.pk], named, shown_on) for package in packages]
    rows.sort(key=lambda row: (row.is_national, named.order(row.region), row.name, row.due or date.max))
    shown = tuple(row for row in rows if _passes(row, chosen))
    kept = {row.package for row in shown}
    by_number: dict[int, list[LineAt]] = {}
    for line in lines:
        if line.package in kept:
            by_number.setdefault(line.number, []).append(line)
    measures = tuple(
        MeasureTally(row.number, row.section, row.title.text, row.title.language, tally(found))
        for row in overview.rows
        if (found := by_number.get(row.number))
    )
    return Board(
        plan=overview.plan,
        year=year,
        years=years_of(plan_code),
        day=shown_on,
        filters=chosen,
        rows=shown,
        measures=tuple(one for one in measures if not chosen.state or one.tally.counts.get(chosen.state)),
        all=tally(lines),
        duties=tuple(dict.fromkeys(sorted(row.duty for row in rows))),
        bodies=len({row.body for row in rows}),
    )


def _passes(row: BoardRow, chosen: Filters) -> bool:
    if chosen.duty and row.duty != chosen.duty:
        return False
    if chosen.kind and (chosen.kind == "national") != row.is_national:
        return False
    return not chosen.state or bool(row.tally.counts.get(chosen.state))


def _row(package: Package, lines: list[LineAt], named: "Named", day: date) -> BoardRow:
    acts = [line.last for line in lines if line.last]
    counted = tally(lines)
    last = max(acts, key=lambda one: one.at, default=None)
    return BoardRow(
        package=package.pk,
        duty=package.duty_code,
        body=package.body_code,
        name=named.body(package.body_code),
        region=named.region(package.body_code),
        is_national=not named.region(package.body_code),
        due=package.due,
        tally=counted,
        last=last,
        days_late=late(
            package.due,
            any(line.is_late for line in lines),
            [line.came for line in lines if line.came],
            day,
        ),
    )


def late(due: date | None, is_open: bool, came: list[datetime], day: date) -> int:
    """Days past the due day: until `day` while a line is late (`is_open`), else until the last one came."""
    if due is None or not (is_open or came):
        return 0
    until = day if is_open else timezone.localdate(max(came))
    return max(0, (until - due).days)


class Named:
    """Names of bodies and the order of their regions, read once for a page."""

    def __init__(self, language: str, day: date) -> None:
        self._register, self._language = bodies.register(), language
        listed = territory.regions_on(max(day, self._register.since), language)
        self._order = {region.code: place for place, region in enumerate(listed)}
        self._day = day

    def body(self, code: str) -> str:
        """The body's last name: the page may show a period in which it was called otherwise."""
        try:
            return self._register.body(code).name[self._language]
        except LookupError:
            return code

    def region(self, code: str) -> str:
        """The region of a body; empty for a national one."""
        try:
            return self._register.body(code).region or ""
        except LookupError:
            return ""

    def order(self, region: str) -> int:
        return self._order.get(region, len(self._order))
