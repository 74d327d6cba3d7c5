"""What the register answers. Every answer is a frozen value in the language asked for: no models, no lazy
loading; the number of database queries does not depend on the number of rows."""

from .common import BodyLabel, PlanHead, plans
from .lists import (
    BodyPage,
    Calendar,
    CalendarEntry,
    FindingView,
    GapView,
    body_page,
    calendar,
    findings,
    gaps,
)
from .measure import MeasureView, measure
from .overview import Facet, FacetValue, Filters, Overview, OverviewRow, overview
from .source import SourceView, source_view

__all__ = [
    "BodyLabel",
    "BodyPage",
    "Calendar",
    "CalendarEntry",
    "Facet",
    "FacetValue",
    "Filters",
    "FindingView",
    "GapView",
    "MeasureView",
    "Overview",
    "OverviewRow",
    "PlanHead",
    "SourceView",
    "body_page",
    "calendar",
    "findings",
    "gaps",
    "measure",
    "overview",
    "plans",
    "source_view",
]
