"""Who is late with what, and the calendar of a year: due days of reports, ends of terms, days off."""

import calendar as months
import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from babel.dates import get_day_names
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.queries.heat import NATION, places_on
from qalqan.domains.reporting.queries.late import DueDay, LateReport, due_days, late_reports
from qalqan.kernel.clock import labels, reading
from qalqan.kernel.i18n import formatting
from qalqan.kernel.i18n.formatting import language

from .screens import day_asked, namespaces, number_asked, page, progress_page


@require_safe
@progress_page
def late(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """Late reports of all plans. `?plan=`, `?place=`, `?on=`."""
    asked = day_asked(request)
    heads = {head.code: head for head in plans.plans(language(), public_only=is_open)}
    wanted = request.GET.get("plan", "")
    chosen = [wanted] if wanted in heads else list(heads)
    on = asked.day or timezone.localdate()
    places = [(NATION, _("Nation")), *((place.code, place.name) for place in places_on(on, language()))]
    place = request.GET.get("place", "") if request.GET.get("place", "") in dict(places) else ""
    found = late_reports(chosen, place=place, day=asked.day, language=language())
    return page(
        request,
        "late.html",
        {
            "reports": [(one, heads[one.plan], _links(one, asked.query, is_open=is_open)) for one in found],
            "lines": sum(len(one.numbers) for one in found),
            "plan_options": [(code, f"№ {head.act_number}") for code, head in heads.items()],
            "plan_code": wanted if wanted in heads else "",
            "plan": heads[chosen[0]] if len(chosen) == 1 else None,
            "place_options": places,
            "place": place,
            "active": bool(wanted in heads) + bool(place) + bool(asked.day),
        },
        asked,
        is_open=is_open,
    )


def _links(one: LateReport, query: str, *, is_open: bool) -> SafeString:
    """The measures of a late report as links; one address is made and the numbers set into it, because a list
    has thousands of them."""
    pattern = reverse(f"{namespaces(is_open=is_open)['own']}:heat_measure", args=[one.plan, 0])
    head, tail = pattern.rsplit("/0/", 1)
    links = ((head, number, tail, query, number) for number in one.numbers)
    return format_html_join(", ", '<a class="govuk-link" href="{}/{}/{}{}">{}</a>', links)


type End = tuple[plans.PlanHead, datetime.date, plans.OverviewRow]


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of a month's sheet. `why`: what makes it a day off or a moved working day."""

    day: datetime.date | None
    is_off: bool = False
    why: str = ""
    reports: int = 0
    measures: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its sheet by weeks, reports due and terms that end."""

    first: datetime.date
    weeks: list[list[DayCell]]
    reports: list[tuple[DueDay, plans.PlanHead]]
    ends: list[End]


@require_safe
@progress_page
def calendar(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """The twelve months of `?year=` with what falls due in them."""
    asked = day_asked(request, ahead=True)
    known = sorted(reading.working_calendar().years)
    years = range(known[0], known[-1] + 2)
    today = asked.day or timezone.localdate()
    wanted = number_asked(request, "year")
    usual = min(max(today.year, years[0]), years[-1])
    year = wanted if wanted is not None and wanted in years else usual
    heads = {head.code: head for head in plans.plans(language(), public_only=is_open)}
    names = get_day_names("narrow", locale=formatting.locale(language()))
    return page(
        request,
        "calendar.html",
        {
            "year": year,
            "years": years,
            "months": list(_months(year, heads)),
            "weekdays": [names[n] for n in range(7)],
            "today": today,
            "is_known": year in known,
        },
        asked,
        is_open=is_open,
    )


def _months(year: int, heads: dict[str, plans.PlanHead]) -> Iterator[Month]:
    reports: dict[datetime.date, list[tuple[DueDay, plans.PlanHead]]] = defaultdict(list)
    for due in due_days(heads, year):
        reports[due.day].append((due, heads[due.plan]))
    ends: dict[datetime.date, list[tuple[plans.PlanHead, datetime.date, plans.OverviewRow]]] = defaultdict(
        list
    )
    for code, head in heads.items():
        for entry in plans.calendar(code, year, language=language()).entries:
            ends[entry.day].append((head, entry.day, entry.row))
    working = reading.working_calendar()
    for number in range(1, 13):
        weeks = []
        for week in months.Calendar().monthdatescalendar(year, number):
            cells = []
            for day in week:
                if day.month != number:
                    cells.append(DayCell(None))
                    continue
                view = working.view(day)
                why = "" if view.reason in ("work", "weekend") else labels.why(view)
                cells.append(DayCell(day, view.is_off, why, len(reports[day]), len(ends[day])))
            weeks.append(cells)
        days = [cell.day for week in weeks for cell in week if cell.day]
        yield Month(
            first=datetime.date(year, number, 1),
            weeks=weeks,
            reports=[each for day in days for each in reports[day]],
            ends=[each for day in days for each in ends[day]],
        )
