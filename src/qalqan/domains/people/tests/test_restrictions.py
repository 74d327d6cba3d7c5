"""A court's restriction comes off by two people, and by nobody who is the relative."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from qalqan.domains.people import actions, restrictions
from qalqan.domains.people.actions import Desk
from qalqan.domains.people.models import Kinship, PersonAccount, RestrictionLift
from qalqan.domains.people.refusals import Refused
from qalqan.domains.people.tests.town import Town
from qalqan.kernel import vault
from qalqan.kernel.access.scope import Service, scope

pytestmark = pytest.mark.django_db
WHY = {"reason": "сот шешімі келді", "document": "2-1234/2026, 01.11.2026"}


def care(seat):
    return Desk(seat, "care")


def kept_away(town: Town) -> Kinship:
    with scope(Service("test"), "operation"):
        return Kinship.objects.get(child_id=town.aigul.id, relative_id=town.father.id)


def linked(town: Town, seat) -> None:
    with scope(Service("test"), "operation"):
        PersonAccount.objects.create(
            id=vault.new_id(), region_id=town.here, person_id=town.father.id, user_id=seat.user_id
        )


def test_one_asks_another_confirms_and_both_are_in_the_book(town):
    tie = kept_away(town)
    asked = restrictions.ask_lift(care(town.head()), tie.id, **WHY)
    assert kept_away(town).is_restricted, "it holds until a second person confirms"
    restrictions.confirm_lift(care(town.social()), asked)
    assert not kept_away(town).is_restricted
    with scope(Service("test"), "audit"), connection.cursor() as cursor:
        cursor.execute("SELECT act FROM ledger_entry WHERE person_id = %s ORDER BY id", [town.aigul.id])
        acts = [row[0] for row in cursor.fetchall()]
    with scope(Service("test"), "operation"), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM outbox_event WHERE name LIKE 'people.%lift%' ORDER BY id")
        events = [row[0] for row in cursor.fetchall()]
    assert [act for act in acts if "lift" in act] == ["people.ask_lift", "people.lift_restriction"]
    assert events == ["people.lift_asked", "people.restriction_lifted"]


def test_whoever_asked_cannot_confirm(town):
    asked = restrictions.ask_lift(care(town.social()), kept_away(town).id, **WHY)
    with pytest.raises(Refused) as refused:
        restrictions.confirm_lift(care(town.social()), asked)
    assert refused.value.rule == "lift_second"
    assert kept_away(town).is_restricted


def test_the_database_knows_that_it_takes_two(town):
    asked = restrictions.ask_lift(care(town.social()), kept_away(town).id, **WHY)
    with pytest.raises(IntegrityError, match="two_people"), scope(Service("test"), "operation"):
        RestrictionLift.objects.filter(id=asked).update(
            confirmed_by=town.social().user_id, confirmed_at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="one_answer"), scope(Service("test"), "operation"):
        RestrictionLift.objects.filter(id=asked).update(confirmed_at=timezone.now())
    with pytest.raises(IntegrityError, match="two people"), scope(Service("test"), "operation"):
        Kinship.objects.filter(child_id=town.aigul.id).update(is_restricted=False)
    assert kept_away(town).is_restricted


def test_the_relative_neither_asks_nor_confirms_in_whatever_post(town):
    linked(town, town.social())
    with pytest.raises(Refused) as refused:
        restrictions.ask_lift(care(town.social()), kept_away(town).id, **WHY)
    assert refused.value.rule == "lift_own"
    asked = restrictions.ask_lift(care(town.head()), kept_away(town).id, **WHY)
    with pytest.raises(Refused):
        restrictions.confirm_lift(care(town.social()), asked)
    assert kept_away(town).is_restricted


def test_declined_it_stays_and_can_be_asked_again(town):
    tie = kept_away(town)
    asked = restrictions.ask_lift(care(town.head()), tie.id, **WHY)
    with pytest.raises(Refused, match="lift_twice"), transaction.atomic():
        restrictions.ask_lift(care(town.social()), tie.id, **WHY)
    restrictions.decline_lift(care(town.social()), asked, reason="құжат жоқ")
    with pytest.raises(Refused, match="lift_decided"):
        restrictions.confirm_lift(care(town.social()), asked)
    assert kept_away(town).is_restricted
    restrictions.ask_lift(care(town.head()), tie.id, **WHY)


def test_it_needs_a_reason_a_document_a_restriction_and_a_role(town):
    tie = kept_away(town)
    for missing in WHY:
        with pytest.raises(Refused) as refused:
            restrictions.ask_lift(care(town.head()), tie.id, **{**WHY, missing: "  "})
        assert refused.value.place == missing
    with scope(Service("test"), "operation"):
        mother = Kinship.objects.get(child_id=town.aigul.id, relative_id=town.mother.id)
    with pytest.raises(Refused, match="lift_none"):
        restrictions.ask_lift(care(town.head()), mother.id, **WHY)
    with pytest.raises(PermissionDenied):
        restrictions.ask_lift(care(town.teacher()), tie.id, **WHY)
    asked = restrictions.ask_lift(care(town.social()), tie.id, **WHY)
    with pytest.raises(PermissionDenied):
        restrictions.confirm_lift(care(town.head()), asked)


def test_another_schools_head_finds_nothing(town):
    with pytest.raises(Refused, match="gone"):
        restrictions.ask_lift(care(town.head(town.two)), kept_away(town).id, **WHY)


def test_what_was_asked_moves_with_the_child(town):
    asked = restrictions.ask_lift(care(town.head()), kept_away(town).id, **WHY)
    actions.move_region(care(town.social()), town.aigul.id, town.there, reason="көшті")
    with scope(Service("test"), "operation"):
        assert RestrictionLift.objects.get(id=asked).region_id == town.there
