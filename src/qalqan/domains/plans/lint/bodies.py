"""Rules on responsible bodies: who leads, who is named twice or wrongly, who reports to itself."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from qalqan.domains.plans.lint.draft import Draft, Place
from qalqan.domains.plans.lint.engine import Hit, rule
from qalqan.domains.plans.lint.language import distance_at_most_one, words
from qalqan.domains.plans.lint.structure import ABBREVIATION, parts
from qalqan.domains.plans.reading.document import BodyRef, Measure

WHOLE_LETTERS = re.compile(r"[\s(),.;]+")


def named(draft: Draft, measure: Measure, ref: BodyRef) -> Place:
    """The place of one body of a row; its own characters where the source shows them."""
    cell = draft.cell(measure, "bodies")
    word, start = ref.written or ref.code, 0
    for each in measure.bodies[: measure.bodies.index(ref)]:
        start = cell.text.index(draft.name(each), start) + len(draft.name(each))
    start = cell.text.index(word, start)
    return draft.mark(cell, start, start + len(word))


def matches_meaning(draft: Draft, name: str, code: str) -> bool:
    """The explained words of the code (or the code itself, written out) match a vocabulary list.

    A code of several words ("КПССУ ГП") counts as the body it belongs to as well.
    """
    texts = [draft.codes.get(code, code), *(draft.codes.get(part, "") for part in parts(code)[1:])]
    return any(next(draft.language.phrases(name, words(text)), None) for text in texts)


def subject_of(measure: Measure) -> tuple[str, ...]:
    return tuple(ref.code for ref in measure.bodies)


@rule("bodies.missing", "error")
def missing(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        if not each.bodies and "bodies" in draft.columns:
            yield Hit((draft.at(each, "bodies"),))


@rule("bodies.misspelt", "error")
def misspelt(draft: Draft) -> Iterator[Hit]:
    """A body stands under letters near those that the list defines; one finding for each slip."""
    groups: dict[tuple[str, str], list[Place]] = {}
    for each in draft.measures:
        for ref in each.bodies:
            written = letters(ref.written)
            if written and written != letters(ref.code):
                groups.setdefault((strip_note(ref.written), ref.code), []).append(named(draft, each, ref))
            elif ref.code not in draft.codes and (near := nearest(draft, ref.code)):
                groups.setdefault((ref.code, near), []).append(named(draft, each, ref))
    for (slip, code), places in groups.items():
        yield Hit(tuple(places), {"written": slip, "code": code})


def letters(written: str) -> str:
    """The name alone: no white space, no "(by agreement)", no commas."""
    return WHOLE_LETTERS.sub("", re.sub(r"\([^)]*\)?", "", written))


def strip_note(written: str) -> str:
    return re.sub(r"\s*\([^)]*\)?", "", written).strip(" ,;")


def nearest(draft: Draft, code: str) -> str | None:
    """A defined code one edit away, when there is exactly one and the code is long enough to be sure."""
    if len(code) < 4:
        return None
    near = [each for each in draft.codes if distance_at_most_one(each, code)]
    return near[0] if len(near) == 1 else None


@rule("bodies.undefined", "error")
def undefined(draft: Draft) -> Iterator[Hit]:
    """An abbreviation for a body that the list does not explain and that is no slip of one."""
    groups: dict[str, list[Place]] = {}
    for each in draft.measures:
        for ref in each.bodies:
            is_short = ABBREVIATION.fullmatch(ref.code) is not None
            if is_short and ref.code not in draft.codes and draft.codes and not nearest(draft, ref.code):
                groups.setdefault(ref.code, []).append(named(draft, each, ref))
    for code, places in groups.items():
        yield Hit(tuple(places), {"code": code})


@rule("bodies.twice", "error")
def twice(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        for code, times in Counter(subject_of(each)).items():
            if times > 1:
                refs = [ref for ref in each.bodies if ref.code == code]
                yield Hit((named(draft, each, refs[-1]),), {"code": code})


@rule("bodies.comma-left-over", "warning")
def comma_left_over(draft: Draft) -> Iterator[Hit]:
    """The list ends with a comma: was a body lost?"""
    rows = [each for each in draft.measures if draft.raw(each, "bodies").endswith((",", ";"))]
    if rows:
        yield Hit(tuple(draft.at(each, "bodies") for each in rows))


@rule("bodies.comma-missing", "note")
def comma_missing(draft: Draft) -> Iterator[Hit]:
    """Two bodies stand side by side without a comma."""
    places = []
    for each in draft.measures:
        raw = draft.raw(each, "bodies")
        separators = len(re.findall(r"[,;]", raw.rstrip(",;")))
        if raw and separators < len(each.bodies) - 1:
            places.append(draft.at(each, "bodies"))
    if places:
        yield Hit(tuple(places))


@rule("bodies.agreement-missing", "warning")
def agreement_missing(draft: Draft) -> Iterator[Hit]:
    """A body that the Government cannot instruct stands without "by agreement"."""
    agreed = {ref.code for each in draft.measures for ref in each.bodies if ref.by_agreement}
    for each in draft.measures:
        for ref in each.bodies:
            outside = ref.code in agreed or matches_meaning(draft, "by_agreement_bodies", ref.code)
            if outside and not ref.by_agreement:
                yield Hit((named(draft, each, ref),), {"code": ref.code})


@rule("bodies.agreement-leads", "warning")
def agreement_leads(draft: Draft) -> Iterator[Hit]:
    """The first body acts "by agreement": nobody whom the Government can instruct leads the measure."""
    for each in draft.measures:
        if each.bodies and each.bodies[0].by_agreement:
            yield Hit((named(draft, each, each.bodies[0]),), {"code": each.bodies[0].code})


@rule("bodies.no-lead", "warning")
def no_lead(draft: Draft) -> Iterator[Hit]:
    """Several bodies, and no mark who leads and gathers the reports; one finding for the plan."""
    several = [each for each in draft.measures if len(each.bodies) > 1]
    unmarked = [each for each in several if not draft.has("lead_mark", draft.raw(each, "bodies"))]
    if unmarked:
        yield Hit(tuple(draft.at(each, "bodies") for each in unmarked))


@rule("bodies.collective-only", "warning")
def collective_only(draft: Draft) -> Iterator[Hit]:
    """Only "local executive bodies" and the like: everybody in general, nobody by name."""
    rows = [
        each
        for each in draft.measures
        if each.bodies and all(matches_meaning(draft, "collective_body", ref.code) for ref in each.bodies)
    ]
    if rows:
        yield Hit(tuple(draft.at(each, "bodies") for each in rows))


# -- addressees of the form of completion ----------------------------------------------------------------


def addressees(draft: Draft, measure: Measure) -> Iterator[tuple[str, int, int]]:
    """Abbreviations of bodies in the form of completion ("информация в МОН"), with bounds in the form."""
    for found in ABBREVIATION.finditer(measure.form):
        if found[0] not in draft.language["known_abbreviations"]:
            yield found[0], found.start(), found.end()


def whole_code(draft: Draft, code: str) -> str | None:
    """The defined code that is `code`, or has it among its words ("ГП" in "КПССУ ГП")."""
    return next((each for each in draft.codes if code == each or code in parts(each)), None)


@rule("bodies.addressee-undefined", "error")
def addressee_undefined(draft: Draft) -> Iterator[Hit]:
    groups: dict[str, list[Place]] = {}
    for each in draft.measures:
        for code, start, end in addressees(draft, each):
            if draft.codes and whole_code(draft, code) is None:
                groups.setdefault(code, []).append(draft.mark(draft.cell(each, "form"), start, end))
    for code, places in groups.items():
        yield Hit(tuple(places), {"code": code})


@rule("bodies.addressee-leads", "warning")
def addressee_leads(draft: Draft) -> Iterator[Hit]:
    """An information note goes to the very body that leads the work, or alone does it."""
    yield from _addressed_to(draft, lambda codes, code: bool(codes) and codes[0] == code)


@rule("bodies.addressee-executes", "note")
def addressee_executes(draft: Draft) -> Iterator[Hit]:
    """The receiver of the note is itself among the executors: it would check its own work."""
    yield from _addressed_to(draft, lambda codes, code: code in codes[1:])


def _addressed_to(draft: Draft, test: Callable[[tuple[str, ...], str], bool]) -> Iterator[Hit]:
    groups: dict[str, list[Place]] = {}
    for each in draft.measures:
        if not draft.has("note_form", each.form):
            continue
        for code, start, end in addressees(draft, each):
            if test(subject_of(each), code):
                groups.setdefault(code, []).append(draft.mark(draft.cell(each, "form"), start, end))
    for code, places in groups.items():
        yield Hit(tuple(places), {"code": code})
