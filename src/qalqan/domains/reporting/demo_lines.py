"""What the bodies of a demonstration wrote and what the ministry answered: entries in bulk, then the real
verbs, which sign, return and accept as they do for anybody (steps, certificates, claims, clocks), dated in
the past.

Years before OPEN_YEAR are done with but for a few lines. OPEN_YEAR is being reported: two regions have handed
in nothing, the region of the demonstration's officer is in the middle of it, and the ministry has read half.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.reporting import needs
from qalqan.domains.reporting.actions import moving
from qalqan.domains.reporting.actor import Actor, frame
from qalqan.domains.reporting.models import Entry, Line
from qalqan.domains.reporting.rules import invented
from qalqan.domains.reporting.rules.invented import Seed, Words
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.kernel import ledger
from qalqan.kernel.access import demo
from qalqan.kernel.access.scope import Service

SERVICE = Service("reporting.demo")
NAME = "Qalqan (демо)"
MINISTRY = Actor("coordinator МП", SERVICE, NAME)
OPEN_YEAR = 2023
LATE = ("KZ-23", "KZ-47")
RETURNED, MENDED, DECIDED = (timedelta(days=n) for n in (12, 18, 25))  # after the due day
BATCH = 2_000

type Sown = list[tuple[Line, Seed]]


def sown(lines: Iterable[Line]) -> Sown:
    """Each line with what makes its words the same every time."""
    regions: dict[str, str] = {}
    found = []
    for line in lines:
        if line.body_code not in regions:
            regions[line.body_code] = bodies.body(line.body_code).region or line.body_code
        found.append((line, Seed(regions[line.body_code], line.period_end.year, line.measure_number)))
    return found


def finished_year(all_lines: Sown, words: Words) -> None:
    """A year that is over: everything came, some lines came twice, the ministry accepted nearly all."""
    write(all_lines, words)
    certify(all_lines)
    sent_back = [(line, seed) for line, seed in all_lines if seed.draw("returned") < 0.04]
    send_back(sent_back, words)
    write(sent_back, words, again=True)
    certify(sent_back, again=True)
    accept([(line, seed) for line, seed in all_lines if seed.draw("unread") > 0.02])


def open_year(all_lines: Sown, words: Words) -> None:
    """The year that is being reported."""
    of_officer = [pair for pair in all_lines if pair[1].region == demo.REGION]
    begun = [pair for pair in of_officer if pair[1].draw("begun") < 0.6]
    signed = begun[: len(begun) // 2]
    others = [pair for pair in all_lines if pair[1].region not in (*LATE, demo.REGION)]
    write([*others, *begun], words)
    certify([*others, *signed])
    send_back([pair for pair in others if pair[1].draw("returned") < 0.08] + signed[:2], words)
    accept([pair for pair in others if pair[1].draw("returned") >= 0.08 and pair[1].draw("read") < 0.45])


def write(some: Sown, words: Words, *, again: bool = False) -> None:
    """One revision for each line, as its body would have written it; `again` for a mended one. In bulk: the
    verb is made for people."""
    if not some:
        return
    first = some[0][0]
    units = {number: one.unit for number, one in needs.claimed_indicators(first.plan_code).items()}
    numbers = {line.measure_number for line, __ in some}
    wanted = needs.needs_of(first.plan_code, (first.period_start, first.period_end), numbers)
    entries = []
    for line, seed in some:
        number = line.measure_number
        said = invented.line(seed, words, units.get(number, ""), is_paid=wanted[number].spend)
        if again:
            more = words.mended
            kk, ru = f"{said.text_kk} {more['kk']}", f"{said.text_ru} {more['ru']}"
            said = replace(said, text_kk=kk, text_ru=ru)
        line.version, line.entry_number = line.version + 1, line.entry_number + 1
        entries.append(_entry(line, said, moment(line, seed, MENDED if again else None, 9)))
    lines = [line for line, __ in some]
    with frame(MINISTRY, "reporting.write"):
        Entry.objects.bulk_create(entries, batch_size=BATCH)
        written = Line.objects.filter(pk__in=[line.pk for line in lines])
        written.update(version=F("version") + 1, entry_number=F("entry_number") + 1)
        for package in {line.package_id: line for line in lines}.values():
            ledger.record(
                "reporting.write", kind="package", id=package.package_id, region_id=package.region_id
            )


def _entry(line: Line, said: Fields, at: datetime) -> Entry:
    return Entry(
        region_id=line.region_id,
        line=line,
        number=line.entry_number,
        base=line.entry_number - 1,
        version=line.version,
        origin="program",
        at=at,
        by_name=NAME,
        post=f"akimat_officer {line.body_code}",
        **asdict(said),
    )


def certify(some: Sown, *, again: bool = False) -> None:
    """Put each body's invented name under its lines."""
    by_package: dict[object, Sown] = defaultdict(list)
    for line, seed in some:
        by_package[line.package_id].append((line, seed))
    for its in by_package.values():
        first, seed = its[0]
        reporter = Actor(f"akimat_officer {first.body_code}", SERVICE, NAME)
        at = moment(first, seed, MENDED if again else None, 15)
        moving.certify(reporter, first.package_id, _seen(its), at=at, tell=False)
    _moved(some)


def send_back(some: Sown, words: Words) -> None:
    """The ministry returns lines, each with its reason."""
    for at, lines in _by_moment(some, RETURNED).items():
        reasons = {line.pk: invented.reason(seed, words) for line, seed in lines}
        moving.send_back(MINISTRY, _seen(lines), reasons=reasons, at=at)
    _moved(some)


def accept(some: Sown) -> None:
    """The ministry accepts lines."""
    for at, lines in _by_moment(some, DECIDED).items():
        moving.accept(MINISTRY, _seen(lines), at=at)
    _moved(some)


def _by_moment(some: Sown, after: timedelta) -> dict[datetime, Sown]:
    found: dict[datetime, Sown] = defaultdict(list)
    for line, seed in some:
        found[moment(line, seed, after, 16)].append((line, seed))
    return found


def _seen(some: Sown) -> dict[UUID, int]:
    return {line.pk: line.version for line, __ in some}


def _moved(some: Sown) -> None:
    """The verbs raised the versions in the database: the rows at hand follow."""
    for line, __ in some:
        line.version += 1


def moment(line: Line, seed: Seed, after: timedelta | None, hour: int) -> datetime:
    """An hour of a day in Kazakhstan: so long after the due day, or on the day on which the body handed in: a
    few days before it was due, one body in twelve after."""
    due = line.due or line.period_end + timedelta(days=10)
    if after is None:
        of_body = Seed(seed.region, seed.year, 0)
        days = of_body.between("early", 1, 6)
        after = timedelta(days=days if of_body.draw("late") < 1 / 12 else -days)
    return datetime.combine(due + after, time(hour), timezone.get_default_timezone())
