"""What citizens report, and what becomes of it."""

from .cluster import Cluster, ClusterStep, Confirmation
from .report import Report, ReportPhoto

__all__ = ["Cluster", "ClusterStep", "Confirmation", "Report", "ReportPhoto"]
