"""Opens what is owed: for every duty and every period that has begun, one report a body, one line a measure.

Who owes is asked for the day the report is due, not for the period: nobody reports to or from a body that
does not live on that day, and who holds a region's land then answers for its year (the three oblasts of 8
June 2022 report on 2022). While the due day is unknown, the day after the period stands in for it.

Everything is written by key and repeated safely: a second run changes nothing; one after a decision, an
amendment or a reform brings in line what differs. A line that somebody has touched is never taken away. A
clock runs only for what is still to come: a plan of past years that enters the register today rings nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.models import Line, Package
from qalqan.domains.reporting.queries.duties import due_on, duties_of, spans_of
from qalqan.domains.reporting.rules.duties import Duty, Span, falls_into, owed_numbers
from qalqan.domains.reporting.rules.lines import WRITABLE
from qalqan.domains.territory import api as territory
from qalqan.kernel import clock, ledger
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.refusals import ClockRefusedError
from qalqan.kernel.clock.rules import RuleError
from qalqan.kernel.periods import DAY

PROGRAM = Service("reporting.open_packages")
CAPITAL = "KZ-71"  # where the rows of national bodies stand
CLOCK, TARGET = "report.due", "report"
BATCH = 1000

type Key = tuple[str, UUID, str, date]  # duty, region, body, start of the period


@dataclass(frozen=True, slots=True)
class Opened:
    """What a run changed: reports and lines made, reports brought in line, clocks started."""

    packages: int = 0
    lines: int = 0
    corrected: int = 0
    clocks: int = 0


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A report that has to exist, and the lines of it: (measure, body that answers)."""

    duty: Duty
    span: Span
    due: date | None
    region_id: UUID
    region_code: str
    body: str
    recipient: str
    lines: tuple[tuple[int, str], ...]

    @property
    def key(self) -> Key:
        return self.duty.code, self.region_id, self.body, self.span.start


def open_packages(plan_code: str, day: date | None = None) -> Opened:
    """Open every report of a plan whose period has begun by `day` (today). Opens its own scope. Refused:
    `plan-unknown`."""
    on = day or timezone.localdate()
    with scope(PROGRAM, "planning"):
        with connection.cursor() as cursor:  # one run at a time: two would both see what is missing
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"reporting.open:{plan_code}"])
        wanted = _wanted(plan_code, on)
        _hand_over(plan_code, wanted)
        before = Package.objects.filter(plan_code=plan_code).count()
        Package.objects.bulk_create(
            (_package(each) for each in wanted), ignore_conflicts=True, batch_size=BATCH
        )
        held = {_key(row): row for row in Package.objects.filter(plan_code=plan_code)}
        pairs = [(held[each.key], each) for each in wanted]
        lines = _lay_lines(pairs)
        corrected = sum(_correct(package, each) for package, each in pairs)
        clocks = sum(_start_clock(package, each, on) for package, each in pairs)
        done = Opened(len(held) - before, lines, corrected, clocks)
        if done != Opened():
            ledger.record("reporting.open", kind="plan", id=plan_code, note=f"packages.n{done.packages}")
        return done


# --- what has to exist -------------------------------------------------------------------------------------


def _wanted(plan_code: str, on: date) -> list[_Wanted]:
    head, duties = plans.plan_head(plan_code), duties_of(plan_code)
    found: list[_Wanted] = []
    for duty in duties:
        for span in spans_of(duty, head):
            if span.start <= on:
                found += _of_period(duty, duties, span)
    return found


def _of_period(duty: Duty, duties: Sequence[Duty], span: Span) -> Iterable[_Wanted]:
    due = due_on(duty, span).day
    asked = due or span.end + DAY
    recipient = (
        bodies.addressee(duty.recipient, asked, duty.recipient_function or None).code
        if duty.recipient
        else ""
    )
    rows = plans.owed(duty.plan_code, span.end) if duty.kind == "report" else ()
    rows = tuple(row for row in rows if falls_into(span, row.occurrences))
    named = {row.number: row.bodies for row in rows}
    leads = {row.number: (row.bodies[0], row.functions[0]) for row in rows if row.bodies}
    for reporter in duty.reporters:
        numbers = owed_numbers(duty, duties, reporter, named)
        for body in bodies.resolve(reporter, duty.reporter_function or None, asked):
            region = territory.region(body.region or CAPITAL, asked)
            is_national = body.region is None
            lines = tuple(
                (n, _lead(leads.get(n), body.code, asked) if is_national else body.code) for n in numbers
            )
            yield _Wanted(duty, span, due, region.id, region.code, body.code, recipient, lines)


def _lead(lead: tuple[str, str | None] | None, sender: str, day: date) -> str:
    """The living body that leads a measure on a day: a national line is its, though another one sends it. The
    sender's own where the plan names nobody, or nobody that the register of bodies can tell."""
    if lead is None:
        return sender
    try:
        return bodies.addressee(lead[0], day, lead[1]).code
    except LookupError:
        return sender


# --- bringing the tables in line ---------------------------------------------------------------------------


def _key(row: Package) -> Key:
    return row.duty_code, row.region_id, row.body_code, row.period_start


def _package(each: _Wanted) -> Package:
    return Package(
        region_id=each.region_id,
        plan_code=each.duty.plan_code,
        duty_code=each.duty.code,
        body_code=each.body,
        recipient_code=each.recipient,
        period_start=each.span.start,
        period_end=each.span.end,
        due=each.due,
    )


