"""Words of duty, drills and visitors."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"))
HALVES: dict[str, Promise] = {"morning": _("morning"), "evening": _("evening")}
PLAN_STATES: dict[str, tuple[str, Promise]] = {
    "draft": ("draft", pgettext_lazy("duty plan", "draft")),
    "approved": ("good", pgettext_lazy("duty plan", "approved")),
    "ended": ("closed", pgettext_lazy("duty plan", "ended")),
}
VERDICTS: dict[str, tuple[str, Promise]] = {
    "on_post": ("good", _("at the post")),
    "far": ("late", _("too far away")),
    "other_time": ("soon", _("at another hour")),
    "no_position": ("waiting", _("without a position")),
}
DRILL_KINDS: dict[str, Promise] = {
    "fire": _("Fire"),
    "earthquake": _("Earthquake"),
    "intruder": _("An armed intruder"),
    "gas": _("Gas or poison"),
    "other": pgettext_lazy("drill", "Other"),
}
DRILL_STATES: dict[str, tuple[str, Promise]] = {
    "planned": ("waiting", pgettext_lazy("drill", "planned")),
    "running": ("soon", pgettext_lazy("drill", "is running")),
    "closed": ("good", pgettext_lazy("drill", "closed")),
    "called_off": ("closed", pgettext_lazy("drill", "called off")),
}
ENTRIES: dict[str, Promise] = {
    "document": _("showed an identity document"),
    "known": _("is known to the school"),
    "pass": _("showed a service pass"),
}
