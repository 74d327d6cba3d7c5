"""What each column of a gridded table is called and means: header cells of one to four levels -> column keys.

The names are those of data/headers.toml, matched on text without white space, for a narrow header breaks its
words as any narrow cell does. The most specific (longest) name found in a cell decides. A leaf that says
nothing known is an own column of the plan, kept under its full name ("Предполагаемые расходы: РБ").
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .document import Cell
from .grammar import data
from .problems import PlanUnreadable

EXTRA = "column:"
_YEAR = re.compile(r"(?:на|в)?((?:19|20)\d\d)(?:год|г|жыл|жылғы|жылға|ж)?\.?")
_MOST_LEVELS = 5
_WHOLE = ("№", "номер", "срок", "всего", "барлығы")  # names too short to be looked for inside a longer text


@dataclass(frozen=True, slots=True)
class Header:
    """Rows `first` to `last` (exclusive) of a table are its header; `columns` names each grid column."""

    first: int
    last: int
    columns: tuple[tuple[str, str], ...]  # (key, name as written)


def squash(text: str) -> str:
    """Lower case without white space: how names are compared."""
    return "".join(text.split()).lower().replace("ё", "е")


def meaning(text: str) -> str:
    """The key of a header cell's text:

    number, title, ..., years.2020, finance; "" when it names nothing known.
    """
    squashed = squash(text)
    year = _YEAR.fullmatch(squashed)
    if year:
        return f"years.{year[1]}"
    best, length = "", 0
    for key, names in data("headers")["keys"].items():
        for name in names:
            whole = name in _WHOLE
            found = squashed.rstrip(".:") == name if whole else name in squashed
            begins = key != "title" or squashed.startswith(
                name
            )  # "Ожидаемый результат мероприятия" is no title
            if (found or (whole and key == "total" and name in squashed)) and begins and len(name) > length:
                best, length = key, len(name)
    return best


def find_header(rows: Sequence[Sequence[Cell]], texts: Mapping[Cell, str], width: int) -> Header | None:
    """The first row that names both a number and a measure, with the levels under it.

    None: no plan's table.
    """
    for first, row in enumerate(rows):
        meanings = {meaning(texts[cell]): cell for cell in row if texts[cell]}
        if "number" in meanings and "title" in meanings and meanings["number"] is not meanings["title"]:
            last = _end(rows, texts, first, meanings["number"])
            return Header(first, last, _columns(rows[first:last], texts, width, first))
    return None


def _end(rows: Sequence[Sequence[Cell]], texts: Mapping[Cell, str], first: int, number: Cell) -> int:
    last = first + max(number.row_span, 1)
    while last < min(len(rows), first + _MOST_LEVELS):
        below = [cell for cell in rows[last] if texts[cell]]
        levels = all(
            meaning(texts[cell]).startswith(("years.", "total")) or _is_among(texts[cell]) for cell in below
        )
        if not below or not levels or any(cell.column <= number.column for cell in below):
            break
        last += 1
    return last


def _is_among(text: str) -> bool:
    return squash(text).startswith(("втомчисле", "оныңішінде", "изних"))


def _columns(
    rows: Sequence[Sequence[Cell]], texts: Mapping[Cell, str], width: int, first: int
) -> tuple[tuple[str, str], ...]:
    named: list[tuple[str, str]] = []
    for column in range(width):
        over = [
            " ".join(texts[cell].split())
            for row in rows
            for cell in row
            if cell.column <= column < cell.column + cell.column_span and texts[cell]
        ]
        key = meaning(over[-1]) if over else ""
        name = ": ".join(dict.fromkeys(over))
        named.append((key or f"{EXTRA}{name or column + 1}", name))
    _check_twice(named, first)
    return tuple(named)


def _check_twice(named: list[tuple[str, str]], first: int) -> None:
    """A second column of the same meaning is an own column when its name differs, and refused when it does
    not.
    """
    seen: dict[str, str] = {}
    for at, (key, name) in enumerate(named):
        if key in seen:
            if squash(seen[key]) == squash(name) or key in ("number", "title"):
                names = {"first": f"«{seen[key]}»", "second": f"«{name}»"}
                raise PlanUnreadable("header.column_twice", f"header, row {first + 1}", names)
            named[at] = (f"{EXTRA}{name}", name)
        seen.setdefault(key, name)
