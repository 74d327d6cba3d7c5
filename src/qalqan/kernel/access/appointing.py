"""The verbs of an administrator: open a post, seat, hand over, transfer, leave, suspend, end sessions, take a
lost second factor away. Each opens its scope, asks who may (`granting.py`), locks, writes, records and
tells, in one transaction. A right ends with the statement that ends it: the next request of that person has
it no more.

Work stays with the post: nothing here touches anything but seats.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qalqan.kernel import ledger, outbox
from qalqan.kernel.access import actions, granting
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.granting import Place
from qalqan.kernel.access.models import Invitation, Post, Seat, User
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope

PURPOSE = "administration"
type Administrator = SeatView | Service  # a person who appoints, or the program (command line, load)


def place_of(where: Post | SeatView) -> Place:
    """Where a post or a seat stands, as `granting` needs it."""
    return Place(where.role, where.region_id, where.district_id, where.organisation_id)


def may_appoint(actor: Administrator, place: Place) -> bool:
    """Whether the actor may fill this place; the program may."""
    return isinstance(actor, Service) or granting.may_appoint(place_of(actor), place)


def require(actor: Administrator, act: str, place: Place, target: UUID | str) -> None:
    """PermissionDenied, and a row in the book, unless the actor may fill this place."""
    if not may_appoint(actor, place):
        refuse(actor, act, place, target)


def refuse(actor: Administrator, act: str, place: Place, target: UUID | str) -> None:
    """Write the refused act into the book and raise PermissionDenied."""
    ledger.refused(actor, act, kind="post", id=target, region_id=place.region_id)
    raise PermissionDenied(act)


@contextmanager
def deciding(actor: Administrator) -> Iterator[None]:
    """The scope of one act of administration."""
    with scope(actor, PURPOSE):
        yield


def open_post(
    actor: Administrator,
    role: str,
    *,
    region_id: UUID | None = None,
    district_id: UUID | None = None,
    organisation_id: UUID | None = None,
    body_code: str = "",
    unit: str = "",
) -> Post:
    """A new post. PermissionDenied if the actor may not fill it; AccessError if there is one of that kind."""
    place = Place(role, region_id, district_id, organisation_id)
    require(actor, "access.open_post", place, role)
    actions.check_place(role, region_id, district_id, organisation_id)
    with deciding(actor):
        try:
            with transaction.atomic():
                made = Post.objects.create(
                    role=role,
                    region_id=region_id,
                    district_id=district_id,
                    organisation_id=organisation_id,
                    body_code=body_code,
                    unit=unit,
                )
        except IntegrityError as problem:
            if "one_post_of_a_kind" not in str(problem):
                raise
            raise AccessError(
                _("There is such a post here already. Use it, or name the class or part it is for.")
            ) from problem
        recorded("access.open_post", made, after=described(made))
    return made


def seat(
    actor: Administrator,
    post_id: UUID,
    user_id: UUID,
    *,
    since: datetime.date | datetime.datetime | None = None,
) -> Seat:
    """Seat a person in a vacant post, from `since` or at once. AccessError if someone sits there."""
    with deciding(actor):
        place = locked_post(actor, "access.seat", post_id)
        not_alone(actor, "access.seat", place)
        not_oneself(actor, user_id)
        return seated(place, active(user_id), moment_of(since))


def hand_over(
    actor: Administrator,
    post_id: UUID,
    to_user_id: UUID,
    *,
    at: datetime.date | datetime.datetime | None = None,
) -> Seat:
    """Who sits in the post leaves it at `at` (now if None) and the other person takes it at that moment, with
    all work that hangs on it. AccessError if the post is vacant, or handed to whom it belongs;
    PermissionDenied if filling it takes two people."""
    with deciding(actor):
        place = locked_post(actor, "access.hand_over", post_id)
        not_alone(actor, "access.hand_over", place)
        leaving = sitting(place)
        if leaving is None:
            raise AccessError(_("Nobody sits in this post: seat a person in place of handing it over."))
        not_oneself(actor, leaving.user_id)
        not_oneself(actor, to_user_id)
        if leaving.user_id == to_user_id:
            raise AccessError(_("This person sits in the post already."))
        when = moment_of(at)
        ended(leaving, when, act="access.hand_over")
        return seated(place, active(to_user_id), when)


def end(actor: Administrator, seat_id: UUID, *, at: datetime.date | datetime.datetime | None = None) -> Seat:
    """A person leaves a post at `at` (now if None); the post is vacant from then. A seat that has not begun
    is withdrawn. AccessError if the seat has ended."""
    with deciding(actor):
        taken = locked_seat(actor, "access.end_seat", seat_id)
        not_oneself(actor, taken.user_id)
        ended(taken, moment_of(at), act="access.end_seat")
        return taken


def transfer(
    actor: Administrator,
    seat_id: UUID,
    to_post_id: UUID,
    *,
    at: datetime.date | datetime.datetime | None = None,
) -> Seat:
    """A person leaves one post and takes another, vacant one, at the same moment; both are the actor's."""
    with deciding(actor):
        taken = locked_seat(actor, "access.transfer", seat_id)
        not_oneself(actor, taken.user_id)
        target = locked_post(actor, "access.transfer", to_post_id)
        not_alone(actor, "access.transfer", target)
        when = moment_of(at)
        ended(taken, when, act="access.transfer")
        return seated(target, active(taken.user_id), when)


