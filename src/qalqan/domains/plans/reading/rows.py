"""The meeting point of all readers: a plan as cells of pieces, before any value is understood.

The text reader finds cells by a search (layout.py), the grid readers are given them by the file. Both hand
over `RawPlan`; measures.py makes values of it, so that a date in a PDF is read as a date in a text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .document import Span
from .grammar import Column
from .words import Piece


@dataclass(frozen=True, slots=True)
class RawRow:
    """One measure's cells by column key; a cell is its printed lines.

    `section` counts from 1; 0 stands before any heading.
    """

    cells: Mapping[str, tuple[Piece, ...]]
    section: int


@dataclass(frozen=True, slots=True)
class RawSection:
    """A heading inside the table."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RawPlan:
    """The table of a plan with its columns and furniture (what is not content, by name)."""

    columns: tuple[Column, ...]
    sections: tuple[RawSection, ...]
    rows: tuple[RawRow, ...]
    furniture: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


def spans(pieces: tuple[Piece, ...]) -> tuple[Span, ...]:
    """The characters of a cell: one span for each printed line."""
    return tuple(Span(piece.tokens[0].start, piece.tokens[-1].end) for piece in pieces)


def stripped(pieces: tuple[Piece, ...]) -> str:
    """The text of a cell without white space."""
    return "".join(token.text for piece in pieces for token in piece.tokens)
