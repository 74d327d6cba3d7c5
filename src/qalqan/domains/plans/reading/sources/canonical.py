"""The one text that every format becomes, and the spans that point into it.

All formats agree on the characters: Unicode NFC (PDF writers store й as two characters), LF line ends, every
kind of blank a plain space, nothing invisible (soft hyphens and zero-width marks carry no letter and would
split words). So a span means the same whichever file it came from.
"""

import re
import unicodedata

from qalqan.domains.plans.reading.document import Span

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\v]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\u0085")


def clean(text: str) -> str:
    """`text` in canonical characters. Form feeds stay: they are the page ends of a text stream."""
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text))


class Canonical:
    """Grows the canonical text piece by piece; each piece stands on a line of its own."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0

    def add(self, text: str) -> Span:
        """Append cleaned `text` (one printed line or paragraph) and a line end;

        the span excludes the line end.
        """
        text = clean(text)
        span = Span(self.length, self.length + len(text))
        self._parts += [text, "\n"]
        self.length = span.end + 1
        return span

    def gap(self) -> None:
        """An empty line: between cells, rows and paragraphs, for the human eye."""
        self._parts.append("\n")
        self.length += 1

    @property
    def text(self) -> str:
        return "".join(self._parts)
