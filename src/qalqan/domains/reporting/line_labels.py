"""What a line lacks, in words: rule and mend, in the reader's language. `params` stand in the words, whose
endings do not depend on them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qalqan.domains.reporting.rules.lines import Problem

FIELDS: dict[str, Promise] = {
    "outcome": _("Outcome"),
    "text_kk": _("Text in Kazakh"),
    "text_ru": _("Text in Russian"),
    "value": _("Value"),
    "numerator": _("How many"),
    "denominator": _("Of how many"),
    "spend": _("Spent, mln tenge"),
}

PROBLEMS: dict[str, Promise] = {
    "outcome_missing": _("Say whether it is done, partly done or not done."),
    "text_missing": _("Write the text: the report goes out in both languages."),
    "text_same": _("Both texts are the same. Write one in Kazakh and one in Russian."),
    "value_missing": _("Say the value. If it is not done, choose “not done” and tell why in the text."),
    "share_missing": _(
        "Say how many of how many. If it is not done, choose “not done” and tell why in the text."
    ),
    "numerator_missing": _("Say how many; a percentage alone cannot be checked or added up."),
    "denominator_missing": _("Say of how many; a percentage alone cannot be checked or added up."),
    "denominator_zero": _("The whole must be more than zero."),
    "part_beyond_whole": _("%(part)s is more than the whole, %(whole)s. Check both numbers."),
    "share_disagrees": _("You say %(said)s %%, the two numbers give %(counted)s %%. Correct one of them."),
    "negative": _("The number is below zero. Write it without the minus."),
    "too_small": _("The smallest possible value is %(least)s."),
    "too_big": _("The greatest possible value is %(most)s."),
    "not_whole": _("Only whole numbers are counted here."),
    "spend_missing": _("Money is planned for this period: say how much was spent, 0 if nothing."),
    "too_long": _(
        "The text has %(length)s characters; at most %(most)s are kept. Attach the rest as a file."
    ),
    "too_large": _("The number is too large. Check the unit: money is in millions of tenge."),
}


def problem(found: Problem) -> str:
    """The words of a problem."""
    return str(PROBLEMS[found.rule]) % dict(found.params)


def field(name: str) -> str:
    """What a field is called."""
    return str(FIELDS[name])
