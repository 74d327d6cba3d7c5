"""What can close the measures of a plan, as loaded from its bindings. Public reference: needs no scope."""

from collections import defaultdict

from qalqan.domains.evidence.models import Binding, Closing, Edition
from qalqan.domains.evidence.rules.indicator import Names
from qalqan.domains.evidence.rules.standing import Bound, MeasureBinding


def bindings(plan_code: str) -> tuple[MeasureBinding, ...]:
    """The bindings of a plan's measures by number; empty for a plan that has none. Two queries."""
    bound: dict[int, list[Bound]] = defaultdict(list)
    for row in Binding.objects.filter(plan_code=plan_code):
        reason = Names(row.reason_kk, row.reason_ru, row.reason_en)
        bound[row.measure_number].append(Bound(row.indicator, row.target, row.by, row.closes, reason))
    return tuple(
        MeasureBinding(
            plan_code=plan_code,
            number=row.measure_number,
            indicators=tuple(bound[row.measure_number]),
            mode=row.mode,
            contracts=tuple(row.contracts),
            each=row.each,
            recurs=row.recurs,
            reason=Names(row.reason_kk, row.reason_ru, row.reason_en),
            papers=row.papers,
        )
        for row in Closing.objects.filter(plan_code=plan_code)
    )


def binding(plan_code: str, number: int) -> MeasureBinding | None:
    """The binding of one measure, None if the plan has none for it."""
    return next((one for one in bindings(plan_code) if one.number == number), None)


def bound_plans() -> tuple[str, ...]:
    """The codes of plans that have bindings."""
    return tuple(Closing.objects.order_by("plan_code").values_list("plan_code", flat=True).distinct())


def edition(plan_code: str) -> str:
    """The SHA-256 of the file that the tables hold; "" when nothing was loaded."""
    newest = Edition.objects.filter(plan_code=plan_code).order_by("-loaded_at", "-id").first()
    return newest.sha256 if newest else ""
