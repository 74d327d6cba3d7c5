"""What happens behind the browser in `test_outdoor_toilet`. Run as a program on the server's home; prints,
as JSON, the school that the journey is about.

In the demonstration the akimat of Turkistan says that no outdoor toilet is left and that every school has a
warm one, and citizens' reports contradict it: those toilets are mended and looked at first, by the same verbs
as anybody's, so that the claim stands when the journey begins."""

import json
import os
import sys
from datetime import date
from typing import Any
from uuid import UUID, uuid4

REGION, OWNER = "KZ-61", "akimat-61"
NOTE = "Надворный туалет снесён, работает тёплый."
NEAR = 400  # metres: no other place and no other such report around the school


def actor(role: str, region_id: UUID) -> Any:
    """A post of the region, held by somebody who is nobody else."""
    from qalqan.domains.watch import api
    from qalqan.kernel.access.policy import SeatView

    seat: dict[str, Any] = {"id": uuid4(), "user_id": uuid4(), "post_id": uuid4(), "role": role}
    return api.Actor(role, SeatView(**seat, body_code=OWNER, region_id=region_id))


def mend(region_id: UUID) -> int:
    """What the demonstration invented is said to be fixed, and an inspector finds it so."""
    from qalqan.domains.watch import api
    from qalqan.domains.watch.models import Cluster
    from qalqan.kernel.access.scope import Service, scope

    with scope(Service("watch.journey"), "safety"):
        rows = Cluster.objects.filter(region_id=region_id, category="outdoor_toilet", closed_at=None)
        found = list(rows.values_list("id", "state"))
    for key, state in found:
        if state != "fixed_said":
            api.move(actor("akimat_officer", region_id), key, "say_fixed", reason=NOTE, public_note=NOTE)
        api.confirm(actor("safety_inspector", region_id), key, "fixed")
    return len(found)


def school(region_id: UUID) -> dict[str, Any]:
    """A school that stands alone and whose register says that no outdoor toilet is there."""
    from qalqan.domains.schools import api as schools
    from qalqan.domains.watch.models import Cluster
    from qalqan.kernel.access.scope import Service, scope
    from qalqan.kernel.geo import Point, metres

    with scope(Service("watch.journey"), "safety"):
        rows = Cluster.objects.filter(category="outdoor_toilet").values_list("lat", "lon")
        reported = [Point(*one) for one in rows]
        for site in schools.sites(region_id, kind="school"):
            if site.point is None or site.organisation_id is None:
                continue
            alone = len(schools.sites_near(site.point.lat, site.point.lon, NEAR)) == 1
            known = {one.requirement.key: one.status for one in schools.coverage_of(site.id)}
            if (
                alone
                and known.get("no_toilet_outdoor") == "met"
                and all(metres(site.point, one) > NEAR for one in reported)
            ):
                where = {"lat": site.point.lat, "lon": site.point.lon}
                return {"site": str(site.id), "kk": site.name["kk"], "ru": site.name["ru"], **where}
    raise LookupError("no school of the demonstration stands alone")


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "qalqan.settings"
    import django

    django.setup()
    from qalqan.domains.territory import api as territory

    region_id = territory.region(REGION, date.today()).id
    done = {"mended": mend(region_id), **school(region_id)}
    json.dump(done, sys.stdout)


if __name__ == "__main__":
    main()