def suspend(actor: Administrator, user_id: UUID) -> User:
    """Close an account: its seats stay as they are, but nobody can use it, and its sessions end. AccessError
    if it is closed."""
    with deciding(actor):
        person = own_person(actor, "access.suspend", user_id)
        if not person.is_active:
            raise AccessError(_("This account is suspended already."))
        return switched(person, False, "access.suspend")


def restore(actor: Administrator, user_id: UUID) -> User:
    """Open a suspended account again. AccessError if it is open."""
    with deciding(actor):
        person = own_person(actor, "access.restore", user_id)
        if person.is_active:
            raise AccessError(_("This account is open already."))
        return switched(person, True, "access.restore")


def end_sessions(actor: Administrator, user_id: UUID) -> int:
    """End every session of a person; gives how many. They sign in again; nothing else changes."""
    with deciding(actor):
        person = own_person(actor, "access.end_sessions", user_id)
        count = sessions_ended(person)
        ledger.record("access.end_sessions", kind="user", id=person.id, after={"sessions": count})
        outbox.emit("access.sessions_ended", user_id=person.id)
        return count


def remove_second_factor(actor: Administrator, user_id: UUID) -> int:
    """Take a person's keys, app and recovery codes away, for who lost them; sessions end. At the next sign-in
    new ones must be set up before anything opens. Gives how many were removed; AccessError if there are
    none."""
    with deciding(actor):
        person = own_person(actor, "access.remove_second_factor", user_id)
        count, _kinds = Authenticator.objects.filter(user_id=person.id).delete()
        if not count:
            raise AccessError(_("This person has no second factor."))
        sessions_ended(person)
        ledger.record("access.remove_second_factor", kind="user", id=person.id, after={"removed": count})
        outbox.emit("access.second_factor_removed", user_id=person.id)
        return count


# The parts that verbs are made of; `inviting.py` uses them too. All inside an open scope.


def moment_of(at: datetime.date | datetime.datetime | None) -> datetime.datetime:
    """The moment asked for, or now. AccessError for one that has passed: rights never end or begin in the
    past, which nobody could check any more. Today means now."""
    now = timezone.now()
    if at is None or at == timezone.localdate(now):
        return now
    when = actions.moment(at)
    if when < now - datetime.timedelta(minutes=1):
        raise AccessError(_("That day has passed. Give today or a later day."))
    return max(when, now)


def locked_post(actor: Administrator, act: str, post_id: UUID) -> Post:
    """The post, locked until the act is done. PermissionDenied if unknown or not the actor's to fill."""
    found = Post.objects.select_for_update().filter(pk=post_id).first()
    if found is None or not may_appoint(actor, place_of(found)):
        known = Post.objects.filter(pk=post_id).first()
        refuse(actor, act, place_of(known) if known else Place(""), post_id)
    assert found is not None  # noqa: S101 - `refuse` has raised
    return found


def locked_seat(actor: Administrator, act: str, seat_id: UUID) -> Seat:
    """The seat, its post locked. PermissionDenied if unknown or not the actor's."""
    post_id = Seat.objects.filter(pk=seat_id).values_list("post_id", flat=True).first()
    if post_id is None:
        refuse(actor, act, Place(""), seat_id)
    place = locked_post(actor, act, UUID(str(post_id)))
    taken = Seat.objects.select_for_update().get(pk=seat_id)
    taken.post = place
    return taken


