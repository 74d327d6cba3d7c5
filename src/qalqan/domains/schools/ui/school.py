"""One place: what it lacks, who owes it and since when, what citizens saw, what stands there and who says so.

Behind sign-in all of it, as far as the seat reaches. The open page tells of public norms only, of no camera,
guard, alarm or entrance, and not when children come and go: it must not help anybody to get in.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools.queries import school as queries
from qalqan.domains.schools.queries.assets import AssetView, assets_of
from qalqan.domains.schools.queries.near import assets_near
from qalqan.domains.schools.queries.school import Answered, SightingView
from qalqan.domains.schools.queries.sites import SiteView, site
from qalqan.domains.schools.rules.confidence import DANGERS
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import policy
from qalqan.kernel.i18n import formatting
from qalqan.kernel.i18n.formatting import language

from . import site_words as words
from .assessments import last_rounds
from .map_places import bounds_of
from .reading import SECRET, kept, reading, told_openly
from .sites import place_names

AROUND = 300.0  # metres around a place whose things of the road are shown
SHARE = {"met": "good", "unmet": "late", "unknown": "waiting"}


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement in words."""

    one: Answered
    name: str
    text: str
    badge: str
    reason: Promise
    owner: str
    distance: str


@dataclass(frozen=True, slots=True)
class ThingLine:
    """A thing in words; `metres` of one by the road."""

    one: AssetView
    name: Promise
    badge: str
    state: Promise
    says: str
    trust: Promise
    details: str
    metres: str


@require_safe
def page(request: HttpRequest, key: UUID, *, is_open: bool) -> HttpResponse:
    """The page of a place."""
    with reading(request, is_open=is_open):
        one = site(key)
        lines = [line(each) for each in queries.answered(key, one.region_id, public_only=is_open)]
        seen = seen_of(request, key, is_open=is_open)
        things = assets_of(key)
        around = assets_near(one.point.lat, one.point.lon, AROUND) if one.point else ()
        rounds = () if is_open else last_rounds(key)
    road = [(each.asset, each.metres) for each in around if each.asset.site_id is None]
    if is_open:
        things = told_openly(things)
        shown = {each.id for each in told_openly(tuple(each for each, _far in road))}
        road = [(each, far) for each, far in road if each.id in shown]
    context = {
        **facts(one),
        "unmet": [each for each in lines if each.one.status == "unmet"],
        "unknown": [each for each in lines if each.one.status == "unknown"],
        "met": [each for each in lines if each.one.status == "met"],
        "asked": len(lines),
        "seen": [sighted(each) for each in seen],
        "rounds": rounds,
        "things": [thing(each) for each in things],
        "road": [thing(each, far) for each, far in road],
        "around": f"{AROUND:.0f}",
        "bounds": bounds_of(territory.outline_geojson(), _region_code(one)),
        "here": f"{one.point.lat:.5f},{one.point.lon:.5f}" if one.point else "",
        "is_open": is_open,
        "may_write": not is_open and policy.may(request.user, "schools.write", one),
        "may_verify": not is_open and policy.may(request.user, "schools.verify", one),
    }
    return kept(request, render(request, "schools/school.html", context), is_open=is_open)


def seen_of(request: HttpRequest, key: UUID, *, is_open: bool) -> tuple[SightingView, ...]:
    """What citizens saw at a place: in public nothing that helps to get in. Neither the public nor who works
    there is told of a report that no moderator has let through: they would know who can have written it, and
    mend the look of the thing before anybody has come."""
    if is_open:
        return queries.sightings(key, told_only=True, besides=SECRET)
    seat = policy.acting(request, "schools.read")
    return queries.sightings(key, told_only=seat.organisation_id is not None)


def facts(one: SiteView) -> dict[str, object]:
    """What heads every page of a place."""
    return {
        "site": one,
        "name": one.name[language()],
        "kind": words.KINDS[one.kind],
        "place": ", ".join(reversed(place_names(one))),
        "region_code": _region_code(one),
        "owner": body_name(one.owner_body),
        "placed_by": words.SOURCES.get(one.placed_by, ""),
    }


def _region_code(one: SiteView) -> str:
    return territory.region(one.region_id, timezone.localdate()).code


def body_name(code: str) -> str:
    """A state body by its name of today; the code itself if the register of bodies does not know it."""
    if not code:
        return ""
    try:
        return bodies.body(code, timezone.localdate()).name[language()]
    except LookupError:
        return code


def line(one: Answered) -> Line:
    """A requirement in the reader's language."""
    return Line(
        one,
        one.requirement.name[language()],
        one.requirement.text[language()],
        SHARE[one.status],
        words.REASONS[one.reason],
        one.owner[language()] if one.owner else "",
        "" if not one.metres else _("%(n)s m away") % {"n": formatting.number(round(one.metres))},
    )


def thing(one: AssetView, far: float | None = None) -> ThingLine:
    """A thing in the reader's language."""
    states = words.DANGER_STATES if one.kind in DANGERS else words.STATES
    badge, state = states[one.state]
    return ThingLine(
        one,
        words.THINGS[one.kind],
        badge,
        state,
        words.who_says(one),
        words.trust(one.confidence),
        words.detailed(one.kind, one.details),
        "" if far is None else _("%(n)s m away") % {"n": formatting.number(round(far))},
    )


def sighted(one: SightingView) -> tuple[SightingView, Promise, str, Promise]:
    """A sighting, the thing, its badge and its words."""
    badge, state = words.SIGHTINGS[one.state]
    return one, words.THINGS[one.kind], badge, state
