"""Why an answer to a contradiction was refused: the rule and what mends it, in the reader's language.
Nothing was
written then."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Promise] = {
    "no_such": _("There is no such contradiction within your reach. Open it again from the list."),
    "not_yours": _("Another body answers for this. You can read it, and answer what your own body owes."),
    "not_in_this_state": _(
        "The state of this contradiction does not allow this. Somebody may have acted meanwhile: look at "
        "its history."
    ),
    "text_short": _("Write the answer in words: at least ten characters."),
    "text_long": _("The answer is too long: at most 4,000 characters. Put the rest into a file."),
    "no_answer_kind": _("Say what your answer is: an explanation, a correction, or a dispute of the source."),
    "own_answer": _("You gave this answer yourself. Another person has to decide on it."),
}


class Refused(Exception):  # noqa: N818 - the name that views catch
    """An act was refused; `str()` says why in the active language."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule

    def __str__(self) -> str:
        return str(REFUSALS[self.rule])
