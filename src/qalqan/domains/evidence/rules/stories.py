"""A story: dated claims and sights of one matter from public sources, as data
(`plans/<code>/stories/*.toml`).
Pure."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .indicator import Names


@dataclass(frozen=True, slots=True)
class StoryFact:
    """Something that was said or seen. `day`: when it became known; `about`: the day it speaks of. `places`:
    region codes, or "nation". `raises`: what must be raised on that day, as (fact, rule). `is_day_kept`: the
    source names the day. `is_assumed`: not published by itself."""

    key: str
    day: date
    about: date
    places: tuple[str, ...]
    kind: str
    indicator: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    method: str
    body: str
    source: str
    address: str
    is_day_kept: bool
    is_assumed: bool
    raises: tuple[tuple[str, str], ...]
    words: Names

    @property
    def is_claim(self) -> bool:
        """Said by the one who is to be controlled."""
        return self.kind == "claim"


@dataclass(frozen=True, slots=True)
class Story:
    """`measure`: the row of the plan that the claims are made for. `facts` in order of days."""

    slug: str
    plan: str
    measure: int
    title: Names
    lead: Names
    facts: tuple[StoryFact, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which something became known, each once, in order."""
        return tuple(sorted({fact.day for fact in self.facts}))


def read(text: str) -> Story:
    """A story from TOML. KeyError and ValueError name what is missing or wrong."""
    data = tomllib.loads(text)
    facts = tuple(sorted((_fact(one) for one in data["fact"]), key=lambda fact: fact.day))
    keys = [fact.key for fact in facts]
    if len(keys) != len(set(keys)):
        raise ValueError(f"story {data['slug']}: two facts have one key")
    claims = {fact.key for fact in facts if fact.is_claim}
    for fact in facts:
        if unknown := {key for key, _ in fact.raises} - claims:
            raise ValueError(f"story {data['slug']}, {fact.key}: raises upon no claim: {sorted(unknown)}")
    return Story(
        data["slug"], data["plan"], data["measure"], Names(**data["title"]), Names(**data["lead"]), facts
    )


def _fact(one: dict[str, Any]) -> StoryFact:
    if "value" not in one and not {"numerator", "denominator"} <= one.keys():
        raise ValueError(f"fact {one['key']}: a value, or a numerator and a denominator")
    return StoryFact(
        key=one["key"],
        day=one["day"],
        about=one.get("about", one["day"]),
        places=tuple(one["places"]) if "places" in one else (one["place"],),
        kind=one["kind"],
        indicator=one["indicator"],
        value=_decimal(one.get("value")),
        numerator=_decimal(one.get("numerator")),
        denominator=_decimal(one.get("denominator")),
        method=one.get("method", ""),
        body=one.get("body", ""),
        source=one["source"],
        address=one.get("address", ""),
        is_day_kept=one.get("day_kept", True),
        is_assumed=one.get("assumed", False),
        raises=tuple(_raised(text) for text in one.get("raises", ())),
        words=Names(one["kk"], one["ru"], one["en"]),
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _raised(text: str) -> tuple[str, str]:
    key, _, rule = text.partition(":")
    return key, rule
