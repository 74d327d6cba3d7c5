"""Lifting the restriction that keeps a relative away from a child. It lowers a protection, so it takes two:
one asks, with the reason and the court's decision; another one, who has seen the document, confirms. Until
then the restriction holds. Whoever is the relative does neither, in whatever post.

Putting a restriction on takes one person: in doubt the child is protected.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from qalqan.domains.people.actions import Desk, acting, reached
from qalqan.domains.people.models import Kinship, Person, PersonAccount, RestrictionLift
from qalqan.domains.people.queries import PersonLine, line, read_kin
from qalqan.domains.people.refusals import Refused
from qalqan.domains.people.sameness import every_record
from qalqan.kernel import ledger, outbox, vault
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Scope, Service, scope

LISTED = 100


@dataclass(frozen=True, slots=True)
class Lift:
    """What is asked, as values. `relative` is None for one beyond the scope's reach."""

    id: UUID
    child: PersonLine
    relative: PersonLine | None
    kind: str
    reason: str
    document: str
    asked_by: UUID
    asked_name: str
    asked_at: datetime
    confirmed_at: datetime | None
    declined_at: datetime | None
    declined_why: str


def ask_lift(desk: Desk, kinship_id: UUID, *, reason: str, document: str) -> UUID:
    """Ask that a relative be kept away no more. Gives the id of what a second person must confirm."""
    if not reason.strip():
        raise Refused("reason", "reason")
    if not document.strip():
        raise Refused("document", "document")
    with transaction.atomic():
        with acting(desk, "people.ask_lift") as s:
            tie = kinship(s, kinship_id)
            if not tie.is_restricted:
                raise Refused("lift_none")
            try:
                with transaction.atomic():
                    asked = RestrictionLift.objects.create(
                        id=vault.new_id(),
                        region_id=tie.region_id,
                        district_id=tie.district_id,
                        child_id=tie.child_id,
                        kinship=tie,
                        reason=reason.strip(),
                        document=document.strip(),
                        asked_by=desk.seat.user_id,
                        asked_seat=desk.seat.id,
                    )
            except IntegrityError as problem:
                raise Refused("lift_twice") from problem
            _told("people.ask_lift", asked, "people.lift_asked")
        _nobody_for_oneself(desk, tie.relative_id)
    return asked.id


def confirm_lift(desk: Desk, lift_id: UUID) -> None:
    """The second person, who has seen the document: the relative is kept away no more."""
    with transaction.atomic():
        with acting(desk, "people.decide_lift") as s:
            asked = _open(s, lift_id)
            if asked.asked_by == desk.seat.user_id:
                raise Refused("lift_second")
            tie = kinship(s, asked.kinship_id)
            asked.confirmed_by, asked.confirmed_seat = desk.seat.user_id, desk.seat.id
            asked.confirmed_at = timezone.now()
            asked.save(update_fields=["confirmed_by", "confirmed_seat", "confirmed_at"])
            tie.is_restricted = False
            tie.save(update_fields=["is_restricted"])
            _told("people.lift_restriction", asked, "people.restriction_lifted")
        _nobody_for_oneself(desk, tie.relative_id)


def decline_lift(desk: Desk, lift_id: UUID, *, reason: str) -> None:
    """The restriction stays. Whoever asked may take it back so too: that lowers nothing."""
    if not reason.strip():
        raise Refused("reason", "reason")
    with acting(desk, "people.decide_lift") as s:
        asked = _open(s, lift_id)
        asked.declined_by, asked.declined_seat = desk.seat.user_id, desk.seat.id
        asked.declined_at, asked.declined_why = timezone.now(), reason.strip()
        asked.save(update_fields=["declined_by", "declined_seat", "declined_at", "declined_why"])
        _told("people.decline_lift", asked, "people.lift_declined")


def lifts(s: Scope) -> tuple[Lift, ...]:
    """What is asked within reach: what waits first, then the newest. The reads stand in the ledger."""
    rows = list(RestrictionLift.objects.within(s).select_related("kinship").order_by("-asked_at")[:LISTED])
    rows.sort(key=lambda row: row.confirmed_at is not None or row.declined_at is not None)
    return _shown(s, rows)


def lift(s: Scope, lift_id: UUID) -> Lift:
    """One of them. Refused("gone") out of reach."""
    rows = list(RestrictionLift.objects.within(s).select_related("kinship").filter(id=lift_id))
    found = _shown(s, rows)
    if not found:
        raise Refused("gone")
    return found[0]


def kinship(s: Scope, kinship_id: UUID) -> Kinship:
    """A tie within reach, locked, whose child is within reach too; else Refused("gone")."""
    tie = Kinship.objects.within(s).filter(id=kinship_id).select_for_update().first()
    if tie is None:
        raise Refused("gone")
    reached(s, tie.child_id)
    return tie


def _open(s: Scope, lift_id: UUID) -> RestrictionLift:
    """What waits, locked; its child must be within reach."""
    asked = RestrictionLift.objects.within(s).filter(id=lift_id).select_for_update().first()
    if asked is None:
        raise Refused("gone")
    reached(s, asked.child_id)
    if asked.confirmed_at is not None or asked.declined_at is not None:
        raise Refused("lift_decided")
    return asked


def _shown(s: Scope, rows: list[RestrictionLift]) -> tuple[Lift, ...]:
    ids = {id for row in rows for id in (row.child_id, row.kinship.relative_id)}
    people = {p.id: p for p in Person.objects.within(s).filter(id__in=ids)}
    staff = dict(User.objects.filter(id__in={row.asked_by for row in rows}).values_list("id", "name"))
    relatives = {row.kinship.relative_id for row in rows}
    read_kin(people.values(), relatives, frozenset({"identity"}))
    return tuple(
        Lift(
            row.id,
            line(people[row.child_id]),
            line(people[row.kinship.relative_id]) if row.kinship.relative_id in people else None,
            row.kinship.kind,
            row.reason,
            row.document,
            row.asked_by,
            staff.get(row.asked_by, ""),
            row.asked_at,
            row.confirmed_at,
            row.declined_at,
            row.declined_why,
        )
        for row in rows
        if row.child_id in people
    )


def _nobody_for_oneself(desk: Desk, relative_id: UUID) -> None:
    """Undo all of the act if the relative sits in the seat. No seat reaches accounts: the program looks."""
    with scope(Service("people.lift"), "own"):
        records = every_record([relative_id])
        if PersonAccount.objects.filter(person_id__in=records, user_id=desk.seat.user_id).exists():
            raise Refused("lift_own")


def _told(act: str, asked: RestrictionLift, event: str) -> None:
    ledger.record(
        act,
        kind="kinship",
        id=asked.kinship_id,
        region_id=asked.region_id,
        person_id=asked.child_id,
        before={"restricted": True},
        after={"restricted": act != "people.lift_restriction", "document": asked.document},
    )
    outbox.emit(
        event, region_id=asked.region_id, lift=asked.id, kinship=asked.kinship_id, person=asked.child_id
    )
