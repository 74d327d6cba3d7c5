"""Reports owed, made by hand for tests: plain functions, with names that read."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.utils import timezone

from qalqan.domains.evidence.models import Binding, Closing
from qalqan.domains.reporting.actor import Actor
from qalqan.domains.reporting.models import Line, Package
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import actions as seating
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope

PLAN = "test-plan"
PERIOD = (date(2021, 1, 1), date(2021, 12, 31))
TURKISTAN, ASTANA = "KZ-61", "KZ-71"
READY = Fields("done", "Барлығы орындалды.", "Всё исполнено.")


def region(code: str = TURKISTAN) -> UUID:
    return territory.region(code, date(2021, 1, 1)).id


def officer(name: str = "aigul", code: str = TURKISTAN, role: str = "akimat_officer") -> User:
    """A person with a second factor and a seat: of the akimat of a region, or a coordinator."""
    user = seating.add_user(name)
    is_regional = role == "akimat_officer"
    body = f"akimat-{code[3:]}" if is_regional else "МП"
    post = seating.post(role, region_id=region(code) if is_regional else None, body_code=f"{body} {name}")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    seating.seat(user, post, since=timezone.now() - timedelta(minutes=1))
    return user


def actor(user: User, act: str = "reporting.write") -> Actor:
    return Actor.of(User.objects.get(pk=user.pk), act)


def program() -> Actor:
    return Actor.program("reporting.tests")


def make_package(*numbers: int, code: str = TURKISTAN, **more: Any) -> Package:
    """A report of an akimat on 2021, due on 25 January 2022, with open lines."""
    region_id = region(code)
    values = {
        "plan_code": PLAN,
        "body_code": f"akimat-{code[3:]}",
        "period_start": PERIOD[0],
        "period_end": PERIOD[1],
        "due": date(2022, 1, 25),
    } | more
    with scope(Service("reporting.tests"), "planning"):
        package = Package.objects.create(region_id=region_id, duty_code=f"d{uuid4().hex[:8]}", **values)
        for number in numbers or (1, 2, 3):
            Line.objects.create(region_id=region_id, package=package, measure_number=number, **values)
    return package


def lines_of(package: Package) -> list[Line]:
    """The lines as they are now, by number."""
    with scope(Service("reporting.tests"), "statistics"):
        return list(Line.objects.filter(package=package).order_by("measure_number"))


def seen(keys: Iterable[UUID]) -> dict[UUID, int]:
    """Lines in the versions they have now, as a page shows them."""
    with scope(Service("reporting.tests"), "statistics"):
        return dict(Line.objects.filter(pk__in=list(keys)).values_list("pk", "version"))


def bind(number: int, indicator: str, plan: str = PLAN) -> None:
    """Bind a measure to one indicator."""
    words = {"reason_kk": "себебі", "reason_ru": "причина", "reason_en": "reason"}
    Binding.objects.create(
        plan_code=plan, measure_number=number, position=1, indicator=indicator, closes=True, **words
    )
    Closing.objects.create(plan_code=plan, measure_number=number, mode="indicators", each="region", **words)
