"""The verbs that write people. Each opens its scope, asks the policy, locks, writes, appends to the ledger
and tells the event, in one transaction; `Refused` says in words what was wrong, and nothing is written then.

Region, district and organisation of a new record are the seat's own: no caller passes them.
"""

import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people import names, rules
from qalqan.domains.people.keys import Keys
from qalqan.domains.people.models import (
    Attachment,
    Correction,
    Kinship,
    Person,
    PersonAccount,
    RestrictionLift,
    SamePersonClaim,
)
from qalqan.domains.people.refusals import Refused
from qalqan.domains.people.rules import Draft
from qalqan.domains.territory import api as territory
from qalqan.kernel import ledger, outbox, vault
from qalqan.kernel.access import policy, walls
from qalqan.kernel.access.models import User
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope, Service, scope

FIELDS = tuple(field.name for field in dataclasses.fields(Draft))


class Desk(NamedTuple):
    """Under which seat and for what purpose somebody works."""

    seat: SeatView
    purpose: str


@contextmanager
def acting(desk: Desk, act: str) -> Iterator[Scope]:
    """The scope of an act. PermissionDenied if the seat's role has no business with it."""
    if desk.seat.role not in policy.acts()[act]:
        raise PermissionDenied(act)
    with scope(desk.seat, desk.purpose) as s:
        yield s


def reached(s: Scope, person_id: UUID, *, lock: bool = False) -> Person:
    """A person whom the scope reaches; Refused("gone") for a stranger's record as for none."""
    rows = Person.objects.within(s).filter(id=person_id)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise Refused("gone")
    return row


def register_person(
    desk: Desk,
    draft: Draft,
    *,
    organisation_id: UUID | None = None,
    capacity: str = "pupil",
    class_label: str = "",
) -> UUID:
    """A new record, attached to the organisation (an organisation's seat: its own, always). Gives its id.
    Refused for a draft that is not right, or an organisation out of reach."""
    draft = tidied(draft)
    if wrong := rules.faults(draft, timezone.localdate()):
        raise Refused(wrong[0][1], wrong[0][0])
    with acting(desk, "people.register"):
        place = _place(desk.seat, organisation_id)
        id = vault.new_id()
        region_id = desk.seat.region_id
        if region_id is None:
            raise PermissionDenied("people.register")
        if place is not None:  # first: it is what lets the row policy of a school accept the person
            Attachment.objects.create(
                region_id=place.region_id,
                district_id=place.district_id,
                organisation_id=place.id,
                person_id=id,
                capacity=capacity,
                class_label=class_label,
                since=timezone.localdate(),
            )
        person = Person(id=id, region_id=region_id, district_id=_district(desk.seat, place))
        _fill(person, draft, FIELDS)
        person.save(force_insert=True)
        ledger.record(
            "people.register",
            kind="person",
            id=id,
            region_id=region_id,
            person_id=id,
            after=dataclasses.asdict(draft),
        )
        outbox.emit("people.registered", region_id=region_id, person=id)
    return id


def correct(desk: Desk, person_id: UUID, changes: Mapping[str, Any], *, reason: str) -> tuple[str, ...]:
    """Mend fields of a record; what stood there is kept with who, when and why. Gives the fields changed."""
    if not reason.strip():
        raise Refused("reason", "reason")
    if set(changes) - set(FIELDS):
        raise PermissionDenied("people.correct")
    with acting(desk, "people.correct") as s:
        if not {"identity", "contact_safe"} <= s.sections("person") and {"phone", "address"} & set(changes):
            raise PermissionDenied("people.correct")
        person = reached(s, person_id, lock=True)
        before = drafted(person)
        after = tidied(dataclasses.replace(before, **changes))
        if wrong := rules.faults(after, timezone.localdate()):
            raise Refused(wrong[0][1], wrong[0][0])
        changed = tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))
        if not changed:
            raise Refused("nothing")
        for name in changed:
            Correction(
                id=vault.new_id(),
                region_id=person.region_id,
                district_id=person.district_id,
                person_id=person.id,
                field=name,
                old=str(getattr(before, name) or ""),
                reason=reason.strip(),
                seat_id=desk.seat.id,
                user_id=desk.seat.user_id,
            ).save(force_insert=True)
        _fill(person, after, changed)
        person.save()
        _told("people.correct", person, "people.corrected", before=before, after=after)
    return changed


