"""Rules on the act itself: its particulars, and reporting duties that leave a date open."""

import re
from collections.abc import Iterator

from qalqan.domains.plans.lint.draft import Draft, Field, Place
from qalqan.domains.plans.lint.engine import Hit, rule
from qalqan.domains.plans.lint.language import words

# "не позднее 10 числа", "к 25-му числу", "ежегодно 5 числа"; "10-күніне дейін", "25-сынан кешіктірмей"
DAY = re.compile(
    r"(?<!\d)(\d{1,2})(?:\s*-?\s*(?:го|му|е))?\s+числ\w+"
    r"|(?<!\d)(\d{1,2})\s*-\s*(?:күн\w*|сын(?!ып)\w*|сін\w*|ын\w*|ін\w*|на|не|ға|ге)(?:\s+дейін|\s+кешіктір\w+)?"
)
CLAUSE_END = re.compile(r"[;.](?=\s|$)")


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Bounds of the clauses of a paragraph: list items and sentences stand on their own."""
    start = 0
    for found in CLAUSE_END.finditer(text):
        yield start, found.end()
        start = found.end()
    if text[start:].strip():
        yield start, len(text)


def paragraphs(draft: Draft) -> Iterator[Field]:
    return (field for field in draft.prose if field.part == "paragraph")


@rule("act.day-without-month", "error")
def day_without_month(draft: Draft) -> Iterator[Hit]:
    """A duty names a day ("not later than the 10th") and neither a month nor "of the month after"."""
    for field in paragraphs(draft):
        for start, end in clauses(field.text):
            clause = field.text[start:end]
            found = DAY.search(clause)
            names_month = any(
                next(draft.language.phrases(name, words(clause)), None) for name in ("months", "month_word")
            )
            if found and not names_month:
                place = draft.mark(field, start + found.start(), start + found.end())
                yield Hit((place,), {"day": found[1] or found[2]})


@rule("act.untitled", "error")
def untitled(draft: Draft) -> Iterator[Hit]:
    if not draft.document.act.title.strip():
        yield Hit((Place("act", "", "title"),))


@rule("act.no-period", "warning")
def no_period(draft: Draft) -> Iterator[Hit]:
    """The title names no years: nobody can say when the plan as a whole has ended."""
    if draft.document.act.title.strip() and draft.period is None:
        yield Hit((Place("act", "", "title", draft.document.act.title),))


@rule("act.undated", "note")
def undated(draft: Draft) -> Iterator[Hit]:
    """A draft has no number and date yet; an act in force must."""
    act = draft.document.act
    if act.date is None or not act.number:
        yield Hit((Place("act", "", "title", act.title),))


@rule("act.text-displaced", "note")
def text_displaced(draft: Draft) -> Iterator[Hit]:
    """Words of a link stood away from their place; the reader put them back."""
    moved = [each for each in draft.document.defects if each.rule == "text-displaced"]
    if moved:
        places = tuple(Place("act", "", "paragraphs", each.quote, each.spans) for each in moved)
        yield Hit(places, {"words": ", ".join(each.quote for each in moved)})


@rule("act.no-reporting", "warning")
def no_reporting(draft: Draft) -> Iterator[Hit]:
    """No paragraph obliges anybody to report on the plan."""
    fields = list(paragraphs(draft))
    if fields and not any(draft.has("reporting", field.text) for field in fields):
        yield Hit((Place("act", "", "paragraphs"),))
