"""Lines of the book as people read them: the post and organisation in words, what was seen, what is unusual.

Two readers, two measures. The data protection officer sees who it was by name. The person concerned sees the
post and the organisation only: an office acted, and its bearer has a private life, too.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people.models import Attachment
from qalqan.kernel.access.models import Post, User
from qalqan.kernel.access.purposes import PURPOSES
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.scope import Scope
from qalqan.kernel.access.sections import SECTIONS
from qalqan.kernel.ledger import labels, rules
from qalqan.kernel.ledger.queries import Line


@dataclass(frozen=True, slots=True)
class Shown:
    """A line for a page. `who` is empty where no name is shown; `unusual` are sentences."""

    id: UUID
    at: datetime.datetime
    who: str
    user_id: UUID | None
    post: str
    act: Promise | str
    purpose: Promise | str
    sections: tuple[Promise | str, ...]
    person_id: UUID | None
    is_refused: bool
    unusual: tuple[Promise, ...]


def shown(
    lines: Iterable[Line], *, names: bool, places: tuple[rules.Place, ...] | None = None
) -> tuple[Shown, ...]:
    """Lines in the reader's language. `names`: whether users are named. `places`: where the child belongs, to
    tell what is beyond a post's own; None when lines are of several persons. Three queries, however many."""
    listed = list(lines)
    posts = Post.objects.in_bulk({line.post_id for line in listed if line.post_id})
    organisations = bodies.organisations_by_id(
        {post.organisation_id for post in posts.values() if post.organisation_id}
    )
    users = User.objects.in_bulk({line.user_id for line in listed if line.user_id}) if names else {}
    language = get_language() or "kk"

    def title(line: Line) -> str:
        post = posts.get(line.post_id) if line.post_id else None
        if post is None:
            return own_title(line.role)
        place = organisations.get(post.organisation_id) if post.organisation_id else None
        parts = [str(ROLES[post.role].title) if post.role in ROLES else post.role]
        parts += [place.name[language] if place else post.body_code, post.unit]
        return ", ".join(filter(None, parts))

    def one(line: Line) -> Shown:
        post = posts.get(line.post_id) if line.post_id else None
        user = users.get(line.user_id) if line.user_id else None
        found = rules.unusual(
            role=line.role,
            act=line.act,
            local=timezone.localtime(line.at),
            in_minute=line.in_minute,
            post=rules.Place(post.organisation_id, post.unit) if post else rules.Place(),
            child=places,
        )
        return Shown(
            id=line.id,
            at=line.at,
            who=user.get_full_name() if user else "",
            user_id=line.user_id if user else None,
            post=title(line),
            act=labels.act(line.act),
            purpose=PURPOSES[line.purpose].title if line.purpose in PURPOSES else line.purpose,
            sections=tuple(SECTIONS.get(section, section) for section in line.sections),
            person_id=line.person_id,
            is_refused=line.outcome == "refused",
            unusual=tuple(labels.UNUSUAL[code] for code in found),
        )

    return tuple(map(one, listed))


def own_title(role: str) -> str:
    """Who acted without a post: the person or the family, the program, somebody without a right."""
    if role == "own":
        return _("You or your family")
    return _("The program itself") if role else _("Somebody without a post")


def places_of(scope: Scope, person_id: UUID) -> tuple[rules.Place, ...]:
    """Where a person belongs or belonged: organisation and class of each attachment, past ones too."""
    rows = Attachment.objects.within(scope).filter(person_id=person_id)
    return tuple(rules.Place(*row) for row in rows.values_list("organisation_id", "class_label"))
