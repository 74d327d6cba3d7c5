"""Lists beside the overview: what a body owes, the calendar of a year, findings, the gap ledger."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from qalqan.domains.bodies import api as bodies

from .. import labels, models, rules
from ..reading.document import Deadline
from ..reading.problems import place_in
from .common import BodyLabel, PlanHead, Worded, Words, find, plans, source_of, today
from .rows import OverviewRow
from .snapshot import snapshot


@dataclass(frozen=True, slots=True)
class FindingView:
    """What was noted when the plan was read, in the language asked for. `row` and `field` when it is about
    one measure and one of its fields."""

    kind: str
    kind_label: str
    rule: str
    row: int | None
    field: str
    place: str
    message: str
    quote: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A signed decision on a gap."""

    sequence: int
    value: str
    reason: str
    decided_at: datetime
    decided_by: str
    post: str


@dataclass(frozen=True, slots=True)
class GapView:
    """A question that the text leaves open; `decisions` oldest first, the last one holds."""

    id: UUID
    rule: str
    row: int | None
    place: str
    message: str
    quote: str
    opened_at: datetime
    decisions: tuple[DecisionView, ...]

    @property
    def is_open(self) -> bool:
        return not self.decisions

    @property
    def held(self) -> DecisionView | None:
        """The decision that holds."""
        return self.decisions[-1] if self.decisions else None


def finding_views(
    source: models.SourceDocument, language: str, measure_id: UUID | None = None
) -> tuple[FindingView, ...]:
    """Notes of a source, or those about one measure."""
    found = models.Finding.objects.filter(source=source).select_related("measure").prefetch_related("params")
    if measure_id is not None:
        found = found.filter(measure=measure_id)
    return tuple(
        FindingView(
            kind=row.kind,
            kind_label=labels.label("finding", row.kind, language),
            rule=row.rule,
            row=row.measure.number if row.measure else None,
            field=row.place.partition(", ")[2],
            place=place_in(row.place, language),
            message=labels.finding(row.rule, language, {p.name: p.value for p in row.params.all()}),
            quote=row.quote,
        )
        for row in found
    )


def findings(plan_code: str, language: str = "kk") -> tuple[FindingView, ...]:
    """What the reader noted in the plan's present source. Refused: `plan-unknown`."""
    return finding_views(source_of(find(plan_code)), language)


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph of the act; number "" is the preamble, "2.1" a sub-paragraph."""

    number: str
    text: Worded


def act_text(plan_code: str, language: str = "kk") -> tuple[ParagraphView, ...]:
    """The act that approves the plan, paragraph by paragraph. Refused: `plan-unknown`."""
    plan = find(plan_code)
    words = Words(plan.id, plan.language, language)
    rows = source_of(plan).paragraphs.order_by("position").values_list("number", "text")
    return tuple(ParagraphView(number, words(text)) for number, text in rows)


def _decision(row: models.GapDecision, language: str) -> DecisionView:
    post = bodies.post_title(row.post, language)
    return DecisionView(row.sequence, row.value, row.reason, row.decided_at, row.decided_by, post)


def gap_views(plan: models.Plan, language: str, row: int | None = None) -> tuple[GapView, ...]:
    """The ledger of a plan, or the questions about one measure; withdrawn ones are left out."""
    found = models.Gap.objects.filter(plan=plan, withdrawn_at=None).prefetch_related("params", "decisions")
    if row is not None:
        found = found.filter(measure_number=row)
    views = []
    for gap in found:
        words = str(getattr(gap, f"words_{language}"))
        params = {param.name: param.value for param in gap.params.all()}
        views.append(
            GapView(
                id=gap.id,
                rule=gap.rule,
                row=gap.measure_number,
                place=place_in(gap.place, language),
                message=words or labels.finding(gap.rule, language, params),
                quote=gap.quote,
                opened_at=gap.opened_at,
                decisions=tuple(_decision(decision, language) for decision in gap.decisions.all()),
            )
        )
    return tuple(views)


def gaps(plan_code: str, language: str = "kk") -> tuple[GapView, ...]:
    """The gap ledger of a plan: open questions first. Refused: `plan-unknown`."""
    return tuple(sorted(gap_views(find(plan_code), language), key=lambda gap: not gap.is_open))


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A day on which something of a row falls due. `of` counts the times a recurring duty is due in all."""

    day: date
    row: OverviewRow
    occurrence: int
    of: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """What falls due in a year, by day; `running` rows whose term covers the whole year without ending in it;
    `reports` the duties to report whose month the text leaves open or a decision has named."""

    plan: PlanHead
    year: int
    years: tuple[int, ...]
    entries: tuple[CalendarEntry, ...]
    running: tuple[OverviewRow, ...]
    reports: tuple[GapView, ...]


