"""The one verb of the map: bring the tables in line with the files of this release.

Regions and districts keep their ids (others refer to them); their names and places, to which nobody refers,
are written anew. A region or district that has left the files is refused: it must be ended, not removed.
"""

import hashlib
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, transaction

from qalqan.domains.territory import models, reference
from qalqan.domains.territory.rules import Atlas, faults
from qalqan.kernel.temporal import daterange, is_migrated


class ReferenceRefusedError(ValueError):
    """The files cannot be loaded; the message says what is wrong, one fault a line."""


def load_reference(atlas: Atlas | None = None) -> bool:
    """Load the map (that of `data/` unless another is given). True if the tables changed, False if they held
    this edition already. ReferenceRefusedError, with nothing written, if the map contradicts itself."""
    digest = reference.fingerprint() if atlas is None else hashlib.sha256(repr(atlas).encode()).hexdigest()
    with transaction.atomic():
        newest = models.Edition.objects.order_by("-id").first()
        if newest is not None and newest.sha256 == digest:
            return False
        atlas = atlas or reference.read()
        if wrong := faults(atlas):
            raise ReferenceRefusedError("\n".join(wrong))
        _refuse_removals(atlas)
        _write_regions(atlas)
        _write_districts(atlas)
        models.Edition.objects.create(sha256=digest)
    return True


def load_after_migrate(app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of Django's post_migrate: loads once the domain's own tables are those of this code."""
    if using == DEFAULT_DB_ALIAS and is_migrated(app_config.label):
        load_reference()


def _refuse_removals(atlas: Atlas) -> None:
    gone = [
        *models.Region.objects.exclude(code__in=[r.code for r in atlas.regions]).values_list(
            "code", flat=True
        ),
        *models.District.objects.exclude(code__in=[d.code for d in atlas.districts]).values_list(
            "code", flat=True
        ),
    ]
    if gone:
        raise ReferenceRefusedError(
            "\n".join(f"{code}: end it in the files; it cannot be removed" for code in gone)
        )


def _write_regions(atlas: Atlas) -> None:
    models.RegionName.objects.all().delete()
    models.DistrictPlace.objects.all().delete()
    models.Region.objects.bulk_create(
        [
            models.Region(code=r.code, kato=r.kato, kind=r.kind, life=daterange(r.life), source=r.source)
            for r in atlas.regions
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["kato", "kind", "life", "source"],
    )
    stored = {region.code: region for region in models.Region.objects.all()}
    for region in atlas.regions:
        stored[region.code].parent = stored[region.parent] if region.parent else None
    models.Region.objects.bulk_update(stored.values(), ["parent"])
    models.RegionName.objects.bulk_create(
        models.RegionName(
            region=stored[region.code],
            valid=daterange(spell.valid),
            kk=spell.name.kk,
            ru=spell.name.ru,
            en=spell.name.en,
            kk_of=spell.of.kk,
            ru_of=spell.of.ru,
            en_of=spell.of.en,
            source=spell.source,
        )
        for region in atlas.regions
        for spell in region.spells
    )


def _write_districts(atlas: Atlas) -> None:
    models.District.objects.bulk_create(
        [
            models.District(
                code=d.code,
                kato=d.kato,
                kind=d.kind,
                kk=d.name.kk,
                ru=d.name.ru,
                en=d.name.en,
                life=daterange(d.life),
                since_known=d.since_known,
            )
            for d in atlas.districts
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["kato", "kind", "kk", "ru", "en", "life", "since_known"],
    )
    regions = dict(models.Region.objects.values_list("code", "id"))
    districts = dict(models.District.objects.values_list("code", "id"))
    models.DistrictPlace.objects.bulk_create(
        models.DistrictPlace(district_id=districts[d.code], region_id=regions[code], valid=daterange(valid))
        for d in atlas.districts
        for code, valid in d.places
    )
