"""A district into the tables, in one transaction: killed, it leaves nothing, and run again it begins anew.

Values are sealed here and copied (`people.api`), some ten thousand people at a time, so that memory does not
grow with the district; foreign keys are checked after each piece and not all at COMMIT.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import Q

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people import api as people
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.intake import copy_rows
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.names import Names
from qalqan.synthetic import generate, staff
from qalqan.synthetic.errors import Rates
from qalqan.synthetic.family import Ids as RowIds
from qalqan.synthetic.family import Place, Record
from qalqan.synthetic.models import Load
from qalqan.synthetic.places import Ground
from qalqan.synthetic.plan import Country, District

ACTOR = Service("synthetic")
PURPOSE = "operation"
PIECE = 12_000  # people
STAFF_SINCE = datetime.date(2024, 9, 1)
USER, POST, SEAT = 5, 6, 7
type Written = Callable[[int], None]
type Ids = dict[str, UUID]


def ground(country: Country, districts: Iterable[District]) -> Ground:
    """Make the organisations of the districts where they are missing; give the ids of all that stand."""
    day = country.as_of
    regions = {view.code: view.id for view in territory.regions_on(day)}
    places = {view.code: view for view in territory.districts_on(day)}
    codes = {identity: code for code, identity in regions.items()}
    with scope(ACTOR, PURPOSE):
        stored = {
            (codes[one.region_id], one.code): one.id
            for one in bodies.organisations()
            if one.region_id in codes
        }
        missing = [
            bodies.NewOrganisation(
                regions[district.region], places[district.code].id, kind, code, name, STAFF_SINCE
            )
            for district in districts
            for kind, code, name in _organisations(district, places[district.code].name)
            if (district.region, code) not in stored
        ]
        made = bodies.load_organisations(missing) if missing else {}
    stored |= {(codes[region], code): identity for (region, code), identity in made.items()}
    return Ground(regions, {code: view.id for code, view in places.items()}, stored)


def _organisations(district: District, name: Names) -> Iterator[tuple[str, str, Names]]:
    for school in district.schools:
        yield "school", school.code, school.name
    for office in staff.offices(district, name):
        yield office.kind, office.code, office.name


def loaded(district: str | None = None) -> list[Load]:
    """What lies in this database, of a district or altogether."""
    return list(Load.objects.filter(Q(district=district) if district else Q()).order_by("loaded_at"))


def holds_people() -> bool:
    """Whether anybody is in the tables."""
    with scope(ACTOR, PURPOSE), connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM people_person)")
        found: bool = cursor.fetchone()[0]
    return found


@dataclass(slots=True)
class Loader:
    """Loads districts of one country into one database. `written` is told of children as they are written."""

    country: Country
    rates: Rates
    edition: str
    ground: Ground
    written: Written = lambda _: None
    preparers: dict[str, people.Preparer] = field(default_factory=dict)

    def load(
        self, code: str, school: int | None = None, truth: Callable[[list[Record]], None] | None = None
    ) -> int:
        """Load a district, or one school of it, and give the number of rows written; 0 when it lies there
        already. `truth` is given all records, also of what lies there."""
        lying = loaded(code)
        is_whole = any(load.school is None for load in lying)
        skip = {load.school for load in lying if load.school is not None}
        if is_whole or school in skip:
            for batch in self._batches(code, school) if truth else ():
                truth(records(batch))  # type: ignore[misc]
            return 0
        children = rows = 0
        with scope(ACTOR, PURPOSE, reason="invented data"):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            for piece in self._pieces(code, school, skip, truth):
                rows += self._write(piece)
                fresh = sum(batch.children for batch in piece)
                children += fresh
                self.written(fresh)
            rows += self._write_staff(code, school, skip)
            Load.objects.create(
                seed=self.country.seed,
                errors=self.rates.text,
                edition=self.edition,
                district=code,
                school=school,
                children=children,
                rows=rows,
            )
        return rows

    def _batches(self, code: str, school: int | None) -> Iterator[generate.Batch]:
        for batch in generate.district(self.country, code, self.rates):
            if school is None or batch.school.number == school:
                yield batch

    def _pieces(
        self, code: str, school: int | None, skip: set[int], truth: Callable[[list[Record]], None] | None
    ) -> Iterator[list[generate.Batch]]:
        piece: list[generate.Batch] = []
        people = 0
        for batch in self._batches(code, school):
            found = records(batch)
            if truth:
                truth(found)
            if batch.school.number in skip:
                self.written(batch.children)
                continue
            piece.append(batch)
            people += len(found)
            if people >= PIECE:
                yield piece
                piece, people = [], 0
        if piece:
            yield piece

    def _write(self, piece: list[generate.Batch]) -> int:
        found = [record for batch in piece for record in records(batch)]
        for code in {record.region for record in found} - self.preparers.keys():
            # now: while rows are copied the connection cannot fetch a key
            self.preparers[code] = people.preparer(self.ground.regions[code])
        ids = {record.id: UUID(record.id) for record in found}
        done = people.load_bulk(
            (self._person(record, ids) for record in found),
            (row for batch in piece for row in self._kin(batch, ids)),
            (row for batch in piece for row in self._attachments(batch, ids)),
            is_prepared=True,
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return done.persons + done.kinships + done.attachments

    def _person(self, record: Record, ids: Ids) -> tuple[object, ...]:
        return self.preparers[record.region](
            people.PersonRow(
                ids[record.id],
                self.ground.regions[record.region],
                self.ground.districts[record.district],
                record.surname,
                record.given,
                record.patronymic,
                record.born,
                "day",
                record.sex,
                record.language,
                record.iin,
                record.iin_state,
                record.phone or None,
                record.address or None,
            )
        )

    def _kin(self, batch: generate.Batch, ids: Ids) -> Iterator[people.KinshipRow]:
        for family in batch.families:
            for child, _, adults in family.children:
                region = self.ground.regions[child.region]
                district = self.ground.districts[child.district]
                for adult, kind, is_custodial in adults:
                    yield people.KinshipRow(
                        region,
                        district,
                        ids[child.id],
                        ids[adult.id],
                        kind,
                        is_custodial,
                        False,
                        "registry",
                        None,
                        None,
                    )

    def _attachments(self, batch: generate.Batch, ids: Ids) -> Iterator[people.AttachmentRow]:
        for family in batch.families:
            guardians: dict[tuple[str, str, str], Place] = {}
            for child, place, adults in family.children:
                yield self._attached(ids[child.id], place, "pupil")
                for adult, _, is_custodial in adults:
                    key = (adult.id, place.school.code, place.label)
                    if is_custodial and (key not in guardians or guardians[key].until):
                        guardians[key] = place  # once a class: its teacher reaches the parents by it
            for (identity, _, _), place in guardians.items():
                yield self._attached(ids[identity], place, "guardian")

    def _attached(self, identity: UUID, place: Place, capacity: str) -> people.AttachmentRow:
        school, is_pupil = place.school, capacity == "pupil"
        return people.AttachmentRow(
            self.ground.regions[school.region],
            self.ground.districts[school.district],
            self.ground.organisations[school.region, school.code],
            identity,
            capacity,
            place.label,
            school.shift(place.grade) if is_pupil else None,
            place.since,
            place.until,
        )

    def _write_staff(self, code: str, school: int | None, skip: set[int]) -> int:
        district = self.country.districts[code]
        workers = [
            worker
            for one in district.schools
            if one.number not in skip and school in (None, one.number)
            for worker in staff.of_school(self.country, one)
        ]
        if school is None:
            workers += staff.of_offices(self.country, district)
        seed = self.country.seed
        makers = [RowIds(seed, district, kind, school or 0) for kind in (USER, POST, SEAT)]
        ids = [[make() for _ in workers] for make in makers]
        region, where = self.ground.regions[district.region], self.ground.districts[code]
        users, posts, seats = [], [], []
        for worker, user, post, seat in zip(workers, *ids, strict=True):
            place = self.ground.organisations[district.region, worker.place]
            users.append((user, "!", worker.username, worker.name, "", True, self.country.as_of))
            posts.append((post, worker.role, "", region, where, place, worker.unit))
            seats.append((seat, post, user, f"[{STAFF_SINCE},)"))
        _copy("access_user", "id password username name email is_active date_joined", users)
        columns = "id role body_code region_id district_id organisation_id unit"
        copy_rows("access_post", columns.split(), posts)
        _copy("access_seat", "id post_id user_id period", seats)
        return 3 * len(workers)


def _copy(table: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    """COPY into a table without row security."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def records(batch: generate.Batch) -> list[Record]:
    """All records of a batch, each once."""
    return [
        record
        for family in batch.families
        for record in (*family.adults, *(child for child, _, _ in family.children))
    ]
