"""Lists beside the overview: what a body owes, the calendar of a year, findings, the gap ledger."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Min
from django.db.models.functions import Coalesce

from qalqan.domains.bodies import api as bodies

from .. import labels, models, rules
from ..reading.document import Deadline
from ..reading.problems import place_in
from ..store import OPEN
from .common import BodyLabel, BodyNames, PlanHead, Worded, Words, find, head, plans, source_of, today
from .overview import OverviewRow, load_rows


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
                decisions=tuple(
                    DecisionView(d.sequence, d.value, d.reason, d.decided_at, d.decided_by, d.post)
                    for d in gap.decisions.all()
                ),
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
    plan, source, rows, words = _rows(plan_code, day, language)
    entries: list[CalendarEntry] = []
    running = []
    years: set[int] = set()
    for row in rows:
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
    reports = [gap for gap in gap_views(plan, language) if gap.rule == "report-month-missing"]
    return Calendar(
        plan=head(plan, source, words, len(rows)),
        year=year,
        years=tuple(sorted(years)),
        entries=tuple(sorted(entries, key=lambda e: (e.day, e.row.number))),
        running=tuple(running),
        reports=tuple(reports),
    )


def _rows(
    plan_code: str, day: date, language: str, body_codes: Iterable[str] | None = None
) -> tuple[models.Plan, models.SourceDocument, list[OverviewRow], Words]:
    plan = find(plan_code)
    source = source_of(plan)
    words = Words(plan.id, plan.language, language)
    versions = models.MeasureVersion.objects.filter(measure__plan=plan, legal__contains=day, **OPEN)
    if body_codes is not None:
        duties = models.Duty.objects.filter(body_code__in=list(body_codes), version__measure__plan=plan)
        versions = versions.filter(id__in=duties.values("version"))
    return plan, source, load_rows(versions, source.id, words, BodyNames(source, words), day), words


def calendar_years(plan_code: str, *, as_of: date | None = None) -> tuple[int, ...]:
    """The years from the first start to the last end of the plan's terms; empty when none has a date."""
    held = models.MeasureVersion.objects.filter(
        measure__plan=find(plan_code), legal__contains=as_of or today(), **OPEN
    )
    ends = held.aggregate(first=Min(Coalesce("deadline_start", "deadline_end")), last=Max("deadline_end"))
    if ends["first"] is None or ends["last"] is None:
        return ()
    return tuple(range(ends["first"].year, ends["last"].year + 1))


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
    day = as_of or today()
    plan = find(plan_code)
    source = source_of(plan)
    words = Words(plan.id, plan.language, language)
    names = BodyNames(source, words)
    duties = models.Duty.objects.filter(
        version__in=models.MeasureVersion.objects.filter(measure__plan=plan, legal__contains=day, **OPEN)
    ).values_list("version_id", "body_code", "position")
    first: dict[UUID, int] = {}
    for version, _, position in duties:
        first[version] = min(position, first.get(version, position))
    leads, parts = Counter[str](), Counter[str]()
    for version, code, position in duties:
        (leads if position == first[version] else parts)[code] += 1
    tallies = [BodyTally(names(code), leads[code], parts[code]) for code in leads | parts]
    tallies.sort(key=lambda t: (-t.leads - t.takes_part, t.body.code))
    return BodyList(head(plan, source, words, len(first)), tuple(tallies))


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """What a body owes under one plan: rows that it leads, and rows that it takes part in."""

    plan: PlanHead
    leads: tuple[OverviewRow, ...]
    takes_part: tuple[OverviewRow, ...]


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A body as plans name it, who stands for it on the day, and what it owes under each plan."""

    body: BodyLabel
    day: date
    stands_today: tuple[BodyLabel, ...]
    plans: tuple[BodyPlan, ...]


def body_page(
    code: str, *, as_of: date | None = None, language: str = "kk", public_only: bool = False
) -> BodyPage:
    """What a body owes on `as_of` (today if None) under its code in the plans. `stands_today`: the bodies
    that hold its function on that day (МОН in 2023: the Ministry of Education). Plans that do not name the
    code are left out; a code that no plan and no register knows gives an empty page."""
    day = as_of or today()
    found = []
    label = BodyLabel(code, code, code)
    for listed in plans(language, as_of=day, public_only=public_only):
        _, source, rows, words = _rows(listed.code, day, language, [code])
        named = BodyNames(source, words)(code)
        label = named if label.name == code else label
        if rows:
            leading = {row.number for row in rows if row.duties[0].body.code == code}
            leads = tuple(row for row in rows if row.number in leading)
            others = tuple(row for row in rows if row.number not in leading)
            found.append(BodyPlan(listed, leads, others))
    return BodyPage(label, day, _stand_for(code, day, language), tuple(found))


def _stand_for(code: str, day: date, language: str) -> tuple[BodyLabel, ...]:
    try:
        views = bodies.resolve(code, None, day)
    except LookupError:
        return ()
    return tuple(BodyLabel(view.code, view.short[language], view.name[language]) for view in views)
