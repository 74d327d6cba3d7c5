"""The map as values: which regions and districts stood on a day, what they were called, what became of them.

Pure, so that the same `Atlas` answers from the files in `data/` (tests, import without a database) and from
the tables (`queries.atlas`). All days are answered; before 19 June 2018 the map is not claimed to be whole in
its districts, see README.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from qalqan.kernel.names import Names, sort_key
from qalqan.kernel.periods import ALWAYS, Period, gaps, overlaps

NOT_STORED = UUID(int=0)  # the id of what was read from files and not from tables
KIND_ORDER = ("oblast", "capital", "republican-city")  # as official lists run: oblasts, then the cities
DISTRICT_KINDS = ("district", "city", "city-district")


class UnknownRegionError(LookupError):
    """No region has this code or id, or it did not stand on that day."""


@dataclass(frozen=True, slots=True)
class Spell:
    """What a region was called in a period; `of` is the genitive that titles take."""

    valid: Period
    name: Names
    of: Names
    source: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A region's whole life."""

    code: str
    kind: str
    life: Period
    parent: str | None
    spells: tuple[Spell, ...]
    source: str = ""
    id: UUID = field(default=NOT_STORED, compare=False)

    @property
    def kato(self) -> str:
        """The first two digits of the state classifier: those of the ISO code."""
        return self.code.removeprefix("KZ-")


@dataclass(frozen=True, slots=True)
class District:
    """A district's whole life and the regions it belonged to. `since_known`: day, month, year or ""."""

    code: str
    kato: str | None
    kind: str
    name: Names
    life: Period
    since_known: str
    places: tuple[tuple[str, Period], ...]
    id: UUID = field(default=NOT_STORED, compare=False)


@dataclass(frozen=True, slots=True)
class RegionView:
    """A region as it stood on a day. `until` is the first day no longer; `of` is the name's genitive."""

    id: UUID
    code: str
    kato: str
    kind: str
    name: Names
    of: Names
    since: date | None
    until: date | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class DistrictView:
    """A district as it stood on a day, with the code of its region on that day."""

    id: UUID
    code: str
    kato: str | None
    kind: str
    name: Names
    region: str
    since: date | None
    since_known: str


@dataclass(frozen=True)
class Atlas:
    """All regions and districts through time."""

    regions: tuple[Region, ...]
    districts: tuple[District, ...]

    def _by_code(self) -> Mapping[str, Region]:
        return {region.code: region for region in self.regions}

    def find(self, region: str | UUID) -> Region:
        """The region of a code or id. UnknownRegionError if none."""
        for one in self.regions:
            if region in (one.code, one.id):
                return one
        raise UnknownRegionError(str(region))

    def region(self, region: str | UUID, day: date) -> RegionView:
        """A region as it stood on `day`. UnknownRegionError if it did not stand then."""
        one = self.find(region)
        for spell in one.spells:
            if day in one.life and day in spell.valid:
                return RegionView(
                    one.id,
                    one.code,
                    one.kato,
                    one.kind,
                    spell.name,
                    spell.of,
                    one.life.since,
                    one.life.until,
                    one.parent,
                )
        raise UnknownRegionError(f"{one.code} did not stand on {day}")

    def regions_on(self, day: date, language: str = "kk") -> tuple[RegionView, ...]:
        """Those that stood on `day`: oblasts, the capital, the cities; alphabetical in `language`."""
        views = [self.region(one.code, day) for one in self.regions if day in one.life]
        return tuple(sorted(views, key=lambda v: (KIND_ORDER.index(v.kind), sort_key(v.name[language]))))

    def ancestors(self, region: str | UUID) -> tuple[str, ...]:
        """Codes of the regions it was taken out of, the nearest first."""
        found: list[str] = []
        parent = self.find(region).parent
        while parent is not None:
            found.append(parent)
            parent = self.find(parent).parent
        return tuple(found)

    def successors(self, region: str | UUID, day: date) -> tuple[RegionView, ...]:
        """The regions that on `day` hold what the region holds now or held before any split: itself, then
        those taken out of it (and out of those) that were born by then. Empty if none stood on `day`."""
        code = self.find(region).code
        heirs = [one.code for one in self.regions if code in self.ancestors(one.code)]
        return tuple(self.region(heir, day) for heir in [code, *sorted(heirs)] if day in self.find(heir).life)

    def forebear(self, region: str | UUID, day: date) -> RegionView:
        """The region that on `day` held this one's land: itself if it stood, else the ancestor that did.
        UnknownRegionError if none did. Claims of 2021 for Abai are looked up under East Kazakhstan."""
        for code in (self.find(region).code, *self.ancestors(region)):
            if day in self.find(code).life:
                return self.region(code, day)
        raise UnknownRegionError(f"{region} and its ancestors did not stand on {day}")

    def districts_on(
        self, day: date, region: str | UUID | None = None, language: str = "kk"
    ) -> tuple[DistrictView, ...]:
        """Districts that stood on `day`, of one region or of all; alphabetical in `language`."""
        wanted = None if region is None else self.find(region).code
        views = [
            DistrictView(d.id, d.code, d.kato, d.kind, d.name, code, d.life.since, d.since_known)
            for d in self.districts
            for code, valid in d.places
            if day in d.life and day in valid and wanted in (None, code)
        ]
        return tuple(sorted(views, key=lambda v: (v.region, sort_key(v.name[language]))))


def faults(atlas: Atlas) -> list[str]:
    """What is wrong with a map, in words for its editor; empty when it may be loaded. Each region has one
    name on each day of its life and a parent that stood at its birth; each district one region a day."""
    return [*_region_faults(atlas), *_district_faults(atlas)]


def _region_faults(atlas: Atlas) -> Iterator[str]:
    regions = atlas._by_code()
    if len(regions) != len(atlas.regions):
        yield "two regions share a code"
    for one in atlas.regions:
        yield from (
            f"{one.code}: {fault}" for fault in _one_each_day([s.valid for s in one.spells], one.life)
        )
        if one.kind not in KIND_ORDER:
            yield f"{one.code}: no such kind: {one.kind}"
        if one.parent is not None:
            if one.parent not in regions or one.life.since is None:
                yield f"{one.code}: its parent must be a region, and its first day known"
            elif one.life.since not in regions[one.parent].life:
                yield f"{one.code}: its parent {one.parent} did not stand at its birth"


def _district_faults(atlas: Atlas) -> Iterator[str]:
    regions = atlas._by_code()
    for codes in ([d.code for d in atlas.districts], [d.kato for d in atlas.districts if d.kato]):
        yield from (
            f"two districts share the code {code}"
            for code in sorted({c for c in codes if codes.count(c) > 1})
        )
    for one in atlas.districts:
        if one.kind not in DISTRICT_KINDS:
            yield f"{one.code}: no such kind: {one.kind}"
        yield from (f"{one.code}: {fault}" for fault in _one_each_day([v for _, v in one.places], one.life))
        for code, valid in one.places:
            if code not in regions:
                yield f"{one.code}: no region {code}"
            elif not regions[code].life.covers(valid):
                yield f"{one.code}: {code} did not stand in all of {valid.since} .. {valid.until}"


def _one_each_day(parts: Iterable[Period], whole: Period = ALWAYS) -> Iterator[str]:
    parts = list(parts)
    yield from (f"two at once from {b.since}" for _, b in overlaps(parts))
    yield from (f"none from {gap.since} to {gap.until}" for gap in gaps(parts, whole))
    yield from (f"outside its life: {p.since} .. {p.until}" for p in parts if not whole.covers(p))
