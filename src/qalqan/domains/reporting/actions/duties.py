"""Brings the duties of a plan in line with its clauses. A duty that reports were opened for does not vanish
with its clause: whoever owes under it would owe nothing overnight, so the file is refused."""

from typing import Any

from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.reporting.models import Package, ReportDuty
from qalqan.domains.reporting.queries.duties import known_jurisdictions
from qalqan.domains.reporting.rules.duties import Duty, DutyError, compile_clauses
from qalqan.kernel import ledger
from qalqan.kernel.access.scope import Service, scope

PROGRAM = Service("reporting.load_duties")


def load_duties(text: str) -> int:
    """Load the clauses of one act (TOML, see rules/duties.py); how many duties were new or changed. Opens its
    own scope. DutyError, with nothing written, for a clause that cannot be reckoned, that names a body nobody
    knows, or that has left the file while reports under it exist."""
    duties = compile_clauses(text, known_jurisdictions())
    for duty in duties:
        _require_bodies(duty)
    if not duties:
        raise DutyError("the file has no [[duty]]. Write at least one.")
    plan = duties[0].plan_code
    with scope(PROGRAM, "planning"):
        held = {row.code: row for row in ReportDuty.objects.select_for_update().filter(plan_code=plan)}
        gone = held.keys() - {duty.code for duty in duties}
        if kept := set(
            Package.objects.filter(plan_code=plan, duty_code__in=gone).values_list("duty_code", flat=True)
        ):
            raise DutyError(f"{plan}/{min(kept)}: reports under this duty exist. Put its clause back.")
        changed = sum(_write(held.get(duty.code), duty) for duty in duties)
        ReportDuty.objects.filter(plan_code=plan, code__in=gone).delete()
        if changed or gone:
            ledger.record("reporting.load_duties", kind="plan", id=plan, after=[d.code for d in duties])
    return changed + len(gone)


def _require_bodies(duty: Duty) -> None:
    asked = [(code, duty.reporter_function) for code in duty.reporters]
    if duty.recipient:
        asked.append((duty.recipient, duty.recipient_function))
    for code, function in asked:
        try:
            bodies.function(code, function or None)
        except LookupError as error:
            raise DutyError(
                f"{duty.plan_code}/{duty.code}: {code}: the register of bodies does not know it ({error}). "
                "Name a body and a function that it has, or add the body to the register."
            ) from None


def _write(row: ReportDuty | None, duty: Duty) -> bool:
    term = duty.term
    values: dict[str, Any] = {
        "position": duty.position,
        "kind": duty.kind,
        "reporter": ", ".join(duty.reporters),
        "reporter_function": duty.reporter_function,
        "recipient": duty.recipient,
        "recipient_function": duty.recipient_function,
        "period": duty.period,
        "term": term.kind,
        "day": term.day,
        "month_offset": term.month_offset,
        "on": term.on,
        "months": term.months,
        "shift": duty.shift,
        "jurisdiction": duty.jurisdiction,
        "gap_place": term.gap,
        "citation": duty.citation,
        "address": duty.address,
    }
    if row is None:
        ReportDuty.objects.create(plan_code=duty.plan_code, code=duty.code, **values)
        return True
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.loaded_at = timezone.now()
    row.save()
    return True
