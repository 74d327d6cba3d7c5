"""The map of the country as a table: measure by region for a year, or measure by year for all of them.

A table of 1,470 cells is drawn as text here, because a template would spend more on its loops than the
database on the answer; each cell is a mark and its word. On a phone the same answer is read as two lists.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.queries.heat import NATION, Heat, Place, heat, places_on, plan_years, told_years
from qalqan.domains.reporting.rules.cells import Share, State
from qalqan.kernel.i18n.formatting import language

from .cell_words import MEANINGS, WORDS, marks
from .screens import bar, day_asked, namespaces, number_asked, page, progress_page, require_shown, small_bar


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A word of the map, its mark, what it means, and how many cells say it."""

    state: State
    mark: SafeString
    word: str
    meaning: str
    count: int


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section of the plan and its rows as HTML."""

    number: int
    title: str
    language: str
    rows: SafeString


@require_safe
@progress_page
def progress(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """All plans with the share of evidence of each."""
    asked = day_asked(request)
    found = []
    for head in plans.plans(language(), public_only=is_open):
        known = heat(head.code, day=asked.day, language=language())
        found.append((head, bar(known.of()), known.years))
    return page(request, "plans.html", {"plans": found}, asked, is_open=is_open)


@require_safe
@progress_page
def heat_map(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """The map of one plan. `?year=` (0: all years), `?section=`, `?state=`, `?on=`."""
    asked = day_asked(request)
    terms = plan_years(code, asked.day, language())
    years = tuple(sorted({*terms, *told_years(code, asked.day)}))
    year = year_asked(request, years, asked.day, terms)
    found = heat(code, year=year, day=asked.day, language=language())
    require_shown(found.plan, is_open=is_open)
    section = number_asked(request, "section")
    state = State(request.GET["state"]) if request.GET.get("state") in set(State) else None
    rows = list(chosen(found, section, state))
    places, by_place = columns(found, year), found.split(lambda key: key[1])
    whole = found.of()
    return page(
        request,
        "heat.html",
        {
            "plan": found.plan,
            "years": found.years if year is None else years,
            "year": year,
            "places": places,
            "nation_name": _("Nation"),
            "legend": legend(whole),
            "bar": bar(whole),
            "sections": list(_sections(found, rows, places, year, asked.query, is_open)),
            "by_place": [
                (place, SafeString(small_bar(by_place.get(place.code, Share()))))
                for place in places
                if year is None or year in terms or place.code in by_place
            ],
            "section": section,
            "section_options": [
                (str(n), f"{n}. {title.capitalize()}") for n, title, _language in found.sections
            ],
            "state": state,
            "state_options": [(str(each), WORDS[each]) for each in State],
            "active": (section is not None) + (state is not None) + bool(asked.day),
            "shown": len(rows),
            "silent": len(found.rows) - len({number for number, _place, _year in found.cells}),
            "has_cells": bool(found.cells),
        },
        asked,
        is_open=is_open,
    )


def year_asked(
    request: HttpRequest,
    years: tuple[int, ...],
    day: datetime.date | None,
    usual: tuple[int, ...] = (),
) -> int | None:
    """The year of the address; 0 is all years (None). Without one, the newest that has begun by the day, of
    the `usual` ones if there are any."""
    written = number_asked(request, "year")
    if written == 0:
        return None
    if written in years:
        return written
    usual = usual or years
    begun = [year for year in usual if year <= (day or timezone.localdate()).year] or usual
    return begun[-1] if begun else None


def chosen(found: Heat, section: int | None, state: State | None) -> Iterable[plans.OverviewRow]:
    """The rows of which anything is owed or known, as the filters let them through: of a section, with at
    least one cell that says `state`."""
    saying = {number for (number, _place, _year), word in found.cells.items() if state in (None, word)}
    for row in found.rows:
        if (section is None or row.section == section) and row.number in saying:
            yield row


def columns(found: Heat, year: int | None) -> tuple[Place, ...]:
    """The nation and the regions that stood at the end of the year, or on the day of the page if that is
    earlier; for all years, those of the day."""
    end = found.day if year is None else min(datetime.date(year, 12, 31), found.day)
    return (Place(NATION, _("Nation"), _("Nation")), *places_on(end, language()))


def legend(whole: Share) -> list[LegendLine]:
    """Every word of the map with its count."""
    drawn = marks(language())
    return [
        LegendLine(state, drawn[state], str(WORDS[state]), str(MEANINGS[state]), whole.counts[state])
        for state in State
    ]


def _sections(
    found: Heat,
    rows: list[plans.OverviewRow],
    places: tuple[Place, ...],
    year: int | None,
    query: str,
    is_open: bool,
) -> Iterable[SectionShown]:
    draw = _Drawing(found, places, query, is_open=is_open)
    for number, title, spoken in found.sections:
        own = [row for row in rows if row.section == number]
        if own:
            drawn = (draw.years(row) if year is None else draw.row(row, year) for row in own)
            yield SectionShown(number, title, spoken, SafeString("".join(drawn)))


class _Drawing:
    """Rows of the table as HTML."""

    def __init__(self, found: Heat, places: tuple[Place, ...], query: str, *, is_open: bool) -> None:
        self.found, self.places, self.query = found, places, query
        self.yearly = found.split(lambda key: (key[0], key[2]))
        self.space = namespaces(is_open=is_open)["own"]
        self.marks = {
            state: f'<td class="r-cell r-cell--{state}">{mark}</td>'
            for state, mark in marks(language()).items()
        }
        self.blank = format_html(
            '<td class="r-cell"><span class="q-visually-hidden">{}</span></td>', _("not owed")
        )

    def head(self, row: plans.OverviewRow) -> str:
        url = measure_url(self.space, self.found.plan.code, row.number) + self.query
        return format_html(
            '<th scope="row"><a class="govuk-link" href="{}"><span class="r-no">{}</span> '
            '<span lang="{}">{}</span></a></th>',
            url, row.number, row.title.language, row.title.text,
        )  # fmt: skip

    def row(self, row: plans.OverviewRow, year: int) -> str:
        cells, number = self.found.cells, row.number
        drawn = (
            self.blank if state is None else self.marks[state]
            for state in (cells.get((number, place.code, year)) for place in self.places)
        )
        share = Share(state for state in (cells.get((number, p.code, year)) for p in self.places) if state)
        return f"<tr>{self.head(row)}{''.join(drawn)}{self.summary(share)}</tr>"

    def years(self, row: plans.OverviewRow) -> str:
        drawn = (self.summary(self.yearly.get((row.number, year), Share())) for year in self.found.years)
        return f"<tr>{self.head(row)}{''.join(drawn)}</tr>"

    def summary(self, share: Share) -> str:
        """A narrow bar with the number it stands for."""
        if not share.total:
            return self.blank
        return f'<td class="r-sum">{small_bar(share)}</td>'


def measure_url(space: str, code: str, number: int) -> str:
    """The address of a measure's progress page."""
    return reverse(f"{space}:heat_measure", args=[code, number])
