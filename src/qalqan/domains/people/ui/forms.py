"""Forms of people. They shape what is typed; whether it is right is decided by `rules.faults`, whose words
stand at the field they are about. Region, district, organisation and ids are no fields: nobody sends them."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qalqan.domains.people import labels, rules
from qalqan.domains.people.refusals import WORDS, Refused
from qalqan.domains.people.rules import Draft


class PersonForm(forms.Form):
    """A person as a document gives one. Contacts are left out where the seat does not see them."""

    surname = forms.CharField(label=_("Surname"), max_length=100, required=False)
    given = forms.CharField(label=_("Given name"), max_length=100, required=False)
    patronymic = forms.CharField(
        label=_("Patronymic"),
        max_length=100,
        required=False,
        help_text=_("As the document has it: Серікұлы, Серикович. Leave empty if there is none."),
    )
    day = forms.IntegerField(label=_("Day of birth"), min_value=1, max_value=31, required=False)
    month = forms.IntegerField(label=_("Month of birth"), min_value=1, max_value=12, required=False)
    year = forms.IntegerField(
        label=_("Year of birth"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=_("Leave empty what is not known: the year alone is enough, or nothing at all."),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=list(labels.SEXES.items()), initial="unknown")
    language = forms.ChoiceField(
        label=_("Language"), choices=list(labels.LANGUAGES.items()), initial="unknown"
    )
    iin = forms.CharField(
        label=_("IIN"),
        max_length=20,
        required=False,
        help_text=_("12 digits. Leave empty if there is none, and say so below."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    iin_state = forms.ChoiceField(
        label=_("If there is no IIN"),
        choices=[(key, words) for key, words in labels.IIN_STATES.items() if key != "known"],
        initial="unknown",
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("For example 8 701 123 45 67"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)

    def __init__(self, *args: Any, with_contact: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_contact:
            del self.fields["phone"], self.fields["address"]

    def clean(self) -> dict[str, Any]:
        """The birth date of its three parts, with how exactly it is known."""
        given = super().clean() or {}
        year, month, day = (given.get(part) for part in ("year", "month", "day"))
        given["birth_date"], given["birth_known"] = None, "unknown"
        if year and not (day and not month):
            try:
                given["birth_date"] = rules.latest_birth(year, month, day)
            except ValueError:
                self.add_error("day", forms.ValidationError(str(WORDS["birth_calendar"])))
            given["birth_known"] = "day" if day else "month" if month else "year"
        elif (month or day) and "year" not in self.errors:
            self.add_error(
                "year", _("Without its year (and month) a day says nothing. Add it, or leave all empty.")
            )
        if given.get("iin"):
            given["iin_state"] = "known"
        return given

    def draft(self) -> Draft:
        """What the form says. Only after `is_valid`."""
        known = {name: self.cleaned_data[name] for name in _NAMES if name in self.cleaned_data}
        return Draft(**known)

    def refuse(self, refused: Refused) -> None:
        """Put a refusal's words at its field."""
        place = {"birth_date": "year"}.get(refused.place, refused.place)
        self.add_error(place if place in self.fields else None, str(refused.words))


_NAMES = (
    "surname", "given", "patronymic", "birth_date", "birth_known", "sex", "language", "iin", "iin_state",
    "phone", "address",
)  # fmt: skip


class RegisterForm(PersonForm):
    """A new record. A school says whether it is a pupil's or a parent's, and of which class."""

    capacity = forms.ChoiceField(
        label=_("As"), choices=[(key, labels.CAPACITIES[key]) for key in ("pupil", "guardian")]
    )
    label = forms.CharField(label=_("Class"), max_length=10, required=False, help_text=_("For example 7A"))

    def __init__(self, *args: Any, with_class: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_class:
            del self.fields["label"], self.fields["capacity"]


class CorrectForm(PersonForm):
    """A correction, with its reason."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("For example: passport shown. Whoever reads the record later sees it."),
    )


def initial(draft: Draft) -> dict[str, Any]:
    """A stored draft as the form's first values."""
    born: datetime.date | None = draft.birth_date
    exact = draft.birth_known
    return {
        **{name: getattr(draft, name) for name in _NAMES if not name.startswith("birth")},
        "iin_state": "unknown" if draft.iin_state == "known" else draft.iin_state,
        "year": born.year if born else None,
        "month": born.month if born and exact in ("day", "month") else None,
        "day": born.day if born and exact == "day" else None,
    }


class ClaimForm(forms.Form):
    """Which other record is the same person's, and why one thinks so."""

    other = forms.CharField(
        label=_("The other record"),
        max_length=200,
        help_text=_("Its IIN, telephone, or full name. It must be within your reach."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Why are they one person?"), max_length=500)


class AccountForm(forms.Form):
    """With which address the person signs in."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The address with which this person signs in. See the person's document first."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    """A reason, for undoing."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
