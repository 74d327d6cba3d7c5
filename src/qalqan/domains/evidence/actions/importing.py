"""Observations of others come in by a file or a list.

`check` keeps the file and what it would do; nothing is observed yet. `confirm` reads the kept bytes anew and
writes exactly what was shown: when the answer has changed meanwhile (another file, another day) it keeps the
new answer and writes nothing. Each is one transaction: a process killed half way leaves nothing behind. The
same bytes twice are one import, and a confirmed one confirmed again does nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from qalqan.domains.evidence.actions.observing import Kept, foreseen, observe_many
from qalqan.domains.evidence.actor import Actor, frame
from qalqan.domains.evidence.models import Intake
from qalqan.domains.evidence.queries.imports import world
from qalqan.domains.evidence.queries.nation import capital
from qalqan.domains.evidence.rules.intake import Fault, Given, Read, key_of, read_all
from qalqan.domains.evidence.rules.intake_table import Intake as Said
from qalqan.domains.evidence.rules.intake_table import read_book
from qalqan.domains.evidence.rules.observing import NewObservation
from qalqan.domains.evidence.rules.problem import Refusal
from qalqan.kernel import ledger, sheets
from qalqan.kernel.vault.files import scanner

ACT = "evidence.import"
MEGABYTES = 5
ROWS = 20_000
LIMITS = sheets.Limits(
    bytes=MEGABYTES * 1_000_000, rows=ROWS + 1, columns=40, cells=500_000, elements=1_500_000
)
FAULTS_KEPT = 500
FILES_A_DAY = 50


@dataclass(frozen=True, slots=True)
class Checked:
    """`is_new` False: these very bytes are here already, and nothing changed."""

    id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`written`: rows that became observations now. `is_stale`: the answer has changed since it was seen; the
    new one is kept and nothing was written."""

    written: int = 0
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of a list: what is kept by row number, and what is wrong with the others."""

    kept: Mapping[int, Kept]
    faults: tuple[Fault, ...]


def check(actor: Actor, content: bytes, name: str) -> Checked:
    """Keep a file (XLSX or CSV) and what it would do. SheetRefused, FileRefused for a file that cannot be
    read: it is not kept. Refusal: import-size, import-often."""
    if len(content) > LIMITS.bytes:
        raise Refusal.of("import-size", size=f"{len(content) / 1e6:.1f}", limit=str(MEGABYTES))
    scanner.scan(content)
    with frame(actor, ACT) as s:
        sha256, region_id = hashlib.sha256(content).hexdigest(), capital()
        rows = Intake.objects.within(s).defer("content")
        if (held := rows.filter(region_id=region_id, sha256=sha256).first()) is not None:
            return Checked(held.pk, is_new=False)
        since = datetime.now(UTC) - timedelta(days=1)
        if rows.filter(by_user=actor.user_id, at__gte=since).count() >= FILES_A_DAY:
            raise Refusal.of("import-often", limit=str(FILES_A_DAY))
        row = Intake(
            region_id=region_id,
            sha256=sha256,
            name=name[:200],
            content=content,
            by_user=actor.user_id,
            post=actor.post,
        )
        _answer(row, _said(content))
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # the same bytes came in at the same moment
            return Checked(rows.get(region_id=region_id, sha256=sha256).pk, is_new=False)
        ledger.record(ACT, kind="intake", id=row.pk, note=row.state)
        return Checked(row.pk, is_new=True)


def confirm(actor: Actor, key: UUID, *, partial: bool = False) -> Confirmed:
    """Write the good rows of a file. `partial`: a person says that rows with errors stay out. Asked again it
    does nothing. Refusal: import-unknown, import-refused, import-partial."""
    with frame(actor, ACT) as s:
        row = Intake.objects.within(s).select_for_update().filter(pk=key).first()
        if row is None:
            raise Refusal.of("import-unknown")
        if row.state == "confirmed":
            return Confirmed()
        if row.state == "refused":
            raise Refusal.of("import-refused")
        shown = row.digest
        news = _answer(row, _said(bytes(row.content)))
        if row.digest != shown:
            row.save()
            return Confirmed(is_stale=True)
        if not news:
            raise Refusal.of("import-refused")
        if row.bad and not partial:
            raise Refusal.of("import-partial", bad=str(row.bad))
        kept = observe_many((replace(new, upload_id=row.pk) for new in news), by=actor.post)
        row.state, row.written = "confirmed", sum(one.is_new for one in kept)
        row.confirmed_at, row.confirmed_user = datetime.now(UTC), actor.user_id
        row.confirmed_post = actor.post
        row.save()
        ledger.record(ACT, kind="intake", id=row.pk, note=f"confirmed.{row.written}")
        return Confirmed(row.written)


def take(actor: Actor, rows: Sequence[Mapping[str, Given]], *, partial: bool = False) -> Listed:
    """Observe a list; rows count from 0. With a fault and without `partial` nothing is written."""
    with frame(actor, ACT):
        read = read_all(enumerate(rows), world(timezone.localdate()))
        faults = tuple(fault for one in read for fault in one.faults)
        good = [one for one in read if one.new is not None]
        if (faults and not partial) or not good:
            return Listed({}, faults)
        kept = observe_many((one.new for one in good if one.new is not None), by=actor.post)
        return Listed({one.row: done for one, done in zip(good, kept, strict=True)}, faults)


def _said(content: bytes) -> Said:
    return read_book(sheets.read(content, LIMITS), world(timezone.localdate()))


def _answer(row: Intake, said: Said) -> list[NewObservation]:
    """Write into the row what its file would do now; the observations it would make."""
    news = [one.new for one in said.rows if one.new is not None]
    outcomes = foreseen(news)
    counts = Counter(outcomes)
    row.state = "refused" if said.faults or not said.rows else "checked"
    row.rows_read, row.bad = len(said.rows), len(said.rows) - len(news)
    row.fresh, row.held, row.correcting = counts["fresh"], counts["held"], counts["correcting"]
    row.faults = [
        [one.row, one.column, one.where, one.problem.rule, dict(one.problem.params)]
        for one in said.all_faults[:FAULTS_KEPT]
    ]
    row.digest = _digest(said.rows, news, outcomes)
    return news


def _digest(rows: Sequence[Read], news: Sequence[NewObservation], outcomes: Sequence[str]) -> str:
    made = hashlib.sha256()
    for new, outcome in zip(news, outcomes, strict=True):
        numbers = (new.value, new.numerator, new.denominator, new.coverage)
        made.update(repr((outcome, key_of(new), numbers)).encode())
    made.update(repr([one.row for one in rows if one.new is None]).encode())
    return made.hexdigest()
