"""What every place where children are must have: the norms as data, `data/requirements.toml`. Pure.

A requirement says what is looked for (a thing near, a thing on the ground, no such thing, a thing as the norm
describes it, an event), how long a look at it is good, by which act, who owes it, what it may cost and how
grave its absence is. `is_draft`: the act does not state this measure in these words, or nobody has checked
the article: then it is a norm that this project proposes, and every page says so. `is_public`: whether the
open pages may tell it of one place; what helps to break in stays inside.

The file is read whole or not at all. Each fault names the requirement, the rule that it breaks and the mend.
docs/algorithms/coverage.md says it in words.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.kernel.names import LANGUAGES, Names

from .words import ASSET_KINDS, SITE_KINDS

FILE = Path(__file__).parent.parent / "data" / "requirements.toml"
EVENTS = ("drill",)
FARTHEST = 2000.0  # metres: farther is not near, and would make one change touch half a town
HEAVIEST = 10
LONGEST_KEY = 40  # of the column that keeps it
OVERS = ("every", "some")


@dataclass(frozen=True, slots=True)
class Near:
    """One of these kinds of thing works within so many metres."""

    kinds: tuple[str, ...]
    metres: float


@dataclass(frozen=True, slots=True)
class Has:
    """One of these kinds of thing works on the ground of the place."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasNot:
    """No thing of these kinds stands on the ground of the place."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What one field of a thing's details must say: `least` (a number) or `equals`. `over`: every working
    thing, or some one of them."""

    field: str
    least: float | None
    equals: bool | str | None
    over: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Things of these kinds work on the ground, and are as the checks say."""

    kinds: tuple[str, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """The event took place within the last `months` of the requirement."""

    event: str


type Test = Near | Has | HasNot | Detail | Happened


@dataclass(frozen=True, slots=True)
class Cost:
    """What it takes to close one gap, in tenge. `basis`: where the figures come from."""

    low: int
    high: int
    unit: Names
    basis: Names


@dataclass(frozen=True, slots=True)
class Requirement:
    """One norm. `months`: how long an independent look is good. `pupils_from`: it binds places of so many
    pupils; 0 binds all. `act`, `place`: the act and the article in it, "" where none was checked. `owes`: the
    key of a function of `bodies`. `indicator`: what it feeds in `evidence`, or "", and which
    kinds of place it counts. `weight`: how grave its
    absence is, 1 to 10, and why."""

    key: str
    name: Names
    text: Names
    sites: tuple[str, ...]
    test: Test
    months: int
    pupils_from: int
    act: Names | None
    place: str
    is_draft: bool
    is_public: bool
    why_public: Names
    owes: str
    indicator: str
    indicator_sites: tuple[str, ...]
    weight: int
    why_weight: Names
    cost: Cost | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of thing that it looks at."""
        return () if isinstance(self.test, Happened) else self.test.kinds


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the file: `rule` is a word of FAULTS, `value` what stands there."""

    key: str
    field: str
    rule: str
    value: str = ""

    def __str__(self) -> str:
        message, mend = FAULTS[self.rule]
        return f"{FILE.name}: {self.key}.{self.field}: {message} ({self.value!r}). {mend} [{self.rule}]"


FAULTS = {
    "toml": ("the file is no TOML", "Mend the line that is named."),
    "missing": ("the field is missing", "Add it: every requirement states it."),
    "unknown_field": ("no requirement has this field", "Remove it or mend its spelling."),
    "names": ("a text stands in kk, ru and en", "Give the same words in all three."),
    "kinds": ("a kind that the register does not know", "Take words of rules/words.py."),
    "test": ("one test, of near, has, has_not, detail, happened", "Leave one."),
    "number": ("the number is out of its range", "See the fields of Requirement for what it may be."),
    "check": ("a check has a field, and either `least` or `equals`", "Give one of the two."),
    "reference": ("it names a table that is not in the file", "Add the table or mend the name."),
    "cost": ("the low bound is above the high one, or below zero", "State the range from low to high."),
    "yes_no": ("true or false", "Write one of the two."),
}


class Faulty(ValueError):  # noqa: N818 - a finding about input
    """The file cannot be used; `faults` is all that is wrong with it."""

    def __init__(self, faults: Collection[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Norms:
    """The whole file: its version, which stands in every method that uses it, and the requirements in the
    order of the file."""

    version: str
    requirements: tuple[Requirement, ...]


FIELDS = {
    *("name", "text", "why_weight", "unit"),
    *("sites", "near", "metres", "has", "has_not", "detail", "happened", "checks", "months", "pupils_from"),
    *(
        "act",
        "place",
        "is_draft",
        "is_public",
        "why_public",
        "owes",
        "indicator",
        "indicator_sites",
        "weight",
        "cost",
    ),
}
TESTS = ("near", "has", "has_not", "detail", "happened")


class _Reader:
    """Reads one requirement and gathers its faults."""

    def __init__(self, key: str, row: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]]) -> None:
        self.key, self.row, self.shared = key, row, shared
        self.faults: list[Fault] = []

    def fault(self, field: str, rule: str, value: object = "") -> None:
        self.faults.append(Fault(self.key, field, rule, str(value)))

    def names(self, field: str, table: object = None) -> Names:
        found = self.row.get(field) if table is None else table
        if not isinstance(found, Mapping) or set(found) != set(LANGUAGES):
            self.fault(field, "missing" if found is None else "names", found)
            return Names("", "", "")
        if not all(isinstance(text, str) and text.strip() for text in found.values()):
            self.fault(field, "names", found)
            return Names("", "", "")
        return Names(**found)

    def number(self, field: str, least: float, most: float, usual: int | None = None) -> int:
        value = self.row.get(field, usual)
        if value is None:
            self.fault(field, "missing")
        elif isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(field, "number", value)
        else:
            return value
        return 0

    def yes_no(self, field: str) -> bool:
        value = self.row.get(field)
        if not isinstance(value, bool):
            self.fault(field, "missing" if value is None else "yes_no", value)
        return bool(value)

    def kinds(self, field: str, known: Collection[str]) -> tuple[str, ...]:
        value = self.row.get(field)
        if not isinstance(value, list) or not value or not set(value) <= set(known):
            self.fault(field, "missing" if value is None else "kinds", value)
            return ()
        return tuple(value)

    def why(self, field: str, table: str) -> Names:
        """A text that stands in a shared table under the word of this field."""
        word = self.row.get(field)
        if not isinstance(word, str) or word not in self.shared.get(table, {}):
            self.fault(field, "missing" if word is None else "reference", word)
            return Names("", "", "")
        return self.names(field, self.shared[table][word])

    def test(self) -> Test:
        given = [name for name in TESTS if name in self.row]
        if len(given) != 1:
            self.fault("test", "test", given)
            return Has(())
        if given == ["happened"]:
            if self.row["happened"] not in EVENTS:
                self.fault("happened", "kinds", self.row["happened"])
            return Happened(self.row["happened"])
        kinds = self.kinds(given[0], ASSET_KINDS)
        if given == ["near"]:
            return Near(kinds, float(self.number("metres", 1, FARTHEST)))
        if given == ["detail"]:
            return Detail(kinds, self.checks())
        return Has(kinds) if given == ["has"] else HasNot(kinds)

    def checks(self) -> tuple[Check, ...]:
        found = []
        for field, rule in (self.row.get("checks") or {}).items():
            least, equals, over = rule.get("least"), rule.get("equals"), rule.get("over", "every")
            if (least is None) == (equals is None) or over not in OVERS:
                self.fault(f"checks.{field}", "check", rule)
            found.append(Check(field, None if least is None else float(least), equals, over))
        if not found:
            self.fault("checks", "missing")
        return tuple(found)

    def cost(self) -> Cost | None:
        row = self.row.get("cost")
        if row is None:
            return None
        low, high = row.get("low"), row.get("high")
        if not isinstance(low, int) or not isinstance(high, int) or not 0 <= low <= high:
            self.fault("cost", "cost", row)
            low = high = 0
        basis = self.shared.get("basis", {}).get(row.get("basis", ""))
        if basis is None:
            self.fault("cost.basis", "reference", row.get("basis"))
        return Cost(low, high, self.names("unit"), self.names("cost.basis", basis or {}))

    def requirement(self) -> Requirement:
        for field in sorted(set(self.row) - FIELDS):
            self.fault(field, "unknown_field", field)
        if len(self.key) > LONGEST_KEY:
            self.fault("key", "number", self.key)
        owes = self.row.get("owes", "")
        if not owes:
            self.fault("owes", "missing")
        return Requirement(
            key=self.key,
            name=self.names("name"),
            text=self.names("text"),
            sites=self.kinds("sites", SITE_KINDS),
            test=self.test(),
            months=self.number("months", 1, 120),
            pupils_from=self.number("pupils_from", 0, 100_000, 0),
            act=self.why("act", "acts") if "act" in self.row else None,
            place=str(self.row.get("place", "")),
            is_draft=self.yes_no("is_draft"),
            is_public=self.yes_no("is_public"),
            why_public=self.why("why_public", "public"),
            owes=owes,
            indicator=str(self.row.get("indicator", "")),
            indicator_sites=self.kinds("indicator_sites", SITE_KINDS) if "indicator" in self.row else (),
            weight=self.number("weight", 1, HEAVIEST),
            why_weight=self.names("why_weight"),
            cost=self.cost(),
        )


SHARED = ("acts", "public", "basis")


def read(text: str) -> Norms:
    """The norms of a file's text. Faulty with all that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty((Fault("", "", "toml", str(error)),)) from None
    faults, found = [], []
    shared = {name: data.get(name, {}) for name in SHARED}
    for key, row in data.get("requirements", {}).items():
        reader = _Reader(key, row, shared)
        found.append(reader.requirement())
        faults += reader.faults
        if found[-1].act is None and not found[-1].is_draft:
            faults.append(Fault(key, "act", "missing", "a norm without an act is a proposed one"))
    version = data.get("version")
    if not isinstance(version, str) or not version:
        faults.append(Fault("", "version", "missing"))
    if not found:
        faults.append(Fault("", "requirements", "missing"))
    if faults:
        raise Faulty(faults)
    return Norms(str(version), tuple(found))


@cache
def norms() -> Norms:
    """The shipped norms. Faulty if the file was spoiled."""
    return read(FILE.read_text("utf-8"))


def requirements() -> tuple[Requirement, ...]:
    """All requirements, in the order of the file."""
    return norms().requirements


@cache
def _by_key() -> dict[str, Requirement]:
    return {one.key: one for one in requirements()}


def requirement(key: str) -> Requirement:
    """A requirement by its key; KeyError if there is none."""
    return _by_key()[key]


def farthest() -> float:
    """Metres of the farthest "near" of all: what a changed thing can touch."""
    return max((one.test.metres for one in requirements() if isinstance(one.test, Near)), default=0.0)
