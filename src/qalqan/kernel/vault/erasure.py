"""Erasing what was told about a child: one person asks, another one agrees, the keys are overwritten.

The agreement commits first, with its row in the book; only then are the keys destroyed, for that cannot be
rolled back. A process that dies between the two leaves an agreed erasure that `finish_erasures` carries out.
docs/algorithms/erasure.md.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from qalqan.kernel import ledger
from qalqan.kernel.access import policy
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault import children
from qalqan.kernel.vault.models import Erasure


class SamePersonError(PermissionDenied):
    """Who asked may not agree."""


def ask_erasure(person_id: UUID, *, region_id: UUID, reason: str) -> UUID:
    """Ask, inside a scope, that what was told about a person is erased. Gives the id for the second person.
    PermissionDenied without the right; ValueError without a reason; IntegrityError when asked already."""
    seat = seated("vault.ask_erasure")
    if not reason.strip():
        raise ValueError("an erasure needs a reason")
    asked = Erasure.objects.create(
        region_id=region_id, person_id=person_id, reason=reason, asked_by=seat.user_id
    )
    ledger.record("vault.ask_erasure", kind="erasure", id=asked.id, region_id=region_id, person_id=person_id)
    return asked.id


def agree_to_erasure(erasure_id: UUID) -> None:
    """Agree, inside a scope, as the second person. The keys are destroyed as soon as this commits.
    SamePersonError for who asked; Erasure.DoesNotExist when it is out of reach or agreed already."""
    seat = seated("vault.agree_to_erasure")
    found = (
        Erasure.objects.within(scope.current()).select_for_update().get(pk=erasure_id, agreed__isnull=True)
    )
    if found.asked_by == seat.user_id:
        raise SamePersonError("an erasure takes two people")
    found.agreed_by, found.agreed = seat.user_id, timezone.now()
    found.save(update_fields=["agreed_by", "agreed"])
    ledger.record(
        "vault.agree_to_erasure",
        kind="erasure",
        id=found.id,
        region_id=found.region_id,
        person_id=found.person_id,
        note="second_person",
    )
    transaction.on_commit(finish_erasures)


def finish_erasures() -> int:
    """Carry out every agreed erasure that is not done; the number of them. Safe to repeat at any point."""
    with scope(Service("vault.finish_erasures"), "operation") as s:
        due = list(
            Erasure.objects.within(s)
            .select_for_update(skip_locked=True)
            .filter(agreed__isnull=False, done__isnull=True)
        )
        for erasure in due:
            destroyed = children.erase_child(erasure.person_id)
            Erasure.objects.within(s).filter(pk=erasure.pk).update(done=timezone.now(), keys=destroyed)
            ledger.record(
                "vault.erase",
                kind="erasure",
                id=erasure.id,
                region_id=erasure.region_id,
                person_id=erasure.person_id,
            )
    return len(due)


def seated(act: str) -> SeatView:
    """The seat of the open scope, if it has the right."""
    actor = scope.current().actor
    if not isinstance(actor, SeatView) or actor.role not in policy.acts()[act]:
        raise PermissionDenied(act)
    return actor