def calendar(plan_code: str, year: int, *, as_of: date | None = None, language: str = "kk") -> Calendar:
    """The calendar of one year, in the wording and with the clocks of `as_of` (today if None)."""
    day = as_of or today()
    kept = snapshot(plan_code, day, language)
    entries: list[CalendarEntry] = []
    running = []
    years: set[int] = set()
    for row in kept.rows:
        times = rules.occurrences(Deadline(row.deadline.original, row.start, row.end))
        years.update(y for time in times for y in range(time.start.year, time.end.year + 1))
        due = [
            CalendarEntry(time.end, row, position, len(times))
            for position, time in enumerate(times, 1)
            if time.end.year == year
        ]
        entries += due
        if not due and any(time.start.year <= year < time.end.year for time in times):
            running.append(row)
    reports = [gap for gap in gap_views(find(plan_code), language) if gap.rule == "report-month-missing"]
    return Calendar(
        plan=kept.head,
        year=year,
        years=tuple(sorted(years)),
        entries=tuple(sorted(entries, key=lambda e: (e.day, e.row.number))),
        running=tuple(running),
        reports=tuple(reports),
    )


def calendar_years(plan_code: str, *, as_of: date | None = None) -> tuple[int, ...]:
    """The years from the first start to the last end of the plan's terms; empty when none has a date."""
    rows = snapshot(plan_code, as_of or today(), find(plan_code).language).rows
    years = [day.year for row in rows for day in (row.start, row.end) if day is not None]
    return tuple(range(min(years), max(years) + 1)) if years else ()


@dataclass(frozen=True, slots=True)
class BodyTally:
    """A body that a plan names: rows that it leads, and rows that it takes part in."""

    body: BodyLabel
    leads: int
    takes_part: int


@dataclass(frozen=True, slots=True)
class BodyList:
    """All bodies that a plan names, the one that owes most first."""

    plan: PlanHead
    bodies: tuple[BodyTally, ...]


def bodies_of(plan_code: str, *, as_of: date | None = None, language: str = "kk") -> BodyList:
    """Who owes how much under a plan on `as_of` (today if None). Refused: `plan-unknown`."""
    kept = snapshot(plan_code, as_of or today(), language)
    leads, parts = Counter[str](), Counter[str]()
    for row in kept.rows:
        for position, duty in enumerate(row.duties):
            (parts if position else leads)[duty.body.code] += 1
    tallies = [BodyTally(kept.names(code), leads[code], parts[code]) for code in leads | parts]
    tallies.sort(key=lambda t: (-t.leads - t.takes_part, t.body.code))
    return BodyList(kept.head, tuple(tallies))


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """How much a body owes under one plan: rows that it leads, and rows that it takes part in."""

    plan: PlanHead
    leads: int
    takes_part: int


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A body as plans name it, who stands for it on the day, and what it owes: a tally for each plan, and the
    rows of the one `shown`. `key` as in an overview; empty when no plan names the body."""

    body: BodyLabel
    day: date
    stands_today: tuple[BodyLabel, ...]
    plans: tuple[BodyPlan, ...]
    shown: PlanHead | None
    leads: tuple[OverviewRow, ...]
    takes_part: tuple[OverviewRow, ...]
    key: tuple[object, ...]


def body_page(
    code: str,
    *,
    as_of: date | None = None,
    language: str = "kk",
    public_only: bool = False,
    plan: str = "",
) -> BodyPage:
    """What a body owes on `as_of` (today if None) under its code in the plans. `stands_today`: the bodies
    that hold its function on that day (МОН in 2023: the Ministry of Education). Rows are those of `plan`, or
    of the newest plan that names the body. Plans that do not name the code are left out; a code that no plan
    and no register knows gives an empty page."""
    day = as_of or today()
    tallies = _tallies(code, day, plans(language, as_of=day, public_only=public_only))
    chosen = next((each.plan for each in tallies if each.plan.code == plan), None)
    if chosen is None and tallies:
        chosen = tallies[0].plan
    standing = _stand_for(code, day, language)
    if chosen is None:
        return BodyPage(BodyLabel(code, code, code), day, standing, (), None, (), (), ())
    kept = snapshot(chosen.code, day, language)
    leads = tuple(row for row in kept.rows if row.duties and row.duties[0].body.code == code)
    others = tuple(row for row in kept.rows if any(duty.body.code == code for duty in row.duties[1:]))
    return BodyPage(kept.names(code), day, standing, tallies, chosen, leads, others, kept.key)


def _tallies(code: str, day: date, listed: Iterable[PlanHead]) -> tuple[BodyPlan, ...]:
    """How much a body owes under each of some plans, in one query; plans that do not name it left out."""
    duties = models.Duty.objects.filter(
        body_code=code, version__legal__contains=day, version__recorded__upper_inf=True
    )
    counts = Counter[tuple[str, str]]()
    grouped = duties.order_by().values_list("version__measure__plan__code", "role").annotate(n=Count("id"))
    for plan_code, role, number in grouped:
        counts[plan_code, role] += number
    found = (BodyPlan(each, counts[each.code, "lead"], counts[each.code, "co"]) for each in listed)
    return tuple(each for each in found if each.leads or each.takes_part)


def _stand_for(code: str, day: date, language: str) -> tuple[BodyLabel, ...]:
    try:
        views = bodies.resolve(code, None, day)
    except LookupError:
        return ()
    return tuple(BodyLabel(view.code, view.short[language], view.name[language]) for view in views)
