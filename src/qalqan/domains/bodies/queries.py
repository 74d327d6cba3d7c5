"""Reads the register from the tables, once per edition: it is small (some 150 bodies) and changes with a
release, so a process keeps it as values and asks one cheap question before it answers. Organisations are many
and change every day: they are asked for each time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet

from qalqan.domains.bodies import models
from qalqan.domains.bodies.rules import (
    Body,
    Function,
    Holding,
    Naming,
    OrganisationView,
    Register,
    UnknownOrganisationError,
)
from qalqan.domains.territory import api as territory
from qalqan.kernel.names import Names
from qalqan.kernel.temporal import period


class EmptyRegisterError(LookupError):
    """The reference data was never loaded: run `qalqan manage migrate`."""


def register() -> Register:
    """The register that the tables hold. One query; six more after a new load. EmptyRegisterError."""
    newest = models.Edition.objects.order_by("-id").values_list("id", "checked_until").first()
    if newest is None:
        raise EmptyRegisterError("no bodies are loaded; run: qalqan manage migrate")
    return _register(*newest)


@lru_cache(maxsize=2)
def _register(edition: UUID, checked_until: date) -> Register:
    atlas = territory.atlas()
    regions = {region.id: region.code for region in atlas.regions}
    keys = dict(models.Function.objects.values_list("id", "key"))
    codes = dict(models.Body.objects.values_list("id", "code"))
    return Register(
        bodies=_bodies(regions, codes, keys),
        functions=tuple(
            Function(f.key, f.scope, period(f.life), Names(f.kk, f.ru, f.en), f.id)
            for f in models.Function.objects.order_by("key")
        ),
        holdings=tuple(
            Holding(
                keys[h.function_id],
                codes[h.body_id],
                period(h.valid),
                regions[h.region_id] if h.region_id else None,
                h.source,
            )
            for h in models.Holding.objects.order_by("function__key", "body__code", "valid")
        ),
        regions=tuple((region.code, region.life) for region in atlas.regions),
        checked_until=checked_until,
        edition=edition,
    )


def _bodies(regions: dict[UUID, str], codes: dict[UUID, str], keys: dict[UUID, str]) -> tuple[Body, ...]:
    namings: dict[UUID, list[Naming]] = defaultdict(list)
    for name in models.BodyName.objects.order_by("body_id", "valid"):
        namings[name.body_id].append(
            Naming(
                period(name.valid),
                Names(name.kk, name.ru, name.en),
                Names(name.short_kk, name.short_ru, name.short_en),
                name.is_official,
            )
        )
    mandates: dict[UUID, list[str]] = defaultdict(list)
    for body_id, function_id in models.Mandate.objects.order_by("body_id", "position").values_list(
        "body_id", "function_id"
    ):
        mandates[body_id].append(keys[function_id])
    return tuple(
        Body(
            code=b.code,
            kind=b.kind,
            life=period(b.life),
            namings=tuple(namings[b.id]),
            mandates=tuple(mandates[b.id]),
            region=regions[b.region_id] if b.region_id else None,
            superior=codes[b.superior_id] if b.superior_id else None,
            source=b.source,
            id=b.id,
        )
        for b in models.Body.objects.order_by("code")
    )


def organisations(
    region_id: UUID | None = None,
    district_id: UUID | None = None,
    kind: str | None = None,
    on: date | None = None,
) -> tuple[OrganisationView, ...]:
    """Organisations of a region (all regions if None), a district, a kind; only those that stood on `on` if
    given. By code within the region. One query."""
    rows = models.Organisation.objects.order_by("region_id", "code")
    for column, value in (("region_id", region_id), ("district_id", district_id), ("kind", kind)):
        if value is not None:
            rows = rows.filter(**{column: value})
    if on is not None:
        rows = rows.filter(life__contains=on)
    return tuple(seen(row) for row in rows)


def organisations_by_id(ids: Iterable[UUID]) -> dict[UUID, OrganisationView]:
    """Those of the ids that exist. One query."""
    return {row.id: seen(row) for row in models.Organisation.objects.filter(pk__in=set(ids))}


def organisation(organisation_id: UUID) -> OrganisationView:
    """One organisation, ended or not. UnknownOrganisationError."""
    row = models.Organisation.objects.filter(pk=organisation_id).first()
    if row is None:
        raise UnknownOrganisationError(str(organisation_id))
    return seen(row)


def seen(row: models.Organisation) -> OrganisationView:
    """A row as a value."""
    return OrganisationView(
        row.id,
        row.region_id,
        row.district_id,
        row.kind,
        row.code,
        Names(row.kk, row.ru, row.en),
        row.body_code,
        period(row.life),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of organisations is narrowed to; None or "" for no limit."""

    region_id: UUID | None = None
    district_id: UUID | None = None
    kind: str = ""
    search: str = ""


def wanted_organisations(wanted: Wanted, language: str) -> QuerySet[models.Organisation]:
    """Living and ended organisations for a paged list, in the order of the Kazakh alphabet. `search` looks
    for a part of a name in any of the three languages, or for the code."""
    rows = models.Organisation.objects.all()
    for column, value in (
        ("region_id", wanted.region_id),
        ("district_id", wanted.district_id),
        ("kind", wanted.kind),
    ):
        if value:
            rows = rows.filter(**{column: value})
    for word in wanted.search.split():
        named = Q(kk__icontains=word) | Q(ru__icontains=word) | Q(en__icontains=word)
        rows = rows.filter(named | Q(code__iexact=word))
    return rows.order_by(Func(F(language), function="kk_key"), "id")
