"""What the register answers. Every answer is a frozen value in the language asked for: no models, no lazy
loading; the number of database queries does not depend on the number of rows."""

from .common import BodyLabel, PlanHead, plan_head, plans, require_open
from .lint import LintReport, LintView, lint_report
from .lists import (
    BodyList,
    BodyPage,
    BodyTally,
    Calendar,
    CalendarEntry,
    FindingView,
    GapView,
    ParagraphView,
    act_text,
    bodies_of,
    body_page,
    calendar,
    calendar_years,
    findings,
    gaps,
)
from .measure import MeasureView, measure
from .overview import Facet, FacetValue, Filters, Overview, overview
from .owing import Decided, OwedMeasure, decided, owed
from .rows import OverviewRow
from .source import Piece, SourceView, source_view

__all__ = [
    "BodyLabel",
    "BodyList",
    "BodyPage",
    "BodyTally",
    "Calendar",
    "CalendarEntry",
    "Decided",
    "Facet",
    "FacetValue",
    "Filters",
    "FindingView",
    "GapView",
    "LintReport",
    "LintView",
    "MeasureView",
    "Overview",
    "OverviewRow",
    "OwedMeasure",
    "ParagraphView",
    "Piece",
    "PlanHead",
    "SourceView",
    "act_text",
    "bodies_of",
    "body_page",
    "calendar",
    "calendar_years",
    "decided",
    "findings",
    "gaps",
    "lint_report",
    "measure",
    "overview",
    "owed",
    "plan_head",
    "plans",
    "require_open",
    "source_view",
]
