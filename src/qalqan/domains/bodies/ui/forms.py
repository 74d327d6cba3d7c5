"""Forms of administration. None takes a region, an organisation or an id from the person: those come from the
address and from the seat under which somebody acts."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DayField(forms.DateField):
    """A day from today on; empty means at once."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(required=False, input_formats=["%Y-%m-%d"], widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        day: datetime.date | None = super().clean(value)
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("That day has passed. Give a later day, or leave it empty."))
        if day is not None and day > timezone.localdate() + datetime.timedelta(days=366):
            raise forms.ValidationError(_("That is more than a year ahead. Give an earlier day."))
        return day


class InviteForm(forms.Form):
    """Whom to invite to a post."""

    name = forms.CharField(label=_("Full name"), max_length=200, strip=True)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The one-time link goes there. Use the person's own address.")
    )
    day = DayField(label=_("First day"), help_text=_("Leave empty to begin as soon as the link is used."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].widget.attrs["autocomplete"] = "off"


class HandOverForm(InviteForm):
    """Who takes the post over."""

    day = DayField(label=_("Day of hand-over"), help_text=_("Leave empty to hand over now."))


class EndForm(forms.Form):
    """When somebody leaves."""

    day = DayField(label=_("First day without the post"), help_text=_("Leave empty to end it now."))


class ConfirmForm(forms.Form):
    """Nothing but the agreement."""


class OpenPostForm(forms.Form):
    """A new post in an organisation."""

    role = forms.ChoiceField(label=_("Post"))
    unit = forms.CharField(
        label=_("Class or part"),
        max_length=40,
        required=False,
        strip=True,
        help_text=_("For a class teacher the class, such as 5 А. Empty: the whole organisation."),
    )

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class OpenPlacePostForm(forms.Form):
    """A new post of a region or a district."""

    role = forms.ChoiceField(label=_("Post"))
    district = forms.ChoiceField(
        label=_("District"), required=False, help_text=_("For posts of a district only.")
    )

    def __init__(
        self, *args: Any, roles: list[tuple[str, str]], districts: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["district"].choices = [("", "–"), *districts]  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    """The password that only the person knows."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least twelve characters. Four unrelated words are good and easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return given
