"""The door of the domain: who a person is, whose child, where. Frozen values out, never rows.

Everything here runs inside a scope (`kernel.access.scope`): it answers what the scope reaches and nothing
else. Whoever shows a person's record writes the read into the ledger.
"""

from qalqan.domains.people.loading import (
    PERSON_COLUMNS,
    AttachmentRow,
    KinshipRow,
    Loaded,
    PersonRow,
    Preparer,
    load_bulk,
    preparer,
)

__all__ = [
    "PERSON_COLUMNS",
    "AttachmentRow",
    "KinshipRow",
    "Loaded",
    "PersonRow",
    "Preparer",
    "load_bulk",
    "preparer",
]
