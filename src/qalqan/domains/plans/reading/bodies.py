"""Responsible bodies out of a cell: "МОНГУП(посогласованию)" is МОН and, by agreement, ГУП.

Read on text without white space, for narrow columns cut codes anywhere ("МТЗС⏎Н") and drop separators. A run
of capitals is split into the act's own codes by least cost; a run one slip away from a defined code (a letter
changed, lost, added, or two swapped) maps to it with `written` kept; what else remains is an unknown code.
A cell of words ("акиматы областей") is split at its separators.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from .document import BodyRef

_AGREEMENT = re.compile(
    r"\(\s*(по\s*согл[ао]сов[ао]нию|келіс(ім|у|імі|уі)\s*бойынша|созыв|свод|жинақтау|шақыру)\s*\)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[,;/]|\bи\b|\bжәне\b")
_CODE_RUN = re.compile(r"[А-ЯӘҒҚҢӨҰҮҺІЁA-Z][А-ЯӘҒҚҢӨҰҮҺІЁA-Zо]*[А-ЯӘҒҚҢӨҰҮҺІЁA-Z]|[А-ЯӘҒҚҢӨҰҮҺІЁA-Z]")
_STATE = ("РК", "ҚР")  # "ҚР БҒМ" is БҒМ of the republic
_MIN_MISSPELT = 4  # shorter codes lie too near one another


@dataclass(frozen=True, slots=True)
class Bodies:
    """Bodies of one cell; `missing_commas` counts neighbours without a separator."""

    refs: tuple[BodyRef, ...]
    missing_commas: int
    trailing_comma: bool


def parse(stripped: str, spaced: str, codes: Mapping[str, str]) -> Bodies:
    """Bodies of a cell given without white space and as composed text. `codes`: defined code -> meaning."""
    text = _AGREEMENT.sub("§", stripped)
    if any(char.islower() for char in re.sub(r"[А-ЯA-Z]о(?=[А-ЯA-Z])|и|және", "", text)):
        return _phrases(spaced, codes)
    known = {"".join(code.split()): code for code in codes}
    refs: list[BodyRef] = []
    missing, separated = 0, True
    for part in re.split(r"([,;/§]|(?<=[А-ЯӘҒҚҢӨҰҮҺІA-Z§])и(?=[А-ЯӘҒҚҢӨҰҮҺІA-Z])|және)", text):
        if part == "§" and refs:
            refs[-1] = BodyRef(refs[-1].code, True, refs[-1].written)
        elif part in (",", ";", "/", "и", "және"):
            separated = True
        elif part:
            split = _split_run(part.strip("."), tuple(sorted(known.items())))
            missing += len(split) - 1 + (0 if separated else 1)
            refs.extend(split)
            separated = False
    return Bodies(tuple(refs), missing, stripped[-1:] in ",;")


def _phrases(spaced: str, codes: Mapping[str, str]) -> Bodies:
    """Bodies named in words: split at commas, a continued enumeration of places kept whole."""
    refs: list[BodyRef] = []
    for part in re.split(r"[,;]\s*(?![^()]*\))", spaced.strip().rstrip(",;")):
        agreed = bool(_AGREEMENT.search(part))
        name = " ".join(_AGREEMENT.sub("", part).split())
        if not name:
            continue
        if refs and re.match(
            r"(городов|города|г\.|столицы|республиканского|қалалар|Алматы|Шымкент|Астан|Нур-Султан)", name
        ):
            refs[-1] = BodyRef(f"{refs[-1].code}, {name}", agreed)
        else:
            refs.append(BodyRef(name, agreed))
    return Bodies(tuple(refs), 0, spaced.rstrip()[-1:] in ",;")


@cache
def _split_run(run: str, known: tuple[tuple[str, str], ...]) -> list[BodyRef]:
    """`run` (capitals without separators) as bodies, by least cost."""
    best: list[tuple[float, list[BodyRef]]] = [(0.0, []), *[(float("inf"), list[BodyRef]()) for _ in run]]
    for end in range(1, len(run) + 1):
        for start in range(end):
            cost, ref = _code(run[start:end], dict(known))
            if best[start][0] + cost < best[end][0]:
                best[end] = (best[start][0] + cost, [*best[start][1], ref])
    return best[len(run)][1]


def _code(text: str, known: Mapping[str, str]) -> tuple[float, BodyRef]:
    bare = next((text.removeprefix(s) for s in _STATE if text.startswith(s) and len(text) > len(s)), text)
    if text in known:
        return 1.0, BodyRef(known[text])
    if bare in known:
        return 1.0, BodyRef(known[bare])
    if len(text) >= _MIN_MISSPELT:
        near = [code for code in known if len(code) >= _MIN_MISSPELT and distance(text, code) == 1]
        if len(near) == 1:
            return 3.0, BodyRef(known[near[0]], written=text)
    return 6.0 + 0.5 * len(text), BodyRef(text)


def distance(a: str, b: str) -> int:
    """Damerau-Levenshtein distance (adjacent letters swapped count once)."""
    rows: list[Sequence[int]] = [range(len(b) + 1)]
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                best = min(best, rows[i - 2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
