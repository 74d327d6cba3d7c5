"""The door of the domain: regions and districts on a day. Regions are named by code (KZ-10) or by id.

`atlas()` is one snapshot for a page that asks many questions; the functions below ask it once each.
`region_at` and `place_at` say where a point lies.
"""

from datetime import date
from uuid import UUID

from qalqan.domains.territory.ground import (
    Place,
    locator,
    outline_geojson,
    outlines_edition,
    place_at,
    region_at,
    sources,
)
from qalqan.domains.territory.labels import DISTRICT_KINDS, REGION_KINDS
from qalqan.domains.territory.queries import atlas, edition
from qalqan.domains.territory.rules import (
    Atlas,
    DistrictView,
    Region,
    RegionView,
    UnknownRegionError,
)

__all__ = [
    "DISTRICT_KINDS",
    "REGION_KINDS",
    "Atlas",
    "DistrictView",
    "Place",
    "Region",
    "RegionView",
    "UnknownRegionError",
    "ancestors",
    "atlas",
    "districts_on",
    "edition",
    "forebear",
    "locator",
    "outline_geojson",
    "outlines_edition",
    "place_at",
    "region",
    "region_at",
    "region_name",
    "regions_on",
    "sources",
    "successors",
]


def regions_on(day: date, language: str = "kk") -> tuple[RegionView, ...]:
    """The regions that stood on `day` (17 before 8 June 2022, 20 since), as official lists order them:
    oblasts, the capital, the cities of republican significance; alphabetical in `language`."""
    return atlas().regions_on(day, language)


def region(region: str | UUID, day: date) -> RegionView:
    """A region as it stood on `day`. UnknownRegionError if it did not."""
    return atlas().region(region, day)


def region_name(region: str | UUID, day: date, language: str) -> str:
    """What a region was called on `day`. UnknownRegionError if it did not stand; KeyError for a language
    other than kk, ru, en."""
    return atlas().region(region, day).name[language]


def successors(region: str | UUID, day: date) -> tuple[RegionView, ...]:
    """The regions that on `day` hold the land the region held before any split, itself first."""
    return atlas().successors(region, day)


def ancestors(region: str | UUID) -> tuple[str, ...]:
    """Codes of the regions it was taken out of, the nearest first."""
    return atlas().ancestors(region)


def forebear(region: str | UUID, day: date) -> RegionView:
    """The region that on `day` held this one's land: itself or the ancestor that stood then."""
    return atlas().forebear(region, day)


def districts_on(
    day: date, region: str | UUID | None = None, language: str = "kk"
) -> tuple[DistrictView, ...]:
    """Districts and cities that stood on `day`, of one region or of all, alphabetical in `language`."""
    return atlas().districts_on(day, region, language)
