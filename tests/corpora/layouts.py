"""Ten ways to print a plan: five to twelve columns, narrow and wide, cut by pages, in Russian and Kazakh.

Widths are in points. At 8 points a letter takes about 4.4, so a column of 34 holds some seven letters:
words break.
"""

from dataclasses import dataclass

from tests.corpora.invent import Invented, invent

_TAIL12 = ("total", "years.2024", "years.2025", "years.2026", "years.2027", "sources", "programmes")
_TAIL11 = ("total", "years.2023", "years.2024", "years.2025", "sources", "programmes")
_HEAD = ("number", "title", "form", "bodies", "deadline")


@dataclass(frozen=True)
class Layout:
    """How a plan is printed.

    `heading`: a section title over the whole row, or broken into the first column.
    """

    name: str
    language: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: int = 34
    sections: int = 4
    size: float = 8.0
    light: bool = False
    page: tuple[float, float] = (595.0, 842.0)
    justify: bool = True
    heading: str = "merged"
    numbering: bool = True
    repeat_header: bool = False
    open_cuts: bool = False
    cut_rows: bool = True
    links: bool = False
    blank_tails: bool = False
    orphans: bool = False
    break_hyphens: bool = True

    def plan(self, draw: int = 0) -> Invented:
        """The invented plan that this layout prints: for each `draw` another, and always the same."""
        seed = 10_000 * draw + sum(map(ord, self.name))
        return invent(seed, self.language, self.columns, self.rows, self.sections)


LAYOUTS = (
    Layout(
        "decree-ru",
        "ru",
        (*_HEAD, *_TAIL12),
        (32, 58, 36, 32, 34, 36, 28, 28, 28, 28, 36, 32),
        heading="narrow",
        links=True,
        blank_tails=True,
        orphans=True,
    ),
    Layout(
        "decree-kk",
        "kk",
        (*_HEAD, *_TAIL12),
        (32, 62, 40, 34, 40, 38, 28, 28, 28, 28, 36, 38),
        heading="narrow",
        blank_tails=True,
        orphans=True,
    ),
    Layout(
        "narrowest-ru", "ru", (*_HEAD, *_TAIL11), (26, 40, 58, 30, 34, 36, 28, 28, 28, 34, 34), links=True
    ),
    Layout("eleven-kk", "kk", (*_HEAD, *_TAIL11), (26, 80, 52, 40, 44, 44, 28, 28, 28, 36, 40), rows=30),
    Layout(
        "eight-ru",
        "ru",
        (*_HEAD, "total", "sources", "programmes"),
        (28, 92, 62, 48, 52, 60, 44, 48),
        sections=3,
    ),
    Layout(
        "eight-kk",
        "kk",
        (*_HEAD, "total", "sources", "programmes"),
        (24, 110, 60, 50, 56, 64, 50, 56),
        repeat_header=True,
        light=True,
    ),
    Layout(
        "seven-ru",
        "ru",
        (*_HEAD, "total", "sources"),
        (24, 130, 70, 60, 60, 70, 60),
        rows=40,
        repeat_header=True,
        numbering=False,
    ),
    Layout(
        "six-kk",
        "kk",
        (*_HEAD, "total"),
        (28, 150, 80, 60, 70, 80),
        rows=40,
        sections=5,
        open_cuts=True,
        break_hyphens=False,
    ),
    Layout("five-ru", "ru", _HEAD, (30, 180, 90, 80, 80), rows=36, sections=2, size=10.0, justify=False),
    Layout(
        "landscape-ru",
        "ru",
        (*_HEAD, *_TAIL12),
        (36, 150, 80, 64, 64, 70, 40, 40, 40, 40, 60, 60),
        page=(842.0, 595.0),
        sections=5,
        cut_rows=False,
        size=9.0,
    ),
)