def _hand_over(plan_code: str, wanted: Iterable[_Wanted]) -> None:
    """A report that waits in the name of a body which will not live on the due day passes to its heir: where
    a duty, a region and a period have one reporter in the table and another one by law."""
    heirs: dict[tuple[str, UUID, date], list[str]] = defaultdict(list)
    for each in wanted:
        heirs[each.duty.code, each.region_id, each.span.start].append(each.body)
    waiting: dict[tuple[str, UUID, date], list[Package]] = defaultdict(list)
    for row in Package.objects.filter(plan_code=plan_code):
        waiting[row.duty_code, row.region_id, row.period_start].append(row)
    for place, rows in waiting.items():
        heir = heirs.get(place, [])
        if len(rows) == len(heir) == 1 and rows[0].met_at is None and rows[0].body_code != heir[0]:
            Line.objects.filter(package=rows[0], body_code=rows[0].body_code).update(body_code=heir[0])
            rows[0].body_code = heir[0]
            rows[0].save(update_fields=["body_code"])


def _lay_lines(pairs: Sequence[tuple[Package, _Wanted]]) -> int:
    """Make the lines that are missing, drop those that are owed no more and nobody has touched; how many were
    made."""
    mine = Line.objects.filter(package__in=[package.pk for package, _ in pairs])
    held = {(row.package_id, row.measure_number): row for row in mine}
    owed = {(package.pk, number): (package, body) for package, each in pairs for number, body in each.lines}
    fresh = [
        Line(
            region_id=package.region_id,
            package=package,
            plan_code=package.plan_code,
            measure_number=number,
            body_code=body,
            period_start=package.period_start,
            period_end=package.period_end,
            due=package.due,
        )
        for (package_id, number), (package, body) in owed.items()
        if (package_id, number) not in held
    ]
    Line.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=BATCH)
    gone = [row.pk for place, row in held.items() if place not in owed]
    if gone:
        Line.objects.filter(pk__in=gone, version=0, entries=None, files=None, steps=None).delete()
    heirs: dict[str, list[UUID]] = defaultdict(list)
    for place, row in held.items():
        if place in owed and row.body_code != owed[place][1] and row.version == 0:
            heirs[owed[place][1]].append(row.pk)
    for body, keys in heirs.items():
        Line.objects.filter(pk__in=keys).update(body_code=body)
    return len(fresh)


def _correct(package: Package, each: _Wanted) -> bool:
    """Another day or another recipient: a decision was signed, a ministry was reformed."""
    if (package.due, package.recipient_code) == (each.due, each.recipient):
        return False
    moved = package.due != each.due
    package.due, package.recipient_code = each.due, each.recipient
    package.save(update_fields=["due", "recipient_code"])
    if moved:
        Line.objects.filter(package=package).update(due=each.due)
        if package.obligation_id is not None and package.met_at is None and each.due is not None:
            # a day before the clock began, or a clock that was waived: what has run stays as it is
            with suppress(ClockRefusedError, RuleError):
                clock.restate(package.obligation_id, stated=each.due, reason="reporting.due_decided")
    return True


def _start_clock(package: Package, each: _Wanted, on: date) -> bool:
    if package.obligation_id is not None or package.met_at is not None or each.due is None:
        return False
    if each.due < max(on, timezone.localdate()):
        return False
    package.obligation_id = _clock(package, each.region_code)
    package.save(update_fields=["obligation_id"])
    return True


def _clock(package: Package, region_code: str) -> UUID:
    """A running clock for a report whose day is known and still to come."""
    row = clock.start(
        CLOCK,
        stated=package.due,
        target_kind=TARGET,
        target_id=package.pk,
        region_id=package.region_id,
        owes=package.body_code,
        zone=clock.zone_of(region_code),
    )
    return row.pk


# --- what happens to an open report ------------------------------------------------------------------------


def owe_again(package_id: UUID) -> None:
    """Lines of a report that was in went back: it is not in any more. While its day is still to come its
    clock runs anew; after it, the line's own state says what is missing. In the handler's scope."""
    package = Package.objects.within(scope.current()).select_for_update().filter(pk=package_id).first()
    if package is None or package.met_at is None:
        return
    if not package.lines.filter(state__in=WRITABLE).exists():
        return
    package.met_at = None
    if package.due is not None and package.due >= timezone.localdate():
        package.obligation_id = _clock(package, territory.region(package.region_id, package.due).code)
    package.save(update_fields=["met_at", "obligation_id"])


def adopted(child_code: str) -> None:
    """A plan that a region adopted under another one fulfils that plan's duty to adopt one; a plan without a
    parent fulfils nothing. In the handler's scope, which reaches every region."""
    adoption = plans.adoption(child_code)
    if adoption is None:
        return
    duties = [duty.code for duty in duties_of(adoption.parent) if duty.kind == "adopt"]
    now = timezone.now()
    waiting = Package.objects.within(scope.current()).select_for_update().filter(
        plan_code=adoption.parent, duty_code__in=duties, met_at=None
    )  # fmt: skip
    for package in waiting.filter(region_id=territory.region(adoption.region, adoption.day).id):
        package.met_at = now
        package.save(update_fields=["met_at"])
        if package.obligation_id is not None:
            with suppress(ClockRefusedError):  # waived meanwhile
                clock.meet(package.obligation_id)
        ledger.record("reporting.adopted", kind="package", id=package.pk, region_id=package.region_id)
