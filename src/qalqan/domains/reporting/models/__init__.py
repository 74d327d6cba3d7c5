"""The tables of reporting, by theme."""

from .duty import ReportDuty
from .line import Certificate, Entry, EntryFile, Line, Package, Step
from .reminder import Reminder
from .report import Report, ReportFile, ReportFinding, ReportNumber
from .upload import Upload, UploadFinding

__all__ = [
    "Certificate",
    "Entry",
    "EntryFile",
    "Line",
    "Package",
    "Reminder",
    "Report",
    "ReportDuty",
    "ReportFile",
    "ReportFinding",
    "ReportNumber",
    "Step",
    "Upload",
    "UploadFinding",
]
