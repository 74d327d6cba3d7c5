"""Reads the map from the tables, once per edition.

The map is small (20 regions, some 230 districts) and changes with a release, so a process keeps it as values
and asks one cheap question, which edition the tables hold, before it answers.
"""

from collections import defaultdict
from functools import lru_cache
from uuid import UUID

from qalqan.domains.territory import models
from qalqan.domains.territory.rules import Atlas, District, Region, Spell
from qalqan.kernel.names import Names
from qalqan.kernel.periods import Period
from qalqan.kernel.temporal import period


def atlas() -> Atlas:
    """The map that the tables hold; empty before the first load. One query, three more after a new load."""
    edition = models.Edition.objects.order_by("-id").values_list("id", flat=True).first()
    return Atlas((), ()) if edition is None else _atlas(edition)


def edition() -> str:
    """The fingerprint of the map that the tables hold; empty before the first load."""
    return models.Edition.objects.order_by("-id").values_list("sha256", flat=True).first() or ""


@lru_cache(maxsize=2)
def _atlas(edition: UUID) -> Atlas:
    spells: dict[UUID, list[Spell]] = defaultdict(list)
    for name in models.RegionName.objects.order_by("region_id", "valid"):
        spells[name.region_id].append(
            Spell(
                period(name.valid),
                Names(name.kk, name.ru, name.en),
                Names(name.kk_of, name.ru_of, name.en_of),
                name.source,
            )
        )
    stored = list(models.Region.objects.order_by("code"))
    codes = {region.id: region.code for region in stored}
    regions = tuple(
        Region(
            r.code,
            r.kind,
            period(r.life),
            codes[r.parent_id] if r.parent_id else None,
            tuple(spells[r.id]),
            r.source,
            r.id,
        )
        for r in stored
    )
    return Atlas(regions, _districts(codes))


def _districts(codes: dict[UUID, str]) -> tuple[District, ...]:
    places: dict[UUID, list[tuple[str, Period]]] = defaultdict(list)
    for place in models.DistrictPlace.objects.order_by("district_id", "valid"):
        places[place.district_id].append((codes[place.region_id], period(place.valid)))
    return tuple(
        District(
            d.code,
            d.kato,
            d.kind,
            Names(d.kk, d.ru, d.en),
            period(d.life),
            d.since_known,
            tuple(places[d.id]),
            d.id,
        )
        for d in models.District.objects.order_by("code")
    )
