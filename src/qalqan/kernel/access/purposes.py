"""Why somebody looks: the purposes of a scope, and which role may act for which purpose.

A purpose is stated when a scope opens and stands in the book beside every read. Only `is_personal` purposes
reach rows about persons: an administrator, an operator or an analyst has no business with a child's record.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Purpose:
    """`title` is shown to people; `is_personal` says whether rows about persons belong to it."""

    key: str
    title: Promise
    is_personal: bool = True


PURPOSES = {
    purpose.key: purpose
    for purpose in (
        Purpose("education", _("Education")),
        Purpose("care", _("Support of the child and the family")),
        Purpose("protection", _("Protection from violence and neglect")),
        Purpose("health", _("Health")),
        Purpose("justice", _("Justice")),
        Purpose("audit", _("Checking who read what")),
        Purpose("own", _("The person's own record")),
        Purpose("administration", _("Administration of posts and rights"), is_personal=False),
        Purpose("planning", _("Work on plans"), is_personal=False),
        Purpose("statistics", _("Statistics"), is_personal=False),
        Purpose("safety", _("Safety of schools, roads and playgrounds"), is_personal=False),
        Purpose("operation", _("Operation of the system"), is_personal=False),
    )
}

# Which role may open a scope for which purpose, the usual one first. A role that is not here may open none.
ALLOWED: dict[str, tuple[str, ...]] = {
    "coordinator": ("statistics", "planning", "safety"),
    "akimat_officer": ("statistics", "planning", "safety"),
    "viewer": ("statistics", "planning", "safety"),
    "national_admin": ("administration",),
    "region_admin": ("administration",),
    "data_officer": ("audit",),
    "operator": ("operation",),
    "safety_inspector": ("safety", "statistics"),
    "road_police": ("safety", "statistics"),
    "moderator": ("safety",),
    "education_officer": ("education", "statistics", "safety"),
    "school_head": ("education", "care", "protection", "administration", "safety"),
    "class_teacher": ("education", "care", "safety"),
    "school_psychologist": ("care", "protection"),
    "social_worker": ("care", "protection"),
    "juvenile_police": ("protection", "justice"),
    "doctor": ("health", "protection"),
    "commission_secretary": ("protection", "justice"),
}
