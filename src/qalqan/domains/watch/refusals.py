"""Why an act of people's control was refused: rule and mend, in the reader's language. Nothing was written
then."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Promise] = {
    "no_such_cluster": _("There is no such work item within your reach. Open it again from the list."),
    "no_such_report": _("No such report of a citizen is within your reach. Open it again from the list."),
    "no_such_move": _("There is no such step. Open the work item again and choose one of its buttons."),
    "not_in_this_state": _(
        "This step is not possible now: the work item is in the state “%(state)s”. Somebody may have acted "
        "meanwhile. Nothing was changed; read its steps."
    ),
    "changed": _(
        "Somebody else changed this work item after you opened the page. Nothing was done: read what is new "
        "and decide again. What you wrote is still in the form."
    ),
    "not_yours_to_move": _("This step is taken by somebody else. Your post may not take it."),
    "own_work": _(
        "Who acted on it as the body that has to mend it does not judge it. Somebody else has to look."
    ),
    "reason_missing": _("Write the reason in words: at least ten characters, at most 2,000."),
    "note_missing": _(
        "Write what the witnesses are told: at least ten characters, at most 2,000. They read it as it is."
    ),
    "note_names_somebody": _(
        "What the witnesses are told seems to name a person, or to hold a telephone, a car's number or an "
        "address of the web. Everybody can read it: write it without. Nothing was lost."
    ),
    "photo_or_reason": _(
        "Add a picture of it mended, or write at least ten characters on why there is none."
    ),
    "body_missing": _("Choose the body that it is passed on to; it must be another one than before."),
    "no_centre": _(
        "No other centre takes this kind of work item from here, so nobody would work on it. Pass it on to a "
        "body, or ask the coordinator to connect the centre. Nothing was changed."
    ),
    "not_a_witness": _(
        "This link belongs to no witness of this work item. Open it again from your own link."
    ),
    "too_late_a_witness": _(
        "You reported this after it was said to be fixed. Somebody who saw it before has to confirm."
    ),
    "too_long_closed": _(
        "It was closed more than 30 days ago. If the danger is there again, report it anew: that is quicker."
    ),
    "seen_by_two": _(
        "Two witnesses or an inspector saw it, so who has to act does not reject it. Mend it and say so, "
        "pass it on, or ask a moderator or an inspector to look."
    ),
    "too_far": _("You are %(metres)s metres away. To say whether it is fixed, one has to stand by it."),
    "said_already": _("You said this already. Your word is kept; thank you."),
    "needs_second": _(
        "One word is not enough to dispute it. Ask somebody else who sees the danger to report it too: then"
        " the work begins again."
    ),
    "outside": _(
        "This place is not in Kazakhstan. Move the mark on the map, or write the place in words and choose "
        "the nearest point."
    ),
    "bad_point": _("The place could not be read. Put the mark on the map again."),
    "swapped": _("Latitude and longitude stand the wrong way round. Put the mark on the map again."),
    "no_category": _("Choose what it is about."),
    "no_language": _("The language must be Kazakh, Russian or English."),
    "no_channel": _("Reports come by phone, web, Open311 or staff."),
    "too_long": _("The text is too long: %(length)s characters of %(most)s. Shorten it; nothing was lost."),
    "unreadable": _("The text holds characters that cannot be kept. Write it again in letters."),
    "nothing_said": _("Add a picture or a few words: without them nobody can find it."),
    "bad_answer": _("The answer to “%(question)s” cannot be kept. Choose one of those offered, or leave it."),
    "future": _("The time at which you saw it has not come yet. Check the clock of your phone."),
    "long_ago": _("That was more than a year ago. Go and look whether it is still there, then report it."),
    "bad_contact": _(
        "This is no e-mail address. Correct it, or leave it empty: the answer comes without it."
    ),
    "too_many_photos": _("At most %(most)s pictures can be sent."),
    "same_cluster": _("A work item cannot be joined with itself."),
    "other_region": _("Work items of two regions are not joined."),
    "only_report": _("It is the only report of this work item: there is nothing to take apart."),
    "no_such_decision": _("A report is shown, hidden or set aside as spam."),
    "guarded": _(
        "Reports of this kind are never shown to everybody: they would help somebody to break in. They are "
        "worked on all the same."
    ),
    "text_missing": _("Write the text that everybody may read, or choose to show the report without one."),
    "bad_rules": _("The rules cannot be used: %(problem)s"),
}


class Refused(Exception):  # noqa: N818  it is no error: the room works as it should
    """An act that was refused; nothing was written. `code`: a key of REFUSALS; `str()` is the message in the
    active language."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        return str(REFUSALS[self.code]) % self.params
