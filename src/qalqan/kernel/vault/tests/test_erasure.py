"""Erasing takes two people, is in the book, and is finished by whoever comes next when a process dies."""

from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import NoScope, Service, scope
from qalqan.kernel.vault import children, erasure, keys
from qalqan.kernel.vault.models import Erasure

pytestmark = pytest.mark.django_db
HERE = uuid4()


def officer(region: UUID = HERE, role: str = "data_officer") -> SeatView:
    return SeatView(uuid4(), uuid4(), uuid4(), role, "", region)


def asked(seat: SeatView, child: UUID) -> UUID:
    with scope(seat, "audit"):
        return erasure.ask_erasure(child, region_id=HERE, reason="сот шешімі № 12")


def test_it_works(django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    first, second, child = officer(), officer(), uuid4()
    key = children.key_for(child)
    erasure_id = asked(first, child)
    assert children.by_id(key.id)
    with django_capture_on_commit_callbacks(execute=True), scope(second, "audit"):
        erasure.agree_to_erasure(erasure_id)
        assert children.by_id(key.id)  # nothing is destroyed before the agreement is committed
    with pytest.raises(keys.KeyGoneError):
        children.by_id(key.id)
    with scope(first, "audit") as s, connection.cursor() as cursor:
        done = Erasure.objects.within(s).get(pk=erasure_id)
        assert (done.keys, done.agreed_by, done.reason) == (1, second.user_id, "сот шешімі № 12")
        cursor.execute("SELECT act, user_id FROM ledger_entry WHERE person_id = %s ORDER BY id", (child,))
        assert cursor.fetchall() == [
            ("vault.ask_erasure", first.user_id),
            ("vault.agree_to_erasure", second.user_id),
            ("vault.erase", None),
        ]


def test_who_asked_may_not_agree() -> None:
    first, child = officer(), uuid4()
    key = children.key_for(child)
    erasure_id = asked(first, child)
    other_seat = SeatView(uuid4(), first.user_id, uuid4(), "data_officer", "", HERE)
    for seat in (first, other_seat):  # the person counts, not the seat
        with pytest.raises(erasure.SamePersonError), scope(seat, "audit"):
            erasure.agree_to_erasure(erasure_id)
    assert erasure.finish_erasures() == 0
    assert children.by_id(key.id)


def test_the_database_too_wants_two_people() -> None:
    first = officer()
    erasure_id = asked(first, uuid4())
    with (
        pytest.raises(IntegrityError, match="takes_two"),
        scope(first, "audit"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE vault_erasure SET agreed_by = asked_by, agreed = now() WHERE id = %s", (erasure_id,)
        )


@pytest.mark.parametrize("role", ["region_admin", "juvenile_police", "coordinator"])
def test_other_roles_may_not_ask(role: str) -> None:
    purpose = {"region_admin": "administration", "juvenile_police": "justice", "coordinator": "statistics"}[
        role
    ]
    with pytest.raises(PermissionDenied), scope(officer(role=role), purpose):
        erasure.ask_erasure(uuid4(), region_id=HERE, reason="x")
    with pytest.raises(NoScope):
        erasure.ask_erasure(uuid4(), region_id=HERE, reason="x")


def test_another_region_cannot_agree_and_does_not_see_it() -> None:
    erasure_id = asked(officer(), uuid4())
    with pytest.raises(Erasure.DoesNotExist), scope(officer(uuid4()), "audit"):
        erasure.agree_to_erasure(erasure_id)


def test_asking_needs_a_reason_and_is_open_once() -> None:
    child, seat = uuid4(), officer()
    with pytest.raises(ValueError, match="reason"), scope(seat, "audit"):
        erasure.ask_erasure(child, region_id=HERE, reason="  ")
    asked(seat, child)
    with pytest.raises(IntegrityError), transaction.atomic():
        asked(seat, child)


def test_a_process_that_died_after_the_agreement_is_finished_by_the_next() -> None:
    first, second, child = officer(), officer(), uuid4()
    key = children.key_for(child)
    erasure_id = asked(first, child)
    with scope(second, "audit"):
        erasure.agree_to_erasure(erasure_id)  # the callback of the commit never runs here: as if killed
    assert children.by_id(key.id)
    assert erasure.finish_erasures() == 1
    assert erasure.finish_erasures() == 0
    with pytest.raises(keys.KeyGoneError):
        children.by_id(key.id)
    with scope(Service("test"), "audit") as s:
        assert Erasure.objects.within(s).get(pk=erasure_id).done
