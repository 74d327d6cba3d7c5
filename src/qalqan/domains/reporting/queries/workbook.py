"""What a workbook is made of, and what it is compared with when it comes back. Both inside a scope."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from qalqan.domains.bodies import api as bodies
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting import needs
from qalqan.domains.reporting.models import Entry, Line, Package
from qalqan.domains.reporting.queries.lines import LineRow, PackagePage, package_page
from qalqan.domains.reporting.rules import lines as rules
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.domains.reporting.rules.workbook import ExpectedLine
from qalqan.domains.reporting.rules.workbook_texts import Stamp, digest
from qalqan.kernel.names import LANGUAGES


@dataclass(frozen=True, slots=True)
class BookFact:
    """What an independent source saw, to stand beside an empty cell."""

    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    day: date
    source_kind: str
    source_name: str


@dataclass(frozen=True, slots=True)
class BookLine:
    """A row of the workbook. `is_measured`: an indicator is bound, so a value may be given."""

    number: int
    title: str
    term: str
    indicator: str
    unit: str
    is_measured: bool
    is_percent: bool
    fact: BookFact | None
    fields: Fields
    state: str
    version: int

    @property
    def is_open(self) -> bool:
        return self.state in rules.WRITABLE


@dataclass(frozen=True, slots=True)
class BookData:
    """A report as a workbook shows it, in one language."""

    language: str
    stamp: Stamp
    plan: str
    body: str
    due: date | None
    lines: tuple[BookLine, ...]


def book_data(package_id: UUID, language: str) -> BookData:
    """What the workbook of a report holds. Refused("no_such_package")."""
    page = package_page(package_id, language=language)
    head = page.head
    plan = head.plan_code
    if head.plan:
        act = plans.overview(head.plan_code, as_of=head.period_end, language=language, page_rows=1).plan
        plan = f"№ {act.act_number}. {act.act_title.text}"
    return BookData(
        language=language,
        stamp=_stamp(page),
        plan=plan,
        body=bodies.body(head.body_code).name[language],
        due=head.due,
        lines=tuple(_line(row, language) for row in page.rows),
    )


def _stamp(page: PackagePage) -> Stamp:
    head = page.head
    return Stamp(
        head.plan_code,
        head.body_code,
        head.period_start,
        head.period_end,
        head.id,
        digest({row.number: row.version for row in page.rows}),
    )


def _line(row: LineRow, language: str) -> BookLine:
    found, indicator = row.offered, row.indicator
    return BookLine(
        number=row.number,
        title=row.row.title.text if row.row else "",
        term=row.row.deadline.text if row.row else "",
        indicator=indicator.name[language] if indicator else "",
        unit=indicator.measured_in.short[language] or indicator.measured_in.name[language]
        if indicator
        else "",
        is_measured=indicator is not None,
        is_percent=row.needs.share,
        fact=BookFact(
            found.value,
            found.numerator,
            found.denominator,
            found.period_end,
            found.source_kind,
            found.source_name,
        )
        if found
        else None,
        fields=row.fields,
        state=row.kept_state,
        version=row.version,
    )


def expected(package: Package, lines: Iterable[Line]) -> tuple[Stamp, dict[int, ExpectedLine]]:
    """The stamp that a workbook of this package bears, and its lines with every version of what they said.
    A fixed number of queries."""
    listed = list(lines)
    numbers = [line.measure_number for line in listed]
    period = (package.period_start, package.period_end)
    wanted = needs.needs_of(package.plan_code, period, numbers, needs.claimed_numbers(package.pk))
    bound = needs.claimed_indicators(package.plan_code)
    said = _versions(listed)
    titles: dict[int, list[str]] = defaultdict(list)
    for language in LANGUAGES:
        for number, row in needs.measure_rows(package.plan_code, package.period_end, language).items():
            titles[number].append(row.title.text)
    found = {
        line.measure_number: ExpectedLine(
            id=line.pk,
            number=line.measure_number,
            state=line.state,
            version=line.version,
            entries=said[line.pk],
            titles=tuple(dict.fromkeys(titles[line.measure_number])),
            measured=bound.get(line.measure_number),
            is_percent=wanted[line.measure_number].share,
            needs=wanted[line.measure_number],
        )
        for line in listed
    }
    mark = digest({line.measure_number: line.version for line in listed})
    stamp = Stamp(package.plan_code, package.body_code, *period, package.pk, mark)
    return stamp, found


def _versions(lines: list[Line]) -> Mapping[UUID, dict[int, Fields]]:
    found: dict[UUID, dict[int, Fields]] = defaultdict(dict)
    rows = Entry.objects.filter(line__in=[line.pk for line in lines], is_aside=False).order_by("number")
    for row in rows:
        found[row.line_id][row.version] = needs.said(row)
    return found
