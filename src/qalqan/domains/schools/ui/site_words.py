"""Words of the register's codes: kinds, states, sources, reasons, trust."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qalqan.domains.schools.queries.assets import AssetView
from qalqan.domains.schools.rules.confidence import band
from qalqan.domains.schools.rules.details import fields
from qalqan.kernel.i18n import formatting

from .round_words import FROM

KINDS: dict[str, Promise] = {
    "school": _("School"),
    "kindergarten": _("Kindergarten"),
    "college": _("College"),
    "clinic": _("Clinic"),
    "protection": _("Social institution for children"),
    "sport": _("Sports ground"),
    "leisure": _("Place of leisure"),
}
THINGS: dict[str, Promise] = {
    "crossing": _("Pedestrian crossing"),
    "signal": _("Traffic signal"),
    "hump": _("Speed hump"),
    "speed_limit": _("Speed limit sign"),
    "road_camera": _("Traffic camera"),
    "lamp": _("Street lamp"),
    "footway": _("Footway"),
    "bus_stop": _("Bus stop"),
    "training_ground": _("Training ground for road safety"),
    "entrance": _("Entrance"),
    "fence": _("Fence"),
    "gate": _("Gate"),
    "toilet_warm": _("Warm toilet"),
    "toilet_outdoor": _("Outdoor toilet"),
    "camera": _("Camera of the school"),
    "video_link": _("Video link"),
    "access_control": _("Access control"),
    "guard_post": _("Guard post"),
    "alarm_button": _("Alarm button"),
    "fire_alarm": _("Fire alarm"),
    "evacuation_plan": _("Evacuation plan"),
    "playground": _("Playground"),
    "school_bus": _("School bus"),
    "manhole": _("Manhole"),
    "other": _("Something else"),
}
# The badge's kind and the words of a state. An outdoor toilet that is there is no good news.
STATES: dict[str, tuple[str, Promise]] = {
    "working": ("good", pgettext_lazy("thing", "in order")),
    "broken": ("late", pgettext_lazy("thing", "broken")),
    "planned": ("soon", pgettext_lazy("thing", "planned")),
    "absent": ("late", pgettext_lazy("thing", "not there")),
    "unknown": ("waiting", pgettext_lazy("thing", "not known")),
}
DANGER_STATES: dict[str, tuple[str, Promise]] = {
    "working": ("late", pgettext_lazy("danger", "is there")),
    "broken": ("late", pgettext_lazy("danger", "is there, broken")),
    "planned": ("soon", pgettext_lazy("danger", "planned")),
    "absent": ("good", pgettext_lazy("danger", "not there")),
    "unknown": ("waiting", pgettext_lazy("danger", "not known")),
}
SOURCES: dict[str, Promise] = {
    "registry": _("official list"),
    "claim": _("claim of the owner"),
    "citizens": _("citizens"),
    "sensor": _("device"),
    "police": _("police"),
    "inspection": _("inspector on the spot"),
}
SIGHTINGS: dict[str, tuple[str, Promise]] = {
    "open": ("soon", pgettext_lazy("sighting", "seen by a citizen")),
    "confirmed": ("late", pgettext_lazy("sighting", "confirmed by a second witness")),
    "fixed": ("good", pgettext_lazy("sighting", "done away with")),
}
REASONS: dict[str, Promise] = {
    "seen": _("Somebody independent saw it in order."),
    "broken": _("It is there, but out of order."),
    "planned": _("It is planned, and not there yet."),
    "absent": _("It is not there."),
    "stale": _("Somebody looked, but too long ago."),
    "listed_only": _("An official list names it; nobody has looked."),
    "claimed_only": _("The owner says so; nobody has looked."),
    "told_only": _("Citizens say so; nobody has looked."),
    "state_unknown": _("It is on record, and nobody has said how it is."),
    "none_seen": _("Somebody independent looked for it and found none."),
    "nothing_known": _("Nobody has said anything."),
    "no_coordinates": _("Nobody has said where the place is, so distances are unknown."),
    "place_claimed": _("Only who answers for the place says where it is, so a distance proves nothing."),
    "pupils_unknown": _("The number of pupils is not known, so nobody can say whether it is required."),
    "citizens_saw": _("Citizens saw otherwise, and a second witness confirmed it."),
    "citizens_doubt": _("A citizen saw otherwise."),
    "still_there": _("It is still there."),
    "below_norm": _("It is there, but not as the norm asks."),
    "detail_unknown": _("It is there; what the norm asks about it is not known."),
    "held": _("It was held in time."),
    "overdue": _("The last one was too long ago."),
}
TRUST: dict[str, Promise] = {
    "low": _("little trust"),
    "middle": _("some trust"),
    "high": _("well founded"),
}


def who_says(one: AssetView) -> str:
    """Source and age in words: seen by an inspector 12 days ago; claimed, nobody looked."""
    if one.verified_at is not None:
        looked = gettext("%(source)s: looked on %(day)s") % {
            "source": _capital(str(SOURCES[one.source_kind])),
            "day": formatting.date(one.verified_at),
        }
        return f"{looked}; {FROM[one.seen_from]}" if one.seen_from in FROM else looked
    said = {"source": _capital(str(SOURCES[one.source_kind])), "day": formatting.date(one.said_on)}
    return gettext("%(source)s, %(day)s; nobody has looked") % said


def trust(value: float) -> Promise:
    """Confidence in words."""
    return TRUST[band(value)]


def detailed(kind: str, details: Mapping[str, Any]) -> str:
    """What was said of a thing, in one line; nothing for what was not said."""
    lang, told = formatting.language(), []
    for one in fields(kind):
        if one.key not in details:
            continue
        value = details[one.key]
        if one.type == "yes_no":
            shown = gettext("yes") if value else gettext("no")
        elif one.type == "choice":
            shown = dict(one.choices)[value][lang] if value in dict(one.choices) else str(value)
        elif one.type in ("day", "term"):
            shown = formatting.date(date.fromisoformat(str(value)), "short")
        else:
            shown = f"{value} {one.unit[lang]}".strip()
        told.append(f"{one.name[lang]}: {shown}")
    return "; ".join(told)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
