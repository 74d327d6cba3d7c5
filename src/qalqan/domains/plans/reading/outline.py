"""The regions of a plan's text: act, header of the table, its body, the list of abbreviations.

The body begins after the line that numbers the columns ("1 2 3 ... 12"); it ends where the abbreviations
or a note begin. What stands between the act and the header is the seal of approval and the plan's own
title: furniture, but for the title, which names the plan a second time.
"""

import re
from dataclasses import dataclass, replace

from .document import Source, Span
from .grammar import data
from .lines import Line, split_lines
from .problems import PlanUnreadable
from .sections import is_heading_start

MIN_COLUMNS = 4
LONGEST_HEADER = 80  # lines
MANY_LINES = 40  # so many lines of a table without one empty line between cells have lost them


@dataclass(frozen=True, slots=True)
class Outline:
    """Lines of each region, in order; every line of the source is in exactly one of them."""

    act: tuple[Line, ...]
    header: tuple[Line, ...]
    numbering: tuple[Line, ...]
    body: tuple[Line, ...]
    tail: tuple[Line, ...]
    columns: int


def outline(source: Source) -> Outline:
    """Find the regions. Raises PlanUnreadable where no table can be found, or nothing parts its cells."""
    lines = split_lines(source.text, pages=source.pages)
    start = _header_start(lines)
    if start is None:
        raise PlanUnreadable("plan.not_found", "file", {"format": source.format})
    first, last, columns = _numbering(lines, start) or _header_end(lines, start)
    end = _tail_start(lines, last)
    body = lines[last:end]
    if len(body) >= MANY_LINES and not any(line.blanks or line.page_cut for line in body):
        raise PlanUnreadable("text.no_gaps", "file")
    repeats = _repeated_headers(lines[start:first], lines[first:last], body)
    return Outline(
        act=tuple(lines[:start]),
        header=tuple(lines[start:first]),
        numbering=tuple(lines[first:last]) + tuple(line for line in body if line.start in repeats),
        body=_without(body, repeats),
        tail=tuple(lines[end:]),
        columns=columns,
    )


def _numbering(lines: list[Line], start: int) -> tuple[int, int, int] | None:
    """Where the columns are numbered, at most LONGEST_HEADER lines on: (first line, line after, how many)."""
    for first in range(start, min(len(lines), start + LONGEST_HEADER)):
        expected, at = 1, first
        while at < len(lines) and all(
            token.text == str(expected + i) for i, token in enumerate(lines[at].tokens)
        ):
            expected += len(lines[at].tokens)
            at += 1
        if expected > MIN_COLUMNS:
            return first, at, expected - 1
    return None


def _header_end(lines: list[Line], start: int) -> tuple[int, int, int]:
    """A header without numbering ends where the first section or the first row begins; 0 columns counted."""
    for at in range(start + 1, len(lines)):
        first = lines[at].tokens[0].text
        if is_heading_start(lines[at]) or (first in ("1.", "1", "1)") and lines[at].blanks):
            return at, at, 0
    return len(lines), len(lines), 0


def _header_start(lines: list[Line]) -> int | None:
    """The line whose cell is the number's header ("№ п/п", "Р/с №") with a measure's header near it, or the
    cells over several columns that are printed before it."""
    number = re.compile(data("headers")["number"], re.IGNORECASE)
    title = tuple(data("headers")["keys"]["title"])
    for at, line in enumerate(lines):
        if not number.match(line.stripped):
            continue
        near = "".join(each.stripped for each in lines[at : at + LONGEST_HEADER]).lower()
        if any(name in near for name in title):
            return _groups_before(lines, at)
    return None


def _groups_before(lines: list[Line], at: int) -> int:
    """Move up over cells such as "Предполагаемые расходы," that the extraction prints before the number's."""
    groups = tuple(data("headers")["groups"])
    start = at
    while start > 0:
        top = start - 1
        while top > 0 and not lines[top].blanks:
            top -= 1
        text = "".join(line.stripped for line in lines[top:start]).lower()
        if not text.startswith(groups):
            break
        start = top
    return start


def _tail_start(lines: list[Line], body: int) -> int:
    """Where the abbreviations or notes begin: their heading, an empty line before it, entries after it."""
    tail = re.compile(data("headers")["tail"], re.IGNORECASE)
    entry = re.compile(data("headers")["entry"])
    for at in range(body, len(lines)):
        line = lines[at]
        if line.blanks and line.text.strip()[0].isupper() and tail.match(line.text.strip()):
            follows = any(entry.match(each.text.strip()) for each in lines[at : at + 6])
            if follows or at > len(lines) - 6:
                return at
    return len(lines)


def _without(body: list[Line], repeats: set[int]) -> tuple[Line, ...]:
    """The body's own lines; the page cut before a repeated header is a cut before the line after it."""
    kept: list[Line] = []
    cut = False
    for line in body:
        if line.start in repeats:
            cut = cut or line.page_cut
        else:
            kept.append(replace(line, page_cut=True) if cut else line)
            cut = False
    return tuple(kept)


def _repeated_headers(header: list[Line], numbering: list[Line], body: list[Line]) -> set[int]:
    """Offsets of lines that repeat the header, its numbering, or both, after a page cut."""
    repeats: set[int] = set()
    for pattern in (header + numbering, header, numbering):
        whole = [line.stripped for line in pattern]
        for at in range(len(body) - len(whole) + 1 if whole else 0):
            here = body[at : at + len(whole)]
            cut = here[0].page_cut or (here[0].blanks and not here[0].signs.cuts)
            if cut and [line.stripped for line in here] == whole:
                repeats.update(line.start for line in here)
    return repeats


def spans_of(lines: tuple[Line, ...]) -> tuple[Span, ...]:
    """One span a line."""
    return tuple(line.span for line in lines)
