"""A row of a register's file becomes a place or a statement about a thing, or the list of what is wrong with
it. Pure. All problems of a row are found at once, each at its cell; nothing is mended in silence: swapped
coordinates are refused with the offered mend.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from qalqan.kernel.geo import BadPoint, Point, point
from qalqan.kernel.names import Names

from .problem import Problem
from .register_table import Fault, Given
from .register_words import REQUIRED, as_day, choices, detail_keys
from .statement import NewState, Said, check

MOST_PUPILS, MOST_SHIFTS = 20_000, 4
LONGEST = {"code": 60, "name_kk": 250, "name_ru": 250, "name_en": 250, "address": 500, "owner_body": 40}
FIRST_DAY = date(1900, 1, 1)
CLOCK = re.compile(r"(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(:\d\d)?")


@dataclass(frozen=True, slots=True)
class World:
    """What a row is checked against. `districts`: id by code and name, casefolded. `own_district`: the only
    one that the writer may write of, None for all. `region_of`: the region and district of a point, None
    outside the country. `sites`: id and district by number of the register."""

    today: date
    region_id: UUID
    districts: Mapping[str, UUID]
    own_district: UUID | None
    region_of: Callable[[Point], tuple[UUID, UUID | None] | None]
    sites: Mapping[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place as a row says it; None and "": not said."""

    code: str
    kind: str
    name: Names
    district_id: UUID | None
    owner_body: str
    address: str
    point: Point | None
    pupils: int | None
    shifts: int | None
    bell_first: time | None
    bell_last: time | None
    since: date | None


@dataclass(frozen=True, slots=True)
class AssetRow:
    """A statement about a thing as a row says it. `district_id`: that of a thing by the road."""

    kind: str
    code: str
    site_id: UUID | None
    district_id: UUID | None
    new: NewState
    said: Said


@dataclass(frozen=True, slots=True)
class Read[T]:
    """A row as it was understood, or its faults."""

    row: int
    found: T | None
    faults: tuple[Fault, ...] = ()


def read_site(number: int, cells: Mapping[str, Given], world: World) -> Read[SiteRow]:
    """A row of a file of places."""
    row = _Row("sites", number, cells, world)
    spot, district = row.placed(row.district())
    name = Names(row.text("name_kk"), row.text("name_ru"), row.text("name_en"))
    if not name.kk and not name.ru:
        row.fault("name_kk", "name-missing")
    if not row.text("code"):
        row.fault("code", "code-missing")
    if world.own_district is not None and district != world.own_district:
        row.fault("district", "row-district-other")
    first, last = row.clock("bell_first"), row.clock("bell_last")
    if first and last and first >= last:
        row.fault("bell_last", "day-order")
    found = SiteRow(
        code=row.text("code"),
        kind=row.word("kind", "site_kinds"),
        name=name,
        district_id=district,
        owner_body=row.text("owner_body"),
        address=row.text("address"),
        point=spot,
        pupils=row.number("pupils", MOST_PUPILS),
        shifts=row.number("shifts", MOST_SHIFTS),
        bell_first=first,
        bell_last=last,
        since=row.day("since"),
    )
    return Read(number, None if row.faults else found, tuple(row.faults))


def read_asset(number: int, cells: Mapping[str, Given], world: World) -> Read[AssetRow]:
    """A row of a file of things."""
    row = _Row("assets", number, cells, world)
    spot, district = row.placed(None)
    line = cells["line"].value if "line" in cells else None
    site_id = row.site()
    kind, state, since = row.word("kind", "asset_kinds"), row.word("state", "states"), row.day("since")
    if site_id is None and line is None and not any(map(row.text, ("site", "lat", "lon"))):
        row.fault("site", "place-needed")
    if row.faults or since is None:
        return Read(number, None, tuple(row.faults))
    new = NewState(
        state=state,
        since=since,
        point=spot,
        line=line,
        owner_body=row.text("owner_body"),
        installed_on=row.day("installed_on"),
        details={key: row.detail(key) for key in cells if key in detail_keys()},
        source_ref=row.text("source_ref"),
        source_kind="registry",
    )
    said, wrong = check(kind, new, world.today)
    for one in wrong:
        row.fault(one.field, one)
    if said is None or row.faults:
        return Read(number, None, tuple(row.faults))
    if site_id is None and said.point is not None:
        district = district or (world.region_of(said.point) or (None, None))[1]
        if world.own_district is not None and district != world.own_district:
            row.fault("lat", "row-district-other")
    found = AssetRow(kind, row.text("code"), site_id, district, new, said)
    return Read(number, None if row.faults else found, tuple(row.faults))


