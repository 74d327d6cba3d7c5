"""The form of completion: what a measure ends in, and the evidence each kind takes. Pure, no Django.

"приказ МОН, МИО" is one order of two bodies; "соглашение, акт тестирования" is two things. A part of the
wording begins a new thing only when its first word names a kind. Kinds and what they take are data, in
`contracts.toml`, in three languages.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qalqan.kernel.names import LANGUAGES

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One thing that ends a measure. `bodies`: to whom it goes, or, for an act, who issues it."""

    kind: str
    text: str
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """What it takes to call a deliverable done. A claim (an information note) says done and proves nothing:
    it stays "reported, not evidenced" until an indicator stands beside it."""

    kind: str
    is_claim: bool
    name: dict[str, str]
    takes: dict[str, tuple[str, ...]]


@cache
def _data() -> dict[str, dict[str, object]]:
    return tomllib.loads((Path(__file__).parent / "contracts.toml").read_text("utf-8"))


@cache
def contract(kind: str) -> Contract:
    """The evidence contract of a kind; KeyError for a kind that has none."""
    entry = _data()[kind]
    name, takes = entry["name"], entry["takes"]
    assert isinstance(name, dict)  # noqa: S101  the file's own shape
    assert isinstance(takes, dict)  # noqa: S101
    return Contract(kind, bool(entry.get("is_claim")), name, {lang: tuple(takes[lang]) for lang in LANGUAGES})


@cache
def kinds() -> tuple[str, ...]:
    """All kinds, in the order in which their words are tried: the more exact wording first."""
    return tuple(_data())


@cache
def _patterns() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """Per kind, its wordings as tuples of word stems: all stems must begin words, in this order."""
    found = []
    for kind, entry in _data().items():
        words = entry.get("words", [])
        assert isinstance(words, list)  # noqa: S101
        found.append((kind, tuple(tuple(wording.split()) for wording in words)))
    return tuple(found)


def _begins(word: str, stem: str) -> bool:
    """Whether a word begins with a stem, one wrong letter forgiven in stems of seven letters and more, so
    that the decree's "мнформация" is an information note. The misspelling is reported elsewhere."""
    if word.startswith(stem):
        return True
    if len(stem) < 7 or len(word) < len(stem):
        return False
    return sum(a != b for a, b in zip(word[: len(stem)], stem, strict=True)) == 1


def kind_of(text: str) -> str:
    """The kind that a wording names, or `other`."""
    words = re.findall(r"[\w-]+", text.lower())
    for kind, wordings in _patterns():
        for stems in wordings:
            rest = iter(words)
            if all(any(_begins(word, stem) for word in rest) for stem in stems):
                return kind
    return OTHER


GOVERNMENT = re.compile(r"^(правительств|үкімет)\w*$", re.IGNORECASE)
CODE = re.compile(r"^[А-ЯЁӘҒҚҢӨҰҮҺІ]{2,}(?=[а-яёәғқңөұүһі]{0,3}$)")
COUNTRIES = {"РК", "ҚР"}


def bodies_in(text: str) -> tuple[str, ...]:
    """Bodies named in a wording, in order: abbreviations in capitals, with an ending or without ("ВУЗы"), and
    the Government under the code that the register uses for it in every language, "Правительство"."""
    found: list[str] = []
    for word in re.findall(r"[\w]+", text):
        code = "Правительство" if GOVERNMENT.match(word) else None
        if code is None and (match := CODE.match(word)) and match.group() not in COUNTRIES:
            code = match.group()
        if code and code not in found:
            found.append(code)
    return tuple(found)


def _starts_anew(part: str, before: str) -> bool:
    words = re.findall(r"[\w-]+", part)
    kind = kind_of(part)
    if not words or kind == OTHER or CODE.match(words[0]):
        return False
    return len(words) > 1 or kind != kind_of(before)


def deliverables(form: str) -> tuple[Deliverable, ...]:
    """The things a form of completion names, in order; empty for an empty form. A list of single words of
    one kind ("видеоролики, инфографики, постеры") is one thing."""
    parts: list[str] = []
    for part in re.split(r"\s*[,;]\s*", form.strip()):
        if not part:
            continue
        if parts and not _starts_anew(part, parts[-1]):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    return tuple(Deliverable(kind_of(part), part, bodies_in(part)) for part in parts)
