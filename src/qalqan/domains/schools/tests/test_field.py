"""Duty at crossings, drills and visitors, from the form to the book."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence import api as evidence
from qalqan.domains.schools import api
from qalqan.domains.schools.actions import drill_feeding, drills, duty, duty_feeding, visitors
from qalqan.domains.schools.models import Answer, Assessment, Drill, DutyCheckIn, HeadCount, Site, Visitor
from qalqan.domains.schools.queries import drills as drill_queries
from qalqan.domains.schools.queries import duty as queries
from qalqan.domains.schools.rules.duty_hours import half_of, turn_of, verdict, weight
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point
from qalqan.kernel.names import Names

from . import places

pytestmark = pytest.mark.django_db
HERE = places.TURKISTAN
WINDOWS = {"morning": ("07:20", "08:30"), "evening": ("17:30", "18:30")}


def as_(username: str) -> Client:
    client = Client(headers={"host": "localhost"})
    user = User.objects.get(username=username)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    return client


@pytest.fixture
def city() -> Any:
    """A district with two schools, a crossing at each, and a police station; the id of the district."""
    district = territory.districts_on(timezone.localdate(), "KZ-61")[0]
    new = bodies.NewOrganisation(
        places.region_id(), district.id, "police", "p-1", Names("Бөлім", "Отдел", "Station"), date(2000, 1, 1)
    )
    with scope(Service("schools.tests"), "administration"):
        bodies.load_organisations([new])
    for n, pupils in enumerate((900, None)):
        at = places.moved(n * 900.0)
        one = places.site(f"61-{n}", district_id=district.id, point=at, pupils=pupils)
        first = places.said(point=places.moved(n * 900.0 + 40), source_kind="registry")
        api.add_asset(places.PROGRAM, api.NewAsset("crossing", first, one))
    places.seated(district_id=district.id)
    return district.id


def station() -> bodies.OrganisationView:
    return next(one for one in bodies.organisations(places.region_id(), kind="police") if one.code == "p-1")


def monday() -> date:
    today = timezone.localdate()
    return today - timedelta(days=today.weekday() + 7)


def made(city: UUID, officers: int = 1, **more: Any) -> UUID:
    given: dict[str, Any] = {
        "name": "Апта",
        "first_day": monday(),
        "last_day": monday() + timedelta(days=60),
        "reach": 5000,
        "stations": (duty.StationGiven(station().id, HERE, officers),),
        "windows": WINDOWS,
        **more,
    }
    return duty.make(places.actor("demo.police", "schools.plan_duty"), city, **given)


def test_a_week_is_planned_by_clicks_and_shown(city: UUID) -> None:
    police = as_("demo.police")
    page = police.get(f"/kk/schools/duty/new/?district={city}")
    assert page.status_code == 200
    wrong = police.post(
        f"/kk/schools/duty/new/?district={city}",
        {
            "name": "Апта",
            "first_day": f"{monday()}",
            "last_day": f"{monday() + timedelta(60)}",
            "reach": "5000",
            "morning_from": "07:20",
            "morning_to": "08:30",
            "evening_from": "17:30",
            "evening_to": "18:30",
            "officers_0": "1",
            "place_0": "68.27, 43.297",
        },
    )
    assert wrong.status_code == 200
    assert "68.27, 43.297" in wrong.content.decode()  # nothing is lost
    asked = {**wrong.wsgi_request.POST.dict(), "place_0": f"{HERE.lat}, {HERE.lon}"}
    done = police.post(f"/kk/schools/duty/new/?district={city}", asked)
    assert done.status_code == 302, done.content.decode()
    page = police.get(done["Location"])
    assert page.status_code == 200
    assert page.content.decode().count("61-0 мектеп") == 5  # each school has five of the officer's ten turns
    assert police.post(f"{done['Location']}decision/", {"to": "approved"}).status_code == 302
    cards = police.post(f"{done['Location']}cards/")
    assert cards.status_code == 200
    assert cards.content.decode().count("s-card__picture") == 1
    assert as_("demo.coordinator").get(done["Location"]).status_code == 200
    assert as_("demo.head").get(done["Location"]).status_code == 403
    assert as_("demo.akimat").post(f"{done['Location']}decision/", {"to": "ended"}).status_code == 403


def test_what_cannot_be_planned_is_refused_with_its_reason(city: UUID) -> None:
    elsewhere = territory.districts_on(timezone.localdate(), "KZ-71")[0].id
    for rule, change in (
        ("duty-place", {"city": elsewhere}),
        ("duty-days", {"last_day": monday() - timedelta(1)}),
        ("duty-reach", {"reach": 1}),
        ("duty-hours", {"windows": {**WINDOWS, "morning": ("09:00", "08:00")}}),
        ("duty-no_officers", {"stations": ()}),
    ):
        given = {"city": city, **change}
        with pytest.raises(Refused) as refused:
            made(**given)
        assert refused.value.problems[0].rule == rule
        for language in ("kk", "ru", "en"):
            assert all(refused.value.words(language)[part] for part in ("message", "mend"))


def approved(city: UUID) -> tuple[UUID, str]:
    plan = made(city)
    police = places.actor("demo.police", "schools.plan_duty")
    duty.decide(police, plan, "approved")
    return plan, duty.cards(police, plan)[0].key


def turn_at(plan: UUID, day: date, half: str) -> queries.TurnView:
    with scope(Service("schools.tests"), "safety"):
        return next(one for one in queries.turns(plan) if one.turn == turn_of(day, half))


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    """A local hour of Turkistan (UTC+5)."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=5)


