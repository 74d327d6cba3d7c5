"""A report comes in: placed, joined, numbered, weighed, routed, its deadline started, in one transaction.

`receive` opens its own scope, for whoever sends has none. It is idempotent by the id that the phone made: a
draft sent twice, by a bad network or by eight threads at once, is one report with one number. The link of the
reporter is told once and kept as a hash; with the e-mail, and sealed as that, so that letters can carry it.
What a report lacks is no reason to lose it: an unknown place of the register, owner or hour falls through to
the akimat and to fewer points of risk. Only what cannot be placed in the country is refused, in words.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from qalqan.domains.territory import api as territory
from qalqan.domains.watch.actions.joining import Joined, join, lock_around, named
from qalqan.domains.watch.actions.opening import opened
from qalqan.domains.watch.actions.photos import keep as keep_photos
from qalqan.domains.watch.actions.stepping import CITIZEN, PROGRAM, By, run, step, tell
from qalqan.domains.watch.actions.weighing import weigh
from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.models import Cluster, Report
from qalqan.domains.watch.queries.around import Around, around
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules import sense
from qalqan.domains.watch.rules.categories import Category, category, checked_details
from qalqan.domains.watch.rules.likeness import Mark
from qalqan.domains.watch.rules.states import life
from qalqan.domains.watch.rules.words import CHANNELS, MAX_PHOTOS, MAX_TEXT
from qalqan.kernel import ledger, vault
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import BadPoint, Point, point
from qalqan.kernel.names import LANGUAGES

if TYPE_CHECKING:
    from qalqan.domains.watch.photos import SafePhoto

INTAKE = Service("watch.intake")
SECRET_BYTES = 24
SAME_DRAFT = "SELECT pg_advisory_xact_lock(hashtextextended('watch.draft ' || %s, 0))"


@dataclass(frozen=True, slots=True)
class NewReport:
    """What a citizen sends. `client_id`: made on the phone. `contact`: an e-mail or "". `sender_key`: keyed
    hash of who sends, of `limits.py`; None where nobody can tell. `jurisdiction`: whose centre it was sent
    to, for the book. `seen_at` None: now. `about`: the work item that a witness says to have seen too."""

    client_id: UUID
    category: str
    text: str
    language: str
    lat: float | str
    lon: float | str
    accuracy: float | None = None
    place_text: str = ""
    seen_at: datetime | None = None
    channel: str = "web"
    details: Mapping[str, object] = field(default_factory=dict)
    contact: str = ""
    photos: "tuple[SafePhoto, ...]" = ()
    sender_key: bytes | None = None
    jurisdiction: str = ""
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it. `secret`: the key of the reporter's own link, told once; None when this draft had
    come before (`is_new` False). `joined`: it is about a known thing; `why` of that, by terms."""

    report_id: UUID
    region_id: UUID
    cluster_id: UUID
    number: str
    secret: str | None
    is_new: bool
    joined: bool
    why: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Sound:
    """A report that makes sense."""

    new: NewReport
    category: Category
    at: Point
    text: str
    place_text: str
    seen_at: datetime
    details: dict[str, object]
    contact: str


def secret_hash(secret: str) -> bytes:
    """What is kept of the key in a reporter's link."""
    return hashlib.sha256(secret.encode()).digest()


def receive(new: NewReport, *, at: datetime | None = None) -> Received:
    """Take a report in. Refused with a rule of `refusals.py` when it makes no sense; nothing is kept then.
    `at`: when it came, for the program that tells of the past (the demonstration); nobody else says it."""
    sound = _sound(new)
    with scope(INTAKE, PURPOSE):
        place = territory.place_at(sound.at.lat, sound.at.lon)
        if place is None:
            raise Refused("outside")
        with connection.cursor() as cursor:
            cursor.execute(SAME_DRAFT, [str(new.client_id)])
        held = Report.objects.filter(region_id=place.region_id, client_id=new.client_id).first()
        if held is not None:
            return _again(held)
        lock_around(sound.at)
        found = around(sound.at, sound.category)
        joined = named(place.region_id, new.about) or join(place.region_id, _mark(sound, found))
        row = _item(sound, place, found, joined, at)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        report = _keep(sound, row, secret, joined)
        if at is not None:
            Report.objects.filter(pk=report.pk).update(received_at=at)
        if joined.cluster_id is None:
            weigh(row, found)
            _register(row, report, at)
        else:
            _join(row, report)
        ledger.record(
            "watch.receive",
            kind="report",
            id=report.pk,
            region_id=row.region_id,
            note=f"channel.{new.channel}",
        )
        return Received(
            report.pk,
            row.region_id,
            row.pk,
            row.number,
            secret,
            is_new=True,
            joined=joined.cluster_id is not None,
            why=joined.why,
        )


