"""Keeps the answers of coverage in step with what is held.

`recompute_near` after one change: the places around it, in the transaction of the change. `recompute_all` at
night and after an import. Both write the same rows: only what changed, with a step of history for each change
of status. Both give how many answers changed.

A seat that sees less than its region would judge by half of the facts: under it nothing is computed here, and
the handler of `schools.asset_changed` does it a moment later with the eyes of the program. A seat of a region
does not see across its border: an answer that rests on a thing over there is left to the handler too.

Places are locked before anything about them is read: of two changes at one place the second judges with what
the first has left. Judged before, it would write over an answer that it has not seen.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from qalqan.domains.schools.models import Asset, Coverage, CoverageStep, Site
from qalqan.domains.schools.queries import known
from qalqan.domains.schools.queries.known import Held, SiteAt
from qalqan.domains.schools.rules import coverage as rule
from qalqan.domains.schools.rules.lines import HALF_LONGEST
from qalqan.domains.schools.rules.requirements import farthest, requirements
from qalqan.kernel.access.intake import copy_rows
from qalqan.kernel.access.rules import ALL
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point, metres

FEW = 400  # rows: up to so many are written by INSERT, more by COPY
LOCK = 0x636F7665  # with a region: its recount as a whole, or one of many changes in it


class Key(NamedTuple):
    """Which answer."""

    site_id: UUID
    requirement: str


@dataclass(frozen=True, slots=True)
class Row:
    """An answer as it is kept."""

    district_id: UUID | None
    organisation_id: UUID | None
    status: str
    reason: str
    asset_id: UUID | None
    metres: float | None
    since: date


def recompute_near(points: Sequence[Point | None], site_ids: Collection[UUID] = ()) -> int:
    """Judge again the places around these points (of a thing before and after its change; the points of a
    line in its order, None between two things) and these places; gives how many answers changed. Inside a
    scope."""
    bounds = scope.current().bounds
    if bounds.districts is not ALL or bounds.organisations is not ALL or bounds.units is not ALL:
        return 0
    today = timezone.localdate()
    around = known.boxes(_dense(points), farthest())
    found = known.sites(today, around | Q(pk__in=list(site_ids)))
    gone = set(site_ids) - {place.id for place in found}
    if gone:
        found += known.ended(today, Q(pk__in=gone))
    if not found:
        return 0
    ids = sorted(place.id for place in found)
    _hold("pg_advisory_xact_lock_shared", {place.region_id for place in found})
    _hold_places(ids)
    places = known.sites(today, Q(pk__in=ids))
    ended = known.ended(today, Q(pk__in=ids)) if len(places) < len(ids) else []
    answers = _judge_few(places, today)
    before = _kept(ids)
    if bounds.regions is not ALL:
        answers = _without_hidden(answers, before)
    return _write(places, ended, answers, before, today)


def recompute_all(region_id: UUID | None = None) -> int:
    """Judge every place again, of one region or of all that the scope reaches; gives how many answers
    changed. Inside a scope that sees whole regions (RuntimeError otherwise)."""
    from qalqan.domains.schools.rules.nearby import judge_all  # numpy and shapely: 0.5 s that a start saves

    bounds = scope.current().bounds
    if bounds.districts is not ALL or bounds.organisations is not ALL or bounds.units is not ALL:
        raise RuntimeError("coverage is recounted by a scope that sees whole regions")
    today = timezone.localdate()
    only = Q() if region_id is None else Q(region_id=region_id)
    regions = Site.objects.filter(only).order_by().values_list("region_id", flat=True).distinct()
    _hold("pg_advisory_xact_lock", set(regions))
    places, ended = known.sites(today, only), known.ended(today, only)
    things = known.held(today, known.around(region_id, places) if region_id else Q())
    told = known.told(places, things, None)
    answers = {Key(*key): answer for key, answer in judge_all(places, told, things, today).items()}
    before = _kept(None if region_id is None else [place.id for place in [*places, *ended]])
    return _write(places, ended, answers, before, today)


def _hold(lock: str, region_ids: Collection[UUID]) -> None:
    """Single changes go side by side and wait only while their region is recounted as a whole; so a recount
    need not lock a hundred thousand rows."""
    with connection.cursor() as cursor:
        for region_id in sorted(region_ids):
            cursor.execute(f"SELECT {lock}(%s, hashtext(%s))", [LOCK, str(region_id)])


def _hold_places(ids: Sequence[UUID]) -> None:
    """Until the transaction ends: by the answers that are kept, in one order, so that two writers never wait
    for each other; where there are none yet, by the place's own number."""
    rows = Coverage.objects.filter(site_id__in=ids)
    having = set(rows.order_by().values_list("site_id", flat=True).distinct())
    with connection.cursor() as cursor:
        for site_id in ids:
            if site_id not in having:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, str(site_id)])
    list(rows.select_for_update(of=("self",)).order_by("site_id", "requirement").values_list("pk"))


