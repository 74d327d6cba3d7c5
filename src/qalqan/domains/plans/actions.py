"""The verbs of the register. Each asks the policy, opens its scope (`actor.acting`), locks the plan, writes,
appends to the book and tells the event, in one transaction; a refusal or a failure leaves nothing behind. An
act that changes nothing is not written into the book either. Reading files and asking people is the caller's
part (see cli_*.py)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from qalqan.kernel import ledger, outbox

from . import families, gaps, importing, joints, linting, models, months, store
from .actor import Actor, acting
from .amendments import Patch, direction, timeline
from .differences import Content, Difference, compare, content_of
from .patches import PlanFacts, Wording
from .reading.document import PlanDocument
from .refusals import Refused

__all__ = [
    "Actor",
    "AmendResult",
    "ImportResult",
    "SourceFile",
    "amend",
    "decide_gap",
    "decide_joint",
    "digest",
    "import_plan",
    "translate",
]


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

    The same file read the same way, with the same facts, changes nothing. A file whose content differs is
    written only with `accept`; what it replaces stays, closed in record time. Decisions on joints are carried
    over. Refused: `plan-code`, `plan-act-differs`, and what replaying the plan's amendments refuses.
    """
    with acting(actor, "plans.import"):
        if not importing.CODE.fullmatch(code):
            raise Refused("plan-code", code)
        plan, is_new = models.Plan.objects.get_or_create(code=code, defaults={"language": document.language})
        plan = _plan(code)
        before = None if is_new else importing.state(plan)
        result = _import(plan, is_new, document, file, facts, actor, accept=accept)
        after = importing.state(plan)
        if after == before:
            return result
        ledger.record("plans.import", kind="plan", id=plan.pk, before=before, after=after)
        outbox.emit("plans.imported", plan=plan.pk)
        return replace(result, status="updated") if result.status == "unchanged" else result


def _import(
    plan: models.Plan,
    is_new: bool,
    document: PlanDocument,
    file: SourceFile,
    facts: PlanFacts | None,
    actor: Actor,
    *,
    accept: bool,
) -> ImportResult:
    """Write the facts and the reading into the locked plan, unless a difference waits for `accept`."""
    current = models.SourceDocument.objects.filter(plan=plan, **store.OPEN).first()
    reading = digest(document)
    counts = (len(document.measures), len(document.gaps), len(document.defects))
    status = "created" if is_new else "updated"
    differences: tuple[Difference, ...] = ()
    if current is not None:
        if current.act_number != document.act.number:
            raise Refused("plan-act-differs", plan.code, ours=current.act_number, theirs=document.act.number)
        if (current.sha256, current.reading_sha256) == (file.sha256, reading):
            status = "unchanged"
        else:
            document = joints.decided(document, importing.joint_decisions(current))
            differences = compare(importing.content_held(plan, current), content_of(document))
            status = "updated" if differences else "reread"
    if differences and not accept:
        return ImportResult(plan.code, "different", differences, *counts)
    if facts is not None:
        importing.write_facts(plan, facts)
    if status != "unchanged":
        _write_reading(plan, current, document, file, reading, actor)
    if facts is not None:
        families.write(plan, facts)
    return ImportResult(plan.code, status, differences, *counts)


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


def amend(code: str, patch: Patch, *, actor: Actor, accept: bool = False) -> AmendResult:
    """Record an amendment and the wordings that follow from it. The same patch again changes nothing; a
    changed patch of the same act is written only with `accept`. Refused with the row and the column where
    the register does not hold what the patch expects."""
    with acting(actor, "plans.amend"):
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
        written_by = (actor.name, actor.user_id)
        amendment = importing.write_amendment(plan, patch, consolidated, written_by, moment)
        written = _replay(plan, content, moment)
        gaps.open_for_amendment(plan, patch, moment)
        before = {"act": patch.key, "patch": earlier.sha256} if earlier is not None else None
        after = {"act": patch.key, "patch": patch.sha256}
        ledger.record("plans.amend", kind="plan", id=plan.pk, before=before, after=after)
        outbox.emit("plans.amended", plan=plan.pk, amendment=amendment.pk)
        status = "created" if earlier is None else "updated"
        return AmendResult(code, status, patch.key, consolidated, rows, written.added)


def translate(code: str, wordings: Iterable[Wording], *, actor: Actor, status: str = "working") -> int:
    """Set translations of a plan's wordings; how many were new or changed. An official translation is never
    replaced by a working one. The word index follows."""
    with acting(actor, "plans.translate"):
        plan = _plan(code)
        before = importing.translations(plan)
        changed = importing.write_translations(plan, wordings, status)
        if changed:
            store.touch(plan)
            store.index(store.versions_of(plan))
            after = importing.translations(plan)
            ledger.record("plans.translate", kind="plan", id=plan.pk, before=before, after=after)
            outbox.emit("plans.translated", plan=plan.pk)
        return changed


def decide_gap(
    gap_id: UUID, value: str, reason: str, *, actor: Actor, plan_code: str | None = None
) -> models.GapDecision:
    """Append a signed decision on a gap. Refused without a value and a reason; when the text no longer leaves
    the gap open; when `plan_code` is given and the gap is another plan's; and `month-unknown` where a month
    is missing and the value names none: reports fall due by it (see months.py)."""
    with acting(actor, "plans.decide_gap"):
        if not value.strip() or not reason.strip():
            raise Refused("reason-missing", str(gap_id))
        try:
            gap = (
                models.Gap.objects.select_for_update()
                .select_related("plan")
                .get(pk=gap_id, withdrawn_at=None)
            )
        except models.Gap.DoesNotExist:
            raise Refused("gap-unknown", str(gap_id)) from None
        if plan_code not in (None, gap.plan.code):
            raise Refused("gap-unknown", str(gap_id))
        if gap.rule == months.RULE and not months.is_understood(value):
            raise Refused("month-unknown", gap.place, value=value.strip()[:60])
        store.touch(gap.plan)
        by = (actor.name, actor.user_id, actor.post)
        decision = gaps.append(gap, value.strip(), reason.strip(), by, timezone.now())
        # the links of the chain of signatures: book and gap ledger vouch for each other
        ledger.record(
            "plans.decide_gap",
            kind="gap",
            id=gap.pk,
            before=decision.previous or None,
            after=gaps.link(decision),
        )
        outbox.emit("plans.gap_decided", plan=gap.plan_id, gap=gap.pk, decision=decision.pk)
        return decision


def decide_joint(
    joint_id: UUID, is_joined: bool, *, actor: Actor, reason: str = "", plan_code: str | None = None
) -> models.JointDecision:
    """Append a decision on a doubtful joint. If it differs from what stands in the text now, the wording is
    corrected: the old one is closed in record time. Refused when the joint is of a superseded source; and
    when `plan_code` is given and the joint is another plan's."""
    with acting(actor, "plans.decide_joint"):
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
        ledger.record(
            "plans.decide_joint",
            kind="joint",
            id=joint.pk,
            before={"is_joined": before},
            after={"is_joined": is_joined, "reason": decision.reason},
        )
        outbox.emit("plans.joint_decided", plan=plan.pk, joint=joint.pk, decision=decision.pk)
        return decision
