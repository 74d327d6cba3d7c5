"""The verbs of the register. Each opens a transaction, asks the policy, locks the plan and writes; a refusal
or a failure leaves nothing behind. Reading files and asking people is the caller's part (see cli_*.py)."""

import getpass
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from qalqan.kernel.access import policy

from . import gaps, importing, joints, linting, models, store
from .amendments import Patch, direction, timeline
from .differences import Content, Difference, compare, content_of
from .patches import PlanFacts, Wording
from .reading.document import PlanDocument
from .refusals import Refused


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: for the record by name and post, for the policy as a signed-in person. Without a person it
    is the operator at the machine's own command line, who owns the database and is bound by the machine."""

    name: str
    post: str = ""
    person: policy.Person | None = None
    user_id: UUID | None = None

    @classmethod
    def of(cls, user: Any) -> "Actor":
        """The actor of a signed-in user, under the post held today."""
        post = next((f"{seat.role} {seat.body_code}".strip() for seat in policy.seats(user)), "")
        return cls(user.get_full_name() or user.get_username(), post, user, user.pk)

    @classmethod
    def operator(cls) -> "Actor":
        """The person at the command line, by the operating system's name."""
        return cls(getpass.getuser(), "command line")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file a document was read from: its name, and the sha256 of its bytes in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`status`: created, unchanged, reread (same content, new places), different (nothing was written:
    accept it), updated. `differences` between what was held and what the file says."""

    code: str
    status: str
    differences: tuple[Difference, ...]
    measures: int
    gaps: int
    defects: int


def _allow(actor: Actor, act: str) -> None:
    if actor.person is not None and not policy.may(actor.person, act):
        raise Refused("not-allowed", act)


def _plan(code: str) -> models.Plan:
    """The plan, locked until the transaction ends."""
    try:
        return models.Plan.objects.select_for_update().get(code=code)
    except models.Plan.DoesNotExist:
        raise Refused("plan-unknown", code) from None


def digest(document: PlanDocument) -> str:
    """A sha256 over all that was read, places included: what tells one reading from another."""

    def plain(value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return asdict(value)
        if isinstance(value, date | Decimal):
            return str(value)
        raise TypeError(type(value))

    shown = json.dumps(document, default=plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()


@transaction.atomic
def import_plan(
    document: PlanDocument,
    *,
    actor: Actor,
    code: str,
    file: SourceFile,
    facts: PlanFacts | None = None,
    accept: bool = False,
) -> ImportResult:
    """Write a reading into the register, or say how it differs from what is there.

    The same file read the same way changes nothing. A file whose content differs is written only with
    `accept`; what it replaces stays, closed in record time. Decisions on joints are carried over.
    Refused: `plan-code`, `plan-act-differs`, and what replaying the plan's amendments refuses.
    """
    _allow(actor, "plans.import")
    if not importing.CODE.fullmatch(code):
        raise Refused("plan-code", code)
    plan, is_new = models.Plan.objects.get_or_create(code=code, defaults={"language": document.language})
    plan = _plan(code)
    if facts is not None:
        importing.write_facts(plan, facts)
    current = models.SourceDocument.objects.filter(plan=plan, **store.OPEN).first()
    reading = digest(document)
    counts = (len(document.measures), len(document.gaps), len(document.defects))
    if current is None:
        _write_reading(plan, None, document, file, reading, actor)
        return ImportResult(code, "created" if is_new else "updated", (), *counts)
    if current.act_number != document.act.number:
        raise Refused("plan-act-differs", code, ours=current.act_number, theirs=document.act.number)
    if (current.sha256, current.reading_sha256) == (file.sha256, reading):
        return ImportResult(code, "unchanged", (), *counts)
    document = joints.decided(document, importing.joint_decisions(current))
    held = importing.content_held(plan, current)
    differences = compare(held, content_of(document))
    if differences and not accept:
        return ImportResult(code, "different", differences, *counts)
    _write_reading(plan, current, document, file, reading, actor)
    return ImportResult(code, "updated" if differences else "reread", differences, *counts)


def _write_reading(
    plan: models.Plan,
    current: models.SourceDocument | None,
    document: PlanDocument,
    file: SourceFile,
    reading: str,
    actor: Actor,
) -> None:
    """A new source document with everything that hangs on it, and the wordings that follow from it."""
    moment = timezone.now()
    if plan.in_force is None and document.act.date is not None:
        plan.in_force = document.act.date
        plan.save(update_fields=["in_force"])
    if current is not None:
        store.close(models.SourceDocument.objects.filter(pk=current.pk), moment)
    source = models.SourceDocument.objects.create(
        plan=plan,
        file_name=file.name,
        format=document.source.format,
        sha256=file.sha256,
        reading_sha256=reading,
        text=document.source.text,
        words_whole=document.source.words_whole,
        pages=list(document.source.pages),
        notes=list(document.notes),
        act_number=document.act.number,
        act_date=document.act.date,
        act_title=document.act.title,
        act_body=document.act.body,
        recorded=DateTimeTZRange(moment, None),
        imported_by=actor.name,
        imported_by_user=actor.user_id,
    )
    store.touch(plan)
    _replay(plan, content_of(document), moment)
    importing.write_places(plan, source, document, moment)
    linting.write(source, document)
    if current is not None:
        importing.carry_decisions(current, source)


def _replay(plan: models.Plan, content: Content, moment: datetime) -> store.Written:
    """Bring the wordings into agreement with the text at hand and the amendments held now."""
    held = list(models.Amendment.objects.filter(plan=plan, **store.OPEN).prefetch_related("changes"))
    patches = [importing.patch_of(amendment) for amendment in held]
    segments = timeline(dict(content.rows), patches, plan.in_force)
    ids = {patch.key: amendment.id for patch, amendment in zip(patches, held, strict=True)}
    return store.write(plan, segments, content.rows, ids, moment)


@dataclass(frozen=True, slots=True)
class AmendResult:
    """`status`: created, unchanged, different (accept it), updated. `is_consolidated`: the text already held
    the changes. `rows` touched, `wordings` written."""

    code: str
    status: str
    act: str
    is_consolidated: bool
    rows: tuple[int, ...]
    wordings: int


@transaction.atomic
def amend(code: str, patch: Patch, *, actor: Actor, accept: bool = False) -> AmendResult:
    """Record an amendment and the wordings that follow from it. The same patch again changes nothing; a
    changed patch of the same act is written only with `accept`. Refused with the row and the column where
    the register does not hold what the patch expects."""
    _allow(actor, "plans.amend")
    plan = _plan(code)
    source = models.SourceDocument.objects.get(plan=plan, **store.OPEN)
    content = importing.content_held(plan, source)
    rows = tuple(sorted({change.row for change in patch.changes}))
    earlier = models.Amendment.objects.filter(
        plan=plan, act_number=patch.act_number, act_date=patch.act_date, **store.OPEN
    ).first()
    if earlier is not None and earlier.sha256 == patch.sha256:
        return AmendResult(code, "unchanged", patch.key, earlier.is_consolidated, rows, 0)
    consolidated = direction(importing.state_on(plan, content, patch, earlier), patch)
    if earlier is not None and not accept:
        return AmendResult(code, "different", patch.key, consolidated, rows, 0)
    moment = timezone.now()
    store.touch(plan)
    if earlier is not None:
        store.close(models.Amendment.objects.filter(pk=earlier.pk), moment)
    importing.write_amendment(plan, patch, consolidated, (actor.name, actor.user_id), moment)
    written = _replay(plan, content, moment)
    gaps.open_for_amendment(plan, patch, moment)
    status = "created" if earlier is None else "updated"
    return AmendResult(code, status, patch.key, consolidated, rows, written.added)


@transaction.atomic
def translate(code: str, wordings: Iterable[Wording], *, actor: Actor, status: str = "working") -> int:
    """Set translations of a plan's wordings; how many were new or changed. An official translation is never
    replaced by a working one. The word index follows."""
    _allow(actor, "plans.import")
    plan = _plan(code)
    changed = importing.write_translations(plan, wordings, status)
    if changed:
        store.touch(plan)
        store.index(store.versions_of(plan))
    return changed


@transaction.atomic
def decide_gap(
    gap_id: UUID, value: str, reason: str, *, actor: Actor, plan_code: str | None = None
) -> models.GapDecision:
    """Append a signed decision on a gap. Refused without a value and a reason; when the text no longer leaves
    the gap open; and when `plan_code` is given and the gap is another plan's."""
    _allow(actor, "plans.decide_gap")
    if not value.strip() or not reason.strip():
        raise Refused("reason-missing", str(gap_id))
    try:
        gap = models.Gap.objects.select_for_update().select_related("plan").get(pk=gap_id, withdrawn_at=None)
    except models.Gap.DoesNotExist:
        raise Refused("gap-unknown", str(gap_id)) from None
    if plan_code not in (None, gap.plan.code):
        raise Refused("gap-unknown", str(gap_id))
    store.touch(gap.plan)
    return gaps.append(
        gap, value.strip(), reason.strip(), (actor.name, actor.user_id, actor.post), timezone.now()
    )


