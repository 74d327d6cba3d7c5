"""Numbers of a report: what one is, how it is shown, how it is found again in a text.

A number reaches a text only as a `Number`: with a key, an exact value and the address of its evidence. Digits
that count nothing (the number of an act, a date, the number of a measure) are a `Label`; digits that stand in
words of others are a `Quote`; words of our own hold none. So the numbers of a finished output are known
before it is written, and an output that holds any other sequence was not made from this content.

See docs/algorithms/report.md.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from difflib import SequenceMatcher

NBSP = "\u00a0"
NARROW = "\u202f"
# A number with groups, else digits with points or commas inside (a date, a paragraph). A plain space never
# joins: "2020 245" is two.
TOKEN = re.compile(rf"\d{{1,3}}(?:[{NBSP}{NARROW}]\d{{3}})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)*", re.ASCII)
GROUPS = str.maketrans("", "", NBSP + NARROW)
SIGNS = {"percent": f"{NBSP}%"}  # other units are words of the sentence or of the table's head
FAR = 4_000  # tokens: longer differences are told by their first place, not aligned


@dataclass(frozen=True, slots=True)
class Number:
    """A value that the report states. `key` is unique in it; `address`: the page of this site that shows what
    it stands on, without the language; `digits`: decimals shown at most; `is_bare`:
    without the sign of its unit, which the words beside it say."""

    key: str
    value: Decimal
    address: str
    unit: str = ""
    digits: int = 0
    is_bare: bool = False

    @property
    def shown(self) -> str:
        """As Kazakh and Russian write it: groups by a no-break space, a decimal comma."""
        sign = "" if self.is_bare else SIGNS.get(self.unit, "")
        return grouped(self.value, self.digits) + sign


@dataclass(frozen=True, slots=True)
class Label:
    """A name with digits in it that measures nothing: a date, the number of an act or of a measure. `address`
    may be empty."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of others, as they wrote them."""

    text: str
    address: str = ""


type Run = str | Number | Label | Quote
type Text = tuple[Run, ...]


def grouped(value: Decimal, digits: int) -> str:
    """A value rounded half up to `digits` decimals, trailing zeros of a fraction dropped: 1 234,5."""
    with localcontext() as context:
        context.prec = 60
        rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:,f}".partition(".")
    fraction = fraction.rstrip("0")
    return whole.replace(",", NBSP).replace("-", "−") + (f",{fraction}" if fraction else "")


def day(value: date) -> Label:
    """A date as both languages write it in figures: 25.01.2023."""
    return Label(f"{value:%d.%m.%Y}")


def quoted(words: str, address: str = "", *, longest: int = 0) -> Quote:
    """Words of others on one line, without control and format characters; cut at a word after `longest`
    characters, and then it says so with an ellipsis."""
    kept = "".join(" " if c in "\n\r\t\v\f\u2028\u2029" else c for c in words if c.isspace() or _is_shown(c))
    line = re.sub(r" {2,}", " ", kept).strip()
    if longest and len(line) > longest:
        line = line[: longest + 1].rsplit(" ", 1)[0][:longest].rstrip(" ,;:.–-") + "…"
    return Quote(line, address)


def _is_shown(character: str) -> bool:
    """Whether a reader sees it; control, format, surrogate and private characters are not for paper."""
    return not unicodedata.category(character).startswith("C")


def wording(run: Run) -> str:
    """What a run looks like."""
    if isinstance(run, str):
        return run
    return run.shown if isinstance(run, Number) else run.text


def plain(text: Text) -> str:
    """A text without its links."""
    return "".join(wording(run) for run in text)


def tokens(text: str) -> list[str]:
    """Every number of a text, in order, without its group separators."""
    return [found.translate(GROUPS) for found in TOKEN.findall(text)]


class LooseDigitsError(ValueError):
    """A number was about to reach a text by another way than a Number, a Label or a Quote."""


def text(*runs: Run) -> Text:
    """A text of the report. LooseDigitsError if words hold digits, or two runs touch so that their digits
    would read as one number."""
    for run in runs:
        if isinstance(run, str) and any(c.isdigit() for c in run):
            raise LooseDigitsError(run)
    if tokens(plain(runs)) != [token for run in runs for token in tokens(wording(run))]:
        raise LooseDigitsError(plain(runs))
    return runs


@dataclass(frozen=True, slots=True)
class Place:
    """A number that is expected, and where: `where` is a heading, or a table's key and row."""

    token: str
    where: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What the linter says against one output. `rule`: missing, unknown, changed, differs, registry,
    unreadable."""

    output: str
    rule: str
    where: str = ""
    expected: str = ""
    found: str = ""


def compare(output: str, expected: Sequence[Place], found: Sequence[str]) -> Iterator[Finding]:
    """The numbers of an output against those it must hold, in order."""
    wanted = [place.token for place in expected]
    start = _common(wanted, found)
    end = _common(wanted[start:][::-1], found[start:][::-1])
    middle, other = wanted[start : len(wanted) - end], list(found[start : len(found) - end])
    if len(middle) + len(other) > FAR:
        yield Finding(output, "differs", expected[min(start, len(expected) - 1)].where if expected else "")
        return
    steps = SequenceMatcher(None, middle, other, autojunk=False).get_opcodes()
    for what, a, b, c, d in steps:
        if what != "equal":
            yield from _told(output, expected, start, middle[a:b], other[c:d], a)


def _told(
    output: str, expected: Sequence[Place], start: int, lost: list[str], came: list[str], at: int
) -> Iterator[Finding]:
    """One stretch that differs, number by number."""

    def where(position: int) -> str:
        return expected[min(start + at + position, len(expected) - 1)].where if expected else ""

    for position in range(max(len(lost), len(came))):
        was = lost[position] if position < len(lost) else ""
        now = came[position] if position < len(came) else ""
        rule = "changed" if was and now else "missing" if was else "unknown"
        yield Finding(output, rule, where(min(position, max(len(lost) - 1, 0))), was, now)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items two sequences share at their beginning."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def registry(numbers: Iterable[Number]) -> dict[str, Number]:
    """Numbers by key. ValueError if one key stands for two different numbers."""
    known: dict[str, Number] = {}
    for number in numbers:
        if known.setdefault(number.key, number) != number:
            raise ValueError(f"two numbers under one key: {number.key}")
    return known
