"""What the register answers. Every answer is a frozen value in the language asked for: no models, no lazy
loading; the number of database queries does not depend on the number of rows."""

from .common import BodyLabel, PlanHead, plan_head, plans, require_open
from .family import Adoption, ChildPlan, Family, Link, Place, adoption, children, code_of, family
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
    "Adoption",
    "BodyLabel",
    "BodyList",
    "BodyPage",
    "BodyTally",
    "Calendar",
    "CalendarEntry",
    "ChildPlan",
    "Decided",
    "Facet",
    "FacetValue",
    "Family",
    "Filters",
    "FindingView",
    "GapView",
    "Link",
    "LintReport",
    "LintView",
    "MeasureView",
    "Overview",
    "OverviewRow",
    "OwedMeasure",
    "ParagraphView",
    "Piece",
    "Place",
    "PlanHead",
    "SourceView",
    "act_text",
    "adoption",
    "bodies_of",
    "body_page",
    "calendar",
    "calendar_years",
    "children",
    "code_of",
    "decided",
    "family",
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
