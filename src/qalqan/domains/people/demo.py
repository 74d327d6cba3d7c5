"""The parent of a demonstration: a father of the invented country with children in one class, and an account.

A parent holds no post, so there is nothing to seat: what opens the own record is the link between account and
record, as for anybody who has shown a document."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from qalqan.domains.people.models import Attachment, Kinship, Person, PersonAccount
from qalqan.domains.people.names import Name
from qalqan.domains.people.queries import name_of
from qalqan.kernel import ledger, outbox, vault
from qalqan.kernel.access.scope import Service, scope

PROGRAM = Service("demo")


def father(organisation_id: UUID, label: str) -> tuple[UUID, Name] | None:
    """The Kazakh-speaking father of a pupil of this class who lives with the most children, always the same
    one: his id and name. None while the class has none."""
    # Step by step, by the ids of a few dozen: just after a load the planner knows no sizes, and one statement
    # over all four tables took longer than a request may.
    with scope(PROGRAM, "own"):
        pupils = Attachment.objects.filter(
            organisation_id=organisation_id, class_label=label, capacity="pupil", until__isnull=True
        )
        ties = Kinship.objects.filter(kind="father", is_custodial=True, until__isnull=True)
        fathers = ids(ties.filter(child_id__in=ids(pupils, "person_id")), "relative_id")
        kept_away = ids(Kinship.objects.filter(is_restricted=True, relative_id__in=fathers), "relative_id")
        speaking = Person.objects.filter(id__in=set(fathers) - set(kept_away), language="kk")
        children = Counter(
            ids(ties.filter(relative_id__in=ids(speaking.filter(died_on__isnull=True), "id")), "relative_id")
        )
        if not children:
            return None
        chosen = min(children, key=lambda one: (-children[one], one))
        person = Person.objects.get(id=chosen)
        return person.id, name_of(person)


def ids(rows: QuerySet[Any], column: str) -> list[UUID]:
    """A column of the rows, read now."""
    return list(rows.values_list(column, flat=True))


def is_linked(user_id: UUID) -> bool:
    """Whether this account has a record of its own."""
    with scope(PROGRAM, "own"):
        return PersonAccount.objects.filter(user_id=user_id).exists()


def link(user_id: UUID, person_id: UUID) -> None:
    """Say that the record is this account's own; the book and the listeners hear of it as ever."""
    with scope(PROGRAM, "own"):
        person = Person.objects.get(id=person_id)
        PersonAccount.objects.create(
            id=vault.new_id(), region_id=person.region_id, person_id=person_id, user_id=user_id
        )
        ledger.record(
            "people.link_account",
            kind="person",
            id=person_id,
            region_id=person.region_id,
            person_id=person_id,
            after={"user": user_id},
        )
        outbox.emit("people.account_linked", region_id=person.region_id, person=person_id)
