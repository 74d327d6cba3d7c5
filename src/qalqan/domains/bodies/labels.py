"""The register's words in the reader's language: kinds of bodies, and why a question has no answer."""

import time
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qalqan.domains.bodies.queries import EmptyRegisterError, register
from qalqan.domains.bodies.rules import (
    CollectiveError,
    OutsideRegisterError,
    Register,
    UnknownBodyError,
    UnknownFunctionError,
    UnknownOrganisationError,
)
from qalqan.kernel.access import roles

KINDS = {
    "government": _("Government"),
    "ministry": _("ministry"),
    "court": _("court"),
    "prosecutor": _("prosecutor's office"),
    "committee": _("committee"),
    "commission": _("commission"),
    "project-unit": _("project management unit"),
    "akimat": _("akimat"),
    "department": _("regional department"),
    "collective": _("stands for many bodies"),
}
ORGANISATION_KINDS = {
    "school": _("school"),
    "kindergarten": _("kindergarten"),
    "college": _("college"),
    "clinic": _("clinic"),
    "police": _("police unit"),
    "social_centre": _("social centre"),
    "commission": _("commission on minors"),
    "department": _("department"),
}
REASONS = {
    UnknownBodyError: _("The register of bodies does not know this code."),
    UnknownFunctionError: _("The code of this body does not stand for that function."),
    OutsideRegisterError: _("The body did not stand on that day, or the register does not reach back to it."),
    CollectiveError: _("The code stands for many bodies; a letter needs one."),
    UnknownOrganisationError: _("No organisation is registered under this number."),
    EmptyRegisterError: _("No bodies are loaded in this installation."),
}


def explain(error: LookupError) -> str:
    """Why the register has no answer, in the active language. The error's own text is for the log."""
    for kind, reason in REASONS.items():
        if isinstance(error, kind):
            return str(reason)
    return gettext("The register of bodies has no answer.")


def post_title(post: str, language: str) -> str:
    """A post as records keep it ("akimat_officer akimat-61") in words: the role, and the body by its name. A
    role that is none of ours (the command line) and a body that the register lost stand as they were kept."""
    role, __, code = post.partition(" ")
    title = roles.post_title(role, language)
    if not code or title == role:
        return post if title == role else title
    try:
        name = _recent(int(time.monotonic() // 60)).body(code).short[language]
    except (UnknownBodyError, EmptyRegisterError):
        name = code
    return f"{title}, {name}"


@lru_cache(maxsize=1)
def _recent(minute: int) -> Register:
    """The register, asked once a minute: a timeline names many posts, and a title may be a minute old."""
    return register()
