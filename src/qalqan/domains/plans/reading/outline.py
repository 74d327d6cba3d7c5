"""The regions of a plan's text: act, header of the table, its body, the list of abbreviations.

The body begins after the line that numbers the columns ("1 2 3 ... 12"); it ends where the abbreviations
or a note begin. What stands between the act and the header is the seal of approval and the plan's own
title: furniture, but for the title, which names the plan a second time.
"""

import re
from dataclasses import dataclass

from .document import Source, Span
from .grammar import data
from .lines import Line, split_lines
from .problems import PlanUnreadable

MIN_COLUMNS = 4


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
    """Find the regions. Raises PlanUnreadable where no table can be found."""
    lines = split_lines(source.text, pages=source.pages)
    found = _numbering(lines)
    if found is None:
        raise PlanUnreadable("plan.not_found", "file", {"format": source.format})
    first, last, columns = found
    header_from = _header_start(lines, first)
    end = _tail_start(lines, last)
    body = lines[last:end]
    repeats = _repeated_headers(lines[header_from:last], body)
    return Outline(
        act=tuple(lines[:header_from]),
        header=tuple(lines[header_from:first]),
        numbering=tuple(lines[first:last]) + tuple(line for line in body if line.start in repeats),
        body=tuple(line for line in body if line.start not in repeats),
        tail=tuple(lines[end:]),
        columns=columns,
    )


def _numbering(lines: list[Line]) -> tuple[int, int, int] | None:
    """Where the columns are numbered: (first line, line after, how many). The longest run 1, 2, 3 ..."""
    best: tuple[int, int, int] | None = None
    for first, line in enumerate(lines):
        if line.tokens[0].text != "1":
            continue
        expected, at = 1, first
        while at < len(lines) and all(
            token.text == str(expected + i) for i, token in enumerate(lines[at].tokens)
        ):
            expected += len(lines[at].tokens)
            at += 1
        if expected - 1 >= MIN_COLUMNS and (best is None or expected - 1 > best[2]):
            best = (first, at, expected - 1)
    return best


def _header_start(lines: list[Line], numbering: int) -> int:
    """The header is what stands over the numbering, back to the first line that speaks of a column.

    Its words are shredded, so they are sought in the text without white space; the act's prose, in long
    lines, stops the search.
    """
    words = tuple(data("headers")["start"])
    start = numbering
    for at in range(numbering - 1, -1, -1):
        text = lines[at].text.rstrip()
        if len(text) > data("headers")["longest_line"]:
            break
        start = at
    joined, offsets = "", []
    for at in range(start, numbering):
        offsets.append((len(joined), at))
        joined += lines[at].stripped.lower()
    hits = [joined.find(word) for word in words if word in joined]
    if not hits:
        return start
    return max(at for offset, at in offsets if offset <= min(hits))


def _tail_start(lines: list[Line], body: int) -> int:
    tail = re.compile(data("headers")["tail"], re.IGNORECASE)
    for at in range(body, len(lines)):
        if tail.match(lines[at].text.strip()):
            return at
    return len(lines)


def _repeated_headers(header: list[Line], body: list[Line]) -> set[int]:
    """Offsets of lines that repeat the header, or only its numbering, after a page cut."""
    whole = [line.stripped for line in header]
    number_at = next(
        i for i in range(len(whole)) if all(t.text.isdigit() for t in header[i].tokens) and whole[i][0] == "1"
    )
    repeats: set[int] = set()
    for pattern in (whole, whole[number_at:]):
        for at in range(len(body) - len(pattern) + 1):
            here = body[at : at + len(pattern)]
            if here[0].page_cut and [line.stripped for line in here] == pattern:
                repeats.update(line.start for line in here)
    return repeats


def spans_of(lines: tuple[Line, ...]) -> tuple[Span, ...]:
    """One span a line."""
    return tuple(line.span for line in lines)
