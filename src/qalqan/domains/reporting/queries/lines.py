"""What the reporter's pages show: a package with its lines, one line with all that was ever said and done.

A package is read in a fixed number of queries, however many lines it has. Everything about a line that the
verbs will ask for (`needs`, `problems`) is asked here by the same rules, so that the page never promises what
the verb refuses.

Who does not report for the body reads what was signed: the revisions and papers that a certificate was put
under, at the last step of the line. Drafts, also of the period before, are not there for him.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence import api as evidence
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting import needs
from qalqan.domains.reporting.models import Certificate, Entry, EntryFile, Line, Package, Step
from qalqan.domains.reporting.queries import reach
from qalqan.domains.reporting.queries.done import (
    CertificateView,
    FileView,
    StepView,
    certificate_view,
    file_view,
    step_view,
)
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules import lines as rules
from qalqan.domains.reporting.rules.lines import Fields, Needs, Problem


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line on the working page. `title` is None when the plan's register does not hold the measure.
    `state`: on the day asked for; `fields` the revision that holds for this reader. `is_draft_shown`: whether
    unsigned revisions are the reader's to see. `indicator`: what the value speaks of. `facts`: what evidence
    holds of this measure; `offered`: the newest of them on that very indicator from a source other than a
    reporter. `previous`: what was said on the period before."""

    id: UUID
    number: int
    body_code: str
    row: plans.OverviewRow | None
    state: str
    kept_state: str
    version: int
    entry_number: int
    fields: Fields
    said_at: datetime | None
    said_by: str
    needs: Needs
    problems: tuple[Problem, ...]
    indicator: evidence.Indicator | None
    facts: tuple[evidence.Fact, ...]
    contradictions: int
    previous: Fields | None
    last_step: StepView | None
    files: tuple[FileView, ...]
    is_draft_shown: bool = True

    @property
    def is_writable(self) -> bool:
        return self.kept_state in rules.WRITABLE

    @property
    def is_ready(self) -> bool:
        """Whether it can be certified now, as far as its content goes."""
        return self.is_writable and self.is_draft_shown and not self.problems

    @property
    def offered(self) -> evidence.Fact | None:
        if self.indicator is None:
            return None
        own = [
            fact
            for fact in self.facts
            if fact.indicator == self.indicator.key and fact.source_kind != "claim"
        ]
        return max(own, key=lambda fact: (fact.period_end, fact.known_from), default=None)


@dataclass(frozen=True, slots=True)
class PackageHead:
    """A report owed. `days_left`: to the due day, negative when it has passed, None without one."""

    id: UUID
    region_id: UUID
    plan: plans.PlanHead | None
    plan_code: str
    duty_code: str
    body_code: str
    recipient_code: str
    period_start: date
    period_end: date
    due: date | None
    days_left: int | None
    met_at: datetime | None
    opens: date


@dataclass(frozen=True, slots=True)
class PackagePage:
    """A package with its lines by number, and the certificates under it, the newest first."""

    head: PackageHead
    rows: tuple[LineRow, ...]
    certificates: tuple[CertificateView, ...]
    previous_period: tuple[date, date] | None

    @property
    def counts(self) -> Mapping[str, int]:
        """Lines by state, every state named."""
        return {state: sum(row.state == state for row in self.rows) for state in rules.STATES}

    @property
    def ready(self) -> tuple[LineRow, ...]:
        return tuple(row for row in self.rows if row.is_ready)


@dataclass(frozen=True, slots=True)
class EntryView:
    """A revision. `changed`: the fields in which it differs from the one that held before it."""

    number: int
    fields: Fields
    changed: tuple[str, ...]
    at: datetime
    by_name: str
    post: str
    origin: str
    is_aside: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """One line with its whole history: every revision, step, paper and certificate, the oldest first."""

    head: PackageHead
    row: LineRow
    entries: tuple[EntryView, ...]
    steps: tuple[StepView, ...]
    files: tuple[FileView, ...]
    certificates: Mapping[UUID, CertificateView] = field(default_factory=dict)


