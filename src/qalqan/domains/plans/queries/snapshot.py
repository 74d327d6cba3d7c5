"""The rows of a plan on a day, kept by the process.

A plan changes a few times a year and is read all day. Each change (import, amendment, translation, decision)
gives the plan another `revision`, so a process asks one cheap question, "which revision?", and answers from
what it read before. Nothing is ever stale: another revision is another key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from qalqan.domains.bodies import api as bodies

from .. import models
from ..store import OPEN
from .common import BodyNames, PlanHead, Worded, Words, find, head, source_of
from .rows import OverviewRow, load_rows

KEPT = 48  # snapshots a process keeps: some plans, in three languages, on the days that people ask for


@dataclass(frozen=True)
class Snapshot:
    """All rows of a plan in force on a day, in a language. `key` changes with anything in it."""

    key: tuple[object, ...]
    plan_id: UUID
    source_id: UUID
    head: PlanHead
    names: BodyNames
    titles: Mapping[int, Worded]
    rows: tuple[OverviewRow, ...]


def edition() -> UUID | None:
    """Which edition of the register of bodies answers; None while there is none."""
    try:
        return bodies.register().edition
    except bodies.EmptyRegisterError:
        return None


def snapshot(plan_code: str, day: date, language: str) -> Snapshot:
    """The snapshot of a plan. Two queries when it is kept already. Refused: `plan-unknown`."""
    plan = find(plan_code)
    return _snapshot(plan_code, plan.revision, edition(), day, language)


@lru_cache(maxsize=KEPT)
def _snapshot(code: str, revision: UUID, of: UUID | None, day: date, language: str) -> Snapshot:
    plan = find(code)
    source = source_of(plan)
    words = Words(plan.id, plan.language, language)
    names = BodyNames(source, words)
    versions = models.MeasureVersion.objects.filter(measure__plan=plan, legal__contains=day, **OPEN)
    rows = tuple(load_rows(versions, source.id, words, names, day))
    return Snapshot(
        key=(code, revision, of, day, language),
        plan_id=plan.id,
        source_id=source.id,
        head=head(plan, source, words, len(rows)),
        names=names,
        titles=section_titles(source, words),
        rows=rows,
    )


def section_titles(source: models.SourceDocument, words: Words) -> dict[int, Worded]:
    """Section titles by number."""
    rows = source.section_titles.order_by("section__number").values_list("section__number", "title")
    return {number: words(title) for number, title in rows}
