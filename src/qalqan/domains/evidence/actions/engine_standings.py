"""Keeps the table of standings: where each measure stands in each place and period, and stood on any day.

A cell that has no row yet gets its whole history, so that the map of a past day is right from the first load;
a cell that has one gets a row when the word of now differs from the one that holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from time import monotonic
from uuid import UUID

from django.db.models import Q

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence.indicators import indicator
from qalqan.domains.evidence.models import Contradiction, ContradictionStep, Proof, Standing
from qalqan.domains.evidence.rules.contradict import Seen
from qalqan.domains.evidence.rules.indicator import DOWN, Indicator
from qalqan.domains.evidence.rules.standing import MeasureBinding
from qalqan.domains.evidence.rules.standings import Cell, Paper, Span, at, concerns, moments, track, years
from qalqan.domains.plans import api as plans
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock.actions import database_now

OPEN = ("open", "answered")
PLACES = ("region", "nation")
BATCH = 2000
ALL_ROWS = 10_000
KEPT_SECONDS = 60

type Where = tuple[str, UUID]  # kind of place and its id
type Key = tuple[int, Where, date]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a recount has in hand of one plan: rows by indicator and place, papers, open stretches."""

    rows: Mapping[tuple[str, Where], Sequence[Seen]]
    claims: Mapping[tuple[int, Where], Sequence[Seen]]
    papers: Mapping[tuple[int, Where], Sequence[Paper]]
    national: Mapping[int, Sequence[Paper]]  # papers of the nation count in every region
    open: Mapping[tuple[int, Where], Sequence[tuple[date, Span]]]
    akimats: Mapping[UUID, frozenset[str]]  # who answers for a region; of the nation only claimants are known


