"""Invented pairs of a claim and what others saw, with the truth known: 200 that contradict and 2,000 that
only look so. The generator simulates how the numbers come about (units that are done or not, people who
miscount, samples, delays, works that go on) and knows nothing of the rules' thresholds. Tuned on seed A,
reported on B."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from qalqan.domains.evidence.indicators import indicators
from qalqan.domains.evidence.rules.contradict import Seen, trait
from qalqan.domains.evidence.rules.contradict_judge import Sources, World, judge

SEED_A, SEED_B = 156, 850
TRUE, INNOCENT = 200, 2000
WARM, OUTDOOR = "schools.toilets.warm", "schools.toilets.outdoor"
PRESENT, CONFORMING, CONNECTED = (
    "schools.video.present",
    "schools.video.conforming",
    "schools.video.connected",
)
REGION = UUID(int=7)
TRAITS = {one.key: trait(one) for one in indicators()}
WORLD = World(lambda _region: (None, None), lambda _place, _id, _day: 12)


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, what is held beside it, and whether it is really contradicted."""

    kind: str
    is_true: bool
    claim: Seen
    rows: tuple[Seen, ...]


@dataclass
class Score:
    """What the rules made of pairs."""

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    silences: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Of what was raised, the part that is true."""
        return self.hits / max(self.hits + self.false_alarms, 1)

    @property
    def recall(self) -> float:
        """Of what is true, the part that was raised."""
        return self.hits / max(self.hits + self.misses, 1)


class Maker:
    """Draws pairs from a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - invented numbers, the same in every run
        self.next = 1000
        self.day = date(2021, 12, 31)

    def row(self, value: float, day: date, kind: str, **more: object) -> Seen:
        """One observation of the region."""
        self.next += 1
        fields: dict[str, object] = {
            "id": UUID(int=self.next),
            "region_id": REGION,
            "place": "region",
            "place_id": REGION,
            "district_id": None,
            "indicator": WARM,
            "dims": "",
            "start": day,
            "end": day,
            "as_of": day,
            "value": value,
            "numerator": None,
            "denominator": None,
            "coverage": None,
            "kind": kind,
            "body": "akimat-61" if kind == "claim" else "КОКСОН",
            "ref": "",
            "method": "",
            "known_from": datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=10),
            "known_until": None,
            "plan_code": "plan" if kind == "claim" else "",
            "number": 62 if kind == "claim" else None,
        }
        return Seen(**{**fields, **more})  # type: ignore[arg-type]

    def units(self) -> int:
        """How many schools a region has."""
        return self.chance.randint(60, 900)

    def looked(self, share: float, units: int, part: float, miss: float, day: date, **more: object) -> Seen:
        """An inspection (or police): looks at a part of the units, at random, and errs on some."""
        done = round(share * units)
        bag = [True] * done + [False] * (units - done)
        sample = self.chance.sample(bag, max(1, round(part * units)))
        good = sum(one != (self.chance.random() < miss) for one in sample)
        said = None if self.chance.random() < 0.3 else round(part, 3)
        return self.row(
            100 * good / len(sample),
            day,
            str(more.pop("source", "inspection")),
            **{"numerator": float(good), "denominator": float(len(sample)), "coverage": said, **more},
        )

    def after(self, least: int, most: int) -> date:
        """A day some days after the claimed one (negative: before)."""
        return self.day + timedelta(days=self.chance.randint(least, most))

    # ---- pairs that contradict
    def inflated(self) -> tuple[Seen, list[Seen]]:
        """The claim is several points above the truth; the inspection saw most schools."""
        share = self.chance.uniform(0.3, 0.9)
        said = min(100.0, 100 * share + self.chance.uniform(3, 60))
        part = self.chance.uniform(0.2, 1)
        seen = self.looked(share, self.units(), part, 0.002, self.after(0, 300))
        return self.row(round(said, 1), self.day, "claim"), [seen]

    def all_claimed(self) -> tuple[Seen, list[Seen]]:
        """ "100 %" while some schools are not done."""
        units = self.units()
        share = 1 - self.chance.randint(1, units // 3) / units
        seen = self.looked(share, units, self.chance.uniform(0.5, 1), 0.001, self.after(0, 300))
        return self.row(100, self.day, "claim"), [seen]

    def none_left(self) -> tuple[Seen, list[Seen]]:
        """ "None left", and citizens or journalists find one."""
        school = UUID(int=self.chance.getrandbits(120))
        more = {"indicator": OUTDOOR, "place": "organisation", "place_id": school}
        kind = self.chance.choice(["citizens", "media", "inspection"])
        seen = self.row(1, self.after(0, 500), kind, **more)
        return self.row(0, self.day, "claim", indicator=OUTDOOR), [seen]

    def meaning(self) -> tuple[Seen, list[Seen]]:
        """ "All equipped" while the police find them not conforming or not connected."""
        key = self.chance.choice([CONFORMING, CONNECTED])
        share = self.chance.uniform(0.1, 0.95)
        part = self.chance.uniform(0.5, 1)
        seen = self.looked(
            share, self.units(), part, 0.002, self.after(0, 300), indicator=key, source="police"
        )
        return self.row(100, self.day, "claim", indicator=PRESENT), [seen]

    def too_few_left(self) -> tuple[Seen, list[Seen]]:
        """ "Ten left" where a count finds many more."""
        said = self.chance.randint(1, 60)
        count = said + self.chance.randint(1, 200)
        seen = self.row(count, self.after(0, 600), "inspection", indicator=OUTDOOR)
        return self.row(said, self.day, "claim", indicator=OUTDOOR), [seen]

    def parts(self) -> tuple[Seen, list[Seen]]:
        """The region's number of schools left is less than its own districts' together."""
        each = [self.chance.randint(0, 12) for _ in range(11)] + [self.chance.randint(4, 12)]
        said = max(0, sum(each) - self.chance.randint(12, 30))
        return self.row(said, self.day, "claim", indicator=OUTDOOR), self._districts(each)

    def _districts(self, each: list[int]) -> list[Seen]:
        ids = [UUID(int=9000 + number) for number in range(len(each))]
        return [
            self.row(
                count, self.day, "claim", indicator=OUTDOOR, place="district", place_id=key, district_id=key
            )
            for key, count in zip(ids, each, strict=True)
        ]

    # ---- pairs that only look so
    def noise(self) -> tuple[Seen, list[Seen]]:
        """Two honest counts of the same schools."""
        share = self.chance.uniform(0.3, 0.99)
        said = min(100.0, max(0.0, 100 * share + self.chance.gauss(0, 0.6)))
        seen = self.looked(share, self.units(), 1.0, 0.004, self.after(0, 200))
        return self.row(round(said, 1), self.day, "claim"), [seen]

    def rounding(self) -> tuple[Seen, list[Seen]]:
        """The claim is rounded to whole percents, also to 100."""
        units = self.chance.randint(250, 900)
        share = 1 - self.chance.choice([0, 0, 1, self.chance.randint(2, units // 2)]) / units
        said = float(round(100 * share))
        seen = self.row(100 * share, self.after(0, 100), "registry", denominator=float(units))
        return self.row(said, self.day, "claim"), [seen]

    def later_works(self) -> tuple[Seen, list[Seen]]:
        """The inspection came first, the works after it, the claim last."""
        share = self.chance.uniform(0.2, 0.9)
        seen = self.looked(share, self.units(), 1.0, 0.002, self.after(-330, -45))
        said = self.chance.choice([100.0, min(100.0, round(100 * share + self.chance.uniform(3, 40)))])
        return self.row(said, self.day, "claim"), [seen]

    def delay(self) -> tuple[Seen, list[Seen]]:
        """A registry that is behind: last season's state, entered after the claim."""
        share = self.chance.uniform(0.4, 0.95)
        old = self.after(-200, -40)
        known = datetime(2022, 2, 1, tzinfo=UTC)
        seen = self.row(100 * share, old, "registry", known_from=known, coverage=1.0)
        return self.row(min(100.0, round(100 * share + self.chance.uniform(3, 9), 1)), self.day, "claim"), [
            seen
        ]

    def sample(self) -> tuple[Seen, list[Seen]]:
        """A small sample of schools that are as claimed."""
        share = self.chance.uniform(0.3, 0.97)
        seen = self.looked(share, self.units(), self.chance.uniform(0.06, 0.6), 0.002, self.after(0, 200))
        if seen.coverage is None:
            seen = seen._replace(coverage=0.1)
        return self.row(round(100 * share, 1), self.day, "claim"), [seen]

    def other_meaning(self) -> tuple[Seen, list[Seen]]:
        """Cameras are there in nine of ten schools; connected in fewer: both are true."""
        share = self.chance.uniform(0.5, 0.97)
        key = self.chance.choice([CONFORMING, CONNECTED])
        seen = self.looked(
            share * self.chance.uniform(0.2, 0.9), self.units(), 1.0, 0.002, self.after(0, 200), indicator=key
        )
        return self.row(round(100 * share, 1), self.day, "claim", indicator=PRESENT), [seen]

    def modest(self) -> tuple[Seen, list[Seen]]:
        """The claim is below what was seen."""
        share = self.chance.uniform(0.4, 1)
        said = max(0.0, 100 * share - self.chance.uniform(3, 30))
        return self.row(round(said, 1), self.day, "claim"), [
            self.looked(share, self.units(), 0.9, 0.002, self.after(0, 200))
        ]

    def other_year(self) -> tuple[Seen, list[Seen]]:
        """Seen long after the claimed day: new schools were opened meanwhile."""
        share = self.chance.uniform(0.5, 0.97)
        seen = self.looked(share, self.units(), 1.0, 0.002, self.after(380, 700))
        return self.row(100, self.day, "claim"), [seen]

    def done_and_seen(self) -> tuple[Seen, list[Seen]]:
        """ "100 %", and so it is; inspectors err now and then."""
        seen = self.looked(1.0, self.units(), self.chance.uniform(0.3, 1), 0.0004, self.after(0, 300))
        return self.row(100, self.day, "claim"), [seen]

    def some_parts(self) -> tuple[Seen, list[Seen]]:
        """Not all districts have answered yet; those that have say less than the region."""
        each = [self.chance.randint(0, 12) for _ in range(self.chance.randint(3, 9))]
        said = sum(each) + self.chance.randint(0, 20)
        return self.row(said, self.day, "claim", indicator=OUTDOOR), self._districts(each)

    def own_source(self) -> tuple[Seen, list[Seen]]:
        """The lower number is the claimant's own earlier count, entered as a registry."""
        share = self.chance.uniform(0.3, 0.9)
        seen = self.row(100 * share, self.after(-20, 20), "registry", body="akimat-61")
        return self.row(min(100.0, round(100 * share + 5)), self.day, "claim"), [seen]


TRUE_KINDS = ("inflated", "all_claimed", "none_left", "meaning", "too_few_left", "parts")
INNOCENT_KINDS = (
    "noise",
    "rounding",
    "later_works",
    "delay",
    "sample",
    "other_meaning",
    "modest",
    "other_year",
    "done_and_seen",
    "some_parts",
    "own_source",
)


def pairs(seed: int) -> Iterator[Pair]:
    """All pairs of a seed: 200 true ones, then 2,000 innocent ones, the kinds in turn."""
    maker = Maker(seed)
    for kinds, count, is_true in ((TRUE_KINDS, TRUE, True), (INNOCENT_KINDS, INNOCENT, False)):
        for number in range(count):
            kind = kinds[number % len(kinds)]
            make: Callable[[], tuple[Seen, list[Seen]]] = getattr(maker, kind)
            claim, rows = make()
            yield Pair(kind, is_true, claim, tuple(rows))


def score(seed: int) -> Score:
    """What the rules make of the pairs of a seed."""
    found = Score()
    for pair in pairs(seed):
        raised = bool(judge(pair.claim, Sources(pair.rows, TRAITS), TRAITS, WORLD))
        if raised != pair.is_true:
            found.wrong[pair.kind] += 1
        if pair.is_true:
            found.hits, found.misses = found.hits + raised, found.misses + (not raised)
        else:
            found.false_alarms, found.silences = found.false_alarms + raised, found.silences + (not raised)
    return found
