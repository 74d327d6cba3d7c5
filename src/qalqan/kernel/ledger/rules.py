"""What in the book is worth a second look. Plain rules with fixed limits, no score: each says in words what
it saw, and none says that anybody did wrong. Pure; docs/algorithms/ledger.md has the page."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

OPENS, CLOSES = datetime.time(7, 0), datetime.time(20, 0)  # local; schools of two shifts end at about 19:00
SUNDAY = 6  # Saturday is a school day for many classes
OFFICE_ROLES = frozenset(
    {"school_head", "class_teacher", "school_psychologist", "education_officer", "commission_secretary"}
)  # others (doctor, police, social worker) help at night, too
MANY = 100  # different persons in one minute: more than two pages of a list, or a machine
WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post belongs, as far as it matters: an organisation and a class, each None if not bound."""

    organisation: object | None = None
    unit: str = ""


def unusual(
    *,
    role: str,
    act: str,
    local: datetime.datetime,
    in_minute: int,
    post: Place,
    child: Collection[Place] | None = None,
) -> tuple[str, ...]:
    """Codes of what is unusual about one line: outside_hours, beyond_own (not this post's organisation or
    class, as the child's attachments say, past ones too; None: not asked), many, emergency.

    `local` is the time on the wall where it was done; `in_minute` how many different persons the same user
    touched within a minute of it.
    """
    found = []
    if act.endswith("open_emergency"):
        found.append("emergency")
    if role in OFFICE_ROLES and not (OPENS <= local.time() < CLOSES and local.weekday() != SUNDAY):
        found.append("outside_hours")
    if child is not None and post.organisation is not None and not covers(post, child):
        found.append("beyond_own")
    if in_minute > MANY:
        found.append("many")
    return tuple(found)


def covers(post: Place, child: Collection[Place]) -> bool:
    """Whether a child belongs, or belonged, where the post does: a class if the post has one, else all."""
    return any(
        place.organisation == post.organisation and (not post.unit or place.unit == post.unit)
        for place in child
    )
