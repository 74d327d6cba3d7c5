"""What the data of an indicator means, in plain words of the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qalqan.domains.evidence.rules.indicator import DOWN, NEITHER, UP

FAMILIES: dict[str, Promise] = {
    "schools": _("Schools: buildings and order"),
    "roads": _("The way to school"),
    "violence": _("Violence against children"),
    "helpline": _("Call centres"),
    "coverage": _("Whom the work reached"),
    "training": _("Training and lessons"),
    "web": _("The internet around a child"),
    "governance": _("Offices and systems"),
}
KINDS: dict[str, Promise] = {
    "stock": _("A state on a day. A year is what its last day says; days are never added up."),
    "flow": _("Counted within a period. Months add up to a year."),
}
ROLL_UPS: dict[str, Promise] = {
    "sum": _("The country is the sum of its regions."),
    "ratio": _("Numerators and denominators of the regions are added up; shares are never averaged."),
    "max": _("The country is the greatest value among its regions."),
    "distinct": _("Regions are not added up: one person may stand in two. A common list is needed."),
    "latest": _("What was set last holds; regions are not brought together."),
    "none": _("It has no total: each place stands by itself."),
}
DIRECTIONS: dict[str, Promise] = {
    UP: _("More is better."),
    DOWN: _("Less is better."),
    NEITHER: _("The number alone says neither good nor bad, so it has no target."),
}
MEANINGS: dict[str, Promise] = {
    "present": pgettext_lazy("meaning of done", "it is there"),
    "conforming": pgettext_lazy("meaning of done", "it is as required"),
    "connected": pgettext_lazy("meaning of done", "it is connected and answers"),
}
DIMS: dict[str, Promise] = {
    "sex": pgettext_lazy("dimension", "sex"),
    "age": pgettext_lazy("dimension", "age"),
    "form": pgettext_lazy("dimension", "form of violence"),
    "post": pgettext_lazy("dimension", "post"),
    "service": pgettext_lazy("dimension", "service"),
    "place": pgettext_lazy("dimension", "town or village"),
    "channel": pgettext_lazy("dimension", "channel"),
    "language": pgettext_lazy("dimension", "language"),
}
MODES: dict[str, Promise] = {
    "indicators": _("indicators"),
    "contract": _("papers"),
    "both": _("indicators and papers"),
}
EACH: dict[str, Promise] = {
    "region": _("each region by itself"),
    "nation": _("for the country as a whole"),
}
RECURS: dict[str, Promise] = {
    "year": _("anew in each year"),
    "once": _("once, and it stays closed"),
}
