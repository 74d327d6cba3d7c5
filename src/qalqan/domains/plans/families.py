"""A plan under another: who adopted it, and what of the parent its rows carry out. Written by the import,
from the child's own `plan.toml`; a row that is named and does not exist is refused with its number, because a
wrong link would show a parent's measure as carried by nothing, or by something else."""

from typing import Any

from qalqan.domains.territory import api as territory

from . import models, store
from .patches import PlanFacts
from .refusals import Refused


def state(plan: models.Plan) -> list[Any]:
    """All that `write` may change, for the book."""
    links = plan.links.values_list("measure_number", "parent_number", "reason_kk", "reason_ru", "reason_en")
    return [plan.parent.code if plan.parent else None, plan.region_code, list(links)]


def write(plan: models.Plan, facts: PlanFacts) -> None:
    """Make the plan a child of the parent that its facts name, or nobody's. Refused: parent-unknown,
    parent-loop, parent-region, map-row-unknown, map-parent-row-unknown."""
    parent = _parent(plan, facts) if facts.parent else None
    if (plan.parent_id, plan.region_code) != (parent.pk if parent else None, facts.region):
        plan.parent, plan.region_code = parent, facts.region
        plan.save(update_fields=["parent", "region_code"])
        store.touch(plan)
    _write_links(plan, parent, facts)


def _parent(plan: models.Plan, facts: PlanFacts) -> models.Plan:
    parent = models.Plan.objects.filter(code=facts.parent).select_related("parent").first()
    if parent is None:
        raise Refused("parent-unknown", facts.parent)
    above: models.Plan | None = parent
    while above is not None:
        if above.pk == plan.pk:
            raise Refused("parent-loop", facts.parent)
        above = above.parent
    try:
        if plan.in_force is not None:
            territory.region(facts.region, plan.in_force)
    except territory.UnknownRegionError:
        raise Refused("parent-region", facts.region or "—") from None
    return parent


def _write_links(plan: models.Plan, parent: models.Plan | None, facts: PlanFacts) -> None:
    own, theirs = _numbers(plan), _numbers(parent) if parent else set()
    wanted = {}
    for link in facts.links:
        if link.row not in own:
            raise Refused("map-row-unknown", f"row {link.row}")
        if link.parent not in theirs:
            raise Refused(
                "map-parent-row-unknown", f"row {link.row}", row=str(link.parent), parent=facts.parent
            )
        reasons = {f"reason_{language}": link.reason.get(language, "") for language in ("kk", "ru", "en")}
        wanted[link.row, link.parent] = reasons
    held = {(row.measure_number, row.parent_number): row for row in plan.links.all()}
    changed = [row.pk for key, row in held.items() if wanted.get(key) != _reasons(row)]
    if changed:
        models.MeasureLink.objects.filter(pk__in=changed).delete()
    fresh = [key for key in wanted if key not in held or held[key].pk in set(changed)]
    models.MeasureLink.objects.bulk_create(
        models.MeasureLink(plan=plan, measure_number=row, parent_number=above, **wanted[row, above])
        for row, above in fresh
    )
    if changed or fresh:
        store.touch(plan)


def _reasons(row: models.MeasureLink) -> dict[str, str]:
    return {"reason_kk": row.reason_kk, "reason_ru": row.reason_ru, "reason_en": row.reason_en}


def _numbers(plan: models.Plan) -> set[int]:
    held = models.MeasureVersion.objects.filter(measure__plan=plan, **store.OPEN)
    return set(held.values_list("measure__number", flat=True))
