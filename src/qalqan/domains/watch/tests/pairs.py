"""2,000 labelled pairs of reports for the rule of likeness: invented, since no city has given us its
reports with a word on which are the same. Half are to fit the weights, half to judge them; the halves share
neither seed, nor phrases, nor details of places. Hard ones are planted on purpose, in the shares given
below.

A thing has a place, a kind, a detail ("behind the shop Aigul"); a report of it is seen through a phone (a
place with an error of its own), a person (language, letters, typos, a wrong category, no text) and a
camera.
"""

import math
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from qalqan.domains.watch.rules.categories import categories, category
from qalqan.domains.watch.rules.likeness import Mark
from qalqan.kernel.geo import DEGREE, Point

BANK = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))
START = datetime(2026, 9, 1, 3, tzinfo=UTC)
# How a pair comes about, how often, and whether it is one thing.
STORIES = (
    ("same", 0.36, True),
    ("same_far", 0.06, True),  # a phone between high walls: 40 to 80 m off
    ("same_late", 0.05, True),  # weeks later
    ("same_wordless", 0.05, True),  # a picture and nothing else
    ("other_kind_here", 0.10, False),  # one place, two things
    ("same_kind_there", 0.13, False),  # the next crossing, 60 to 140 m on
    ("twins", 0.05, False),  # two manholes of one street, 15 to 45 m apart
    ("chain_text", 0.05, False),  # a text that was passed round, sent from two places
    ("far", 0.15, False),
)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is there in truth."""

    point: Point
    kind: str
    detail: dict[str, str]
    number: str
    site: UUID | None
    scene: int
    flaw: int  # which of the phrases of its kind says what is wrong with it


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports, whether they are about one thing, and the story behind."""

    a: Mark
    b: Mark
    is_one: bool
    story: str


def pairs(count: int, seed: int, half: int) -> Iterator[Pair]:
    """`count` pairs. `half`: 0 or 1, which half of the phrases is used."""
    dice = random.Random(seed)  # noqa: S311 - invented reports
    names, weights = [s[0] for s in STORIES], [s[1] for s in STORIES]
    truth = {name: is_one for name, _, is_one in STORIES}
    for _ in range(count):
        story = dice.choices(names, weights)[0]
        yield Pair(*told(dice, story, half), truth[story], story)


def neighbourhood(seed: int, things: int = 10, reports: int = 4) -> list[tuple[int, Mark]]:
    """Reports of things within 300 metres of each other, each with the number of its thing."""
    dice = random.Random(seed)  # noqa: S311 - invented reports
    first = thing(dice, 1)
    around = [first, *(moved(dice, first, 20, 150, 1) for _ in range(things - 1))]
    return [
        (number, report(dice, one, 1, days=dice.expovariate(1 / 5)))
        for number, one in enumerate(around)
        for _ in range(reports)
    ]


def told(dice: random.Random, story: str, half: int) -> tuple[Mark, Mark]:
    one = thing(dice, half)
    # a thing is reported again while it is there; what is reported weeks later is more often another one
    is_late = dice.random() < (0 if story.startswith("same") and story != "same_kind_there" else 0.25)
    late = dice.uniform(15, 50) if is_late else dice.expovariate(1 / 4)
    if story.startswith("same") and story != "same_kind_there":
        return (
            report(dice, one, half, wordless=story == "same_wordless"),
            report(
                dice,
                one,
                half,
                days=dice.uniform(15, 50) if story == "same_late" else late,
                error=dice.uniform(40, 80) if story == "same_far" else 0,
                wordless=story == "same_wordless" and dice.random() < 0.6,
            ),
        )
    other = {"other_kind_here": (0, 12), "same_kind_there": (60, 140), "twins": (15, 45)}
    if story == "chain_text":
        second = moved(dice, one, 50, 250, half, kind=one.kind)
        if dice.random() < 0.5:  # with its picture
            second = replace(second, scene=one.scene)
        text = dice.choice(BANK["chain"][half]["texts"])
        return (
            report(dice, one, half, text=text),
            report(dice, second, half, days=late, text=damaged(dice, text)),
        )
    least, most = other.get(story, (100, 300))
    kind = one.kind if story in ("same_kind_there", "twins") else ""
    second = moved(dice, one, least, most, half, kind=kind, same_number=story == "other_kind_here")
    return report(dice, one, half), report(dice, second, half, days=late)


def thing(dice: random.Random, half: int) -> Thing:
    kind = dice.choice(sorted(BANK["kind"]))
    return Thing(
        Point(dice.uniform(43, 52), dice.uniform(52, 78)),
        kind,
        dice.choice(BANK["detail"][half]["places"]),
        str(dice.randint(1, 120)),
        UUID(int=dice.getrandbits(128)) if dice.random() < 0.35 else None,
        dice.getrandbits(64),
        dice.randrange(6),
    )


