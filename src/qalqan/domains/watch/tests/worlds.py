"""Small worlds for tests of people's control: a school in Turkistan region, people who report, posts that
act."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools import api as schools
from qalqan.domains.territory import api as territory
from qalqan.domains.watch import api
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import DEGREE, Point
from qalqan.kernel.names import Names

REGION = "KZ-61"
LAT, LON = 43.30, 68.25  # in Turkistan
SCHOOL_DAY = datetime(2026, 11, 16, 2, 40, tzinfo=UTC)  # a Monday, 07:40 in the country


def region_id(code: str = REGION) -> UUID:
    """The id of a region."""
    return territory.region(code, date(2026, 11, 1)).id


def north(metres: float) -> float:
    """A latitude so many metres north of the school."""
    return LAT + metres / DEGREE


def new(category: str = "manhole", *, metres: float = 60, **more: Any) -> api.NewReport:
    """A report of something so many metres north of the school, by somebody new."""
    return api.NewReport(
        **{
            "client_id": uuid4(),
            "category": category,
            "text": "Қақпағы жоқ / нет крышки",
            "language": "ru",
            "lat": north(metres),
            "lon": LON,
            "accuracy": 10.0,
            "channel": "web",
            "sender_key": uuid4().bytes,
            **more,
        }
    )


def actor(role: str, **more: Any) -> api.Actor:
    """A post held by somebody who is nobody else."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "user_id": uuid4(),
        "post_id": uuid4(),
        "role": role,
        "body_code": "akimat-61",
        "region_id": region_id(),
        **more,
    }
    return api.Actor(f"{role} {values['body_code']}", SeatView(**values))


def school(**more: Any) -> schools.SiteView:
    """The school, in the register of organisations and in that of places."""
    code = f"s-{uuid4().hex[:8]}"
    names = Names("№1 мектеп", "Школа № 1", "School No. 1")
    with scope(Service("tests"), "administration"):
        organisation = bodies.NewOrganisation(region_id(), None, "school", code, names, date(2000, 1, 1))
        ids = bodies.load_organisations([organisation])
    site_id = schools.add_site(
        actor("akimat_officer"),
        schools.NewSite(
            **{
                "region_id": region_id(),
                "kind": "school",
                "code": code,
                "name": names,
                "organisation_id": ids[region_id(), code],
                "point": Point(LAT, LON),
                "since": date(2000, 1, 1),
                "bell_first": time(8, 0),
                "bell_last": time(13, 30),
                **more,
            }
        ),
    )
    with scope(Service("tests"), "safety"):
        return schools.site(site_id)
