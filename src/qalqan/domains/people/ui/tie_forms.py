"""Forms of what ties a person to others: relatives, places, regions. Who it is about stands in the address,
who acts in the seat; nobody sends either."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qalqan.domains.people import labels
from qalqan.domains.people.refusals import WORDS, Refused

AHEAD = datetime.timedelta(days=366)


class DayField(forms.DateField):
    """A day of life: not before 1900, at most a year ahead."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        day: datetime.date | None = super().clean(value)
        if day is not None and day.year < 1900:
            raise forms.ValidationError(_("That is before 1900. Check the year."))
        if day is not None and day > timezone.localdate() + AHEAD:
            raise forms.ValidationError(_("That is more than a year ahead. Give an earlier day."))
        return day


class TieForm(forms.Form):
    """A form whose refusals stand at their field."""

    def refuse(self, refused: Refused) -> None:
        """Put a refusal's words at its field; a stranger's record is no field's fault."""
        if refused.rule == "gone":
            raise refused
        self.add_error(refused.place if refused.place in self.fields else None, str(refused.words))


class KinForm(TieForm):
    """Who is what to a child."""

    relative = forms.CharField(
        label=_("The relative's record"),
        max_length=200,
        help_text=_("IIN, telephone, or full name. Whoever has no record yet needs one first."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("To the child"), choices=[("", "–"), *labels.KINSHIPS.items()])
    source = forms.ChoiceField(
        label=_("Known from"), choices=list(labels.SOURCES.items()), initial="declared"
    )
    since = DayField(label=_("Since"), required=False, help_text=_("Leave empty if not known."))
    is_custodial = forms.BooleanField(label=_("Lives with the child"), required=False)
    is_restricted = forms.BooleanField(
        label=_("Kept away by a court"),
        required=False,
        help_text=_("In force at once. Lifting it takes two people."),
    )


class EndForm(TieForm):
    """From which day something holds no more."""

    on = DayField(label=_("First day on which it holds no more"), initial=timezone.localdate)


class PlaceForm(TieForm):
    """Where somebody belongs from a day on. A seat of an organisation has no choice of place."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    capacity = forms.ChoiceField(label=_("As"))
    label = forms.CharField(
        label=_("Class"), max_length=20, required=False, help_text=_("For pupils and their parents: 7A")
    )
    since = DayField(label=_("Since"), initial=timezone.localdate)

    def __init__(
        self,
        *args: Any,
        organisations: Iterable[tuple[str, str]] | None,
        capacities: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        capacities = tuple(capacities)
        self._choose("capacity", [(key, labels.CAPACITIES[key]) for key in capacities])
        if organisations is None:
            del self.fields["organisation"]
        else:
            self._choose("organisation", [("", "–"), *organisations])
        if not {"pupil", "guardian"} & set(capacities):
            del self.fields["label"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("capacity") not in ("pupil", "guardian"):
            given["label"] = ""
        elif not given.get("label") and "label" not in self.errors:
            self.add_error("label", str(WORDS["class_missing"]))
        return given

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class MoveForm(TieForm):
    """Which region answers from now on, and why."""

    region = forms.ChoiceField(label=_("Region"))
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, regions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "–"), *regions]


class LiftForm(TieForm):
    """What the lifting of a restriction stands on."""

    document = forms.CharField(
        label=_("The court's decision"),
        max_length=200,
        help_text=_("Its number and day. You have seen it with your own eyes."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("A second person reads it and sees the document again."),
    )
