"""Questions about obligations, inside a scope; answers are frozen values. Lists filter by the scope's bounds
explicitly, so that indexes serve them; the row policies are the net below."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock import reading, reference, rules
from qalqan.kernel.clock.models import DeadlineRule, Escalation, Lowering, Obligation
from qalqan.kernel.clock.rules import OPEN, Count, Rule
from qalqan.kernel.clock.zones import Zone
from qalqan.kernel.names import Names

PAGE = 50
MANY = 1000  # beyond this a count says "more than": nobody reads the difference, and counting costs


@dataclass(frozen=True, slots=True)
class Row:
    """An obligation in a list."""

    id: UUID
    code: str
    name: Names
    confirmed: bool
    target_kind: str
    owes: str
    due: datetime
    zone: Zone
    ends_the_day: bool
    is_estimated: bool
    state: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `following`: whether there is another one."""

    rows: tuple[Row, ...]
    number: int
    following: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """One obligation with all that happened to it."""

    row: Row
    target_id: UUID
    region_id: UUID
    district_id: UUID | None
    organisation_id: UUID | None
    started: datetime
    met_at: datetime | None
    rule: Rule
    rule_row: DeadlineRule
    counted: Count | None  # None while the clock stands still: the end is not known
    rungs: tuple[Escalation, ...]
    entries: tuple[tuple[str, datetime, str, str, datetime], ...]
    lowering: Lowering | None


def running(*, state: str = "", code: str = "", number: int = 1) -> Page:
    """Obligations that this scope reaches, what falls due soonest first; the open ones unless told else."""
    found = Obligation.objects.within(scope.current())
    found = found.filter(state=state) if state in rules.STATES else found.filter(state__in=OPEN)
    if code:
        found = found.filter(code=code)
    first = (max(number, 1) - 1) * PAGE
    rows = list(found.order_by("due", "id")[first : first + PAGE + 1])
    versions = _versions({row.rule_id for row in rows})
    return Page(
        tuple(_row(row, versions[row.rule_id]) for row in rows[:PAGE]), max(number, 1), len(rows) > PAGE
    )


def counts() -> dict[str, int]:
    """How many are in each open state, counted up to MANY + 1."""
    reached = Obligation.objects.within(scope.current())
    return {state: reached.filter(state=state).values("id")[: MANY + 1].count() for state in OPEN}


def detail(obligation_id: UUID) -> Detail:
    """One obligation; Obligation.DoesNotExist if this scope does not reach it."""
    row = (
        Obligation.objects.within(scope.current())
        .select_related("rule")
        .prefetch_related("rule__rungs")
        .get(id=obligation_id)
    )
    stood = list(row.pauses.order_by("since"))
    rule, zone = reference.as_rule(row.rule), reading.zones()[row.zone]
    closed = [rules.Pause(p.since, p.until) for p in stood if p.until and p.until > p.since]
    is_open = any(p.until is None for p in stood)
    counted = None if is_open else _counted(row, rule, zone, closed)
    entries = row.entries.order_by("at", "id").values_list("act", "at", "actor", "reason", "due")
    return Detail(
        row=_row(row, row.rule),
        target_id=row.target_id,
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        started=row.started,
        met_at=row.met_at,
        rule=rule,
        rule_row=row.rule,
        counted=counted,
        rungs=tuple(row.escalations.order_by("rings_at", "number")),
        entries=tuple(entries),
        lowering=row.lowerings.filter(is_confirmed__isnull=True).first(),
    )


def _counted(row: Obligation, rule: Rule, zone: Zone, closed: list[rules.Pause]) -> Count:
    if rule.unit == rules.STATED:
        return rules.count_to(rule, row.started, zone.local(row.due - rules.INSTANT).date(), zone)
    return rules.count(rule, row.started, reading.working_calendar(), zone, closed)


def rule_rows() -> list[DeadlineRule]:
    """Every version of every rule, with its ladder, by code and first day."""
    return list(DeadlineRule.objects.prefetch_related("rungs").order_by("code", "valid"))


def _versions(ids: Iterable[UUID]) -> dict[UUID, DeadlineRule]:
    return DeadlineRule.objects.in_bulk(set(ids))


def _row(row: Obligation, rule: DeadlineRule) -> Row:
    return Row(
        id=row.id,
        code=row.code,
        name=Names(rule.kk, rule.ru, rule.en),
        confirmed=rule.confirmed,
        target_kind=row.target_kind,
        owes=row.owes,
        due=row.due,
        zone=reading.zones()[row.zone],
        ends_the_day=row.ends_the_day,
        is_estimated=row.is_estimated,
        state=row.state,
    )
