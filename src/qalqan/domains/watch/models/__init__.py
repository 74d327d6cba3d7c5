"""What citizens report, and what becomes of it."""

from .cluster import Cluster, ClusterStep, Confirmation
from .exchange import ExchangeItem, ExchangeKey, ExchangePeer
from .limits import DaySalt, Pace, SpentToken
from .photo import Opening
from .report import Report, ReportPhoto

__all__ = [
    "Cluster",
    "ClusterStep",
    "Confirmation",
    "DaySalt",
    "ExchangeItem",
    "ExchangeKey",
    "ExchangePeer",
    "Opening",
    "Pace",
    "Report",
    "ReportPhoto",
    "SpentToken",
]
