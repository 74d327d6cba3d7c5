"""Addresses of the reports to the Government."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from . import reports

PAGES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("reports/", reports.listing, "reports"),
    ("reports/<uuid:report>/", reports.one, "report"),
    ("reports/<uuid:report>/<str:name>", reports.file, "report_file"),
)

PATTERNS: tuple[URLPattern, ...] = (
    path("reports/order/", reports.order, name="order_report"),
    path("reports/<uuid:report>/publish/", reports.publish, name="publish_report"),
)
