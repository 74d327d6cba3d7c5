"""Invented reports for the demonstration: most of them in its region, a few in every other one that has
schools. They come in by the same door as anybody's, dated in the past; their ids are made of their place in
the file, so that a second run changes nothing. Pictures are drawn. No person in it is real.
"""

import random
import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from qalqan.domains.evidence import api as evidence
from qalqan.domains.schools import api as schools
from qalqan.domains.territory import api as territory
from qalqan.domains.watch.actions.moderating import moderate
from qalqan.domains.watch.actions.receiving import NewReport, Received, receive
from qalqan.domains.watch.actions.stepping import By, locked, step
from qalqan.domains.watch.actor import PURPOSE, Actor
from qalqan.domains.watch.demo_pictures import drawn
from qalqan.domains.watch.models import Report
from qalqan.domains.watch.photos import SafePhoto, admit
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import DEGREE

FILE = Path(__file__).parent / "data" / "demo.toml"
SERVICE = Service("watch.demo")
HOME, OWNER = "KZ-61", "akimat-61"
PICTURES = 14  # of the home region; each costs a job a second
ELSEWHERE = 3  # things in each other region
SPREAD = timedelta(days=40)
WAKING, OFFICE = (7, 21), (9, 18)  # hours in which people report, and in which officers act
MINUTES = timedelta(minutes=11)
WAYS: tuple[tuple[str, ...], ...] = (
    (),
    (),
    (),
    ("accept",),
    ("accept", "begin"),
    ("begin",),
    ("accept", "begin", "say_fixed"),
    ("begin", "say_fixed", "confirm_fixed"),
    ("accept", "say_fixed", "still_there"),
    ("accept", "reject"),
)
NOTES = {
    "say_fixed": {"kk": "Жұмыс аяқталды.", "ru": "Работы закончены.", "en": "The work is done."},
    "reject": {
        "kk": "Барып көрдік: бұл жерде қауіп табылмады.",
        "ru": "Выехали на место: опасности не нашли.",
        "en": "We went there and found no danger.",
    },
}
# What the akimat of the home region says of its schools; people who stand before an outdoor toilet differ.
PLAN, MEASURE, CLAIMED = "kz-156-2020", 62, {"schools.toilets.warm": 100, "schools.toilets.outdoor": 0}
BY = {"reject": By("moderator"), "confirm_fixed": By("citizen"), "still_there": By("citizen")}


def by_day(moment: datetime, hours: tuple[int, int], chance: random.Random) -> datetime:
    """A moment of that day, in Kazakhstan, at which people are about; never one to come."""
    local = timezone.localtime(moment).replace(hour=chance.randrange(*hours), minute=chance.randrange(60))
    return local if local <= timezone.now() else local - timedelta(days=1)


def load() -> None:
    """Bring in what is not there yet."""
    for region in territory.regions_on(timezone.localdate()):
        with scope(SERVICE, PURPOSE):
            placed = tuple(one for one in schools.sites(region.id) if one.point is not None)
            ids = set(Report.objects.filter(region_id=region.id).values_list("client_id", flat=True))
        if placed and region.code == HOME:
            _claim(region.id)
        if placed:
            _Region(region.code, placed, ids).load()


def _claim(region_id: UUID) -> None:
    """Dated before any of the reports; of one month, so that it is not said anew each time."""
    day = (timezone.localdate() - SPREAD).replace(day=1)
    with scope(SERVICE, "statistics"):
        for indicator, value in CLAIMED.items():
            evidence.observe(
                evidence.NewObservation(
                    at=evidence.At(region_id),
                    indicator=indicator,
                    period_start=day,
                    period_end=day,
                    source_kind="claim",
                    value=Decimal(value),
                    source_body=OWNER,
                    plan_code=PLAN,
                    measure_number=MEASURE,
                )
            )


class _Region:
    """The reports of one region."""

    def __init__(self, code: str, sites: tuple[schools.SiteView, ...], held: set[UUID]) -> None:
        self.code, self.held = code, held
        taught = [one for one in sites if one.kind == "school"] or list(sites)
        self.chance = random.Random(f"watch {code}")  # noqa: S311 - invented data, no secret
        self.sites = self.chance.sample(taught, min(60, len(taught)))
        self.pictures = PICTURES if code == HOME else 0

    def load(self) -> None:
        """Each thing with its witnesses, and what became of it."""
        things = tomllib.loads(FILE.read_text(encoding="utf-8"))["thing"]
        listed = [one for one in things for _ in range(one["count"])]
        self.chance.shuffle(listed)
        for number, thing in enumerate(listed if self.code == HOME else listed[:ELSEWHERE]):
            self.thing(number, thing)

    def thing(self, number: int, thing: dict[str, Any]) -> None:
        chance = random.Random(f"watch {self.code} {number}")  # noqa: S311
        site = self.sites[number % len(self.sites)]
        assert site.point is not None  # noqa: S101 - for the type checker: chosen so
        north, east = chance.uniform(-120, 120), chance.uniform(-120, 120)
        first = by_day(timezone.now() - SPREAD * chance.random(), WAKING, chance)
        told, many = [], chance.choice((1, 1, 1, 2, 2, 3))
        for witness in range(many):
            key = uuid5(NAMESPACE_URL, f"qalqan demo watch {self.code} {number} {witness}")
            if key in self.held:
                return
            language = chance.choice(("kk", "kk", "ru", "ru", "en")) if witness else ("kk", "ru")[number % 2]
            at = first
            if witness:
                at = max(
                    first, by_day(first + (timezone.now() - first) * 0.3 * witness / many, WAKING, chance)
                )
            told.append(
                receive(
                    NewReport(
                        client_id=key,
                        category=thing["category"],
                        text=thing["texts"][language],
                        language=language,
                        lat=site.point.lat + (north + chance.uniform(-6, 6)) / DEGREE,
                        lon=site.point.lon + (east + chance.uniform(-6, 6)) / DEGREE / 0.72,
                        accuracy=12.0,
                        seen_at=at,
                        photos=() if witness else self.picture(thing["category"], number),
                        sender_key=key.bytes,
                    ),
                    at=at,
                )
            )
        self.after(chance, told)

    def picture(self, category: str, number: int) -> tuple[SafePhoto, ...]:
        if not self.pictures or category == "protection":
            return ()
        self.pictures -= 1
        photo = admit(drawn(category, number), "drawn.jpg")
        return (replace(photo, public=photo.original),)  # drawn: there is nobody on it to look for

    def after(self, chance: random.Random, told: list[Received]) -> None:
        """What was moderated, and how far the work has come."""
        moderator = Actor("moderator", Service("watch.demo"))
        for one in told:
            with scope(SERVICE, PURPOSE):
                row = Report.objects.get(pk=one.report_id)
            if chance.random() < 0.75 and row.category != "protection":
                moderate(moderator, row.pk, "shown", row.text)
        way = chance.choice(WAYS)
        for number, key in enumerate(way):
            with scope(SERVICE, PURPOSE):
                item = locked(told[0].cluster_id)
                made = life().move(key)
                if item.state not in made.before:
                    return
                begun = item.opened_at
                part = 0.35 + 0.6 * (number + chance.random()) / len(way)
                by = BY.get(key, By("officer", post=f"akimat_officer {item.owner_body}"))
                hours = OFFICE if by.kind == "officer" else WAKING
                last = item.steps.order_by("-at").values_list("at", flat=True)[0]
                at = max(last + MINUTES, by_day(begun + (timezone.now() - begun) * part, hours, chance))
                if at > timezone.now():
                    return
                step(item, made, by, public_note=NOTES.get(key, {}).get(row.language, ""), at=at)
