"""Forms of duty: a week's plan, and an officer's check-in."""

from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools.actions.duty import REACH, StationGiven
from qalqan.domains.schools.queries.duty import PlanView
from qalqan.domains.schools.rules.duty import MOST_OFFICERS
from qalqan.domains.schools.rules.duty_hours import HALVES, WINDOWS
from qalqan.domains.schools.rules.problem import Problem
from qalqan.kernel.geo import BadPoint, Point, point
from qalqan.kernel.i18n.formatting import language

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PlanForm(forms.Form):
    """A week of duty for a city: days, hours, how far, and a line for each police station. What an earlier
    plan of the city said of its stations is offered again."""

    name = forms.CharField(label=gettext_lazy("Name of the plan"), max_length=200)
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DAY)
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DAY)
    reach = forms.IntegerField(
        label=gettext_lazy("How far from the station an officer is sent, metres"),
        min_value=REACH[0],
        max_value=REACH[1],
        initial=5000,
    )
    morning_from = forms.TimeField(label=gettext_lazy("Morning turn: from"), widget=HOUR)
    morning_to = forms.TimeField(label=gettext_lazy("Morning turn: to"), widget=HOUR)
    evening_from = forms.TimeField(label=gettext_lazy("Evening turn: from"), widget=HOUR)
    evening_to = forms.TimeField(label=gettext_lazy("Evening turn: to"), widget=HOUR)

    def __init__(
        self,
        stations: tuple[bodies.OrganisationView, ...],
        before: PlanView | None,
        today: date,
        *args: object,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.stations = stations
        monday = today + timedelta(days=7 - today.weekday())
        self.fields["first_day"].initial = monday
        self.fields["last_day"].initial = monday + timedelta(days=4 * 7 - 3)
        for half in HALVES:
            since, until = before.windows[half] if before else WINDOWS[half]
            self.fields[f"{half}_from"].initial, self.fields[f"{half}_to"].initial = since, until
        known = {UUID(one["id"]): one for one in before.stations} if before else {}
        for n, station in enumerate(stations):
            last = known.get(station.id)
            name = station.name[language()]
            self.fields[f"officers_{n}"] = forms.IntegerField(
                label=_("%(station)s: officers for this duty") % {"station": name},
                min_value=0,
                max_value=MOST_OFFICERS,
                initial=last["officers"] if last else 0,
            )
            self.fields[f"place_{n}"] = forms.CharField(
                label=_("%(station)s: latitude, longitude") % {"station": name},
                help_text=_(
                    "In degrees, for example 43.2389, 76.8897. May stay empty while it gives no officer."
                ),
                max_length=60,
                required=False,
                initial=f"{last['lat']}, {last['lon']}" if last else "",
            )

    def clean(self) -> dict[str, object]:
        """A station that gives officers stands somewhere."""
        found = super().clean() or {}
        for n in range(len(self.stations)):
            if found.get(f"officers_{n}"):
                self._place(n, str(found.get(f"place_{n}", "")))
        return found

    def _place(self, n: int, text: str) -> Point | None:
        try:
            # "43,2389, 76,8897" has decimal commas: then the comma with a blank parts the two
            lat, _comma, lon = text.rpartition(", ") if ", " in text else text.partition(",")
            return point(lat, lon)
        except BadPoint:
            words = Problem("duty-point", {"text": text[:60]}).words(language())
            self.add_error(f"place_{n}", f"{words['message']} {words['mend']}")
            return None

    def given(self) -> tuple[StationGiven, ...]:
        """The stations that give officers."""
        found = []
        for n, station in enumerate(self.stations):
            officers = self.cleaned_data.get(f"officers_{n}") or 0
            here = self._place(n, self.cleaned_data.get(f"place_{n}", "")) if officers else None
            if here is not None:
                found.append(StationGiven(station.id, here, officers))
        return tuple(found)

    def windows(self) -> dict[str, tuple[str, str]]:
        """The hours as the plan keeps them."""
        data = self.cleaned_data
        return {half: (f"{data[f'{half}_from']:%H:%M}", f"{data[f'{half}_to']:%H:%M}") for half in HALVES}


class CheckInForm(forms.Form):
    """What a phone says. Everything but the identity of the message may be missing: then the check-in has no
    position, or the moment is that of its arrival."""

    client_id = forms.UUIDField()
    at = forms.DateTimeField(required=False)
    lat = forms.FloatField(required=False)
    lon = forms.FloatField(required=False)
    accuracy = forms.FloatField(required=False, min_value=0, max_value=1_000_000)

    def here(self) -> Point | None:
        """Where the phone says it is; None outside the country too."""
        try:
            return point(self.cleaned_data.get("lat"), self.cleaned_data.get("lon"))
        except BadPoint:
            return None
