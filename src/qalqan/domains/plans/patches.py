"""TOML files that stand beside a plan's text: amendments as patches, facts the text leaves out, translations.

Everything is checked when it is read, so that a wrong file is refused with its place before a row is written.
Pure, no Django. The forms are described in docs/algorithms/amendments.md and register.md.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qalqan.kernel.names import LANGUAGES

from .amendments import Change, OpenQuestion, Patch
from .reading.document import Measure, PlanDocument
from .refusals import Refused

KINDS = ("replace", "add", "delete")
BASES = ("text", "inference")


@dataclass(frozen=True, slots=True)
class DutyFunction:
    """With which function a body answers: in one row, or (row None) wherever the plan names it."""

    row: int | None
    body: str
    function: str
    is_doubtful: bool = False
    reason: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowLink:
    """A row of this plan carries out a row of its parent."""

    row: int
    parent: int
    reason: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What is known of a plan beside its text. `parent` and `region`: of a plan that a region adopted."""

    code: str = ""
    is_public: bool = False
    period: tuple[date, date] | None = None
    in_force: date | None = None
    origin: Mapping[str, str] = field(default_factory=dict)
    source_file: str = ""
    source_format: str | None = None
    functions: tuple[DutyFunction, ...] = ()
    parent: str = ""
    region: str = ""
    links: tuple[RowLink, ...] = ()


