"""Forms of a statement about a thing and of a place; what they mean is checked by the verbs, whose problems
are shown at the field."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qalqan.domains.schools.queries.assets import AssetView
from qalqan.domains.schools.rules import details
from qalqan.domains.schools.rules.instrument import ROADSIDE
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.statement import NewState
from qalqan.domains.schools.rules.words import ASSET_KINDS, SITE_KINDS
from qalqan.kernel.geo import Point
from qalqan.kernel.i18n.formatting import language

from .site_words import DANGER_STATES, KINDS, STATES, THINGS

PREFIX = "detail_"
YES_NO = (("", _("not known")), ("yes", _("yes")), ("no", _("no")))


class KindForm(forms.Form):
    """Which kind of thing is added."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=[("", "–"), *((key, THINGS[key]) for key in ASSET_KINDS)]
    )

    def __init__(self, *args: Any, by_road: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_road:
            field = self.fields["kind"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [("", "–"), *((key, THINGS[key]) for key in ASSET_KINDS if key in ROADSIDE)]


def day_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    """A day, by the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


class PlacedForm(forms.Form):
    """Latitude and longitude, both or none. `twin`: the key of what stands there already; `is_another`: the
    keys of those that a person said it is not, so that of any other one it is asked anew."""

    lat = forms.CharField(label=_("Latitude"), required=False, max_length=20, help_text="42.31740")
    lon = forms.CharField(label=_("Longitude"), required=False, max_length=20, help_text="69.59010")
    is_another = forms.CharField(
        label=_("It is another one"), required=False, max_length=20_000, widget=forms.HiddenInput()
    )
    twin = ""

    @property
    def others(self) -> frozenset[str]:
        """The keys of those that it is not."""
        return frozenset(self.cleaned_data["is_another"].split())

    def placed(self) -> Point | None:
        """The point as it is written; Refused for what is no number, or half of a pair. Whether it lies in
        the country the verb asks."""
        lat, lon = (str(self.cleaned_data.get(name) or "").strip() for name in ("lat", "lon"))
        if not lat and not lon:
            return None
        if not lat or not lon:
            raise Refused.of("point-half", "point")
        try:
            return Point(float(lat.replace(",", ".")), float(lon.replace(",", ".")))
        except ValueError:
            raise Refused.of("point-not_number", "point") from None

    def tell(self, refused: Refused) -> None:
        """Show the problems of a verb at their fields; what has none stands above."""
        for one in refused.problems:
            if one.rule.endswith("-twin"):  # asked for only now, beside the link to the other one
                self.twin = one.params["key"]
                keys = {"value": one.params["keys"]}
                self.fields["is_another"].widget = forms.CheckboxInput(keys, check_test=lambda _said: False)
            words = one.words(language())
            name = {"point": "lat"}.get(one.field, one.field)
            name = PREFIX + name if PREFIX + name in self.fields else name
            self.add_error(name if name in self.fields else None, f"{words['message']} {words['mend']}")


class StateForm(PlacedForm):
    """A statement about a thing of a kind. An empty detail says nothing."""

    field_order = ("state", "since")
    state = forms.ChoiceField(label=_("How is it?"))
    since = day_field(_("From which day is it so?"), required=True)
    until = day_field(
        _("Until which day was it so?"),
        _("To correct the past only: the first day on which it was so no longer. Empty: until now."),
    )
    code = forms.CharField(label=_("The owner's number of it"), required=False, max_length=80)
    owner_body = forms.CharField(
        label=_("Who owns it: code of the body"), required=False, max_length=40, help_text="akimat-61"
    )
    installed_on = day_field(_("Installed on"))
    source_ref = forms.CharField(
        label=_("What it rests on: act, letter, number"), required=False, max_length=300
    )

    is_seen = forms.BooleanField(
        label=_("I see it now with my own eyes"),
        help_text=_("Then it stands as verified under your post."),
        required=False,
    )

    def __init__(
        self, kind: str, *args: Any, is_new: bool = False, may_see: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        states = DANGER_STATES if kind in ("toilet_outdoor", "manhole") else STATES
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", "–"), *((key, words) for key, (_badge, words) in states.items())]
        if is_new:
            del self.fields["until"]  # what is entered stands there now
        else:
            del self.fields["code"], self.fields["is_another"]
        if not (is_new and may_see):
            del self.fields["is_seen"]
        for one in details.fields(kind):
            self.fields[PREFIX + one.key] = _detail_field(one)
        self.order_fields(
            [
                "state",
                "since",
                "lat",
                "lon",
                "is_another",
                *(PREFIX + one.key for one in details.fields(kind)),
            ]
        )

    def statement(self) -> NewState:
        """The statement for the verb. Refused for a position that is none."""
        data = self.cleaned_data
        return NewState(
            state=data["state"],
            since=data["since"],
            until=data.get("until"),
            point=self.placed(),
            owner_body=data["owner_body"].strip(),
            installed_on=data["installed_on"],
            details={key.removeprefix(PREFIX): data[key] for key in data if key.startswith(PREFIX)},
            source_ref=data["source_ref"].strip(),
        )


def initial_of(one: AssetView, today: date, *, is_seen: bool = False) -> dict[str, Any]:
    """What a form about a known thing starts with: what is held now, said of today. Who stands before it
    chooses the state anew (`is_seen`): a ready answer would be confirmed with a click."""
    held = {
        PREFIX + key: ("yes" if value else "no") if isinstance(value, bool) else value
        for key, value in one.details.items()
    }
    return {
        "state": "" if is_seen else one.state,
        "since": today,
        "lat": one.point.lat if one.point and not one.line else "",
        "lon": one.point.lon if one.point and not one.line else "",
        "owner_body": one.owner_body,
        "installed_on": one.installed_on,
        **held,
    }


def _detail_field(one: details.Field) -> forms.Field:
    lang = language()
    unit = one.unit[lang]
    label = f"{one.name[lang]}, {unit}" if unit else one.name[lang]
    if one.type == "yes_no":
        return forms.ChoiceField(label=label, required=False, choices=YES_NO)
    if one.type == "choice":
        known = [(key, words[lang]) for key, words in one.choices]
        return forms.ChoiceField(label=label, required=False, choices=[("", _("not known")), *known])
    if one.type in ("day", "term"):
        return day_field(label)
    return forms.CharField(label=label, required=False, max_length=200)


class SiteForm(PlacedForm):
    """What a person may change of a place; an empty field leaves it as it is. By what only keepers say norms
    are measured: a head's form has none of it."""

    KEPT = ("lat", "lon", "pupils", "until")

    kk = forms.CharField(label=_("Name in Kazakh"), max_length=250, required=False)
    ru = forms.CharField(label=_("Name in Russian"), max_length=250, required=False)
    en = forms.CharField(label=_("Name in English"), max_length=250, required=False)
    address = forms.CharField(label=_("Address"), max_length=500, required=False)
    pupils = forms.IntegerField(label=_("Pupils"), required=False, min_value=0, max_value=20_000)
    shifts = forms.IntegerField(label=_("Shifts"), required=False, min_value=1, max_value=4)
    bell_first = forms.TimeField(
        label=_("First bell"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    bell_last = forms.TimeField(
        label=_("Last bell"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    until = day_field(
        _("The first day on which it stands no longer"),
        _("Only for a place that was closed. It stays on record with its history. Empty: it stands."),
    )

    @property
    def stands_again(self) -> bool:
        """Whether the last day was taken away; a form without the field says nothing of it."""
        return "until" in self.data and "until" in self.changed_data and not self.cleaned_data["until"]

    def __init__(self, *args: Any, is_keeper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("is_another", None)
        if not is_keeper:
            for name in self.KEPT:
                del self.fields[name]


class NewSiteForm(PlacedForm):
    """A place to enter. Its region is the seat's; its district follows from the position."""

    field_order = ("kind", "code", "kk", "ru", "en", "address", "lat", "lon", "is_another")
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=[("", "–"), *((key, KINDS[key]) for key in SITE_KINDS)]
    )
    code = forms.CharField(label=_("Number in the register"), max_length=60)
    kk = SiteForm.base_fields["kk"]
    ru = SiteForm.base_fields["ru"]
    en = SiteForm.base_fields["en"]
    address = SiteForm.base_fields["address"]
    since = day_field(_("Since which day does it stand?"), required=True)
    owner_body = forms.CharField(
        label=_("Who owns it: code of the body"), required=False, max_length=40, help_text="akimat-61"
    )
    pupils = SiteForm.base_fields["pupils"]
    shifts = SiteForm.base_fields["shifts"]
    bell_first = SiteForm.base_fields["bell_first"]
    bell_last = SiteForm.base_fields["bell_last"]
