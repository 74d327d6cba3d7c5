"""Forms of drills and of visitors' passes."""

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .field_words import DRILL_KINDS, ENTRIES

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LINES = forms.Textarea(attrs={"rows": 3})
MOST = 2000  # heads of a group


class DrillForm(forms.Form):
    """A drill to come."""

    kind = forms.ChoiceField(label=_("What is practised"), choices=tuple(DRILL_KINDS.items()))
    at = forms.DateTimeField(label=_("Day and hour"), widget=MOMENT)
    scenario = forms.CharField(
        label=_("What happens"),
        help_text=_("Where it burns, which exit is blocked, who helps pupils who cannot walk."),
        max_length=2000,
        required=False,
        widget=LINES,
    )
    is_announced = forms.BooleanField(label=_("Pupils and staff know the hour"), required=False, initial=True)


class CountForm(forms.Form):
    """A head count of one group. `client_id` and `at` come from the phone."""

    client_id = forms.UUIDField(widget=forms.HiddenInput())
    at = forms.DateTimeField(required=False, widget=forms.HiddenInput())
    group = forms.CharField(label=_("Class or staff"), max_length=40)
    expected = forms.IntegerField(label=_("Should be here"), min_value=0, max_value=MOST)
    present = forms.IntegerField(label=_("Are here"), min_value=0, max_value=MOST)
    excused = forms.IntegerField(
        label=_("Absent today"), min_value=0, max_value=MOST, required=False, initial=0
    )
    missing_where = forms.CharField(
        label=_("Where the missing are"),
        help_text=_("A place, never a name."),
        max_length=300,
        required=False,
    )

    def moment(self) -> datetime:
        """When it was counted: by the phone, at the latest now."""
        at: datetime | None = self.cleaned_data["at"]
        return min(at, timezone.now()) if at else timezone.now()


class CloseForm(forms.Form):
    """The end of a drill."""

    lessons = forms.CharField(
        label=_("What went wrong, and what is done about it"), max_length=2000, required=False, widget=LINES
    )


class VisitorForm(forms.Form):
    """A pass at the door."""

    name = forms.CharField(label=_("Who comes"), max_length=200)
    entry = forms.ChoiceField(label=_("How recognised"), choices=tuple(ENTRIES.items()))
    visits = forms.CharField(
        label=_("Whom: the post"),
        help_text=_("For example: head teacher, class teacher of 5A. Never a child's name."),
        max_length=200,
    )
    reason = forms.CharField(label=_("What for"), max_length=300, required=False)
    badge = forms.CharField(label=_("Badge"), max_length=20)
    until = forms.TimeField(
        label=_("Until what hour"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def ends(self) -> datetime:
        """The hour, today."""
        hour: time = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(timezone.localdate(), hour))
