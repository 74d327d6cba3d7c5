"""Addresses of norms, gaps and budgets."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from . import budget, gaps, norms

PAGES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("requirements/", norms.index, "norms"),
    ("gaps/", gaps.index, "gaps"),
)

DESK: tuple[URLPattern, ...] = (
    path("budget/", budget.index, name="budgets"),
    path("budget/compare/", budget.compare, name="budget_compare"),
    path("budget/<uuid:key>/", budget.detail, name="budget"),
)
