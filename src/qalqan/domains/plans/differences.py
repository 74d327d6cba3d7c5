"""What a plan says, apart from where it says it; and the differences between two such contents. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .cells import cells
from .reading.document import Measure, PlanDocument


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a plan's text: equal contents are the same plan, whatever their spans."""

    act: Mapping[str, str]
    paragraphs: Mapping[str, str]
    sections: Mapping[int, str]
    rows: Mapping[int, Measure]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs. `part` is act, paragraph, section or measure; None means it is not there."""

    part: str
    number: str
    column: str
    before: str | None
    after: str | None


def bare(measure: Measure) -> Measure:
    """A measure without its places in a source, for comparing and for replaying amendments."""
    return replace(measure, spans={})


def content_of(document: PlanDocument) -> Content:
    """The content of a reading. A number that stands twice was refused by the reader."""
    act = document.act
    return Content(
        act={
            "number": act.number,
            "date": act.date.isoformat() if act.date else "",
            "title": act.title,
            "body": act.body,
        },
        paragraphs={paragraph.number: paragraph.text for paragraph in document.paragraphs},
        sections={section.number: section.title for section in document.sections},
        rows={measure.number: bare(measure) for measure in document.measures},
    )


def compare(old: Content, new: Content) -> tuple[Difference, ...]:
    """All differences, in the order act, paragraphs, sections, measures."""
    return (
        *_compare("act", {"": old.act}, {"": new.act}),
        *_compare("paragraph", *({k: {"text": v} for k, v in c.paragraphs.items()} for c in (old, new))),
        *_compare("section", *({str(k): {"title": v} for k, v in c.sections.items()} for c in (old, new))),
        *_compare("measure", *({str(k): cells(v) for k, v in c.rows.items()} for c in (old, new))),
    )


def _compare(
    part: str, old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> Iterator[Difference]:
    for number in dict.fromkeys((*old, *new)):
        before, after = old.get(number, {}), new.get(number, {})
        for column in dict.fromkeys((*before, *after)):
            if before.get(column) != after.get(column):
                yield Difference(part, number, column, before.get(column), after.get(column))
