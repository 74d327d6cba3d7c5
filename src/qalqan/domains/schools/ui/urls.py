"""Addresses of the register of schools' safety, twice: `schools` behind sign-in, and `schoolsopen`, its open
pages under /open/schools/.

A page that both draw stands in PAGES as (route, view, name); its view takes `is_open`, and
{% url 'schools:name' %} stays in the mirror that the reader is in. An open page tells only of requirements
that are public: what helps to break into a school is not. What only the signed-in have stands in DESK, each
view with its own act. A room's file adds its import and its lines here and nothing else.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.urls import URLPattern, path

from qalqan.kernel.access.acts import act

from . import field_urls, gap_urls, map, map_places, register_urls, round_urls

PAGES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("", map.nation, "map"),
    ("map/places.json", map.points, "map_points"),
    ("regions/<str:code>/", map_places.region, "region"),
    ("districts/<uuid:key>/", map_places.district, "district"),
    *register_urls.PAGES,
    *gap_urls.PAGES,
)

DESK: tuple[URLPattern, ...] = (*field_urls.DESK, *register_urls.DESK, *round_urls.DESK, *gap_urls.DESK)


def _pages(name: str, *, public: bool) -> list[URLPattern]:
    """The reading pages under one act; a view is wrapped, because an act is declared on a view once."""
    return [
        path(route, act(name, public=public)(partial(view, is_open=public)), name=route_name)
        for route, view, route_name in PAGES
    ]


desk_patterns = ([*_pages("schools.read", public=False), *DESK], "schools")
open_patterns = ([*_pages("schools.read_open", public=True), *field_urls.OPEN], "schools")