def _toml(data: bytes, rule: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(rule, name, reason=str(error)) from None


def _words(value: Any) -> dict[str, str]:
    """Texts by language; a plain string stands for all of them."""
    if isinstance(value, str):
        return dict.fromkeys(LANGUAGES, value)
    return {language: str(value.get(language, "")) for language in LANGUAGES} if value else {}


def load_patch(data: bytes, name: str = "") -> Patch:
    """An amendment from its TOML. Refused with the name of the key that is missing or wrong."""
    entry = _toml(data, "patch-unreadable", name)
    try:
        act = entry["act"]
        patch = Patch(
            act_number=str(act["number"]),
            act_date=_date(act["date"], "act.date"),
            title=_titles(act),
            in_force=_date(act["in_force"], "act.in_force"),
            in_force_basis=_one_of(act.get("in_force_basis", "text"), BASES, "act.in_force_basis"),
            in_force_reason=_words(act.get("in_force_reason")),
            changes=tuple(
                change
                for number, part in enumerate(entry.get("change", []), 1)
                for change in _changes(part, f"change {number}")
            ),
            questions=tuple(
                OpenQuestion(
                    str(gap["id"]), tuple(gap.get("rows", ())), gap.get("column", ""), _words(gap["reason"])
                )
                for gap in entry.get("gap", [])
            ),
            is_consolidated=act.get("consolidated"),
            sha256=hashlib.sha256(data).hexdigest(),
        )
    except KeyError as error:
        raise Refused("patch-unreadable", name, reason=f"{error.args[0]} is missing") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise Refused("patch-unreadable", name, reason=str(error)) from None
    if not patch.changes:
        raise Refused("patch-unreadable", name, reason="no [[change]]")
    return patch


def _titles(act: Mapping[str, Any]) -> dict[str, str]:
    title = act.get("title", "")
    return {"kk": act.get("title_kk", title), "ru": title, "en": act.get("title_en", title)}


def _date(value: Any, key: str) -> date:
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if type(value) is not date:
        raise ValueError(f"{key} must be a day, YYYY-MM-DD")
    return value


def _one_of(value: Any, allowed: tuple[str, ...], key: str) -> str:
    if value not in allowed:
        raise ValueError(f"{key} must be one of {', '.join(allowed)}")
    return str(value)


def _changes(part: Mapping[str, Any], place: str) -> Iterator[Change]:
    """A `[[change]]` as cells: `column` with `before` and `after`, or a table `cells` for a whole row."""
    kind = _one_of(part.get("kind"), KINDS, f"{place}: kind")
    row, basis = int(part["row"]), _one_of(part.get("basis", "text"), BASES, f"{place}: basis")
    reason = _words(part.get("reason"))
    if kind == "replace":
        before, after = _text(part["before"]), _text(part["after"])
        yield Change(kind, row, str(part["column"]), before, after, basis, reason)
        return
    row_cells = part["cells"]
    if not isinstance(row_cells, dict) or "title" not in row_cells or "section" not in row_cells:
        raise ValueError(f"{place}: cells must name at least section and title")
    for column, value in row_cells.items():
        text = _text(value)
        adds = kind == "add"
        yield Change(kind, row, column, None if adds else text, text if adds else None, basis, reason)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def load_facts(data: bytes, name: str = "") -> PlanFacts:
    """A plan's facts from `plan.toml`."""
    entry = _toml(data, "facts-unreadable", name)
    try:
        period, source, above = entry.get("period"), entry.get("source", {}), entry.get("parent", {})
        functions = [
            DutyFunction(
                int(part["row"]),
                part["body"],
                part["function"],
                part.get("doubtful", False),
                _words(part["reason"]),
            )
            for part in entry.get("function", [])
        ]
        defaults = [DutyFunction(None, body, key) for body, key in entry.get("defaults", {}).items()]
        return PlanFacts(
            code=entry["code"],
            is_public=bool(entry.get("public", False)),
            period=(period["start"], period["end"]) if period else None,
            in_force=entry.get("act", {}).get("in_force"),
            origin=_words(source.get("origin")),
            source_file=source.get("file", ""),
            source_format=source.get("format"),
            functions=(*defaults, *functions),
            parent=str(above.get("plan", "")),
            region=str(above["region"]) if above else "",
            links=tuple(_links(entry, has_parent=bool(above))),
        )
    except KeyError as error:
        raise Refused("facts-unreadable", name, reason=f"{error.args[0]} is missing") from None
    except (TypeError, ValueError) as error:
        raise Refused("facts-unreadable", name, reason=str(error)) from None


def _links(entry: Mapping[str, Any], *, has_parent: bool) -> Iterator[RowLink]:
    for part in entry.get("map", []):
        if not has_parent:
            raise ValueError("[[map]] needs a [parent] with `plan` and `region`")
        yield RowLink(int(part["row"]), int(part["parent"]), _words(part["reason"]))


def default_code(document: PlanDocument) -> str:
    """A code for a plan whose facts give none: `kz-156-2020`. Refused for an act without number or date."""
    number = re.sub(r"[^0-9a-z]+", "-", document.act.number.lower()).strip("-")
    if not number or document.act.date is None:
        raise Refused("plan-code", document.act.number)
    return f"kz-{number}-{document.act.date.year}"


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording of the plan in another language."""

    wording: str
    language: str
    text: str


def load_translations(data: bytes, document: PlanDocument, name: str = "") -> tuple[Wording, ...]:
    """Translations bound to the wordings they translate. Entries for a row, a section or a paragraph that
    the document does not have are left out; a wording that stands twice keeps its first translation."""
    entry = _toml(data, "translation-unreadable", name)
    pairs = [*_numbered(entry, document), *_listed(entry, document.language)]
    found: dict[tuple[str, str], Wording] = {}
    for wording, texts in pairs:
        if not isinstance(texts, Mapping):
            raise Refused("translation-unreadable", name, reason=f"«{wording[:60]}»")
        for language in LANGUAGES:
            text = texts.get(language)
            if wording and text and language != document.language:
                found.setdefault((wording, language), Wording(wording, language, text))
    return tuple(found.values())


def _numbered(entry: Mapping[str, Any], document: PlanDocument) -> Iterator[tuple[str, Any]]:
    """Wordings that the file names by number or code: the act's title, paragraphs, sections, measures,
    abbreviations with their short forms."""
    act = entry.get("act", {})
    yield document.act.title, act.get("title", {})
    yield document.act.body, act.get("body", {})
    paragraphs = entry.get("paragraphs", {})
    for paragraph in document.paragraphs:
        yield (
            paragraph.text,
            paragraphs.get(paragraph.number or "preamble", paragraphs.get(paragraph.number, {})),
        )
    for section in document.sections:
        yield section.title, entry.get("sections", {}).get(str(section.number), {})
    measures: tuple[Measure, ...] = document.measures
    for measure in measures:
        yield measure.title, entry.get("measures", {}).get(str(measure.number), {})
    for code, meaning in document.abbreviations.items():
        texts = entry.get("abbreviations", {}).get(code, {})
        yield meaning, texts
        yield code, {language: texts.get(f"short_{language}", "") for language in LANGUAGES}


def _listed(entry: Mapping[str, Any], language: str) -> Iterator[tuple[str, Any]]:
    """Wordings that the file names by themselves: arrays of tables, the plan's own language among them."""
    for name in ("forms", "deadlines", "finance"):
        for item in entry.get(name, []):
            yield item.get(language, ""), item
