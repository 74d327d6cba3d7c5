"""What a plan is once read: plain frozen values, no Django, no database.

Two families live here. *Source* types describe what a file holds before anyone understands it: one
canonical text, and for formats that keep cells, tables of cells whose pieces point into that text.
*Plan* types describe what was understood. Every plan value carries `Span`s into the source's text, so that
a reader of the register can be shown the very characters a field came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open range of characters, `text[start:end]`, in `Source.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its pieces are the printed lines (or paragraphs) in reading order."""

    column: int
    pieces: tuple[Span, ...]
    column_span: int = 1
    row_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as the file has them; a cell merged over rows stands in its first row only."""

    rows: tuple[tuple[Cell, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Source:
    """A file turned into one text. `tables` is empty for formats that lost their cells (plain text).

    `words_whole` is true where the format keeps words whole (DOCX, HTML, XLSX) and false where a line end
    may cut a word anywhere (text and PDF of narrow columns).
    """

    format: str
    text: str
    tables: tuple[Table, ...] = ()
    words_whole: bool = False
    pages: tuple[int, ...] = ()  # offset in `text` at which each page begins, where known
    notes: tuple[str, ...] = ()  # rules of problems.toml to be told without refusing


@dataclass(frozen=True, slots=True)
class BodyRef:
    """A responsible body as the row names it, by its defined code (МВД, МОН, ...)."""

    code: str
    by_agreement: bool = False
    written: str = ""  # the characters of the source, when they differ from the code


@dataclass(frozen=True, slots=True)
class Deadline:
    """Inclusive dates; None where the text names none. `text` as a careful typist would write it."""

    text: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Finance:
    """Columns of cost and source. Money in millions of tenge, as written; a dash is an absent key.

    `text` is the wording that stands in place of a sum ("не требуются"); None when there is a sum.
    """

    text: str | None
    total: Decimal | None
    years: Mapping[str, Decimal]
    sources: tuple[str, ...]
    programmes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the plan.

    `spans` is keyed by field: number, title, form, bodies, deadline, finance, total, years.2020 (one key a
    year), sources, programmes, and `column:<header>` for kept unknown columns.
    """

    number: int
    section: int
    title: str
    form: str
    bodies: tuple[BodyRef, ...]
    deadline: Deadline
    finance: Finance
    spans: Mapping[str, tuple[Span, ...]]
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    number: int
    title: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """The act that approves the plan."""

    number: str
    date: date | None
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph of the act: number as written ("2", "2.1" for a sub-paragraph)."""

    number: str
    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap or a defect: which rule, where (`place` such as "row 43, finance"), and its parameters.

    The words for the reader are in the rule's own catalogue, in three languages; `quote` is the source.
    """

    rule: str
    place: str
    quote: str = ""
    spans: tuple[Span, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joint:
    """A place where two fragments of a word may or may not belong together; `confidence` 0..1.

    Joints under the doubt threshold are shown to a person in the import review.
    """

    span: Span
    left: str
    right: str
    joined: bool
    confidence: float
    row: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """All that was read, with all its places. `furniture` names what is not content (headers, page cuts)."""

    act: Act
    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    measures: tuple[Measure, ...]
    abbreviations: Mapping[str, str]
    gaps: tuple[Finding, ...]
    defects: tuple[Finding, ...]
    joints: tuple[Joint, ...]
    furniture: Mapping[str, tuple[Span, ...]]
    source: Source
    language: str = "ru"
    notes: tuple[str, ...] = ()
