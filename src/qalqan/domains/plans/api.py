"""The door of the domain: what other rooms may ask of plans. Frozen values only, never models."""

from .forms import Contract, contract
from .months import month_offset
from .queries import (
    BodyPage,
    Calendar,
    Decided,
    Filters,
    MeasureView,
    Overview,
    OverviewRow,
    OwedMeasure,
    PlanHead,
    body_page,
    calendar,
    decided,
    measure,
    overview,
    owed,
    plan_head,
    plans,
)
from .refusals import Refused
from .rules import ClockReading, Funding, Period, State

__all__ = [
    "BodyPage",
    "Calendar",
    "ClockReading",
    "Contract",
    "Decided",
    "Filters",
    "Funding",
    "MeasureView",
    "Overview",
    "OverviewRow",
    "OwedMeasure",
    "Period",
    "PlanHead",
    "Refused",
    "State",
    "body_page",
    "calendar",
    "contract",
    "decided",
    "measure",
    "month_offset",
    "overview",
    "owed",
    "plan_head",
    "plans",
]
