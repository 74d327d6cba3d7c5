"""Writing lines: save, attach, remove. What moves a line from state to state stands in `moving.py`.

Every save is a revision (Entry) and none is lost. A writer says which version of the line he saw; what others
changed meanwhile is merged field by field, and where both changed the same field nothing is overwritten: his
revision is kept aside and he is shown both. A line is locked (FOR UPDATE) while it is written, so two savers
stand in line and the second one merges with the first.

`save(..., seen=line.version)` opens its own scope; `write` is the same inside a scope that is open, for many
lines in one transaction (a workbook).
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from qalqan.domains.reporting import needs
from qalqan.domains.reporting.actor import Actor, frame
from qalqan.domains.reporting.models import Entry, EntryFile, Line
from qalqan.domains.reporting.queries import reach
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules import lines as rules
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.kernel import ledger
from qalqan.kernel.access.scope import scope
from qalqan.kernel.vault import files
from qalqan.kernel.vault.files.content import Checked

PAPER = "reporting.paper"
LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Saved:
    """The line as it holds now. `is_new` False: it said the same before. `is_merged`: it also holds what
    somebody else wrote since `seen`."""

    line_id: UUID
    version: int
    number: int
    fields: Fields
    at: datetime
    is_new: bool = True
    is_merged: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people changed the same `fields`. Theirs holds; mine is kept aside as revision `kept`. To settle
    it, save again with `seen=version`. `merged`: theirs in `fields`, both elsewhere."""

    line_id: UUID
    version: int
    fields: tuple[str, ...]
    mine: Fields
    theirs: Fields
    merged: Fields
    their_name: str
    kept: int


class Unfit(Refused):
    """Fields that cannot be kept even as a draft. `problems` says which and how to mend it."""

    def __init__(self, problems: tuple[rules.Problem, ...]) -> None:
        super().__init__("unfit")
        self.problems = problems


def save(
    actor: Actor,
    line_id: UUID,
    *,
    seen: int,
    fields: Fields,
    origin: str = "web",
    upload_id: UUID | None = None,
) -> Saved | Conflict:
    """Write a line. `seen`: the line's version that the writer had before him. Refused: no_such_line,
    not_yours, locked; Unfit."""
    with frame(actor, "reporting.write"):
        return write(actor, line_id, seen=seen, fields=fields, origin=origin, upload_id=upload_id)


def write(
    actor: Actor,
    line_id: UUID,
    *,
    seen: int,
    fields: Fields,
    origin: str = "web",
    upload_id: UUID | None = None,
) -> Saved | Conflict:
    """`save` inside a scope that is open for "reporting.write" (or "reporting.upload")."""
    line = locked_line(actor, line_id)
    if found := rules.impossible(fields):
        raise Unfit(found)
    held = Entry.objects.filter(line=line, number=line.entry_number).first()
    theirs, now = needs.said(held), timezone.now()
    base = _seen_entry(line, seen)
    merged = rules.merge(needs.said(base), fields, theirs)
    how = {"base": base.number if base else 0, "origin": origin, "upload_id": upload_id, "at": now}
    if merged.conflicts:
        aside = _kept_aside(actor, line, fields, how)
        name = held.by_name if held else ""
        return Conflict(line.pk, line.version, merged.conflicts, fields, theirs, merged.fields, name, aside)
    if merged.fields == theirs:
        return Saved(line.pk, line.version, line.entry_number, theirs, held.at if held else now, is_new=False)
    line.version += 1
    line.entry_number = _next_number(line)
    _append(actor, line, merged.fields, how)
    line.save(update_fields=["version", "entry_number"])
    ledger.record(
        "reporting.write",
        kind="line",
        id=line.pk,
        region_id=line.region_id,
        before=asdict(theirs),
        after=asdict(merged.fields),
    )
    return Saved(
        line.pk, line.version, line.entry_number, merged.fields, now, is_merged=merged.fields != fields
    )


def _seen_entry(line: Line, seen: int) -> Entry | None:
    """The revision that held when the line was at version `seen`."""
    held = Entry.objects.filter(line=line, is_aside=False, version__lte=seen)
    return held.order_by("-number").first()


def _next_number(line: Line) -> int:
    newest: int = Entry.objects.filter(line=line).aggregate(newest=Max("number"))["newest"] or 0
    return newest + 1


def _append(actor: Actor, line: Line, fields: Fields, how: dict[str, object], *, aside: int = 0) -> None:
    Entry.objects.create(
        region_id=line.region_id,
        line=line,
        number=aside or line.entry_number,
        version=line.version,
        is_aside=bool(aside),
        by_name=actor.name,
        by_user=actor.user_id,
        post=actor.post,
        **asdict(fields),
        **how,
    )


def _kept_aside(actor: Actor, line: Line, fields: Fields, how: dict[str, object]) -> int:
    """The number of the revision that keeps what lost; the same text sent twice is kept once."""
    last = Entry.objects.filter(line=line, is_aside=True, by_user=actor.user_id).order_by("-number").first()
    if last is not None and needs.said(last) == fields:
        return last.number
    number = _next_number(line)
    _append(actor, line, fields, how, aside=number)
    return number


def locked_line(actor: Actor, line_id: UUID) -> Line:
    """A line that the actor may write now, held until the transaction ends. Refused: no_such_line,
    not_yours, locked."""
    line = Line.objects.within(scope.current()).select_for_update().filter(pk=line_id).first()
    if line is None:
        raise Refused("no_such_line")
    require_own(actor, line.body_code)
    if line.state not in rules.WRITABLE:
        raise Refused("locked")
    return line


def is_own(actor: Actor, body_code: str) -> bool:
    """Whether the actor reports for a body: see `reach.reports_for`."""
    return reach.reports_for(actor.seat, body_code)


def require_own(actor: Actor, body_code: str) -> None:
    """Refused("not_yours") unless `is_own`."""
    if not is_own(actor, body_code):
        raise Refused("not_yours")


def attach(actor: Actor, line_id: UUID, file: Checked, title: str) -> EntryFile:
    """Lay a paper beside a line that may be written. Refused as `save`, title_missing; FileRefused."""
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise Refused("title_missing")
    with frame(actor, "reporting.write"):
        line = locked_line(actor, line_id)
        stored = files.accept(file, PAPER, region_id=line.region_id, target_id=line.pk)
        row = EntryFile.objects.create(
            region_id=line.region_id,
            line=line,
            file_id=stored.pk,
            title=title.strip(),
            at=timezone.now(),
            by_name=actor.name,
            by_user=actor.user_id,
        )
        ledger.record("reporting.attach", kind="line", id=line.pk, region_id=line.region_id)
        return row


def remove_file(actor: Actor, line_id: UUID, row_id: UUID) -> None:
    """Take a paper away from a line that may be written; it stays in the history. Twice is as once. Refused
    as `save`, no_such_file."""
    with frame(actor, "reporting.write"):
        line = locked_line(actor, line_id)
        row = EntryFile.objects.select_for_update().filter(pk=row_id, line=line).first()
        if row is None:
            raise Refused("no_such_file")
        if row.removed_at is None:
            row.removed_at, row.removed_by = timezone.now(), actor.name
            row.save(update_fields=["removed_at", "removed_by"])
            ledger.record("reporting.remove_file", kind="line", id=line.pk, region_id=line.region_id)
