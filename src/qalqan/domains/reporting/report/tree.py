"""The content tree that every output is made from: parts, and in them headings, paragraphs and tables, in the
order of reading. An output writes all of it, in this order, and adds no number of its own but page numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from qalqan.domains.reporting.rules.numbers import (
    LooseDigitsError,
    Number,
    Place,
    Run,
    Text,
    plain,
    tokens,
    wording,
)

ALL = frozenset({"docx", "pdf", "xlsx", "json"})
PAPER = frozenset({"docx", "pdf"})
TONES = {"evidenced": "CFE8D8", "partly": "E7F0CF", "claimed": "FCEFC9", "contradicted": "F5CFCA"}
DATA = frozenset({"xlsx", "json"})


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 to 3."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Para:
    """`style`: addressee, sender, title, lead, verdict, body, item, quote, note, sign."""

    text: Text
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Row:
    """`kind`: plain, total or group (one cell over the whole width). `tones`: a standing for each cell that
    is shaded by one; the cell's letter says the same."""

    cells: tuple[Text, ...]
    kind: str = "plain"
    tones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` name columns and hold no digits, because paper repeats them on every page. `widths`: relative.
    `numeric`: columns (from 0) set to the right. `fine`: small print."""

    key: str
    caption: Text
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    numeric: frozenset[int] = frozenset()
    fine: bool = False
    centred: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if any(c.isdigit() for head in self.heads for c in head):
            raise LooseDigitsError(self.key)


type Block = Heading | Para | Table


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of pages of one orientation. `outputs`: which outputs hold it (a table of fourteen hundred
    rows is for the workbook, not for paper)."""

    key: str
    blocks: tuple[Block, ...]
    wide: bool = False
    outputs: frozenset[str] = ALL


@dataclass(frozen=True, slots=True)
class Document:
    """One language of the report. `running` stands at the foot of every page beside its number."""

    language: str
    title: str
    author: str
    running: str
    parts: tuple[Part, ...]

    def of(self, output: str) -> tuple[Part, ...]:
        """The parts that an output holds. A workbook holds tables only."""
        return tuple(part for part in self.parts if output in part.outputs)


def texts(part: Part, *, tables_only: bool = False) -> Iterator[tuple[str, Text]]:
    """Every text of a part in the order of reading, with where it stands."""
    here = part.key
    for block in part.blocks:
        if isinstance(block, Table):
            yield block.key, block.caption
            for position, row in enumerate(block.rows, 1):
                for cell in row.cells:
                    yield f"{block.key}, {position}", cell
        elif not tables_only:
            if isinstance(block, Heading):
                here = plain(block.text)[:60]
            yield here, block.text


def runs(document: Document) -> Iterator[Run]:
    """Every run of a document."""
    for part in document.parts:
        for _where, text in texts(part):
            yield from text


def numbers(document: Document) -> Iterator[Number]:
    """Every number of a document, in order, with repetitions."""
    return (run for run in runs(document) if isinstance(run, Number))


def addresses(document: Document, output: str) -> set[str]:
    """The addresses that an output must lead to."""
    return {
        run.address
        for part in document.of(output)
        for _where, text in texts(part)
        for run in text
        if not isinstance(run, str) and run.address
    }


def linked(document: Document, output: str) -> list[Place]:
    """The numbers of an output that must stand inside links, in order."""
    return [
        Place(token, where)
        for part in document.of(output)
        for where, text in texts(part)
        for run in text
        if not isinstance(run, str) and run.address
        for token in tokens(wording(run))
    ]


def expected(document: Document, output: str, *, tables_only: bool = False) -> list[Place]:
    """The numbers that an output of this document must hold, in order."""
    return [
        Place(token, where)
        for part in document.of(output)
        for where, text in texts(part, tables_only=tables_only)
        for token in tokens(plain(text))
    ]
