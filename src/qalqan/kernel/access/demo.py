"""Three invented people for demonstrations. They have no password and no e-mail address: the only way in is
the one-click form, whose address exists in demo mode only."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qalqan.kernel.access import actions
from qalqan.kernel.access.models import Seat, User
from qalqan.kernel.access.roles import ROLES

SINCE = datetime.date(2020, 1, 1)
REGION = "KZ-61"  # Turkistan, by the code that the territory room knows


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Someone to sign in as with one click; `about` says what they come for."""

    username: str
    name: str
    role: str
    body_code: str
    about: Promise

    @property
    def title(self) -> Promise:
        return ROLES[self.role].title


PEOPLE = (
    DemoPerson(
        "demo.coordinator",
        "Айгүл Сәрсенова",
        "coordinator",
        "МП",
        _("Decides what the text leaves open; sees every measure and region."),
    ),
    DemoPerson(
        "demo.akimat",
        "Ерлан Жұмабеков",
        "akimat_officer",
        "",
        _("Works in the akimat of Turkistan Region: what do we owe, and by when?"),
    ),
    DemoPerson("demo.viewer", "Мария Ким", "viewer", "", _("Reads everything and changes nothing.")),
)


def load(region_id: UUID | None) -> None:
    """Make the three people and their seats; a second run changes nothing. `region_id`: that of REGION."""
    for person in PEOPLE:
        user = User.objects.filter(username=person.username).first()
        if user is None:
            user = actions.add_user(person.username, name=person.name)
        place = actions.post(
            person.role,
            body_code=person.body_code,
            region_id=region_id if ROLES[person.role].regional else None,
        )
        if not Seat.objects.filter(user=user, post=place).exists():
            actions.seat(user, place, since=SINCE)
