"""One measure across all bodies that report on it, for a period: what each signed, beside it what it said the
period before, what independent sources say, and which rule points at it.

Only signed revisions are shown: a draft is its writer's own until a name stands under it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from qalqan.domains.evidence import api as evidence
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.models import Entry, Line
from qalqan.domains.reporting.queries import reach
from qalqan.domains.reporting.queries.beside import Seen, beside
from qalqan.domains.reporting.queries.board import Act, LineAt, Named, Tally, lines_at, tally
from qalqan.domains.reporting.rules import outliers
from qalqan.domains.territory import api as territory
from qalqan.kernel import clock
from qalqan.kernel.access.scope import scope

DECIDABLE = frozenset({"submitted"})  # states in which a line waits for the ministry's word


@dataclass(frozen=True, slots=True)
class Signed:
    """What stood in a line when a name was put under it. None and "" are "not said"."""

    outcome: str
    text_kk: str
    text_ru: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    spend: Decimal | None

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for text in (self.text_kk, self.text_ru) if text)


@dataclass(frozen=True, slots=True)
class Compared:
    """One body's line. `version`: what who decides has seen. `standing`: of the measure in the body's place,
    "none" while nothing is known; `seen`: by sources that are not the reporter; `indicator`: what the value
    speaks of."""

    id: UUID
    version: int
    package: UUID
    number: int
    body: str
    name: str
    region: str
    state: str
    signed: Signed | None
    before: Signed | None
    change: Decimal | None
    indicator: evidence.Indicator | None
    notes: tuple[outliers.Note, ...]
    standing: str
    seen: tuple[Seen, ...]
    contradictions: tuple[evidence.ContradictionView, ...]
    last: Act | None

    @property
    def may_be_decided(self) -> bool:
        """Whether the ministry can accept or return it as it stands."""
        return self.state in DECIDABLE


@dataclass(frozen=True, slots=True)
class Comparison:
    """`measure` of `plan` in `year` on `day`; `country`: what sources saw of the whole of it; `previous`,
    `next`: neighbours that somebody reports on."""

    plan: plans.PlanHead
    measure: plans.OverviewRow
    year: int
    day: date | None
    lines: tuple[Compared, ...]
    tally: Tally
    names: Mapping[str, str]
    indicator: evidence.Indicator | None
    country: tuple[Seen, ...]
    previous: int | None
    next: int | None


def comparison(
    plan_code: str, year: int, number: int, *, language: str, day: date | None = None
) -> Comparison | None:
    """One measure across bodies as of the end of `day` (now if None); None when nobody owes a line on it
    within reach. Refused (of plans): `plan-unknown`."""
    overview = plans.overview(plan_code, as_of=day, language=language)
    rows = {row.number: row for row in overview.rows}
    now = lines_at(plan_code, year, day, measure_number=number)
    if number not in rows or not now:
        return None
    reported = sorted(set(_numbers(plan_code, year)) & rows.keys())
    place = reported.index(number) if number in reported else 0
    lines = compared(plan_code, year, now, language=language, day=day)
    return Comparison(
        plan=overview.plan,
        measure=rows[number],
        year=year,
        day=day,
        lines=lines,
        tally=tally(now),
        names={line.body: line.name for line in lines},
        indicator=lines[0].indicator,
        country=beside(plan_code, year, [number], day=day, only=(None,)).seen(number, None),
        previous=reported[place - 1] if place > 0 else None,
        next=reported[place + 1] if place + 1 < len(reported) else None,
    )


def _numbers(plan_code: str, year: int) -> Iterable[int]:
    rows = reach.lines().filter(plan_code=plan_code, period_end__year=year)
    return rows.order_by().values_list("measure_number", flat=True).distinct()


def compared(
    plan_code: str,
    year: int,
    now: tuple[LineAt, ...],
    *,
    language: str,
    day: date | None,
    only: tuple[UUID | None] | None = None,
) -> tuple[Compared, ...]:
    """Lines as a reviewer sees them, regions in their official order, national bodies last. `only`: the one
    place that all of them are of (None in it: the nation), where there is one. The number of queries does not
    grow with the lines."""
    numbers = {line.number for line in now}
    before = lines_at(plan_code, year - 1, day, measure_number__in=numbers)
    versions, entries = _versions(now), _entries([*now, *before])
    named = Named(language, day or date(year, 12, 31))
    of_before = {(_who(named, one), one.number): entries.get(one.id) for one in before}
    there = beside(plan_code, year, numbers, day=day, at=clock.as_of(day), only=only)
    noted = _notes(now, entries, {line.id: of_before.get((_who(named, line), line.number)) for line in now})
    found = []
    for line in now:
        body = line.body
        region = named.region(body)
        place = territory.atlas().find(region).id if region else None
        signed, earlier = entries.get(line.id), of_before.get((_who(named, line), line.number))
        found.append(
            Compared(
                id=line.id,
                version=versions.get(line.id, 0),
                package=line.package,
                number=line.number,
                body=body,
                name=named.body(body),
                region=region,
                state=line.state,
                signed=signed,
                before=earlier,
                change=_said(signed, earlier).change,
                indicator=next(iter(there.indicators.get(line.number, ())), None),
                notes=noted.get((line.number, body), ()),
                standing=there.standing(line.number, place),
                seen=there.seen(line.number, place),
                contradictions=there.contradictions(line.number, place),
                last=line.last,
            )
        )
    found.sort(key=lambda one: (not one.region, named.order(one.region), one.name, one.number))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Review:
    """One report, line by line. `measures`: the rows of the plan by number."""

    plan: plans.PlanHead
    package: UUID
    duty: str
    body: str
    name: str
    year: int
    due: date | None
    measures: Mapping[int, plans.OverviewRow]
    names: Mapping[str, str]
    lines: tuple[Compared, ...]
    tally: Tally


def review(package_id: UUID, *, language: str, day: date | None = None) -> Review | None:
    """One report as its reviewer reads it, as of the end of `day` (now if None); None when there is none
    within reach."""
    package = reach.packages().filter(pk=package_id).first()
    if package is None:
        return None
    year = package.period_end.year
    overview = plans.overview(package.plan_code, as_of=day, language=language)
    now = lines_at(package.plan_code, year, day, package_id=package_id)
    named = Named(language, day or package.period_end)
    only = (package.region_id if named.region(package.body_code) else None,)
    lines = compared(package.plan_code, year, now, language=language, day=day, only=only)
    return Review(
        plan=overview.plan,
        package=package_id,
        duty=package.duty_code,
        body=package.body_code,
        name=named.body(package.body_code),
        year=year,
        due=package.due,
        measures={row.number: row for row in overview.rows},
        names={line.body: line.name for line in lines},
        lines=lines,
        tally=tally(now),
    )


def _who(named: Named, line: LineAt) -> str:
    """Whose line it is across years: the region's body, or the nation's, whichever ministry leads by then."""
    return line.body if named.region(line.body) else ""


def _versions(lines: tuple[LineAt, ...]) -> dict[UUID, int]:
    rows = Line.objects.within(scope.current()).filter(pk__in=[line.id for line in lines])
    return dict(rows.values_list("id", "version"))


def _entries(lines: list[LineAt]) -> dict[UUID, Signed]:
    """The signed revision of each line that has one."""
    wanted = {line.id: line.entry for line in lines if line.entry}
    rows = Entry.objects.within(scope.current()).filter(line_id__in=wanted)
    columns = ("outcome", "text_kk", "text_ru", "value", "numerator", "denominator", "spend")
    return {
        line: Signed(*values)
        for line, number, *values in rows.values_list("line_id", "number", *columns)
        if number == wanted[line]
    }


def _said(signed: Signed | None, before: Signed | None) -> outliers.Said:
    return outliers.Said(
        signed.value if signed else None,
        signed.texts if signed else (),
        before.value if before else None,
        before.texts if before else (),
    )


def _notes(
    now: tuple[LineAt, ...], entries: Mapping[UUID, Signed], before: Mapping[UUID, Signed | None]
) -> dict[tuple[int, str], tuple[outliers.Note, ...]]:
    """What the rules point at, measure by measure: values of two measures are never compared."""
    said: dict[int, dict[str, outliers.Said]] = defaultdict(dict)
    for line in now:
        said[line.number][line.body] = _said(entries.get(line.id), before[line.id])
    return {
        (number, body): found
        for number, by_body in said.items()
        for body, found in outliers.notes(by_body).items()
    }


@dataclass(frozen=True, slots=True)
class Decidable:
    """A line named well enough to be decided on: whose, of which measure, in which state and version."""

    id: UUID
    version: int
    state: str
    number: int
    name: str
    title: str
    title_language: str

    @property
    def may_be_decided(self) -> bool:
        return self.state in DECIDABLE


def decidable(ids: Iterable[UUID], *, language: str) -> tuple[Decidable, ...]:
    """Lines by id as far as they are within reach, by body and measure."""
    rows = reach.lines().filter(pk__in=list(ids))
    found = list(rows.order_by("body_code", "period_start", "measure_number"))
    titles = {
        (code, row.number): row.title
        for code in {line.plan_code for line in found}
        for row in plans.overview(code, language=language).rows
    }
    named = Named(language, timezone.localdate())
    return tuple(
        Decidable(
            line.pk,
            line.version,
            line.state,
            line.measure_number,
            named.body(line.body_code),
            title.text if (title := titles.get((line.plan_code, line.measure_number))) else "",
            title.language if title else language,
        )
        for line in found
    )
