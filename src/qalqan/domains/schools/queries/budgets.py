"""Questions of money and their answers, as the open scope reaches them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from qalqan.domains.schools.models import BudgetLine, BudgetScenario
from qalqan.domains.schools.rules.requirements import Requirement, requirement
from qalqan.kernel.access.scope import scope
from qalqan.kernel.names import Names

NEWEST = 50


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A question and, once solved, its answer; the fields are those of `models.BudgetScenario`."""

    id: UUID
    region_id: UUID
    name: str
    money: int
    share: int
    keys: tuple[str, ...]
    norms: str
    state: str
    ordered_at: datetime
    ordered_by: str
    proof: str
    value: int | None
    bound: int | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """Needs together, of a district or of a norm: how many are bought, for how many tenge (`low` to `high`),
    how many stay, and what those would cost at the most (`left`)."""

    district_id: UUID | None
    requirement: Requirement | None
    bought: int
    stays: int
    low: int
    high: int
    left: int


@dataclass(frozen=True, slots=True)
class LineView:
    """One need: bought or not."""

    site_id: UUID
    name: Names
    district_id: UUID | None
    requirement: Requirement
    low: int
    high: int
    children: int | None
    is_bought: bool


def scenarios(region_id: UUID | None = None) -> tuple[ScenarioView, ...]:
    """The newest questions in reach, of one region if asked."""
    rows = BudgetScenario.objects.within(scope.current()).order_by("-ordered_at", "-id")
    if region_id is not None:
        rows = rows.filter(region_id=region_id)
    return tuple(_view(row) for row in rows[:NEWEST])


def scenario(key: UUID) -> ScenarioView | None:
    """One question in reach."""
    row = BudgetScenario.objects.within(scope.current()).filter(pk=key).first()
    return _view(row) if row else None


def _view(row: BudgetScenario) -> ScenarioView:
    values = {name: getattr(row, name) for name in ScenarioView.__dataclass_fields__}
    return ScenarioView(**values | {"keys": tuple(row.keys)})


def parts(key: UUID, by: str) -> tuple[Part, ...]:
    """The answer "district_id" by "district_id", or by "requirement"; those with most money first."""
    rows = (
        BudgetLine.objects.within(scope.current())
        .filter(scenario_id=key)
        .values(by)
        .annotate(
            bought=Count("pk", filter=Q(is_bought=True)),
            stays=Count("pk", filter=Q(is_bought=False)),
            least=Sum("low", filter=Q(is_bought=True), default=0),
            most=Sum("high", filter=Q(is_bought=True), default=0),
            left=Sum("high", filter=Q(is_bought=False), default=0),
        )
    )
    found = [
        Part(
            row["district_id"] if by == "district_id" else None,
            requirement(row["requirement"]) if by == "requirement" else None,
            *(row[name] for name in ("bought", "stays", "least", "most", "left")),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (-one.high, -one.left)))


def lines(key: UUID, *, is_bought: bool | None = None, limit: int | None = None) -> tuple[LineView, ...]:
    """The needs of an answer, the most useful for its money first; bought or not, if asked."""
    rows = BudgetLine.objects.within(scope.current()).filter(scenario_id=key)
    if is_bought is not None:
        rows = rows.filter(is_bought=is_bought)
    rows = rows.order_by("-is_bought", "-benefit", "site__kk", "requirement", "pk")
    values = rows.values_list(
        "site_id", "site__kk", "site__ru", "site__en", "district_id", "requirement",
        "low", "high", "children", "is_bought",
    )  # fmt: skip
    return tuple(
        LineView(row[0], Names(*row[1:4]), row[4], requirement(row[5]), *row[6:])
        for row in (values if limit is None else values[:limit])
    )


def children(key: UUID) -> tuple[int, int]:
    """Children of the places where something is bought, each place once; and how many places."""
    rows = BudgetLine.objects.within(scope.current()).filter(scenario_id=key, is_bought=True)
    places = dict(rows.values_list("site_id", "children").distinct())
    return sum(one or 0 for one in places.values()), len(places)
