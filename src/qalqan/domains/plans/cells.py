"""A measure as named cells of text, and back. Pure, no Django.

One notation serves patches, differences and the ledger: `title`, `form`, `bodies` ("МОН, ГП (по
согласованию)"), `deadline`, `deadline.start`, `deadline.end`, `finance`, `total`, `years.2021`, `sources`,
`programmes`, `section`, and `column:<header>` for the columns that the register has no name for.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from .reading.deadlines import bounds
from .reading.document import BodyRef, Deadline, Finance, Measure
from .refusals import Refused

BY_AGREEMENT = re.compile(r"\s*\((?:по\s+согласованию|келісім\s+бойынша|by\s+agreement)\)\s*$", re.IGNORECASE)
EMPTY_DEADLINE = Deadline("", None, None)
EMPTY_FINANCE = Finance(None, None, {}, (), ())


def bodies_text(bodies: tuple[BodyRef, ...]) -> str:
    """Bodies as a plan writes them."""
    return ", ".join(body.code + (" (по согласованию)" if body.by_agreement else "") for body in bodies)


def parse_bodies(text: str) -> tuple[BodyRef, ...]:
    """Bodies of a cell, codes as written."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        code = BY_AGREEMENT.sub("", part)
        found.append(BodyRef(code, by_agreement=code != part))
    return tuple(found)


def cells(row: Measure) -> dict[str, str]:
    """Every cell of a row that is not empty, in the order of the columns."""
    finance, deadline = row.finance, row.deadline
    found: dict[str, str] = {"section": str(row.section), "title": row.title, "form": row.form}
    found["bodies"] = bodies_text(row.bodies)
    found["deadline"] = deadline.text
    found["deadline.start"] = deadline.start.isoformat() if deadline.start else ""
    found["deadline.end"] = deadline.end.isoformat() if deadline.end else ""
    found["finance"] = finance.text or ""
    found["total"] = str(finance.total) if finance.total is not None else ""
    found |= {f"years.{year}": str(amount) for year, amount in sorted(finance.years.items())}
    found["sources"] = ", ".join(finance.sources)
    found["programmes"] = ", ".join(finance.programmes)
    found |= {f"column:{header}": text for header, text in row.extra.items()}
    return {column: text for column, text in found.items() if text}


def matches(held: str, expected: str | None) -> bool:
    """Whether two writings of a cell are the same but for white space. None and "" are an empty cell."""
    return " ".join(held.split()) == " ".join((expected or "").split())


def with_cell(row: Measure, column: str, text: str | None) -> Measure:
    """The row with one cell written anew. A new `deadline` wording brings the days it names; others can be
    given with `deadline.start` and `deadline.end`. Refused for a sum or a day that cannot be read, or no such
    column."""
    value = (text or "").strip()
    finance, deadline = row.finance, row.deadline
    if column == "title":
        return replace(row, title=value)
    if column == "form":
        return replace(row, form=value)
    if column == "section":
        return replace(row, section=int(value))
    if column == "bodies":
        return replace(row, bodies=parse_bodies(value))
    if column == "deadline":
        return replace(row, deadline=_deadline(value, f"row {row.number}, {column}"))
    if column == "deadline.start":
        return replace(row, deadline=replace(deadline, start=_day(value, f"row {row.number}, {column}")))
    if column == "deadline.end":
        return replace(row, deadline=replace(deadline, end=_day(value, f"row {row.number}, {column}")))
    if column == "finance":
        return replace(row, finance=replace(finance, text=value or None))
    if column == "total":
        total = money(value, f"row {row.number}, {column}") if value else None
        return replace(row, finance=replace(finance, total=total))
    if column.startswith("years."):
        amount = money(value, f"row {row.number}, {column}") if value else None
        years = _with(finance.years, column.removeprefix("years."), amount)
        return replace(row, finance=replace(finance, years=years))
    if column == "sources":
        return replace(row, finance=replace(finance, sources=_listed(value)))
    if column == "programmes":
        return replace(row, finance=replace(finance, programmes=_listed(value)))
    if column.startswith("column:"):
        return replace(row, extra=_with(row.extra, column.removeprefix("column:"), value or None))
    raise Refused("patch-unreadable", f"row {row.number}, {column}", reason=f"no column {column}")


def _with[Value](mapping: Mapping[str, Value], key: str, value: Value | None) -> dict[str, Value]:
    """A mapping with a key set, or taken out when there is no value."""
    kept = {k: v for k, v in mapping.items() if k != key}
    return kept if value is None else kept | {key: value}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def row_from(number: int, parts: Mapping[str, str]) -> Measure:
    """A whole row from its cells."""
    row = Measure(number, 1, "", "", (), EMPTY_DEADLINE, EMPTY_FINANCE, {})
    for column in sorted(parts, key=lambda name: (name.startswith("deadline."), name)):
        row = with_cell(row, column, parts[column])
    return row


def money(text: str | Decimal, place: str) -> Decimal:
    """A sum in millions of tenge, scale as written. Refused when it is no number or below zero."""
    try:
        amount = Decimal(str(text).replace(",", "."))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise Refused("money-unread", place, value=str(text))
    return amount


def _deadline(text: str, place: str) -> Deadline:
    try:
        return Deadline(text, *bounds(text))
    except ValueError as error:
        raise Refused("patch-unreadable", place, reason=str(error)) from None


def _day(text: str, place: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("patch-unreadable", place, reason=str(error)) from None