def last_school_day() -> date:
    day = timezone.localdate() - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def test_a_check_in_counts_at_the_post_in_its_hours_and_once(
    city: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, key = approved(city)
    day = last_school_day()
    monkeypatch.setattr(duty, "LATE", timedelta(days=8))  # a weekend may lie between
    turn = turn_at(plan, day, "morning")
    one = uuid4()
    said = duty.check_in(key, client_id=one, at=utc(day, 7, 30), here=turn.point, accuracy=12)
    assert (said.verdict, said.is_new) == ("on_post", True)
    again = duty.check_in(key, client_id=one, at=utc(day, 7, 30), here=Point(51.1, 71.4))
    assert (again.verdict, again.is_new) == ("on_post", False)
    far = duty.check_in(key, client_id=uuid4(), at=utc(day, 17, 40), here=Point(51.1, 71.4), accuracy=5)
    assert far.verdict == "far"
    assert duty.check_in(key, client_id=uuid4(), at=utc(day, 12), here=turn.point).verdict == "other_time"
    with scope(Service("schools.tests"), "safety"):
        kept = queries.kept(plan, day, day)
    planned = 2 if queries.school_days(day, day) else 0
    assert (kept.planned, kept.on_post, kept.far) == (planned, 1, 1)


def test_a_card_is_its_holders_alone_and_ends(city: UUID) -> None:
    plan, key = approved(city)
    stranger = Client(headers={"host": "localhost"})
    assert stranger.get(f"/kk/open/schools/duty/{key}/").status_code == 200
    assert stranger.get("/kk/open/schools/duty/guess/").status_code == 404
    new = duty.cards(places.actor("demo.police", "schools.plan_duty"), plan)[0].key
    assert stranger.get(f"/kk/open/schools/duty/{key}/").status_code == 404
    answer = stranger.post(
        f"/kk/open/schools/duty/{new}/", {"client_id": "no"}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 400
    sent = {"client_id": f"{uuid4()}", "lat": "0", "lon": "0"}
    answer = stranger.post(f"/kk/open/schools/duty/{new}/", sent, headers={"accept": "application/json"})
    assert answer.json().get("verdict") in ("no_position", None)
    duty.decide(places.actor("demo.police", "schools.plan_duty"), plan, "ended")
    assert stranger.get(f"/kk/open/schools/duty/{new}/").status_code == 404
    with pytest.raises(Refused):
        duty.cards(places.actor("demo.police", "schools.plan_duty"), plan)


def test_check_ins_are_final(city: UUID) -> None:
    _plan, key = approved(city)
    now = timezone.now()
    if turn_of(now.date(), "morning") is None:
        pytest.skip("no turn at a weekend")
    duty.check_in(key, client_id=uuid4(), at=now)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        scope(Service("schools.tests"), "safety"),
    ):
        DutyCheckIn.objects.update(verdict="on_post")


def test_a_position_that_is_none_is_never_on_post() -> None:
    post = Point(43.2, 76.8)
    assert verdict(post, None, None, in_time=True) == ("no_position", None)
    assert verdict(post, post, 5000, in_time=True)[0] == "far"  # a phone that does not know where it is
    assert verdict(post, post, None, in_time=False)[0] == "other_time"
    assert weight(10, None) == weight(10, "heavy") > weight(10, "light") > 0
    given = {half: list(pair) for half, pair in WINDOWS.items()}
    assert half_of(datetime(2026, 3, 2, 9), given) == "morning"
    assert half_of(datetime(2026, 3, 2, 15), given) == "evening"


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


def test_how_duty_was_kept_is_told_as_the_polices_own_word(city: UUID) -> None:
    plan, key = approved(city)
    month = monday().replace(day=1)
    with scope(Service("schools.tests"), "safety"):
        assert duty_feeding.feed(places.region_id(), month) is not None
        told = evidence.series("roads.crossings.guarded", region_id=places.region_id())
        assert {(one.source_kind, one.value) for one in told} == {("police", 0)}  # silence is no kept turn
        days = queries.school_days(max(monday(), month), duty_feeding.last_of(month))
        assert told[0].denominator == sum(2 for day in days if day < timezone.localdate())


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
