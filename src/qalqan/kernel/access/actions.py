"""The plain verbs: add a person, make a post, seat, end a seat. They trust their caller: the command line,
the demonstration, and the verbs of people (`appointing.py`, `inviting.py`), which ask first who may."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qalqan.kernel.access.models import Post, Seat, User
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.rules import Level
from qalqan.kernel.access.scope import Scope, Service, scope

PLACES = {
    Level.NATION: (),
    Level.REGION: ("region",),
    Level.DISTRICT: ("region", "district"),
    Level.ORGANISATION: ("region", "organisation"),
}


class AccessError(Exception):
    """A refused change of people, posts or seats; the message says what to do, in the active language."""


@contextmanager
def as_program(name: str) -> Iterator[Scope]:
    """The scope that is open, or one of the program itself."""
    if scope.is_open():
        yield scope.current()
    else:
        with scope(Service(name), "administration") as opened:
            yield opened


def moment(when: datetime.date | datetime.datetime) -> datetime.datetime:
    """A point in time as it is; a day as its first moment in Kazakhstan."""
    if isinstance(when, datetime.datetime):
        return when
    return timezone.make_aware(datetime.datetime.combine(when, datetime.time()))


def add_user(username: str, *, name: str = "", email: str = "") -> User:
    """A person without a password: they set one through `set_password_path`. AccessError if taken."""
    person = User(username=username, name=name, email=User.objects.normalize_email(email))
    person.set_unusable_password()
    try:
        person.full_clean()
        with transaction.atomic():
            person.save()
    except ValidationError as problem:
        raise AccessError("; ".join(problem.messages)) from problem
    except IntegrityError as problem:
        raise AccessError(
            _("%(name)s: the username or the e-mail address is taken") % {"name": username}
        ) from problem
    return person


def set_password_path(user: User, language: str = "kk") -> str:
    """The path (no host) at which the person sets a password, once, within PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(user)
    with override(language):
        return reverse(
            "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
        )


def check_place(
    role: str, region_id: UUID | None, district_id: UUID | None, organisation_id: UUID | None
) -> None:
    """AccessError for a role that does not exist, or a post that lacks the place its role's level asks
    for."""
    if role not in ROLES:
        raise AccessError(
            _("%(role)s: no such role; there are: %(roles)s") % {"role": role, "roles": ", ".join(ROLES)}
        )
    given = {"region": region_id, "district": district_id, "organisation": organisation_id}
    words = {
        "region": _("%(role)s: this role needs a region"),
        "district": _("%(role)s: this role needs a district"),
        "organisation": _("%(role)s: this role needs an organisation"),
    }
    for place in PLACES[ROLES[role].level]:
        if given[place] is None:
            raise AccessError(words[place] % {"role": role})


def post(
    role: str,
    *,
    body_code: str = "",
    region_id: UUID | None = None,
    district_id: UUID | None = None,
    organisation_id: UUID | None = None,
    unit: str = "",
) -> Post:
    """The post of this role in this place, made if absent: there is one of a kind (`one_post_of_a_kind`).
    AccessError for an unknown role or a missing place."""
    check_place(role, region_id, district_id, organisation_id)
    with as_program("access.post"):
        found, _made = Post.objects.get_or_create(
            role=role,
            body_code=body_code,
            region_id=region_id,
            district_id=district_id,
            organisation_id=organisation_id,
            unit=unit,
        )
    return found


def seat(
    user: User,
    place: Post,
    *,
    since: datetime.date | datetime.datetime,
    until: datetime.date | datetime.datetime | None = None,
) -> Seat:
    """Seat a person from `since` until just before `until` (a day counts from its first moment). AccessError
    if someone sits there then."""
    start, end = moment(since), moment(until) if until is not None else None
    if end is not None and end <= start:
        raise AccessError(_("the seat would end before it begins"))
    try:
        with transaction.atomic():
            return Seat.objects.create(user=user, post=place, period=DateTimeTZRange(start, end))
    except (IntegrityError, DatabaseError) as problem:
        if "one_person_a_post" not in str(problem):
            raise
        raise AccessError(
            _("%(post)s: someone sits in this post then; end that seat first") % {"post": place}
        ) from problem


def end_seat(taken: Seat, *, on: datetime.date | datetime.datetime) -> Seat:
    """End a seat: from `on` the person sits there no more. A seat that has not begun is given back whole.
    AccessError if it has ended already, or would end before it began."""
    end = moment(on)
    if taken.period.upper is not None and taken.period.upper <= end:
        raise AccessError(_("this seat has already ended"))
    if end <= taken.period.lower:
        raise AccessError(_("this seat would end before it began; give a later time"))
    taken.period = DateTimeTZRange(taken.period.lower, end)
    taken.save(update_fields=["period"])
    return taken
