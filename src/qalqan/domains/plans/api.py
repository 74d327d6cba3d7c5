"""The door of the domain: what other rooms may ask of plans. Frozen values only, never models."""

from .forms import Contract, contract
from .queries import (
    BodyPage,
    Calendar,
    Filters,
    MeasureView,
    Overview,
    OverviewRow,
    PlanHead,
    body_page,
    calendar,
    measure,
    overview,
    plans,
)
from .refusals import Refused
from .rules import ClockReading, Funding, Period, State

__all__ = [
    "BodyPage",
    "Calendar",
    "ClockReading",
    "Contract",
    "Filters",
    "Funding",
    "MeasureView",
    "Overview",
    "OverviewRow",
    "Period",
    "PlanHead",
    "Refused",
    "State",
    "body_page",
    "calendar",
    "contract",
    "measure",
    "overview",
    "plans",
]
