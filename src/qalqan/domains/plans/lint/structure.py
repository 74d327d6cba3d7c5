"""Rules on the plan's frame: numbers, sections, empty cells, year columns, the list of abbreviations."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from qalqan.domains.plans.lint.draft import Draft, Field, Place
from qalqan.domains.plans.lint.engine import Hit, rule
from qalqan.domains.plans.reading.document import Measure, Span

ABBREVIATION = re.compile(
    r"(?<![\w-])[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ][A-Za-zА-яЁёӘәІіҢңҒғҮүҰұҚқӨөҺһ]*[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ](?![\w])"
)
ROMAN = re.compile(r"[IVXІХ]+")


def row(measure: Measure) -> Place:
    return Place(
        "row", str(measure.number), "number", str(measure.number), tuple(measure.spans.get("number", ()))
    )


@rule("structure.row-gap", "error")
def row_gap(draft: Draft) -> Iterator[Hit]:
    """A number is left out."""
    numbers = sorted({each.number for each in draft.measures})
    by_number = {each.number: each for each in draft.measures}
    for before, after in itertools.pairwise(numbers):
        if after - before > 1:
            missing = str(before + 1) if after - before == 2 else f"{before + 1}–{after - 1}"
            yield Hit((row(by_number[after]),), {"missing": missing})


@rule("structure.row-twice", "error")
def row_twice(draft: Draft) -> Iterator[Hit]:
    counts = Counter(each.number for each in draft.measures)
    for number, times in counts.items():
        if times > 1:
            yield Hit(
                tuple(row(each) for each in draft.measures if each.number == number), {"number": str(number)}
            )


@rule("structure.row-order", "error")
def row_order(draft: Draft) -> Iterator[Hit]:
    for before, after in itertools.pairwise(draft.measures):
        if after.number < before.number:
            yield Hit((row(after),), {"number": str(after.number), "before": str(before.number)})


@rule("structure.section-empty", "error")
def section_empty(draft: Draft) -> Iterator[Hit]:
    used = {each.section for each in draft.measures}
    for section in draft.document.sections:
        if section.number not in used:
            place = Place("section", str(section.number), "", section.title, section.spans)
            yield Hit((place,), {"title": section.title})


@rule("structure.section-gap", "error")
def section_gap(draft: Draft) -> Iterator[Hit]:
    """Sections are not numbered 1, 2, 3, ... in order."""
    for expected, section in enumerate(draft.document.sections, 1):
        if section.number != expected:
            place = Place("section", str(section.number), "", section.title, section.spans)
            yield Hit((place,), {"expected": str(expected)})
            return


@rule("structure.section-untitled", "error")
def section_untitled(draft: Draft) -> Iterator[Hit]:
    for section in draft.document.sections:
        if not section.title.strip():
            yield Hit((Place("section", str(section.number), "", "", section.spans),))


@rule("structure.section-twice", "warning")
def section_twice(draft: Draft) -> Iterator[Hit]:
    """Two sections carry the same title."""
    seen: dict[str, Place] = {}
    for section in draft.document.sections:
        place = Place("section", str(section.number), "", section.title, section.spans)
        key = " ".join(section.title.lower().split())
        if key and key in seen:
            yield Hit((place, seen[key]))
        seen.setdefault(key, place)


@rule("structure.section-unknown", "error")
def section_unknown(draft: Draft) -> Iterator[Hit]:
    """A row belongs to no section although the plan has sections."""
    numbers = {section.number for section in draft.document.sections}
    for each in draft.measures:
        if numbers and each.section not in numbers:
            yield Hit((row(each),), {"section": str(each.section)})


@rule("structure.title-missing", "error")
def title_missing(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        if not each.title.strip():
            yield Hit((row(each),))


@rule("structure.form-missing", "error")
def form_missing(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        if not each.form.strip(" -–—") and "form" in draft.columns:
            yield Hit((draft.at(each, "form"),))


@rule("structure.column-missing", "warning")
def column_missing(draft: Draft) -> Iterator[Hit]:
    """A whole column says nothing: one finding, and none for its rows."""
    asked = ["form", "bodies", "deadline", "finance"]
    if any(each.finance.total is not None for each in draft.measures):
        asked += ["sources", "programmes"]
    for name in asked:
        if name not in draft.columns and draft.measures:
            yield Hit((Place("plan", "", name),))


@rule("structure.year-columns", "error")
def year_columns(draft: Draft) -> Iterator[Hit]:
    """Money stands in a year that the plan's title does not cover."""
    if draft.period is None:
        return
    first, last = draft.period
    for each in draft.measures:
        for year in each.finance.years:
            if not first <= int(year) <= last:
                yield Hit((draft.at(each, f"years.{year}"),), {"year": year, "period": f"{first}–{last}"})


