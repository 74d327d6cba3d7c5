"""What citizens report, and what becomes of it."""

from .cluster import Cluster, ClusterStep, Confirmation
from .exchange import ExchangeItem, ExchangeKey, ExchangePeer
from .limits import DaySalt, Pace, SpentToken
from .report import Report, ReportPhoto

__all__ = [
    "Cluster",
    "ClusterStep",
    "Confirmation",
    "DaySalt",
    "ExchangeItem",
    "ExchangeKey",
    "ExchangePeer",
    "Pace",
    "Report",
    "ReportPhoto",
    "SpentToken",
]
