"""Drills and visitors, from the form to the book."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from qalqan.domains.evidence import api as evidence
from qalqan.domains.schools import api
from qalqan.domains.schools.actions import drill_feeding, drills, visitors
from qalqan.domains.schools.models import Answer, Assessment, Drill, HeadCount, Site, Visitor
from qalqan.domains.schools.queries import drills as drill_queries
from qalqan.domains.schools.rules.drill import unaccounted
from qalqan.domains.schools.rules.problem import Refused
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope

from . import places

pytestmark = pytest.mark.django_db


def as_(username: str) -> Client:
    client = Client(headers={"host": "localhost"})
    user = User.objects.get(username=username)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    return client


@pytest.fixture
def school() -> Any:
    """The head's own school; its place."""
    own = places.organisation()
    places.seated(own)
    return places.site(organisation_id=own)


def head() -> api.Actor:
    return places.actor("demo.head", "schools.drill")


def counted(group: str, expected: int, present: int, where: str = "") -> drills.NewCount:
    return drills.NewCount(uuid4(), group, expected, present, 0, where, timezone.now())


def test_a_drill_closes_when_everybody_is_accounted_for(school: UUID) -> None:
    key = drills.plan(head(), school, kind="fire", at=timezone.now(), scenario="", is_announced=False)
    drills.move(head(), key, "running")
    with pytest.raises(Refused, match="drill-no_counts"):
        drills.move(head(), key, "closed")
    first = counted("5А", 20, 19)
    assert drills.count(head(), key, first)
    assert not drills.count(head(), key, first)
    with pytest.raises(Refused, match="5А, 6Б"):
        drills.move(head(), key, "closed", groups=("6Б",))
    drills.count(head(), key, counted("6Б", 10, 10))
    with pytest.raises(Refused, match="5А"):
        drills.move(head(), key, "closed", groups=("6Б",))
    drills.count(head(), key, counted("5А", 20, 19, "медпункт"))
    drills.empty(head(), key)
    drills.move(head(), key, "closed", groups=("5А", "6Б"))
    with pytest.raises(Refused):
        drills.move(head(), key, "running")
    with pytest.raises(Refused):
        drills.count(head(), key, counted("5А", 20, 20))
    drills.witness(places.actor("demo.inspector", "schools.watch_drill"), key)
    with scope(Service("schools.tests"), "safety"):
        found = drill_queries.drill(key)
        assert found is not None
        assert found.took is not None
        assert found.witnessed_at is not None
        assert HeadCount.objects.count() == 3
    with pytest.raises(Refused), transaction.atomic():
        drills.witness(places.actor("demo.inspector", "schools.watch_drill"), key)


def test_drills_are_told_as_inspectors_saw_their_record(school: UUID) -> None:
    year = timezone.localdate().year
    other = places.site("61-2")
    with scope(Service("schools.tests"), "safety"):
        assert drill_feeding.feed(places.region_id(), year) is None
        for site_id, answer, is_own in ((school, "no", False), (other, "yes", True)):
            site = Site.objects.get(pk=site_id)
            common = {"region_id": site.region_id, "organisation_id": site.organisation_id}
            round_ = Assessment.objects.create(
                **common,
                site=site,
                client_id=uuid4(),
                instrument="school-safety",
                version="1",
                state="submitted",
                began_at=timezone.now(),
                submitted_at=timezone.now(),
                post="x",
                is_own=is_own,
            )
            Answer.objects.create(
                **common, assessment=round_, question="people.drill", answer=answer, at=timezone.now()
            )
        drill_feeding.feed(places.region_id(), year)
        (told,) = evidence.series("schools.drills.held", region_id=places.region_id())
        assert (told.numerator, told.denominator, told.source_kind) == (0, 1, "inspection")
    key = drills.plan(head(), school, kind="fire", at=timezone.now(), scenario="", is_announced=False)
    drills.move(head(), key, "running")
    drills.count(head(), key, counted("5А", 20, 20))
    drills.move(head(), key, "closed")
    with scope(Service("schools.tests"), "safety"):
        drill_feeding.feed(places.region_id(), year)
        (told,) = evidence.series("schools.drills.held", region_id=places.region_id())
        assert told.numerator == 0  # its own word
    drills.witness(places.actor("demo.inspector", "schools.watch_drill"), key)
    with scope(Service("schools.tests"), "safety"):
        drill_feeding.feed(places.region_id(), year)
        (told,) = evidence.series("schools.drills.held", region_id=places.region_id())
        assert told.numerator == 1


def test_a_class_teacher_counts_the_class_and_keeps_the_door(school: UUID) -> None:
    key = drills.plan(head(), school, kind="fire", at=timezone.now(), scenario="", is_announced=False)
    drills.move(head(), key, "running")
    teacher = places.actor("demo.teacher", "schools.count_heads")
    assert drills.count(teacher, key, counted("5А", 20, 20))
    assert as_("demo.teacher").get(f"/kk/schools/drills/{key}/").status_code == 200
    assert as_("demo.teacher").get("/kk/schools/visitors/").status_code == 200


