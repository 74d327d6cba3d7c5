"""What the screens of administration ask: posts and who sits there, a person, invitations on their way.
Frozen values; a question about posts is three queries however many posts there are."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from qalqan.kernel.access.appointing import Administrator, judged_seats, may_appoint, place_of
from qalqan.kernel.access.invitation import Invitation
from qalqan.kernel.access.models import Post, Seat, User
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.scope import Service, scope

RECENT = 200  # ended seats of a person that the page shows


@dataclass(frozen=True, slots=True)
class Sitting:
    """A person in a post, now, formerly or soon. `until` None: in office."""

    seat_id: UUID
    user_id: UUID
    name: str
    since: datetime.datetime
    until: datetime.datetime | None
    is_active: bool = True

    @property
    def is_now(self) -> bool:
        now = timezone.now()
        return self.since <= now and (self.until is None or self.until > now)

    @property
    def is_coming(self) -> bool:
        return self.since > timezone.now()


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation on its way. The address is shown to who may administer the post only."""

    id: UUID
    post: "PostView"
    name: str
    email: str
    made_at: datetime.datetime
    made_by: str
    expires_at: datetime.datetime
    since: datetime.datetime | None
    take_over: bool
    waits_for_second: bool
    is_own: bool
    sends: int
    path: str

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()


@dataclass(frozen=True, slots=True)
class PostView:
    """A post, who sits there and who comes. `is_mine`: whoever asks may fill it."""

    id: UUID
    role: str
    title: Promise
    unit: str
    body_code: str
    region_id: UUID | None
    district_id: UUID | None
    organisation_id: UUID | None
    is_mine: bool
    now: Sitting | None = None
    coming: Sitting | None = None
    is_promised: bool = False


@dataclass(frozen=True, slots=True)
class SeatOfPerson:
    """One line of a person's seats through time."""

    post: PostView
    sitting: Sitting


@dataclass(frozen=True, slots=True)
class SessionView:
    """Where a person is signed in."""

    since: datetime.datetime
    browser: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """What an administrator sees of an account: never a password, never a key, no network address."""

    id: UUID
    name: str
    username: str
    is_active: bool
    last_login: datetime.datetime | None
    second_factors: tuple[str, ...]
    recovery_codes: bool
    sessions: tuple[SessionView, ...]
    seats: tuple[SeatOfPerson, ...]
    is_oneself: bool


def posts(
    actor: Administrator,
    *,
    organisation_id: UUID | None = None,
    region_id: UUID | None = None,
    is_national: bool = False,
    post_id: UUID | None = None,
) -> tuple[PostView, ...]:
    """Posts of one organisation, or those of a region (national ones with `is_national`) that belong to no
    organisation, or one post; by role and unit."""
    rows = Post.objects.order_by("role", "unit", "id")
    if post_id is not None:
        rows = rows.filter(pk=post_id)
    elif organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    else:
        rows = rows.filter(organisation_id=None, region_id=None if is_national else region_id)
    return filled(actor, list(rows))


def post(actor: Administrator, post_id: UUID) -> PostView | None:
    """One post, or None."""
    return next(iter(posts(actor, post_id=post_id)), None)


def filled(actor: Administrator, rows: list[Post]) -> tuple[PostView, ...]:
    """Posts with who sits there now, who comes next, and whether an invitation is on its way."""
    ids = [row.id for row in rows]
    now = timezone.now()
    living = Seat.objects.filter(post_id__in=ids).filter(
        Q(period__endswith__gt=now) | Q(period__endswith=None)
    )
    current: dict[UUID, Sitting] = {}
    coming: dict[UUID, Sitting] = {}
    for taken in living.select_related("user").order_by("-period"):
        seen = sitting(taken)
        (coming if seen.is_coming else current)[taken.post_id] = seen
    with scope(actor, "administration") as opened:
        promised = set(
            opened.filter(open_invitations())
            .filter(post_id__in=ids, expires_at__gt=now)
            .values_list("post_id", flat=True)
        )
    return tuple(
        post_view(
            row,
            may_appoint(actor, place_of(row)),
            current.get(row.id),
            coming.get(row.id),
            row.id in promised,
        )
        for row in rows
    )