def link_kin(
    desk: Desk,
    child_id: UUID,
    relative_id: UUID,
    *,
    kind: str,
    is_custodial: bool = False,
    is_restricted: bool = False,
    source: str = "declared",
    since: datetime.date | None = None,
) -> UUID:
    """Say what one person is to a child. Both must be within reach. Gives the kinship's id."""
    if child_id == relative_id:
        raise Refused("kin_self", "relative")
    with acting(desk, "people.kin") as s:
        child, relative = reached(s, child_id), reached(s, relative_id)
        try:
            with transaction.atomic():
                tie = Kinship.objects.create(
                    id=vault.new_id(),
                    region_id=child.region_id,
                    district_id=child.district_id,
                    child=child,
                    relative=relative,
                    kind=kind,
                    is_custodial=is_custodial,
                    is_restricted=is_restricted,
                    source=source,
                    since=since,
                )
        except IntegrityError as problem:
            raise Refused("kin_twice", "relative") from problem
        values = {"kind": kind, "relative": relative_id, "restricted": is_restricted}
        _told("people.link_kin", child, "people.kin_linked", after=values, kinship=tie.id)
    return tie.id


def _to_end[M: (Kinship, Attachment)](rows: QuerySet[M], on: datetime.date) -> M:
    """The one row asked for, locked: it runs, and the day is no earlier than its first. Else Refused."""
    row = rows.select_for_update().first()
    if row is None:
        raise Refused("gone")
    if row.until is not None:
        raise Refused("ended")
    if row.since is not None and on <= row.since:
        raise Refused("period", "on")
    return row


def end_kin(desk: Desk, kinship_id: UUID, *, on: datetime.date) -> None:
    """A tie holds no more from this day. A restriction in it stays in force (`rules.children_of`)."""
    with acting(desk, "people.kin") as s:
        tie = _to_end(Kinship.objects.within(s).filter(id=kinship_id), on)
        tie.until = on
        tie.save(update_fields=["until"])
        child = reached(s, tie.child_id)
        _told("people.end_kin", child, "people.kin_ended", after={"until": on}, kinship=tie.id)


def attach(
    desk: Desk,
    person_id: UUID,
    *,
    capacity: str,
    organisation_id: UUID | None = None,
    class_label: str = "",
    since: datetime.date | None = None,
) -> UUID:
    """Attach a person within reach to an organisation. Gives the attachment's id."""
    with acting(desk, "people.attach") as s:
        person = reached(s, person_id)
        place = _place(desk.seat, organisation_id)
        if place is None:
            raise Refused("organisation", "organisation")
        try:
            with transaction.atomic():
                row = Attachment.objects.create(
                    id=vault.new_id(),
                    region_id=place.region_id,
                    district_id=place.district_id,
                    organisation_id=place.id,
                    person=person,
                    capacity=capacity,
                    class_label=class_label,
                    since=since or timezone.localdate(),
                )
        except IntegrityError as problem:
            raise Refused("attached", "organisation") from problem
        values = {"organisation": place.id, "capacity": capacity, "class": class_label}
        _told("people.attach", person, "people.attached", after=values, attachment=row.id)
    return row.id


def detach(desk: Desk, attachment_id: UUID, *, on: datetime.date) -> None:
    """Somebody is there no more from this day; the organisation's seats lose their reach with it."""
    with acting(desk, "people.attach") as s:
        row = _to_end(Attachment.objects.within(s).filter(id=attachment_id), on)
        person = reached(s, row.person_id)
        _told("people.detach", person, "people.detached", after={"until": on}, attachment=row.id)
        row.until = on
        row.save(update_fields=["until"])


def move_region(desk: Desk, person_id: UUID, region_id: UUID, *, reason: str) -> None:
    """Another region answers for the person from now on. Who sends decides; who receives is told by the event
    and gives the person a district. What stands about the person goes along: kin, walls, and claims that are
    kept with this record (`one`) and not withdrawn. Places of the past stay."""
    if not reason.strip():
        raise Refused("reason", "reason")
    today = timezone.localdate()
    if region_id not in {region.id for region in territory.regions_on(today)}:
        raise Refused("region", "region")
    with transaction.atomic():
        with acting(desk, "people.move") as s:
            person = reached(s, person_id, lock=True)
            left = person.region_id
            if left == region_id:
                raise Refused("moved", "region")
            Attachment.objects.within(s).filter(person=person, until__isnull=True).update(until=today)
            _told("people.move", person, "people.left_region", after={"region": region_id, "reason": reason})
        with scope(Service("people.move", (left, region_id)), desk.purpose):
            arrived = {"region_id": region_id, "district_id": None}
            Person.objects.filter(id=person_id).update(**arrived)
            Kinship.objects.filter(child_id=person_id).update(**arrived)
            RestrictionLift.objects.filter(child_id=person_id).update(**arrived)
            SamePersonClaim.objects.filter(one_id=person_id, withdrawn_at__isnull=True).update(**arrived)
            walls.follow(person_id, region_id)
            outbox.emit("people.moved", region_id=region_id, person=person_id, left=left)


