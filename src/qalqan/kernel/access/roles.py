"""The roles a post may have, as data. A role carries no right by itself: each room's `access.py` names the
roles that may do its acts. A regional role is bound to its post's region whenever the target has one."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


@dataclass(frozen=True, slots=True)
class Role:
    """`title` and `about` are shown to people; `regional` limits the post to its own region's things."""

    key: str
    title: Promise
    about: Promise
    regional: bool = False


ROLES = {
    role.key: role
    for role in (
        Role(
            "coordinator",
            _("Coordinator in the ministry"),
            _("Sees every measure, decides what the text leaves open, prepares the Government report."),
        ),
        Role(
            "akimat_officer",
            _("Akimat officer"),
            _("Sees what the region owes and by when."),
            regional=True,
        ),
        Role(
            "viewer",
            _("Reader"),
            _("Reads plans, reviews and findings; changes nothing."),
        ),
    )
}


def post_title(post: str, language: str) -> str:
    """A post as signatures keep it ("coordinator МП": role, then body) in words of `language`. A role that
    is none of ours (the command line) is shown as it stands."""
    role, __, body = post.partition(" ")
    if role not in ROLES:
        return post
    with override(language):
        title = str(ROLES[role].title)
    return f"{title}, {body}" if body else title
