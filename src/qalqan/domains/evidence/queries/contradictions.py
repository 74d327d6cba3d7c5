"""Contradictions in lists and one by one, as they stood at a moment, with claim and source side by side.

A past state is that of the last step before the moment, because steps are appended and never changed. Lists
are read in a fixed number of queries, however long they are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, DateTimeField, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence.indicators import indicator
from qalqan.domains.evidence.models import (
    Against,
    Contradiction,
    ContradictionFact,
    ContradictionStep,
    Observation,
)
from qalqan.domains.evidence.rules.contradict_words import sentence, title
from qalqan.domains.evidence.rules.indicator import Names
from qalqan.kernel.access.regional import ScopedQuerySet
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.clock.rules import OPEN as RUNS

STATES = ("open", "answered", "explained", "claim_corrected", "source_corrected", "overtaken")
UNSETTLED = ("open", "answered")
ALL = 100_000


@dataclass(frozen=True, slots=True)
class Side:
    """A claim or a source: who said what of which day, and where it can be read. `method`: "at_least" or
    "at_most" where the source saw a limit and not the number itself. `replaces`: the row that it corrects.
    `is_typed`: a person wrote it, in a form or a file, and no program."""

    id: UUID
    indicator: str
    place: str
    place_id: UUID
    region_id: UUID
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    coverage: Decimal | None
    unit: Names
    kind: str
    body: str
    ref: str
    source_name: str
    address: str
    method: str
    note: str
    on: date
    known_from: datetime
    line_id: UUID | None
    replaces: UUID | None
    is_typed: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the history. `user_id`: who did it, None for the engine."""

    act: str
    before: str
    after: str
    at: datetime
    by: str
    text: str
    file_id: UUID | None
    user_id: UUID | None


@dataclass(frozen=True, slots=True)
class ContradictionView:
    """A contradiction as it stood at the moment asked for. `since`: from when the same has been contradicted,
    also under the claim that this one replaced. `days`: its age then, or how long it stood. `owner`: the
    code of the body that answers; a body that is gone is replaced by who took its function over. `due`: None
    when no term runs. `corrections`: what sources that stood against the claim say in place of that, in the
    order in which it became known."""

    id: UUID
    region_id: UUID
    place: str
    place_id: UUID
    plan_code: str
    number: int
    indicator: str
    indicator_name: Names
    rule: str
    state: str
    owner: str
    owner_name: Names
    known_from: datetime
    known_until: datetime | None
    since: datetime
    days: int
    due: datetime | None
    claim: Side
    against: tuple[Side, ...]
    corrections: tuple[Side, ...]
    facts: Mapping[str, str]
    steps: tuple[StepView, ...]

    @property
    def is_open(self) -> bool:
        """Open or answered: not settled."""
        return self.state in UNSETTLED

    def title(self, language: str) -> str:
        """What the rule says, as a heading."""
        return title(self.rule, language)

    def sentence(self, language: str) -> str:
        """The explanation with its numbers."""
        return sentence(self.rule, self.facts, language)


def contradictions(
    plan_code: str | None = None,
    *,
    region_id: UUID | None = None,
    number: int | None = None,
    state: str | None = None,
    at: datetime | None = None,
    ids: Iterable[UUID] | None = None,
    limit: int = ALL,
) -> tuple[ContradictionView, ...]:
    """Contradictions that stood or had stood at a moment (now if None), the longest open first, in the open
    scope. `state`: one of STATES, or "unsettled" for open and answered. `region_id`: of that region's own
    claims; those of the nation are kept in the capital's region. Eight queries."""
    moment = at or datetime.now(UTC)
    rows = Contradiction.objects.within(scope.current()).filter(known_from__lte=moment)
    if plan_code is not None:
        rows = rows.filter(plan_code=plan_code)
    if region_id is not None:
        rows = rows.filter(region_id=region_id)
    if number is not None:
        rows = rows.filter(measure_number=number)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if at is None and state is not None:  # of a past day the steps decide, below
        rows = rows.filter(state__in=UNSETTLED if state == "unsettled" else (state,))
    found = _views(list(rows[:limit]), moment)
    wanted = None if state is None else frozenset(UNSETTLED if state == "unsettled" else (state,))
    kept = [one for one in found if wanted is None or one.state in wanted]
    return tuple(sorted(kept, key=lambda one: (not one.is_open, one.since, one.number, str(one.id))))


def sought(
    *,
    at: datetime | None = None,
    plan_codes: Collection[str] | None = None,
    is_unsettled: bool = False,
) -> ScopedQuerySet[Contradiction]:
    """Contradictions that stood or had stood at a moment (now if None), in the order of `contradictions`,
    with `stood`, their state then: for lists that are counted and paged by the database. `plan_codes`: of
    these plans only; `is_unsettled`: open and answered ones only. In the open scope."""
    s, moment = scope.current(), at or datetime.now(UTC)
    rows = Contradiction.objects.within(s).filter(known_from__lte=moment)
    if plan_codes is not None:
        rows = rows.filter(plan_code__in=plan_codes)
    last = ContradictionStep.objects.within(s).filter(contradiction=OuterRef("pk"), at__lte=moment)
    then = Subquery(last.order_by("-at", "-id").values("after")[:1])
    rows = rows.annotate(stood=F("state") if at is None else Coalesce(then, Value("open")))
    if is_unsettled:
        rows = rows.filter(stood__in=UNSETTLED)
    since = ContradictionFact.objects.within(s).filter(contradiction=OuterRef("pk"), name="since")
    return rows.annotate(
        settled=Case(When(stood__in=UNSETTLED, then=0), default=1),
        first=Coalesce(Cast(Subquery(since.values("value")[:1]), DateTimeField()), F("known_from")),
    ).order_by("settled", "first", "measure_number", "id")


