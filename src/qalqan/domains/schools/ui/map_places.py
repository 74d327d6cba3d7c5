"""The pages of a region and of a district: what is lacking there, by requirement and place by place."""

from dataclasses import replace
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.schools.queries import map as queries
from qalqan.domains.schools.queries.map import Counts
from qalqan.domains.schools.rules.requirements import Requirement
from qalqan.domains.territory import api as territory
from qalqan.kernel.i18n.formatting import language

from . import map_shown as shown
from .map import frame


@require_safe
def region(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """A region: its districts, every requirement, its places."""
    view = region_of(code)
    found = shown.asked(request, is_open=is_open, region_id=view.id)
    with shown.reading(request, [found.requirement], found.kind) as s:
        is_told = shown.is_told(s, view.id)
        numbers = queries.by_district(replace(found, status="")) if is_told else {}
    here = namespace(request)
    districts = [
        shown.row(
            one.code,
            one.name[language()],
            reverse("schools:district", args=[one.id], current_app=here) + shown.query(found),
            numbers.get(one.id, Counts()) if is_told else None,
        )
        for one in territory.districts_on(timezone.localdate(), code, language())
    ]
    if None in numbers:
        districts.append(shown.row("", _("District not known"), "", numbers[None]))
    whole = sum(numbers.values(), Counts()) if is_told else None
    context = {
        "title": view.name[language()],
        "crumbs": [(_("Safety of schools"), reverse("schools:map", current_app=here) + shown.query(found))],
        "area": code,
        "districts": shown.worst_first(one for one in districts if one.counts is None or one.counts.total),
        "empty": sum(1 for one in districts if one.counts is not None and not one.counts.total),
        "has_outlines": bool(territory.outline_geojson(code)["features"]),
        "bounds": bounds_of(territory.outline_geojson(), code),
        **area(request, found, whole, is_open=is_open),
    }
    return shown.kept(request, render(request, "schools/area.html", context), is_open=is_open)


@require_safe
def district(request: HttpRequest, key: UUID, *, is_open: bool) -> HttpResponse:
    """A district: every requirement, its places."""
    view = next((one for one in territory.districts_on(timezone.localdate()) if one.id == key), None)
    if view is None:
        raise Http404(key)
    above = region_of(view.region)
    found = shown.asked(request, is_open=is_open, region_id=above.id, district_id=key)
    with shown.reading(request, [found.requirement], found.kind) as s:
        is_told = shown.is_told(s, above.id, key)
        numbers = queries.by_district(replace(found, status="")) if is_told else None
    here = namespace(request)
    outlines = territory.outline_geojson(view.region)
    has_outlines = any(one["properties"]["code"] == view.code for one in outlines["features"])
    context = {
        "title": view.name[language()],
        "crumbs": [
            (_("Safety of schools"), reverse("schools:map", current_app=here) + shown.query(found)),
            (
                above.name[language()],
                reverse("schools:region", args=[above.code], current_app=here) + shown.query(found),
            ),
        ],
        "area": view.region,
        "has_outlines": has_outlines,
        "bounds": bounds_of(outlines, view.code) or bounds_of(territory.outline_geojson(), above.code),
        **area(request, found, None if numbers is None else numbers.get(key, Counts()), is_open=is_open),
    }
    return shown.kept(request, render(request, "schools/area.html", context), is_open=is_open)


def area(
    request: HttpRequest, found: queries.Asked, whole: Counts | None, *, is_open: bool
) -> dict[str, object]:
    """What the two pages share: numbers by requirement, and a page of places."""
    page = shown.number_asked(request)
    with shown.reading(request, [found.requirement], found.kind):
        spots, total = queries.listing(found, page)
    last = max(1, -(-total // queries.PER_PAGE))
    if page > last:
        raise Http404
    return {
        "asked": found,
        "whole": shown.row("", "", "", whole),
        "requirements": by_requirement(request, found, is_open=is_open),
        "spots": [(spot, spot.name(language())) for spot in spots],
        "total": total,
        "page": Paginator(range(total), queries.PER_PAGE).get_page(page),
        **frame(request, found, is_open=is_open),
    }


def by_requirement(
    request: HttpRequest, found: queries.Asked, *, is_open: bool
) -> list[tuple[Requirement, shown.Row]]:
    """The numbers of each requirement here: of the public ones for everyone, of the others as far as the
    reader's own seat reaches."""
    every = shown.known(is_open=is_open)
    numbers: dict[str, Counts] = {}
    for is_public in (True, False):
        wanted = [one for one in every if one.is_public is is_public]
        if wanted and found.region_id:
            with shown.reading(request, wanted) as s:
                if shown.is_told(s, found.region_id, found.district_id):
                    numbers |= queries.by_requirement(wanted, found.region_id, found.district_id)
    return [
        (
            one,
            shown.row(
                one.key,
                one.name[language()],
                request.path + shown.query(replace(found, requirement=one, kind="", status="")),
                numbers[one.key],
            ),
        )
        for one in every
        if one.key in numbers
    ]


def region_of(code: str) -> territory.RegionView:
    """A region that stands today; 404 otherwise."""
    try:
        return territory.region(code, timezone.localdate())
    except territory.UnknownRegionError:
        raise Http404(code) from None


def namespace(request: HttpRequest) -> str:
    """Behind sign-in or in the mirror."""
    return request.resolver_match.namespace if request.resolver_match else ""


def bounds_of(outlines: dict[str, object], code: str) -> str:
    """`south,west,north,east` of a light outline; empty if there is none."""
    for one in outlines["features"]:  # type: ignore[attr-defined]
        if one["properties"]["code"] == code:
            points = [p for polygon in one["geometry"]["coordinates"] for ring in polygon for p in ring]
            lons, lats = [p[0] for p in points], [p[1] for p in points]
            return f"{min(lats)},{min(lons)},{max(lats)},{max(lons)}"
    return ""
