"""The gap ledger's signatures, and its rows.

A decision is signed with this installation's Ed25519 key, made from a secret in its home. The signature
covers the gap's identity (plan, rule, place), what was decided, by whom, when, and the digest of the decision
before it: a changed, reordered or removed decision shows when the ledger is verified. Whoever can read the
home can sign; the ledger proves that rows are as written, not that the machine was in good hands.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from qalqan.kernel.embedded import home

from . import models
from .amendments import Patch

SECRET = "plans-decisions"  # noqa: S105  a name, not a secret
AMENDMENT_RULE = "amendment."


def key() -> Ed25519PrivateKey:
    """This installation's signing key."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(home.secret(SECRET).encode()).digest())


def key_id(public: Ed25519PublicKey) -> str:
    """A short name of a key: the first 16 hexadecimal digits of the sha256 of its raw bytes."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]


def payload(gap: models.Gap, decision: models.GapDecision) -> bytes:
    """The bytes that are signed: a canonical JSON of the decision and of the gap it is about."""
    fields = {
        "plan": gap.plan.code,
        "rule": gap.rule,
        "place": gap.place,
        "sequence": decision.sequence,
        "value": decision.value,
        "reason": decision.reason,
        "decided_at": decision.decided_at.astimezone(UTC).isoformat(),
        "decided_by": decision.decided_by,
        "decided_by_user": str(decision.decided_by_user or ""),
        "post": decision.post,
        "previous": decision.previous,
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()


def link(decision: models.GapDecision) -> str:
    """What the next decision on the same gap must bear as its `previous`: the sha256 of this signature."""
    return hashlib.sha256(bytes(decision.signature)).hexdigest()


def append(
    gap: models.Gap, value: str, reason: str, by: tuple[str, UUID | None, str], moment: datetime
) -> models.GapDecision:
    """Append a decision; the caller holds the gap locked."""
    last = gap.decisions.order_by("-sequence").first()
    name, user_id, post = by
    decision = models.GapDecision(
        gap=gap,
        sequence=last.sequence + 1 if last else 1,
        value=value,
        reason=reason,
        decided_at=moment,
        decided_by=name,
        decided_by_user=user_id,
        post=post,
        previous=link(last) if last else "",
    )
    signing = key()
    decision.key_id = key_id(signing.public_key())
    decision.signature = signing.sign(payload(gap, decision))
    decision.save(force_insert=True)
    return decision


@dataclass(frozen=True, slots=True)
class BadDecision:
    """A decision that does not verify. `fault`: signature, chain, or unknown-key (another installation's)."""

    gap_id: UUID
    place: str
    sequence: int
    fault: str


def verify(plan_code: str) -> tuple[BadDecision, ...]:
    """Check every decision of a plan; empty when all are as they were signed. A removed last decision of a
    gap cannot be seen from within; the day's export of the ledger is what shows it."""
    public = key().public_key()
    bad: list[BadDecision] = []
    ledger = models.Gap.objects.filter(plan__code=plan_code).select_related("plan")
    for gap in ledger.prefetch_related("decisions"):
        previous = ""
        for expected, decision in enumerate(gap.decisions.all(), 1):
            fault = _fault(gap, decision, public)
            if fault is None and (decision.sequence, decision.previous) != (expected, previous):
                fault = "chain"
            if fault:
                bad.append(BadDecision(gap.id, gap.place, decision.sequence, fault))
            previous = link(decision)
    return tuple(bad)


def _fault(gap: models.Gap, decision: models.GapDecision, public: Ed25519PublicKey) -> str | None:
    if decision.key_id != key_id(public):
        return "unknown-key"
    try:
        public.verify(bytes(decision.signature), payload(gap, decision))
    except InvalidSignature:
        return "signature"
    return None


@dataclass(frozen=True, slots=True)
class Opened:
    """A gap to be in the ledger."""

    rule: str
    place: str
    quote: str = ""
    row: int | None = None
    words: tuple[str, str, str] = ("", "", "")  # kk, ru, en; empty when the rule's catalogue has them
    params: tuple[tuple[str, str], ...] = ()


def sync(plan: models.Plan, wanted: Iterable[Opened], moment: datetime, *, prefix: str | None = None) -> None:
    """Make the ledger hold the gaps of one origin: those of the text (`prefix` None) or of one amendment.
    A gap that is no longer there is withdrawn, never removed; one that is back is opened again."""
    held = models.Gap.objects.filter(plan=plan)
    if prefix is None:
        held = held.exclude(rule__startswith=AMENDMENT_RULE)
    else:
        held = held.filter(rule__startswith=prefix)
    rows = {(gap.rule, gap.place): gap for gap in held}
    fresh, seen, params = [], set(), []
    position = models.Gap.objects.filter(plan=plan).count()
    for gap in wanted:
        if (gap.rule, gap.place) in seen:
            continue
        seen.add((gap.rule, gap.place))
        if (gap.rule, gap.place) not in rows:
            kk, ru, en = gap.words
            position += 1
            fresh.append(
                models.Gap(
                    plan=plan, rule=gap.rule, place=gap.place, quote=gap.quote, words_kk=kk, words_ru=ru,
                    words_en=en, measure_number=gap.row, position=position, opened_at=moment,
                )
            )  # fmt: skip
            params.append(gap.params)
    for row, named in zip(models.Gap.objects.bulk_create(fresh), params, strict=True):
        models.GapParam.objects.bulk_create(models.GapParam(gap=row, name=n, value=v) for n, v in named)
    back = [gap.pk for key, gap in rows.items() if key in seen and gap.withdrawn_at is not None]
    gone = [gap.pk for key, gap in rows.items() if key not in seen and gap.withdrawn_at is None]
    models.Gap.objects.filter(pk__in=back).update(withdrawn_at=None)
    models.Gap.objects.filter(pk__in=gone).update(withdrawn_at=moment)


def open_for_amendment(plan: models.Plan, patch: Patch, moment: datetime) -> None:
    """Open what a patch says it leaves open, in the patch's own words."""
    origin = f"{AMENDMENT_RULE}{patch.act_number}."
    opened = []
    for question in patch.questions:
        place = ", ".join(f"row {row}" for row in question.rows) or f"№ {patch.act_number}"
        words = (question.reason["kk"], question.reason["ru"], question.reason["en"])
        first = question.rows[0] if question.rows else None
        opened.append(Opened(origin + question.id, place, row=first, words=words))
    sync(plan, opened, moment, prefix=origin)
