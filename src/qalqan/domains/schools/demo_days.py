"""What people of a demonstration did with the register: a drill that was held and one that is planned, a week
of officers at crossings, a question of money. By the same verbs as anybody's; the drill is then dated back.
Idempotent: what is there stays."""

from datetime import datetime, time, timedelta
from math import ceil
from uuid import UUID, uuid4

from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people import api as people
from qalqan.domains.schools.actions import budgeting, drills, duty
from qalqan.domains.schools.actor import PURPOSE, Actor
from qalqan.domains.schools.models import BudgetScenario, Drill, DutyPlan
from qalqan.domains.schools.queries import duty as duties
from qalqan.domains.schools.queries.sites import SiteView, site_of
from qalqan.domains.schools.rules.duty import Post
from qalqan.domains.schools.rules.duty_hours import WINDOWS
from qalqan.domains.schools.rules.requirements import requirements
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.models import User
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point, metres

SERVICE = Service("schools.demo")
HELD, PLANNED = timedelta(days=-19), timedelta(days=12)  # from today
ALARM = time(10, 20)
STAFF = "staff"
SCENARIO = "Өрт: екінші қабат, химия кабинеті · Пожар: второй этаж, кабинет химии"
LESSONS = (
    "Шығыс баспалдақ тар: 5–7-сыныптар енді батыс баспалдақпен шығады · "
    "Восточная лестница узкая: 5–7 классы теперь выходят по западной"
)
WEEKS = "Қалалық өткелдер · Переходы города"
REACH = 12_000  # metres: the demonstration's district is villages
POSTS_AN_OFFICER = 3
MONEY = 600_000_000  # tenge
SHARE = 60  # percent kept for districts by their children
ASKED = "Алдымен жол мен дәретхана · Сначала дорога и туалеты"


def load() -> None:
    """Bring in what is not there yet; nothing where the demonstration has no such people."""
    users = {one.username: one for one in User.objects.filter(username__startswith="demo.")}
    if head := users.get("demo.head"):
        _drills(Actor.of(head, "schools.drill"))
    if officer := users.get("demo.police"):
        _duty(Actor.of(officer, "schools.plan_duty"))
    if akimat := users.get("demo.akimat"):
        _budget(Actor.of(akimat, "schools.plan_money"))


def _drills(head: Actor) -> None:
    if not isinstance(head.seat, SeatView) or head.seat.organisation_id is None:
        return
    with scope(head.seat, "education"):
        classes = people.class_sizes(head.seat.organisation_id)
    with scope(head.seat, PURPOSE):
        place = site_of(head.seat.organisation_id)
        if place is None or Drill.objects.filter(site_id=place.id).exists():
            return
    _held(head, place, classes)
    drills.plan(head, place.id, kind="earthquake", at=_at(PLANNED), scenario="", is_announced=False)


def _at(days: timedelta) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + days, ALARM))


def _held(head: Actor, place: SiteView, classes: dict[str, int]) -> None:
    """A drill that ended well: in the second class of every five one was ill."""
    alarm = _at(HELD)
    key = drills.plan(head, place.id, kind="fire", at=alarm, scenario=SCENARIO, is_announced=False)
    drills.move(head, key, "running")
    for number, (group, size) in enumerate({**classes, STAFF: 3 + len(classes)}.items()):
        ill = 1 if number % 5 == 1 and size else 0
        at = alarm + timedelta(minutes=3, seconds=7 * number)
        drills.count(head, key, drills.NewCount(uuid4(), group, size, size - ill, ill, "", at))
    drills.empty(head, key)
    drills.move(head, key, "closed", lessons=LESSONS, groups=tuple(classes))
    with scope(SERVICE, PURPOSE):
        Drill.objects.filter(pk=key).update(
            made_at=alarm - timedelta(days=6),
            started_at=alarm,
            stopped_at=alarm + timedelta(minutes=4, seconds=38),
            closed_at=alarm + timedelta(minutes=13),
        )


def _duty(officer: Actor) -> None:
    """An approved plan of the first city of the officer's region that has crossings and a police station."""
    today = timezone.localdate()
    if officer.region_id is None:
        return
    with scope(officer.seat, PURPOSE):
        if DutyPlan.objects.filter(region_id=officer.region_id).exists():
            return
    stations = bodies.organisations(officer.region_id, kind="police")
    for city in territory.districts_on(today, territory.region(officer.region_id, today).code):
        its = [one for one in stations if one.district_id == city.id]
        with scope(officer.seat, PURPOSE):
            posts = duties.posts(city.id, today)[0]
        if its and posts:
            _week(officer, city.id, [one.id for one in its], posts)
            return


def _week(officer: Actor, city: UUID, stations: list[UUID], posts: tuple[Post, ...]) -> None:
    """Each station stands where it has the most crossings in reach that no other has."""
    first = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    left, given = list(posts), []
    for station in stations[: len(posts)]:
        its = max((_around(one.point, left) for one in left), key=len, default=[])
        if its:
            given.append(duty.StationGiven(station, its[0].point, ceil(len(its) / POSTS_AN_OFFICER)))
        left = [one for one in left if one not in its]
    key = duty.make(
        officer,
        city,
        name=WEEKS,
        first_day=first,
        last_day=first + timedelta(weeks=4, days=-3),
        reach=REACH,
        stations=tuple(given),
        windows=WINDOWS,
    )
    duty.decide(officer, key, "approved")


def _around(here: Point, posts: list[Post]) -> list[Post]:
    """The crossings in reach of a point, the nearest first."""
    return sorted(
        (one for one in posts if metres(here, one.point) <= REACH), key=lambda one: metres(here, one.point)
    )


def _budget(asker: Actor) -> None:
    with scope(asker.seat, PURPOSE):
        if BudgetScenario.objects.filter(region_id=asker.region_id).exists():
            return
    priced = tuple(one.key for one in requirements() if one.cost is not None)
    budgeting.order(asker, budgeting.NewScenario(MONEY, SHARE, priced, ASKED))