def package_page(package_id: UUID, *, language: str, day: date | None = None) -> PackagePage:
    """A package with its lines. Refused("no_such_package") outside the scope's reach."""
    package = reach.packages().filter(pk=package_id).first()
    if package is None:
        raise Refused("no_such_package")
    lines = list(Line.objects.filter(package=package).order_by("measure_number"))
    before = _package_before(package)
    return PackagePage(
        head=_head(package, day or timezone.localdate()),
        rows=_rows(package, lines, before, language, day or timezone.localdate()),
        certificates=tuple(
            certificate_view(row) for row in Certificate.objects.filter(package=package).order_by("-number")
        ),
        previous_period=(before.period_start, before.period_end) if before else None,
    )


def package_lines(package_id: UUID, *, language: str = "kk", day: date | None = None) -> tuple[LineRow, ...]:
    """The lines of a package by number. Refused as `package_page`."""
    return package_page(package_id, language=language, day=day).rows


def line(line_id: UUID, *, language: str = "kk", day: date | None = None) -> LineView:
    """One line with its history. Refused("no_such_line") outside the scope's reach."""
    found = reach.lines().select_related("package").filter(pk=line_id).first()
    if found is None:
        raise Refused("no_such_line")
    shown_on = day or timezone.localdate()
    rows = _rows(found.package, [found], _package_before(found.package), language, shown_on)
    steps = tuple(step_view(row) for row in Step.objects.filter(line=found).order_by("number"))
    papers = EntryFile.objects.filter(line=found).order_by("at", "id")
    if not (is_own := reach.reads_drafts(found.package.body_code)):
        papers = papers.filter(at__lte=steps[-1].at) if steps else papers.none()
    named = {step.certificate for step in steps if step.certificate}
    return LineView(
        head=_head(found.package, shown_on),
        row=rows[0],
        entries=_revisions(found, None if is_own else [step.entry_number for step in steps]),
        steps=steps,
        files=tuple(file_view(row) for row in papers),
        certificates={row.pk: certificate_view(row) for row in Certificate.objects.filter(pk__in=named)},
    )


def _revisions(found: Line, signed: Sequence[int] | None) -> tuple[EntryView, ...]:
    """The revisions of a line, each against the one before it: all, or the signed ones, the last of which is
    the one that holds for this reader."""
    shown, held = [], Fields()
    rows = Entry.objects.filter(line=found).order_by("number")
    holds = found.entry_number
    if signed is not None:
        rows, holds = rows.filter(number__in=signed), signed[-1] if signed else 0
    for row in rows:
        fields = needs.said(row)
        shown.append(
            EntryView(
                row.number,
                fields,
                fields.changed(held),
                row.at,
                row.by_name,
                row.post,
                row.origin,
                row.is_aside,
                row.number == holds,
            )
        )
        held = held if row.is_aside else fields
    return tuple(shown)


def _head(package: Package, day: date) -> PackageHead:
    try:
        plan = plans.overview(package.plan_code, as_of=package.period_end, page_rows=1).plan
    except plans.Refused:
        plan = None
    return PackageHead(
        package.pk,
        package.region_id,
        plan,
        package.plan_code,
        package.duty_code,
        package.body_code,
        package.recipient_code,
        package.period_start,
        package.period_end,
        package.due,
        (package.due - day).days if package.due else None,
        package.met_at,
        rules.opens_on(package.due, package.period_end),
    )


def _package_before(package: Package) -> Package | None:
    """The same report on the period before."""
    return (
        Package.objects.filter(
            region_id=package.region_id,
            plan_code=package.plan_code,
            duty_code=package.duty_code,
            body_code=package.body_code,
            period_start__lt=package.period_start,
        )
        .order_by("-period_start")
        .first()
    )


