"""The rule of `rules.reaches` as a filter of the ORM, generated from a model's `REACH`."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Exists, Model, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields import DateField

from qalqan.kernel.access.rules import ALL, All, Bounds, Reach

__all__ = ["condition", "today"]
EVERYTHING = Q()
NOTHING = Q(Value(False, output_field=BooleanField()))


def today() -> RawSQL:
    """The day in Kazakhstan by the database's clock: the one that the row policies use."""
    return RawSQL("access_today()", (), output_field=DateField())


def condition(model: type[Model], bounds: Bounds) -> Q:
    """The rows of a model that bounds reach, in the cheapest words: a limit that is ALL costs nothing."""
    reach: Reach = model.REACH  # type: ignore[attr-defined]
    placed = _placed(reach, bounds)
    if reach.person is None:
        return placed
    if not bounds.personal:
        return NOTHING
    found = placed
    if bounds.persons:
        named = Q(**{f"{reach.person}__in": bounds.persons})
        found = named if placed is NOTHING else placed if placed is EVERYTHING else placed | named
    if bounds.walled:
        walled = Q(**{f"{reach.person}__in": bounds.walled})
        if reach.person != "id":  # NULL is nobody, so nobody's wall
            walled &= Q(**{f"{reach.person}__isnull": False})
        found = ~walled if found is EVERYTHING else found & ~walled
    return found


def _placed(reach: Reach, bounds: Bounds) -> Q:
    parts = [_limit("region_id", bounds.regions), _limit(reach.district, bounds.districts)]
    if reach.via and not (bounds.organisations is ALL and bounds.units is ALL):
        parts.append(_attached(reach, bounds))
    elif not reach.via:
        parts += [_limit(reach.organisation, bounds.organisations), _limit(reach.unit, bounds.units)]
    if any(part is NOTHING for part in parts):
        return NOTHING
    found = EVERYTHING
    for part in parts:
        if part is not EVERYTHING:
            found = part if found is EVERYTHING else found & part
    return found


def _limit(column: str | None, limit: "frozenset[Any] | All") -> Q:
    if isinstance(limit, All):
        return EVERYTHING
    if column is None or not limit:
        return NOTHING
    if len(limit) == 1:
        return Q(**{column: next(iter(limit))})
    return Q(**{f"{column}__in": limit})


def _attached(reach: Reach, bounds: Bounds) -> Q:
    """Living attachments of the row's person to an organisation (and class) within bounds."""
    limits = (
        _limit("region_id", bounds.regions),
        _limit("organisation_id", bounds.organisations),
        _limit("class_label", bounds.units),
    )
    if any(limit is NOTHING for limit in limits):
        return NOTHING
    found = Q(person_id=OuterRef(str(reach.person))) & (Q(until__isnull=True) | Q(until__gt=today()))
    for limit in limits:
        found &= limit
    return Q(Exists(_model(str(reach.via))._base_manager.filter(found)))


@cache
def _model(table: str) -> type[Model]:
    """The model of a table; LookupError if there is none."""
    for models in apps.all_models.values():
        for model in models.values():
            if model._meta.db_table == table:
                return model
    raise LookupError(f"no model has the table {table}")