def sitting(place: Post, at: datetime.datetime | None = None) -> Seat | None:
    """Who sits in a post at a moment (now if None)."""
    return Seat.objects.filter(post=place, period__contains=at or timezone.now()).first()


def active(user_id: UUID) -> User:
    """An account that is open. AccessError otherwise."""
    person = User.objects.filter(pk=user_id, is_active=True).first()
    if person is None:
        raise AccessError(_("This account is suspended or does not exist."))
    return person


def not_oneself(actor: Administrator, user_id: UUID) -> None:
    """AccessError when somebody decides about his own posts."""
    if isinstance(actor, SeatView) and actor.user_id == user_id:
        raise AccessError(_("Nobody decides about his own posts and account. Ask another administrator."))


def not_alone(actor: Administrator, act: str, place: Post) -> None:
    """PermissionDenied, and a row in the book, where filling a post takes two people: an invitation, which a
    second one confirms, is the only way into it."""
    if isinstance(actor, SeatView) and granting.needs_second(place.role):
        refuse(actor, act, place_of(place), place.id)


def own_person(actor: Administrator, act: str, user_id: UUID) -> User:
    """A person all of whose living seats (or, without any, whose last one) are the actor's to fill: else what
    is done to the account would reach posts that he has no say in. Locked. PermissionDenied, AccessError."""
    person = User.objects.select_for_update().filter(pk=user_id).first()
    places = [place_of(taken.post) for taken in judged_seats(user_id)]
    if person is None or (not places and not isinstance(actor, Service)):
        refuse(actor, act, Place(""), user_id)
    for place in places:
        require(actor, act, place, user_id)
    not_oneself(actor, user_id)
    assert person is not None  # noqa: S101 - `refuse` has raised
    return person


def judged_seats(user_id: UUID) -> list[Seat]:
    """The seats by which it is judged whose a person is: living and coming ones, else the last that ended."""
    held = list(Seat.objects.filter(user_id=user_id).select_related("post").order_by("-period"))
    now = timezone.now()
    living = [taken for taken in held if taken.period.upper is None or taken.period.upper > now]
    return living or held[:1]


def seated(place: Post, person: User, when: datetime.datetime) -> Seat:
    """Seat, record, tell."""
    taken = actions.seat(person, place, since=when)
    recorded("access.seat", place, after={"seat": taken.id, "user": person.id, "since": when})
    outbox.emit("access.seated", region_id=place.region_id, seat_id=taken.id, user_id=person.id)
    return taken


def ended(taken: Seat, when: datetime.datetime, *, act: str) -> None:
    """End a seat, or withdraw one that has not begun; record, tell."""
    before = {"seat": taken.id, "user": taken.user_id, "until": taken.period.upper}
    if taken.period.lower >= when:
        taken.delete()
    else:
        actions.end_seat(taken, on=when)
    recorded(act, taken.post, before=before, after={"until": when})
    outbox.emit(
        "access.seat_ended", region_id=taken.post.region_id, post_id=taken.post_id, user_id=taken.user_id
    )


def switched(person: User, is_active: bool, act: str) -> User:
    """Open or close an account; closing ends its sessions and kills the links it sent: an account is closed
    in a hurry when somebody else may have used it."""
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    if not is_active:
        sessions_ended(person)
        sent = Invitation.objects.filter(made_by__user=person, accepted_at=None, revoked_at=None)
        sent.update(revoked_at=timezone.now())
    ledger.record(act, kind="user", id=person.id, after={"active": is_active})
    outbox.emit("access.restored" if is_active else "access.suspended", user_id=person.id)
    return person


def sessions_ended(person: User) -> int:
    """End the sessions that sign-in listed; gives how many."""
    listed = list(UserSession.objects.filter(user_id=person.id))
    for session in listed:
        session.end()
    return len(listed)


def recorded(act: str, place: Post, **digested: Any) -> None:
    """A row of the book about a post."""
    ledger.record(act, kind="post", id=place.id, region_id=place.region_id, **digested)


def described(place: Post) -> dict[str, Any]:
    """A post as the book digests it."""
    return {
        "role": place.role,
        "region": place.region_id,
        "district": place.district_id,
        "organisation": place.organisation_id,
        "body": place.body_code,
        "unit": place.unit,
    }
