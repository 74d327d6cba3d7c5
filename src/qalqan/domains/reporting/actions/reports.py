"""The report to the Government: ordered, compiled by a job, published. See docs/algorithms/report.md.

Ordering fixes the moment that the report speaks of, which lies after its period, and enqueues the job in the
same transaction. What the number linter found wrong is kept and nothing of it is published; a better one is a
new order.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format

from qalqan.domains.reporting.actions import compiling
from qalqan.domains.reporting.actor import Actor, frame
from qalqan.domains.reporting.jobs import compile_report
from qalqan.domains.reporting.models import Package, Report, ReportDuty
from qalqan.domains.reporting.queries import report_facts
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.report.making import NEEDED
from qalqan.kernel import clock, ledger, outbox
from qalqan.kernel.access.scope import Scope
from qalqan.kernel.clock.refusals import ClockRefusedError

OLDEST = timedelta(days=30)  # what a report says when it is published


@dataclass(frozen=True, slots=True)
class Ordered:
    """`is_new` False: the same was ordered before and is not compiled yet."""

    id: UUID
    number: int
    is_new: bool = True


def order(
    actor: Actor, plan_code: str, period_start: date, period_end: date, *, at: datetime | None = None
) -> Ordered:
    """Order a report on a period as of now (`at` for the program alone); the job that compiles it starts when
    the transaction ends. An order that hangs is refused first, so that it holds up no new one.
    Refused: not_allowed, no_report_duty, no_report_period, period_not_over."""
    if at is not None and actor.user_id is not None:
        raise ValueError("a person acts now: only the program may state a moment")
    with frame(actor, "reporting.compile"):
        duty = report_facts.reporting_duty(plan_code)
        if duty is None:
            raise Refused("no_report_duty")
        if (period_start, period_end) not in report_facts.periods(plan_code):
            raise Refused("no_report_period")
        as_of = at or timezone.now()
        if timezone.localdate(as_of) <= period_end:
            raise Refused("period_not_over", day=date_format(period_end + timedelta(days=1)))
        ReportDuty.objects.select_for_update().get(pk=duty.pk)  # one order after the other
        same = Report.objects.filter(plan_code=plan_code, duty_code=duty.code, period_start=period_start)
        compiling.close_hanging(plan_code=plan_code, duty_code=duty.code)
        waiting = same.filter(state="ordered", period_end=period_end).first()
        if waiting is not None:
            return Ordered(waiting.pk, waiting.number, is_new=False)
        report = Report.objects.create(
            plan_code=plan_code,
            duty_code=duty.code,
            period_start=period_start,
            period_end=period_end,
            number=(same.aggregate(newest=Max("number"))["newest"] or 0) + 1,
            as_of=as_of,
            ordered_by=f"{actor.name}, {actor.post}",
            ordered_user=actor.user_id,
        )
        ledger.record("reporting.compile", kind="report", id=report.pk)
        compile_report.enqueue(str(report.pk))
        return Ordered(report.pk, report.number)


def publish(actor: Actor, report_id: UUID, *, at: datetime | None = None) -> None:
    """Publish a compiled report under the actor's name: from then on it never changes, the open mirror shows
    it, and the duty of the period is met (`at` for the program alone). Published already: nothing happens.
    Refused: not_allowed, no_such_report, report_not_compiled, newer_published, report_too_old,
    report_damaged."""
    if at is not None and actor.user_id is not None:
        raise ValueError("a person acts now: only the program may state a moment")
    moment = at or timezone.now()
    with frame(actor, "reporting.publish") as s:
        report = Report.objects.select_for_update().filter(pk=report_id).first()
        if report is None:
            raise Refused("no_such_report")
        if report.state == "published":
            return
        if report.state != "compiled" or report.findings.exists():
            raise Refused("report_not_compiled")
        _require_order(report, moment)
        digests = _whole(report)
        report.state, report.published_at = "published", moment
        report.published_by, report.published_user = f"{actor.name}, {actor.post}", actor.user_id
        report.save(update_fields=["state", "published_at", "published_by", "published_user"])
        ledger.record(
            "reporting.publish",
            kind="report",
            id=report.pk,
            after={"digest": report.digest, "files": digests},
        )
        _meet(s, report)
        outbox.emit("reporting.report_published", report=report.pk)


def _require_order(report: Report, moment: datetime) -> None:
    """What is published is the newest word, and fresh: Refused("newer_published") after a report on the
    period that speaks of a later moment, Refused("report_too_old") when its own is more than OLDEST ago."""
    ReportDuty.objects.select_for_update().filter(plan_code=report.plan_code, code=report.duty_code).first()
    same = Report.objects.filter(
        plan_code=report.plan_code,
        duty_code=report.duty_code,
        period_start=report.period_start,
        period_end=report.period_end,
    )
    if same.filter(state="published", as_of__gt=report.as_of).exists():
        raise Refused("newer_published")
    if moment - report.as_of > OLDEST:
        raise Refused("report_too_old", days=OLDEST.days)


def _whole(report: Report) -> dict[str, str]:
    """The digests of all files, counted anew. Refused("report_damaged") unless every file is what was read
    back when the report was compiled."""
    digests: dict[str, str] = {}
    for file in report.files.all():
        digest = hashlib.sha256(file.content).hexdigest()
        if digest != file.sha256 or (file.format == "json" and digest != report.digest):
            raise Refused("report_damaged")
        digests[f"{file.format}-{file.language}"] = digest
    if digests.keys() != {f"{kind}-{language}" for kind, language in NEEDED}:
        raise Refused("report_damaged")
    return digests


def _meet(s: Scope, report: Report) -> None:
    """The ministry's own report on the period is handed over: its clock stops."""
    own = (
        Package.objects.within(s)
        .select_for_update()
        .filter(
            plan_code=report.plan_code,
            duty_code=report.duty_code,
            period_start=report.period_start,
            met_at=None,
        )
    )
    for package in own:
        package.met_at = report.published_at
        package.save(update_fields=["met_at"])
        if package.obligation_id is not None:
            with suppress(ClockRefusedError):  # waived meanwhile: nothing runs that could be met
                clock.meet(package.obligation_id)
