"""Compiles an ordered report: reads the facts as of its moment, writes every file, reads them back.

The job may die anywhere and run again: it writes only into an order that is still open, all at once, under a
lock. What no second try would mend makes the report refused, with the kind of error; anything else is tried
again. When nobody tries any more, `close_hanging` refuses it too, so that no order is open for ever.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import typst
from django.conf import settings
from django.utils import timezone

from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.actor import READING, WRITING
from qalqan.domains.reporting.models import (
    Report,
    ReportDuty,
    ReportFile,
    ReportFinding,
    ReportNumber,
)
from qalqan.domains.reporting.queries import report_facts
from qalqan.domains.reporting.report.making import Made, make
from qalqan.domains.reporting.rules.numbers import Finding, LooseDigitsError
from qalqan.kernel import ledger, outbox
from qalqan.kernel.access.scope import Service, scope

COMPILER = Service("reporting.compile")
PATIENCE = timedelta(hours=1)  # compiling takes a minute, five attempts with their pauses less than ten
MOST_FINDINGS = 200  # kept of a report; one is enough to refuse it
# The content itself cannot be written, or has no sender.
HOPELESS = (typst.TypstError, LooseDigitsError, LookupError, plans.Refused, ReportDuty.DoesNotExist)


def compile_ordered(report_id: UUID) -> str:
    """Compile an ordered report; its state then. Does nothing to one that is compiled already."""
    with scope(COMPILER, READING):
        report = Report.objects.get(pk=report_id)
        if report.state != "ordered":
            return report.state
        try:
            found = report_facts.facts(report)
        except HOPELESS as error:
            found, made = None, _failed(error)
    if found is not None:
        try:
            made = make(found, settings.ADDRESS)
        except HOPELESS as error:
            made = _failed(error)
    return _keep(report_id, made)


def _failed(error: Exception) -> Made:
    """A report that could not be written: refused, with the kind of error for whoever mends it."""
    return Made({}, {}, (Finding("content", "failed", found=type(error).__name__),), "")


def close_hanging(**of: object) -> int:
    """Refuse every order (`of`: some) that has waited longer than PATIENCE, inside a scope; how many. Its
    attempts are over, or its job was lost; a job that runs after all finds it closed."""
    waiting = Report.objects.filter(state="ordered", ordered_at__lt=timezone.now() - PATIENCE, **of)
    hanging = list(waiting.select_for_update())
    for report in hanging:
        _give_up(report)
    return len(hanging)


def _give_up(report: Report) -> None:
    failed = Finding("content", "failed", found="GivenUp")
    ReportFinding.objects.bulk_create(_findings(report, [failed]))
    report.state, report.compiled_at = "refused", timezone.now()
    report.save(update_fields=["state", "compiled_at"])
    ledger.record("reporting.refused", kind="report", id=report.pk)
    outbox.emit("reporting.report_refused", report=report.pk)


def _keep(report_id: UUID, made: Made) -> str:
    """Write everything at once, unless another run of the job was first."""
    with scope(COMPILER, WRITING):
        report = Report.objects.select_for_update().get(pk=report_id)
        if report.state != "ordered":
            return report.state
        ReportFile.objects.bulk_create(
            ReportFile(
                report=report,
                format=kind,
                language=language,
                name=file_name(report, kind, language),
                sha256=hashlib.sha256(data).hexdigest(),
                content=data,
            )
            for (kind, language), data in sorted(made.files.items())
        )
        ReportNumber.objects.bulk_create(
            (
                ReportNumber(
                    report=report, key=n.key, value=n.value, shown=n.shown, unit=n.unit, address=n.address
                )
                for n in made.numbers.values()
            ),
            batch_size=1000,
        )
        ReportFinding.objects.bulk_create(_findings(report, made.findings))
        report.state = "refused" if made.findings else "compiled"
        report.digest, report.compiled_at = made.digest, timezone.now()
        report.save(update_fields=["state", "digest", "compiled_at"])
        ledger.record(f"reporting.{report.state}", kind="report", id=report.pk, after={"digest": made.digest})
        outbox.emit(f"reporting.report_{report.state}", report=report.pk)
        return report.state


def _findings(report: Report, findings: Iterable[Finding]) -> list[ReportFinding]:
    return [
        ReportFinding(
            report=report,
            position=position,
            output=one.output[:10],
            rule=one.rule,
            params={"where": one.where[:300], "expected": one.expected[:100], "found": one.found[:100]},
        )
        for position, one in enumerate(findings, 1)
        if position <= MOST_FINDINGS
    ]


def file_name(report: Report, kind: str, language: str) -> str:
    """kz-156-2020-report-2022-1-kk.docx"""
    parts = [report.plan_code, "report", str(report.period_end.year), str(report.number)]
    return "-".join([*parts, *([language] if language else [])]) + f".{kind}"