class _Row:
    """A row being read: each question answers with a value, or notes a fault and answers None."""

    def __init__(self, kind: str, number: int, cells: Mapping[str, Given], world: World) -> None:
        self.number_, self.cells, self.world = number, cells, world
        self.faults: list[Fault] = []
        self.texts = {key: cell.text for key, cell in cells.items() if key != "line"}  # asked for often
        for key, cell in cells.items():
            self._readable(key, cell)
        for key in REQUIRED[kind]:
            if not self.text(key) and not self.faults:
                self.fault(key, "row-missing")

    def fault(self, key: str, rule: str | Problem, /, **params: str) -> None:
        where = self.cells[key].where if key in self.cells else ""
        problem = rule if isinstance(rule, Problem) else Problem(rule, params, key)
        self.faults.append(Fault(self.number_, key, where, problem))

    def _readable(self, key: str, cell: Given) -> None:
        if cell.kind == "formula":
            self.fault(key, "row-formula", text=cell.text[:60])
        elif cell.kind == "error":
            self.fault(key, "row-error", text=cell.text[:60])
        elif "\0" in (text := self.text(key)) or len(text) > LONGEST.get(key, 300):
            self.fault(key, "text-long", most=str(LONGEST.get(key, 300)))

    def text(self, key: str) -> str:
        return self.texts.get(key, "")

    def detail(self, key: str) -> object:
        """A detail as its rule reads it: days as ISO."""
        value = self.cells[key].value
        day = as_day(value)
        return day if day is not None else self.text(key)

    def word(self, key: str, table: str) -> str:
        text = self.text(key)
        found = choices(table).get(text.casefold(), "")
        if text and not found:
            self.fault(key, "word-unknown", text=text[:40])
        return found

    def day(self, key: str) -> date | None:
        cell = self.cells.get(key)
        if cell is None or not cell.text:
            return None
        found = as_day(cell.value)
        if found is None:
            self.fault(key, "detail-day", text=cell.text[:40])
        elif found > self.world.today:
            self.fault(key, "day-future", day=f"{found:%d.%m.%Y}")
        elif found < FIRST_DAY:
            self.fault(key, "day-past", day=f"{found:%d.%m.%Y}")
        else:
            return found
        return None

    def number(self, key: str, most: int) -> int | None:
        text = self.text(key).replace(" ", "").replace("\u00a0", "")
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > most:
            self.fault(key, "row-number", text=text[:40])
            return None
        return int(text)

    def clock(self, key: str) -> time | None:
        cell = self.cells.get(key)
        if cell is None or not cell.text:
            return None
        if isinstance(cell.value, Decimal) and 0 <= cell.value < 1:  # a spreadsheet's part of a day
            return time(*divmod(min(round(cell.value * 1440), 1439), 60))
        found = CLOCK.fullmatch(cell.text)
        if found is None:
            self.fault(key, "row-time", text=cell.text[:40])
            return None
        return time(int(found["h"]), int(found["m"]))

    def district(self) -> UUID | None:
        text = self.text("district")
        found = self.world.districts.get(text.casefold())
        if text and found is None:
            self.fault("district", "row-district", text=text[:60])
        return found

    def site(self) -> UUID | None:
        text = self.text("site")
        found = self.world.sites.get(text)
        if text and found is None:
            self.fault("site", "row-site", text=text[:60])
        return found

    def placed(self, district: UUID | None) -> tuple[Point | None, UUID | None]:
        """The position, and the district that it or the row says."""
        lat, lon = self.text("lat"), self.text("lon")
        if not lat and not lon:
            return None, district
        if not lat or not lon:
            self.fault("lat" if lat else "lon", "point-half")
            return None, district
        try:
            spot = point(lat, lon)
        except BadPoint as bad:
            self.fault("lat", f"point-{bad.rule}", lat=lon, lon=lat)
            return None, district
        lies = self.world.region_of(spot)
        if lies is None:
            self.fault("lat", "point-outside")
        elif lies[0] != self.world.region_id:
            self.fault("lat", "place-outside")
        else:
            return spot, district or lies[1]
        return None, district
