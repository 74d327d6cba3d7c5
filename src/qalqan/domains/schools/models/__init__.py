"""Places where children are, what stands there, what must, and what was seen."""

from .assessment import Answer, Assessment
from .asset import Asset, AssetState
from .budget import BudgetLine, BudgetScenario
from .coverage import Coverage, CoverageStep, Sighting
from .drill import Drill, HeadCount, Visitor
from .duty import DutyCard, DutyCheckIn, DutyPlan, DutyTurn
from .intake import RegisterIntake
from .site import Site

__all__ = [
    "Answer",
    "Assessment",
    "Asset",
    "AssetState",
    "BudgetLine",
    "BudgetScenario",
    "Coverage",
    "CoverageStep",
    "Drill",
    "DutyCard",
    "DutyCheckIn",
    "DutyPlan",
    "DutyTurn",
    "HeadCount",
    "RegisterIntake",
    "Sighting",
    "Site",
    "Visitor",
]