def post_view(
    row: Post,
    is_mine: bool,
    now: Sitting | None = None,
    coming: Sitting | None = None,
    is_promised: bool = False,
) -> PostView:
    """A row of the posts' table as a value."""
    return PostView(
        row.id,
        row.role,
        ROLES[row.role].title,
        row.unit,
        row.body_code,
        row.region_id,
        row.district_id,
        row.organisation_id,
        is_mine,
        now,
        coming,
        is_promised,
    )


def sitting(taken: Seat) -> Sitting:
    """A seat with its person as a value."""
    return Sitting(
        taken.id,
        taken.user_id,
        taken.user.get_full_name(),
        taken.period.lower,
        taken.period.upper,
        taken.user.is_active,
    )


def history(post_id: UUID) -> tuple[Sitting, ...]:
    """Everyone who sat, sits or will sit in a post, the newest first."""
    rows = Seat.objects.filter(post_id=post_id).select_related("user").order_by("-period")
    return tuple(sitting(taken) for taken in rows[:RECENT])


def filled_counts(organisation_ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """For each organisation: how many posts it has and how many of them are filled now. Two queries."""
    ids = list(organisation_ids)
    rows = Post.objects.filter(organisation_id__in=ids).values_list("id", "organisation_id")
    seated = set(
        Seat.objects.filter(post__organisation_id__in=ids, period__contains=timezone.now()).values_list(
            "post_id", flat=True
        )
    )
    counts = dict.fromkeys(ids, (0, 0))
    for post_id, organisation_id in rows:
        if organisation_id is not None:
            has, full = counts[organisation_id]
            counts[organisation_id] = (has + 1, full + (post_id in seated))
    return counts


def open_invitations() -> "QuerySet[Invitation]":
    """Neither accepted nor revoked; expired ones too."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None)


def invitations(actor: Administrator) -> tuple[Invited, ...]:
    """The invitations on their way that the actor may do something about, the newest first."""
    from qalqan.kernel.access.inviting import path

    with scope(actor, "administration") as opened:
        rows = list(
            opened.filter(open_invitations())
            .select_related("post", "made_by__user")
            .order_by("-made_at")[:RECENT]
        )
    return tuple(
        Invited(
            row.id,
            post_view(row.post, True),
            row.name,
            row.email,
            row.made_at,
            row.made_by.user.get_full_name() if row.made_by else "",
            row.expires_at,
            row.since,
            row.take_over,
            row.waits_for_second,
            not isinstance(actor, Service) and bool(row.made_by and row.made_by.user_id == actor.user_id),
            row.sends,
            path(row),
        )
        for row in rows
        if may_appoint(actor, place_of(row.post))
    )


def person(actor: Administrator, user_id: UUID) -> PersonView | None:
    """An account, if all its living seats are the actor's to fill, or it is the actor's own; else None:
    somebody beyond one's reach looks like nobody."""
    found = User.objects.filter(pk=user_id).first()
    own = not isinstance(actor, Service) and actor.user_id == user_id
    judged = judged_seats(user_id)
    if found is None or not (own or (judged and all(may_appoint(actor, place_of(s.post)) for s in judged))):
        return None
    return described(found, actor, is_oneself=own)


def described(found: User, actor: Administrator | None, *, is_oneself: bool) -> PersonView:
    """An account as a page shows it."""
    kinds = list(Authenticator.objects.filter(user=found).values_list("type", flat=True))
    rows = Seat.objects.filter(user=found).select_related("post", "user").order_by("-period")[:RECENT]
    return PersonView(
        found.id,
        found.get_full_name(),
        found.username,
        found.is_active,
        found.last_login,
        tuple(kind for kind in ("webauthn", "totp") if kind in kinds),
        "recovery_codes" in kinds,
        tuple(
            SessionView(session.created_at, session.user_agent)
            for session in UserSession.objects.purge_and_list(found)
        ),
        tuple(
            SeatOfPerson(
                post_view(row.post, actor is not None and may_appoint(actor, place_of(row.post))),
                sitting(row),
            )
            for row in rows
        ),
        is_oneself,
    )


def is_mine(actor: Administrator | None, place: Post) -> bool:
    """Whether the actor may fill a post; nobody may who only looks at the own account."""
    return actor is not None and may_appoint(actor, place_of(place))


def own(user: User) -> PersonView:
    """One's own account."""
    return described(user, None, is_oneself=True)
