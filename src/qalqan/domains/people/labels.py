"""What the values of a record are called, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELDS: dict[str, Promise] = {
    "surname": _("Surname"),
    "given": _("Given name"),
    "patronymic": _("Patronymic"),
    "birth_date": _("Birth date"),
    "birth_known": _("How exactly it is known"),
    "sex": _("Sex"),
    "language": _("Language"),
    "iin": _("IIN"),
    "iin_state": _("State of the IIN"),
    "phone": _("Telephone"),
    "address": _("Address"),
}
BIRTH_KNOWN: dict[str, Promise] = {
    "day": _("to the day"),
    "month": _("to the month"),
    "year": _("to the year"),
    "unknown": _("not known"),
}
SEXES: dict[str, Promise] = {"m": _("male"), "f": _("female"), "unknown": _("not known")}
LANGUAGES: dict[str, Promise] = {
    "kk": _("Kazakh"),
    "ru": _("Russian"),
    "other": pgettext_lazy("a language", "another"),
    "unknown": _("not known"),
}
IIN_STATES: dict[str, Promise] = {
    "known": _("known"),
    "foreign": _("a citizen of another state, has none"),
    "none": _("not issued yet"),
    "unknown": _("not known"),
}
KINSHIPS: dict[str, Promise] = {
    "mother": _("mother"),
    "father": _("father"),
    "adoptive_parent": _("adoptive parent"),
    "guardian": _("guardian"),
    "foster_parent": _("foster parent"),
    "step_parent": _("step-parent"),
    "grandparent": _("grandparent"),
    "sibling": _("brother or sister"),
    "other": _("another relative"),
}
CAPACITIES: dict[str, Promise] = {
    "pupil": _("pupil"),
    "guardian": _("parent or guardian of a pupil"),
    "patient": _("patient"),
    "client": _("receives support"),
    "staff": _("member of staff"),
}
SOURCES: dict[str, Promise] = {
    "registry": _("by the civil register"),
    "document": _("by a document shown"),
    "declared": _("as the family said"),
    "court": _("by a court's decision"),
}
SAMENESS: dict[str, tuple[str, Promise]] = {
    "agrees": ("good", _("agree")),
    "differs": ("late", _("differ")),
    "unknown": ("waiting", _("cannot be compared")),
}
DOUBTS: dict[str, Promise] = {
    "iin_birth_differs": _(
        "The IIN's digits tell another birth date. That alone is no error: look at the document once more."
    ),
    "iin_sex_differs": _(
        "The IIN's digits tell another sex. That alone is no error: look at the document once more."
    ),
}
CHOICES = {
    "birth_known": BIRTH_KNOWN,
    "sex": SEXES,
    "language": LANGUAGES,
    "iin_state": IIN_STATES,
}


def value(field: str, stored: str) -> str | Promise:
    """A stored value as people read it."""
    return CHOICES.get(field, {}).get(stored, stored)
