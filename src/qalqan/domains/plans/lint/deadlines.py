"""Rules on deadlines: a term that can be read, lies in the plan's period, and can be checked half-way."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from qalqan.domains.plans.lint.draft import YEAR, Draft
from qalqan.domains.plans.lint.engine import Hit, rule
from qalqan.domains.plans.reading.document import Measure

MILESTONE_AFTER = timedelta(days=2 * 366)  # longer than two years: one check at the end comes too late
SHORTEST_TERM = timedelta(days=14)
YEARS_RANGE = re.compile(r"(?:19|20)\d\d\s*[-–—]\s*(?:19|20)\d\d")
# years inside the citation of an act are not of the plan: "от 18 июня 2013 года", "2013 жылғы 18 маусымдағы"
CITED_YEAR = re.compile(
    r"\bот\s+\d{1,2}\s+\w+\s+(?:19|20)\d\d|(?:19|20)\d\d\s+жылғы\s+\d{1,2}\s+\w+|\d{2}\.\d{2}\.(?:19|20)\d\d"
)


@rule("deadlines.missing", "error")
def missing(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        if not each.deadline.text.strip() and "deadline" in draft.columns:
            yield Hit((draft.at(each, "deadline"),))


@rule("deadlines.unreadable", "error")
def unreadable(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        text = each.deadline.text
        if text.strip() and each.deadline.end is None and not draft.has("open_deadline", text):
            yield Hit((draft.at(each, "deadline"),))


@rule("deadlines.open-ended", "warning")
def open_ended(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        if each.deadline.end is None and draft.has("open_deadline", each.deadline.text):
            yield Hit((draft.at(each, "deadline"),))


@rule("deadlines.no-unit", "warning")
def no_unit(draft: Draft) -> Iterator[Hit]:
    """A year without the word "year": "2020-2023"."""
    for each in draft.measures:
        text = each.deadline.text
        if (
            YEAR.search(text)
            and not re.search(r"\d{1,2}\.\d{1,2}\.\d{4}", text)
            and not draft.has("year_word", text)
        ):
            yield Hit((draft.at(each, "deadline"),))


@rule("deadlines.reversed", "error")
def reversed_(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        years = [int(year) for year in YEAR.findall(each.deadline.text)]
        start, end = each.deadline.start, each.deadline.end
        if years != sorted(years) or (start and end and start > end):
            yield Hit((draft.at(each, "deadline"),))


@rule("deadlines.before-act", "error")
def before_act(draft: Draft) -> Iterator[Hit]:
    signed = draft.document.act.date
    for each in draft.measures:
        if signed and each.deadline.end and each.deadline.end < signed:
            yield Hit((draft.at(each, "deadline"),), {"date": signed.isoformat()})


@rule("deadlines.too-soon", "warning")
def too_soon(draft: Draft) -> Iterator[Hit]:
    """Fewer than fourteen days between the act and the deadline."""
    signed = draft.document.act.date
    for each in draft.measures:
        if signed and each.deadline.end and signed <= each.deadline.end < signed + SHORTEST_TERM:
            params = {"days": str((each.deadline.end - signed).days), "date": signed.isoformat()}
            yield Hit((draft.at(each, "deadline"),), params)


@rule("deadlines.outside-period", "error")
def outside_period(draft: Draft) -> Iterator[Hit]:
    """A deadline that begins or ends outside the years in the act's title."""
    if draft.period is None:
        return
    first, last = draft.period
    for each in draft.measures:
        days = [day for day in (each.deadline.start, each.deadline.end) if day]
        if any(not first <= day.year <= last for day in days):
            yield Hit((draft.at(each, "deadline"),), {"period": f"{first}–{last}"})


@rule("deadlines.title-later", "error")
def title_later(draft: Draft) -> Iterator[Hit]:
    """The title promises a year that comes after the deadline has ended."""
    for each in draft.measures:
        if each.deadline.end is None:
            continue
        cited = [found.span() for found in CITED_YEAR.finditer(each.title)]
        for found in YEAR.finditer(each.title):
            inside = any(start <= found.start() < end for start, end in cited)
            if not inside and int(found[0]) > each.deadline.end.year:
                place = draft.mark(draft.cell(each, "title"), *found.span())
                params = {"year": found[0], "deadline": each.deadline.text}
                yield Hit((place, draft.at(each, "deadline")), params)
                break


@rule("deadlines.recurring", "warning")
def recurring(draft: Draft) -> Iterator[Hit]:
    """A month or a quarter of several years ("December of 2020-2021"): two deadlines, or one?"""
    for each in draft.measures:
        text = each.deadline.text
        part = draft.has("months", text) or draft.has("part_of_year", text)
        if part and YEARS_RANGE.search(text) and len(list(draft.matches("months", text))) < 2:
            yield Hit((draft.at(each, "deadline"),))


@rule("deadlines.no-milestone", "warning")
def no_milestone(draft: Draft) -> Iterator[Hit]:
    """Rows that run longer than two years and name no date in between; one finding for each term."""
    groups: dict[tuple[str, str], list[Measure]] = defaultdict(list)
    for each in draft.measures:
        start, end = each.deadline.start, each.deadline.end
        if start and end and end - start > MILESTONE_AFTER:
            groups[start.isoformat(), end.isoformat()].append(each)
    for (start_text, end_text), measures in groups.items():
        places = tuple(draft.at(each, "deadline") for each in measures)
        yield Hit(places, {"start": start_text, "end": end_text})
