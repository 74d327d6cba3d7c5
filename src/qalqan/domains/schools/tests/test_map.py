"""Maps of places: what nobody has looked at is unknown, the closed stays closed, and the map is coloured from
the numbers of the page's own table."""

import re
from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.schools.models import Coverage, Site
from qalqan.domains.schools.queries import map as queries
from qalqan.domains.schools.queries.map import Asked, Box, Counts
from qalqan.domains.schools.rules.requirements import requirement, requirements
from qalqan.domains.schools.ui import map_shown
from qalqan.domains.schools.ui.map import box_of, key_of, zoom_of
from qalqan.domains.schools.ui.urls import open_patterns
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point

from . import places

pytestmark = pytest.mark.django_db
OPEN, CLOSED = requirement("no_toilet_outdoor"), requirement("guard")
TURKISTAN = Box(43.0, 68.0, 43.6, 68.6)
FILES = ("csv", "json", "xlsx")
LOOK = "bbox=43.0,68.0,43.6,68.6&zoom=12"


def answered(site_id: Any, status: str, key: str = OPEN.key) -> None:
    """An answer as coverage keeps it."""
    with scope(Service("tests"), "safety"):
        site = Site.objects.get(pk=site_id)
        Coverage.objects.update_or_create(
            region_id=site.region_id,
            site=site,
            requirement=key,
            defaults={"status": status, "reason": "seen", "since": places.days_ago(1)},
        )


def silent(site_id: Any) -> None:
    """No answer has been worked out for a place."""
    with scope(Service("tests"), "safety"):
        Coverage.objects.filter(site_id=site_id).delete()


def counts(asked: Asked) -> Counts:
    with scope(Service("tests"), "safety"):
        return queries.by_region(asked).get(places.region_id(), Counts())


def signed_in(name: str) -> Client:
    client, user = Client(headers={"host": "localhost"}), User.objects.get(username=name)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_it_works(client: Client) -> None:
    site = places.site()
    answered(site, "unmet")
    page = client.get("/en/open/schools/")
    assert page.status_code == 200
    assert re.search(r'data-area="KZ-61" data-step="5" data-mark="100%"', page.content.decode())
    found = client.get(f"/ru/open/schools/map/places.json?{LOOK}").json()
    assert found == {"total": 1, "points": [[43.297, 68.27, "unmet", str(site), "Школа № 61-1"]]}
    assert "Школа № 61-1" in client.get("/ru/open/schools/regions/KZ-61/").content.decode()


def test_a_place_without_an_answer_is_unknown_and_not_left_out() -> None:
    silent_one, known = places.site("a"), places.site("b")
    silent(silent_one)
    answered(known, "met")
    assert counts(Asked(OPEN)) == Counts(met=1, unknown=1)
    with scope(Service("tests"), "safety"):
        assert queries.by_requirement([OPEN], places.region_id())[OPEN.key] == Counts(met=1, unknown=1)


def test_only_what_is_bound_is_counted() -> None:
    bound = requirement("signal_near")
    assert bound.pupils_from > 0
    for number, pupils in enumerate((bound.pupils_from, bound.pupils_from - 1, None)):
        places.site(f"p{number}", pupils=pupils)
    places.site("clinic", kind="clinic")
    assert counts(Asked(bound)).total == 2 + ("clinic" in bound.sites)  # the one not counted is bound
    assert counts(Asked(bound, kind="school")).total == 2
    assert counts(Asked(bound, kind="school", status="met")).total == 0


