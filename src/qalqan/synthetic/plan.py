"""The country before its people: how many pupils and schools each region and district has. Pure.

Published margins (data/country.toml) bind regions; inside a region nothing is published, so districts get
weights of their own, fixed by their code and not by the seed. Two numbers are then solved for, so that the
nation comes out as published: how much heavier a town is than a district (share of urban children), and how
much larger a town's school is than a village's (number of urban schools).
"""

import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from qalqan.domains.territory import reference
from qalqan.domains.territory.rules import DistrictView, RegionView
from qalqan.kernel.names import Names
from qalqan.synthetic.draw import apportion, share, stream
from qalqan.synthetic.names import DATA, folded, latin

GRADES = range(1, 12)
ORDERS = 10_000  # numbers of one day and sex
FEWEST_ORDERS = 8
ADULTS_PER_PUPIL = 1.2  # telephones reserved; measured need is 0.9
CENTRE = 8  # how much larger than other towns of its region a seat of a region is
SMALLEST_SCHOOL = 8
TWO_SHIFTS_FROM, TWO_SHIFTS_SHARE = 350, 0.7
SECOND_SHIFT = frozenset({2, 3, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class School:
    """A school to be: `number` counts within the region, `classes` are how many each of the 11 years has."""

    region: str
    district: str
    number: int
    size: int
    is_urban: bool
    village: str
    shifts: int
    classes: tuple[int, ...]

    @property
    def code(self) -> str:
        return f"school-{self.number}"

    @property
    def name(self) -> Names:
        if self.is_urban:
            kk, ru, en = "", "", ""
        else:
            kk = f" ({self.village} ауылы)"
            ru, en = f" (с. {folded(self.village)})", f" ({latin(self.village)})"
        return Names(
            f"№ {self.number} жалпы білім беретін мектеп{kk}",
            f"Общеобразовательная школа № {self.number}{ru}",
            f"General School No. {self.number}{en}",
        )

    def shift(self, grade: int) -> int:
        """Which shift a class comes in: leavers and the youngest in the morning."""
        return 2 if self.shifts == 2 and grade in SECOND_SHIFT else 1


@dataclass(frozen=True, slots=True)
class District:
    """A district to be. `index` counts through the country; `orders`, `phones`: its share of numbers."""

    code: str
    region: str
    index: int
    is_urban: bool
    pupils: int
    orders: range
    phones: int
    schools: tuple[School, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """All districts of one seed, by code, in a fixed order."""

    seed: int
    as_of: date
    districts: dict[str, District]

    def of_region(self, region: str) -> tuple[District, ...]:
        return tuple(d for d in self.districts.values() if d.region == region)

    @property
    def schools(self) -> int:
        return sum(len(d.schools) for d in self.districts.values())


@cache
def margins() -> dict[str, Any]:
    """data/country.toml."""
    return tomllib.loads((DATA / "country.toml").read_text("utf-8"))


@cache
def families() -> dict[str, Any]:
    """data/families.toml."""
    return tomllib.loads((DATA / "families.toml").read_text("utf-8"))


def grade_shares() -> list[float]:
    """The share of each class 1..11 among all pupils: the first and last as published, the tenth a little
    above the eleventh, those between alike."""
    nation = margins()["nation"]
    first, last = (nation[key] / nation["pupils"] for key in ("first_graders", "eleventh_graders"))
    tenth = last * 1.04
    return [first, *[(1 - first - last - tenth) / 8] * 8, tenth, last]


def pupils_by_region() -> dict[str, int]:
    """The nation's pupils by region: as published where it was; the rest in proportion to children aged 0 to
    15, whose figure regions that were one in 2020 share by population."""
    nation, regions = margins()["nation"], margins()["regions"]
    weights: dict[str, float] = {}
    for code, region in regions.items():
        home = region.get("within", code)
        together = [other for name, other in regions.items() if other.get("within", name) == home]
        part = region["population"] / sum(other["population"] for other in together)
        weights[code] = regions[home]["children_0_15"] * part
    known = {code: region["pupils"] for code, region in regions.items() if "pupils" in region}
    others = [code for code in regions if code not in known]
    shared = apportion(nation["pupils"] - sum(known.values()), [weights[code] for code in others])
    return {code: {**known, **dict(zip(others, shared, strict=True))}[code] for code in regions}


def solved(wanted: float, given: Callable[[float], float]) -> float:
    """The factor at which a rising function gives `wanted`, by bisection of its logarithm."""
    low, high = 0.02, 50.0
    for _ in range(50):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if given(middle) < wanted else (low, middle)
    return math.sqrt(low * high)


def spread(code: str, wide: float) -> float:
    """How much larger or smaller than its neighbours a district is: log-normal, by its code alone."""
    return math.exp(wide * math.sqrt(2) * _inverse_erf(2 * share("weight", code) - 1))


def _inverse_erf(x: float) -> float:
    """Winitzki's approximation, good to 0.002: enough for sizes that are invented."""
    log = math.log(1 - x * x + 1e-12)
    first = 2 / (math.pi * 0.147) + log / 2
    return math.copysign(math.sqrt(math.sqrt(first * first - log / 0.147) - first), x)


@cache
def ground() -> tuple[tuple[RegionView, tuple[DistrictView, ...]], ...]:
    """Regions and their districts on the generated day, from the reference files: no database."""
    atlas, day = reference.read(), margins()["as_of"]
    return tuple((region, atlas.districts_on(day, region.code)) for region in atlas.regions_on(day))


@cache
def district_sizes() -> dict[str, int]:
    """Pupils of each district, by code."""
    pupils, nation = pupils_by_region(), margins()["nation"]
    weights = {
        d.code: spread(d.code, 0.2 if d.kind == "city" else 0.35)
        for _, districts in ground()
        for d in districts
    }
    centres = margins()["centres"]["codes"]

    def parts(town: float) -> dict[str, float]:
        found: dict[str, float] = {}
        for region, districts in ground():
            heavy = {
                d.code: weights[d.code]
                * (town * (CENTRE if d.code in centres else 1) if d.kind == "city" else 1)
                for d in districts
            }
            whole = sum(heavy.values())
            found |= {code: pupils[region.code] * weight / whole for code, weight in heavy.items()}
        return found

    kinds = {d.code: d.kind for _, districts in ground() for d in districts}

    def urban(town: float) -> float:
        return sum(n for code, n in parts(town).items() if kinds[code] != "district")

    exact = parts(solved(nation["urban_children"] * nation["pupils"], urban))
    sizes: dict[str, int] = {}
    for region, districts in ground():
        codes = [d.code for d in districts]
        sizes |= zip(codes, apportion(pupils[region.code], [exact[c] for c in codes], 200), strict=True)
    return sizes


@cache
def school_counts() -> dict[str, int]:
    """Schools of each district, by code: regions as published, the nation's urban ones as published."""
    sizes, regions, nation = district_sizes(), margins()["regions"], margins()["nation"]

    def counts(larger: float) -> dict[str, int]:
        found: dict[str, int] = {}
        for region, districts in ground():
            weights = [sizes[d.code] / (1 if d.kind == "district" else larger) for d in districts]
            shared = apportion(regions[region.code]["schools"], weights, 1)
            found |= zip((d.code for d in districts), shared, strict=True)
        return found

    kinds = {d.code: d.kind for _, districts in ground() for d in districts}

    def rural(larger: float) -> float:
        return sum(n for code, n in counts(larger).items() if kinds[code] == "district")

    return counts(solved(nation["schools"] - nation["urban_schools"], rural))


@cache
def country(seed: int) -> Country:
    """The whole plan of a seed: 228 districts, 7 687 schools. Some 0.3 s."""
    sizes, counts = district_sizes(), school_counts()
    codes = [(region.code, d) for region, districts in ground() for d in districts]
    orders = apportion(ORDERS, [sizes[d.code] for _, d in codes], FEWEST_ORDERS)
    found: dict[str, District] = {}
    order = phone = 0
    numbers = {region.code: 0 for region, _ in ground()}
    for index, (region, view) in enumerate(codes):
        is_urban, pupils = view.kind != "district", sizes[view.code]
        schools = _schools(seed, region, view.code, is_urban, pupils, counts[view.code], numbers[region])
        numbers[region] += len(schools)
        found[view.code] = District(
            view.code,
            region,
            index,
            is_urban,
            pupils,
            range(order, order + orders[index]),
            phone,
            schools,
        )
        order += orders[index]
        phone += int(pupils * ADULTS_PER_PUPIL) + 1000
    return Country(seed, margins()["as_of"], found)


def _schools(
    seed: int, region: str, district: str, is_urban: bool, pupils: int, count: int, before: int
) -> tuple[School, ...]:
    """The schools of a district: sizes log-normal, wider in the country than in towns."""
    chance = stream(seed, "schools", district)
    wide = 0.45 if is_urban else 0.85
    sizes = apportion(pupils, [chance.lognormvariate(0, wide) for _ in range(count)], SMALLEST_SCHOOL)
    mean = families()["size_of_class"]["urban" if is_urban else "rural"]
    return tuple(
        School(
            region,
            district,
            before + place + 1,
            size,
            is_urban,
            village="" if is_urban else chance.choice(villages()),
            shifts=2 if size >= TWO_SHIFTS_FROM and chance.random() < TWO_SHIFTS_SHARE else 1,
            classes=tuple(max(1, round(size * part / mean)) for part in grade_shares()),
        )
        for place, size in enumerate(sizes)
    )


@cache
def villages() -> tuple[str, ...]:
    """Invented villages."""
    return tuple(tomllib.loads((DATA / "places.toml").read_text("utf-8"))["villages"])
