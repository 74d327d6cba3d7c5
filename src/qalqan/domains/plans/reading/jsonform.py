"""`PlanDocument` as plain JSON values: the contract of `qalqan plan read --json`.

Money is a decimal string with a point as written, dates are ISO, spans are [from, to) offsets in characters.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from .document import BodyRef, Finding, Measure, PlanDocument, Span


def to_json(document: PlanDocument) -> dict[str, Any]:
    """The whole document, spans, doubtful joints and furniture included."""
    act = document.act
    return {
        "act": {"number": act.number, "date": _iso(act.date), "title": act.title, "body": act.body},
        "paragraphs": [
            {"number": p.number, "text": p.text, "spans": _spans(p.spans)} for p in document.paragraphs
        ],
        "sections": [
            {"number": s.number, "title": s.title, "spans": _spans(s.spans)} for s in document.sections
        ],
        "measures": [_measure(measure) for measure in document.measures],
        "abbreviations": dict(document.abbreviations),
        "gaps": [_finding(gap) for gap in document.gaps],
        "defects": [_finding(defect) for defect in document.defects],
        "joints": [
            {
                "span": list(joint.span),
                "left": joint.left,
                "right": joint.right,
                "joined": joint.joined,
                "confidence": joint.confidence,
                "row": joint.row,
                "field": joint.field,
            }
            for joint in document.joints
        ],
        "furniture": {name: _spans(spans) for name, spans in document.furniture.items()},
        "language": document.language,
        "format": document.source.format,
        "notes": list(document.notes),
    }


def _measure(measure: Measure) -> dict[str, Any]:
    finance = measure.finance
    row: dict[str, Any] = {
        "number": measure.number,
        "section": measure.section,
        "title": measure.title,
        "form": measure.form,
        "bodies": [_body(ref) for ref in measure.bodies],
        "deadline": {
            "text": measure.deadline.text,
            "start": _iso(measure.deadline.start),
            "end": _iso(measure.deadline.end),
        },
        "finance": {
            "text": finance.text,
            "total": _money(finance.total),
            "years": {year: str(value) for year, value in finance.years.items()},
            "sources": list(finance.sources),
            "programmes": list(finance.programmes),
        },
        "spans": {key: _spans(spans) for key, spans in measure.spans.items()},
    }
    if measure.extra:
        row["extra"] = dict(measure.extra)
    return row


def _body(ref: BodyRef) -> dict[str, Any]:
    body: dict[str, Any] = {"code": ref.code, "by_agreement": ref.by_agreement}
    if ref.written:
        body["written"] = ref.written
    return body


def _finding(finding: Finding) -> dict[str, Any]:
    params: Mapping[str, str] = finding.params
    return {
        "rule": finding.rule,
        "place": finding.place,
        "quote": finding.quote,
        "spans": _spans(finding.spans),
        "params": dict(params),
    }


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _iso(day: object) -> str | None:
    return None if day is None else str(day)


def _money(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
