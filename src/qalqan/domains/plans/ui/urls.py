"""Addresses of the register, twice: `plans` behind sign-in, and `open`, the public mirror. Both draw the same
pages; `{% url 'plans:measure' ... %}` stays in the mirror that the reader is in."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.urls import URLPattern, path

from qalqan.kernel.access.acts import act

from . import desk, regional, views

PAGES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("", views.plan_list, "list"),
    ("<slug:code>/", views.overview, "overview"),
    ("<slug:code>/measures/<int:number>/", views.measure, "measure"),
    ("<slug:code>/bodies/", views.body_list, "bodies"),
    ("<slug:code>/regional/", regional.regional, "regional"),
    ("<slug:code>/calendar/", views.calendar, "calendar"),
    ("<slug:code>/findings/", views.findings, "findings"),
    ("<slug:code>/gaps/", views.gaps, "gaps"),
    ("bodies/<path:body>/", views.body, "body"),  # a plan may name "МВД/МЗ"
)


def _pages(name: str, *, public: bool) -> list[URLPattern]:
    """The reading pages under one act; a view is wrapped, because an act is declared on a view once."""
    return [
        path(route, act(name, public=public)(partial(view, is_open=public)), name=route_name)
        for route, view, route_name in PAGES
    ]


DESK: list[URLPattern] = [
    path("<slug:code>/review/", desk.review, name="review"),
    path("<slug:code>/review/joints/<uuid:joint>/", desk.decide_joint, name="decide_joint"),
    path("<slug:code>/gaps/<uuid:gap>/", desk.decide_gap, name="decide_gap"),
]

desk_patterns = (_pages("plans.read", public=False) + DESK, "plans")
open_patterns = (_pages("plans.read_open", public=True), "plans")
