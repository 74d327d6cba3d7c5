"""Places where children are, what stands there, what must, and what was seen."""

from .assessment import Answer, Assessment
from .asset import Asset, AssetState
from .coverage import Coverage, CoverageStep, Sighting
from .site import Site

__all__ = [
    "Answer",
    "Assessment",
    "Asset",
    "AssetState",
    "Coverage",
    "CoverageStep",
    "Sighting",
    "Site",
]
