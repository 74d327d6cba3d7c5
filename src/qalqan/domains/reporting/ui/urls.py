"""Addresses of reporting, twice: `reporting` behind sign-in, and `mirror`, the open one.

A page that both draw stands in PAGES as (route, view, name); its view takes `is_open`, and
{% url 'reporting:name' %} stays in the mirror that the reader is in. What only the signed-in have stands in
DESK, each view with its own act. A room's file adds its import and its line here and nothing else.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.urls import URLPattern, path

from qalqan.kernel.access.acts import act

from . import adopted, akimat_urls, heat, late, measure, ministry_urls, region, report_urls, workbook_urls

PAGES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("progress/", heat.progress, "progress"),
    ("progress/<slug:code>/", heat.heat_map, "heat"),
    ("progress/<slug:code>/share/", region.share, "share"),
    ("progress/<slug:code>/adopted/", adopted.adopted, "adopted"),
    ("progress/<slug:code>/measures/<int:number>/", measure.measure, "heat_measure"),
    ("progress/<slug:code>/regions/<str:place>/", region.region, "heat_region"),
    ("late/", late.late, "late"),
    ("calendar/", late.calendar, "calendar"),
    *report_urls.PAGES,
)

DESK: tuple[URLPattern, ...] = (
    *akimat_urls.PATTERNS,
    *ministry_urls.PATTERNS,
    *report_urls.PATTERNS,
    *workbook_urls.PATTERNS,
)


def _pages(name: str, *, public: bool) -> list[URLPattern]:
    """The reading pages under one act; a view is wrapped, because an act is declared on a view once."""
    return [
        path(route, act(name, public=public)(partial(view, is_open=public)), name=route_name)
        for route, view, route_name in PAGES
    ]


desk_patterns = ([*_pages("reporting.read", public=False), *DESK], "reporting")
open_patterns = (_pages("reporting.read_open", public=True), "reporting")
