"""Reports that are owed, as a list: whose, on what period, by when, and how far they are. Inside a scope."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.reporting.models import Line, Package
from qalqan.domains.reporting.queries import reach
from qalqan.domains.reporting.rules.lines import STATES, state_on
from qalqan.kernel.access.scope import scope
from qalqan.kernel.names import Names


@dataclass(frozen=True, slots=True)
class PackageView:
    """A report owed. `counts`: lines by their state on the day, every state named, also with 0. `days_left`
    is negative after the due day, None while the text leaves it open. `met_at`: when all of it was in."""

    id: UUID
    plan_code: str
    duty_code: str
    region_id: UUID
    body_code: str
    body: Names
    recipient_code: str
    period: tuple[date, date]
    due: date | None
    days_left: int | None
    met_at: datetime | None
    obligation_id: UUID | None
    counts: dict[str, int]

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return sum(self.counts.values())

    @property
    def missing(self) -> int:
        """How many of them wait for the reporter."""
        return sum(n for state, n in self.counts.items() if state not in ("submitted", "accepted"))

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and it is not in."""
        return self.met_at is None and self.days_left is not None and self.days_left < 0


def packages(
    plan_code: str,
    *,
    region_id: UUID | None = None,
    period: date | None = None,
    duty: str = "",
    day: date | None = None,
) -> tuple[PackageView, ...]:
    """The reports of a plan that this scope reaches, by period, then body: of one region, one period (its
    first day), one duty, if asked; as they stand on `day` (today). Two queries."""
    rows = reach.packages().filter(plan_code=plan_code)
    wanted = {"region_id": region_id, "period_start": period, "duty_code": duty or None}
    rows = rows.filter(**{column: value for column, value in wanted.items() if value is not None})
    return seen(rows.order_by("period_start", "duty_code", "body_code"), day or timezone.localdate())


def package(package_id: UUID, day: date | None = None) -> PackageView | None:
    """One report; None if this scope reaches none by this id."""
    rows = reach.packages().filter(pk=package_id)
    return next(iter(seen(rows, day or timezone.localdate())), None)


def seen(rows: Iterable[Package], day: date) -> tuple[PackageView, ...]:
    """Rows as values, with their lines counted in one query."""
    held = list(rows)
    counted = Line.objects.within(scope.current()).filter(package__in=[row.pk for row in held]).order_by()
    kept: dict[UUID, dict[str, int]] = defaultdict(dict)
    for package_id, state, number in counted.values_list("package_id", "state").annotate(n=Count("id")):
        kept[package_id][state] = number
    register = bodies.register()
    return tuple(_view(row, kept[row.pk], register, day) for row in held)


def _view(row: Package, kept: dict[str, int], register: bodies.Register, day: date) -> PackageView:
    counts = dict.fromkeys(STATES, 0)
    for state, number in kept.items():
        counts[state_on(state, row.due, row.period_end, day)] += number
    return PackageView(
        id=row.pk,
        plan_code=row.plan_code,
        duty_code=row.duty_code,
        region_id=row.region_id,
        body_code=row.body_code,
        body=register.body(row.body_code).name,
        recipient_code=row.recipient_code,
        period=(row.period_start, row.period_end),
        due=row.due,
        days_left=(row.due - day).days if row.due else None,
        met_at=row.met_at,
        obligation_id=row.obligation_id,
        counts=counts,
    )