def test_points_and_cells_tell_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    sites = [places.site(f"n{number}", point=places.moved(200 * number)) for number in range(4)]
    for site, status in zip(sites, ("met", "unmet", "unmet", "unknown"), strict=True):
        answered(site, status)
    with scope(Service("tests"), "safety"):
        near = queries.marks(Asked(OPEN), TURKISTAN, 12)
        monkeypatch.setattr(queries, "FEW", 3)
        far = queries.marks(Asked(OPEN), TURKISTAN, 6)
        near_again = queries.marks(Asked(OPEN), TURKISTAN, 12)
        nowhere = queries.marks(Asked(OPEN), Box(50, 50, 51, 51), 12)
    assert near == near_again
    assert sorted(p.status for p in near.points) == ["met", "unknown", "unmet", "unmet"]
    assert not far.points
    assert sum((n for _lat, _lon, n in far.cells), Counts()) == Counts(1, 2, 1)
    assert (nowhere.total, nowhere.points, nowhere.cells) == (0, (), ())


def test_no_open_map_or_list_tells_where_children_are_sheltered(client: Client) -> None:
    shelter = places.site("home", kind="protection", point=Point(43.3, 68.3))
    binding = next(one.key for one in requirements() if one.is_public and "protection" in one.sites)
    answered(shelter, "unmet", binding)
    asked = f"requirement={binding}"
    assert client.get(f"/ru/open/schools/map/places.json?{LOOK}&{asked}").json() == {"total": 0, "cells": []}
    page = client.get(f"/ru/open/schools/regions/KZ-61/?{asked}").content.decode()
    assert "Школа № home" not in page
    places.seated()
    desk = f"/ru/schools/map/places.json?{LOOK}&{asked}"
    for name in ("demo.coordinator", "demo.akimat"):
        assert signed_in(name).get(desk).json()["total"] == 0  # a page for all
        assert signed_in(name).get(f"{desk}&kind=protection").json()["total"] == 1


@pytest.mark.parametrize(
    "name", ["demo.head", "demo.teacher", "demo.moderator", "demo.viewer", "demo.police"]
)
def test_at_the_desk_a_shelter_is_told_to_few(name: str) -> None:
    places.seated(places.organisation())
    shelter = places.site("home", kind="protection", address="Tenth street", point=Point(43.3, 68.3))
    binding = next(one.key for one in requirements() if one.is_public and "protection" in one.sites)
    answered(shelter, "unmet", binding)
    reader = signed_in(name)
    asked = f"requirement={binding}&kind=protection"
    for path in (
        f"map/places.json?{LOOK}&{asked}",
        f"regions/KZ-61/?{asked}",
        "sites/?kind=protection",
        "gaps/",
    ):
        told = reader.get(f"/ru/schools/{path}").content.decode()
        assert "Школа № home" not in told, path
        assert str(shelter) not in told, path
    for secret in (f"sites/{shelter}/", f"sites/{shelter}/rounds/"):
        assert reader.get(f"/ru/schools/{secret}").status_code in (403, 404), secret


def test_no_open_address_tells_of_a_shelter(client: Client) -> None:
    """Every open address of the room, with all filters that a list knows."""
    shelter = places.site("home", kind="protection", address="Tenth street", point=Point(43.3, 68.3))
    places.site("open-one")
    for one in requirements():
        if "protection" in one.sites:
            answered(shelter, "unmet", one.key)
    asked = [f"requirement={one.key}&kind=protection" for one in requirements() if "protection" in one.sites]
    asked += ["kind=protection", "q=Tenth", f"{LOOK}&kind=protection", *(f"format={kind}" for kind in FILES)]
    known = {"code": "KZ-61", "key": shelter}
    for pattern in open_patterns[0]:
        route = str(pattern.pattern)
        for name, value in known.items():
            route = re.sub(rf"<\w+:{name}>", str(value), route)
        assert "<" not in route, route
        for query in ("", *asked):
            told = client.get(f"/ru/open/schools/{route}?{query}").content
            for secret in ("Школа № home", "Tenth street", "43.3,68.3", f'"{shelter}"'):
                assert secret.encode() not in told, (route, query, secret)
    assert client.get(f"/ru/open/schools/sites/{shelter}/").status_code == 404
    whole = client.get(f"/ru/open/schools/regions/KZ-61/?requirement={asked[0].split('&')[0][12:]}").content
    assert b"kind=protection" not in whole


