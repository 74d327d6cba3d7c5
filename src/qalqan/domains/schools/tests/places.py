"""A small world for tests of the register: a school in Shymkent's neighbourhood, and who acts there."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools import api
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import demo as people
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point
from qalqan.kernel.names import Names
from qalqan.kernel.vault import new_id

TURKISTAN = Point(43.297, 68.27)  # the city of Turkistan
PROGRAM = api.Actor.program("schools.tests")


def region_id(code: str = "KZ-61") -> Any:
    return territory.atlas().find(code).id


def moved(north: float, east: float = 0.0, start: Point = TURKISTAN) -> Point:
    """A point so many metres to the north and east."""
    return Point(start.lat + north / 111_195, start.lon + east / 80_900)


def days_ago(number: int) -> date:
    return timezone.localdate() - timedelta(days=number)


def site(code: str = "61-1", **more: Any) -> Any:
    """A school; its id."""
    given = {
        "kind": "school",
        "code": code,
        "name": Names(f"№ {code} мектеп", f"Школа № {code}", ""),
        "region_id": region_id(),
        "since": date(2000, 9, 1),
        "point": TURKISTAN,
        **more,
    }
    return api.add_site(PROGRAM, api.NewSite(**given))


def said(state: str = "working", since: date | None = None, **more: Any) -> api.NewState:
    return api.NewState(state=state, since=since or days_ago(100), **more)


def organisation(code: str = "s-1") -> Any:
    """A school of `bodies`; its id."""
    new = bodies.NewOrganisation(
        region_id(), None, "school", code, Names("Мектеп", "Школа", "School"), date(2000, 9, 1)
    )
    with scope(Service("schools.tests"), "administration"):
        bodies.load_organisations([new])
    return next(one.id for one in bodies.organisations(region_id()) if one.code == code)


def seated(organisation_id: Any = None, district_id: Any = None) -> None:
    """The people of the demonstration in their seats."""
    people.load(region_id(), district_id or new_id(), organisation_id or new_id())


def actor(username: str, act: str = "schools.write") -> api.Actor:
    return api.Actor.of(User.objects.get(username=username), act)
