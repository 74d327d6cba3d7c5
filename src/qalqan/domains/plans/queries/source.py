"""The source beside its result: the text cut into pieces, each with the field it belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from .. import models
from ..joints import boundary
from ..reading.document import Span
from .common import PlanHead, Words, find, head, source_of


class Piece(NamedTuple):
    """A stretch of the source. `owner` is "measure", "section", "paragraph", "furniture" or "" for white
    space and what nobody claims; `number` which one; `field` which of its fields (furniture: its name)."""

    text: str
    start: int
    owner: str = ""
    number: str = ""
    field: str = ""


class Place(NamedTuple):
    """Characters of the source and who they belong to."""

    start: int
    end: int
    owner: str
    number: str
    field: str


@dataclass(frozen=True, slots=True)
class JointView:
    """A doubtful joint. `stands_joined` is what the text says now; `context` the words around it, the joint
    between `before` and `after`. `decided_by` is empty while nobody has decided."""

    id: UUID
    row: int | None
    field: str
    left: str
    right: str
    start: int
    confidence: float
    read_joined: bool
    stands_joined: bool
    before: str
    after: str
    decided_by: str
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """The source of a plan as pieces in order; put together they are the whole text."""

    plan: PlanHead
    file_name: str
    format: str
    sha256: str
    imported_at: datetime
    imported_by: str
    pieces: tuple[Piece, ...]
    joints: tuple[JointView, ...]
    notes: tuple[str, ...]


def cut(text: str, places: Iterable[Place], start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """The text from `start` to `end` as pieces. Where places overlap, the one that begins first keeps the
    characters; neighbours of one field stay apart, as they were printed."""
    end = len(text) if end is None else end
    pieces: list[Piece] = []
    at = start
    for place in sorted(places):
        first, last = max(place.start, at), min(place.end, end)
        if first >= last:
            continue
        if first > at:
            pieces.append(Piece(text[at:first], at))
        pieces.append(Piece(text[first:last], first, place.owner, place.number, place.field))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end], at))
    return tuple(pieces)


def places_of(source_id: UUID, measure_id: UUID | None = None) -> list[Place]:
    """Places of a source, or of one measure in it."""
    cited = models.Citation.objects.filter(source=source_id, finding=None)
    if measure_id is not None:
        cited = cited.filter(measure=measure_id)
    found = []
    for start, end, field, measure, section, paragraph in cited.values_list(
        "start", "end", "field", "measure__number", "section__number", "paragraph__number"
    ):
        if measure is not None:
            found.append(Place(start, end, "measure", str(measure), field))
        elif section is not None:
            found.append(Place(start, end, "section", str(section), field))
        else:
            found.append(Place(start, end, "paragraph", paragraph or "", field))
    return found


def source_view(plan_code: str, language: str = "kk") -> SourceView:
    """The import review of a plan: its present source, every character with its field, and the doubtful
    joints, the least certain first. Refused: `plan-unknown`."""
    plan = find(plan_code)
    light = source_of(plan)
    source = models.SourceDocument.objects.get(pk=light.pk)
    words = Words(plan.id, plan.language, language, (source.act_title, source.act_body))
    furniture = source.furniture.values_list("start", "end", "name")
    places = [
        *places_of(source.id),
        *(Place(start, end, "furniture", "", name) for start, end, name in furniture),
    ]
    return SourceView(
        plan=head(
            plan, source, words, models.Measure.objects.filter(citations__source=source).distinct().count()
        ),
        file_name=source.file_name,
        format=source.format,
        sha256=source.sha256,
        imported_at=source.recorded.lower,
        imported_by=source.imported_by,
        pieces=cut(source.text, places),
        joints=joints_of(source, None),
        notes=tuple(source.notes),
    )


CONTEXT = 60  # characters shown on each side of a joint


def _after(text: str, at: int, right: str) -> str:
    """What is printed behind the right fragment, which begins at or behind `at`, on one line."""
    letters = len("".join(right.split()))
    while at < len(text) and letters:
        letters -= not text[at].isspace()
        at += 1
    return " ".join(text[at : at + CONTEXT].split())


def _before(text: str, at: int, left: str) -> str:
    """What is printed before the left fragment, which ends at or before `at`, on one line."""
    return _after(text[:at][::-1], 0, left)[::-1]


def joints_of(source: models.SourceDocument, measure_id: UUID | None) -> tuple[JointView, ...]:
    """Joints of a source (or of one of its measures), the least certain first. Reads the source's text."""
    joints = (
        models.Joint.objects.filter(source=source).select_related("measure").prefetch_related("decisions")
    )
    if measure_id is not None:
        joints = joints.filter(measure=measure_id)
    found = []
    for joint in joints.order_by("confidence", "start"):
        decisions = list(joint.decisions.all())
        last = decisions[-1] if decisions else None
        # The span holds letters of both fragments: what stands around them is counted from where they meet.
        meet = boundary(source.text, Span(joint.start, joint.end), joint.left, joint.right)
        at = joint.start if meet is None else meet
        found.append(
            JointView(
                id=joint.id,
                row=joint.measure.number if joint.measure else None,
                field=joint.field,
                left=joint.left,
                right=joint.right,
                start=joint.start,
                confidence=joint.confidence,
                read_joined=joint.is_joined,
                stands_joined=last.is_joined if last else joint.is_joined,
                before=_before(source.text, at, joint.left),
                after=_after(source.text, at, joint.right),
                decided_by=last.decided_by if last else "",
                decided_at=last.decided_at if last else None,
                reason=last.reason if last else "",
            )
        )
    return tuple(found)
