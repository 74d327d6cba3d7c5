"""A questionnaire as data, checked when it is read. Pure.

The files of `data/instruments/` hold questions in three languages, their weights with a reason, what each
answer is evidence of, and when a question is asked at all. A version is immutable: `sealed.toml` keeps the
digest of what each version says, and a file that says something else does not load. So a round of last year
is always read by the questions that were asked then.

Every question is asked whether its thing is good: `good` names the safe answer, the other one is the bad one,
"partly" lies in between. "unknown" and silence are the same, and neither is good.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.domains.schools.rules.details import Value, checked, fields
from qalqan.domains.schools.rules.words import ANSWERS, ASSET_KINDS, ASSET_STATES, SITE_KINDS
from qalqan.kernel.names import LANGUAGES, Names

FOLDER = Path(__file__).resolve().parents[1] / "data" / "instruments"
SEALS = "sealed.toml"
KEY = re.compile(r"[a-z_]+\.[a-z_]+")
PHOTO = ("ask", "may", "never")
LOOKED = ("yes", "partly", "no")  # answers of somebody who saw
# Things that stand by the road and belong to no one place: found by where the answer was given.
ROADSIDE = frozenset(
    {
        "crossing",
        "signal",
        "hump",
        "speed_limit",
        "road_camera",
        "lamp",
        "footway",
        "bus_stop",
        "training_ground",
        "manhole",
    }
)


class InstrumentError(ValueError):
    """A questionnaire that may not be used; every problem with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a question counts, and why."""

    key: str
    value: int
    reason: Names


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of which kind of thing an answer is evidence, the state that each answer gives it (none for a question
    about a part of it), and what else it says (fields of `details.toml`). `figure`: a field whose number
    is asked beside the answer. `of_all`: it speaks of every such thing of the place at once."""

    kind: str
    states: Mapping[str, str]
    details: Mapping[str, Mapping[str, Value]]
    figure: str
    of_all: bool

    @property
    def is_roadside(self) -> bool:
        """Whether such things stand by the road and not in the place."""
        return self.kind in ROADSIDE


