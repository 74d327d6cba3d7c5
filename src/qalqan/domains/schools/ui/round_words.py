"""Words of rounds: answers, states, what changed; and the words that the phone's script needs."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ANSWER_WORDS: dict[str, Promise] = {
    "yes": pgettext_lazy("answer", "Yes"),
    "partly": pgettext_lazy("answer", "Partly"),
    "no": pgettext_lazy("answer", "No"),
    "not_applicable": pgettext_lazy("answer", "Does not apply"),
    "unknown": pgettext_lazy("answer", "Could not find out"),
}
# what an answer means for the place: badge and words
STANDINGS: dict[str, tuple[str, Promise]] = {
    "good": ("good", pgettext_lazy("round", "as it should be")),
    "partly": ("warning", pgettext_lazy("round", "not quite")),
    "bad": ("late", pgettext_lazy("round", "not as it should be")),
    "": ("draft", pgettext_lazy("round", "not known")),
    "left_out": ("closed", pgettext_lazy("round", "does not apply")),
}
STATES: dict[str, tuple[str, Promise]] = {
    "draft": ("draft", pgettext_lazy("round", "not submitted")),
    "submitted": ("good", pgettext_lazy("round", "submitted")),
    "withdrawn": ("closed", pgettext_lazy("round", "withdrawn")),
}
CHANGES: dict[str, tuple[str, Promise]] = {
    "better": ("good", pgettext_lazy("round", "better")),
    "worse": ("late", pgettext_lazy("round", "worse")),
    "answered": ("info", pgettext_lazy("round", "answered now")),
    "lost": ("draft", pgettext_lazy("round", "no longer known")),
    "same": ("closed", pgettext_lazy("round", "the same")),
}
# a school's own word beside an inspector's
BESIDE: dict[str, tuple[str, Promise]] = {
    "better": ("info", pgettext_lazy("round", "the inspector saw better")),
    "worse": ("late", pgettext_lazy("round", "the inspector saw worse")),
    "answered": ("info", pgettext_lazy("round", "only the inspector answered")),
    "lost": ("draft", pgettext_lazy("round", "only the school answered")),
    "same": ("good", pgettext_lazy("round", "both say the same")),
}
ORDERS: dict[str, Promise] = {
    "unseen": _("Longest unseen"),
    "unknown": _("Least known"),
    "near": _("Nearest"),
}
# where the phone was when a question was answered
FROM: dict[str, Promise] = {
    "far": _("answered far from the place"),
    "unknown": _("nobody knows from where"),
}
SIDES: dict[bool, Promise] = {True: _("the school's own round"), False: _("an inspector's round")}

# Said by the script; %s is a number or a name.
SCRIPT: dict[str, Promise] = {
    "kept": _("Kept on this phone."),
    "waiting": _("Waiting for the network: answers %s, photographs %s."),
    "sending": _("Sending…"),
    "sent": _("All answers are on the server."),
    "signed_out": _("Sign in again to send what waits. Nothing is lost."),
    "others": _("This phone holds unsent answers of another person. Only that person can send them."),
    "refused": _("The server did not take:"),
    "closing": _("The round will be submitted as soon as there is a network."),
    "closed": _("The round is submitted."),
    "answered": _("Answered: %s of %s"),
    "section": _("Part %s of %s"),
    "back": pgettext_lazy("round", "Back"),
    "next": pgettext_lazy("round", "Next"),
    "reason": _("Write why it does not apply"),
    "bad_photo": _("This picture cannot be read. Take it again as a photograph."),
    "remove": _("Remove"),
    "photo": _("Photograph %s, waits to be sent"),
    "located": _("Place noted, to within %s m"),
    "no_place": _("The phone did not say where it is."),
    "no_store": _("This browser keeps nothing: answers are sent only while there is a network."),
    "begun": _("begun on this phone"),
    "metres": _("%s m away"),
    "offline": _("No network: the list as it was last seen."),
}
