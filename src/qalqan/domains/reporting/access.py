"""Who may do what with reports."""

STAFF = frozenset({"coordinator", "akimat_officer", "viewer"})

ACTS = {
    "reporting.read": STAFF,
}