@dataclass(frozen=True, slots=True)
class Condition:
    """Asked only where `question` was answered by one of these."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `photo`: ask, may or never. `site_kinds`: empty for all kinds of the instrument."""

    key: str
    section: str
    weight: Weight
    ask: Names
    hint: Names | None
    good: str
    photo: str
    is_critical: bool
    when: Condition | None
    evidence: Evidence | None
    surveys: tuple[str, ...]
    requirement: str
    site_kinds: tuple[str, ...]

    def looked_at(self, answer: str) -> tuple[str, ...]:
        """The kinds of things that somebody who answered so has looked for in all of the place. By the road
        only "there is none" says so: one that was seen is written down where it stands."""
        if answer not in LOOKED:
            return ()
        found = self.surveys
        if self.evidence and (not self.evidence.is_roadside or self.evidence.states.get(answer) == "absent"):
            found = (self.evidence.kind, *found)
        return found


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the round."""

    key: str
    name: Names


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire in one version. `cap`: the most that a place can reach, of 100, with a critical
    question answered badly. `digest`: of all it says, hexadecimal."""

    code: str
    version: str
    is_draft: bool
    measure: int
    site_kinds: tuple[str, ...]
    cap: int
    name: Names
    about: Names
    weights: tuple[Weight, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    digest: str

    def question(self, key: str) -> Question:
        """A question by its key; KeyError for one that this version does not ask."""
        return next((one for one in self.questions if one.key == key), None) or _unknown(key)

    def of(self, section: str, site_kind: str = "") -> tuple[Question, ...]:
        """The questions of a section, for one kind of place if given."""
        return tuple(q for q in self.asked(site_kind) if q.section == section)

    def asked(self, site_kind: str = "") -> tuple[Question, ...]:
        """The questions that a kind of place is asked; all for ""."""
        return tuple(
            q for q in self.questions if not (site_kind and q.site_kinds) or site_kind in q.site_kinds
        )


def _unknown(key: str) -> Question:
    raise KeyError(key)


def read(text: str) -> Instrument:
    """A questionnaire from its file's text. InstrumentError with all that is wrong."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InstrumentError([str(error)]) from error
    problems: list[str] = []
    weights = {key: _weight(key, value, problems) for key, value in raw.get("weights", {}).items()}
    sections = tuple(
        Section(key, _names(value, f"sections.{key}", problems))
        for key, value in raw.get("sections", {}).items()
    )
    known = raw.get("questions", {})
    problems += _problems(raw, weights, known)
    if problems:
        raise InstrumentError(problems)
    questions = tuple(_question(key, value, weights, problems) for key, value in known.items())
    if problems:
        raise InstrumentError(problems)
    return Instrument(
        code=raw["code"],
        version=raw["version"],
        is_draft=raw["is_draft"],
        measure=raw["measure"],
        site_kinds=tuple(raw["site_kinds"]),
        cap=raw["cap"],
        name=_names(raw["name"], "name", problems),
        about=_names(raw["about"], "about", problems),
        weights=tuple(weights.values()),
        sections=sections,
        questions=questions,
        digest=digest(raw),
    )


def digest(raw: Mapping[str, Any]) -> str:
    """Of what a questionnaire says; blanks and comments of the file do not count."""
    text = json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def instruments() -> tuple[Instrument, ...]:
    """Every version of every questionnaire, the newest version last. InstrumentError for one that changed
    after it was sealed, or that was never sealed."""
    seals = tomllib.loads((FOLDER / SEALS).read_text("utf-8"))
    files = sorted(file for file in FOLDER.glob("*.toml") if file.name != SEALS)
    found = [read(file.read_text("utf-8")) for file in files]
    wrong = [
        f"{one.code} version {one.version}: says something else than was sealed; give it a new version"
        for one in found
        if seals.get(f"{one.code}/{one.version}") != one.digest
    ]
    if len({(one.code, one.version) for one in found}) != len(found):
        wrong.append("two files hold the same version of a questionnaire")
    if wrong:
        raise InstrumentError(wrong)
    return tuple(sorted(found, key=lambda one: (one.code, int(one.version))))


def instrument(code: str, version: str) -> Instrument:
    """A questionnaire in one version. LookupError if there is none."""
    for one in instruments():
        if (one.code, one.version) == (code, version):
            return one
    raise LookupError(f"{code}/{version}")


def newest(site_kind: str) -> Instrument | None:
    """The questionnaire in force for a kind of place, None for a kind that has none."""
    fitting = [one for one in instruments() if site_kind in one.site_kinds]
    return fitting[-1] if fitting else None


def _problems(raw: Mapping[str, Any], weights: Mapping[str, Weight], known: Mapping[str, Any]) -> list[str]:
    problems = [
        f"{name} is missing"
        for name in ("code", "version", "is_draft", "measure", "site_kinds", "cap", "name", "about")
        if name not in raw
    ]
    if not str(raw.get("version", "")).isdecimal():
        problems.append("version: a whole number, written as text")
    if not isinstance(raw.get("cap"), int) or not 0 <= raw["cap"] <= 100:
        problems.append("cap: a whole number from 0 to 100")
    problems += [f"site_kinds: {kind}?" for kind in raw.get("site_kinds", ()) if kind not in SITE_KINDS]
    if not known:
        problems.append("there are no questions")
    for key, one in known.items():
        if not KEY.fullmatch(key):
            problems.append(f"{key}: a key is section.word")
        problems += [f"{key}: {wrong}" for wrong in _question_problems(one, raw, weights, known)]
    return problems


def _question_problems(
    one: Mapping[str, Any], raw: Mapping[str, Any], weights: Mapping[str, Weight], known: Mapping[str, Any]
) -> list[str]:
    problems = []
    if one.get("section") not in raw.get("sections", {}):
        problems.append("unknown section")
    if one.get("weight") not in weights:
        problems.append("unknown weight")
    if one.get("good") not in ("yes", "no"):
        problems.append("good: yes or no")
    if one.get("photo") not in PHOTO:
        problems.append(f"photo: one of {', '.join(PHOTO)}")
    problems += [f"site_kinds: {kind}?" for kind in one.get("site_kinds", ()) if kind not in SITE_KINDS]
    problems += [f"surveys: {kind}?" for kind in one.get("surveys", ()) if kind not in ASSET_KINDS]
    if asset := one.get("asset"):
        for said in asset.get("details", {}).values():
            problems += [f"asset: {wrong}" for wrong in checked(str(asset.get("kind")), said, date.min)[1]]
        if asset.get("kind") not in ASSET_KINDS:
            problems.append("asset: unknown kind")
        given = [word for word in LOOKED if word in asset]
        if (given and len(given) < len(LOOKED)) or not (given or "details" in asset):
            problems.append("asset: every answer must give a state, or none and details")
        problems += [f"asset: {word} must give a state" for word in given if asset[word] not in ASSET_STATES]
        if asset.get("figure", "") not in ("", *(f.key for f in fields(asset.get("kind", "")))):
            problems.append("asset: figure names no field of the kind")
    if when := one.get("when"):
        asked_before = list(known)[: _place(known, one)]
        if when.get("question") not in asked_before:
            problems.append("when: names no question that is asked before")
        elif known[when["question"]].get("when"):
            problems.append("when: hangs on a question that itself hangs on another")
        if not when.get("is") or not set(when.get("is", ())) <= set(ANSWERS):
            problems.append("when: names no answers")
    return problems


def _place(known: Mapping[str, Any], one: Mapping[str, Any]) -> int:
    return next(place for place, other in enumerate(known.values()) if other is one)


def _names(value: Mapping[str, str], place: str, problems: list[str]) -> Names:
    missing = [lang for lang in LANGUAGES if not str(value.get(lang, "")).strip()]
    if missing:
        problems.append(f"{place}: no words in {', '.join(missing)}")
    return Names(*(str(value.get(lang, "")) for lang in LANGUAGES))


def _evidence(asset: Mapping[str, Any]) -> Evidence:
    said = asset.get("details", {})
    return Evidence(
        kind=asset["kind"],
        states={word: asset[word] for word in LOOKED if word in asset},
        details={word: said.get(word, {}) for word in LOOKED},
        figure=asset.get("figure", ""),
        of_all=asset.get("of") == "all",
    )


def _weight(key: str, value: Mapping[str, Any], problems: list[str]) -> Weight:
    number = value.get("value")
    if not isinstance(number, int) or not 1 <= number <= 10:
        problems.append(f"weights.{key}: value from 1 to 10")
        number = 1
    return Weight(key, number, _names(value.get("reason", {}), f"weights.{key}", problems))


def _question(
    key: str, value: Mapping[str, Any], weights: Mapping[str, Weight], problems: list[str]
) -> Question:
    when, asset = value.get("when"), value.get("asset")
    return Question(
        key=key,
        section=value["section"],
        weight=weights[value["weight"]],
        ask=_names(value.get("ask", {}), key, problems),
        hint=_names(value["hint"], f"{key}: hint", problems) if "hint" in value else None,
        good=value["good"],
        photo=value["photo"],
        is_critical=value.get("critical", False),
        when=Condition(when["question"], tuple(when["is"])) if when else None,
        evidence=_evidence(asset) if asset else None,
        surveys=tuple(value.get("surveys", ())),
        requirement=value.get("requirement", ""),
        site_kinds=tuple(value.get("site_kinds", ())),
    )
