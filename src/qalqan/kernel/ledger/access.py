"""Who reads the book: the data protection officer what others did, everyone who read the own record."""

from qalqan.kernel.access.policy import SIGNED_IN

ACTS = {
    "ledger.audit": frozenset({"data_officer"}),
    "ledger.read_own": SIGNED_IN,
}