def contradiction(key: UUID, *, at: datetime | None = None) -> ContradictionView | None:
    """One contradiction, None if the open scope does not reach it."""
    return next(iter(contradictions(ids=[key], at=at)), None)


def _views(rows: Sequence[Contradiction], moment: datetime) -> list[ContradictionView]:
    s, keys = scope.current(), [row.pk for row in rows]
    steps: dict[UUID, list[StepView]] = defaultdict(list)
    for one in (
        ContradictionStep.objects.within(s)
        .filter(contradiction__in=keys, at__lte=moment)
        .order_by("at", "id")
    ):
        view = StepView(one.act, one.before, one.after, one.at, one.by, one.text, one.file_id, one.user_id)
        steps[one.contradiction_id].append(view)
    facts: dict[UUID, dict[str, str]] = defaultdict(dict)
    for fact in ContradictionFact.objects.within(s).filter(contradiction__in=keys):
        facts[fact.contradiction_id][fact.name] = fact.value
    against: dict[UUID, list[UUID]] = defaultdict(list)
    for key, source in (
        Against.objects.within(s).filter(contradiction__in=keys).values_list("contradiction", "observation")
    ):
        against[key].append(source)
    sides = _sides([row.claim_id for row in rows] + [one for found in against.values() for one in found])
    corrections = _corrections(against, sides, moment)
    clocks = [row.obligation_id for row in rows if row.obligation_id]
    due = dict(Obligation.objects.within(s).filter(pk__in=clocks, state__in=RUNS).values_list("id", "due"))
    return [
        _view(
            row,
            moment,
            steps[row.pk],
            facts[row.pk],
            [sides[key] for key in against[row.pk] if key in sides and sides[key].known_from <= moment],
            corrections.get(row.pk, []),
            sides[row.claim_id],
            due.get(row.obligation_id) if row.obligation_id else None,
        )
        for row in rows
    ]


def _corrections(
    against: Mapping[UUID, list[UUID]], sides: Mapping[UUID, Side], moment: datetime
) -> dict[UUID, list[Side]]:
    """What replaced the sources of each contradiction, up to a moment. Sought by their places, which an index
    serves."""
    sources = [sides[one] for found in against.values() for one in found if one in sides]
    rows = Observation.objects.within(scope.current()).filter(
        region_id__in={one.region_id for one in sources},
        indicator__in={one.indicator for one in sources},
        place__in={one.place for one in sources},
        place_id__in={one.place_id for one in sources},
        replaces__in={one.id for one in sources},
        known_from__lte=moment,
    )
    by: dict[UUID, list[Side]] = defaultdict(list)
    for row in rows:
        by[row.replaces].append(side(row))
    return {key: [new for one in found for new in by[one]] for key, found in against.items()}


def _view(
    row: Contradiction,
    moment: datetime,
    steps: Sequence[StepView],
    facts: Mapping[str, str],
    against: Sequence[Side],
    corrections: Sequence[Side],
    claim: Side,
    due: datetime | None,
) -> ContradictionView:
    last = steps[-1] if steps else None
    state = last.after if last else "open"
    ended = last.at if last and state not in UNSETTLED else None
    since = datetime.fromisoformat(facts["since"]) if "since" in facts else row.known_from
    code, name = owner_on(row.owner, moment.date())
    return ContradictionView(
        id=row.pk,
        region_id=row.region_id,
        place=row.place,
        place_id=row.place_id,
        plan_code=row.plan_code,
        number=row.measure_number,
        indicator=row.indicator,
        indicator_name=indicator(row.indicator).name,
        rule=row.rule,
        state=state,
        owner=code,
        owner_name=name,
        known_from=row.known_from,
        known_until=ended,
        since=since,
        days=((ended or moment) - since).days,
        due=due if state == "open" else None,
        claim=claim,
        against=tuple(sorted(against, key=lambda one: (one.known_from, one.id))),
        corrections=tuple(sorted(corrections, key=lambda one: (one.known_from, one.id))),
        facts=facts,
        steps=tuple(steps),
    )


def owner_on(code: str, day: date) -> tuple[str, Names]:
    """Who answers on a day: the body itself, or who holds its function by then; the code where no register
    knows it."""
    try:
        body = bodies.addressee(code, day)
    except (bodies.UnknownBodyError, bodies.UnknownFunctionError, bodies.OutsideRegisterError):
        try:
            body = bodies.body(code)
        except bodies.UnknownBodyError:
            return code, Names(code, code, code)
    except bodies.CollectiveError:
        body = bodies.body(code)
    return body.code, Names(body.name.kk, body.name.ru, body.name.en)


def _sides(ids: Iterable[UUID]) -> dict[UUID, Side]:
    rows = Observation.objects.within(scope.current()).filter(pk__in=set(ids))
    return {row.pk: side(row) for row in rows}


def side(row: Observation) -> Side:
    """An observation as one side of a comparison."""
    on = row.period_end if row.observed_on < row.period_start else min(row.period_end, row.observed_on)
    return Side(
        id=row.pk,
        indicator=row.indicator,
        place=row.place,
        place_id=row.place_id,
        region_id=row.region_id,
        value=row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        coverage=row.coverage,
        unit=indicator(row.indicator).measured_in.short,
        kind=row.source_kind,
        body=row.source_body,
        ref=row.source_ref,
        source_name=row.source_name,
        address=row.address,
        method=row.method,
        note=row.note,
        on=on,
        known_from=row.known_from,
        line_id=row.line_id,
        replaces=row.replaces,
        is_typed=row.recorded_user is not None,
    )
