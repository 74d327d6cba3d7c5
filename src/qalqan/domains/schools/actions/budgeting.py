"""A question of money is ordered by a person and answered by a job; the answer is kept with who asked and
when."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from qalqan.domains.schools.actor import Actor, frame
from qalqan.domains.schools.jobs import solve_budget
from qalqan.domains.schools.models import BudgetScenario
from qalqan.domains.schools.rules.problem import Problem, Refused
from qalqan.domains.schools.rules.requirements import norms, requirements
from qalqan.kernel import ledger
from qalqan.kernel.access.policy import SeatView

ACT = "schools.plan_money"
MOST_MONEY = 10**13  # tenge: a third of the country's yearly budget is a slip of the pen
MOST_WAITING = 5
PATIENCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class NewScenario:
    """A question: how much money, for which norms, and what percent of it is kept for districts by their
    children. `region_id` None: that of the seat."""

    money: int
    share: int
    keys: tuple[str, ...]
    name: str = ""
    region_id: UUID | None = None


def order(actor: Actor, new: NewScenario) -> UUID:
    """Keep the question for the job; Refused with every problem, PermissionDenied beyond the seat."""
    with frame(actor, ACT) as s:
        region_id = new.region_id or actor.region_id
        if region_id is None or (
            isinstance(actor.seat, SeatView) and actor.region_id not in (None, region_id)
        ):
            raise Refused.of("budget-region", "region")
        if wrong := problems(new):
            raise Refused(*wrong)
        waiting = BudgetScenario.objects.within(s).filter(
            region_id=region_id, state="ordered", ordered_at__gt=timezone.now() - PATIENCE
        )
        if waiting.count() >= MOST_WAITING:
            raise Refused.of("budget-busy")
        row = BudgetScenario.objects.create(
            region_id=region_id,
            name=new.name.strip()[:120],
            money=new.money,
            share=new.share,
            keys=list(new.keys),
            norms=norms().version,
            ordered_by=actor.post,
            ordered_user=actor.user_id,
        )
        ledger.record("schools.plan_money", kind="budget", id=row.pk, region_id=region_id, note="ordered")
        solve_budget.enqueue(str(row.pk))
        return row.pk


def problems(new: NewScenario) -> tuple[Problem, ...]:
    """What is wrong with a question."""
    priced = {one.key for one in requirements() if one.cost is not None}
    found = []
    if not 0 < new.money <= MOST_MONEY:
        found.append(Problem("budget-money", {"most": f"{MOST_MONEY:,}".replace(",", " ")}, "money"))
    if not 0 <= new.share <= 100:
        found.append(Problem("budget-share", {}, "share"))
    if not new.keys or not set(new.keys) <= priced:
        found.append(Problem("budget-norms", {}, "keys"))
    return tuple(found)
