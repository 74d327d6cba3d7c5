"""Bringing outlines in, and giving them up. An operator does it by command: the tables are the owner's.

Outlines of regions are taken for all regions that stand, or none: a map with pieces of two sources would have
gaps between them. Outlines of districts replace those of the regions that the file names.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from django.db import transaction
from django.utils import timezone

from qalqan.domains.territory import ground, models, queries
from qalqan.domains.territory.outline_files import Fault, Outlines, OutlinesRefused, read, strays

LEVELS = ("regions", "districts")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many outlines the tables took, of how many regions, and what the file had that we do not know."""

    outlines: int
    regions: int
    skipped: tuple[str, ...]


def load_outlines(
    content: bytes, *, level: str, field: str, source: str, licence: str, skip_unknown: bool = False
) -> Loaded:
    """Take the outlines of a GeoJSON file. `field`: its property with the code of a region (KZ-10, KZ10, 10
    or nine digits of KATO) or of a district (KATO or our code). OutlinesRefused, with nothing written, for a
    file with any fault; ValueError without source or licence: they stand on every map."""
    if not source.strip() or not licence.strip():
        raise ValueError("outlines need a source and a licence")
    today = timezone.localdate()
    by_code, regions_of = _codes(level, today)
    found = read(content, field, by_code, skip_unknown=skip_unknown)
    faults = _whole(found, by_code) if level == "regions" else _at_home(found, regions_of)
    if faults:
        raise OutlinesRefused(faults)
    regions = dict(models.Region.objects.values_list("code", "id"))
    districts = dict(models.District.objects.values_list("code", "id"))
    named = {regions_of[code] for code in found.shapes}
    with transaction.atomic():
        edition = models.OutlineEdition.objects.create(
            sha256=hashlib.sha256(content).hexdigest(), source=source.strip(), licence=licence.strip()
        )
        models.Outline.objects.filter(region__code__in=named, district__isnull=level == "regions").delete()
        models.Outline.objects.bulk_create(
            models.Outline(
                edition=edition,
                region_id=regions[regions_of[code]],
                district_id=districts[code] if level == "districts" else None,
                shape=shapely.to_wkb(shape),
            )
            for code, shape in found.shapes.items()
        )
    return Loaded(len(found.shapes), len(named), found.skipped)


def forget_outlines(level: str) -> int:
    """Give up what files brought; regions return to the shipped ones, districts to none. Gives how many."""
    with transaction.atomic():
        gone, _each = models.Outline.objects.filter(district__isnull=level == "regions").delete()
        models.OutlineEdition.objects.create(sha256="", source=f"{level}: given up", licence="")
    return gone


def _codes(level: str, today: date) -> tuple[dict[str, str], dict[str, str]]:
    """Our code by every way to write it, and the code of the region by ours."""
    atlas = queries.atlas()
    regions = [one.code for one in atlas.regions_on(today)]
    if level == "regions":
        digits = {code: code.removeprefix("KZ-") for code in regions}
        ways = {code: (code, f"KZ{two}", two, f"{two}0000000") for code, two in digits.items()}
        return {way: code for code in regions for way in ways[code]}, {code: code for code in regions}
    districts = atlas.districts_on(today)
    by_code = {way: one.code for one in districts for way in (one.code, one.kato) if way}
    return by_code, {one.code: one.region for one in districts}


def _whole(found: Outlines, by_code: Mapping[str, str]) -> list[Fault]:
    return [Fault("", "missing", code) for code in sorted(set(by_code.values()) - set(found.shapes))]


def _at_home(found: Outlines, regions_of: Mapping[str, str]) -> list[Fault]:
    regions: dict[str, Any] = ground.ground().regions.shapes
    return strays(found.shapes, {code: regions[regions_of[code]] for code in found.shapes})
