"""Who may do what with evidence. The public mirror reads under a service scope of its own."""

from qalqan.kernel.access.policy import SIGNED_IN

ACTS = {
    "evidence.read": SIGNED_IN,
}