def keep(
    plan_code: str,
    bound: Sequence[MeasureBinding],
    rows: Iterable[Seen],
    *,
    places: Iterable[Where] | None = None,
) -> int:
    """Bring the standings of these measures to what is known, in the open scope; how many rows were written.
    `rows`: evidence of the places asked for (of all if None: then `bound` is all that binds, and a measure
    that nothing binds any longer stands nowhere). What holds is looked at again also where nothing is known
    any more: a paper that was taken back leaves no colour on the map."""
    wanted = None if places is None else frozenset(places)
    known = {one.indicator: indicator(one.indicator) for each in bound for one in each.indicators}
    matter = _matter(plan_code, rows, wanted)
    running = _years(plan_code, int(monotonic() // KEPT_SECONDS))
    now = max(database_now(), datetime.now(UTC))  # a transaction's moment is older than what it wrote
    each = {one.number: one.each for one in bound}
    held = _held(plan_code, wanted, None if wanted is None else list(each))
    made: list[Standing] = []
    ended: list[tuple[UUID, datetime]] = []
    for key in [one for one in held if one[1][0] == "nation" != each.get(one[0]) or one[0] not in each]:
        unbound = held.pop(key)
        if unbound.standing != "none":
            ended.append((unbound.pk, now))
            made.append(_none(unbound, now))
    for binding in bound:
        kept = _kept(binding, held)
        for where in _places(binding, matter, wanted, kept):
            claims = matter.claims.get((binding.number, where), ())
            for start, end in years({*running.get(binding.number, ()), *kept.get(where, ())}, claims):
                cell = _cell(binding, where, start, end, matter)
                before = held.get((binding.number, where, start))
                new, stops = _differs(binding, cell, known, before, now)
                ended += [(before.pk, stops)] if before is not None and stops is not None else []
                made += [_row(binding, where, start, end, *span) for span in new]
    for row_id, moment in ended:
        Standing.objects.within(scope.current()).filter(pk=row_id).update(known_until=moment)
    Standing.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def _differs(
    binding: MeasureBinding,
    cell: Cell,
    known: Mapping[str, Indicator],
    before: Standing | None,
    now: datetime,
) -> tuple[list[tuple[str, datetime, datetime | None]], datetime | None]:
    """New rows (word, from, until) of a cell, and when the row that holds ends. What evidence did not change
    (other things close the measure now, a paper was taken back) holds from now: the past is not rewritten."""
    if before is None:
        steps = track(binding, cell, known, now)
        ends = [*(moment for moment, _ in steps[1:]), None][
            : len(steps)
        ]  # none for a cell of which nothing is known
        return [(word, moment, end) for (moment, word), end in zip(steps, ends, strict=True)], None
    word = at(binding, cell, known, now)
    if word == before.standing:
        return [], None
    since = now
    if at(binding, cell, known, before.known_from) == before.standing:  # what came since explains the change
        since = max((one for one in moments(cell, now) if one > before.known_from), default=now)
    return [(word, since, None)], since


def _row(
    binding: MeasureBinding,
    where: Where,
    start: date,
    end: date,
    word: str,
    known_from: datetime,
    known_until: datetime | None,
) -> Standing:
    return Standing(
        region_id=where[1],
        place=where[0],
        place_id=where[1],
        plan_code=binding.plan_code,
        measure_number=binding.number,
        period_start=start,
        period_end=end,
        standing=word,
        known_from=known_from,
        known_until=known_until,
    )


def _none(before: Standing, now: datetime) -> Standing:
    """What follows a row when nothing binds its measure any longer."""
    return Standing(
        region_id=before.region_id,
        place=before.place,
        place_id=before.place_id,
        plan_code=before.plan_code,
        measure_number=before.measure_number,
        period_start=before.period_start,
        period_end=before.period_end,
        standing="none",
        known_from=now,
        known_until=None,
    )


def _kept(binding: MeasureBinding, held: Mapping[Key, Standing]) -> dict[Where, set[int]]:
    """The years of which a measure has a row now, by place."""
    found: dict[Where, set[int]] = defaultdict(set)
    for number, where, start in held:
        if number == binding.number:
            found[where].add(start.year)
    return found


def _places(
    binding: MeasureBinding, matter: Matter, wanted: frozenset[Where] | None, kept: Iterable[Where]
) -> list[Where]:
    """Where a measure may stand: wherever something of it is known, the nation only for what the nation
    closes; and wherever it has a row."""
    keys = {one.indicator for one in binding.indicators}
    found = {where for key, where in matter.rows if key in keys}
    found |= {where for number, where in (*matter.claims, *matter.papers) if number == binding.number}
    may = {
        where
        for where in found
        if (wanted is None or where in wanted) and (where[0] == "region" or binding.each == "nation")
    }
    return sorted(may | set(kept))


def _cell(binding: MeasureBinding, where: Where, start: date, end: date, matter: Matter) -> Cell:
    rows = [
        row
        for one in binding.indicators
        for row in matter.rows.get((one.indicator, where), ())
        if concerns(binding, start, end, row.as_of)
    ]
    number = binding.number
    rows += [row for row in matter.claims.get((number, where), ()) if concerns(binding, start, end, row.end)]
    offered = [*matter.papers.get((number, where), ())]
    offered += matter.national.get(number, ()) if where[0] == "region" else ()
    papers = [one for one in offered if concerns(binding, start, end, one.end)]
    spans = [span for day, span in matter.open.get((number, where), ()) if concerns(binding, start, end, day)]
    before = [
        row
        for one in binding.indicators
        if binding.recurs == "year" and indicator(one.indicator).direction == DOWN
        for row in matter.rows.get((one.indicator, where), ())
        if row.as_of < start
    ]
    owes = matter.akimats.get(where[1], frozenset()) if where[0] == "region" else frozenset()
    return Cell(start, end, rows, papers, spans, before, owes)


def _akimats() -> dict[UUID, frozenset[str]]:
    """Codes of the akimats of every region that ever stood, by the region's id."""
    codes: dict[str | None, set[str]] = defaultdict(set)
    for body in bodies.register().bodies:
        if body.kind == "akimat":
            codes[body.region].add(body.code)
    return {one.id: frozenset(codes[one.code]) for one in territory.atlas().regions}


def _matter(plan_code: str, rows: Iterable[Seen], wanted: frozenset[Where] | None) -> Matter:
    by_place: dict[tuple[str, Where], list[Seen]] = defaultdict(list)
    claims: dict[tuple[int, Where], list[Seen]] = defaultdict(list)
    for row in rows:
        where = (row.place, row.place_id)
        if row.place not in PLACES or row.dims:
            continue
        if row.kind != "claim":
            by_place[row.indicator, where].append(row)
        elif row.plan_code == plan_code and row.number is not None:
            claims[row.number, where].append(row)
    papers = _papers(plan_code, wanted)
    national: dict[int, list[Paper]] = defaultdict(list)
    for (number, where), found in papers.items():
        national[number] += found if where[0] == "nation" else ()
    return Matter(by_place, claims, papers, national, _open(plan_code, wanted), _akimats())


def _papers(plan_code: str, wanted: frozenset[Where] | None) -> dict[tuple[int, Where], list[Paper]]:
    found: dict[tuple[int, Where], list[Paper]] = defaultdict(list)
    proofs = Proof.objects.within(scope.current()).filter(plan_code=plan_code, place__in=PLACES)
    if wanted is not None:
        proofs = proofs.filter(Q(place_id__in=[key for _, key in wanted]) | Q(place="nation"))
    for one in proofs.exclude(state="withdrawn"):
        paper = Paper(
            one.contract,
            one.offered_at,
            one.decided_at,
            one.state,
            str(one.offered_user or one.offered_by),
            str(one.decided_user or one.decided_by) if one.decided_at else None,
            one.period_end,
        )
        found[one.measure_number, (one.place, one.place_id)].append(paper)
    return found


def _open(
    plan_code: str, wanted: frozenset[Where] | None
) -> dict[tuple[int, Where], list[tuple[date, Span]]]:
    """Stretches in which contradictions stood open, with the day that the claim speaks of."""
    s = scope.current()
    rows = Contradiction.objects.within(s).filter(plan_code=plan_code, place__in=PLACES)
    if wanted is not None:
        rows = rows.filter(place_id__in=[key for _, key in wanted])
    told = {
        key: (number, (place, place_id), day)
        for key, number, place, place_id, day in rows.values_list(
            "id", "measure_number", "place", "place_id", "claim__period_end"
        )
    }
    steps = ContradictionStep.objects.within(s).filter(contradiction__in=list(told)).order_by("at", "id")
    found: dict[tuple[int, Where], list[tuple[date, Span]]] = defaultdict(list)
    for key, spans in open_spans(steps.values_list("contradiction", "after", "at")).items():
        number, where, day = told[key]
        found[number, where] += [(day, span) for span in spans]
    return found


def open_spans(steps: Iterable[tuple[UUID, str, datetime]]) -> dict[UUID, list[Span]]:
    """Stretches in which each contradiction stood open, from its steps in order (id, state after, moment)."""
    found: dict[UUID, list[Span]] = defaultdict(list)
    for key, state, moment in steps:
        spans = found[key]
        if state in OPEN and (not spans or spans[-1][1] is not None):
            spans.append((moment, None))
        elif state not in OPEN and spans and spans[-1][1] is None:
            spans[-1] = (spans[-1][0], moment)
    return found


def _held(
    plan_code: str, wanted: frozenset[Where] | None, numbers: Sequence[int] | None
) -> dict[Key, Standing]:
    """The rows that hold now of these measures (of all if None) and places, locked for a second engine."""
    rows = (
        Standing.objects.within(scope.current())
        .select_for_update()
        .filter(plan_code=plan_code, known_until=None)
    )
    if numbers is not None:
        rows = rows.filter(measure_number__in=numbers)
    if wanted is not None:
        rows = rows.filter(place_id__in=[key for _, key in wanted])
    found = {(row.measure_number, (row.place, row.place_id), row.period_start): row for row in rows}
    return {key: row for key, row in found.items() if wanted is None or key[1] in wanted}


@lru_cache(maxsize=32)
def _years(plan_code: str, _moment: int) -> dict[int, range]:
    """The calendar years in which each measure of a plan runs; nothing for a plan that is not registered.
    Kept for a minute: a plan's terms change with an amendment, a few times in its life."""
    try:
        rows = plans.overview(plan_code, language="ru", page_rows=ALL_ROWS).rows
    except plans.Refused:
        return {}
    return {row.number: range(row.start.year, row.end.year + 1) for row in rows if row.start and row.end}
