"""Cells into values: the same for every format, so that a date in a PDF is read as a date in a text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from . import bodies, deadlines, money
from .document import BodyRef, Deadline, Finance, Finding, Joint, Measure, Section, Span
from .lexicon import Lexicon
from .problems import PlanUnreadable
from .rows import RawPlan, RawRow, RawSection, spans, stripped
from .sections import roman
from .typography import compose
from .words import Piece, fragments, joint_span, settle

_QUOTE = 60
DOUBT = 0.9  # joints with less confidence are shown to a person


@dataclass
class Context:
    """What reading a row needs, and where it reports."""

    lexicon: Lexicon
    abbreviations: Mapping[str, str]
    words_whole: bool = False
    joints: list[Joint] = field(default_factory=list)
    defects: list[Finding] = field(default_factory=list)
    gaps: list[Finding] = field(default_factory=list)
    rules: dict[str, int] = field(default_factory=dict)

    def text(self, pieces: tuple[Piece, ...], row: int | None, name: str) -> str:
        """The words of a cell; doubtful joints are reported."""
        parts = fragments(pieces, self.words_whole)
        joined, scored = settle(parts, self.lexicon)
        for part in parts:
            self.rules[part.rule] = self.rules.get(part.rule, 0) + 1
        for joint in scored:
            if joint.confidence < DOUBT:
                left, right = parts[joint.left].token, parts[joint.left + 1].token
                self.joints.append(
                    Joint(
                        joint_span(left, right),
                        left.text,
                        right.text,
                        joint.joined,
                        round(joint.confidence, 3),
                        row,
                        name,
                    )
                )
        return compose(parts, joined)


def read_measures(plan: RawPlan, context: Context) -> tuple[Measure, ...]:
    """Every row as a Measure, in the order of the plan."""
    measures: list[Measure] = []
    for row in plan.rows:
        measures.append(_measure(plan, row, context, measures[-1].number if measures else None))
    return tuple(measures)


def read_sections(plan: RawPlan, context: Context) -> tuple[Section, ...]:
    """Headings with their numbers ("II." is 2); a heading without a numeral counts from the one before."""
    sections: list[Section] = []
    for raw in plan.sections:
        number, title = _heading(raw, context, len(sections) + 1)
        sections.append(Section(number, title, spans(raw.pieces)))
    return tuple(sections)


def _heading(raw: RawSection, context: Context, ordinal: int) -> tuple[int, str]:
    text = context.text(raw.pieces, None, "section")
    head, _, rest = text.partition(" ")
    value = roman(head.rstrip(".)"))
    if value is not None and rest:
        return value, rest
    digits = head.rstrip(".)")
    if digits.isdigit() and rest:
        return int(digits), rest
    return ordinal, text


def _measure(plan: RawPlan, row: RawRow, context: Context, previous: int | None) -> Measure:
    number = _number(row, context, previous)
    cell = row.cells
    places: dict[str, tuple[Span, ...]] = {key: spans(value) for key, value in cell.items()}

    def words(key: str) -> str:
        return context.text(cell[key], number, key) if key in cell else ""

    extra = {
        column.header: words(column.key)
        for column in plan.columns
        if column.key.startswith("column:") and column.key in cell
    }
    return Measure(
        number=number,
        section=row.section,
        title=words("title"),
        form=words("form"),
        bodies=_bodies(row, number, words("bodies"), context),
        deadline=_deadline(row, number, words("deadline"), context),
        finance=_finance(plan, row, number, context),
        spans=places,
        extra=extra,
    )


def _number(row: RawRow, context: Context, previous: int | None) -> int:
    digits = "".join(char for char in stripped(row.cells.get("number", ())) if char.isdigit())
    if not digits:
        start = context.text(row.cells.get("title", ()), None, "title")[:_QUOTE]
        place = f"section {row.section}" + (f", after {previous}" if previous else "")
        raise PlanUnreadable("row.no_number", place, {"text": start})
    return int(digits)


def _bodies(row: RawRow, number: int, text: str, context: Context) -> tuple[BodyRef, ...]:
    pieces = row.cells.get("bodies", ())
    found = bodies.parse(stripped(pieces), text, context.abbreviations)
    place, where = f"row {number}, bodies", spans(pieces)
    for ref in found.refs:
        if ref.written:
            params = {"written": ref.written, "code": ref.code}
            context.defects.append(Finding("body-misspelt", place, ref.written, where, params))
    if found.missing_commas:
        context.defects.append(Finding("comma-missing", place, text, where))
    if found.trailing_comma:
        context.defects.append(Finding("comma-trailing", place, text, where))
    return found.refs


def _deadline(row: RawRow, number: int, text: str, context: Context) -> Deadline:
    where = spans(row.cells.get("deadline", ()))
    try:
        start, end = deadlines.bounds(text)
    except ValueError:
        raise PlanUnreadable("deadline.impossible", f"row {number}, deadline", {"text": text}) from None
    place = f"row {number}, deadline"
    if deadlines.recurs(text):
        context.gaps.append(Finding("deadline-recurs", place, text, where))
    if end is None:
        context.gaps.append(Finding("deadline-open", place, text, where))
    return Deadline(text, start, end)


def _finance(plan: RawPlan, row: RawRow, number: int, context: Context) -> Finance:
    years: dict[str, Decimal] = {}
    text: str | None = None
    total: Decimal | None = None
    for column in plan.columns:
        pieces = row.cells.get(column.key)
        if pieces is None:
            if column.key.startswith(("years.", "total", "finance", "sources", "programmes")):
                context.defects.append(Finding("cell-mark-missing", f"row {number}, {column.key}"))
            continue
        if column.key in ("total", "finance"):
            total = money.amount(stripped(pieces), f"row {number}, {column.key}")
            wording = context.text(pieces, number, column.key)
            text = None if total is not None or money.is_dash(wording) else wording
        elif column.key.startswith("years."):
            value = money.amount(stripped(pieces), f"row {number}, {column.key}")
            if value is not None:
                years[column.key.removeprefix("years.")] = value
    return Finance(
        text,
        total,
        years,
        _items(row, "sources", number, context),
        _items(row, "programmes", number, context),
    )


def _items(row: RawRow, key: str, number: int, context: Context) -> tuple[str, ...]:
    pieces = row.cells.get(key, ())
    text = context.text(pieces, number, key)
    if not text or money.is_dash(text):
        return ()
    return money.programmes(text) if key == "programmes" else money.sources(text)
