"""How far a reading is from the truth: word error and lost characters, per layout and kind of file.

Word error: insertions, deletions and substitutions of words (Levenshtein) over the words of the truth, in
all text fields. Lost characters: characters of the truth, white space aside, that the same row and field
does not give back; a row that is missing loses all of them. `python -m tests.corpora.score` prints the
table.
"""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qalqan.domains.plans.reading.api import read_plan, to_json
from qalqan.domains.plans.reading.problems import PlanUnreadable
from tests.corpora.extract import text_stream
from tests.corpora.invent import Invented
from tests.corpora.layouts import LAYOUTS, Layout
from tests.corpora.office import Habits, to_docx, to_html, to_xlsx
from tests.corpora.truth import truth
from tests.corpora.typeset import typeset

KINDS: dict[str, Callable[[Layout, Invented], bytes]] = {
    "pdf": lambda layout, plan: typeset(layout, plan).pdf,
    "text": lambda layout, plan: text_stream(typeset(layout, plan)).encode(),
    "docx": lambda _, plan: to_docx(plan),
    "docx, merged": lambda _, plan: to_docx(plan, Habits(True, True, True)),
    "html": lambda _, plan: to_html(plan),
    "xlsx": lambda _, plan: to_xlsx(plan),
}
_FIELDS = ("number", "section", "title", "form", "bodies", "deadline", "finance")


@dataclass(frozen=True)
class Score:
    """Counts over one document or several."""

    rows: int = 0
    words: int = 0
    wrong_words: int = 0
    characters: int = 0
    lost: int = 0
    cells: int = 0
    wrong_cells: int = 0
    differences: tuple[str, ...] = ()

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.rows + other.rows,
            self.words + other.words,
            self.wrong_words + other.wrong_words,
            self.characters + other.characters,
            self.lost + other.lost,
            self.cells + other.cells,
            self.wrong_cells + other.wrong_cells,
            self.differences + other.differences,
        )

    @property
    def word_error(self) -> float:
        return self.wrong_words / max(self.words, 1)


def score(layout: Layout, kind: str, draw: int = 0) -> Score:
    """Read the layout's plan from a file of this kind and compare every row with the truth;

    a refusal loses all.
    """
    name, plan = f"{kind} {layout.name}", layout.plan(draw)
    try:
        read = to_json(read_plan(KINDS[kind](layout, plan)))
    except PlanUnreadable as refusal:
        nothing: dict[str, Any] = {"measures": []}
        lost = compare(truth(plan), nothing, name)
        return Score(differences=(f"{name} refused: {refusal}",)) + lost
    return compare(truth(plan), read, name)


def compare(expected: dict[str, Any], read: dict[str, Any], name: str = "") -> Score:
    """Rows are matched by their numbers."""
    found = {measure["number"]: measure for measure in read["measures"]}
    total = Score()
    for measure in expected["measures"]:
        total += _row(measure, found.get(measure["number"]), f"{name} row {measure['number']}")
    strays = found.keys() - {measure["number"] for measure in expected["measures"]}
    return total + Score(differences=tuple(f"{name} stray row {number}" for number in sorted(strays)))


def _row(expected: dict[str, Any], read: dict[str, Any] | None, name: str) -> Score:
    words = wrong_words = characters = lost = wrong_cells = 0
    differences = []
    for field in _FIELDS:
        want, got = _text(expected[field]), _text(read[field]) if read else ""
        words += len(want.split())
        wrong_words += distance(want.split(), got.split())
        characters += len("".join(want.split()))
        lost += (Counter("".join(want.split())) - Counter("".join(got.split()))).total()
        if read is None or expected[field] != read[field]:
            wrong_cells += 1
            differences.append(f"{name} {field}\n  read  {got}\n  truth {want}")
    return Score(1, words, wrong_words, characters, lost, len(_FIELDS), wrong_cells, tuple(differences))


def _text(value: Any) -> str:
    """A field's words: values of lists and objects in order, flags and absent values as nothing."""
    if isinstance(value, dict):
        return " ".join(filter(None, (_text(part) for _, part in sorted(value.items()))))
    if isinstance(value, list):
        return " ".join(_text(part) for part in value)
    return "" if value is None or isinstance(value, bool) else str(value)


def distance(want: list[str], got: list[str]) -> int:
    """Levenshtein distance over words."""
    row = list(range(len(got) + 1))
    for at, word in enumerate(want, start=1):
        previous, row[0] = row[0], at
        for column, other in enumerate(got, start=1):
            best = min(row[column] + 1, row[column - 1] + 1, previous + (word != other))
            previous, row[column] = row[column], best
    return row[-1]


def main() -> None:
    """Print word error, lost characters and wrong cells of every layout and kind, then the differences."""
    print(f"{'kind':13} {'layout':14} {'rows':>4} {'words':>6} {'error':>7} {'lost':>5} {'cells wrong':>11}")
    all_differences: list[str] = []
    draws = [int(draw) for draw in sys.argv[1:]] or [0]
    for kind in KINDS:
        total = Score()
        for layout in LAYOUTS:
            one = sum((score(layout, kind, draw) for draw in draws), Score())
            total += one
            _print(kind, layout.name, one)
        _print(kind, "all", total)
        all_differences += total.differences
    print("\n".join(all_differences))


def _print(kind: str, name: str, one: Score) -> None:
    cells = f"{one.wrong_cells}/{one.cells}"
    print(f"{kind:13} {name:14} {one.rows:4} {one.words:6} {one.word_error:7.2%} {one.lost:5} {cells:>11}")


if __name__ == "__main__":
    main()
