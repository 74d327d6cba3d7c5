"""Who may do what in the vault. Erasing takes two people of this role."""

from qalqan.kernel.access.policy import SIGNED_IN
from qalqan.kernel.vault.files.kinds import PAPERS, FileKind

ACTS = {
    "vault.read_file": SIGNED_IN,  # the view asks for the act of the file's kind
    "vault.read_erasure_basis": frozenset({"data_officer"}),
    "vault.ask_erasure": frozenset({"data_officer"}),
    "vault.agree_to_erasure": frozenset({"data_officer"}),
}

# The paper that an erasure rests on: a court's decision, a parent's request.
FILES = (FileKind("vault.erasure_basis", act="vault.read_erasure_basis", purpose="audit", media=PAPERS),)
