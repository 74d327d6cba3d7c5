"""Papers offered for measures, with what was attached, as the open scope reaches them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from qalqan.domains.evidence.models import Proof, ProofItem
from qalqan.domains.evidence.models.proof import PROOF_STATES
from qalqan.domains.evidence.rules.contract import Given, Item, contract
from qalqan.kernel.access.scope import scope

ROWS = 200


@dataclass(frozen=True, slots=True)
class ProofView:
    """A paper: what for, who offered it, what was decided. `place` "nation": for the whole country."""

    id: UUID
    plan_code: str
    number: int
    contract: str
    place: str
    region_id: UUID
    body_code: str
    period_start: date
    period_end: date
    state: str
    offered_at: datetime
    offered_by: str
    offered_user: UUID | None
    decided_at: datetime | None
    decided_by: str
    reason: str
    items: tuple[tuple[Item, Given], ...]

    @property
    def author(self) -> str:
        """Who offered: the person's id, else the post in words."""
        return str(self.offered_user or self.offered_by)


def proofs(
    plan_code: str | None = None,
    number: int | None = None,
    region_id: UUID | None = None,
    *,
    states: Iterable[str] = PROOF_STATES,
    limit: int = ROWS,
) -> tuple[ProofView, ...]:
    """Papers in reach, those that wait first and the oldest of them first; three queries."""
    s = scope.current()
    rows = Proof.objects.within(s).filter(state__in=list(states))
    if plan_code is not None:
        rows = rows.filter(plan_code=plan_code)
    if number is not None:
        rows = rows.filter(measure_number=number)
    if region_id is not None:
        rows = rows.filter(region_id=region_id)
    waiting = list(rows.filter(state="offered").order_by("offered_at")[:limit])
    others = list(rows.exclude(state="offered").order_by("-decided_at", "-offered_at")[:limit])
    found = [*waiting, *others][:limit]
    items: dict[UUID, dict[str, Given]] = defaultdict(dict)
    for one in ProofItem.objects.within(s).filter(proof__in=found):
        items[one.proof_id][one.key] = Given(one.text, one.day, one.file_id)
    return tuple(_view(row, items[row.pk]) for row in found)


def proof(proof_id: UUID) -> ProofView | None:
    """One paper, None if there is none within reach."""
    s = scope.current()
    row = Proof.objects.within(s).filter(pk=proof_id).first()
    if row is None:
        return None
    given = {
        one.key: Given(one.text, one.day, one.file_id)
        for one in ProofItem.objects.within(s).filter(proof=row)
    }
    return _view(row, given)


def _view(row: Proof, given: dict[str, Given]) -> ProofView:
    return ProofView(
        id=row.pk,
        plan_code=row.plan_code,
        number=row.measure_number,
        contract=row.contract,
        place=row.place,
        region_id=row.region_id,
        body_code=row.body_code,
        period_start=row.period_start,
        period_end=row.period_end,
        state=row.state,
        offered_at=row.offered_at,
        offered_by=row.offered_by,
        offered_user=row.offered_user,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
        items=tuple((one, given[one.key]) for one in contract(row.contract).items if one.key in given),
    )
