"""The verbs of an obligation. Each stands inside an open scope (`with scope(seat, purpose):`), locks the
obligation, and writes the change, its history, the ledger's row and the event in that one transaction.
Moments come from the database's clock unless the caller knows better: no process's clock is asked.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from qalqan.kernel import ledger, outbox
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock import reading, reference, rules, waking
from qalqan.kernel.clock.models import Entry, Escalation, Lowering, Obligation, Pause
from qalqan.kernel.clock.refusals import ClockRefusedError
from qalqan.kernel.clock.rules import Count, Rule
from qalqan.kernel.clock.zones import Zone


def database_now() -> datetime:
    """The database's clock, the same for the whole transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        found: datetime = cursor.fetchone()[0]
    return found


def start(
    code: str,
    *,
    target_kind: str,
    target_id: UUID,
    region_id: UUID,
    owes: str,
    at: datetime | None = None,
    zone: str = "kz",
    district_id: UUID | None = None,
    organisation_id: UUID | None = None,
    stated: date | None = None,
) -> Obligation:
    """Start a clock: the version of rule `code` in force on the local day of `at` (now) governs. If a clock
    of this code runs for the target already, that one is returned and nothing changes: an event that comes
    twice starts one clock. `zone`: `clock.zone_of(region_code)`. `stated`: the last day, for a rule that is
    told it. RuleError without a version in force."""
    now = database_now()
    begun = at or now
    where = reading.zones()[zone]
    known = reference.versions(code)
    if not known:
        raise rules.RuleError(f"{code}: no such rule; add it to rules.toml")
    rule = rules.in_force(known, where.local(begun).date())
    if stated is None:
        counted = rules.count(rule, begun, reading.working_calendar(), where)
    else:
        counted = rules.count_to(rule, begun, stated, where)
    values = {"target_kind": target_kind, "target_id": target_id, "region_id": region_id}
    row = Obligation(
        **values,
        district_id=district_id,
        organisation_id=organisation_id,
        rule=known[rule],
        code=code,
        zone=zone,
        owes=owes,
        started=begun,
        due=counted.due,
        ends_the_day=counted.ends_the_day,
        is_estimated=counted.is_estimated,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # one runs already, perhaps started this moment by another
        return Obligation.objects.get(**values, code=code, state__in=rules.OPEN)
    _lay_ladder(row, rule, where, now)
    _tell(row, "start", "clock.started")
    return row


def meet(obligation_id: UUID, *, at: datetime | None = None) -> Obligation:
    """What was owed is done, at `at` (now). The state becomes met or met_late."""
    row, now = _locked(obligation_id), database_now()
    moment = at or now
    if moment > now:
        raise ClockRefusedError("met_in_future")
    _allowed(row, "meet")
    before = row.state
    row.state = rules.met_state(row.state, moment, now, row.due)
    row.met_at = moment
    if before == "paused":
        Pause.objects.filter(obligation=row, until__isnull=True).update(until=now)
    _drop(row, now)
    row.save(update_fields=["state", "met_at"])
    _tell(row, "meet", "clock.met" if row.state == "met" else "clock.met_late", before=before)
    return row


def turn(obligation_id: UUID, *, owes: str, organisation_id: UUID | None = None) -> Obligation:
    """Somebody else owes it from now on; nothing of its time changes. From the first warning on it stays with
    who owed it then (`rules.bound_from`), and so does a term that has passed or ended: nothing changes then,
    and nothing is written. Why it was passed on, the caller's own history says."""
    row, now = _locked(obligation_id), database_now()
    stood = Pause.objects.filter(obligation=row, until__isnull=True).values_list("since", flat=True).first()
    rule, where = reference.as_rule(row.rule), reading.zones()[row.zone]
    bound = rules.bound_from(rule, row.started, row.due, reading.working_calendar(), where)
    is_same = (row.owes, row.organisation_id) == (owes, organisation_id)
    if is_same or rules.state_after(row.state, "turn") is None or bound <= (stood or now):
        return row
    before, row.owes, row.organisation_id = row.owes, owes, organisation_id
    Escalation.objects.filter(obligation=row, done_at__isnull=True).update(organisation_id=organisation_id)
    row.save(update_fields=["owes", "organisation_id"])
    _tell(row, "turn", "clock.turned", reason=f"{before} → {owes}", before=before)
    return row


def pause(obligation_id: UUID, *, ground: str, reason: str) -> Obligation:
    """Let the clock stand still, for one of its rule's grounds. Refused once the deadline has passed."""
    row, now = _locked(obligation_id), database_now()
    _allowed(row, "pause")
    if ground not in row.rule.grounds:
        raise ClockRefusedError("no_such_ground")
    if now > row.due:
        raise ClockRefusedError("already_late")
    _require_reason(reason)
    Pause.objects.create(**_place(row), obligation=row, ground=ground, since=now)
    _drop(row, now)
    row.state = "paused"
    row.save(update_fields=["state"])
    _tell(row, "pause", "clock.paused", reason=reason, before="running")
    return row


def resume(obligation_id: UUID, *, reason: str = "") -> Obligation:
    """Let it run again. The deadline moves by the pause and the ladder is laid anew."""
    row, now = _locked(obligation_id), database_now()
    _allowed(row, "resume")
    Pause.objects.filter(obligation=row, until__isnull=True).update(until=now)
    row.state = "running"
    _recount(row, now)
    _tell(row, "resume", "clock.resumed", reason=reason, before="paused")
    return row


def correct_start(obligation_id: UUID, *, new_start: datetime, reason: str) -> Obligation:
    """The event was at another moment than was written. An earlier one holds at once; a later one lengthens
    the term, so it is only asked for, and a second person decides (`decide`)."""
    row, now = _locked(obligation_id), database_now()
    _allowed(row, "correct_start")
    _require_reason(reason)
    if new_start > now:
        raise ClockRefusedError("start_in_future")
    if new_start > row.started:
        _ask(row, "correct_start", reason, new_start)
        return row
    before = row.started
    row.started = new_start
    _recount(row, now, keep_state=True)
    _tell(row, "correct_start", "clock.corrected", reason=reason, before=before)
    return row


def restate(obligation_id: UUID, *, stated: date, reason: str) -> Obligation:
    """Another day is stated for an obligation whose rule is told its day: the act was amended, or what it
    leaves open was decided anew. Nothing changes when it is the same day."""
    row, now = _locked(obligation_id), database_now()
    _allowed(row, "restate")
    _require_reason(reason)
    where = reading.zones()[row.zone]
    counted = rules.count_to(reference.as_rule(row.rule), row.started, stated, where)
    if counted.due == row.due:
        return row
    before, row.due = row.due, counted.due
    _recount(row, now)
    _tell(row, "restate", "clock.corrected", reason=reason, before=before)
    return row


def ask_waiver(obligation_id: UUID, *, reason: str) -> Lowering:
    """Ask that the obligation be waived. Until another person confirms it, the clock runs on."""
    row = _locked(obligation_id)
    _allowed(row, "waive")
    _require_reason(reason)
    return _ask(row, "waive", reason, None)


def decide(lowering_id: UUID, *, confirm: bool, reason: str = "") -> Obligation:
    """Confirm or refuse what another person asked. PermissionDenied for the one who asked."""
    asked = Lowering.objects.within(scope.current()).select_for_update().get(id=lowering_id)
    row, now = _locked(asked.obligation_id), database_now()
    user, seat, role = _person()
    if user == asked.asked_user:
        raise PermissionDenied("lowering a protection takes two people")
    if asked.is_confirmed is not None:
        raise ClockRefusedError("already_decided")
    asked.decided_user, asked.decided_seat, asked.decided_role = user, seat, role
    asked.decided_at, asked.is_confirmed = now, confirm
    asked.save()
    before = row.state
    if not confirm:
        _tell(row, f"refuse_{asked.kind}", "clock.lowering_refused", reason=reason)
        return row
    _allowed(row, asked.kind)
    if asked.kind == "waive":
        row.state = "waived"
        Pause.objects.filter(obligation=row, until__isnull=True).update(until=now)
        _drop(row, now)
        row.save(update_fields=["state"])
        _tell(row, "waive", "clock.waived", reason=asked.reason, before=before)
        return row
    row.started = asked.new_start or row.started
    _recount(row, now)
    _tell(row, "correct_start", "clock.corrected", reason=asked.reason, before=before)
    return row


def recount_estimated() -> int:
    """Count again what runs by an estimated calendar, now that the year's file may be there; how many moved
    from an estimate to a deadline. Opens its own scopes: for the nightly job."""
    with scope(waking.SERVICE, "operation"):
        found = list(
            Obligation.objects.filter(is_estimated=True, state="running").values_list("id", flat=True)
        )
    settled = 0
    for obligation_id in found:
        with scope(waking.SERVICE, "operation"):
            row, now = _locked(obligation_id), database_now()
            if row.state != "running" or not row.is_estimated:
                continue
            before = row.due
            if not _recount(row, now).is_estimated:
                settled += 1
                _tell(row, "recount", "clock.corrected", before=before)
    return settled


def _locked(obligation_id: UUID) -> Obligation:
    """The obligation, if this scope reaches it, held until the transaction ends. Obligation.DoesNotExist."""
    found: Obligation = (
        Obligation.objects.within(scope.current())
        .select_for_update(of=("self",))
        .select_related("rule")
        .get(id=obligation_id)
    )
    return found


def _allowed(row: Obligation, act: str) -> None:
    if rules.state_after(row.state, act) is None:
        raise ClockRefusedError("not_in_this_state")


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < 10:
        raise ClockRefusedError("reason_too_short")


def _person() -> tuple[UUID, UUID, str]:
    """User, seat and role of the scope's actor. PermissionDenied for the program itself: people lower."""
    actor = scope.current().actor
    user, seat, role = (getattr(actor, name, None) for name in ("user_id", "id", "role"))
    if user is None or seat is None or role is None:
        raise PermissionDenied("a person in a post must do this")
    return user, seat, role


def _ask(row: Obligation, kind: str, reason: str, new_start: datetime | None) -> Lowering:
    if Lowering.objects.filter(obligation=row, is_confirmed__isnull=True).exists():
        raise ClockRefusedError("already_asked")
    user, seat, role = _person()
    found = Lowering.objects.create(
        **_place(row),
        obligation=row,
        kind=kind,
        reason=reason,
        new_start=new_start,
        asked_user=user,
        asked_seat=seat,
        asked_role=role,
    )
    _tell(row, f"ask_{kind}", "clock.lowering_asked", reason=reason)
    return found


def _place(row: Obligation) -> dict[str, UUID | None]:
    return {
        "region_id": row.region_id,
        "district_id": row.district_id,
        "organisation_id": row.organisation_id,
    }


def _recount(row: Obligation, now: datetime, *, keep_state: bool = False) -> Count:
    """Count again from `row.started` and its closed pauses; lay the ladder for the new deadline."""
    rule, where = reference.as_rule(row.rule), reading.zones()[row.zone]
    stood = [
        rules.Pause(p.since, p.until) for p in row.pauses.order_by("since") if p.until and p.until > p.since
    ]
    if rule.unit == rules.STATED:
        counted = rules.count_to(rule, row.started, where.local(row.due - rules.INSTANT).date(), where)
    else:
        counted = rules.count(rule, row.started, reading.working_calendar(), where, stood)
    row.due, row.is_estimated = counted.due, counted.is_estimated
    if not (keep_state and row.state == "breached"):  # what has rung for a breach has rung
        row.state = "running"
        row.breached_at = None
        _drop(row, now)
        _lay_ladder(row, rule, where, now)
    row.save(update_fields=["started", "due", "is_estimated", "state", "breached_at"])
    return counted


def _drop(row: Obligation, now: datetime) -> None:
    """The rungs that have not rung will not."""
    Escalation.objects.filter(obligation=row, done_at__isnull=True, dropped_at__isnull=True).update(
        dropped_at=now
    )


def _lay_ladder(row: Obligation, rule: Rule, where: Zone, now: datetime) -> None:
    """One row a rung. A warning whose time has passed is left out; the deadline itself never is."""
    made = [
        Escalation(
            **_place(row),
            obligation=row,
            number=rung.number,
            is_deadline=rung.offset == 0,
            to=rung.to,
            due_for=row.due,
            rings_at=rings,
        )
        for rung, rings in rules.ladder(rule, row.started, row.due, reading.working_calendar(), where)
        if rung.offset >= 0 or rings > now
    ]
    # a deadline that has come back to where it was finds its old rungs: those not rung wait again
    Escalation.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["region_id", "obligation", "number", "due_for"],
        update_fields=["dropped_at"],
    )
    waking.plan(min(item.rings_at for item in made), now)


def _tell(row: Obligation, act: str, event: str, *, reason: str = "", before: Any = None) -> None:
    """History, ledger and event of one act."""
    actor = scope.current().actor
    Entry.objects.create(
        **_place(row),
        obligation=row,
        act=act,
        actor=getattr(actor, "role", None) or getattr(actor, "name", "own"),
        seat_id=getattr(actor, "id", None),
        reason=reason.strip(),
        due=row.due,
    )
    ledger.record(
        f"clock.{act}",
        kind="obligation",
        id=row.id,
        region_id=row.region_id,
        before=None if before is None else {"was": str(before)},
        after={"state": row.state, "due": row.due.isoformat(), "reason": reason.strip()},
    )
    outbox.emit(
        event, region_id=row.region_id, obligation=row.id, target_kind=row.target_kind, target=row.target_id
    )
