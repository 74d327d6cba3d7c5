"""What a region owes and where it stands; and the share of evidence of the whole plan, by section, region and
year."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qalqan.domains.evidence import api as evidence
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.queries.heat import (
    MIRROR,
    NATION,
    Heat,
    LineAt,
    Place,
    codes_of_regions,
    heat,
)
from qalqan.domains.reporting.queries.late import is_late
from qalqan.domains.reporting.rules.cells import Share, State
from qalqan.domains.reporting.rules.lines import DUE, NOT_DUE, state_on
from qalqan.domains.territory import api as territory
from qalqan.kernel import clock
from qalqan.kernel.access import policy
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language

from .cell_words import WORDS, marks
from .heat import columns, legend, year_asked
from .screens import Bar, bar, day_asked, page, progress_page, require_shown, small_bar

# The groups of a region's page, in the order in which they ask for work.
GROUPS = (
    ("late", gettext_lazy("Overdue")),
    ("returned", gettext_lazy("Returned for correction")),
    ("due", gettext_lazy("To be reported now")),
    ("submitted", gettext_lazy("Submitted, not looked at yet")),
    ("accepted", gettext_lazy("Accepted")),
    ("not_due", gettext_lazy("Not due yet")),
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A line of a report as the page lists it. `days`: until the due day, negative after it."""

    line: LineAt
    row: plans.OverviewRow
    mark: str
    word: str
    days: int | None

    @property
    def overdue(self) -> int:
        """Days since the due day; 0 before it."""
        return max(0, -(self.days or 0))


@require_safe
@progress_page
def region(request: HttpRequest, code: str, place: str, *, is_open: bool) -> HttpResponse:
    """What one region (or `nation`) owes, by state and due day; its contradictions; its share, by year."""
    asked = day_asked(request)
    name = _name(place, asked.day or timezone.localdate())
    found = heat(code, place=place, day=asked.day, language=language())
    require_shown(found.plan, is_open=is_open)
    year = year_asked(request, found.years, asked.day)
    id_ = next((id_ for id_, known in codes_of_regions().items() if known == place), None)
    with scope(MIRROR, "statistics"):
        against = evidence.contradictions(code, region_id=id_, at=clock.as_of(asked.day))
    spoken, titles = language(), {row.number: f"{row.number}. {row.title.text}" for row in found.rows}
    return page(
        request,
        "region.html",
        {
            "plan": found.plan,
            "place": place,
            "name": name,
            "year": year,
            "years": [(each, bar(found.of(year=each))) for each in found.years],
            "bar": bar(found.of(year=year)),
            "legend": legend(found.of(year=year)),
            "groups": list(_groups(found, year)),
            "others": _without_line(found, year),
            "contradictions": [
                (one, one.title(spoken), one.sentence(spoken), titles.get(one.number, ""))
                for one in against
                if (one.place == "nation") == (place == NATION)
            ],
            "own_lines": not is_open and _reaches(request, id_),
        },
        asked,
        is_open=is_open,
    )


def _name(place: str, day: datetime.date) -> str:
    """The region's name of the day, its last one when it does not stand then. 404 for no region."""
    if place == NATION:
        return _("The nation: ministries and other central bodies")
    try:
        known = territory.atlas().find(place)
    except territory.UnknownRegionError:
        raise Http404(place) from None
    spell = next((s for s in known.spells if day in s.valid), known.spells[-1])
    return spell.name[language()]


def _reaches(request: HttpRequest, region_id: object) -> bool:
    """Whether the reader may open the lines themselves: the ministry all of them, an akimat its own."""
    seats = policy.seats(request.user)
    return any(
        seat.role == "coordinator" or (seat.role == "akimat_officer" and seat.region_id == region_id)
        for seat in seats
    )


def _groups(found: Heat, year: int | None) -> Iterable[tuple[str, str, list[Owed]]]:
    rows = {row.number: row for row in found.rows}
    by_group: dict[str, list[Owed]] = {key: [] for key, _label in GROUPS}
    for line in found.lines:
        if line.number in rows and year in (None, line.start.year):
            by_group[_group(line, found.day)].append(_owed(line, rows[line.number], found))
    for key, label in GROUPS:
        if by_group[key]:
            yield key, str(label), sorted(by_group[key], key=_when)


def _when(owed: Owed) -> tuple[datetime.date, int]:
    return owed.line.due or datetime.date.max, owed.line.number


def _group(line: LineAt, day: datetime.date) -> str:
    if is_late(line, day):
        return "late"
    state = state_on(line.state, line.due, line.end, day)
    return {NOT_DUE: "not_due", DUE: "due"}.get(state, state)


def _owed(line: LineAt, row: plans.OverviewRow, found: Heat) -> Owed:
    state = found.cells[line.number, line.place, line.start.year]
    days = (line.due - found.day).days if line.due else None
    return Owed(line, row, marks(language())[state], str(WORDS[state]), days)


def _without_line(found: Heat, year: int | None) -> list[tuple[plans.OverviewRow, str, str]]:
    """Measures of which something is known here though no report on them is owed."""
    told = {(line.number, line.start.year) for line in found.lines}
    rows, drawn = {row.number: row for row in found.rows}, marks(language())
    return [
        (rows[number], drawn[state], str(WORDS[state]))
        for (number, _place, when), state in sorted(found.cells.items(), key=lambda pair: pair[0])
        if number in rows and (number, when) not in told and year in (None, when) and state is not State.NONE
    ]


@require_safe
@progress_page
def share(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """How much is evidenced, claimed, contradicted, late and unknown, by section, region and year."""
    asked = day_asked(request)
    found = heat(code, day=asked.day, language=language())
    require_shown(found.plan, is_open=is_open)
    year = year_asked(request, found.years, asked.day) if request.GET.get("year") else None
    titles = [(n, title, spoken) for n, title, spoken in found.sections]
    return page(
        request,
        "share.html",
        {
            "plan": found.plan,
            "year": year,
            "years": found.years,
            "bar": bar(found.of(year=year)),
            "legend": legend(found.of(year=year)),
            "by_section": [(title, spoken, _section_bar(found, n, year)) for n, title, spoken in titles],
            "by_place": _place_shares(found, year),
            "by_year": [(each, bar(found.of(year=each))) for each in found.years],
        },
        asked,
        is_open=is_open,
    )


def _place_shares(found: Heat, year: int | None) -> list[tuple[Place, SafeString, list[int]]]:
    """Each place with its bar and the count of every word."""
    shares = found.split(lambda key: key[1] if year in (None, key[2]) else "")
    told = ((place, shares.get(place.code, Share())) for place in columns(found, year))
    return [
        (place, SafeString(small_bar(share)), [share.counts[state] for state in State])
        for place, share in told
    ]


def _section_bar(found: Heat, section: int, year: int | None) -> Bar:
    return bar(found.of(year=year, numbers=[row.number for row in found.rows if row.section == section]))
