"""One measure across the country: its cell in every place and year, what was claimed beside what was seen of
its indicators, and what stands against each other. Public, as the map is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from qalqan.domains.evidence import api as evidence
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.queries.heat import (
    MIRROR,
    NATION,
    Key,
    LineAt,
    codes_of_regions,
    grid,
    read_lines,
    stands_of,
)
from qalqan.domains.reporting.rules.cells import State
from qalqan.kernel import clock
from qalqan.kernel.access.scope import scope

CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Held:
    """A value of an indicator as a source holds it. `place`: a region's code or NATION."""

    place: str
    start: date
    on: date
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    kind: str
    source: str
    address: str
    known: date

    @property
    def is_claim(self) -> bool:
        """Said by the body that is to be controlled."""
        return self.kind == CLAIM


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper offered for the measure, without anybody's name. `decided` None: it waits for a verifier."""

    id: UUID
    place: str
    contract: str
    offered: date
    decided: date | None


@dataclass(frozen=True, slots=True)
class MeasureProgress:
    """A measure as of `day`. `cells` by place and year; `values` of the indicator `shown`, oldest first, of
    claims those of this measure; `seen` by place, the independent one that counts;
    `lines` of the reports on it; `contradictions` with those that were settled, the open ones first;
    `papers` as they stood then; `forecasts` by region, empty when it does not run on that day."""

    measure: plans.MeasureView
    day: date
    binding: evidence.MeasureBinding | None
    shown: evidence.Indicator | None
    values: tuple[Held, ...]
    seen: Mapping[str, Held]
    cells: Mapping[Key, State]
    lines: tuple[LineAt, ...]
    contradictions: tuple[evidence.ContradictionView, ...]
    region_codes: Mapping[UUID, str]
    papers: tuple[Paper, ...]
    forecasts: Mapping[str, evidence.RegionForecast]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of which anything is owed or known."""
        return tuple(sorted({year for _, _, year in self.cells}))

    def latest(self, place: str, *, claims: bool) -> Held | None:
        """What was claimed last of a place, or the independent value that counts."""
        if not claims:
            return self.seen.get(place)
        own = [held for held in self.values if held.place == place and held.is_claim]
        return max(own, key=lambda held: (held.on, held.known), default=None)


def measure_progress(
    plan_code: str, number: int, *, indicator: str = "", day: date | None = None, language: str = "kk"
) -> MeasureProgress:
    """A measure as of the end of `day` (now if None). `indicator`: which of its indicators to show; the first
    if empty or not bound. plans.Refused: `plan-unknown`, `measure-unknown`."""
    view = plans.measure(plan_code, number, as_of=day, language=language)
    binding = evidence.binding(plan_code, number)
    keys = [bound.indicator for bound in binding.indicators] if binding else []
    key = indicator if indicator in keys else next(iter(keys), "")
    at, codes, on = clock.as_of(day), codes_of_regions(), day or timezone.localdate()
    with scope(MIRROR, "statistics"):
        lines = tuple(read_lines(plan_code, at, codes, measure_number=number))
        stands = {
            where: word
            for where, word in stands_of(evidence.standings(plan_code, at=at), codes).items()
            if where[0] == number
        }
        points = [
            point
            for point in (evidence.series(key, at=at) if key else ())
            if point.source_kind != CLAIM or point.is_claim_of(plan_code, number)
        ]
        found = evidence.contradictions(plan_code, number=number, at=at)
        papers = tuple(_papers(evidence.proofs(plan_code, number), on, codes))
        ahead = evidence.forecasts(plan_code, number, day=on)
    shown = evidence.indicator(key) if key else None
    return MeasureProgress(
        measure=view,
        day=on,
        binding=binding,
        shown=shown,
        values=tuple(_held(points, codes)),
        seen=_seen(shown, points, codes) if shown else {},
        cells=grid(lines, stands, on),
        lines=lines,
        contradictions=found,
        region_codes=codes,
        papers=papers,
        forecasts={codes[region]: one for region, one in ahead.items()},
    )


def _papers(found: Iterable[evidence.ProofView], day: date, codes: Mapping[UUID, str]) -> Iterable[Paper]:
    """Papers that stood on a day, verified or waiting: one that was refused later waited until then."""
    for one in sorted(found, key=lambda each: each.offered_at):
        offered = timezone.localdate(one.offered_at)
        decided = timezone.localdate(one.decided_at) if one.decided_at else None
        is_decided = decided is not None and decided <= day
        if offered > day or one.state == "withdrawn" or (is_decided and one.state != "verified"):
            continue
        place = NATION if one.place == "nation" else codes[one.region_id]
        yield Paper(one.id, place, one.contract, offered, decided if is_decided else None)


def _seen(
    indicator: evidence.Indicator, points: Iterable[evidence.Point], codes: Mapping[UUID, str]
) -> Mapping[str, Held]:
    """The independent value that counts, by place: not the newest of any source."""
    by_place: dict[tuple[str, UUID], list[evidence.Point]] = defaultdict(list)
    for point in points:
        by_place[point.place, point.place_id].append(point)
    found = [evidence.counted(indicator, own) for own in by_place.values()]
    return {held.place: held for held in _held((one for one in found if one), codes)}


def _held(points: Iterable[evidence.Point], codes: Mapping[UUID, str]) -> Iterable[Held]:
    for point in points:
        yield Held(
            place=NATION if point.place == "nation" else codes[point.region_id],
            start=point.period_start,
            on=point.period_end,
            value=point.value,
            numerator=point.numerator,
            denominator=point.denominator,
            kind=point.source_kind,
            source=point.source_name,
            address=point.address,
            known=timezone.localdate(point.known_from),
        )
