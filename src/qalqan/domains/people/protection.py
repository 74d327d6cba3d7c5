"""Emergency access, walls and erasure, joined to people. What may be opened, hidden or destroyed is decided
by the rooms `access` and `vault`; here a number becomes a child, and ids become who they are about.

An attempt to open a record by a number answers the same for nobody, for an adult and for a child whom a wall
hides from the asker; and after FRUITLESS of those in an hour there is none for a while. So a number can be
used to help a child and not to find out whether there is one.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people import rules
from qalqan.domains.people.actions import Desk, acting, reached
from qalqan.domains.people.keys import Keys
from qalqan.domains.people.models import Person
from qalqan.domains.people.refusals import Refused
from qalqan.kernel import ledger
from qalqan.kernel.access import emergency, policy, walls
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.models import Emergency, Post, Seat, User
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.scope import Scope, Service, scope
from qalqan.kernel.access.walls import Against
from qalqan.kernel.ledger import queries as book
from qalqan.kernel.vault import erasure
from qalqan.kernel.vault.models import Erasure, StoredFile

FRUITLESS = 5
WINDOW = datetime.timedelta(hours=1)
NOBODY = "nobody"  # the note in the ledger that the limit counts
GROUNDS = ("court", "term", "ended", "unlawful", "other")


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody whom a wall may keep out. `value` is what a form sends; no `name`: whoever holds the post."""

    value: str
    name: str
    role: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ErasureView:
    """An erasure asked for, agreed to or done. `ground` is one of GROUNDS, empty where none was given."""

    id: UUID
    person_id: UUID
    ground: str
    reason: str
    asked_by: UUID
    asked: datetime.datetime
    agreed_by: UUID | None
    done: datetime.datetime | None
    keys: int | None


def open_emergency(seat: SeatView, iin: str, *, purpose: str, reason: str, hours: int) -> UUID | None:
    """Open the records of the child with this number for this seat; gives the child's id, None for one
    neutral "no". Opens nothing where the seat reaches the child already. AccessError after too many fruitless
    tries, for a bad reason or time; PermissionDenied without the right or for another role's purpose."""
    policy.demand(seat, emergency.ACT)
    region_id = seat.region_id
    if region_id is None:
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=seat.user_id)  # attempts at the same moment are counted, too
        if _fruitless(region_id, seat.user_id) >= FRUITLESS:
            ledger.refused(seat, emergency.ACT, kind="person", region_id=region_id, note="too_many")
            raise AccessError(
                _("Too many numbers that open nothing. Wait an hour, or call the data protection officer.")
            )
        own, others, hidden = _children_of(seat, iin, purpose)
        if hidden is not None or not (own or others):
            ledger.refused(
                seat, emergency.ACT, kind="person", region_id=region_id, person_id=hidden, note=NOBODY
            )
            return None
        if own:
            return own[0]
        for id in others:
            emergency.open_access(seat, id, purpose=purpose, reason=reason, hours=hours)
        return others[0]


def _fruitless(region_id: UUID, user_id: UUID) -> int:
    with scope(Service("people.emergency"), "audit"):
        return book.refusals(region_id, user_id, emergency.ACT, NOBODY, WINDOW)


def _children_of(seat: SeatView, iin: str, purpose: str) -> tuple[list[UUID], list[UUID], UUID | None]:
    """The records of a number's child, oldest first: those that the seat reaches, the others, and one that a
    wall hides from it, if there is one. An adult is nobody here; who may be a child is one."""
    number, fault = rules.read_iin(iin)
    if fault is not None:
        return [], [], None
    key, today = Keys.fetch().iin(number), timezone.localdate()
    with scope(seat, purpose) as s:
        walled = s.bounds.walled
        own = set(Person.objects.within(s).filter(iin_key=key).values_list("id", flat=True))
    with scope(Service("people.emergency"), purpose):
        rows = list(Person.objects.filter(iin_key=key, anonymised_at__isnull=True).order_by("id"))
        children = [row.id for row in rows if rules.is_child(row.birth_date, today) is not False]
    hidden = next((id for id in children if id in walled), None)
    return [id for id in children if id in own], [id for id in children if id not in own], hidden


def emergency_of(s: Scope, person_id: UUID) -> Emergency | None:
    """The emergency access by which this scope's seat reaches a person now, if it is by one."""
    if not isinstance(s.actor, SeatView) or person_id not in s.bounds.persons:
        return None
    return (
        Emergency.objects.filter(
            seat_id=s.actor.id,
            person_id=person_id,
            purpose=s.purpose,
            closed_at__isnull=True,
            until__gt=timezone.now(),
        )
        .order_by("-until")
        .first()
    )


def raise_wall(desk: Desk, person_id: UUID, against: Against, *, reason: str) -> UUID:
    """Hide a person within reach from somebody. Gives the wall's id. Refused("gone"), AccessError."""
    region_id = _own_region(desk, person_id)
    return walls.raise_wall(
        desk.seat,
        person_id=person_id,
        region_id=region_id,
        against=against,
        reason=reason,
        purpose=desk.purpose,
    )


