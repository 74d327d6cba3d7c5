"""Addresses of places and things."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from . import adding, assets, imports, own, school, sites

PAGES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("sites/", sites.index, "sites"),
    ("sites/<uuid:key>/", school.page, "site"),
)

DESK: tuple[URLPattern, ...] = (
    path("import/", imports.upload, name="site_imports"),
    path("import/<uuid:key>/", imports.detail, name="site_import"),
    path("import/<uuid:key>/decision/", imports.decide, name="site_import_decide"),
    path(
        "import/template-<slug:kind>-<slug:code>.<slug:ending>",
        imports.template,
        name="site_import_template",
    ),
    path("own/", own.page, name="own"),
    path("sites/<uuid:key>/change/", assets.change_site, name="change_site"),
    path("sites/add/", adding.add_site, name="add_site"),
    path("sites/<uuid:key>/things/add/", adding.add, name="add_asset"),
    path("things/add/", adding.add_road, name="add_road_asset"),
    path("things/<uuid:key>/", assets.detail, name="asset"),
    path("things/<uuid:key>/say/", assets.change, name="change_asset"),
    path("things/<uuid:key>/verify/", assets.verify, name="verify_asset"),
)
