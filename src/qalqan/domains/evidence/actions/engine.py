"""The engine: what is claimed is held against what is seen, whenever either changes.

`reconsider` looks at the few claims that one change may concern; `reconsider_all` at the whole register of a
plan. Both judge by the same pure rules and write by the same file, so they agree. They run in the scope
that is open, which must reach the whole country where national claims are concerned. Running twice changes
nothing."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from qalqan.domains.evidence.actions import engine_rows, engine_standings, engine_store
from qalqan.domains.evidence.actions.engine_store import Written
from qalqan.domains.evidence.queries.bindings import bindings, bound_plans
from qalqan.domains.evidence.rules.contradict import Seen
from qalqan.domains.evidence.rules.contradict_judge import Sources, judge, may_concern
from qalqan.domains.evidence.rules.standing import MeasureBinding

type Where = tuple[str, UUID]


def reconsider(observations: Iterable[UUID]) -> Written:
    """Judge again what these observations may concern, and the standings of the measures they bear upon."""
    rows = engine_rows.by_ids(list(observations))
    if not rows:
        return Written()
    one_at_a_time()
    known, world = engine_rows.traits(), engine_rows.world()
    claims = engine_rows.touched(rows)
    contradicted = engine_store.contradicted([claim.id for claim in claims])
    judged = {
        claim.id: (claim, judge(claim, Sources(engine_rows.around(claim), known), known, world))
        for claim in claims
        if claim.id in contradicted or any(may_concern(claim, row, known) for row in rows)
    }
    done = engine_store.write(judged)
    changed = [claim for claim, _ in judged.values()]
    _stand_again([*rows, *changed])
    return done


def stand_again(plan_code: str, number: int, where: Where) -> None:
    """A proof was offered, taken back or decided, or an answer accepted: only the standing can change."""
    one_at_a_time()
    _stand(plan_code, [one for one in bindings(plan_code) if one.number == number], where)


def reconsider_all(plan_code: str) -> Written:
    """Judge every claim of a plan and keep every standing of it."""
    one_at_a_time()
    known, world = engine_rows.traits(), engine_rows.world()
    claims = [one for one in engine_rows.claims_of(plan_code) if one.indicator in known]
    keys = {key for one in claims for key in engine_rows.family_keys(known[one.indicator].family)}
    bound = bindings(plan_code)
    keys |= {one.indicator for each in bound for one in each.indicators}
    rows = engine_rows.needed(claims, sorted(keys))
    sources = Sources(rows, known)
    done = engine_store.write({one.id: (one, judge(one, sources, known, world)) for one in claims})
    engine_standings.keep(plan_code, bound, rows)
    return done


def _stand_again(rows: Sequence[Seen]) -> None:
    """Standings of the measures that these rows bear upon, place by place."""
    for plan_code in _plans(rows):
        asked: dict[Where, dict[int, MeasureBinding]] = {}
        for each in bindings(plan_code):
            keys = {one.indicator for one in each.indicators}
            for row in rows:
                is_its_claim = row.plan_code == plan_code and row.number == each.number
                if row.place in engine_standings.PLACES and (row.indicator in keys or is_its_claim):
                    asked.setdefault((row.place, row.place_id), {})[each.number] = each
        for where, bound in asked.items():
            _stand(plan_code, list(bound.values()), where)


def _stand(plan_code: str, bound: Sequence[MeasureBinding], where: Where) -> None:
    keys = sorted({one.indicator for each in bound for one in each.indicators})
    values = {"place": where[0], "id": where[1], "keys": keys, "plan": plan_code}
    rows = engine_rows.read(
        """o.place = %(place)s AND o.place_id = %(id)s AND o.region_id = %(id)s
           AND (o.indicator = ANY(%(keys)s) OR (o.source_kind = 'claim' AND o.plan_code = %(plan)s
                                                AND o.measure_number = ANY(%(numbers)s)))""",
        {**values, "numbers": [each.number for each in bound]},
    )
    engine_standings.keep(plan_code, bound, rows, places=[where])


def _plans(rows: Sequence[Seen]) -> tuple[str, ...]:
    """The plans that may be concerned: those that have bindings, and those that a claim names."""
    return tuple(sorted({*bound_plans(), *(row.plan_code for row in rows if row.plan_code)}))


def one_at_a_time() -> None:
    """Two engines at once would each raise what the other raises: the second waits for the first's commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('evidence.engine', 0))")
