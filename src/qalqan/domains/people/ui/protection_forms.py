"""Forms of protection. Persons, regions and seats are no fields: address and session give them."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qalqan.domains.people import rules
from qalqan.domains.people.protection import GROUNDS
from qalqan.domains.people.refusals import WORDS
from qalqan.kernel.access.emergency import REASON_LETTERS
from qalqan.kernel.access.purposes import PURPOSES

HOURS = (1, 2, 4, 8, 12, 24)
GROUND_WORDS: dict[str, Promise] = {
    "court": _("A court's decision that has come into force"),
    "term": _("The time for which it may be kept is over"),
    "ended": _("The relation for which it was kept has ended"),
    "unlawful": _("It was collected without consent and without a ground in law"),
    "other": _("Another case that a law names"),
}
CONFLICTS: dict[str, Promise] = {
    "kin": _("I am kin"),
    "party": _("I am a party to what happened, or a witness"),
    "other": _("Another conflict of interest"),
}


def _reason(label: Any, hint: Any, least: int = 1) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        min_length=least,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class EmergencyForm(forms.Form):
    """Which child, why, and for how long. The number's own faults are said at its field: such a number is
    nobody's and counts as no attempt."""

    iin = forms.CharField(
        label=_("The child's IIN"),
        max_length=20,
        help_text=_("All 12 digits, from a document or as the child or the family says them."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(label=_("Purpose"))
    reason = _reason(
        _("What happened, and why it cannot wait"),
        _("At least twenty letters. The data protection officer reads it at once."),
        REASON_LETTERS,
    )
    hours = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        initial=4,
        help_text=_("Choose what is needed. It ends by itself."),
    )

    def __init__(self, *args: Any, purposes: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = [(n, ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}) for n in HOURS]
        for name, choices in (
            ("purpose", [(key, PURPOSES[key].title) for key in purposes]),
            ("hours", hours),  # here and not above: counted words are made in the reader's language
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = choices

    def clean_iin(self) -> str:
        number, fault = rules.read_iin(self.cleaned_data["iin"])
        if fault is not None:
            raise forms.ValidationError(str(WORDS[f"iin_{fault.value}"]))
        return number


class WallForm(forms.Form):
    """Whom to keep out, and why."""

    against = forms.ChoiceField(label=_("Who must not see this record"))
    reason = _reason(
        _("Why"), _("Whoever decides later whether the wall stays reads it. Nobody whom it keeps out does.")
    )

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["against"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("Choose")), *choices]


class ConflictForm(forms.Form):
    """One's own conflict of interest."""

    conflict = forms.ChoiceField(label=_("What ties you to this person"), choices=list(CONFLICTS.items()))
    reason = _reason(_("In a few words"), _("For example: the child is my nephew."))

    def words(self) -> str:
        """What is kept: the kind as its code, so that it is read in any language, then the own words."""
        return f"{self.cleaned_data['conflict']}\n{self.cleaned_data['reason']}"


class LoweringForm(forms.Form):
    """Why a wall should fall."""

    reason = _reason(_("Why is it no longer needed?"), _("A second person reads it and decides."))


class ErasureForm(forms.Form):
    """On what ground, and what stands behind it."""

    ground = forms.ChoiceField(
        label=_("Legal ground"),
        choices=[("", _("Choose")), *((key, GROUND_WORDS[key]) for key in GROUNDS)],
        help_text=_(
            "By article 18 of the law on personal data and their protection of 21 May 2013, No. 94-V."
        ),
    )
    reason = _reason(
        _("Reason"), _("Number and day of the decision or the request. A second person checks it.")
    )


class AgreeForm(forms.Form):
    """The second person's word."""

    is_sure = forms.BooleanField(
        label=_("I have checked the ground, and I know that this cannot be undone by anybody")
    )
