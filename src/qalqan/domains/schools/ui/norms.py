"""What must be there: every norm with its act, who owes it, and whether anybody may read of single places."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools.rules.requirements import (
    Detail,
    Happened,
    HasNot,
    Near,
    Requirement,
    norms,
)
from qalqan.kernel.i18n.formatting import language, number

from .reading import kept
from .site_words import KINDS

GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("On the way to school"),
        ("crossing_near", "signal_near", "calmed_near", "road_camera_near", "lit_way", "footway_near"),
    ),
    (
        gettext_lazy("In the building"),
        ("toilet_warm", "no_toilet_outdoor", "fire_alarm", "evacuation_plan", "drill_held"),
    ),
    (
        gettext_lazy("Video and protection"),
        (
            "video_present",
            "video_conforming",
            "video_connected",
            "access_control",
            "guard",
            "alarm_button",
            "fence",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A norm in words."""

    one: Requirement
    name: str
    text: str
    how: str
    sites: str
    act: str
    owes: str
    cost: str
    basis: str
    why_weight: str
    why_public: str


def money(low: int, high: int) -> str:
    """A range of tenge in millions, without more figures than the assumption has."""
    if low == high == 0:
        return _("no money")
    return _("%(low)s–%(high)s mln tenge") % {"low": millions(low), "high": millions(high)}


def millions(tenge: int) -> str:
    """Millions of tenge, two digits after the comma at most, fewer for larger sums."""
    value = tenge / 1_000_000
    return number(round(value, 0 if value >= 100 else 1 if value >= 10 else 2))


def owners() -> dict[str, str]:
    """Who owes, by the key of the function, in the reader's language."""
    return {one.key: one.name[language()] for one in bodies.functions()}


def act_of(one: Requirement) -> str:
    """The act, and the article where one was checked."""
    if one.act is None:
        return _("none: proposed by this project")
    return f"{one.act[language()]}, {_('item')} {one.place}" if one.place else one.act[language()]


def how(one: Requirement) -> str:
    """What is looked for, and how long a look is good."""
    test = one.test
    if isinstance(test, Near):
        what = _("within %(metres)s m") % {"metres": number(round(test.metres))}
    elif isinstance(test, HasNot):
        what = _("must not be there")
    elif isinstance(test, Detail):
        what = _("there, and as the norm says")
    elif isinstance(test, Happened):
        what = _("held in time")
    else:
        what = _("there and in order")
    months = ngettext("a look is good for %(n)s month", "a look is good for %(n)s months", one.months)
    return f"{what}; {months % {'n': one.months}}"


def shown(one: Requirement, owns: dict[str, str]) -> Shown:
    """A norm in the reader's language."""
    lang = language()
    return Shown(
        one,
        one.name[lang],
        one.text[lang],
        how(one),
        ", ".join(str(KINDS[kind]) for kind in one.sites),
        act_of(one),
        owns[one.owes],
        money(one.cost.low, one.cost.high) + f" ({one.cost.unit[lang]})" if one.cost else _("no money"),
        one.cost.basis[lang] if one.cost else "",
        one.why_weight[lang],
        one.why_public[lang],
    )


@require_safe
def index(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """All norms. That a norm exists is public; what one place has of it may not be."""
    owns = owners()
    every = {one.key: shown(one, owns) for one in norms().requirements}
    groups = [(title, [every[key] for key in keys]) for title, keys in GROUPS]
    rest = [one for key, one in every.items() if not any(key in keys for _title, keys in GROUPS)]
    context = {
        "groups": [*groups, *([(_("Other"), rest)] if rest else [])],
        "version": norms().version,
        "total": len(every),
        "drafts": sum(one.one.is_draft for one in every.values()),
    }
    return kept(request, render(request, "schools/norms.html", context), is_open=is_open)
