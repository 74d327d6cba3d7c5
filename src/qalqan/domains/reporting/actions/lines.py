"""The verbs of a line, under one name for those who call them."""

from qalqan.domains.reporting.actions.moving import Certified, NotComplete, accept, certify, reopen, send_back
from qalqan.domains.reporting.actions.writing import (
    Conflict,
    Saved,
    Unfit,
    attach,
    is_own,
    remove_file,
    require_own,
    save,
    write,
)

__all__ = [
    "Certified",
    "Conflict",
    "NotComplete",
    "Saved",
    "Unfit",
    "accept",
    "attach",
    "certify",
    "is_own",
    "remove_file",
    "reopen",
    "require_own",
    "save",
    "send_back",
    "write",
]
