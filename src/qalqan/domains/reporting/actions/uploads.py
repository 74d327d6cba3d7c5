"""Workbooks that come in: kept whole, checked cell by cell, taken over as far as the reporter agreed to.

`receive` keeps the file and what is wrong with it; nothing of a line changes yet. `apply` reads the kept file
anew with the lines locked and takes over exactly what the reporter was shown: when the answer has changed
meanwhile it keeps the new answer and takes nothing. All in one transaction: a process killed half way leaves
nothing behind, and asking again does it once. The same bytes twice are one upload.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from qalqan.domains.evidence import api as evidence
from qalqan.domains.reporting.actions.writing import Conflict, require_own, write
from qalqan.domains.reporting.actor import Actor, frame
from qalqan.domains.reporting.models import Line, Package, Upload, UploadFinding
from qalqan.domains.reporting.queries.uploads import content
from qalqan.domains.reporting.queries.workbook import expected
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules import workbook
from qalqan.domains.reporting.rules.workbook import Checked
from qalqan.domains.reporting.rules.workbook_findings import Finding
from qalqan.kernel import ledger, sheets
from qalqan.kernel.access.scope import scope
from qalqan.kernel.names import LANGUAGES
from qalqan.kernel.vault import files
from qalqan.kernel.vault.files import FileRefused
from qalqan.kernel.vault.files import content as checked_files

ACT, KIND = "reporting.upload", "reporting.workbook"
LONGEST_CELL = 12


@dataclass(frozen=True, slots=True)
class Received:
    """`is_new` False: these very bytes are here already, and nothing changed."""

    id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """`lines`: how many became entries now. `is_stale`: lines changed since the report was shown; it was made
    anew and nothing was taken over."""

    lines: int = 0
    is_stale: bool = False


def receive(actor: Actor, package_id: UUID, file: checked_files.Checked) -> Received:
    """Keep a workbook and check it. Refused: no_such_package, not_yours; FileRefused (quota, disk, virus)."""
    with frame(actor, ACT) as s:
        package = Package.objects.within(s).select_for_update().filter(pk=package_id).first()
        if package is None:
            raise Refused("no_such_package")
        require_own(actor, package.body_code)
        sha256 = hashlib.sha256(file.content).hexdigest()
        held = Upload.objects.filter(region_id=package.region_id, package=package, sha256=sha256).first()
        if held is not None:
            return Received(held.pk, is_new=False)
        stored = files.accept(file, KIND, region_id=package.region_id, target_id=package.pk)
        checked = _checked(package, Line.objects.filter(package=package), file.content)
        row = Upload.objects.create(
            region_id=package.region_id,
            package=package,
            sha256=sha256,
            name=file.name,
            file_id=stored.pk,
            state="refused" if checked.is_refused else "checked",
            by_name=actor.name,
            by_user=actor.user_id,
            post=actor.post,
        )
        _keep(row, checked)
        ledger.record(ACT, kind="upload", id=row.pk, region_id=row.region_id, note=row.state)
        return Received(row.pk, is_new=True)


def apply(actor: Actor, upload_id: UUID) -> Applied:
    """Take over the good lines of a checked workbook. Asked again it does nothing. Refused: no_such_upload,
    not_yours, upload_state, nothing_good."""
    with frame(actor, ACT):
        row = _locked(actor, upload_id)
        if row.state == "applied":
            return Applied()
        if row.state != "checked":
            raise Refused("upload_state")
        lines = Line.objects.filter(package=row.package_id).select_for_update().order_by("pk")
        checked = _checked(row.package, lines, content(row))
        if (
            checked.is_refused
            or _signs(checked.findings) != _kept(row)
            or len(checked.good) != row.lines_good
        ):
            row.state = "refused" if checked.is_refused else "checked"
            row.findings.all().delete()
            _keep(row, checked)
            return Applied(is_stale=True)
        if not checked.good:
            raise Refused("nothing_good")
        for read in checked.good:
            done = write(
                actor, read.line_id, seen=read.seen, fields=read.fields, origin="workbook", upload_id=row.pk
            )
            if isinstance(done, Conflict):  # the lines are locked and were compared: a fault of ours
                raise RuntimeError(f"line {read.number} changed under its lock")
        row.state, row.lines_applied = "applied", len(checked.good)
        row.save(update_fields=["state", "lines_applied"])
        ledger.record(
            ACT, kind="upload", id=row.pk, region_id=row.region_id, note=f"applied.{row.lines_applied}"
        )
        return Applied(row.lines_applied)


def set_aside(actor: Actor, upload_id: UUID) -> None:
    """Put a workbook that was not taken over out of the way; it stays and can be restored. Refused:
    no_such_upload, not_yours, upload_state."""
    with frame(actor, ACT):
        row = _locked(actor, upload_id)
        if row.state == "set_aside":
            return
        if row.state not in ("checked", "refused"):
            raise Refused("upload_state")
        row.before_aside, row.state = row.state, "set_aside"
        row.save(update_fields=["state", "before_aside"])
        ledger.record(ACT, kind="upload", id=row.pk, region_id=row.region_id, note="set_aside")


def restore(actor: Actor, upload_id: UUID) -> None:
    """Bring back a workbook that was set aside, in the state it had. Refused as `set_aside`."""
    with frame(actor, ACT):
        row = _locked(actor, upload_id)
        if row.state != "set_aside":
            raise Refused("upload_state")
        row.state, row.before_aside = row.before_aside, ""
        row.save(update_fields=["state", "before_aside"])
        ledger.record(ACT, kind="upload", id=row.pk, region_id=row.region_id, note="restored")


def _locked(actor: Actor, upload_id: UUID) -> Upload:
    rows = Upload.objects.within(scope.current()).select_related("package").select_for_update(of=("self",))
    row = rows.filter(pk=upload_id).first()
    if row is None:
        raise Refused("no_such_upload")
    require_own(actor, row.package.body_code)
    return row


def _checked(package: Package, lines: Iterable[Line], data: bytes) -> Checked:
    stamp, known = expected(package, lines)
    try:
        book = sheets.read(data)
    except sheets.SheetRefused as refused:
        said = {language: refused.words(language) for language in LANGUAGES}
        params = {f"{part}_{language}": said[language][part] for language in LANGUAGES for part in PARTS}
        return Checked((Finding("unreadable", refused.place, params=params),), is_refused=True)
    except FileRefused as refused:
        params = {f"message_{language}": str(refused) for language in LANGUAGES}
        return Checked((Finding("unreadable", params=params),), is_refused=True)
    return workbook.check(book, stamp, known, parse=evidence.parse)


PARTS = ("message", "mend")


def _keep(row: Upload, checked: Checked) -> None:
    row.lines_read, row.lines_good = checked.read, len(checked.good)
    row.save(update_fields=["lines_read", "lines_good", "state"])
    UploadFinding.objects.bulk_create(
        UploadFinding(
            region_id=row.region_id,
            upload=row,
            rank=rank,
            severity=finding.severity,
            sheet=finding.sheet,
            cell=finding.cell[:LONGEST_CELL],
            measure_number=finding.number,
            rule=finding.rule,
            params=dict(finding.params),
        )
        for rank, finding in enumerate(checked.findings)
    )


def _signs(found: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return sorted((one.rule, one.sheet, one.cell) for one in found)


def _kept(row: Upload) -> list[tuple[str, str, str]]:
    return sorted(row.findings.values_list("rule", "sheet", "cell"))
