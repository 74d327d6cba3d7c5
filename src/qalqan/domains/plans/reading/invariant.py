"""Nothing lost, nothing invented: source and import agree once white space is taken out.

For each field of each row the characters under its spans, white space out, are the characters of the value it
gave; and every character of the table that is not white space lies under exactly one field, heading or named
piece of furniture. Exact, and needs no transcription to compare with. A file that breaks it is refused.
"""

from collections.abc import Iterable

from .document import PlanDocument, Span
from .problems import PlanUnreadable


def check(document: PlanDocument, table: Span) -> None:
    """Raises PlanUnreadable("invariant.*") with the first place that fails."""
    text = document.source.text
    for measure in document.measures:
        values = {"title": measure.title, "form": measure.form, "deadline": measure.deadline.text}
        if measure.finance.text is not None:
            key = "total" if "total" in measure.spans else "finance"
            values[key] = measure.finance.text
        for key, value in values.items():
            source = under(text, measure.spans.get(key, ()))
            if source != "".join(value.split()):
                raise PlanUnreadable(
                    "invariant.text", f"row {measure.number}, {key}", {"source": source[:60]}
                )
    for section in document.sections:
        if not under(text, section.spans).endswith("".join(section.title.split())):
            raise PlanUnreadable(
                "invariant.text", f"section {section.number}", {"source": section.title[:60]}
            )
    _covered_once(document, table)


def under(text: str, spans: Iterable[Span]) -> str:
    """Characters under spans, white space out."""
    return "".join("".join(text[span.start : span.end].split()) for span in spans)


def _covered_once(document: PlanDocument, table: Span) -> None:
    text = document.source.text
    owners = bytearray(table.end - table.start)
    # a cell merged over several measures is the same characters under the same field: once
    fields = {
        (key, span) for measure in document.measures for key, spans in measure.spans.items() for span in spans
    }
    everything = [span for _, span in fields]
    everything += [span for section in document.sections for span in section.spans]
    everything += [span for spans in document.furniture.values() for span in spans]
    for span in everything:
        for at in range(max(span.start, table.start), min(span.end, table.end)):
            if text[at].isspace():
                continue
            owners[at - table.start] += 1
            if owners[at - table.start] > 1:
                raise PlanUnreadable("invariant.twice", _place(text, at), {"text": text[at : at + 30]})
    for at in range(table.start, table.end):
        if not owners[at - table.start] and not text[at].isspace():
            raise PlanUnreadable("invariant.lost", _place(text, at), {"text": text[at : at + 30]})


def _place(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}"
