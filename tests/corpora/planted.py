"""Drafts with one planted defect each, and the place where a linter must see it.

A clean draft is one of `invent.py`'s plans put in order (money inside the deadline, reports with a month),
then written out as a text so that every field has its spans. `defects*.py` hold the plantings. Nothing here
asks the linter: what is planted, and where, is known from the planting alone.
"""

import copy
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from qalqan.domains.plans.reading.document import (
    Act,
    BodyRef,
    Deadline,
    Finance,
    Measure,
    Paragraph,
    PlanDocument,
    Section,
    Source,
    Span,
)
from tests.corpora.invent import invent, words

COLUMNS = ("number", "title", "form", "bodies", "deadline", "total")
COLUMNS += ("years.2024", "years.2025", "years.2026", "sources", "programmes")
ACT_TITLE = {
    "ru": "Об утверждении плана по защите детей на 2024-2026 годы",
    "kk": "Балаларды қорғау жөніндегі 2024-2026 жылдарға арналған жоспарды бекіту туралы",
}
REPORTS = {
    "ru": "Ответственным органам не позднее 10 января представлять информацию об исполнении Плана.",
    "kk": "Жауапты органдар 10 қаңтардан кешіктірмей Жоспардың орындалуы туралы ақпарат ұсынсын.",
}
AGREEMENT = {"ru": "по согласованию", "kk": "келісім бойынша"}


@dataclass
class Body:
    """A body as the cell writes it (`written`) and as it is meant (`code`)."""

    code: str
    agreed: bool = False
    written: str = ""


@dataclass
class Row:
    number: int
    section: int
    title: str
    form: str
    bodies: list[Body]
    deadline: tuple[str, date | None, date | None]
    finance: str | None = None
    total: Decimal | None = None
    years: dict[str, Decimal] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    comma: str = ""  # what stands after the last body


@dataclass
class Sketch:
    """A plan that can still be changed; `written()` makes the document that a reader would give."""

    language: str
    title: str
    signed: date
    paragraphs: list[str]
    sections: list[tuple[int, str]]
    rows: list[Row]
    abbreviations: list[tuple[str, str]]

    def row(self, number: int) -> Row:
        return next(row for row in self.rows if row.number == number)

    def written(self) -> PlanDocument:
        """The document, with a source text and spans for each field."""
        pen = Pen()
        pen.put(self.title)
        paragraphs = tuple(
            Paragraph(str(at), text, pen.put(text)) for at, text in enumerate(self.paragraphs, 1)
        )
        sections = tuple(Section(number, title, pen.put(title)) for number, title in self.sections)
        measures = tuple(self._measure(pen, row) for row in self.rows)
        for code, meaning in self.abbreviations:
            pen.put(f"      {code} – {meaning}")
        return PlanDocument(
            Act("7", self.signed, self.title, ""),
            paragraphs,
            sections,
            measures,
            dict(self.abbreviations),
            (),
            (),
            (),
            {},
            Source("text", pen.text),
            self.language,
        )

    def _measure(self, pen: "Pen", row: Row) -> Measure:
        note = f" ({AGREEMENT[self.language]})"
        cell = ", ".join((body.written or body.code) + note * body.agreed for body in row.bodies) + row.comma
        spans = {
            "number": pen.put(f"{row.number}."),
            "title": pen.put(row.title),
            "form": pen.put(row.form),
            "bodies": pen.put(cell),
            "deadline": pen.put(row.deadline[0]),
            "finance": pen.put(row.finance or ""),
            "total": pen.put("" if row.total is None else str(row.total)),
            **{f"years.{year}": pen.put(str(amount)) for year, amount in row.years.items()},
            "sources": pen.put(", ".join(row.sources)),
            "programmes": pen.put(", ".join(row.programmes)),
        }
        return Measure(
            row.number,
            row.section,
            row.title,
            row.form,
            tuple(BodyRef(body.code, body.agreed, body.written) for body in row.bodies),
            Deadline(*row.deadline),
            Finance(row.finance, row.total, row.years, tuple(row.sources), tuple(row.programmes)),
            spans,
        )


class Pen:
    """Writes pieces one after another, cut into short lines as a narrow column would."""

    def __init__(self) -> None:
        self.text = ""

    def put(self, text: str) -> tuple[Span, ...]:
        if not text:
            return ()
        start = len(self.text)
        self.text += text + "\n"
        return (Span(start, start + len(text)),)


def clean(seed: int, language: str, rows: int = 14) -> Sketch:
    """A draft that is in order: titles, forms, bodies and terms of the invented plans, money that adds up."""
    plan = invent(seed, language, COLUMNS, rows, 2)
    book = words(language)
    names = {code: name for code, name in book["bodies"].items() if code != "agreement"} | book["others"]
    made = []
    for row in plan.rows:
        bodies = sorted((Body(code, agreed) for code, agreed in row.bodies), key=lambda body: body.agreed)
        _, start, end = row.deadline
        assert start is not None
        assert end is not None
        years = {
            year: Decimal(sum_) for year, sum_ in row.years.items() if start.year <= int(year) <= end.year
        }
        funded = bool(years)
        made.append(
            Row(
                row.number,
                row.section,
                row.title,
                row.form,
                bodies,
                row.deadline,
                None if funded else (row.finance_text or book["finance"]["none"]),
                sum(years.values(), Decimal(0)) if funded else None,
                years,
                list(row.sources) if funded else [],
                [f"{row.number:03}"] if funded else [],
            )
        )
    sections = list(enumerate(plan.sections, 1))
    return Sketch(
        language, ACT_TITLE[language], plan.signed, [REPORTS[language]], sections, made, list(names.items())
    )


@dataclass(frozen=True)
class Planted:
    """Where the defect is: part and key of the place ("row", "7"), its column, the words if they matter."""

    part: str
    key: str
    column: str
    quote: str = ""


Planting = Callable[[random.Random, Sketch], Planted]


@dataclass(frozen=True)
class Kind:
    """A kind of defect: rules that may name it, and how it is planted."""

    name: str
    rules: tuple[str, ...]
    plant: Planting


KINDS: dict[str, Kind] = {}


class NoRoomError(Exception):
    """The draft drawn has no place for this kind of defect (no funded row, no quotation, ...)."""


def one_of[T](draw: random.Random, items: Sequence[T]) -> T:
    if not items:
        raise NoRoomError
    return draw.choice(items)


def kind(*rules: str) -> Callable[[Planting], Planting]:
    """Register a planting under its function's name."""

    def register(plant: Planting) -> Planting:
        KINDS[plant.__name__] = Kind(plant.__name__, rules, plant)
        return plant

    return register


def plant(name: str, seed: int, language: str) -> tuple[Sketch, Sketch, Planted] | None:
    """(clean draft, the same with one defect, its place); None when this draft has no room for the kind."""
    draw = random.Random(f"{name} {seed} {language}")  # noqa: S311 (a corpus, not a secret)
    before = clean(seed, language)
    after = copy.deepcopy(before)
    try:
        return before, after, KINDS[name].plant(draw, after)
    except NoRoomError:
        return None