@transaction.atomic
def decide_joint(
    joint_id: UUID, is_joined: bool, *, actor: Actor, reason: str = "", plan_code: str | None = None
) -> models.JointDecision:
    """Append a decision on a doubtful joint. If it differs from what stands in the text now, the wording is
    corrected: the old one is closed in record time. Refused when the joint is of a superseded source; and
    when `plan_code` is given and the joint is another plan's."""
    _allow(actor, "plans.decide_joint")
    held = models.Joint.objects.filter(pk=joint_id, source__recorded__upper_inf=True)
    owner = held.values_list("source__plan__code", flat=True).first()
    if owner is None or plan_code not in (None, owner):
        raise Refused("joint-unknown", str(joint_id))
    plan = _plan(owner)
    joint = held.select_related("source__plan", "measure").first()
    if joint is None:  # an import that held the plan has superseded the source while this waited for it
        raise Refused("joint-unknown", str(joint_id))
    store.touch(plan)
    before = importing.joint_stands(joint)
    moment = timezone.now()
    decision = models.JointDecision.objects.create(
        joint=joint,
        is_joined=is_joined,
        reason=reason.strip(),
        decided_at=moment,
        decided_by=actor.name,
        decided_by_user=actor.user_id,
        post=actor.post,
    )
    if is_joined != before:
        content = importing.content_held(plan, joint.source)
        corrected = importing.with_joint(plan, content, joint, is_joined)
        _replay(plan, corrected, moment)
    return decision
