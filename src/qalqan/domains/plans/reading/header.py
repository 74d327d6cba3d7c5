"""Which columns a text's table has: names sought in the header's letters, white space taken out.

The extraction prints a header's cells in an order of its own, a cell merged over several columns among them,
each name in shreds. So names are sought anywhere in the stripped header; their order of appearance orders the
columns, but for money (total, then years), which stands where the plan's form puts it: before the source of
financing. The numbering line tells how many columns there are; a surplus is columns that we have no name for,
kept under their own headers.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .grammar import data
from .lines import Line
from .problems import PlanUnreadable

_YEAR = re.compile(r"(?<![-–\d])(20\d\d)(?![-–\d])(?:год(?!ы|ов)|жыл(?!дар)|г\.|ж\.|ж|г|$|(?=20\d\d))")
_MONEY = ("total", "finance")


class Named(NamedTuple):
    """A column as the header names it."""

    key: str
    header: str


def columns(header: Sequence[Line], count: int) -> list[Named]:
    """The columns in order. Raises PlanUnreadable when number or title is not among them."""
    joined = "".join(line.stripped for line in header).lower()
    places = _places(joined)
    years = list(dict.fromkeys(match[1] for match in _YEAR.finditer(joined)))
    if "number" not in places or "title" not in places:
        raise PlanUnreadable("plan.not_found", "header", {"format": "text"})
    if years or "total" in places:
        places.pop("finance", None)
    names = data("headers")["names"]
    ordered = [key for key in sorted(places, key=places.__getitem__) if key not in _MONEY]
    money = [key for key in _MONEY if key in places] + [f"years.{year}" for year in years]
    at = min(
        (ordered.index(key) for key in ("sources", "programmes") if key in ordered), default=len(ordered)
    )
    ordered[at:at] = money
    result = [Named(key, names.get(key, key.removeprefix("years."))) for key in _numbered_first(ordered)]
    return _with_unknown(result, header, count)


def _numbered_first(keys: list[str]) -> list[str]:
    rest = [key for key in keys if key not in ("number", "title")]
    return ["number", "title", *rest]


def _places(joined: str) -> dict[str, int]:
    """Where each known name stands; a longer name takes its letters from shorter ones."""
    taken = [False] * len(joined)
    found: dict[str, int] = {}
    aliases = [(alias, key) for key, words in data("headers")["keys"].items() for alias in words]
    for alias, key in sorted(aliases, key=lambda item: -len(item[0])):
        at = joined.find(alias)
        while at >= 0 and any(taken[at : at + len(alias)]):
            at = joined.find(alias, at + 1)
        if at >= 0 and key not in found:
            found[key] = at
            taken[at : at + len(alias)] = [True] * len(alias)
    return found


def _with_unknown(known: list[Named], header: Sequence[Line], count: int) -> list[Named]:
    """Add columns the header names and we do not, after the known column they follow in print."""
    surplus = count - len(known) if count else 0
    if surplus < 0:
        return [named for named in known if named.key not in _least(known, -surplus)]
    for text in _unknown_blocks(header)[:surplus]:
        known.append(Named(f"column:{text}", text))
    if count and len(known) != count:
        raise PlanUnreadable("header.columns", "header", {"named": str(len(known)), "numbered": str(count)})
    return known


def _least(known: list[Named], surplus: int) -> set[str]:
    """Keys to give up when more columns are named than numbered: names of groups first."""
    order = [key for key in ("total", "programmes", "sources", "form") if any(n.key == key for n in known)]
    return set(order[:surplus])


def _unknown_blocks(header: Sequence[Line]) -> list[str]:
    """Cells of the header in which no known name begins, by the blank lines between them."""
    cells: list[list[Line]] = []
    for line in header:
        if line.blanks or not cells:
            cells.append([])
        cells[-1].append(line)
    unknown = []
    for cell in cells:
        joined = "".join(line.stripped for line in cell).lower()
        if (
            not _places(joined)
            and not _YEAR.search(joined)
            and not joined.startswith(tuple(data("headers")["groups"]))
        ):
            unknown.append(" ".join("".join(line.text for line in cell).split()))
    return unknown