def test_a_count_that_came_later_holds_whatever_its_phone_shows(school: UUID) -> None:
    key = drills.plan(head(), school, kind="fire", at=timezone.now(), scenario="", is_announced=False)
    drills.move(head(), key, "running")
    drills.count(head(), key, counted("5А", 20, 20))
    slow = drills.NewCount(uuid4(), "5А", 20, 18, 0, "", timezone.now() - timedelta(minutes=3))
    drills.count(head(), key, slow)
    with pytest.raises(Refused, match="5А"):
        drills.move(head(), key, "closed")


def test_an_inspector_watched_it_then_or_not_at_all(school: UUID) -> None:
    key = drills.plan(head(), school, kind="fire", at=timezone.now(), scenario="", is_announced=False)
    drills.move(head(), key, "running")
    drills.count(head(), key, counted("x", 0, 0))
    with pytest.raises(Refused, match="drill-no_counts"):
        drills.move(head(), key, "closed")
    drills.count(head(), key, counted("5А", 20, 20))
    drills.move(head(), key, "closed")
    with scope(Service("schools.tests"), "safety"):
        Drill.objects.filter(pk=key).update(closed_at=timezone.now() - timedelta(days=3))
    with pytest.raises(Refused, match="drill-long_ago"):
        drills.witness(places.actor("demo.inspector", "schools.watch_drill"), key)


def test_groups_are_told_as_a_school_reads_out_its_classes() -> None:
    assert unaccounted(["10А", "Асхана", "2Б", "1А", "11Б"], []) == ("1А", "2Б", "10А", "11Б", "Асхана")


def test_one_drill_at_a_time_and_figures_that_add_up(school: UUID) -> None:
    one, two = (
        drills.plan(head(), school, kind="fire", at=timezone.now(), scenario="", is_announced=True)
        for _n in range(2)
    )
    drills.move(head(), one, "running")
    with pytest.raises(Refused, match="drill-runs"):
        drills.move(head(), two, "running")
    with pytest.raises(Refused, match="drill-count"):
        drills.count(head(), one, counted("5А", 20, 21))
    with pytest.raises(Refused, match="drill-when"):
        drills.plan(
            head(), school, kind="gas", at=timezone.now() + timedelta(400), scenario="", is_announced=True
        )


def test_the_drill_pages_lead_through_the_day(school: UUID) -> None:
    client = as_("demo.head")
    assert client.get("/ru/schools/drills/new/").status_code == 200
    moment = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    done = client.post("/ru/schools/drills/new/", {"kind": "fire", "at": moment, "scenario": "Дым"})
    assert done.status_code == 302, done.content.decode()
    page = done["Location"]
    for to in ("running", "empty"):
        assert client.post(f"{page}move/", {"to": to}).status_code == 302
    sent = {"client_id": f"{uuid4()}", "group": "9А", "expected": "3", "present": "3", "excused": ""}
    assert "/ 0</strong>" not in client.get(page).content.decode()  # what nobody counted is not "0 are here"
    wrong = client.post(f"{page}count/", {**sent, "present": "33", "missing_where": "у ворот"})
    told = wrong.content.decode()
    assert wrong.status_code == 422
    assert all(f'value="{typed}"' in told for typed in (sent["client_id"], "9А", "33", "у ворот"))
    assert '<details class="govuk-details" open>' in told
    client.post(f"{page}count/", sent)
    assert "9А" in client.get(page).content.decode()
    client.post(f"{page}move/", {"to": "closed", "lessons": "Дверь была заперта."})
    assert "Дверь была заперта." in client.get(page).content.decode()
    assert as_("demo.inspector").get(page).status_code == 200
    assert as_("demo.inspector").post(f"{page}witness/").status_code == 302
    assert as_("demo.police").post(f"{page}witness/").status_code == 403


def test_visitors_come_and_go_and_are_forgotten(school: UUID) -> None:
    actor = places.actor("demo.head", "schools.visitors")
    given = {
        "name": "Ахмет Байтұрсынұлы",
        "entry": "document",
        "visits": "директор",
        "reason": "",
        "until": timezone.now() + timedelta(hours=1),
    }
    one = visitors.let_in(actor, school, badge="7", **given)
    with pytest.raises(Refused, match="visitor-badge"):
        visitors.let_in(actor, school, badge="7", **given)
    page = as_("demo.head").get("/kk/schools/visitors/")
    assert "Ахмет Байтұрсынұлы" in page.content.decode()
    assert as_("demo.inspector").get("/kk/schools/visitors/").status_code == 403
    with connection.cursor() as cursor, scope(Service("schools.tests"), "safety"):
        cursor.execute("SELECT name::text FROM schools_visitor")
        assert "Байтұрсынұлы" not in str(cursor.fetchall())
    visitors.let_out(actor, one)
    with pytest.raises(Refused, match="visitor-gone"):
        visitors.let_out(actor, one)
    visitors.let_in(actor, school, badge="7", **given)
    assert visitors.forget(timezone.now() + timedelta(minutes=1)) == 2
    with scope(Service("schools.tests"), "safety"):
        assert [row.name for row in Visitor.objects.all()] == [None, None]
