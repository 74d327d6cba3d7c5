"""Doubtful joints: where in a wording one lies, and the wording with the joint decided. Pure.

The reader promises that a field and its places in the source agree once white space is removed. So the n-th
visible character of the field is the n-th visible character of its spans, and a joint found in the source is
found in the wording by counting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .reading.document import Joint, Measure, PlanDocument, Span

FIELDS = ("title", "form")


@dataclass(frozen=True, slots=True)
class JointDecision:
    """What was decided, with what it takes to find the joint again in another reading of the plan."""

    row: int | None
    field: str
    left: str
    right: str
    is_joined: bool


def _visible(text: str) -> str:
    return "".join(text.split())


def boundary(source: str, span: Span, left: str, right: str) -> int | None:
    """Offset in the source of the right fragment's first character; None when the span does not hold the end
    of the left fragment and the beginning of the right one."""
    inside = source[span.start : span.end]
    whole = _visible(inside)
    fits = [
        length
        for length in range(len(whole) + 1)
        if _visible(left).endswith(whole[:length]) and _visible(right).startswith(whole[length:])
    ]
    if not fits:
        return None
    # "а|аа" fits in several ways; the printed line's end says which, else a cut with letters on both sides.
    breaks = {len(_visible(inside[:at])) for at, letter in enumerate(inside) if letter.isspace()}
    length = min(fits, key=lambda n: (n not in breaks, not 0 < n < len(whole), n))
    seen = 0
    for offset, letter in enumerate(inside):
        if not letter.isspace():
            if seen == length:
                return span.start + offset
            seen += 1
    return span.end


def place(wording: str, spans: Iterable[Span], source: str, at: int) -> int | None:
    """Index in the wording of the first visible character after the source's offset `at`; None when `at` is
    in none of the field's spans or at the field's edge."""
    before = 0
    for span in spans:
        if span.start <= at <= span.end:
            before += len(_visible(source[span.start : at]))
            break
        before += len(_visible(source[span.start : span.end]))
    else:
        return None
    seen = 0
    for index, letter in enumerate(wording):
        if not letter.isspace():
            if seen == before:
                return index if index else None
            seen += 1
    return None


def decide(wording: str, index: int, is_joined: bool) -> str:
    """The wording with the fragments that meet before `index` joined, or apart by one space."""
    return wording[:index].rstrip() + ("" if is_joined else " ") + wording[index:]


def apply(
    measure: Measure, joint: Joint, source: str, is_joined: bool, spans: Iterable[Span]
) -> Measure | None:
    """The measure with one joint decided; None when the joint's place cannot be found in its wording."""
    if joint.field not in FIELDS:
        return None
    wording: str = getattr(measure, joint.field)
    at = boundary(source, joint.span, joint.left, joint.right)
    index = None if at is None else place(wording, spans, source, at)
    if index is None:
        return None
    fits = _visible(wording[:index]).endswith(_visible(joint.left)) and _visible(wording[index:]).startswith(
        _visible(joint.right)
    )
    if not fits:
        return None
    wording = decide(wording, index, is_joined)
    return replace(measure, title=wording) if joint.field == "title" else replace(measure, form=wording)


def decided(document: PlanDocument, decisions: Iterable[JointDecision]) -> PlanDocument:
    """A fresh reading with the decisions that people took on the same joints of an earlier one."""
    wanted: Mapping[tuple[int | None, str, str, str], bool] = {
        (d.row, d.field, d.left, d.right): d.is_joined for d in decisions
    }
    if not wanted:
        return document
    measures = {measure.number: measure for measure in document.measures}
    for joint in document.joints:
        is_joined = wanted.get((joint.row, joint.field, joint.left, joint.right))
        if is_joined is None or is_joined == joint.joined or joint.row not in measures:
            continue
        measure = measures[joint.row]
        spans = measure.spans.get(joint.field, ())
        measures[joint.row] = apply(measure, joint, document.source.text, is_joined, spans) or measure
    return replace(document, measures=tuple(measures.values()))
