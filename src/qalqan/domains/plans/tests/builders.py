"""Documents by hand: a plan whose source text and places are true, so that citations can be followed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from qalqan.domains.plans.cells import cells
from qalqan.domains.plans.reading.document import (
    Act,
    BodyRef,
    Deadline,
    Finance,
    Finding,
    Joint,
    Measure,
    Paragraph,
    PlanDocument,
    Section,
    Source,
    Span,
)

ROOT = Path(__file__).resolve().parents[5]
DECREE = ROOT / "plans" / "kz-156-2020"


def finance(
    text: str | None = "не требуются", total: str | None = None, years: Mapping[str, str] | None = None
) -> Finance:
    return Finance(
        text if total is None else None,
        Decimal(total) if total else None,
        {year: Decimal(amount) for year, amount in (years or {}).items()},
        ("РБ",) if total else (),
        ("001",) if total else (),
    )


def make_measure(
    number: int = 1, title: str = "Оснастить школы теплыми туалетами", **changes: Any
) -> Measure:
    measure = Measure(
        number=number,
        section=1,
        title=title,
        form="информация в МОН",
        bodies=(BodyRef("МИО"), BodyRef("МОН"), BodyRef("ГП", by_agreement=True)),
        deadline=Deadline("второе полугодие 2020 года", date(2020, 7, 1), date(2020, 12, 31)),
        finance=finance(),
        spans={},
    )
    return replace(measure, **changes)


def make_document(*measures: Measure, **changes: Any) -> PlanDocument:
    """A plan of the given measures (three if none) in one section. The source is one line per cell."""
    rows = measures or (
        make_measure(1),
        make_measure(2, "Провести обучение психологов", form="приказ МОН, МЗ", section=2),
        make_measure(
            3,
            "Создать лабораторию",
            section=2,
            finance=finance(total="80.0", years={"2020": "40.0", "2021": "40.0"}),
        ),
    )
    text = "Дорожная карта\n"
    placed = []
    for row in rows:
        spans = {}
        for column, value in cells(row).items():
            if column != "section" and not column.startswith("deadline."):
                spans[column] = (Span(len(text), len(text) + len(value)),)
                text += value + "\n"
        placed.append(replace(row, spans=spans))
    document = PlanDocument(
        act=Act(
            "156", date(2020, 3, 30), "Об утверждении Дорожной карты", "Правительство Республики Казахстан"
        ),
        paragraphs=(Paragraph("", "Правительство ПОСТАНОВЛЯЕТ:"), Paragraph("2.2", "не позднее 10 числа")),
        sections=tuple(Section(n, f"РАЗДЕЛ {n}") for n in sorted({row.section for row in rows})),
        measures=tuple(placed),
        abbreviations={"МОН": "Министерство образования и науки Республики Казахстан"},
        gaps=(Finding("report-month-missing", "paragraph 2.2", "не позднее 10 числа", params={"day": "10"}),),
        defects=(Finding("body-misspelt", "row 2, bodies", "МТЗСН", params={"code": "МТСЗН"}),),
        joints=(),
        furniture={"title": (Span(0, 14),)},
        source=Source("text", text),
    )
    return replace(document, **changes)


def with_joint(document: PlanDocument, row: int, left: str, right: str, *, joined: bool) -> PlanDocument:
    """The document with a doubtful joint at the first place where `left` meets `right` in the row's title."""
    start = document.source.text.index(left + right if joined else f"{left} {right}")
    end = start + len(left) + len(right) + (not joined)
    joint = Joint(Span(start, end), left, right, joined, 0.55, row, "title")
    return replace(document, joints=(*document.joints, joint))


def gold() -> PlanDocument:
    """The real decree, from its transcription by hand; no places, the real source text."""
    entry = json.loads((ROOT / "tests" / "gold" / "kz-156-2020.json").read_text("utf-8"))
    act = entry["act"]
    return PlanDocument(
        act=Act(act["number"], date.fromisoformat(act["date"]), act["title"], act["body"]),
        paragraphs=tuple(Paragraph(p["number"], p["text"]) for p in entry["paragraphs"]),
        sections=tuple(Section(s["number"], s["title"]) for s in entry["sections"]),
        measures=tuple(_gold_measure(m) for m in entry["measures"]),
        abbreviations=entry["abbreviations"],
        gaps=(),
        defects=(),
        joints=(),
        furniture={},
        source=Source("text", (DECREE / "source.ru.txt").read_text("utf-8")),
    )


def _gold_measure(m: Mapping[str, Any]) -> Measure:
    term, money = m["deadline"], m["finance"]
    return Measure(
        m["number"],
        m["section"],
        m["title"],
        m["form"],
        tuple(BodyRef(b["code"], b["by_agreement"]) for b in m["bodies"]),
        Deadline(
            term["text"],
            *(date.fromisoformat(term[end]) if term[end] else None for end in ("start", "end")),
        ),
        Finance(
            money["text"],
            Decimal(money["total"]) if money["total"] else None,
            {year: Decimal(amount) for year, amount in money["years"].items()},
            tuple(money["sources"]),
            tuple(money["programmes"]),
        ),
        {},
    )
