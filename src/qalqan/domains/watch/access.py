"""Who may do what with people's control. Citizens need no account: their acts are public, limited and
checked.

Who has to act says "fixed"; that it is fixed somebody else confirms. A sealed original is opened by the data
officer only, with a reason, and each opening is in the book.
"""

from qalqan.kernel.vault.files.kinds import PICTURES, FileKind

READERS = frozenset(
    {
        "coordinator",
        "viewer",
        "akimat_officer",
        "safety_inspector",
        "moderator",
        "school_head",
        "education_officer",
    }
)

ACTS = {
    "watch.read": READERS,
    "watch.work": frozenset(
        {"akimat_officer", "school_head"}
    ),  # accept, begin, say that it is fixed, pass on
    "watch.confirm": frozenset({"safety_inspector"}),
    "watch.moderate": frozenset({"moderator"}),
    "watch.route": frozenset({"coordinator"}),  # rules of routing and their dry run
    "watch.exchange": frozenset({"coordinator"}),  # keys and peers of the exchange
    "watch.read_public_photo": READERS,
    "watch.open_original": frozenset({"data_officer"}),  # asks for the reason, and writes it down
    "watch.read_original": frozenset(),  # so that the vault's own address opens no original to anyone
}

FILES = (
    FileKind(
        "watch.public",
        act="watch.read_public_photo",
        purpose="safety",
        media=PICTURES,
        is_personal=False,
        per_target=8,
        per_day=20000,
        megabytes_per_day=20000,
    ),
    FileKind(
        "watch.original",
        act="watch.read_original",
        purpose="audit",
        media=PICTURES,
        per_target=8,
        per_day=20000,
        megabytes_per_day=20000,
    ),
)
