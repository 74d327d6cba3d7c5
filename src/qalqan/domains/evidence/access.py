"""Who may do what with evidence. The public mirror reads under a service scope of its own."""

from qalqan.kernel.access.policy import SIGNED_IN
from qalqan.kernel.vault.files.kinds import OFFICE, FileKind

STAFF = frozenset({"coordinator", "akimat_officer", "viewer"})

ACTS = {
    "evidence.read_paper": STAFF,
    "evidence.read_proofs": STAFF,
    "evidence.offer_proof": frozenset({"akimat_officer", "coordinator"}),
    "evidence.verify_proof": frozenset({"coordinator"}),
    "evidence.read": SIGNED_IN,
    "evidence.read_answers": STAFF,
    "evidence.import": frozenset({"coordinator"}),  # nobody brings independent evidence about oneself
    "evidence.answer": frozenset({"akimat_officer", "coordinator"}),  # each for its own claims
    "evidence.decide_answer": frozenset({"coordinator"}),
}

# Papers beside observations, proofs and answers: protocols, acts, photographs of a place. About no person.
FILES = (
    FileKind(
        "evidence.paper", act="evidence.read_paper", purpose="statistics", media=OFFICE, is_personal=False
    ),
)
