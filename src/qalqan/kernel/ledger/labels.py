"""The book's codes in words: acts, outcomes, what is unusual. An act without words of its own is shown by its
code: the book must never say less than it knows."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS: dict[str, Promise] = {
    "people.list": _("Saw the name in a list"),
    "people.read": _("Opened the record"),
    "people.search": _("Found the record by a search"),
    "people.own": _("Opened the own family's record"),
    "people.register": _("Made the record"),
    "people.correct": _("Changed the record"),
    "people.kin": _("Changed the family ties"),
    "people.attach": _("Enrolled or discharged"),
    "people.move": _("Moved the record to another region"),
    "people.claim_same": _("Said that two records are one person's"),
    "people.decide_same": _("Decided whether two records are one person's"),
    "people.account": _("Gave access to the own record"),
    "access.open_emergency": _("Opened the record in an emergency"),
    "access.close_emergency": _("Ended the emergency access"),
    "access.raise_wall": _("Raised a wall around the record"),
    "access.ask_lowering_wall": _("Asked to lower a wall"),
    "access.lower_wall": _("Lowered a wall around the record"),
    "ledger.audit": _("Checked who read the record"),
    "ledger.read_own": _("Looked who read the own family's record"),
}

UNUSUAL: dict[str, Promise] = {
    "emergency": _("Emergency"),
    "outside_hours": _("Outside working hours"),
    "beyond_own": _("Not the own organisation or class"),
    "many": _("Many persons within a minute"),
}

OUTCOMES: dict[str, Promise] = {"done": _("Done"), "refused": _("Refused")}


def act(code: str) -> Promise | str:
    """An act in words of the reader's language, else its code."""
    return ACTS.get(code, code)