def link_account(desk: Desk, person_id: UUID, email: str) -> None:
    """Say that whoever signs in with this address is this person, who has shown a document and is of
    age. One answer for an address that is unknown and one that is taken: nobody learns who has an account."""
    with transaction.atomic():
        with acting(desk, "people.account") as s:
            person = reached(s, person_id)
            if rules.is_child(person.birth_date, timezone.localdate()) is not False:
                raise Refused("account_child", "email")
            user = User.objects.filter(email__iexact=email.strip(), is_active=True).exclude(email="").first()
            if user is None or user.pk == desk.seat.user_id:
                raise Refused("account", "email")
            _told("people.link_account", person, "people.account_linked", after={"user": user.pk})
        # No seat reaches accounts; and one person's are asked about in all regions.
        with scope(Service("people.account"), "own"):
            if PersonAccount.objects.filter(Q(user_id=user.pk) | Q(person_id=person_id)).exists():
                raise Refused("account", "email")
            PersonAccount.objects.create(
                id=vault.new_id(), region_id=person.region_id, person_id=person_id, user_id=user.pk
            )


def tidied(draft: Draft) -> Draft:
    """A draft as it is stored: names in order, an IIN as twelve digits, a number as E.164."""
    number, fault = rules.read_iin(draft.iin) if draft.iin else ("", None)
    try:
        phone = vault.normalise_phone(draft.phone) if draft.phone.strip() else ""
    except ValueError as problem:
        raise Refused("phone", "phone") from problem
    return dataclasses.replace(
        draft,
        surname=names.tidy(draft.surname),
        given=names.tidy(draft.given),
        patronymic=names.tidy(draft.patronymic),
        iin=draft.iin.strip() if fault else number,
        phone=phone,
        address=" ".join(draft.address.split()),
    )


def drafted(person: Person) -> Draft:
    """A stored person as a draft."""
    words = {name: getattr(person, name) or "" for name in FIELDS if name != "birth_date"}
    return Draft(**words, birth_date=person.birth_date)


def _fill(person: Person, draft: Draft, fields: tuple[str, ...]) -> None:
    """Set fields with the keys they are found by."""
    keys = Keys.fetch()
    keyed = {
        "surname": keys.surname,
        "given": keys.given,
        "patronymic": keys.patronymic,
        "iin": keys.iin,
        "phone": keys.phone,
        "address": keys.address,
    }
    for name in fields:
        value = getattr(draft, name)
        if name in ("iin", "phone", "address"):
            value = value or None
        setattr(person, name, value)
        if name in keyed:
            key = keyed[name](value) if value else None
            setattr(person, f"{name}_key", key if name != "surname" else key or b"")


def _place(seat: SeatView, organisation_id: UUID | None) -> bodies.OrganisationView | None:
    """The organisation somebody is attached to: an organisation's seat has no choice, a district's chooses
    among its own."""
    own = seat.organisation_id
    if own is not None and organisation_id not in (None, own):
        raise Refused("organisation", "organisation")
    wanted = own or organisation_id
    if wanted is None:
        return None
    try:
        found = bodies.organisation(wanted)
    except bodies.UnknownOrganisationError as problem:
        raise Refused("organisation", "organisation") from problem
    if not policy.holds(dataclasses.replace(seat, organisation_id=wanted), _Target.of(found)):
        raise Refused("organisation", "organisation")
    return found


class _Target(NamedTuple):
    region_id: UUID
    district_id: UUID | None
    organisation_id: UUID

    @classmethod
    def of(cls, place: bodies.OrganisationView) -> "_Target":
        return cls(place.region_id, place.district_id, place.id)


def _district(seat: SeatView, place: bodies.OrganisationView | None) -> UUID | None:
    return place.district_id if place is not None else seat.district_id


def _told(
    act: str, person: Person, event: str, *, before: Any = None, after: Any = None, **ids: UUID
) -> None:
    """The act into the ledger, the event to who listens."""

    def plain(value: Any) -> Any:
        return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value  # type: ignore[arg-type]

    ledger.record(
        act,
        kind="person",
        id=person.id,
        region_id=person.region_id,
        person_id=person.id,
        before=plain(before),
        after=plain(after),
    )
    outbox.emit(event, region_id=person.region_id, person=person.id, **ids)
