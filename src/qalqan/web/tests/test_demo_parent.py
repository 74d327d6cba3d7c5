"""The parent of a demonstration: absent without children, then always the same father of the same class."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import override

from qalqan.domains.people import records
from qalqan.domains.people.api import AttachmentRow, load_bulk
from qalqan.domains.people.models import PersonAccount
from qalqan.domains.people.tests.town import SINCE, Town, build, kin, person
from qalqan.kernel.access import demo
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.web import demo_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Town:
    return build()


def page(client: Client, name: str) -> str:
    with override("en"):
        return client.get(reverse(name)).content.decode()


def class_of(town: Town, label: str) -> list:
    """Two families of one class: a father of two children, and one whom a court keeps away from three."""
    children = [person(town.here, town.district, f"Сейтқали Бала{i}", 10 + i, "m", 50 + i) for i in range(5)]
    good = person(town.here, town.district, "Сейтқали Марат Оразұлы", 40, "m", 60)
    kept = person(town.here, town.district, "Сейтқали Серік Оразұлы", 41, "m", 61)
    ties = [kin(child, good, "father", is_custodial=True) for child in children[:2]]
    ties += [kin(child, kept, "father", is_custodial=True) for child in children[2:]]
    ties += [kin(children[0], kept, "other", is_restricted=True, source="court")]
    rows = [
        AttachmentRow(town.here, town.district, town.one, child.id, "pupil", label, 1, SINCE, None)
        for child in children
    ]
    with scope(Service("test"), "operation"):
        load_bulk([*children, good, kept], ties, rows)
    return [good, *children[:2]]


@override_settings(DEMO=True)
def test_nobody_is_offered_as_a_parent_before_there_are_children(town):
    demo_people.welcome_parent(town.one)
    assert not User.objects.filter(username="demo.parent").exists()
    assert demo.offered() == demo.PEOPLE


@override_settings(DEMO=True)
def test_the_parent_is_a_father_of_the_class_and_sees_his_own_children_only(town):
    good, *children = class_of(town, "5А")
    for _again in range(2):
        demo_people.welcome_parent(town.one)
    user = User.objects.get(username="demo.parent")
    assert user.name == "Сейтқали Марат Оразұлы"
    assert demo.PARENT in demo.offered()
    with scope(Service("test"), "operation"):
        assert PersonAccount.objects.filter(user_id=user.pk).count() == 1
    assert set(records.own(user.pk).person_ids) == {good.id, *(child.id for child in children)}
    client = Client()
    client.force_login(user)
    for name in ("people:own", "readers:own"):
        shown = page(client, name)
        for child in children:
            assert child.given in shown
        assert "Бала3" not in shown
