"""The register of a demonstration: every school, kindergarten and clinic of the invented country is a place,
with an invented position in its region and invented things. Idempotent: an organisation that has a place is
left alone. Statements go through the same rules as anybody's; only many at once, and dated in the past."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import shapely
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools.actions import bulk
from qalqan.domains.schools.actions.assets import new_row, remainder, stretch
from qalqan.domains.schools.actions.covering import recompute_all
from qalqan.domains.schools.models import Asset, AssetState, Site
from qalqan.domains.schools.rules import invented
from qalqan.domains.schools.rules.history import step
from qalqan.domains.schools.rules.statement import Basis, Said
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point
from qalqan.kernel.temporal import daterange
from qalqan.kernel.vault import new_id

SERVICE = Service("schools.demo")
KINDS = ("school", "kindergarten", "college", "clinic")
ADDRESS = "ойдан шығарылған мекенжай · вымышленный адрес · invented address"
POSTS = {"inspection": "safety_inspector", "claim": "school_head", "registry": "akimat_officer"}
VILLAGE = " ауылы)"
SINCE = date(2019, 9, 1)


def load() -> None:
    """Places and things of every organisation that has none yet, and what they lack."""
    with scope(SERVICE, "safety"):
        placed = set(Site.objects.values_list("organisation_id", flat=True))
    found: dict[UUID, list[bodies.OrganisationView]] = {}
    for one in bodies.organisations(on=timezone.localdate()):
        if one.kind in KINDS and one.id not in placed:
            found.setdefault(one.region_id, []).append(one)
    for region_id, organisations in found.items():
        with scope(SERVICE, "safety"):
            _Region(region_id).load(organisations)
            recompute_all(region_id)
            _date_back(region_id)


def _date_back(region_id: UUID) -> None:
    """Answers stand since the statement that decides them was made, as they would had the register been kept
    all along."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE schools_coverage c SET since = coalesce(s.verified_at, lower(s.valid))"
            " FROM schools_asset_state s WHERE s.region_id = c.region_id AND s.asset_id = c.asset_id"
            " AND s.known_until IS NULL AND upper_inf(s.valid) AND c.region_id = %s",
            [region_id],
        )


class _Region:
    """The places of one region on their way into the tables."""

    def __init__(self, region_id: UUID) -> None:
        self.today = timezone.localdate()
        self.code = territory.region(region_id, self.today).code
        self.region_id = region_id
        shapes = {
            one["properties"]["code"]: one["geometry"] for one in territory.outline_geojson()["features"]
        }
        west, south, east, north = shapely.geometry.shape(shapes[self.code]).bounds
        self.bounds = (south, west, north, east)
        self.towns: dict[str, Point | None] = {}
        self.assets: list[Asset] = []
        self.states: list[AssetState] = []

    def load(self, organisations: Iterable[bodies.OrganisationView]) -> None:
        """Write them all."""
        sites = [self.place(one) for one in organisations]
        bulk.write(sites, self.assets, self.states)

    def place(self, one: bodies.OrganisationView) -> Site:
        village = one.name.kk.rpartition("(")[2] if one.name.kk.endswith(VILLAGE) else ""
        middle = self.town(f"{one.district_id}", village)
        point = invented.stands(f"{self.code} {one.code}", middle) if middle else None
        if point is not None and not self.holds(point):
            point = middle
        pupils, shifts = invented.pupils(one.code, one.kind)
        taught = one.kind == "school"
        row = Site(
            id=new_id(),
            region_id=one.region_id,
            district_id=one.district_id,
            organisation_id=one.id,
            kind=one.kind,
            code=one.code,
            kk=one.name.kk,
            ru=one.name.ru,
            en=one.name.en,
            owner_body=one.body_code or f"akimat-{self.code.removeprefix('KZ-')}",
            address=ADDRESS,
            lat=point.lat if point else None,
            lon=point.lon if point else None,
            placed_by="registry" if point else "",
            placed_on=self.today if point else None,
            pupils=pupils,
            shifts=shifts,
            bell_first=time(8) if taught else None,
            bell_last=time(18 if shifts == 2 else 14) if taught else None,
            life=DateRange(one.life.since or SINCE, None, "[)"),
            recorded_at=datetime.now(UTC),
            changed_at=datetime.now(UTC),
        )
        for thing in invented.things(f"{self.code} {one.code}", one.kind, is_village=bool(village)):
            if point is not None or not thing.of_road:
                self.stand(row, point, thing)
        return row

    def town(self, district: str, village: str) -> Point | None:
        """The middle of the town or village; a village lies around its district's town."""
        name = f"{district} {village}"
        if name not in self.towns:
            bounds = self.bounds
            if village and (seat := self.town(district, "")) is not None:
                bounds = (seat.lat - 0.35, seat.lon - 0.45, seat.lat + 0.35, seat.lon + 0.45)
            self.towns[name] = invented.town(
                f"{self.code} {self.district(district)} {village}", bounds, self.holds
            )
        return self.towns[name]

    def district(self, key: str) -> str:
        """The code of a district: ids differ from machine to machine, ground must not."""
        known = territory.districts_on(self.today, self.code)
        return next((one.code for one in known if str(one.id) == key), "")

    def holds(self, point: Point) -> bool:
        found = territory.place_at(point.lat, point.lon)
        return found is not None and found.region_id == self.region_id and found.is_exact

    def stand(self, site: Site, at: Point | None, thing: invented.Thing) -> None:
        """A thing and its history, as if each word had come in on its day."""
        asset = Asset(
            id=new_id(),
            region_id=site.region_id,
            district_id=site.district_id,
            organisation_id=None if thing.of_road else site.organisation_id,
            kind=thing.kind,
            code="",
            site_id=None if thing.of_road else site.pk,
            recorded_at=datetime.now(UTC),
        )
        self.assets.append(asset)
        line = tuple(invented.moved(at, *one) for one in thing.line) if at and thing.line else None
        spot = invented.moved(at, *thing.spot) if at and thing.spot else line[1] if line else None
        rows: list[AssetState] = []
        for word in thing.words:
            said = Said(word.state, spot, line, site.owner_body, None, word.details)
            self.say(asset, rows, said, word)
        self.states += rows

    def say(self, asset: Asset, rows: list[AssetState], said: Said, word: invented.Word) -> None:
        day = self.today - timedelta(days=word.ago)
        now = datetime.combine(day, time(7), tzinfo=UTC)
        held = {row.pk: row for row in rows if row.known_until is None}
        planned = step([stretch(row) for row in held.values()], day)
        for key in planned.ends:
            held[key].known_until = now
        rows += [remainder(held[one.of], daterange(one.valid), now) for one in planned.rests]
        basis = Basis(word.source, day if word.looked else None, invented.REF)
        state = new_row(asset, said, daterange(planned.valid), now, basis, day)
        state.recorded_by = POSTS[word.source]
        state.replaces = planned.replaces
        rows.append(state)
