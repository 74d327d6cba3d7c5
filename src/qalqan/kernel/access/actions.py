"""The verbs that change who sits where: add a person, seat them, end a seat. Called by the command line
and the demo loader; the screens for it come with the ledger."""

import datetime
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils.translation import override

from qalqan.kernel.access.models import Post, Seat, User
from qalqan.kernel.access.roles import ROLES


class AccessError(Exception):
    """A refused change of people, posts or seats; the message says what to do."""


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
        raise AccessError(f"{username}: the username or the e-mail address is taken") from problem
    return person


def set_password_path(user: User, language: str = "kk") -> str:
    """The path (no host) at which the person sets a password, once, within PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(user)
    with override(language):
        return reverse(
            "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
        )


def post(role: str, *, body_code: str = "", region_id: UUID | None = None) -> Post:
    """The post of this role in this body and region, made if absent. AccessError for an unknown role."""
    if role not in ROLES:
        raise AccessError(f"{role}: no such role; there are: {', '.join(ROLES)}")
    if ROLES[role].regional and region_id is None:
        raise AccessError(f"{role}: this role needs a region")
    found, _ = Post.objects.get_or_create(role=role, body_code=body_code, region_id=region_id)
    return found


def seat(user: User, place: Post, *, since: datetime.date, until: datetime.date | None = None) -> Seat:
    """Seat a person from `since` to the day before `until`. AccessError if someone sits there then."""
    if until is not None and until <= since:
        raise AccessError("the seat would end before it begins")
    try:
        with transaction.atomic():
            return Seat.objects.create(user=user, post=place, period=DateRange(since, until))
    except (IntegrityError, DatabaseError) as problem:
        if "one_person_a_post" not in str(problem):
            raise
        raise AccessError(f"{place}: someone sits in this post then; end that seat first") from problem


def end_seat(taken: Seat, *, on: datetime.date) -> Seat:
    """End a seat: `on` is the first day on which the person sits there no more. AccessError if ended."""
    if taken.period.upper is not None and taken.period.upper <= on:
        raise AccessError("this seat has already ended")
    if on <= taken.period.lower:
        raise AccessError("a seat holds for a day at least; give a later day")
    taken.period = DateRange(taken.period.lower, on)
    taken.save(update_fields=["period"])
    return taken
