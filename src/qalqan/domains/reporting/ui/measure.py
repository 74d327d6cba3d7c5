"""The progress page of one measure: where each region stands, on tiles and on the map, what was claimed
beside what was seen, through time; and who owes it."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.evidence import api as evidence
from qalqan.domains.reporting.queries.heat import NATION, LineAt, Place, places_on
from qalqan.domains.reporting.queries.progress import Held, MeasureProgress, measure_progress
from qalqan.domains.reporting.rules.cells import Share, State
from qalqan.domains.territory import api as territory
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.i18n.formatting import number as written

from . import ahead, charts, maps
from .cell_words import SOURCES, WORDS, marks
from .heat import year_asked
from .screens import bar, day_asked, namespaces, page, progress_page, require_shown


@dataclass(frozen=True, slots=True)
class Row:
    """A place in the table: the word of its cell, what was claimed and what was seen last, and whether the
    two disagree openly."""

    place: Place
    state: State | None
    claim: Held | None
    seen: Held | None
    is_contradicted: bool
    line: LineAt | None

    @property
    def mark(self) -> SafeString | str:
        """The cell's mark; empty for not owed."""
        return marks(language())[self.state] if self.state else ""

    @property
    def word(self) -> str:
        """The cell's word."""
        return str(WORDS[self.state]) if self.state else ""


@dataclass(frozen=True, slots=True)
class Owner:
    """A body that owed the measure, from one day to another."""

    name: str
    role: str
    start: datetime.date
    end: datetime.date
    is_now: bool


@require_safe
@progress_page
def measure(request: HttpRequest, code: str, number: int, *, is_open: bool) -> HttpResponse:
    """`?year=`, `?indicator=`, `?place=` (whose history the chart shows), `?on=`."""
    asked = day_asked(request)
    wanted = request.GET.get("indicator", "")[:80]
    found = measure_progress(code, number, indicator=wanted, day=asked.day, language=language())
    require_shown(found.measure.plan, is_open=is_open)
    year = year_asked(request, found.years, asked.day)
    end = found.day if year is None else min(datetime.date(year, 12, 31), found.day)
    places = (Place(NATION, _("Nation"), _("Nation")), *places_on(end, language()))
    place = next((each for each in places if each.code == request.GET.get("place")), places[0])
    rows = [_row(found, each, year) for each in places]
    history = [held for held in found.values if held.place == place.code]
    spots, scale = _spots(found, rows, year, namespaces(is_open=is_open)["own"], code, asked.query)
    whole = Share(state for (_n, _p, when), state in found.cells.items() if year in (None, when))
    return page(
        request,
        "measure.html",
        {
            "plan": found.measure.plan,
            "found": found,
            "row": found.measure.row,
            "bar": bar(whole),
            "years": found.years,
            "year": year,
            "rows": rows,
            "tiles": maps.tiles(spots, language()),
            "outlines": maps.outlines(spots, holder(end)),
            "scale": scale,
            "indicators": [_named(bound) for bound in found.binding.indicators] if found.binding else [],
            "shown": _named_indicator(found),
            "place": place,
            "place_options": [(each.code, each.name) for each in places],
            "history": [(held, SOURCES[held.kind]) for held in reversed(history)],
            "chart": _chart(found, history),
            "owners": list(_owners(found)),
            "names": {each.code: each.name for each in places},
            "contradictions": _contradictions(found, places),
            **ahead.shown(found, places, request.user if not is_open else None),
            "reason": found.binding.reason[language()] if found.binding else "",
        },
        asked,
        is_open=is_open,
    )


def _named(bound: evidence.Bound) -> tuple[str, str, evidence.Bound]:
    return bound.indicator, evidence.indicator(bound.indicator).name[language()], bound


def _named_indicator(found: MeasureProgress) -> Mapping[str, object] | None:
    """The indicator shown, in the reader's words."""
    if found.shown is None:
        return None
    one, spoken = found.shown, language()
    return {
        "key": one.key,
        "name": one.name[spoken],
        "definition": one.definition[spoken],
        "unit": one.measured_in.short[spoken],
        "target": _target(found),
    }


