"""Whether a row of a register speaks of a place that is known already. Pure.

The number of the register decides where it is known. Else names are compared as people read them: Kazakh
letters as their Russian neighbours, quotes and "№" away, "СШ", "ОМ", "орта мектеп" and "средняя школа" as
one word, and the number in the name must agree. A name is never enough: every district has a "School No. 1".
The ground or the district has to say the same, and two that stand far apart stay two.
docs/algorithms/register-of-sites.md has the table.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from qalqan.kernel.geo import Point, metres
from qalqan.kernel.names import Names

SAME, DOUBTFUL = 0.85, 0.6
LEAD = 0.1  # how much better than the next one the best must be
NEAR, FAR = 300.0, 3_000.0  # metres: one ground; two places
LETTERS = str.maketrans("әғқңөұүһіёъьї", "агкноуухиеььи")
KINDS = (  # what is written in full, and as an abbreviation, in two languages
    (r"(школа|мектеп) *- *гимназия(сы)?", " гимназия "),
    (r"(школа|мектеп) *- *лицей(и)?", " лицей "),
    (r"гимназия(сы)?|gymnasium", " гимназия "),
    (r"лицей(и)?|lyceum", " лицей "),
    (r"балабакша(сы)?|детскии сад|ясли *- *сад|kindergarten|бобекжаи(ы)?", " сад "),
    (r"(орта|жалпы орта|негизги) мектеп(и)?|жалпы билим беретин мектеп(и)?", " школа "),
    (r"(средняя|общеобразовательная|основная|начальная)( средняя)? школа", " школа "),
    (r"\b(сш|осш|ош|ом|жббм|общ\.? школа|мектеп(и)?|школа|school)\b", " школа "),
    (r"емхана(сы)?|поликлиника|clinic", " поликлиника "),
)
NOISE = {
    "кгу",
    "кмм",
    "мкк",
    "гкп",
    "гккп",
    "мкки",
    "general",
    "secondary",
    "no",
    "номер",
    "имени",
    "им",
    "атындагы",
    "атынд",
    "ауылы",
    "ауыл",
    "село",
    "с",
    "ауданы",
    "район",
    "города",
    "каласы",
    "the",
    "of",
}
TYPES = {"школа", "гимназия", "лицей", "сад", "поликлиника"}
STEM = 3  # letters that must agree at least, so that endings may differ: Абай, Абая


@dataclass(frozen=True, slots=True)
class Folded:
    """A name as it is compared: the numbers in it, its kind in words, and its other words."""

    numbers: frozenset[str]
    types: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What a place is compared by; `key` names it."""

    key: UUID
    code: str
    kind: str
    name: Names
    district_id: UUID | None
    point: Point | None


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two are one, 0 to 1, and why: terms of WHY, the strongest first."""

    value: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """`is_sure`: take it for the same; else a person has to look."""

    known: Known
    score: Score
    is_sure: bool


WHY = (
    "code",
    "name",
    "name_part",
    "number",
    "near",
    "district",
    "far",
    "other_number",
    "other_district",
    "other_kind",
    "no_place",
)


@lru_cache(maxsize=50_000)
def folded(text: str) -> Folded:
    """A name as it is compared."""
    plain = text.casefold().translate(LETTERS).replace("й", "и")
    plain = re.sub(r"[«»\"'“”„’`]", " ", plain)
    plain = re.sub(r"\bn[o0]?\.? *(?=\d)|[№#]", " ", plain)
    for pattern, word in KINDS:
        plain = re.sub(pattern.replace("й", "и"), word, plain)
    tokens = set(re.findall(r"[a-zа-я]+|\d+", plain)) - NOISE
    numbers = frozenset(one.lstrip("0") or "0" for one in tokens if one.isdigit())
    types = frozenset(tokens & TYPES)
    return Folded(numbers, types, frozenset(tokens - TYPES) - {one for one in tokens if one.isdigit()})


def likeness(one: Names, other: Names) -> float:
    """How alike two names are, 0 to 1: the best of the languages that both have; 0 if a number differs."""
    pairs = [(a, b) for a in _all(one) for b in _all(other) if a and b]
    return max((_alike(folded(a), folded(b)) for a, b in pairs), default=0.0)


def _all(names: Names) -> tuple[str, str, str]:
    return names.kk, names.ru, names.en


def _alike(one: Folded, other: Folded) -> float:
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return 0.0
    if one.types and other.types and not one.types & other.types:
        return 0.0
    numbered = bool(one.numbers and other.numbers)
    common = sum(any(_stems(a, b) for b in other.words) for a in one.words)
    most = max(len(one.words), len(other.words))
    if most == 0:
        return 0.95 if numbered else 0.3 if one.types & other.types else 0.0
    shared = common / most
    if numbered:
        return 0.7 + 0.3 * shared
    both = 1.0 if bool(one.numbers) == bool(other.numbers) else 0.75
    return shared * both


def _stems(one: str, other: str) -> bool:
    least = min(len(one), len(other))
    stem = max(STEM, least - 2)
    return one == other or (least > STEM and one[:stem] == other[:stem])


def score(new: Known, known: Known) -> Score:
    """How likely a row speaks of a known place."""
    if new.code and new.code == known.code:
        return Score(1.0, ("code",))
    if new.kind and known.kind and new.kind != known.kind:
        return Score(0.0, ("other_kind",))
    name = likeness(new.name, known.name)
    if name == 0:
        return Score(0.0, ("other_number",))
    why = ["name" if name >= 0.9 else "name_part"]
    value = name * 0.8
    if new.district_id and known.district_id and new.district_id != known.district_id:
        return Score(min(value, 0.3), (*why, "other_district"))
    if new.point and known.point:
        far = metres(new.point, known.point)
        if far > FAR:
            return Score(min(value, 0.4), (*why, "far"))
        value += 0.25 * (1 - far / FAR) if far > NEAR else 0.25
        why.append("near")
    elif new.district_id and new.district_id == known.district_id:
        value += 0.12
        why.append("district")
    else:
        value = min(value, 0.7)
        why.append("no_place")
    return Score(min(value, 0.99), tuple(why))


type Numbered = dict[frozenset[str], list[Known]]


class Index:
    """Known places, found by number, by a word of the name and by the ground. Two names whose numbers differ
    are two places, so every shelf is sorted by the numbers in the name: a region may have a thousand schools
    named after one man."""

    CELL = 0.01  # degrees

    def __init__(self, places: Iterable[Known]) -> None:
        self.by_code: dict[str, Known] = {}
        self.by_numbers: Numbered = defaultdict(list)
        self.by_word: dict[str, Numbered] = defaultdict(lambda: defaultdict(list))
        self.by_cell: dict[tuple[int, int], Numbered] = defaultdict(lambda: defaultdict(list))
        for one in places:
            self.by_code[one.code] = one
            for name in _folds(one.name):
                if name.numbers:
                    self.by_numbers[name.numbers].append(one)
                for word in _stems_of(name):
                    self.by_word[word][name.numbers].append(one)
                if one.point:
                    self.by_cell[self._cell(one.point)][name.numbers].append(one)

    def _cell(self, point: Point) -> tuple[int, int]:
        return int(point.lat / self.CELL), int(point.lon / self.CELL)

    def candidates(self, new: Known) -> list[Known]:
        """Those that share a number, a word, or the ground, and no name of which says another number."""
        shelves = []
        if new.point:
            row, column = self._cell(new.point)
            around = ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
            shelves = [self.by_cell[cell] for cell in around if cell in self.by_cell]
        found: dict[UUID, Known] = {}
        for name in _folds(new.name):
            words = [self.by_word[word] for word in _stems_of(name) if word in self.by_word]
            for shelf in (*words, *shelves):
                for several in _said_of(shelf, name.numbers):
                    found |= {one.key: one for one in several}
            if name.numbers:
                found |= {one.key: one for one in self.by_numbers.get(name.numbers, ())}
        return list(found.values())

    def match(self, new: Known) -> Match | None:
        """The known place of a row; None: it is new. By its number if that is known; a number that is known
        with quite another name on quite another ground is for a person to look at."""
        if new.code and (known := self.by_code.get(new.code)) is not None:
            return Match(known, Score(1.0, ("code",)), is_sure=not _strange(new, known))
        scored = sorted(
            ((score(new, one), one) for one in self.candidates(new)),
            key=lambda pair: (-pair[0].value, str(pair[1].key)),
        )
        if not scored or scored[0][0].value < DOUBTFUL:
            return None
        best, known = scored[0]
        next_best = scored[1][0].value if len(scored) > 1 else 0.0
        is_own_number = bool(new.code and known.code)  # two numbers are two places, unless a person says so
        sure = best.value >= SAME and best.value - next_best >= LEAD and not is_own_number
        return Match(known, best, sure)


def _strange(new: Known, known: Known) -> bool:
    """Whether a known number comes with another name on another ground."""
    named = any(_all(new.name)) and likeness(new.name, known.name) < 0.3
    placed = new.point is None or known.point is None or metres(new.point, known.point) > FAR
    return named and placed


def _folds(name: Names) -> set[Folded]:
    return {folded(text) for text in _all(name) if text}


def _stems_of(name: Folded) -> set[str]:
    return {word[:STEM] for word in name.words if len(word) >= STEM}


def _said_of(shelf: Numbered, numbers: frozenset[str]) -> Iterable[list[Known]]:
    """What of a shelf may be meant by a name with these numbers."""
    if not numbers:
        return shelf.values()
    return [shelf[key] for key in (numbers, frozenset[str]()) if key in shelf]


def twins(rows: Sequence[tuple[int, Known]]) -> dict[int, tuple[int, ...]]:
    """Rows of one file that speak of one place: by number, or surely by name and ground; row > the others."""
    found: dict[int, set[int]] = defaultdict(set)
    by_code: dict[str, list[int]] = defaultdict(list)
    by_name: dict[tuple[object, ...], list[tuple[int, Known]]] = defaultdict(list)
    for number, one in rows:
        if one.code:
            by_code[one.code].append(number)
        key = folded(one.name.ru or one.name.kk)
        by_name[(one.kind, key.numbers, key.types, key.words)].append((number, one))
    groups = [group for group in by_code.values() if len(group) > 1]
    for several in by_name.values():
        groups += [
            [a, b]
            for place, (a, one) in enumerate(several)
            for b, other in several[place + 1 : place + 50]
            if _one_ground(one, other)
        ]
    for group in groups:
        for number in group:
            found[number] |= set(group) - {number}
    return {number: tuple(sorted(others)) for number, others in found.items()}


def _one_ground(one: Known, other: Known) -> bool:
    if one.point and other.point:
        return metres(one.point, other.point) <= NEAR
    same_district = one.district_id == other.district_id and one.district_id is not None
    return same_district and not (one.code and other.code)
