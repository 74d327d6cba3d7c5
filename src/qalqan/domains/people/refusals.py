"""What is refused, and in what words: the place, the rule, the mend. The keys are those of `rules.faults`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "surname_missing": _("A record needs a surname. Who has one name only is written under it."),
    "name_letters": _(
        "A name has letters, spaces, hyphens and apostrophes only. Remove digits and other signs."
    ),
    "birth_partial": _("A birth date and how exactly it is known go together. Fill both or neither."),
    "birth_future": _("The birth date lies in the future. Check day, month and year."),
    "birth_long_ago": _("The birth date is more than 130 years ago. Check the year."),
    "birth_calendar": _("No calendar has this day. Check day and month."),
    "iin_and_state": _("A number is written, but the state says there is none. Change one of the two."),
    "iin_digits": _("An IIN has digits only. Remove letters and other signs."),
    "iin_length": _("An IIN has exactly 12 digits. Count them again."),
    "iin_check": _(
        "The last digit does not follow from the first eleven: a digit is wrong or two are swapped. "
        "Read the number from the document again."
    ),
    "iin_never_issued": _(
        "A number that begins with these eleven digits is never issued. Read it from the document again."
    ),
    "phone": _(
        "This is no telephone number. Write ten digits after +7, or a foreign number with + and its country."
    ),
    "gone": _("This record is not within your reach. Open the list again."),
    "organisation": _("This organisation is not within your reach. Choose one of the list."),
    "class": _("A class is written like 7A: at most ten signs."),
    "class_missing": _("A pupil belongs to a class, and a pupil's parent too. Write it like 7A."),
    "attached": _("This person is attached here already. End that first."),
    "ended": _("This has ended already."),
    "period": _("It would end before it begins. Give a later day."),
    "kin_self": _("Nobody is one's own relative. Choose another record."),
    "kin_twice": _("This kinship stands in the record already."),
    "document": _("Name the court's decision with its number and day: without it nothing is lifted."),
    "lift_none": _("No restriction stands on this kinship: there is nothing to lift."),
    "lift_twice": _("Somebody has asked for this already. Look at what is asked."),
    "lift_second": _("Whoever asked for it cannot confirm it: a second person sees the document."),
    "lift_decided": _("This has been decided already."),
    "lift_own": _("Nobody lifts a restriction on oneself. Somebody else must do it."),
    "same_self": _("A record is always the same as itself. Choose two records."),
    "same_twice": _("Somebody has claimed this already. Look at that claim."),
    "same_second": _("Whoever claimed it cannot confirm it: a second person looks at both records."),
    "same_decided": _("This claim has been decided already."),
    "reason": _("Say why in a few words: whoever reads the record later sees it."),
    "nothing": _("Nothing was changed: the record says the same already."),
    "region": _("This region is not one that stands today. Choose one of the list."),
    "moved": _("The record belongs to that region already."),
    "account": _(
        "This address cannot be linked: nobody signs in with it, or it or the record is linked already."
    ),
    "account_child": _(
        "An account is not linked to the record of a child, or of a person without a birth date. Link a "
        "parent or guardian to the own record; if the person is grown up, correct the birth date first."
    ),
    "seal_second": _("Whoever asked for it cannot approve it: opening a seal takes two people."),
    "seal_closed": _("This order is not approved, or its time is over. Ask again."),
}


class Refused(Exception):  # noqa: N818 - it is a state of things, not a fault of the program
    """`rule` is a key of WORDS, `place` the field or thing it is about ("" for the whole)."""

    def __init__(self, rule: str, place: str = "") -> None:
        super().__init__(rule)
        self.rule, self.place = rule, place
        self.words = WORDS[rule]
