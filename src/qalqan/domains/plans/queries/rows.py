"""A measure as one row of a list, and how rows are read: a fixed number of queries for any number of rows."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from .. import labels, models, rules
from ..reading.document import Deadline
from .common import BodyLabel, Worded, Words


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
