"""What the engine writes: contradictions with their facts, sources and steps, and the clock of each.

The rules say what the life of a contradiction is (`rules.contradict_time`); this file makes the tables agree
with it. Nothing is taken back: a step that is no longer true is followed by the one that says so. People's
own steps stand: what a second person accepted as explained opens again only on a source that was not there
then."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence.models import (
    Against,
    Contradiction,
    ContradictionFact,
    ContradictionStep,
    Observation,
)
from qalqan.domains.evidence.rules.contradict import Hit, Seen
from qalqan.domains.evidence.rules.contradict_time import Change
from qalqan.domains.territory import api as territory
from qalqan.kernel import clock, ledger, outbox
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock.actions import database_now
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.clock.rules import OPEN as RUNS

ENGINE = "evidence.engine"
RULE = "evidence.contradiction"
GATHERS = "МОН"  # whoever holds its function: akimats report to it
OPEN = ("open", "answered")
BATCH = 2000

type Lives = Mapping[str, tuple[Change, ...]]


@dataclass
class Written:
    """What a recount changed: ids of contradictions raised, opened again and closed."""

    raised: list[UUID] = field(default_factory=list)
    reopened: list[UUID] = field(default_factory=list)
    closed: list[UUID] = field(default_factory=list)


@dataclass
class _Held:
    """A contradiction that stands in the tables, the sources it names, and its last step's moment."""

    row: Contradiction
    named: set[UUID]
    last: datetime


@dataclass
class _Rows:
    against: list[Against] = field(default_factory=list)
    facts: list[ContradictionFact] = field(default_factory=list)
    steps: list[ContradictionStep] = field(default_factory=list)


def write(judged: Mapping[UUID, tuple[Seen, Lives]]) -> Written:
    """Bring the tables to what was judged, in the open scope. `judged`: by claim; a claim without lives
    closes what stood against it."""
    done, rows = Written(), _Rows()
    held = _held(list(judged))
    new: list[tuple[Contradiction, Seen, tuple[Change, ...]]] = []
    for claim_id, (claim, lives) in judged.items():
        for rule, steps in lives.items():
            stands = held.pop((claim_id, rule), None)
            if stands is None:
                new.append((_contradiction(claim, rule, steps), claim, steps))
            else:
                _agree(stands, steps, rows, done)
    for gone in held.values():
        _agree(gone, (), rows, done)
    _create(new, rows, done)
    for model, made in (
        (Against, rows.against),
        (ContradictionFact, rows.facts),
        (ContradictionStep, rows.steps),
    ):
        model.objects.bulk_create(made, batch_size=BATCH)
    for act, ids in (("raise", done.raised), ("reopen", done.reopened), ("close", done.closed)):
        if ids:
            ledger.record(f"evidence.{act}", kind="contradiction", id=ids[0], note=f"rows.{len(ids)}")
    return done


def contradicted(claims: Sequence[UUID]) -> set[UUID]:
    """The claims upon which a contradiction stands or stood."""
    found = Contradiction.objects.within(scope.current()).filter(claim__in=claims)
    return set(found.values_list("claim", flat=True))


def _held(claims: Sequence[UUID]) -> dict[tuple[UUID, str], _Held]:
    """What stands on these claims, locked against a second engine."""
    s = scope.current()
    found = list(Contradiction.objects.within(s).select_for_update().filter(claim__in=claims).order_by("id"))
    keys = [row.pk for row in found]
    named: dict[UUID, set[UUID]] = defaultdict(set)
    for key, source in (
        Against.objects.within(s).filter(contradiction__in=keys).values_list("contradiction", "observation")
    ):
        named[key].add(source)
    steps = ContradictionStep.objects.within(s).filter(contradiction__in=keys).order_by("at")
    last = dict(steps.values_list("contradiction", "at"))
    return {
        (row.claim_id, row.rule): _Held(row, named[row.pk], last.get(row.pk, row.known_from)) for row in found
    }


def _contradiction(claim: Seen, rule: str, steps: tuple[Change, ...]) -> Contradiction:
    raised, last = steps[0], steps[-1]
    return Contradiction(
        region_id=claim.region_id,
        district_id=claim.district_id,
        organisation_id=claim.place_id if claim.place == "organisation" else None,
        place=claim.place,
        place_id=claim.place_id,
        plan_code=claim.plan_code,
        measure_number=claim.number or 0,
        indicator=claim.indicator,
        claim_id=claim.id,
        rule=rule,
        owner=owner(claim, raised.at.date()),
        state=last.state,
        known_from=raised.at,
        known_until=None if last.state == "open" else last.at,
    )


def owner(claim: Seen, day: date) -> str:
    """Code of the living body that answers for a claim: the claimant's successor on that day. For a claim of
    all akimats together it is who gathers their reports; for one of nobody named, the region's akimat."""
    try:
        if claim.body and not bodies.is_collective(claim.body):
            return bodies.addressee(claim.body, day).code
    except (bodies.OutsideRegisterError, bodies.UnknownFunctionError, bodies.UnknownBodyError):
        return claim.body  # an akimat under its own code holds no function and answers itself
    if claim.place == "nation":
        return bodies.addressee(GATHERS, day).code
    code = territory.atlas().find(claim.region_id).code
    return next((one.code for one in bodies.akimats_on(day) if one.region == code), code)