@rule("structure.cell-empty", "note")
def cell_empty(draft: Draft) -> Iterator[Hit]:
    """A cell that holds neither a value nor a dash, as the reader saw it."""
    rows = {str(each.number): each for each in draft.measures}
    places = []
    for each in draft.document.defects:
        named = re.fullmatch(r"row (\d+), (.+)", each.place)
        if each.rule == "cell-mark-missing" and named and named[1] in rows:
            places.append(Place("row", named[1], named[2], "", each.spans))
    if places:
        yield Hit(tuple(places))


# -- abbreviations --------------------------------------------------------------------------------------


def parts(code: str) -> list[str]:
    """A code may be several words: "КПССУ ГП" defines КПССУ and uses ГП."""
    return code.split()


def used_in(draft: Draft, field: Field) -> Iterator[tuple[str, int, int]]:
    """Abbreviations in a text, with bounds; a text all in capitals (a heading) has none."""
    if field.text.isupper():
        return
    for found in ABBREVIATION.finditer(field.text):
        if not ROMAN.fullmatch(found[0]):
            yield found[0], found.start(), found.end()


@rule("structure.abbreviation-undefined", "warning")
def abbreviation_undefined(draft: Draft) -> Iterator[Hit]:
    """Used in a sentence, explained nowhere. Addressees of a form are `bodies.addressee-undefined`."""
    if not draft.codes:
        return
    defined = {part for code in draft.codes for part in parts(code)} | set(
        draft.language["known_abbreviations"]
    )
    places: dict[str, list[Place]] = {}
    for field in draft.prose:
        if field.part not in ("row", "section") or field.column == "form":
            continue
        for code, start, end in used_in(draft, field):
            known = any(code == each or code.startswith(each + "-") for each in defined)
            if not known and "-" not in code:
                places.setdefault(code, []).append(draft.mark(field, start, end))
    for code, found in places.items():
        yield Hit(tuple(found), {"code": code})


@rule("structure.abbreviation-unused", "note")
def abbreviation_unused(draft: Draft) -> Iterator[Hit]:
    """Explained, and used nowhere: neither in texts, nor as a body or a source, nor in the table's header."""
    document, source = draft.document, draft.document.source.text
    texts = [field.text for field in draft.prose]
    texts += [ref.code for each in draft.measures for ref in each.bodies]
    texts += [name for each in draft.measures for name in each.finance.sources]
    texts += [*draft.codes.values(), *(code for code in draft.codes if len(parts(code)) > 1)]
    haystack = "\n".join(texts)
    # headings lose their spaces where lines are joined: only a capital beside the code makes it another word
    headings = "".join(source[a:b] for spans in document.furniture.values() for a, b in spans)
    for code, meaning in draft.codes.items():
        name = re.escape(code)
        uses = len(re.findall(rf"(?<!\w){name}(?![A-ZА-ЯЁӘІҢҒҮҰҚӨҺ])", haystack)) - (len(parts(code)) > 1)
        heads = re.search(rf"(?<![A-ZА-ЯЁӘІҢҒҮҰҚӨҺ]){name}(?![A-ZА-ЯЁӘІҢҒҮҰҚӨҺ])", headings)
        if uses < 1 and not heads:
            yield Hit((Place("abbreviation", code, "", code),), {"code": code, "meaning": meaning})


@rule("structure.abbreviation-twice", "error")
def abbreviation_twice(draft: Draft) -> Iterator[Hit]:
    """The list explains one abbreviation twice, or two with the same words."""
    seen: dict[str, str] = {}
    for code, meaning in draft.codes.items():
        key = " ".join(meaning.lower().split())
        if key in seen:
            yield Hit((Place("abbreviation", code, "", meaning),), {"code": code, "other": seen[key]})
        seen.setdefault(key, code)
    text = draft.document.source.text
    for code in draft.codes:
        lines = list(re.finditer(rf"^[ \t]*({re.escape(code)})[ \t]+[-–—][ \t]", text, re.MULTILINE))
        if len(lines) > 1:
            spans = tuple(Span(found.start(1), found.end(1)) for found in lines)
            place = Place("abbreviation", code, "", code, spans)
            yield Hit((place,), {"code": code, "other": code})
