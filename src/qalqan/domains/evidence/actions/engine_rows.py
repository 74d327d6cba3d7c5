"""What the engine reads: rows of evidence as few words (`rules.contradict.Seen`), in one statement each.

Only rows whose indicator is claimed somewhere, and of narrower places only what falls short or takes part
in a sum: the database leaves out what no rule would look at."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from qalqan.domains.evidence.indicators import indicators
from qalqan.domains.evidence.rules.contradict import Seen, Trait, is_all, is_nearly_all, trait
from qalqan.domains.evidence.rules.contradict_judge import World
from qalqan.domains.territory import api as territory

COLUMNS = """o.id, o.region_id, o.place, o.place_id, o.district_id, o.indicator, o.dims, o.period_start,
  o.period_end,
  CASE WHEN o.observed_on < o.period_start THEN o.period_end ELSE least(o.period_end, o.observed_on) END,
  o.value::float8, o.numerator::float8, o.denominator::float8, o.coverage::float8, o.source_kind,
  o.source_body, o.source_ref, o.method, o.known_from, o.known_until, o.plan_code, o.measure_number"""
TABLE = f"SELECT {COLUMNS} FROM evidence_observation o WHERE "  # noqa: S608 - constants of ours
IS_CLAIM = "o.source_kind = 'claim' AND o.plan_code <> ''"

# The claims that a row may concern: those of its family in its own place and in the places around it.
TOUCHED = f"""{IS_CLAIM} AND o.indicator = ANY(%(keys)s) AND (
  (o.place = 'nation')
  OR (o.region_id = %(region)s AND (o.place = 'region' OR o.place_id = ANY(%(places)s))))"""
# Sources of one claim: its own place's; within it, places of which some row falls short; its own parts' sums.
AROUND = """o.indicator = ANY(%(keys)s) AND (
  (o.place = %(place)s AND o.place_id = %(place_id)s AND o.source_kind <> 'claim')
  OR (%(wide)s AND o.place <> 'nation' AND o.source_kind <> 'claim'
      AND (%(region)s::uuid IS NULL OR o.region_id = %(region)s)
      AND (o.place, o.place_id) IN (
        SELECT p.place, p.place_id FROM evidence_observation p
        JOIN unnest(%(keys)s::text[], %(best)s::float8[], %(sign)s::int[]) AS t(key, best, sign)
          ON t.key = p.indicator
        WHERE (%(region)s::uuid IS NULL OR p.region_id = %(region)s)
          AND p.source_kind <> 'claim' AND p.place <> 'nation' AND (t.best - p.value::float8) * t.sign > 0))
  OR (o.indicator = %(indicator)s AND o.place = %(part)s AND o.period_end <= %(end)s
      AND o.period_end >= %(start)s AND (%(region)s::uuid IS NULL OR o.region_id = %(region)s)))"""

# Of a whole register: what speaks of the nation and of regions; of narrower places only where a claim around
# them says "all of it", or is of their own indicator and period (then they are its parts).
NEEDED = """o.indicator = ANY(%(keys)s) AND (o.place IN ('nation', 'region')
  OR (o.indicator, o.region_id) IN (SELECT * FROM unnest(%(all_keys)s::text[], %(all_regions)s::uuid[]))
  OR (o.indicator, o.region_id, o.period_end) IN (
    SELECT * FROM unnest(%(part_keys)s::text[], %(part_regions)s::uuid[], %(part_ends)s::date[])))"""


@cache
def traits() -> dict[str, Trait]:
    """The rules' view of every indicator of the dictionary."""
    return {one.key: trait(one) for one in indicators()}


@cache
def family_keys(family: str) -> tuple[str, ...]:
    """The indicators of a family."""
    return tuple(key for key, one in traits().items() if one.family == family)


def read(condition: str, values: dict[str, Any]) -> list[Seen]:
    """Rows that a condition names, in the scope that is open; unknown indicators are left out."""
    known = traits()
    with connection.cursor() as cursor:
        cursor.execute(TABLE + condition, values)
        return [Seen._make(row) for row in cursor.fetchall() if row[5] in known]


def by_ids(ids: Sequence[UUID]) -> list[Seen]:
    """Rows by id."""
    return read("o.id = ANY(%(ids)s)", {"ids": list(ids)})


def touched(rows: Iterable[Seen]) -> list[Seen]:
    """The claims that these rows may bear upon, each once: a claim itself, and those whose family they are
    of."""
    found: dict[UUID, Seen] = {}
    for row in rows:
        if row.kind == "claim":
            found[row.id] = row
        places = [one for one in (row.place_id, row.district_id) if one is not None]
        keys = list(family_keys(traits()[row.indicator].family))
        values = {"keys": keys, "region": row.region_id, "places": places}
        found |= {claim.id: claim for claim in read(TOUCHED, values)}
    return list(found.values())


def around(claim: Seen) -> list[Seen]:
    """Everything that may speak against one claim."""
    known = traits()
    claimed = known[claim.indicator]
    keys = list(family_keys(claimed.family))
    parts = {"nation": "region", "region": "district", "district": "organisation"}
    return read(
        AROUND,
        {
            "keys": keys,
            "best": [known[key].best for key in keys],
            "sign": [known[key].sign for key in keys],
            "wide": is_all(claimed, claim.value),
            "place": claim.place,
            "place_id": claim.place_id,
            "region": None if claim.place == "nation" else claim.region_id,
            "indicator": claim.indicator,
            "part": parts.get(claim.place, ""),
            "start": claim.start,
            "end": claim.end,
        },
    )


def claims_of(plan_code: str) -> list[Seen]:
    """Every claim made for a plan, those that were replaced too."""
    return read("o.source_kind = 'claim' AND o.plan_code = %(plan)s", {"plan": plan_code})


def needed(claims: Sequence[Seen], keys: Sequence[str]) -> list[Seen]:
    """The rows of some indicators that judging these claims, and keeping standings, takes."""
    known = traits()
    regions = [one.id for one in territory.atlas().regions]
    wide: set[tuple[str, UUID]] = set()
    parts: set[tuple[str, UUID, date]] = set()
    for claim in claims:
        claimed = known[claim.indicator]
        places = regions if claim.place == "nation" else [claim.region_id]
        if is_all(claimed, claim.value) or is_nearly_all(claimed, claim.value):
            wide |= {(key, place) for key in family_keys(claimed.family) for place in places}
        parts |= {(claim.indicator, place, claim.end) for place in places}
    values = {
        "keys": list(keys),
        "all_keys": [key for key, _ in wide],
        "all_regions": [place for _, place in wide],
        "part_keys": [key for key, _, _ in parts],
        "part_regions": [place for _, place, _ in parts],
        "part_ends": [end for _, _, end in parts],
    }
    return read(NEEDED, values)


def world() -> World:
    """Regions' lives and how many parts a place has, from one snapshot of the map."""
    atlas = territory.atlas()
    lives = {one.id: (one.life.since, one.life.until) for one in atlas.regions}

    @cache
    def parts(place: str, place_id: UUID, day: date) -> int | None:
        if place == "nation":
            return len(atlas.regions_on(day))
        if place == "region" and place_id in lives:
            return len(atlas.districts_on(day, place_id)) or None
        return None  # how many organisations a district has is not for the map to say

    return World(lambda region: lives.get(region, (None, None)), parts)