def _item(
    sound: _Sound, place: territory.Place, found: Around, joined: Joined, at: datetime | None
) -> Cluster:
    """The work item it belongs to, locked, or a new one."""
    if joined.cluster_id is not None:
        return Cluster.objects.select_for_update().get(pk=joined.cluster_id)
    return opened(
        (place.region_id, place.region_code, place.district_id),
        sound.category,
        sound.at,
        found,
        place_text=sound.place_text,
        opened_at=at or timezone.now(),
        seen_at=sound.seen_at,
    )


def _again(held: Report) -> Received:
    """The same draft once more."""
    return Received(
        held.pk,
        held.region_id,
        held.cluster_id,
        held.cluster.number,
        None,
        is_new=False,
        joined=held.score is not None,
        why=held.score_why,
    )


def _sound(new: NewReport) -> _Sound:
    """What was sent, in order, or Refused."""
    if new.language not in LANGUAGES:
        raise Refused("no_language")
    if new.channel not in CHANNELS:
        raise Refused("no_channel")
    try:
        kind = category(new.category)
    except KeyError:
        raise Refused("no_category") from None
    try:
        at = point(new.lat, new.lon)
    except BadPoint as problem:
        rules = {"swapped": "swapped", "outside": "outside"}
        raise Refused(rules.get(problem.rule, "bad_point")) from None
    text, place_text = sense.plain(new.text), sense.plain(new.place_text).replace("\n", " ")[:300]
    if sense.is_too_long(text):
        raise Refused("too_long", length=len(text), most=MAX_TEXT)
    if len(new.photos) > MAX_PHOTOS:
        raise Refused("too_many_photos", most=MAX_PHOTOS)
    if not new.photos and not sense.says_something(text):
        raise Refused("nothing_said")
    now = timezone.now()
    seen_at = sense.seen(new.seen_at or now, now)
    if isinstance(seen_at, str):
        raise Refused(seen_at)
    if new.contact.strip() and not sense.email(new.contact):
        raise Refused("bad_contact")
    return _Sound(new, kind, at, text, place_text, seen_at, _details(kind, new), sense.email(new.contact))


def _details(kind: Category, new: NewReport) -> dict[str, object]:
    try:
        return checked_details(kind, new.details)
    except ValueError as problem:
        code = str(problem)
        names = next((one.names for one in kind.attributes if one.code == code), None)
        raise Refused("bad_answer", question=names[new.language] if names else code) from None


def _mark(sound: _Sound, found: Around) -> Mark:
    """What it is compared by."""
    return Mark(
        point=sound.at,
        accuracy=sound.new.accuracy,
        at=sound.seen_at,
        category=sound.category.key,
        text=sound.text,
        phashes=tuple(photo.phash for photo in sound.new.photos),
        site_id=found.site.id if found.site else None,
        asset_id=found.asset.id if found.asset else None,
    )


def _keep(sound: _Sound, row: Cluster, secret: str, joined: Joined) -> Report:
    """The report itself, with its pictures."""
    new = sound.new
    report = Report(
        id=vault.new_id(),
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        cluster=row,
        client_id=new.client_id,
        category=sound.category.key,
        text=sound.text,
        language=new.language,
        details=sound.details,
        lat=sound.at.lat,
        lon=sound.at.lon,
        accuracy=new.accuracy if new.accuracy is not None and 0 <= new.accuracy < 1e6 else None,
        place_text=sound.place_text,
        channel=new.channel,
        seen_at=sound.seen_at,
        secret_hash=secret_hash(secret),
        sender_key=new.sender_key,
        score=joined.score,
        score_why=joined.why,
    )
    if sound.contact:
        report.contact = json.dumps({"email": sound.contact, "secret": secret})
    report.save(force_insert=True)
    if new.photos:
        keep_photos(report, new.photos)
    return report


def _register(row: Cluster, report: Report, at: datetime | None) -> None:
    run(row)
    made = step(row, life().move("receive"), PROGRAM, at=at)
    tell("watch.received", row, report=report.pk, step=made.pk)


def _join(row: Cluster, report: Report) -> None:
    """One more saw it. Who sees it after it was said to be fixed, says that it is not; who sees it after it
    was rejected, and is not who was rejected, disputes that."""
    before = row.witnesses
    weigh(row, around(Point(row.lat, row.lon), category(row.category)))
    row.changed_at = timezone.now()
    row.save()
    is_another = row.witnesses > before
    tell("watch.joined", row, report=report.pk)
    if row.state == "fixed_said" and row.fixed_said_at and report.seen_at > row.fixed_said_at:
        step(row, life().move("still_there"), By(CITIZEN.kind), reason="another_report")
    elif row.state == "rejected" and is_another:
        step(row, life().move("dispute"), By(CITIZEN.kind), reason="another_report")
