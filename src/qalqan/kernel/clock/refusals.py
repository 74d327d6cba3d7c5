"""Why an act on an obligation was refused: the rule and the mend, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Promise] = {
    "met_in_future": _("The moment lies in the future. Write when it was done, not when it will be."),
    "start_in_future": _("The moment lies in the future. Write when the event happened."),
    "no_such_ground": _("This rule has no such ground for a pause. Choose one that the list shows."),
    "already_late": _(
        "The deadline has passed, so no pause is possible. Do what is owed, or ask for a waiver."
    ),
    "not_in_this_state": _(
        "The state has changed meanwhile; this is not possible now. See the history below."
    ),
    "reason_too_short": _("Write the reason in words: at least ten characters."),
    "already_decided": _("Another person has decided this meanwhile. Look at the history below."),
    "already_asked": _("A request about this obligation is waiting already. It has to be decided first."),
}


class ClockRefusedError(Exception):
    """An act was refused; `code` is a key of REFUSALS, str() the words in the active language."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        return str(REFUSALS[self.code])
