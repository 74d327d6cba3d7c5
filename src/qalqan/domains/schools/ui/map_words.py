"""Words of the maps and the pages of regions and districts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The badge's kind and the words of an answer: of the requirement, not of the thing; "No outdoor toilet: in
# place" would be read the wrong way round.
STATUSES: dict[str, tuple[str, Promise]] = {
    "met": ("good", pgettext_lazy("requirement", "met")),
    "unmet": ("late", pgettext_lazy("requirement", "not met")),
    "unknown": ("waiting", pgettext_lazy("requirement", "not known")),
}
KINDS: dict[str, Promise] = {
    "school": _("Schools"),
    "kindergarten": _("Kindergartens"),
    "college": _("Colleges"),
    "clinic": _("Clinics"),
    "protection": _("Social institutions for children"),
    "sport": _("Sports grounds"),
    "leisure": _("Places of leisure"),
}
# What a step of the map's shade means; the bounds of `map_shown.step_of`.
STEPS: tuple[Promise, ...] = (
    _("met everywhere"),
    _("up to 20 %"),
    _("20 to 40 %"),
    _("40 to 60 %"),
    _("60 to 80 %"),
    _("80 % and more"),
)
