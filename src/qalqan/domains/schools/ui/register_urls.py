"""Addresses of places and things."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from . import assets, own, school, sites

PAGES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("sites/", sites.index, "sites"),
    ("sites/<uuid:key>/", school.page, "site"),
)

DESK: tuple[URLPattern, ...] = (
    path("own/", own.page, name="own"),
    path("sites/<uuid:key>/change/", assets.change_site, name="change_site"),
    path("sites/<uuid:key>/things/add/", assets.add, name="add_asset"),
    path("things/<uuid:key>/", assets.detail, name="asset"),
    path("things/<uuid:key>/say/", assets.change, name="change_asset"),
    path("things/<uuid:key>/verify/", assets.verify, name="verify_asset"),
)