def declare_conflict(desk: Desk, person_id: UUID, *, reason: str) -> UUID:
    """Close a record to oneself as kin or party. Gives the wall's id. Refused("gone"), AccessError."""
    region_id = _own_region(desk, person_id)
    return walls.declare(
        desk.seat, person_id=person_id, region_id=region_id, reason=reason, purpose=desk.purpose
    )


def _own_region(desk: Desk, person_id: UUID) -> UUID:
    with scope(desk.seat, desk.purpose) as s:
        region_id = reached(s, person_id).region_id
    if region_id != desk.seat.region_id:
        raise AccessError(
            _("This record belongs to another region. Tell the data protection officer, who asks there.")
        )
    return region_id


def posts_at(region_id: UUID, district_id: UUID | None, organisation_id: UUID | None) -> list[Whom]:
    """Who can be kept out at a place: each person who sits there, and each post whoever holds it."""
    place = {"organisation_id": organisation_id}
    if organisation_id is None:  # the district's own posts, or the region's
        place["district_id"] = district_id
    posts = list(Post.objects.filter(region_id=region_id, **place).order_by("role", "unit"))
    seated = Seat.objects.filter(post__in=posts, period__contains=timezone.now()).select_related("user")
    sitting = {one.post_id: one.user for one in seated}
    people = [
        Whom(f"user:{sitting[post.id].pk}", sitting[post.id].get_full_name(), post.role, post.unit)
        for post in posts
        if post.id in sitting
    ]
    return people + [Whom(f"post:{post.id}", "", post.role, post.unit) for post in posts]


def names_of(found: Iterable[Against], language: str) -> dict[Against, tuple[str, str]]:
    """Whom walls keep out, in words: (kind, name), where kind is user, post or organisation. Ids that
    mean nobody any more are a dash."""
    listed = list(found)
    users = User.objects.in_bulk({one.user_id for one in listed if one.user_id})
    posts = Post.objects.in_bulk({one.post_id for one in listed if one.post_id})
    places = {one.organisation_id for one in listed if one.organisation_id}
    places |= {post.organisation_id for post in posts.values() if post.organisation_id}
    organisations = bodies.organisations_by_id(places)

    def place(id: UUID | None) -> str:
        return organisations[id].name[language] if id in organisations else ""

    def named(one: Against) -> tuple[str, str]:
        if one.user_id is not None:
            user = users.get(one.user_id)
            return "user", user.get_full_name() if user else "–"
        if one.post_id is not None:
            post = posts.get(one.post_id)
            title = str(ROLES[post.role].title) if post and post.role in ROLES else ""
            parts = (title, post.unit, place(post.organisation_id)) if post else ()
            return "post", ", ".join(filter(None, parts)) or "–"
        return "organisation", place(one.organisation_id) or "–"

    return {one: named(one) for one in listed}


def ask_erasure(desk: Desk, person_id: UUID, *, ground: str, reason: str) -> UUID:
    """Ask that what was told about a person within reach is erased. AccessError if somebody has asked
    already; Refused("gone")."""
    if ground not in GROUNDS:
        raise ValueError(ground)
    with acting(desk, "vault.ask_erasure") as s:
        row = reached(s, person_id)
        try:
            with transaction.atomic():
                return erasure.ask_erasure(
                    row.id, region_id=row.region_id, reason=f"{ground}\n{reason.strip()}"
                )
        except IntegrityError as problem:
            raise AccessError(_("Somebody has asked for it already. A second person decides.")) from problem


def agree_to_erasure(desk: Desk, person_id: UUID, erasure_id: UUID) -> None:
    """Agree as the second person to what was asked about this person: the keys are destroyed as this commits.
    AccessError for who asked; Refused("gone") out of reach, about somebody else or agreed already."""
    with acting(desk, "vault.agree_to_erasure") as s:
        asked = (
            Erasure.objects.within(s).filter(pk=erasure_id, person_id=person_id, agreed__isnull=True).first()
        )
        if asked is None:
            raise Refused("gone")
        if asked.asked_by != desk.seat.user_id:
            erasure.agree_to_erasure(erasure_id)
            return
    ledger.refused(
        desk.seat,
        "vault.agree_to_erasure",
        kind="erasure",
        id=erasure_id,
        region_id=asked.region_id,
        person_id=asked.person_id,
        note="same_person",
    )
    raise AccessError(_("Whoever asked for it cannot agree: erasing takes two people."))


def erasures(s: Scope, person_id: UUID | None = None) -> list[ErasureView]:
    """Erasures within reach, newest first: of one person, or all that wait for a second person."""
    rows = Erasure.objects.within(s)
    rows = rows.filter(person_id=person_id) if person_id else rows.filter(agreed__isnull=True)
    return [_erasure(row) for row in rows.order_by("-asked", "id")]


def _erasure(row: Erasure) -> ErasureView:
    ground, _newline, reason = str(row.reason).partition("\n")
    if ground not in GROUNDS:  # asked for elsewhere, without one
        ground, reason = "", str(row.reason)
    return ErasureView(
        row.id, row.person_id, ground, reason, row.asked_by, row.asked, row.agreed_by, row.done, row.keys
    )


def files_about(s: Scope, person_id: UUID) -> list[StoredFile]:
    """The files about a person, oldest first. Their names open to `[erased]` once the key is destroyed."""
    return list(StoredFile.objects.within(s).filter(person_id=person_id).order_by("stored", "id"))
