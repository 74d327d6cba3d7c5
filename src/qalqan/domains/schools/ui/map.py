"""The map of the country, and the points that every map of places asks for.

The page carries the numbers as a table, which is what a screen reader, a printer and a browser without script
have; the map is coloured from that very table (static/map.js), so that the two cannot differ.
"""

import math
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.schools.queries import map as queries
from qalqan.domains.schools.queries.map import Box, Counts
from qalqan.domains.territory import api as territory
from qalqan.kernel.i18n.formatting import language

from . import map_shown as shown
from .desk_links import links
from .map_words import STATUSES, STEPS

NIL = UUID(int=0)
POINTS_FROM = "6.5"  # zoom of the country's map from which single places are asked for; for a script
ZOOMS = (0.0, 22.0)


@require_safe
def nation(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """The regions by the share of places that lack what is chosen, or of which nobody knows."""
    found = shown.asked(request, is_open=is_open)
    regions = territory.regions_on(timezone.localdate(), language())
    with shown.reading(request, [found.requirement], found.kind) as s:
        numbers = queries.by_region(replace(found, status=""))
        told = {one.id for one in regions if shown.is_told(s, one.id)}
    rows = []
    for region in regions:
        url = reverse("schools:region", args=[region.code], current_app=request.resolver_match.namespace)  # type: ignore[union-attr]
        counts = numbers.get(region.id, Counts()) if region.id in told else None
        rows.append(shown.row(region.code, region.name[language()], url + shown.query(found), counts))
    context = {
        "asked": found,
        "rows": shown.worst_first(one for one in rows if one.counts is None or one.counts.total),
        "bare": [one for one in rows if one.counts is not None and not one.counts.total],
        "whole": shown.row("", _("Kazakhstan"), "", shown.whole(rows)),
        "is_partly_told": any(one.counts is None for one in rows),
        "links": () if is_open else links(request),
        **frame(request, found, is_open=is_open),
    }
    return shown.kept(request, render(request, "schools/map.html", context), is_open=is_open)


def frame(request: HttpRequest, found: queries.Asked, *, is_open: bool) -> dict[str, object]:
    """What every page with a map gives its template: filters, legend, addresses of points and places."""
    here = request.resolver_match.namespace  # type: ignore[union-attr]
    more = {"district": str(found.district_id)} if found.district_id else {}
    more |= {"region": str(found.region_id)} if found.region_id else {}
    return {
        **shown.options(request, found, is_open=is_open),
        "active": (found.requirement.key != shown.FIRST) + bool(found.kind) + bool(found.status),
        "statuses": STATUSES,
        "steps": list(enumerate(STEPS)),
        "requirement": found.requirement,
        "requirement_name": found.requirement.name[language()],
        "requirement_text": found.requirement.text[language()],
        "points_url": reverse("schools:map_points", current_app=here) + shown.query(found, **more),
        "points_from": POINTS_FROM,
        "nil": NIL,
        "query": shown.query(found),
        "is_open": is_open,
    }


@require_safe
def points(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """Places of one look as compact JSON. 400, with what is wrong, for a box or a zoom that is none."""
    box, zoom = box_of(request.GET.get("bbox", "")), zoom_of(request.GET.get("zoom", ""))
    if box is None:
        return JsonResponse({"error": "bbox", "rule": "south,west,north,east in degrees"}, status=400)
    if zoom is None:
        return JsonResponse({"error": "zoom", "rule": "a number from 0 to 22"}, status=400)
    place = {name: key_of(request.GET.get(name, "")) for name in ("region", "district")}
    for name, key in place.items():
        if key is None and request.GET.get(name):
            return JsonResponse({"error": name, "rule": "the key of a " + name}, status=400)
    found = shown.asked(request, is_open=is_open, region_id=place["region"], district_id=place["district"])
    with shown.reading(request, [found.requirement], found.kind):
        told = queries.marks(found, box, zoom)
    return shown.kept(request, JsonResponse(compact(told)), is_open=is_open)


def compact(told: queries.Marks) -> dict[str, object]:
    """As static/map.js reads it."""
    if told.points:
        words = language()
        return {
            "total": told.total,
            "points": [
                [round(p.lat, 5), round(p.lon, 5), p.status, str(p.id), p.name(words)]
                for p in told.points
                if p.lat is not None and p.lon is not None
            ],
        }
    return {
        "total": told.total,
        "cells": [[round(lat, 4), round(lon, 4), n.met, n.unmet, n.unknown] for lat, lon, n in told.cells],
    }


def box_of(written: str) -> Box | None:
    """`south,west,north,east`; None for what is no box."""
    try:
        south, west, north, east = (float(part) for part in written.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (south, west, north, east))):
        return None
    if not (-90 <= south <= north <= 90 and -540 <= west <= east <= 540):
        return None
    return Box(south, west, north, east)


def zoom_of(written: str) -> float | None:
    """A zoom of a web map; None for what is none."""
    try:
        zoom = float(written)
    except ValueError:
        return None
    return zoom if ZOOMS[0] <= zoom <= ZOOMS[1] else None


def key_of(written: str) -> UUID | None:
    """A key; None for what is none."""
    try:
        return UUID(written)
    except ValueError:
        return None
