"""The piece of the invented country that a demonstration starts with: a district of the region in which its
people work, some 20 000 children, in some ten seconds. `QALQAN_DEMO_SCALE` chooses another one, or `none`."""

import os
from uuid import UUID

from qalqan.domains.bodies import api as bodies
from qalqan.domains.territory import api as territory
from qalqan.synthetic import loading, plan, running
from qalqan.synthetic.cli import chosen, home_school
from qalqan.synthetic.errors import rates

SEED = 1


def load() -> None:
    """Load the district unless this database holds any part of an invented country; a second run changes
    nothing, also after a new release of the generator."""
    scale = os.environ.get("QALQAN_DEMO_SCALE", "district")
    if scale == "none" or loading.loaded():
        return
    running.run(chosen(scale, 1, rates("demo"), seed=SEED))


def school() -> UUID | None:
    """The school of the demonstration's head and class teacher; None while it is not loaded."""
    country = plan.country(SEED)
    chosen = home_school(country)
    region = territory.region(chosen.region, country.as_of).id
    found = (one for one in bodies.organisations(region, kind="school") if one.code == chosen.code)
    return next((one.id for one in found), None)
