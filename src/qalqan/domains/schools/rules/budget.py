"""What to buy for so much money. Pure. docs/algorithms/budget.md.

Exact: the greatest benefit within the money, and no district with needs is left under its share. A need is
bought whole or not at all, at the high end of its cost, so that what is promised can be paid.

The floor of a district: `share` percent of the money, divided by districts' children; what it could spend at
most, if that is less, rounded down to what whole needs can spend. Money, not benefit: a district of few
children in far villages is not outbid by the city on every single line.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

THOUSAND = 1_000  # tenge: the solver counts in thousands, costs rounded up and money down
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Item:
    """A need as the solver sees it: its cost in tenge, its benefit, its district, who go there."""

    key: tuple[UUID, str]
    district: UUID | None
    cost: int
    benefit: int
    children: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What is bought. `value`: the benefit; `bound`: what no choice can exceed; `spent`: tenge. `floors`:
    what each district gets at least."""

    bought: frozenset[tuple[UUID, str]]
    value: int
    bound: int
    spent: int
    floors: Mapping[UUID | None, int]

    @property
    def is_optimal(self) -> bool:
        """Whether it is proven that nothing is better."""
        return self.value == self.bound


def _thousands(cost: int) -> int:
    return -(-cost // THOUSAND)


def floors(items: Sequence[Item], money: int, share: int) -> dict[UUID | None, int]:
    """Thousands of tenge that each district gets at least: its part of `share` percent of the money by
    children, but no more than the dearest set of its needs that fits into that part. Together never more than
    the money."""
    children: dict[UUID | None, dict[UUID, int]] = defaultdict(dict)
    costs: dict[UUID | None, list[int]] = defaultdict(list)
    for one in items:
        children[one.district][one.key[0]] = one.children
        costs[one.district].append(_thousands(one.cost))
    every = sum(sum(places.values()) for places in children.values())
    kept = money // THOUSAND * share // 100
    return {
        district: fullest(costs[district], kept * sum(places.values()) // every if every else 0)
        for district, places in children.items()
    }


def fullest(costs: Sequence[int], most: int) -> int:
    """The greatest sum of some of the costs that is at most `most`. Sums are a row of bits."""
    if sum(costs) <= most:
        return sum(costs)
    reached, mask = 1, (1 << (most + 1)) - 1
    for cost in costs:
        reached |= (reached << cost) & mask
    return reached.bit_length() - 1


def choose(items: Sequence[Item], money: int, share: int, seconds: float = SECONDS) -> Choice:
    """The best choice; proven, or with the bound that was reached in the time. The same question has the same
    answer. ValueError for money below zero or a share that is no percent."""
    if money < 0 or not 0 <= share <= 100:
        raise ValueError(f"{money} tenge, {share} percent")
    ordered = sorted(items, key=lambda one: one.key)
    least = floors(ordered, money, share)
    if sum(_thousands(one.cost) for one in ordered) <= money // THOUSAND:
        value = sum(one.benefit for one in ordered)
        return _choice(ordered, range(len(ordered)), value, least)
    model, taken = _model(ordered, money, least)
    return _solve(model, taken, ordered, least, seconds)


def _model(items: Sequence[Item], money: int, least: Mapping[UUID | None, int]) -> tuple[Any, list[Any]]:
    from ortools.sat.python import cp_model  # two seconds, which only a solver's job should pay

    model = cp_model.CpModel()
    taken = [model.new_bool_var(f"n{number}") for number in range(len(items))]
    costs = [_thousands(one.cost) for one in items]
    model.add(cp_model.LinearExpr.weighted_sum(taken, costs) <= money // THOUSAND)
    for district, floor in least.items():
        there = [number for number, one in enumerate(items) if one.district == district]
        if floor:
            spent = cp_model.LinearExpr.weighted_sum(
                [taken[number] for number in there], [costs[number] for number in there]
            )
            model.add(spent >= floor)
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, [one.benefit for one in items]))
    return model, taken


def _solve(
    model: Any, taken: list[Any], items: Sequence[Item], least: Mapping[UUID | None, int], seconds: float
) -> Choice:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1  # the same answer every time
    solver.parameters.random_seed = 156
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError(f"no choice was found in {seconds} s: {solver.status_name(status)}")
    chosen = [number for number, one in enumerate(taken) if solver.boolean_value(one)]
    bound = round(solver.best_objective_bound) if status != cp_model.OPTIMAL else None
    return _choice(items, chosen, bound, least)


def _choice(
    items: Sequence[Item], chosen: Sequence[int], bound: int | None, least: Mapping[UUID | None, int]
) -> Choice:
    value = sum(items[number].benefit for number in chosen)
    return Choice(
        bought=frozenset(items[number].key for number in chosen),
        value=value,
        bound=value if bound is None else max(bound, value),
        spent=sum(items[number].cost for number in chosen),
        floors={district: floor * THOUSAND for district, floor in least.items()},
    )
