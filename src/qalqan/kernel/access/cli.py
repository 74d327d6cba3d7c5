"""`qalqan user`: people, posts and seats from the command line, for the first days of an installation and for
scripts. Exit codes: 0 done, 2 refused (the reason is on standard error), 1 the database does not answer.

A new person gets a one-time link and sets the password: nobody else ever knows it.
"""

import datetime
import json
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

if TYPE_CHECKING:
    from qalqan.kernel.access.models import Seat, User

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
DAY = click.DateTime(["%Y-%m-%d"])


def command[**P](work: Callable[P, None]) -> Callable[P, None]:
    """Start Django, and turn refusals into messages with exit code 2 and a silent database into 1."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        import os

        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
        os.environ.setdefault("QALQAN_POOL", "0")
        django.setup()
        from django.db import OperationalError
        from django.utils import translation

        from qalqan.kernel.access.actions import AccessError

        try:
            with translation.override("en"):  # the command line speaks English throughout
                work(*args, **kwargs)
        except AccessError as refusal:
            click.echo(f"qalqan user: {refusal}", err=True)
            raise SystemExit(2) from refusal
        except OperationalError as silence:
            click.echo("qalqan user: the database does not answer; is `qalqan up` running?", err=True)
            raise SystemExit(1) from silence

    return run


def find(username: str) -> "User":
    """The person, or a refusal."""
    from qalqan.kernel.access.actions import AccessError
    from qalqan.kernel.access.models import User

    try:
        return User.objects.get_by_natural_key(username)
    except User.DoesNotExist as missing:
        raise AccessError(f"{username}: no such user") from missing


def described(taken: "Seat") -> dict[str, Any]:
    """A seat as JSON has it; `to` is the day on which it ended or will end, or null."""
    from django.utils import timezone

    upper = taken.period.upper
    return {
        "id": str(taken.id),
        "role": taken.post.role,
        "body": taken.post.body_code,
        "region": str(taken.post.region_id) if taken.post.region_id else None,
        "district": str(taken.post.district_id) if taken.post.district_id else None,
        "organisation": str(taken.post.organisation_id) if taken.post.organisation_id else None,
        "from": timezone.localdate(taken.period.lower).isoformat(),
        "to": timezone.localdate(upper).isoformat() if upper else None,
    }


@click.group()
def user() -> None:
    """Create users and seat them in posts."""


@user.command()
@click.argument("username")
@click.option("--name", default="", help="Full name, as pages show it.")
@click.option("--email", default="", help="For signing in and for resetting the password.")
@click.option("--address", default="http://localhost:8000", help="Where the people reach the server.")
@JSON
@command
def add(username: str, name: str, email: str, address: str, as_json: bool) -> None:
    """Add a person; print a link with which they set their password, once, within three days."""
    from qalqan.kernel.access import actions

    person = actions.add_user(username, name=name, email=email)
    link = address.rstrip("/") + actions.set_password_path(person)
    if as_json:
        click.echo(json.dumps({"id": str(person.id), "username": person.username, "link": link}))
    else:
        click.echo(f"{person.username} added. Give them this link; it works once:\n{link}")


@user.command()
@click.argument("username")
@click.option("--address", default="http://localhost:8000", help="Where the people reach the server.")
@command
def link(username: str, address: str) -> None:
    """Print a fresh one-time link for setting a password."""
    from qalqan.kernel.access import actions

    click.echo(address.rstrip("/") + actions.set_password_path(find(username)))


@user.command("list")
@JSON
@command
def list_(as_json: bool) -> None:
    """List people and their seats."""
    from qalqan.kernel.access.models import Seat, User

    seats: dict[Any, list[Seat]] = {}
    for taken in Seat.objects.select_related("post").order_by("period"):
        seats.setdefault(taken.user_id, []).append(taken)
    people: list[dict[str, Any]] = [
        {
            "username": person.username,
            "name": person.name,
            "email": person.email,
            "active": person.is_active,
            "seats": [described(taken) for taken in seats.get(person.id, [])],
        }
        for person in User.objects.order_by("username")
    ]
    if as_json:
        click.echo(json.dumps(people, ensure_ascii=False))
        return
    for entry in people:
        click.echo(f"{entry['username']}  {entry['name']}{'' if entry['active'] else '  (closed)'}")
        for one in entry["seats"]:
            click.echo(
                f"  {one['role']} {one['body']}  {one['from']} to {one['to'] or 'now'}  seat {one['id']}"
            )


@user.command()
@click.argument("username")
@click.option("--role", required=True, help="national_admin, region_admin, school_head...")
@click.option("--body", default="", help="Code of the body, e.g. МП.")
@click.option("--region", type=click.UUID, help="Id of the region, for all roles but national ones.")
@click.option("--district", type=click.UUID, help="Id of the district, for roles of a district.")
@click.option("--organisation", type=click.UUID, help="Id of the organisation, for its roles.")
@click.option("--unit", default="", help='Part of the organisation, e.g. "7 A" for a class teacher.')
@click.option("--from", "since", type=DAY, help="First day; now if not given.")
@click.option("--to", "until", type=DAY, help="First day no longer.")
@JSON
@command
def seat(
    username: str,
    role: str,
    body: str,
    region: UUID | None,
    district: UUID | None,
    organisation: UUID | None,
    unit: str,
    since: datetime.datetime | None,
    until: datetime.datetime | None,
    as_json: bool,
) -> None:
    """Seat a person in a post."""
    from django.utils import timezone

    from qalqan.kernel.access import actions

    person = find(username)
    place = actions.post(
        role,
        body_code=body,
        region_id=region,
        district_id=district,
        organisation_id=organisation,
        unit=unit,
    )
    taken = actions.seat(
        person,
        place,
        since=since.date() if since else timezone.now(),
        until=until.date() if until else None,
    )
    click.echo(
        json.dumps(described(taken)) if as_json else f"{person.username} sits as {role}: seat {taken.id}"
    )


@user.command()
@click.argument("seat_id", type=click.UUID)
@click.option("--on", "on_day", type=DAY, help="First day without the seat; now if not given.")
@JSON
@command
def end(seat_id: UUID, on_day: datetime.datetime | None, as_json: bool) -> None:
    """End a seat. It stays in the record."""
    from django.utils import timezone

    from qalqan.kernel.access import actions
    from qalqan.kernel.access.models import Seat

    taken = Seat.objects.select_related("post").filter(pk=seat_id).first()
    if taken is None:
        raise actions.AccessError(f"{seat_id}: no such seat; `qalqan user list` shows them")
    actions.end_seat(taken, on=on_day.date() if on_day else timezone.now())
    click.echo(json.dumps(described(taken)) if as_json else f"seat {taken.id} ended")