def test_the_mirror_tells_nothing_of_what_is_not_public(client: Client) -> None:
    answered(places.site(), "unmet", CLOSED.key)
    page = client.get(f"/en/open/schools/?requirement={CLOSED.key}").content.decode()
    region = client.get(f"/en/open/schools/regions/KZ-61/?requirement={CLOSED.key}").content.decode()
    for one in requirements():
        assert (f'value="{one.key}"' in page) == one.is_public
        assert (one.text.en in region) == (one is OPEN)
    look = f"/en/open/schools/map/places.json?{LOOK}"
    assert client.get(f"{look}&requirement={CLOSED.key}").json() == client.get(look).json()


def test_a_closed_requirement_is_told_as_far_as_the_seat_reaches() -> None:
    answered(places.site(), "unmet", CLOSED.key)
    places.seated()
    page = f"/en/schools/?requirement={CLOSED.key}"
    everywhere = signed_in("demo.coordinator").get(page).content.decode()
    assert "not told to your post" not in everywhere
    own = signed_in("demo.akimat").get(page).content.decode()
    assert own.count("not told to your post") == 19
    assert 'data-area="KZ-61" data-step="5"' in own
    assert Client().get(page).status_code == 302


def test_a_head_of_one_school_is_told_no_numbers_of_the_region() -> None:
    organisation = places.organisation()
    own, other = places.site("own", organisation_id=organisation), places.site("other")
    answered(own, "unmet", CLOSED.key)
    answered(other, "unmet", CLOSED.key)
    places.seated(organisation)
    page = signed_in("demo.head").get(f"/ru/schools/regions/KZ-61/?requirement={CLOSED.key}").content.decode()
    assert "Школа № own" in page
    assert "Школа № other" not in page
    assert CLOSED.name.ru not in re.findall(r'<th scope="row"[^>]*>(.*?)</th>', page)


@pytest.mark.parametrize(
    "look",
    [
        "",
        "bbox=1,2,3&zoom=5",
        "bbox=a,b,c,d&zoom=5",
        "bbox=nan,0,1,1&zoom=5",
        "bbox=5,0,1,1&zoom=5",
        "bbox=40,46,56,88&zoom=99",
        "bbox=40,46,56,88&zoom=",
        "bbox=40,46,56,88&zoom=nan",
        "bbox=40,46,56,88&zoom=5&region=KZ-61",
    ],
)
def test_a_look_that_is_none_is_refused_by_name(client: Client, look: str) -> None:
    answer = client.get(f"/kk/open/schools/map/places.json?{look}")
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "rule"}


def test_unknown_areas_and_pages_are_not_there(client: Client) -> None:
    for path in ("regions/KZ-99/", "regions/x/", f"districts/{places.region_id()}/", "regions/KZ-61/?page=7"):
        assert client.get(f"/ru/open/schools/{path}").status_code == 404
    assert client.get("/ru/open/schools/?requirement=<b>&kind=%00&status=x&page=-1").status_code == 200


@given(st.text(max_size=40))
def test_whatever_is_written_is_read_or_none(text: str) -> None:
    box, zoom, key = box_of(text), zoom_of(text), key_of(text)
    assert box is None or box.south <= box.north
    assert zoom is None or 0 <= zoom <= 22
    assert key is None or key.int >= 0


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_shade_is_of_the_share_and_only_all_met_is_clear(met: int, unmet: int, unknown: int) -> None:
    row = map_shown.row("KZ-61", "x", "", Counts(met, unmet, unknown))
    total = met + unmet + unknown
    assert (row.step is None) == (total == 0)
    if row.step is not None:
        assert (row.step == 0) == (unmet + unknown == 0)
        assert (
            row.step == 0 or (row.step - 1) / 5 <= (unmet + unknown) / total <= row.step / 5 + 1e-9 * row.step
        )
    more = map_shown.row("KZ-61", "x", "", replace(Counts(met, unmet, unknown), unknown=unknown + 1))
    assert more.step is not None
    assert row.step is None or more.step >= row.step
