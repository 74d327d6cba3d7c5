"""The plan's overview: rows in force on a day, filtered and searched, with counts per filter value.

All rows of the plan are read (some hundreds, in a fixed number of queries) and filtered in memory, because
each count needs the rows that every *other* filter lets through. Only the search runs in the database, on
its word index."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, QuerySet

from .. import labels, models, rules, search
from ..reading.document import Deadline
from ..store import OPEN
from .common import BodyLabel, BodyNames, PlanHead, Worded, Words, find, head, source_of, today

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
class OverviewDuty:
    """A body in a row, as the plan names it."""

    body: BodyLabel
    role: str
    by_agreement: bool


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """A measure in a list. Texts are in the reader's language where there is a translation."""

    number: int
    section: int
    title: Worded
    form: Worded
    form_kinds: tuple[str, ...]
    is_claim_only: bool
    duties: tuple[OverviewDuty, ...]
    deadline: Worded
    start: date | None
    end: date | None
    clock: rules.ClockReading
    state_label: str
    funding: rules.Funding
    funding_label: str
    finance: Worded
    total: Decimal | None
    years: Mapping[int, Decimal]
    sources: tuple[str, ...]
    programmes: tuple[str, ...]
    gaps: int
    defects: int
    is_amended: bool


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
    """`rows` of this page out of `found`; `total` rows are in force on `day`."""

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
    plan = find(plan_code)
    source = source_of(plan)
    words = Words(plan.id, plan.language, language)
    versions = models.MeasureVersion.objects.filter(measure__plan=plan, legal__contains=day, **OPEN)
    names = BodyNames(source, words)
    rows = load_rows(versions, source.id, words, names, day)
    total = len(rows)
    if chosen.search.strip():
        hits = searched(versions, chosen.search)
        rows = [row for row in rows if row.number in hits]
    shown = [row for row in rows if all(_passes(row, name, chosen) for name in FACETS)]
    titles = section_titles(source, words)
    counts = Counter(row.section for row in shown)
    pages = max(1, -(-len(shown) // page_rows))
    page = min(max(page, 1), pages)
    return Overview(
        plan=head(plan, source, words, total),
        day=day,
        language=language,
        filters=chosen,
        sections=tuple(OverviewSection(n, title, counts[n]) for n, title in titles.items()),
        rows=tuple(shown[(page - 1) * page_rows : page * page_rows]),
        facets=tuple(_facet(name, rows, chosen, language, names, titles) for name in FACETS),
        found=len(shown),
        total=total,
        page=page,
        pages=pages,
    )


def section_titles(source: models.SourceDocument, words: Words) -> dict[int, Worded]:
    """Section titles by number."""
    rows = source.section_titles.order_by("section__number").values_list("section__number", "title")
    return {number: words(title) for number, title in rows}


def searched(versions: "QuerySet[models.MeasureVersion]", text: str) -> set[int]:
    """Numbers of the measures that hold every word of `text` in any of its forms; none when the text has no
    word to search."""
    query = search.query(text)
    if not query:
        return set()
    hits = versions.filter(tokens=SearchQuery(query, config="simple", search_type="raw"))
    return set(hits.values_list("measure__number", flat=True))


def load_rows(
    versions: "QuerySet[models.MeasureVersion]",
    source_id: UUID,
    words: Words,
    names: Callable[[str], BodyLabel],
    day: date,
) -> list[OverviewRow]:
    """List rows of wordings, ordered by number."""
    found = versions.order_by("measure__number").values_list(
        "id", "measure_id", "measure__number", "section__number", "title", "form", "deadline_text",
        "deadline_start", "deadline_end", "finance_text", "finance_total", "amendment_id",
    )  # fmt: skip
    parts = _Parts(versions)
    noted = _finding_counts(source_id)
    rows = []
    for id_, measure, number, section, title, form, term, start, end, finance, total, amendment in found:
        clock = rules.read_clock(Deadline(term, start, end), day)
        paid_by, years = parts.codes(parts.sources, id_), dict(parts.years[id_])
        funding = rules.funding_class(finance, total is not None or bool(years), paid_by)
        kinds = parts.codes(parts.kinds, id_)
        rows.append(
            OverviewRow(
                number=number,
                section=section,
                title=words(title),
                form=words(form),
                form_kinds=kinds,
                is_claim_only=kinds == ("information_note",),
                duties=tuple(OverviewDuty(names(code), *part) for code, *part in parts.duties[id_]),
                deadline=words(term),
                start=start,
                end=end,
                clock=clock,
                state_label=labels.label("state", clock.state, words.language),
                funding=funding,
                funding_label=labels.label("funding", funding, words.language),
                finance=words(finance or ""),
                total=total,
                years=years,
                sources=paid_by,
                programmes=parts.codes(parts.programmes, id_),
                gaps=noted[measure, "gap"],
                defects=noted[measure, "defect"],
                is_amended=amendment is not None,
            )
        )
    return rows


class _Parts:
    """The parts of a list's wordings, one query for each kind."""

    def __init__(self, versions: "QuerySet[models.MeasureVersion]") -> None:
        self.duties = _children(models.Duty, versions, "body_code", "role", "is_by_agreement")
        self.kinds = _children(models.Deliverable, versions, "kind")
        self.years = _children(models.YearAmount, versions, "year", "amount")
        self.sources = _children(models.FundingSource, versions, "code")
        self.programmes = _children(models.Programme, versions, "code")

    @staticmethod
    def codes(parts: Mapping[UUID, list[tuple[Any, ...]]], version: UUID) -> tuple[str, ...]:
        """The codes of a wording's parts in order, each once."""
        return tuple(dict.fromkeys(code for (code,) in parts[version]))


def _children(
    model: type[models.measure.Part], versions: "QuerySet[models.MeasureVersion]", *columns: str
) -> Mapping[UUID, list[tuple[Any, ...]]]:
    """Parts of wordings by wording. A subquery, because two hundred keys as parameters cost more than the
    database needs to find them again."""
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    rows = model._default_manager.filter(version__in=versions.order_by().values("id"))
    for version, *values in rows.values_list("version_id", *columns):
        found[version].append(tuple(values))
    return found


def _finding_counts(source_id: UUID) -> Counter[tuple[UUID | None, str]]:
    counted = models.Finding.objects.filter(source=source_id).order_by().values_list("measure_id", "kind")
    return Counter({(measure, kind): n for measure, kind, n in counted.annotate(n=Count("id"))})


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
    return int(head_) if head_.isdigit() else 10_000


def _label(
    facet: str,
    value: str,
    language: str,
    names: Callable[[str], BodyLabel],
    titles: Mapping[int, Worded],
) -> str:
    """The name of a filter's value; the value itself when nothing is called so (a mistyped address)."""
    if facet == "section":
        title = titles.get(int(value)) if value.isdigit() else None
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
