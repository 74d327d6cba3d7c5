"""What citizens report, and what becomes of it."""

from .cluster import Cluster, ClusterStep, Confirmation
from .exchange import ExchangeItem, ExchangeKey, ExchangePeer
from .limits import DaySalt, Pace, SpentToken
from .photo import Opening
from .report import Report, ReportPhoto
from .telling import Letter, Testimony

__all__ = [
    "Cluster",
    "ClusterStep",
    "Confirmation",
    "DaySalt",
    "ExchangeItem",
    "ExchangeKey",
    "ExchangePeer",
    "Letter",
    "Opening",
    "Pace",
    "Report",
    "ReportPhoto",
    "SpentToken",
    "Testimony",
]