def _create(
    new: Sequence[tuple[Contradiction, Seen, tuple[Change, ...]]], rows: _Rows, done: Written
) -> None:
    """Raise what is new, with its whole history so far; start the clock of what is open."""
    since = _since([claim.id for _, claim, _ in new])
    made = Contradiction.objects.bulk_create([row for row, _, _ in new], batch_size=BATCH)
    for row, (_, claim, steps) in zip(made, new, strict=True):
        first = since.get((claim.id, row.rule))
        _facts(row, steps[0].hits[0], first, rows)
        before, named = "", set[UUID]()
        for step in steps:
            _join(row, step.hits, named, rows)
            rows.steps.append(_step(row, step.act, before, step.state, step.at))
            before = step.state
        done.raised.append(row.pk)
        if row.state == "open":
            start(row)
        outbox.emit("evidence.contradicted", region_id=row.region_id, contradiction=row.pk)


def _since(claims: Sequence[UUID]) -> dict[tuple[UUID, str], datetime]:
    """From when the same was contradicted in the claim that this one replaced: saying it anew makes nothing
    younger."""
    if not claims:
        return {}
    replaced = dict(
        Observation.objects.within(scope.current())
        .filter(id__in=claims, replaces__isnull=False)
        .values_list("replaces", "id")
    )
    before = Contradiction.objects.within(scope.current()).filter(claim__in=list(replaced))
    found = {(replaced[row.claim_id], row.rule): row.known_from for row in before}
    told = ContradictionFact.objects.within(scope.current()).filter(
        contradiction__in=[row.pk for row in before], name="since"
    )
    rules = {row.pk: (replaced[row.claim_id], row.rule) for row in before}
    found |= {rules[fact.contradiction_id]: datetime.fromisoformat(fact.value) for fact in told}
    return found


def _facts(row: Contradiction, hit: Hit, since: datetime | None, rows: _Rows) -> None:
    facts = [*hit.facts, *([("since", since.isoformat())] if since else [])]
    rows.facts += [
        ContradictionFact(**_place(row), contradiction=row, name=name, value=value) for name, value in facts
    ]


def _join(row: Contradiction, hits: Sequence[Hit], named: set[UUID], rows: _Rows) -> bool:
    """Name the sources that are not named yet; whether any was new."""
    fresh = {hit.seen.id for hit in hits} - named - {row.claim_id}
    named |= fresh
    rows.against += [Against(**_place(row), contradiction=row, observation_id=one) for one in sorted(fresh)]
    return bool(fresh)


def _agree(held: _Held, steps: tuple[Change, ...], rows: _Rows, done: Written) -> None:
    """Add to a contradiction that stands what has changed since: by the moment of the evidence, but never
    before the step that stands last."""
    row, before = held.row, held.row.state
    is_joined = _join(row, [hit for step in steps for hit in step.hits], held.named, rows)
    runs = bool(steps) and steps[-1].state == "open"
    at = max(steps[-1].at if steps else database_now(), held.last)
    if before in OPEN and not runs:
        row.state, row.known_until = steps[-1].state if steps else "source_corrected", at
        row.save(update_fields=["state", "known_until"])
        stop(row)
        rows.steps.append(_step(row, "close", before, row.state, at))
        done.closed.append(row.pk)
        outbox.emit("evidence.contradiction_closed", region_id=row.region_id, contradiction=row.pk)
    elif before not in OPEN and runs and (before != "explained" or is_joined):
        row.state, row.known_until = "open", None
        row.save(update_fields=["state", "known_until"])
        rows.steps.append(_step(row, "reopen", before, "open", at))
        done.reopened.append(row.pk)
        start(row)
        outbox.emit("evidence.contradicted", region_id=row.region_id, contradiction=row.pk)
    elif is_joined and before in OPEN:
        rows.steps.append(_step(row, "join", before, row.state, at))


def start(row: Contradiction) -> None:
    """Ten working days to answer, from when both sides were known; from now when it opens again."""
    code = next((one.code for one in territory.atlas().regions if one.id == row.region_id), None)
    begun = clock.start(
        RULE,
        target_kind="contradiction",
        target_id=row.pk,
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        owes=row.owner,
        at=row.known_from if row.obligation_id is None else None,
        zone=clock.zone_of(code),
    )
    row.obligation_id = begun.pk
    row.save(update_fields=["obligation_id"])


def stop(row: Contradiction) -> None:
    """The owner's term ends: it was answered, or what it stood on is gone."""
    if row.obligation_id is None:
        return
    running = Obligation.objects.within(scope.current()).filter(pk=row.obligation_id)
    if running.filter(state__in=RUNS).exists():
        clock.meet(row.obligation_id)


def _step(row: Contradiction, act: str, before: str, after: str, at: datetime) -> ContradictionStep:
    return ContradictionStep(
        **_place(row), contradiction=row, act=act, before=before, after=after, at=at, by=ENGINE
    )


def _place(row: Contradiction) -> dict[str, UUID | None]:
    return {
        "region_id": row.region_id,
        "district_id": row.district_id,
        "organisation_id": row.organisation_id,
    }
