"""The piece of the invented country that a demonstration starts with: one district of the region in which its
people work, some 20 000 children, in some ten seconds."""

from uuid import UUID

from qalqan.domains.bodies import api as bodies
from qalqan.domains.territory import api as territory
from qalqan.synthetic import loading, plan, running
from qalqan.synthetic.cli import home_district, home_school
from qalqan.synthetic.errors import rates

SEED = 1
CLASS = "7А"


def load() -> None:
    """Load the district unless this database holds any part of an invented country; a second run changes
    nothing, also after a new release of the generator."""
    if loading.loaded():
        return
    district = home_district(plan.country(SEED))
    running.run(running.Task(SEED, rates("demo"), (district,), processes=1))


def school() -> UUID | None:
    """The school of the demonstration's head and class teacher; None while it is not loaded. Its class of
    the teacher is CLASS."""
    country = plan.country(SEED)
    chosen = home_school(country)
    region = territory.region(chosen.region, country.as_of).id
    found = (one for one in bodies.organisations(region, kind="school") if one.code == chosen.code)
    return next((one.id for one in found), None)
