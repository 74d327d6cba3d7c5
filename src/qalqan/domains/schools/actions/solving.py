"""Answers ordered questions of money. The solver runs outside of any transaction: the question is read,
solved, and the answer written if the question is still open."""

import time
from uuid import UUID

from django.utils import timezone

from qalqan.domains.schools.actor import PURPOSE
from qalqan.domains.schools.models import BudgetLine, BudgetScenario
from qalqan.domains.schools.queries.gaps import needs_of
from qalqan.domains.schools.rules.budget import Item, choose
from qalqan.domains.schools.rules.needs import Need
from qalqan.kernel import ledger
from qalqan.kernel.access.scope import Service, scope

SOLVER = Service("schools.budget")


def solve(scenario_id: UUID) -> str:
    """Answer a question; its state then. Does nothing to one that is answered."""
    with scope(SOLVER, PURPOSE):
        row = BudgetScenario.objects.get(pk=scenario_id)
        if row.state != "ordered":
            return row.state
        needed = needs_of(row.region_id, row.keys)
    start = time.perf_counter()
    items = [Item(one.key, one.gap.district_id, one.high, one.benefit, one.children or 0) for one in needed]
    try:
        chosen = choose(items, row.money, row.share)
    except RuntimeError:  # no answer in the time: the question stays, with the word that it has none
        chosen = None
    taken = time.perf_counter() - start
    with scope(SOLVER, PURPOSE):
        row = BudgetScenario.objects.select_for_update().get(pk=scenario_id)
        if row.state != "ordered":
            return row.state
        row.state, row.solved_at, row.seconds = "refused", timezone.now(), round(taken, 2)
        if chosen is not None:
            row.state = "solved"
            row.value, row.bound = chosen.value, chosen.bound
            row.proof = "optimal" if chosen.is_optimal else "bounded"
            BudgetLine.objects.bulk_create(
                [_line(row, one, is_bought=one.key in chosen.bought) for one in needed], batch_size=2000
            )
        row.save()
        ledger.record("schools.plan_money", kind="budget", id=row.pk, region_id=row.region_id, note=row.state)
        return row.state


def _line(row: BudgetScenario, one: Need, *, is_bought: bool) -> BudgetLine:
    return BudgetLine(
        region_id=row.region_id,
        scenario=row,
        site_id=one.gap.site_id,
        district_id=one.gap.district_id,
        requirement=one.gap.requirement.key,
        low=one.low,
        high=one.high,
        children=one.children,
        benefit=one.benefit,
        is_bought=is_bought,
    )
