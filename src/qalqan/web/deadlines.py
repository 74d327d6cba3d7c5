"""Pages of the clock that are open to everyone: the rules, the calendar of a year, and a calculator that
shows its working. The pages of obligations stand in `deadlines_desk.py`."""

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from babel.dates import get_day_names
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qalqan.domains.territory import api as territory
from qalqan.kernel.access.acts import act
from qalqan.kernel.clock import labels, queries, reading, reference, rules
from qalqan.kernel.clock.models import DeadlineRule
from qalqan.kernel.i18n import formatting
from qalqan.kernel.names import Names
from qalqan.kernel.temporal import period
from qalqan.web import deadlines_desk

EARLIEST = 2020  # the calendar's first year


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A version of a rule as pages show it."""

    code: str
    name: str
    term: str
    start: str
    owes: str
    basis: str
    act: str
    address: str
    shift: str
    since: date | None
    until: date | None
    confirmed: bool
    rungs: list[tuple[str, str]]
    grounds: list[str]


def card(row: DeadlineRule) -> RuleCard:
    """A stored version in words of the active language."""
    names, valid, rule = Names(row.kk, row.ru, row.en), period(row.valid), reference.as_rule(row)
    return RuleCard(
        code=row.code,
        name=names[formatting.language()],
        term=labels.amount(row.unit, row.amount),
        start=labels.word("start", row.start),
        owes=labels.word("party", row.owes),
        basis=str(labels.BASES[row.basis]),
        act=labels.word("act", row.act) if row.act else "",
        address=row.address,
        shift=""
        if row.unit in (*rules.EXACT, "working_days", rules.STATED)
        else str(labels.SHIFTS[row.shift]),
        since=valid.since,
        until=valid.last_day,
        confirmed=row.confirmed,
        rungs=[(labels.rung(r.offset, r.unit), labels.word("party", r.to)) for r in rule.ladder],
        grounds=[labels.word("ground", ground) for ground in row.grounds],
    )


@act("clock.read_rules", public=True)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every rule: what, how long, from when, who owes, by which act."""
    cards = [card(row) for row in queries.rule_rows()]
    return render(request, "deadlines/register.html", {"cards": cards, "here": "rules"})


@act("clock.read_rules", public=True)
@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule with its versions and ladder."""
    cards = [card(row) for row in queries.rule_rows() if row.code == code]
    if not cards:
        raise Http404(code)
    return render(request, "deadlines/rule.html", {"cards": cards, "card": cards[-1], "here": "rules"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the year's calendar, or an empty place before the first."""

    day: date | None
    is_off: bool = False
    kind: str = ""
    why: str = ""


def _cells(year: int, month: int) -> Iterator[list[Cell]]:
    calendar = reading.working_calendar()
    for week in months.Calendar().monthdatescalendar(year, month):
        cells = []
        for day in week:
            view = calendar.view(day)
            plain = view.reason in ("work", "weekend")
            kind = view.reason if plain else ("moved" if view.reason.startswith("moved") else "special")
            shown = "" if plain else labels.why(view)
            cells.append(Cell(day, view.is_off, kind, shown) if day.month == month else Cell(None))
        yield cells


@act("clock.read_rules", public=True)
@require_safe
def year(request: HttpRequest, number: int) -> HttpResponse:
    """The working calendar of a year, month by month, and the list of its special days with their sources."""
    calendar = reading.working_calendar()
    if not EARLIEST <= number <= max(calendar.years) + 1:
        raise Http404(str(number))
    sheets = [
        (date(number, month, 1), list(_cells(number, month)), _worked(number, month))
        for month in range(1, 13)
    ]
    special = [(view, labels.why(view), labels.word("act", view.source)) for view in calendar.special(number)]
    names = get_day_names("abbreviated", locale=formatting.locale(formatting.language()))
    context = {
        "here": "calendar",
        "number": number,
        "years": range(EARLIEST, max(calendar.years) + 2),
        "sheets": sheets,
        "weekdays": [names[n] for n in range(7)],
        "special": special,
        "file": calendar.years.get(number),
        "working": calendar.working_days(date(number, 1, 1), date(number, 12, 31)),
    }
    return render(request, "deadlines/year.html", context)


def _worked(year: int, month: int) -> int:
    last = months.monthrange(year, month)[1]
    return reading.working_calendar().working_days(date(year, month, 1), date(year, month, last))


class CalculatorForm(forms.Form):
    """Which rule, from when, where."""

    rule = forms.ChoiceField(label=gettext_lazy("What must be done"))
    day = forms.DateField(
        label=gettext_lazy("Day it began"),
        widget=forms.DateInput(attrs={"type": "date", "min": "2020-01-01", "max": "2027-12-31"}),
    )
    hour = forms.TimeField(label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}))
    region = forms.ChoiceField(
        label=gettext_lazy("Region"),
        help_text=gettext_lazy("Before March 2024 clocks in the west showed another hour."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        language = formatting.language()
        known = {
            text.rule.code: text.name[language]
            for text in reading.rules()
            if text.rule.unit != rules.STATED  # told its day: there is nothing to calculate
        }
        self.fields["rule"].choices = sorted(known.items(), key=lambda pair: pair[1])  # type: ignore[attr-defined]
        places = territory.regions_on(timezone.localdate(), language)
        self.fields["region"].choices = [(p.code, p.name[language]) for p in places]  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        """Within the years whose calendar is known."""
        day: date = self.cleaned_data["day"]
        years = reading.working_calendar().years
        if day.year not in years:
            raise forms.ValidationError(
                _("The calendar is known for the years %(first)s to %(last)s. Choose a day among them.")
                % {"first": min(years), "last": max(years)}
            )
        return day


@act("clock.read_rules", public=True)
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """When is it due, and why: each day that counts and each that does not."""
    now = timezone.localtime()
    start = {"rule": "appeal.answer", "day": now.date(), "hour": now.time().replace(second=0, microsecond=0)}
    form = CalculatorForm(request.GET or None, initial=start | {"region": "KZ-71"})
    context: dict[str, object] = {"form": form, "here": "calculator"}
    if form.is_valid():
        context |= _calculated(form.cleaned_data)
    return render(request, "deadlines/calculator.html", context)


def _calculated(asked: dict[str, object]) -> dict[str, object]:
    zone = reading.zones().of_region(str(asked["region"]))
    shown = datetime.combine(asked["day"], asked["hour"])  # type: ignore[arg-type]
    begun = zone.instant(shown)
    versions = reference.versions(str(asked["rule"]))
    try:
        found = rules.in_force(versions, zone.local(begun).date())
    except rules.RuleError:
        return {"no_version": True}
    counted = rules.count(found, begun, reading.working_calendar(), zone)
    calls = rules.ladder(found, begun, counted.due, reading.working_calendar(), zone)
    return {
        "card": card(versions[found]),
        "end": labels.end(counted.due, zone, counted.ends_the_day),
        "lines": labels.explain(found, counted, begun, zone),
        "estimated": counted.is_estimated,
        "passed": counted.due < datetime.now(UTC),
        "rungs": [
            (
                formatting.moment(zone.local(at))
                if rung.offset
                else labels.end(at, zone, counted.ends_the_day),
                labels.rung(rung.offset, rung.unit),
                labels.word("party", rung.to),
            )
            for rung, at in calls
        ],
    }


patterns = (
    [
        path("", register, name="register"),
        path("calendar/<int:number>/", year, name="year"),
        path("calculator/", calculator, name="calculator"),
        *deadlines_desk.urlpatterns,
        path("rules/<str:code>/", rule, name="rule"),
    ],
    "deadlines",
)
