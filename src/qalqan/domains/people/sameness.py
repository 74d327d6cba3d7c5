"""Two records of one person: claimed by one, confirmed by a second person, undone by whoever may decide. No
row of either record is ever changed, so undoing restores exactly; who stands for whom is computed.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from qalqan.domains.people import rules
from qalqan.domains.people.actions import Desk, acting, reached
from qalqan.domains.people.models import Person, SamePersonClaim
from qalqan.domains.people.refusals import Refused
from qalqan.kernel import ledger, outbox, vault
from qalqan.kernel.access.scope import Scope, scope

LONGEST = 50  # records of one person: a chain longer than that is a fault of somebody, and is cut


def claim_same(desk: Desk, one_id: UUID, other_id: UUID, *, reason: str) -> UUID:
    """Say that two records within reach are one person's. Gives the claim's id."""
    if one_id == other_id:
        raise Refused("same_self", "other")
    if not reason.strip():
        raise Refused("reason", "reason")
    with acting(desk, "people.claim_same") as s:
        one, other = sorted((reached(s, one_id), reached(s, other_id)), key=lambda person: person.id)
        try:
            with transaction.atomic():
                claim = SamePersonClaim.objects.create(
                    id=vault.new_id(),
                    region_id=one.region_id,
                    district_id=one.district_id,
                    one=one,
                    other=other,
                    reason=reason.strip(),
                    claimed_by=desk.seat.user_id,
                    claimed_seat=desk.seat.id,
                )
        except IntegrityError as problem:
            raise Refused("same_twice") from problem
        _told("people.claim_same", claim, "people.same_claimed")
    return claim.id


def confirm_same(desk: Desk, claim_id: UUID) -> None:
    """The second person agrees; from now on the records stand for one another."""
    with acting(desk, "people.decide_same") as s:
        claim = _open(s, claim_id)
        if claim.confirmed_at is not None:
            raise Refused("same_decided")
        if claim.claimed_by == desk.seat.user_id:
            raise Refused("same_second")
        claim.confirmed_by, claim.confirmed_seat = desk.seat.user_id, desk.seat.id
        claim.confirmed_at = timezone.now()
        claim.save(update_fields=["confirmed_by", "confirmed_seat", "confirmed_at"])
        _told("people.confirm_same", claim, "people.merged")


def undo_same(desk: Desk, claim_id: UUID, *, reason: str) -> None:
    """They are not one person after all, confirmed or not. The claim stays as history."""
    if not reason.strip():
        raise Refused("reason", "reason")
    with acting(desk, "people.decide_same") as s:
        claim = _open(s, claim_id)
        claim.withdrawn_by, claim.withdrawn_seat = desk.seat.user_id, desk.seat.id
        claim.withdrawn_at, claim.withdrawn_why = timezone.now(), reason.strip()
        claim.save(update_fields=["withdrawn_by", "withdrawn_seat", "withdrawn_at", "withdrawn_why"])
        _told("people.undo_same", claim, "people.parted")


def same_as(person_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each person, the record that stands for all that are the same, by claims within the open scope."""
    wanted = set(person_ids)
    s = scope.current()
    pairs: set[tuple[UUID, UUID]] = set()
    known, asked = set(wanted), set(wanted)
    while asked and len(known) <= len(wanted) + LONGEST:
        found = set(
            SamePersonClaim.objects.within(s)
            .filter(Q(one__in=asked) | Q(other__in=asked))
            .filter(confirmed_at__isnull=False, withdrawn_at__isnull=True)
            .values_list("one_id", "other_id")
        )
        pairs |= found
        asked = {id for pair in found for id in pair} - known
        known |= asked
    return rules.canonical(wanted, sorted(pairs))


def every_record(person_ids: Iterable[UUID]) -> set[UUID]:
    """These records and all that may be of the same persons, within the open scope: joined by a claim that
    nobody has withdrawn, confirmed or not, or bearing one IIN. For keeping somebody away: in doubt it is one
    person, and a second record opens nothing that the first one shuts."""
    known = set(person_ids)
    s, asked, most = scope.current(), set(known), len(known) + LONGEST
    while asked and len(known) <= most:
        people = Person.objects.within(s)
        claims = SamePersonClaim.objects.within(s).filter(withdrawn_at__isnull=True)
        pairs = claims.filter(Q(one__in=asked) | Q(other__in=asked)).values_list("one_id", "other_id")
        numbers = people.filter(id__in=asked, iin_key__isnull=False).values_list("iin_key", flat=True)
        found = {id for pair in pairs for id in pair}
        if keys := [bytes(key) for key in numbers]:
            found |= set(people.filter(iin_key__in=keys).values_list("id", flat=True))
        asked = found - known
        known |= asked
    return known


def _open(s: Scope, claim_id: UUID) -> SamePersonClaim:
    """A claim in force or waiting, locked; both its persons must be within reach, as for whoever made it."""
    claim = SamePersonClaim.objects.within(s).filter(id=claim_id).select_for_update().first()
    if claim is None:
        raise Refused("gone")
    reached(s, claim.one_id)
    reached(s, claim.other_id)
    if claim.withdrawn_at is not None:
        raise Refused("same_decided")
    return claim


def _told(act: str, claim: SamePersonClaim, event: str) -> None:
    for person_id in (claim.one_id, claim.other_id):
        ledger.record(
            act,
            kind="same_person_claim",
            id=claim.id,
            region_id=claim.region_id,
            person_id=person_id,
            after={"one": claim.one_id, "other": claim.other_id},
        )
    outbox.emit(event, region_id=claim.region_id, claim=claim.id, one=claim.one_id, other=claim.other_id)
