"""Forms of the desk. The browser's own checks repeat these, never replace them."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GapDecisionForm(forms.Form):
    """A decision on what the text leaves open. Appended and signed; never edited."""

    value = forms.CharField(label=_("Decision"), max_length=500, strip=True)
    reason = forms.CharField(
        label=_("Reason"), max_length=4000, strip=True, widget=forms.Textarea(attrs={"rows": 3})
    )


class JointDecisionForm(forms.Form):
    """Whether two fragments are one word."""

    is_joined = forms.TypedChoiceField(
        choices=[("yes", _("one word")), ("no", _("two words"))], coerce=lambda value: value == "yes"
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, required=False, strip=True)
