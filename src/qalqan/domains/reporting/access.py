"""Who may do what with reports.

A role says which verbs; which lines are whose stands in `actions/lines.py`: an akimat officer writes for the
bodies of the own region, the coordinator for those national bodies that have no seat of their own here.
"""

from qalqan.kernel.vault.files.kinds import OFFICE, XLSX, FileKind

STAFF = frozenset({"coordinator", "akimat_officer", "viewer"})
REPORTERS = frozenset({"coordinator", "akimat_officer"})
COORDINATOR = frozenset({"coordinator"})

ACTS = {
    "reporting.read": STAFF,
    "reporting.write": REPORTERS,
    "reporting.certify": REPORTERS,
    "reporting.upload": REPORTERS,
    "reporting.review": COORDINATOR,
    "reporting.compile": COORDINATOR,
    "reporting.publish": COORDINATOR,
}

# Papers beside a line of a report. Workbooks that come in have a kind of their own.
FILES = (
    FileKind(
        "reporting.paper",
        act="reporting.read",
        purpose="statistics",
        media=OFFICE,
        is_personal=False,
        per_target=30,
    ),
    FileKind(
        "reporting.workbook",
        act="reporting.read",
        purpose="statistics",
        media=frozenset({XLSX}),
        is_personal=False,
        per_target=200,
    ),
)
