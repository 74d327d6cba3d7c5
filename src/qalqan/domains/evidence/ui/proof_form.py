"""The form of a paper: its fields are what the contract of that form of completion asks for."""

import datetime
from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qalqan.domains.evidence.rules.contract import LONGEST, Contract, Given, Item
from qalqan.domains.evidence.rules.problem import Refusal
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.vault.files.content import Checked
from qalqan.kernel.vault.files.forms import UploadField

PAPER = "evidence.paper"
FILE = "_file"


class ProofForm(forms.Form):
    """Items of a contract, and the year that the paper is for. A paper may be a file or an address."""

    year = forms.TypedChoiceField(label=gettext_lazy("For the year"), coerce=int)

    def __init__(self, contract: Contract, years: range, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.contract = contract
        year = self.fields["year"]
        assert isinstance(year, forms.TypedChoiceField)  # noqa: S101 - declared above
        year.choices = [(number, str(number)) for number in years]
        if len(years) == 1:
            year.initial, year.widget = years[0], forms.HiddenInput()
        helpful = set(contract.may)
        for item in contract.items:
            self._add(item, is_asked=item not in helpful)

    def _add(self, item: Item, *, is_asked: bool) -> None:
        """One item; none is required by the field itself: the contract says what is missing, in its words."""
        name = item.name[language()]
        label = name if is_asked else _("%(item)s (if there is one)") % {"item": name}
        if item.kind == "day":
            day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[item.key] = forms.DateField(label=label, required=False, widget=day)
        elif item.kind == "yes_no":
            choices = (("", "–"), ("yes", _("yes")), ("no", _("no")))
            self.fields[item.key] = forms.ChoiceField(label=label, required=False, choices=choices)
        elif item.kind == "paper":
            self.fields[item.key + FILE] = UploadField(kind=PAPER, label=label, required=False)
            self.fields[item.key] = forms.CharField(
                label=_("%(item)s: or its address") % {"item": name},
                help_text=_("Where it is published, for example https://adilet.zan.kz/…"),
                required=False,
                max_length=LONGEST,
            )
        else:
            self.fields[item.key] = forms.CharField(label=label, required=False, max_length=LONGEST)

    def items(self) -> Mapping[str, Given]:
        """What was written, by the contract's keys."""
        found: dict[str, Given] = {}
        for item in self.contract.items:
            value = self.cleaned_data.get(item.key)
            if isinstance(value, datetime.date):
                found[item.key] = Given(day=value)
            elif value:
                found[item.key] = Given(str(value))
        return found

    def uploads(self) -> Mapping[str, Checked]:
        """The files, by the contract's keys."""
        files = {item.key: self.cleaned_data.get(item.key + FILE) for item in self.contract.items}
        return {key: file for key, file in files.items() if isinstance(file, Checked)}

    def refuse(self, refusal: Refusal) -> None:
        """Each finding under its field, with what to do."""
        for finding in refusal.findings:
            words = finding.words(language())
            field = finding.field + FILE if finding.field + FILE in self.fields else finding.field
            self.add_error(field if field in self.fields else None, f"{words['message']} {words['mend']}")


class ProofDecisionForm(forms.Form):
    """What the verifier decides."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=(
            ("verify", gettext_lazy("Verify: the paper is what the form of completion asks for")),
            ("refuse", gettext_lazy("Refuse, with the reason")),
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed for a refusal: what is missing and how to mend it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
