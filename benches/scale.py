"""Pages and policy checks on a country that is already loaded: `QALQAN_HOME` must name its home.

    QALQAN_HOME=... qalqan demo --scale nation --seed 1
    QALQAN_HOME=... python -m benches scale

Each page is asked for at random places (districts, schools, pages of the list, names), so that nothing is
warm by luck. Wall time of a whole page, from request to response, ledger rows and commit included, beside
`select 1` on the same connection. The promise: p95 of a region's list page stays under 100 ms."""

import os
import random
from collections.abc import Callable
from typing import Any

from benches._measure import row, wall_milliseconds

RUNS = 120


def main() -> None:
    if "QALQAN_HOME" not in os.environ:
        print("skipped: set QALQAN_HOME to the home of a loaded country (docs/operations/scale.md)")
        return
    os.environ.update({"QALQAN_POOL": "0", "QALQAN_DEMO": "1", "DJANGO_SETTINGS_MODULE": "qalqan.settings"})
    from qalqan.kernel.embedded import session

    with session.running():
        import django

        django.setup()
        measure(random.Random(3))  # noqa: S311  the same places in every run


def measure(chance: random.Random) -> None:
    from django.db import connection

    from qalqan.web import demo_people

    demo_people.load()
    with connection.cursor() as cursor:
        base, _ = wall_milliseconds(lambda: cursor.execute("SELECT 1"), runs=200)
        cursor.execute(
            "SELECT relname, reltuples::bigint FROM pg_class WHERE relname LIKE 'people_%' AND relkind = 'r'"
        )
        for name, rows in cursor.fetchall():
            print(f"   {name:<40} about {rows:>12,} rows")
    for name, work in works(chance).items():
        work()
        median, p95 = wall_milliseconds(work, runs=RUNS)
        row(f"{name} (p95 {p95:.0f} ms)", f"{median:.1f} ms", f"select 1 ({base:.2f} ms)", median / base)


def client(person: str, purpose: str = "") -> Any:
    """A signed-in client of a demonstration's person, who has said why."""
    from django.test import Client

    one = Client(headers={"host": "localhost"})
    answer = one.post("/en/demo/sign-in/", {"person": person})
    if answer.status_code != 302:
        raise RuntimeError(f"{person} could not sign in: {answer.status_code}")
    if purpose:
        one.post("/en/people/purpose/", {"purpose": purpose})
    return one


def sample() -> dict[str, list[Any]]:
    """Places and names of the demonstration's region to ask for."""
    from django.utils import timezone

    from qalqan.domains.bodies import api as bodies
    from qalqan.domains.people.models import Person
    from qalqan.domains.territory import api as territory
    from qalqan.kernel.access import demo
    from qalqan.kernel.access.scope import Service, scope

    today = timezone.localdate()
    region = territory.region(demo.REGION, today).id
    with scope(Service("bench", regions=(region,)), "operation"):
        people = list(
            Person.objects.filter(region_id=region, birth_date__gt=today.replace(year=today.year - 17))
            .order_by("?")
            .values_list("id", "surname", "given")[:RUNS]
        )
    schools = bodies.organisations(region, kind="school")
    return {"people": people, "schools": [(one.district_id, one.id) for one in schools]}


def works(chance: random.Random) -> dict[str, Callable[[], None]]:
    """What is measured, by name."""
    found = sample()
    ids = [one[0] for one in found["people"]]
    data, social = client("demo.data", "audit"), client("demo.social", "care")
    head, teacher = client("demo.head", "education"), client("demo.teacher", "education")
    region = client("demo.region")

    def get(one: Any, path: str, query: Callable[[], dict[str, Any]] = dict) -> Callable[[], None]:
        def work() -> None:
            answer = one.get(path, query())
            if answer.status_code != 200 or b"<tbody" not in answer.content:
                raise RuntimeError(f"{path} answered {answer.status_code}, or without a list")

        return work

    def search() -> None:
        _, surname, given = chance.choice(found["people"])
        if data.post("/kk/people/", {"q": f"{surname} {given}"}).status_code != 200:
            raise RuntimeError("the search did not answer")

    def place() -> dict[str, Any]:
        district, school = chance.choice(found["schools"])
        return {"district": district, "school": school}

    return {
        "region's children, first page": get(data, "/kk/people/"),
        "region's children, from a random place": get(
            data, "/kk/people/", lambda: {"after": chance.choice(ids)}
        ),
        "a district of it": get(data, "/kk/people/", lambda: {"district": place()["district"]}),
        "a school of it": get(data, "/kk/people/", place),
        "search of surname and name in the region": search,
        "a district seat's children": get(social, "/kk/people/", lambda: {"after": chance.choice(ids)}),
        "a head's school": get(head, "/kk/people/"),
        "a teacher's class": get(teacher, "/kk/people/"),
        "organisations of the region": get(region, "/kk/administration/"),
    } | checks(chance, ids)


def checks(chance: random.Random, ids: list[Any]) -> dict[str, Callable[[], None]]:
    """The policy alone: may this seat reach this person? Scope opened, one EXISTS, closed."""
    from qalqan.domains.people.models import Person
    from qalqan.kernel.access import policy
    from qalqan.kernel.access.models import User
    from qalqan.kernel.access.scope import scope

    made: dict[str, Callable[[], None]] = {}
    for username, purpose in (("demo.teacher", "education"), ("demo.social", "care"), ("demo.data", "audit")):
        seat = policy.seats(User.objects.get(username=username))[0]

        def work(seat: policy.SeatView = seat, purpose: str = purpose) -> None:
            with scope(seat, purpose) as s:
                Person.objects.within(s).filter(id=chance.choice(ids)).exists()

        made[f"policy check of one person, {seat.role}"] = work
    return made