def _dense(points: Sequence[Point | None]) -> set[Point]:
    """Points and, between two that follow each other along a line, points so close that the boxes meet."""
    found = {point for point in points if point is not None}
    for one, other in pairwise(points):
        if one is None or other is None:
            continue
        far = metres(one, other)
        if far <= 2 * HALF_LONGEST:
            steps = int(far // farthest())
            found |= {
                Point(
                    one.lat + (other.lat - one.lat) * n / (steps + 1),
                    one.lon + (other.lon - one.lon) * n / (steps + 1),
                )
                for n in range(1, steps + 1)
            }
    return found


def _judge_few(places: Sequence[SiteAt], today: date) -> dict[Key, rule.Answer]:
    """The answers of some places, one by one."""
    ids = [place.id for place in places]
    placed = [Point(one.lat, one.lon) for one in places if one.lat is not None and one.lon is not None]
    regions = {place.region_id for place in places}
    things = known.held(today, Q(asset__site_id__in=ids, asset__region_id__in=regions))
    things += known.held(today, known.boxes(placed, farthest()))
    lines = known.boxes(placed, farthest() + HALF_LONGEST)
    things += known.held(today, lines & Q(line__isnull=False))
    unique = {thing.id: thing for thing in things}.values()
    told = known.told(places, unique, ids)
    answers = {}
    for place in places:
        around = [_as_thing(place, thing) for thing in unique]
        for one in requirements():
            answer = rule.decide(one, told[place.id], around, today)
            if answer is not None:
                answers[Key(place.id, one.key)] = answer
    return answers


def _as_thing(place: SiteAt, thing: Held) -> rule.Thing:
    return rule.Thing(
        thing.id,
        thing.kind,
        thing.state,
        thing.source,
        thing.looked,
        known.metres_from(place, thing),
        thing.site_id == place.id,
        thing.details,
    )


def _without_hidden(answers: dict[Key, rule.Answer], before: dict[Key, Row]) -> dict[Key, rule.Answer]:
    """Answers, but those whose kept one rests on a thing that this scope does not see."""
    resting = {
        key: row.asset_id
        for key, row in before.items()
        if row.asset_id is not None and key in answers and answers[key].thing != row.asset_id
    }
    seen = set(Asset.objects.filter(pk__in=set(resting.values())).values_list("pk", flat=True))
    hidden = {key for key, asset_id in resting.items() if asset_id not in seen}
    kept = {key: _as_answer(before[key]) for key in hidden}
    return {**answers, **kept}


def _as_answer(row: Row) -> rule.Answer:
    return rule.Answer(row.status, row.reason, row.asset_id, row.metres)


def _kept(site_ids: Collection[UUID] | None) -> dict[Key, Row]:
    """The answers that are kept; None asks of all."""
    rows = Coverage.objects.all()
    if site_ids is not None:
        rows = rows.filter(site_id__in=site_ids)
    values = rows.values_list("site_id", "requirement", *Row.__dataclass_fields__)
    return {Key(row[0], row[1]): Row(*row[2:]) for row in values}


def _write(
    places: Iterable[SiteAt],
    ended: Iterable[SiteAt],
    answers: dict[Key, rule.Answer],
    before: dict[Key, Row],
    today: date,
) -> int:
    """Bring the kept answers in line, and end those of places that stand no longer; how many changed."""
    closed = {place.id: place for place in ended}
    at = closed | {place.id: place for place in places}
    now = datetime.now(UTC)
    fresh: list[Coverage] = []
    changed: list[Coverage] = []
    steps: list[CoverageStep] = []
    for key, answer in answers.items():
        place, row = at[key.site_id], before.get(key)
        same = row is not None and row.status == answer.status
        new = Row(
            place.district_id,
            place.organisation_id,
            answer.status,
            answer.reason,
            answer.thing,
            answer.metres,
            row.since if row is not None and same else today,
        )
        if new == row:
            continue
        (fresh if row is None else changed).append(_coverage(place, key, new, now))
        if not same:
            steps.append(_step(place, key, "" if row is None else row.status, answer))
    gone = [key for key in before if key not in answers and key.site_id in at]
    for key in gone:
        why = rule.Answer("", "closed" if key.site_id in closed else "not_bound")
        steps.append(_step(at[key.site_id], key, before[key].status, why))
    _store(fresh, changed, gone, steps)
    return len(fresh) + len(changed) + len(gone)


def _coverage(place: SiteAt, key: Key, row: Row, now: datetime) -> Coverage:
    values = {name: getattr(row, name) for name in Row.__dataclass_fields__}
    return Coverage(
        region_id=place.region_id,
        site_id=key.site_id,
        requirement=key.requirement,
        computed_at=now,
        **values,
    )


def _step(place: SiteAt, key: Key, before: str, answer: rule.Answer) -> CoverageStep:
    return CoverageStep(
        region_id=place.region_id,
        district_id=place.district_id,
        organisation_id=place.organisation_id,
        site_id=key.site_id,
        requirement=key.requirement,
        before=before,
        after=answer.status,
        reason=answer.reason,
        asset_id=answer.thing,
    )


KEPT = ("district_id", "organisation_id", "status", "reason", "asset_id", "metres", "since", "computed_at")
FRESH = ("region_id", "site_id", "requirement", *KEPT)
STEP = (
    "region_id",
    "district_id",
    "organisation_id",
    "site_id",
    "requirement",
    "before",
    "after",
    "reason",
    "asset_id",
)


def _store(
    fresh: list[Coverage], changed: list[Coverage], gone: list[Key], steps: list[CoverageStep]
) -> None:
    if len(fresh) > FEW:
        copy_rows("schools_coverage", FRESH, ([getattr(one, name) for name in FRESH] for one in fresh))
        fresh = []
    Coverage.objects.bulk_create(
        [*fresh, *changed],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["region_id", "site", "requirement"],
        update_fields=KEPT,
    )
    for key in gone:
        Coverage.objects.filter(site_id=key.site_id, requirement=key.requirement).delete()
    if len(steps) > FEW:
        copy_rows("schools_coverage_step", STEP, ([getattr(one, name) for name in STEP] for one in steps))
    else:
        CoverageStep.objects.bulk_create(steps)
