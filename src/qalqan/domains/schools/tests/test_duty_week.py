"""Duty at crossings, from the form to the book."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence import api as evidence
from qalqan.domains.schools import api
from qalqan.domains.schools.actions import duty, duty_feeding
from qalqan.domains.schools.models import DutyCheckIn
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


def test_how_duty_was_kept_is_told_as_the_polices_own_word(city: UUID) -> None:
    approved(city)
    month = monday().replace(day=1)
    with scope(Service("schools.tests"), "safety"):
        assert duty_feeding.feed(places.region_id(), month) is not None
        told = evidence.series("roads.crossings.guarded", region_id=places.region_id())
        assert {(one.source_kind, one.value) for one in told} == {("police", 0)}  # silence is no kept turn
        days = queries.school_days(max(monday(), month), duty_feeding.last_of(month))
        assert told[0].denominator == sum(2 for day in days if day < timezone.localdate())
