"""The forecast of a running measure, region by region, from what was known on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from qalqan.domains.evidence.indicators import indicator
from qalqan.domains.evidence.models import Standing
from qalqan.domains.evidence.queries.bindings import bindings
from qalqan.domains.evidence.queries.series import series
from qalqan.domains.evidence.queries.standings import standings
from qalqan.domains.evidence.rules import forecast as rules
from qalqan.domains.evidence.rules.standing import MeasureBinding
from qalqan.domains.plans import api as plans
from qalqan.domains.territory import api as territory
from qalqan.kernel import clock
from qalqan.kernel.access.rules import All
from qalqan.kernel.access.scope import scope


@dataclass(frozen=True, slots=True)
class RegionForecast:
    """`forecast` None: nothing is known. `by`: the day it speaks of; `indicator`: the one least likely to
    reach its target, "" when it rests on peers alone."""

    region_id: UUID
    by: date
    indicator: str
    forecast: rules.Forecast | None


def forecasts(plan_code: str, number: int, *, day: date) -> Mapping[UUID, RegionForecast]:
    """A forecast a region that stands on `day` and is reached, as it could be made on that day, in the open
    scope. Empty for a measure without a binding, without dates, not yet begun or past its date, and for one
    that the nation closes."""
    bound = bindings(plan_code)
    binding = next((one for one in bound if one.number == number), None)
    terms = _terms(plan_code, day)
    if binding is None or binding.each != "region" or number not in terms:
        return {}
    start, by = _period(binding, *terms[number], day)
    if not start <= day <= by:
        return {}
    at = clock.end_of(day)
    regions = _reached(day)
    held = standings(plan_code, at=at)
    peers = _peers(plan_code, [one for one in bound if one.mode == binding.mode], terms, day, at)
    values = _values(binding, at)
    found = {}
    for region in regions:
        if any(held.get((number, region, date(year, 1, 1))) == "evidenced" for year in _years(start, day)):
            found[region] = RegionForecast(region, by, "", rules.Forecast(1.0, "met"))
            continue
        parts = [
            (
                bound_to.indicator,
                rules.forecast(
                    values.get((bound_to.indicator, region), ()),
                    float(bound_to.target) if bound_to.target is not None else None,
                    start=start,
                    by=bound_to.by or by,
                    day=day,
                    peers=peers,
                    rises=indicator(bound_to.indicator).direction != "down",
                ),
            )
            for bound_to in binding.closing
            if (bound_to.by or by) >= start
        ]
        if binding.proofs_needed:
            parts.append(("", rules.forecast((), None, start=start, by=by, day=day, peers=peers)))
        found[region] = RegionForecast(region, by, *_least(parts))
    return found


def _least(parts: Sequence[tuple[str, rules.Forecast | None]]) -> tuple[str, rules.Forecast | None]:
    """What all the parts together allow: a measure is evidenced when its last part is, so the least likely
    one speaks for it; one part that nothing is known of leaves the whole unknown."""
    if not parts or any(one is None for _, one in parts):
        return "", None
    key, one = min(parts, key=lambda part: part[1].probability if part[1] else 0)
    return (key if one and one.basis != "peers" else ""), one


def _terms(plan_code: str, day: date) -> dict[int, tuple[date, date]]:
    """First and last day of each dated measure in force on a day."""
    rows = plans.overview(plan_code, as_of=day, language="en", page_rows=10_000).rows
    return {row.number: (row.start or row.end, row.end) for row in rows if row.end is not None}


def _period(binding: MeasureBinding, start: date, end: date, day: date) -> tuple[date, date]:
    """What is to be evidenced: the year that the day lies in, for a measure that recurs; else the term."""
    if binding.recurs == "once":
        return start, end
    return max(start, date(day.year, 1, 1)), min(end, date(day.year, 12, 31))


def _years(start: date, day: date) -> range:
    return range(start.year, day.year + 1)


def _reached(day: date) -> list[UUID]:
    reach = scope.current().bounds.regions
    return [one.id for one in territory.regions_on(day, "en") if isinstance(reach, All) or one.id in reach]


def _values(binding: MeasureBinding, at: datetime) -> dict[tuple[str, UUID], list[rules.Value]]:
    """Values of accepted sources by indicator and region: what the claimant says of itself is none."""
    found: dict[tuple[str, UUID], list[rules.Value]] = {}
    for bound in binding.closing:
        accepted = set(indicator(bound.indicator).sources) - {"claim"}
        for point in series(bound.indicator, at=at):
            if point.place == "region" and point.source_kind in accepted:
                key = (bound.indicator, point.region_id)
                found.setdefault(key, []).append(rules.Value(point.period_end, float(point.value)))
    return found


def _peers(
    plan_code: str,
    like: Sequence[MeasureBinding],
    terms: Mapping[int, tuple[date, date]],
    day: date,
    at: datetime,
) -> list[rules.Peer]:
    """Every measure of these, in every region and year that is over: when it was evidenced, if it was."""
    numbers = [one.number for one in like if one.number in terms and one.each == "region"]
    rows = (
        Standing.objects.within(scope.current())
        .filter(plan_code=plan_code, place="region", measure_number__in=numbers)
        .filter(standing="evidenced", known_from__lt=at)
        .order_by("known_from")
        .values_list("measure_number", "region_id", "period_start", "known_from")
    )
    first: dict[tuple[int, UUID, date], datetime] = {}
    for number, region, start, moment in rows:
        first.setdefault((number, region, start), moment)
    found = []
    for year in range(min((terms[n][0].year for n in numbers), default=day.year), day.year):
        start, end = date(year, 1, 1), date(year, 12, 31)
        stood = _reached(end)
        for number in numbers:
            if terms[number][0] <= end and terms[number][1] >= start:
                for region in stood:
                    moment = first.get((number, region, start))
                    passed = (moment.date() - start).days / (end - start).days if moment else None
                    found.append(rules.Peer(None if passed is None else max(0.0, passed)))
    return found
