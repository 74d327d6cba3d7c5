"""Duties as the tables hold them, and the days they fall due on as far as the text and its decisions say."""

from datetime import date
from functools import cache
from pathlib import Path

from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.models import ReportDuty
from qalqan.domains.reporting.rules import duties as rules
from qalqan.domains.reporting.rules.duties import Duty, Jurisdiction, Reckoned, Span, Term
from qalqan.kernel.clock import reading
from qalqan.kernel.clock.calendar import WorkingCalendar

SETTINGS = Path(__file__).parents[1] / "data" / "jurisdictions.toml"
WEEKENDS_ONLY = WorkingCalendar((), {})


@cache
def known_jurisdictions() -> dict[str, Jurisdiction]:
    """The settings of legal orders that this release ships."""
    return rules.jurisdictions(SETTINGS.read_text("utf-8"))


def calendar_of(jurisdiction: str) -> WorkingCalendar:
    """The working calendar of a legal order: Kazakhstan's own; for others weekends alone, and whatever is
    counted by it is marked as estimated."""
    return reading.working_calendar() if jurisdiction.partition("-")[0] == "KZ" else WEEKENDS_ONLY


def duties_of(plan_code: str) -> tuple[Duty, ...]:
    """The duties of a plan in the order of its clauses."""
    return tuple(_duty(row) for row in ReportDuty.objects.filter(plan_code=plan_code).order_by("position"))


def plans_with_duties() -> tuple[str, ...]:
    """Codes of the plans that somebody reports under."""
    found = ReportDuty.objects.order_by("plan_code").values_list("plan_code", flat=True).distinct()
    return tuple(found)


def decision_on(duty: Duty) -> int | None:
    """How many months after the period the signed decision on the duty's gap says; None while there is none,
    or when it does not settle a month for this rhythm."""
    if not duty.term.gap:
        return None
    found = plans.decided(duty.plan_code, duty.term.gap)
    return plans.month_offset(found.value, duty.period) if found else None


def spans_of(duty: Duty, head: plans.PlanHead) -> tuple[Span, ...]:
    """The periods of a duty under its plan; none for a plan whose years are not known."""
    if duty.kind == "adopt":
        return rules.periods(duty, head.in_force, head.in_force, head.in_force) if head.in_force else ()
    return rules.periods(duty, *head.period, head.in_force) if head.period else ()


def due_on(duty: Duty, period: Span) -> Reckoned:
    """When a duty falls due for a period, as decided today."""
    return rules.reckon(duty, period, calendar_of(duty.jurisdiction), decision_on(duty))


def due_days(plan_code: str) -> tuple[tuple[Duty, Span, date | None], ...]:
    """Every duty and period of a plan with its day, in the order of duties: for calendars."""
    head = plans.plan_head(plan_code)
    found = []
    for duty in duties_of(plan_code):
        offset, calendar = decision_on(duty), calendar_of(duty.jurisdiction)
        found += [(duty, span, rules.due(duty, span, calendar, offset)) for span in spans_of(duty, head)]
    return tuple(found)


def _duty(row: ReportDuty) -> Duty:
    return Duty(
        plan_code=row.plan_code,
        code=row.code,
        position=row.position,
        kind=row.kind,
        reporters=tuple(row.reporter.split(", ")),
        reporter_function=row.reporter_function,
        recipient=row.recipient,
        recipient_function=row.recipient_function,
        period=row.period,
        term=Term(row.term, row.day, row.month_offset, row.on, row.months, row.gap_place),
        shift=row.shift,
        jurisdiction=row.jurisdiction,
        citation=row.citation,
        address=row.address,
    )