def moved(
    dice: random.Random,
    one: Thing,
    least: float,
    most: float,
    half: int,
    *,
    kind: str = "",
    same_number: bool = False,
) -> Thing:
    """Another thing, this far from the first."""
    fresh = thing(dice, half)
    if not kind:  # often of the same branch: a street is badly lit and has no crossing
        near = [k for k in BANK["kind"] if category(k).parent == category(one.kind).parent and k != one.kind]
        kind = dice.choice(near) if near and dice.random() < 0.5 else fresh.kind
        kind = kind if kind != one.kind else dice.choice([k for k in sorted(BANK["kind"]) if k != one.kind])
    apart = dice.uniform(least, most)
    return Thing(
        shifted(dice, one.point, apart),
        kind,
        one.detail if apart < 50 and dice.random() < 0.7 else fresh.detail,
        one.number if same_number else fresh.number,
        one.site if apart < 150 else fresh.site,
        fresh.scene,
        fresh.flaw,
    )


def shifted(dice: random.Random, point: Point, distance: float) -> Point:
    angle = dice.uniform(0, 2 * math.pi)
    return Point(
        point.lat + distance * math.cos(angle) / DEGREE,
        point.lon + distance * math.sin(angle) / DEGREE / math.cos(math.radians(point.lat)),
    )


def report(
    dice: random.Random,
    of: Thing,
    half: int,
    *,
    days: float = 0,
    error: float = 0,
    wordless: bool = False,
    text: str | None = None,
) -> Mark:
    """The thing as one citizen reports it."""
    accuracy = dice.choice((None, 5.0, 8.0, 12.0, 20.0, 35.0, 65.0))
    off = error or abs(dice.gauss(0, (accuracy or 18.0) * 0.7))
    if text is None:
        text = "" if wordless or dice.random() < 0.12 else worded(dice, of, half)
    hashes: tuple[int, ...] = ()
    if dice.random() < 0.75:
        # mostly another picture of it; at times nearly the same one, from one spot or passed on
        flips = dice.choice((2, 5, 9)) if dice.random() < 0.35 else 0
        hashes = (flipped(dice, of.scene, flips) if flips else dice.getrandbits(64),)
    return Mark(
        shifted(dice, of.point, off),
        accuracy,
        START + timedelta(days=days, minutes=dice.uniform(0, 600)),
        mistaken(dice, of.kind),
        text,
        hashes,
        of.site if dice.random() < 0.9 else None,
    )


def mistaken(dice: random.Random, kind: str) -> str:
    """The category as people choose it: one in twelve takes a neighbour, one in forty another branch."""
    luck = dice.random()
    if luck > 0.11:
        return kind
    near = [one.key for one in categories() if (one.parent == category(kind).parent) == (luck > 0.025)]
    return dice.choice(near)


def flipped(dice: random.Random, bits: int, count: int) -> int:
    for place in dice.sample(range(64), count):
        bits ^= 1 << place
    return bits


def worded(dice: random.Random, of: Thing, half: int) -> str:
    """A line about it in Kazakh, Russian, both, or English; in Latin letters at times."""
    language = dice.choices(("kk", "ru", "en"), (0.4, 0.52, 0.08))[0]
    phrases = BANK["kind"][of.kind][language][half::2]
    said = phrases[of.flaw % len(phrases)] if dice.random() < 0.65 else dice.choice(phrases)
    where = of.detail["ru" if dice.random() < 0.15 and language == "kk" else language]
    parts = [said]
    if dice.random() < 0.6:
        parts.append(where)
    if dice.random() < 0.25:
        parts.append({"kk": "{}-үй", "ru": "дом {}", "en": "house {}"}[language].format(of.number))
    if dice.random() < 0.2:
        parts.append(dice.choice(BANK["chain"][half]["pleas"]))
    dice.shuffle(parts)
    return damaged(dice, ", ".join(parts) if dice.random() < 0.6 else " ".join(parts))


RUSSIAN = str.maketrans("әғқңөұүіһӘҒҚҢӨҰҮІҺ", "агкноууихАГКНОУУИХ")
LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүіһё",
        "a b v g d e zh z i i k l m n o p r s t u f h c ch sh sh - y - e yu ya a g q n o u u i h e".replace(
            "-", ""
        ).split(" "),
        strict=True,
    )
)


def damaged(dice: random.Random, text: str) -> str:
    """The text as it is typed: without Kazakh letters, in Latin, with slips of the finger."""
    luck = dice.random()
    if luck < 0.3:
        text = text.translate(RUSSIAN)
    elif luck < 0.38:
        text = "".join(LATIN.get(sign, sign) for sign in text.lower())
    letters = list(text)
    for at in range(len(letters) - 1):
        if dice.random() < 0.015 and letters[at].isalpha():
            slip = dice.random()
            if slip < 0.4:
                letters[at] = ""
            elif slip < 0.7:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            else:
                letters[at] *= 2
    text = "".join(letters)
    return text.lower() if dice.random() < 0.5 else text
