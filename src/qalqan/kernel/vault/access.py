"""Who may do what in the vault. Erasing takes two people of this role."""

ACTS = {
    "vault.ask_erasure": frozenset({"data_officer"}),
    "vault.agree_to_erasure": frozenset({"data_officer"}),
}
