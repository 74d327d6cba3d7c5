"""A scope is a transaction: what is asked without one is refused, and nothing of it outlives it."""

from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection
from django.db.models import Max

from qalqan.kernel.access.models import Emergency, Wall
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.rules import ALL
from qalqan.kernel.access.scope import NestedScope, NoScope, Own, Service, scope

HERE, THERE, CHILD = UUID(int=1), UUID(int=2), UUID(int=100)
NAMES = ("purpose", "seat", "post", "user", "personal", "regions", "districts", "organisations", "units")
pytestmark = pytest.mark.django_db


def seat(role: str = "data_officer", **places: object) -> SeatView:
    return SeatView(UUID(int=7), UUID(int=8), UUID(int=9), role, "", HERE, **places)  # type: ignore[arg-type]


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [f"app.{name}"])
        return str(cursor.fetchone()[0])


def test_it_works() -> None:
    with scope(seat(), "audit") as s:
        assert scope.current() is s
        assert setting("regions") == '{"' + str(HERE) + '"}'
        assert s.bounds.districts is ALL
        assert list(Wall.objects.within(s)) == []


def test_the_manager_refuses_outside_a_scope() -> None:
    lazy = Wall.objects.all()
    row = {"region_id": HERE, "person_id": CHILD, "user_id": CHILD}
    questions = (
        lambda: list(lazy),
        lazy.count,
        lazy.exists,
        lazy.first,
        lazy.delete,
        lambda: lazy.aggregate(newest=Max("raised_at")),
        lambda: list(lazy.iterator()),
        lambda: lazy.update(reason="x"),
        lambda: Wall.objects.get(pk=CHILD),
        lambda: Wall(**row).save(),
        lambda: Wall.objects.bulk_create([Wall(**row)]),
    )
    for ask in questions:
        with pytest.raises(NoScope):
            ask()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM access_wall",
        "UPDATE access_wall SET reason = ''",
        "INSERT INTO access_wall (region_id, person_id, user_id, origin, reason) "
        "VALUES (uuidv7(), uuidv7(), uuidv7(), 'raised', '')",
    ],
)
def test_the_database_refuses_outside_a_scope(statement: str) -> None:
    with scope(Service("tests"), "protection"):
        Wall.objects.create(region_id=HERE, person_id=CHILD, user_id=CHILD, origin="raised", reason="")
    with pytest.raises(ProgrammingError, match="no scope is open"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_scopes_do_not_nest() -> None:
    with scope(Service("tests"), "operation"), pytest.raises(NestedScope), scope(seat(), "audit"):
        pass
    with pytest.raises(NoScope):
        scope.current()


def test_nothing_outlives_the_scope_even_when_the_transaction_goes_on() -> None:
    assert connection.in_atomic_block
    with scope(seat(), "audit"):
        pass
    assert [setting(name) for name in NAMES] == [""] * len(NAMES)
    with pytest.raises(ZeroDivisionError), scope(seat(), "audit"):
        _ = 1 / 0
    assert [setting(name) for name in NAMES] == [""] * len(NAMES)


def test_a_purpose_must_be_the_roles_own() -> None:
    for actor, purpose in (
        (seat("operator"), "education"),
        (seat("region_admin"), "audit"),
        (seat("class_teacher"), "health"),
        (seat("data_officer"), "no such purpose"),
        (Own(UUID(int=8), (CHILD,)), "education"),
    ):
        with pytest.raises(PermissionDenied), scope(actor, purpose):
            pass


def test_an_own_record_is_named_and_nothing_else_is_reached() -> None:
    with scope(Own(UUID(int=8), (CHILD,)), "own") as s:
        assert s.bounds.regions == frozenset()
        assert s.bounds.persons == {CHILD}
        assert s.sections("person") == {"identity", "contact_safe"}
        assert not Emergency.objects.within(s).exists()
