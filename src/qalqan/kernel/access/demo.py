"""Invented people for demonstrations. They have no password and no e-mail address: the only way in is the
one-click form, whose address exists in demo mode only."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qalqan.kernel.access import actions
from qalqan.kernel.access.models import Post, Seat, User
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.rules import Level

SINCE = datetime.date(2020, 1, 1)
REGION = "KZ-61"  # Turkistan, by the code that the territory room knows


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Someone to sign in as with one click; `about` says what they come for. `role` empty: holds no post."""

    username: str
    name: str
    role: str
    body_code: str
    about: Promise
    unit: str = ""

    @property
    def title(self) -> Promise:
        return ROLES[self.role].title if self.role else _("Parent")


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
    DemoPerson(
        "demo.head",
        "Сәуле Оспанова",
        "school_head",
        "",
        _("Answers for one school: its staff, its children, nobody else's."),
    ),
    DemoPerson(
        "demo.teacher",
        "Дәурен Тілеуов",
        "class_teacher",
        "",
        _("Knows one class, and sees no other."),
        unit="5А",
    ),
    DemoPerson(
        "demo.social",
        "Гүлнар Бекова",
        "social_worker",
        "",
        _("Supports families of one district of Turkistan Region."),
    ),
    DemoPerson(
        "demo.inspector",
        "Жанар Мұратова",
        "safety_inspector",
        "",
        _("Goes round the schools of Turkistan Region with a phone, also where there is no network."),
    ),
    DemoPerson(
        "demo.police",
        "Асхат Нұрғалиев",
        "road_police",
        "",
        _("Plans who stands at which crossing of Turkistan Region."),
    ),
    DemoPerson(
        "demo.moderator",
        "Елена Ли",
        "moderator",
        "",
        _("Reads what citizens of Turkistan Region photograph, before it is public."),
    ),
    DemoPerson(
        "demo.region",
        "Нұрлан Әбішев",
        "region_admin",
        "",
        _("Gives the posts of Turkistan Region to people, and sees no child."),
    ),
    DemoPerson(
        "demo.data",
        "Ольга Петренко",
        "data_officer",
        "",
        _("Checks who read which child's record in Turkistan Region, and why."),
    ),
    DemoPerson(
        "demo.national",
        "Бақыт Ермеков",
        "national_admin",
        "",
        _("Appoints the regions' administrators, always together with a second person."),
    ),
    DemoPerson(
        "demo.operator",
        "Тимур Ахметов",
        "operator",
        "",
        _("Keeps the system running: jobs, queues, disk. Sees no person."),
    ),
)


# No post: what he sees follows from whose father he is. Web links him to a record, with that record's name.
PARENT = DemoPerson(
    "demo.parent", "", "", "", _("Sees the own record and those of his children, and who looked at them.")
)


def offered() -> tuple[DemoPerson, ...]:
    """Those whom one can sign in as; the parent once the invented country has given him children."""
    is_here = User.objects.filter(username=PARENT.username, is_active=True).exists()
    return (*PEOPLE, PARENT) if is_here else PEOPLE


def load(region_id: UUID, district_id: UUID | None, organisation_id: UUID) -> None:
    """Make the people and their seats: `region_id` is that of REGION, the district and the school lie in it.
    A second run changes nothing; with another school or district it moves those who sit there. Whoever sits
    in a post that a demo person takes is invented as well, and leaves it."""
    places: dict[Level, dict[str, UUID | None]] = {
        Level.NATION: {},
        Level.REGION: {"region_id": region_id},
        Level.DISTRICT: {"region_id": region_id, "district_id": district_id},
        Level.ORGANISATION: {
            "region_id": region_id,
            "district_id": district_id,
            "organisation_id": organisation_id,
        },
    }
    with actions.as_program("demo"):
        for person in PEOPLE:
            place = actions.post(
                person.role, body_code=person.body_code, unit=person.unit, **places[ROLES[person.role].level]
            )
            sit(person, place)


def sit(person: DemoPerson, place: Post) -> None:
    """Seat a demo person in a post, and nowhere else."""
    user = User.objects.filter(username=person.username).first()
    if user is None:
        user = actions.add_user(person.username, name=person.name)
    now = timezone.now()
    living = Seat.objects.filter(period__contains=now)
    if living.filter(user=user, post=place).exists():
        return
    is_first = not Seat.objects.filter(Q(user=user) | Q(post=place)).exists()
    for taken in living.filter(Q(user=user) | Q(post=place)):
        actions.end_seat(taken, on=now)
    actions.seat(user, place, since=SINCE if is_first else now)