def _rows(
    package: Package, lines: Sequence[Line], before: Package | None, language: str, day: date
) -> tuple[LineRow, ...]:
    period = (package.period_start, package.period_end)
    numbers = [one.measure_number for one in lines]
    steps, is_own = _last_steps(lines), reach.reads_drafts(package.body_code)
    entries = _readable(lines, steps, is_own=is_own)
    wanted = needs.needs_of(package.plan_code, period, numbers, needs.claimed_numbers(package.pk))
    titles = needs.measure_rows(package.plan_code, period[1], language)
    bound = needs.claimed_indicators(package.plan_code)
    facts, contradicted = _seen(package)
    said_before = _said_on(before, numbers) if before else {}
    files = _files(lines, None if is_own else steps)
    rows = []
    for one in lines:
        number, entry = one.measure_number, entries.get(one.pk)
        fields = needs.said(entry)
        rows.append(
            LineRow(
                id=one.pk,
                number=number,
                body_code=one.body_code,
                row=titles.get(number),
                state=rules.state_on(one.state, one.due, one.period_end, day),
                kept_state=one.state,
                version=one.version,
                entry_number=entry.number if entry else 0,
                fields=fields,
                said_at=entry.at if entry else None,
                said_by=entry.by_name if entry else "",
                needs=wanted[number],
                problems=rules.problems(fields, wanted[number]),
                indicator=bound.get(number),
                facts=facts.get(number, ()),
                contradictions=contradicted.get(number, 0),
                previous=said_before.get(number),
                last_step=steps.get(one.pk),
                files=files.get(one.pk, ()),
                is_draft_shown=is_own,
            )
        )
    return tuple(rows)


def _seen(package: Package) -> tuple[Mapping[int, tuple[evidence.Fact, ...]], Mapping[int, int]]:
    """What evidence holds of the package's place and period by measure, and its unsettled contradictions: of
    a region, or of the nation for a national body."""
    is_nation = bodies.body(package.body_code).region is None
    facts = evidence.prefill(
        package.plan_code,
        None if is_nation else package.region_id,
        package.period_start,
        package.period_end,
    )
    counted: dict[int, int] = defaultdict(int)
    for one in evidence.contradictions(package.plan_code, region_id=package.region_id, state="unsettled"):
        counted[one.number] += (one.place == "nation") == is_nation
    return facts, counted


def _said_on(package: Package, numbers: Iterable[int]) -> Mapping[int, Fields]:
    """What was said in another package of these measures."""
    lines = list(Line.objects.filter(package=package, measure_number__in=list(numbers)))
    is_own = reach.reads_drafts(package.body_code)
    entries = _readable(lines, {} if is_own else _last_steps(lines), is_own=is_own)
    return {one.measure_number: needs.said(entries[one.pk]) for one in lines if one.pk in entries}


def _readable(lines: Sequence[Line], steps: Mapping[UUID, StepView], *, is_own: bool) -> Mapping[UUID, Entry]:
    """The revision of each line that this reader may see: the one that holds, or the one last signed."""
    if is_own:
        return needs.held_entries(lines)
    rows = Entry.objects.filter(line__in=list(steps))
    return {row.line_id: row for row in rows if row.number == steps[row.line_id].entry_number}


def _last_steps(lines: Sequence[Line]) -> Mapping[UUID, StepView]:
    rows = Step.objects.filter(line__in=[one.pk for one in lines]).order_by("line_id", "-number")
    return {row.line_id: step_view(row) for row in rows.distinct("line_id")}


def _files(
    lines: Sequence[Line], steps: Mapping[UUID, StepView] | None
) -> Mapping[UUID, tuple[FileView, ...]]:
    """The papers that lie beside lines; with `steps` those that lay there at the last step."""
    found: dict[UUID, list[FileView]] = defaultdict(list)
    rows = EntryFile.objects.filter(line__in=[one.pk for one in lines], removed_at=None)
    for row in rows.order_by("at", "id"):
        if steps is not None and (row.line_id not in steps or row.at > steps[row.line_id].at):
            continue
        found[row.line_id].append(file_view(row))
    return {key: tuple(views) for key, views in found.items()}
