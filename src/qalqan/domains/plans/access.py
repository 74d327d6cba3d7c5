"""Who may do what with plans. Reading the public register needs no right: its views are public."""

from qalqan.kernel.access.policy import SIGNED_IN

COORDINATOR = frozenset({"coordinator"})

ACTS = {
    "plans.read": SIGNED_IN,
    "plans.review": frozenset({"coordinator", "akimat_officer", "viewer"}),
    "plans.decide_gap": COORDINATOR,
    "plans.decide_joint": COORDINATOR,
    "plans.import": COORDINATOR,
    "plans.translate": COORDINATOR,
    "plans.amend": COORDINATOR,
}
