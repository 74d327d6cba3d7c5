"""Adoption: the child goes on under a new number and a new record; nothing leads from one to the other but
a sealed link. Its row names nobody; the database shows it to the purpose justice alone; opening it takes a
court's order that one person enters and another approves, and stands in the ledger.
"""

import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from qalqan.domains.people.actions import Desk, acting, reached
from qalqan.domains.people.models import SealedLink, SealOpening
from qalqan.domains.people.refusals import Refused
from qalqan.kernel import ledger, vault
from qalqan.kernel.access.scope import Service, scope

OPEN_FOR = datetime.timedelta(hours=24)
JUSTICE = "justice"
SERVICE = "people.seal"


def key_of(person_id: UUID) -> bytes:
    """What the link knows a person by."""
    return vault.search_key("people.seal", str(person_id))


def seal_link(desk: Desk, old_id: UUID, new_id: UUID, *, court_act: str) -> None:
    """Bind the record before the adoption to the one after it. Both must be within reach now; afterwards
    nothing tells that they belong together."""
    if not court_act.strip():
        raise Refused("reason", "court_act")
    id = vault.new_id()
    with transaction.atomic():
        with acting(_justice(desk), "people.seal") as s:
            region_id = reached(s, old_id).region_id
            reached(s, new_id)
            ledger.record("people.seal", kind="sealed_link", id=id, region_id=region_id)
        with scope(Service(SERVICE, (region_id,)), JUSTICE):
            SealedLink(
                id=id,
                region_id=region_id,
                old_key=key_of(old_id),
                new_key=key_of(new_id),
                pair=f"{old_id} {new_id} {court_act.strip()}",
                made_by=desk.seat.user_id,
            ).save(force_insert=True)


def ask_opening(desk: Desk, person_id: UUID, *, court_act: str) -> UUID:
    """Enter a court's order to open the seal of a person within reach; tells not whether there is one."""
    if not court_act.strip():
        raise Refused("reason", "court_act")
    with acting(_justice(desk), "people.seal") as s:
        person = reached(s, person_id)
        opening = SealOpening.objects.create(
            id=vault.new_id(),
            region_id=person.region_id,
            district_id=person.district_id,
            person_key=key_of(person_id),
            court_act=court_act.strip(),
            asked_by=desk.seat.user_id,
        )
        ledger.record(
            "people.ask_opening",
            kind="seal_opening",
            id=opening.id,
            region_id=person.region_id,
            person_id=person_id,
        )
    return opening.id


def approve_opening(desk: Desk, opening_id: UUID) -> None:
    """The second person has seen the order too; the seal may be opened for a day."""
    with acting(_justice(desk), "people.seal") as s:
        opening = SealOpening.objects.within(s).filter(id=opening_id).select_for_update().first()
        if opening is None:
            raise Refused("gone")
        if opening.approved_by is not None:
            raise Refused("same_decided")
        if opening.asked_by == desk.seat.user_id:
            raise Refused("seal_second")
        opening.approved_by, opening.until = desk.seat.user_id, timezone.now() + OPEN_FOR
        opening.save(update_fields=["approved_by", "until"])
        ledger.record(
            "people.approve_opening", kind="seal_opening", id=opening.id, region_id=opening.region_id
        )


def open_seal(desk: Desk, opening_id: UUID) -> tuple[UUID, UUID, str] | None:
    """(old record, new record, court act) behind an approved opening; None where there is no link. Refused
    without approval, after its hour, or for a stranger to the opening."""
    with transaction.atomic():
        region_id, key = _opened(desk, opening_id)
        with scope(Service(SERVICE, (region_id,)), JUSTICE):
            link = (
                SealedLink.objects.filter(region_id=region_id, old_key=key).first()
                or SealedLink.objects.filter(region_id=region_id, new_key=key).first()
            )
            if link is None:
                return None
            old, new, court_act = str(link.pair).split(" ", 2)
            return UUID(old), UUID(new), court_act


def _opened(desk: Desk, opening_id: UUID) -> tuple[UUID, bytes]:
    """Region and key of an opening that may be used now; the use stands in the ledger."""
    with acting(_justice(desk), "people.seal") as s:
        opening = SealOpening.objects.within(s).filter(id=opening_id).first()
        if opening is None or desk.seat.user_id not in (opening.asked_by, opening.approved_by):
            raise Refused("gone")
        if opening.approved_by is None or opening.until is None or opening.until <= timezone.now():
            raise Refused("seal_closed")
        ledger.record("people.open_seal", kind="seal_opening", id=opening.id, region_id=opening.region_id)
        return opening.region_id, bytes(opening.person_key)


def _justice(desk: Desk) -> Desk:
    return desk._replace(purpose=JUSTICE)
