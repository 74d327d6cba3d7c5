"""Sections of a record, not fields: what of a child's record a role sees for a purpose. A section that is not
listed is not shown; the page says that it exists only where the law wants that said."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SECTIONS: dict[str, Promise] = {
    "identity": _("Identity"),
    "contact_safe": _("Safe ways of contact"),
    "concern": _("Concern"),
    "health": _("Health"),
    "plan": _("Plan of support"),
    "commission": _("Commission on minors"),
    "legal": _("Legal proceedings"),
    "helpline_text": _("Words told to the helpline"),
}

# Which sections a kind of record has at all.
KINDS: dict[str, frozenset[str]] = {
    "person": frozenset({"identity", "contact_safe", "health", "legal"}),
    "case": frozenset(SECTIONS),
    "helpline": frozenset({"contact_safe", "concern", "helpline_text"}),
}

IDENTITY = frozenset({"identity"})
KNOWN = IDENTITY | {"contact_safe"}
CARE = KNOWN | {"concern", "plan"}

# role, purpose: sections. Absent: none.
SHOWN: dict[tuple[str, str], frozenset[str]] = {
    ("data_officer", "audit"): IDENTITY,
    ("education_officer", "education"): IDENTITY,
    ("school_head", "education"): KNOWN,
    ("school_head", "care"): CARE,
    ("school_head", "protection"): CARE | {"commission"},
    ("class_teacher", "education"): KNOWN,
    ("class_teacher", "care"): KNOWN | {"plan"},
    ("school_psychologist", "care"): CARE,
    ("school_psychologist", "protection"): CARE,
    ("social_worker", "care"): CARE,
    ("social_worker", "protection"): CARE | {"commission", "legal"},
    ("juvenile_police", "protection"): KNOWN | {"concern", "commission", "legal"},
    ("juvenile_police", "justice"): IDENTITY | {"concern", "legal"},
    ("doctor", "health"): KNOWN | {"health"},
    ("doctor", "protection"): KNOWN | {"health", "concern"},
    ("commission_secretary", "protection"): CARE | {"commission"},
    ("commission_secretary", "justice"): IDENTITY | {"commission", "legal"},
}

OWN = KNOWN  # what a person sees of the own record and a parent of the child's


def shown(role: str, purpose: str, kind: str) -> frozenset[str]:
    """The sections of a record of this kind for a role and purpose. KeyError for an unknown kind."""
    return SHOWN.get((role, purpose), frozenset()) & KINDS[kind]