def holder(day: datetime.date) -> Callable[[str], str]:
    """Which region held on `day` the land of one that stands today."""
    atlas = territory.atlas()

    def of(code: str) -> str:
        try:
            return atlas.forebear(code, day).code
        except territory.UnknownRegionError:
            return code

    return of


def _target(found: MeasureProgress) -> Decimal | None:
    """The target of the indicator shown, None where the measure names none."""
    bound = found.binding.indicators if found.binding else ()
    return next((b.target for b in bound if found.shown and b.indicator == found.shown.key), None)


def _row(found: MeasureProgress, place: Place, year: int | None) -> Row:
    state = found.cells.get((found.measure.row.number, place.code, year)) if year else None
    lines = [line for line in found.lines if line.place == place.code and year in (None, line.start.year)]
    return Row(
        place=place,
        state=state,
        claim=found.latest(place.code, claims=True),
        seen=found.latest(place.code, claims=False),
        is_contradicted=any(
            one.is_open and _place_of(one, found.region_codes) == place.code for one in found.contradictions
        ),
        line=lines[-1] if lines else None,
    )


def _place_of(one: evidence.ContradictionView, codes: Mapping[UUID, str]) -> str:
    return NATION if one.place == "nation" else codes.get(one.region_id, "")


def _spots(
    found: MeasureProgress, rows: Iterable[Row], year: int | None, space: str, code: str, query: str
) -> tuple[list[maps.Spot], maps.Scale]:
    """What the maps say of each region: the word of its cell, and the last value seen, else the last one
    claimed."""
    shown = {row.place.code: row.seen or row.claim for row in rows if row.place.code != NATION}
    values = {place: held.value for place, held in shown.items() if held is not None}
    is_percent = found.shown is not None and found.shown.unit == "percent"
    scale = maps.scale(values, is_percent=is_percent)
    spots = []
    for row in rows:
        if row.place.code == NATION:
            continue
        state = found.cells.get((found.measure.row.number, row.place.code, year)) if year else None
        held = shown[row.place.code]
        spots.append(
            maps.Spot(
                code=row.place.code,
                name=row.place.name,
                state=str(state or ""),
                word=str(WORDS[state]) if state else _("not owed"),
                value=_short(held.value, is_percent=is_percent) if held else "",
                step=scale.step(held.value if held else None),
                is_claim=held is not None and held.is_claim,
                url=reverse(f"{space}:heat_region", args=[code, row.place.code]) + query,
            )
        )
    return spots, scale


def _short(value: Decimal, *, is_percent: bool) -> str:
    """A value that fits a tile; the table has all its digits."""
    whole = value.quantize(Decimal(1)) if is_percent or abs(value) >= 100 else value.normalize()
    return written(whole) + ("%" if is_percent else "")


def _chart(found: MeasureProgress, history: Iterable[Held]) -> charts.Chart | None:
    if found.shown is None:
        return None
    dots = [
        charts.Dot(held.on, held.value, held.kind, f"{SOURCES[held.kind]}: {written(held.value)}")
        for held in history
    ]
    ceiling = Decimal(100) if found.shown.unit == "percent" else None
    return charts.chart(dots, target=_target(found), ceiling=ceiling)


def _owners(found: MeasureProgress) -> Iterable[tuple[str, list[Owner], bool]]:
    """Each body of the row with those who owed its part through time."""
    for duty in found.measure.duties:
        yield (
            duty.body.name,
            [
                Owner(o.name, duty.role_label, o.start, o.end, o.start <= found.day <= o.end)
                for o in ([] if duty.ownership.is_collective else duty.ownership.owners)
            ],
            duty.ownership.is_collective,
        )


def _contradictions(
    found: MeasureProgress, places: Iterable[Place]
) -> list[tuple[evidence.ContradictionView, str, str, str]]:
    names, spoken = {place.code: place.name for place in places}, language()
    wheres = (names.get(_place_of(one, found.region_codes), "") for one in found.contradictions)
    return [
        (one, one.title(spoken), one.sentence(spoken), where)
        for one, where in zip(found.contradictions, wheres, strict=True)
    ]
