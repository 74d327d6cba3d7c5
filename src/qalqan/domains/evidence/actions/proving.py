"""Papers that close a measure: offered by one person, verified or refused by another, never changed after.

Who offered is kept with the paper, and both the rule and the database refuse a verification by the same
person. A refused paper stays as it was, with its reason; a better one is offered anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from qalqan.domains.evidence.actor import Actor, frame
from qalqan.domains.evidence.models import Proof, ProofItem
from qalqan.domains.evidence.queries.bindings import binding
from qalqan.domains.evidence.queries.nation import capital
from qalqan.domains.evidence.rules.contract import Given, complete
from qalqan.domains.evidence.rules.problem import Refusal
from qalqan.domains.evidence.rules.standing import MeasureBinding, may_decide
from qalqan.kernel import ledger, outbox
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope
from qalqan.kernel.clock.actions import database_now
from qalqan.kernel.vault import files
from qalqan.kernel.vault.files.content import Checked

OFFER, VERIFY = "evidence.offer_proof", "evidence.verify_proof"
PAPER = "evidence.paper"
LONGEST_REASON = 2000
COMES = UUID(int=0)  # stands for a file until it is kept; never written


@dataclass(frozen=True, slots=True)
class NewProof:
    """What is offered. `region_id` None: for the nation. `items`: by the keys of the contract's items;
    `files`: looked-at files for items that are papers, kept with the proof."""

    plan_code: str
    number: int
    contract: str
    period_start: date
    period_end: date
    items: Mapping[str, Given]
    region_id: UUID | None = None
    files: Mapping[str, Checked] = field(default_factory=dict)
    body_code: str = ""


def offer_proof(actor: Actor, new: NewProof, *, at: datetime | None = None, tell: bool = True) -> UUID:
    """Offer a paper for a measure; its id. Refusal with every missing item under its key; nothing is written
    then. PermissionDenied for a post that may not. `at`: the moment of an older paper, now if None; `tell`
    False emits no event: for a load that ends with `reconsider_all`."""
    with frame(actor, OFFER) as s:
        bound = _bound(new)
        region_id, place = _place(actor, new, bound)
        items = dict(new.items)
        for key in new.files:
            items[key] = replace(items.get(key, Given()), file=COMES)
        findings = complete(new.contract, items, timezone.localdate())
        if findings:
            raise Refusal(*findings)
        _only_one(s, new, region_id, place)
        for key, file in new.files.items():
            stored = files.accept(file, PAPER, region_id=region_id)
            items[key] = replace(items[key], file=stored.pk)
        proof = Proof.objects.create(
            region_id=region_id,
            place=place,
            place_id=region_id,
            plan_code=new.plan_code,
            measure_number=new.number,
            contract=new.contract,
            body_code=actor.seat.body_code if isinstance(actor.seat, SeatView) else new.body_code,
            period_start=new.period_start,
            period_end=new.period_end,
            offered_at=at or database_now(),  # the engine judges by the same clock
            offered_user=actor.user_id,
            offered_by=actor.post,
        )
        ProofItem.objects.bulk_create(
            ProofItem(
                region_id=region_id,
                proof=proof,
                key=key,
                text=given.text.strip(),
                day=given.day,
                file_id=given.file,
            )
            for key, given in items.items()
            if given != Given()
        )
        ledger.record(OFFER, kind="proof", id=proof.pk, region_id=region_id, note=new.contract)
        if tell:
            outbox.emit("evidence.proof_offered", region_id=region_id, proof=proof.pk)
    return proof.pk


def decide_proof(
    actor: Actor,
    proof_id: UUID,
    *,
    is_verified: bool,
    reason: str = "",
    at: datetime | None = None,
    tell: bool = True,
) -> None:
    """Verify an offered paper, or refuse it with a reason its author will read. Refusal for one's own, for
    one decided before, for a refusal without a reason. `at`, `tell`: as of `offer_proof`."""
    with frame(actor, VERIFY) as s:
        proof = _waiting(s, proof_id)
        reason = reason.strip()[:LONGEST_REASON]
        if not may_decide(str(proof.offered_user or proof.offered_by), str(actor.user_id or actor.post)):
            raise Refusal.of("proof-own")
        if not is_verified and not reason:
            raise Refusal.of("proof-reason")
        proof.state = "verified" if is_verified else "refused"
        proof.decided_at = at or database_now()
        proof.decided_user = actor.user_id
        proof.decided_by = actor.post
        proof.reason = reason
        proof.save(update_fields=["state", "decided_at", "decided_user", "decided_by", "reason"])
        act = VERIFY if is_verified else "evidence.refuse_proof"
        ledger.record(act, kind="proof", id=proof.pk, region_id=proof.region_id, note=proof.contract)
        if tell:
            outbox.emit("evidence.proof_decided", region_id=proof.region_id, proof=proof.pk)


def withdraw_proof(actor: Actor, proof_id: UUID) -> None:
    """Take back a paper that waits: from now it claims nothing. Refusal for one that was decided, or that
    another body offered."""
    with frame(actor, OFFER) as s:
        proof = _waiting(s, proof_id)
        if isinstance(actor.seat, SeatView) and actor.seat.body_code != proof.body_code:
            raise Refusal.of("proof-unknown")
        proof.state = "withdrawn"
        proof.save(update_fields=["state"])
        ledger.record(
            "evidence.withdraw_proof",
            kind="proof",
            id=proof.pk,
            region_id=proof.region_id,
            note=proof.contract,
        )
        outbox.emit("evidence.proof_withdrawn", region_id=proof.region_id, proof=proof.pk)


def _bound(new: NewProof) -> MeasureBinding:
    bound = binding(new.plan_code, new.number)
    if bound is None or new.contract not in bound.proofs_needed:
        raise Refusal.of("proof-unbound")
    if new.period_end < new.period_start:
        raise Refusal.of("proof-period")
    return bound


def _place(actor: Actor, new: NewProof, bound: MeasureBinding) -> tuple[UUID, str]:
    """The region whose row it is, and the kind of place. An akimat offers for its own region only, and not
    for what one paper closes for the whole country."""
    if bound.papers == "nation" and (new.region_id is not None or actor.region_id is not None):
        raise Refusal.of("proof-nation")
    if new.region_id is None:
        if actor.region_id is not None or bound.papers == "region":
            raise Refusal.of("proof-region")
        return capital(), "nation"
    if actor.region_id not in (None, new.region_id):
        raise Refusal.of("proof-unknown")
    return new.region_id, "region"


def _only_one(s: Scope, new: NewProof, region_id: UUID, place: str) -> None:
    """Two clicks at once: the second waits for the first's commit, and then finds its paper."""
    with connection.cursor() as cursor:
        what = f"evidence.proof {place} {region_id} {new.plan_code} {new.number} {new.contract}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
    same = Proof.objects.within(s).filter(
        region_id=region_id,
        place=place,
        plan_code=new.plan_code,
        measure_number=new.number,
        contract=new.contract,
        period_start__lte=new.period_end,
        period_end__gte=new.period_start,
        state__in=("offered", "verified"),
    )
    if same.exists():
        raise Refusal.of("proof-same")


def _waiting(s: Scope, proof_id: UUID) -> Proof:
    proof = Proof.objects.within(s).select_for_update().filter(pk=proof_id).first()
    if proof is None:
        raise Refusal.of("proof-unknown")
    if proof.state != "offered":
        raise Refusal.of("proof-decided")
    return proof
