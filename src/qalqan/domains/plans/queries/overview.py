"""The plan's overview: rows in force on a day, filtered and searched, with counts per filter value.

All rows of the plan are at hand (see `snapshot`) and filtered in memory, because each count needs the rows
that every *other* filter lets through. Only the search runs in the database, on its word index."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import SearchQuery

from .. import labels, models, search
from ..store import OPEN
from .common import BodyLabel, PlanHead, Worded, today
from .rows import OverviewRow
from .snapshot import snapshot

PAGE_ROWS = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """Each holds one value of its facet or nothing; `search` is what a person typed."""

    section: str = ""
    body: str = ""
    form: str = ""
    deadline: str = ""
    funding: str = ""
    state: str = ""
    search: str = ""

    def as_query(self) -> dict[str, str]:
        """The filters that are set, for an address."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name))}


FACETS = ("section", "body", "form", "deadline", "funding", "state")


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with the number of rows that each of its values would show, other filters as they are."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class OverviewSection:
    """A section, and how many of its rows are among the rows found."""

    number: int
    title: Worded
    rows: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`rows` of this page out of `found`; `total` rows are in force on `day`. `key` is the same as long as
    nothing in the rows of the plan has changed."""

    key: tuple[object, ...]
    plan: PlanHead
    day: date
    language: str
    filters: Filters
    sections: tuple[OverviewSection, ...]
    rows: tuple[OverviewRow, ...]
    facets: tuple[Facet, ...]
    found: int
    total: int
    page: int
    pages: int


def overview(
    plan_code: str,
    *,
    as_of: date | None = None,
    filters: Filters | None = None,
    language: str = "kk",
    page: int = 1,
    page_rows: int = PAGE_ROWS,
) -> Overview:
    """The rows of a plan in force on `as_of` (today if None) and their clocks on that day. A filter value
    that no row has finds nothing; a page beyond the last gives the last. Refused: `plan-unknown`."""
    day, chosen = as_of or today(), filters or Filters()
    kept = snapshot(plan_code, day, language)
    rows, titles = kept.rows, kept.titles
    if chosen.search.strip():
        hits = searched(kept.plan_id, day, chosen.search)
        rows = tuple(row for row in rows if row.number in hits)
    shown = [row for row in rows if all(_passes(row, name, chosen) for name in FACETS)]
    counts = Counter(row.section for row in shown)
    pages = max(1, -(-len(shown) // page_rows))
    page = min(max(page, 1), pages)
    return Overview(
        key=kept.key,
        plan=kept.head,
        day=day,
        language=language,
        filters=chosen,
        sections=tuple(OverviewSection(n, title, counts[n]) for n, title in titles.items()),
        rows=tuple(shown[(page - 1) * page_rows : page * page_rows]),
        facets=tuple(_facet(name, rows, chosen, language, kept.names, titles) for name in FACETS),
        found=len(shown),
        total=len(kept.rows),
        page=page,
        pages=pages,
    )


def searched(plan_id: UUID, day: date, text: str) -> set[int]:
    """Numbers of the measures in force on `day` that hold every word of `text` in any of its forms; none when
    the text has no word to search."""
    query = search.query(text)
    if not query:
        return set()
    versions = models.MeasureVersion.objects.filter(measure__plan=plan_id, legal__contains=day, **OPEN)
    hits = versions.filter(tokens=SearchQuery(query, config="simple", search_type="raw"))
    return set(hits.values_list("measure__number", flat=True))


def half_of(day: date | None) -> str:
    """The half-year of a day as a filter value: "2020-1", or "none"."""
    return f"{day.year}-{1 if day.month <= 6 else 2}" if day else "none"


def values_of(row: OverviewRow, facet: str) -> tuple[str, ...]:
    """The values of a facet that a row has. A deadline has its half-year and its year."""
    if facet == "section":
        return (str(row.section),)
    if facet == "body":
        return tuple(dict.fromkeys(duty.body.code for duty in row.duties))
    if facet == "form":
        return row.form_kinds
    if facet == "deadline":
        half = half_of(row.end)
        return (half,) if half == "none" else (half[:4], half)
    return (str(row.funding if facet == "funding" else row.clock.state),)


def _passes(row: OverviewRow, facet: str, filters: Filters) -> bool:
    wanted = getattr(filters, facet)
    return not wanted or wanted in values_of(row, facet)


def _facet(
    name: str,
    rows: Iterable[OverviewRow],
    filters: Filters,
    language: str,
    names: Callable[[str], BodyLabel],
    titles: Mapping[int, Worded],
) -> Facet:
    others = [other for other in FACETS if other != name and getattr(filters, other)]
    counts: Counter[str] = Counter()
    possible: dict[str, None] = {}
    for row in rows:
        values = values_of(row, name)
        possible.update(dict.fromkeys(values))
        if all(_passes(row, other, filters) for other in others):
            counts.update(values)
    active = getattr(filters, name)
    if active:
        possible.setdefault(active)
    found = [
        FacetValue(value, _label(name, value, language, names, titles), counts[value], value == active)
        for value in possible
    ]
    by_value = name in {"section", "deadline"}
    found.sort(key=lambda v: (_rank(v.value), v.value) if by_value else (-v.count, v.label))
    return Facet(name, labels.label("facet", name, language), tuple(found))


def _rank(value: str) -> int:
    head_ = value.split("-")[0]
    return int(head_) if head_.isdecimal() else 10_000


def _label(
    facet: str,
    value: str,
    language: str,
    names: Callable[[str], BodyLabel],
    titles: Mapping[int, Worded],
) -> str:
    """The name of a filter's value; the value itself when nothing is called so (a mistyped address)."""
    if facet == "section":
        title = titles.get(int(value)) if value.isdecimal() else None
        return f"{value}. {title.text}" if title else value
    if facet == "body":
        return names(value).short
    try:
        if facet == "form":
            return labels.kind(value, language)
        if facet == "deadline":
            return labels.half(value, language)
        return labels.label(facet, value, language)
    except KeyError:
        return value
