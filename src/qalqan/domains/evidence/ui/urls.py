"""Addresses of evidence, twice: `evidence` behind sign-in, and `witness`, its open pages.

A page that both draw stands in PAGES as (route, view, name); its view takes `is_open`, and
{% url 'evidence:name' %} stays in the mirror that the reader is in. What only the signed-in have stands in
DESK, each view with its own act. A room's file adds its import and its line here and nothing else.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.urls import URLPattern, path

from qalqan.kernel.access.acts import act

from . import contradictions, indicators, observations, observations_import, proofs, replay

PAGES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("contradictions/", contradictions.inbox, "contradictions"),
    ("contradictions/<uuid:key>/", contradictions.detail, "contradiction"),
    ("indicators/", indicators.index, "indicators"),
    ("indicators/<slug:code>/", indicators.closing, "closing"),
    ("replay/", replay.index, "replays"),
    ("replay/<slug:slug>/", replay.replay, "replay"),
)

DESK: tuple[URLPattern, ...] = (
    path("proofs/", proofs.index, name="proofs"),
    path("proofs/<uuid:key>/", proofs.detail, name="proof"),
    path("proofs/<uuid:key>/decision/", proofs.decide, name="decide_proof"),
    path("proofs/<uuid:key>/withdrawal/", proofs.withdraw, name="withdraw_proof"),
    path("proofs/offer/<slug:code>/<int:number>/<slug:kind>/", proofs.offer, name="offer"),
    path("contradictions/<uuid:key>/answer/", contradictions.answer, name="answer"),
    path("contradictions/<uuid:key>/decision/", contradictions.decide, name="decide"),
    path("observations/", observations.index, name="observations"),
    path("observations/import/", observations_import.upload, name="imports"),
    path("observations/import/<uuid:key>/", observations_import.detail, name="import"),
    path("observations/import/<uuid:key>/confirm/", observations_import.confirm, name="import_confirm"),
    path(
        "observations/import/template-<slug:code>.<slug:ending>",
        observations_import.template,
        name="import_template",
    ),
)


def _pages(name: str, *, public: bool) -> list[URLPattern]:
    """The reading pages under one act; a view is wrapped, because an act is declared on a view once."""
    return [
        path(route, act(name, public=public)(partial(view, is_open=public)), name=route_name)
        for route, view, route_name in PAGES
    ]


desk_patterns = ([*_pages("evidence.read", public=False), *DESK], "evidence")
open_patterns = (_pages("evidence.read_open", public=True), "evidence")
