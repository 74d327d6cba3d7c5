"""Many values of an indicator into one: regions into the nation, periods into a year. Pure.

What the indicator does not define is refused. A missing part is named and never counted as zero; a share
without its numerator and denominator has no weight and is refused rather than averaged; the coverage of the
whole is no better than that of its weakest part. docs/algorithms/indicators.md says it in words.

over places     sum: add    ratio: add numerators, add denominators    max: the greatest    distinct: unite
                the lists of persons, if given    latest, none: refused
over periods    a stock is what the newest day says, never a sum; a flow adds over periods that do not overlap
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from .indicator import Indicator
from .problem import Problem

PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Part:
    """One value that goes in. `value` None: the place is known and its value is not. `members`: who was
    counted (opaque marks), needed to unite distinct persons."""

    place: str
    start: date
    end: date
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    coverage: Decimal | None = None
    members: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """What came out. `missing`: places that were expected and have no value; then it is the value of the
    others, and `is_complete` is False. `start`, `end`: the days it speaks of, from the oldest part on."""

    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    coverage: Decimal | None
    start: date
    end: date
    places: int
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every expected place is in it."""
        return not self.missing


class Refused(Problem):
    """A roll-up that is not defined, or cannot be made of these parts."""

    __slots__ = ()


def way(indicator: Indicator, over: str) -> str:
    """How values are brought together over "places" or "time": sum, ratio, max, distinct, newest, or "" where
    it is not defined."""
    if indicator.roll_up == "none" or (indicator.roll_up == "latest" and over == "places"):
        return ""
    if over == "time" and (indicator.kind == "stock" or indicator.roll_up == "latest"):
        return "max" if indicator.roll_up == "max" else "newest"
    return indicator.roll_up


def roll_up(
    indicator: Indicator,
    parts: Sequence[Part],
    *,
    expected: Collection[str] = (),
    over: str = "places",
    how: str = "",
) -> Value | Refused:
    """The value of the whole. `expected`: the places that should have a value. `how`: a way that the caller
    insists on; refused when the indicator defines another."""
    defined = way(indicator, over)
    if not defined or (how and how != defined):
        return Refused(
            "rollup-undefined", {"indicator": indicator.key, "how": how or indicator.roll_up, "over": over}
        )
    missing = _missing(parts, expected)
    given = [part for part in parts if part.value is not None]
    if not given:
        return Refused("rollup-nothing", {"indicator": indicator.key})
    if refused := _unfit(indicator, given, over, defined):
        return refused
    if defined == "newest":
        newest = max(given, key=lambda part: (part.end, part.start))
        return _value(indicator, [newest], newest.value, missing)
    if defined == "ratio":
        return _ratio(indicator, given, missing)
    if defined == "distinct":
        return _distinct(indicator, given, missing)
    values = [part.value for part in given if part.value is not None]
    return _value(indicator, given, max(values) if defined == "max" else sum(values, Decimal(0)), missing)


def _missing(parts: Sequence[Part], expected: Collection[str]) -> tuple[str, ...]:
    here = {part.place for part in parts if part.value is not None}
    unknown = {part.place for part in parts} - here
    return tuple(sorted((set(expected) - here) | unknown))


def _unfit(indicator: Indicator, given: Sequence[Part], over: str, how: str) -> Refused | None:
    """Why these parts may not be put together in this way."""
    if over == "places":
        places = [part.place for part in given]
        twice = next((place for place in places if places.count(place) > 1), None)
        if twice is not None:
            return Refused("rollup-twice", {"place": twice})
        if indicator.kind == "flow" and len({(part.start, part.end) for part in given}) > 1:
            return Refused("rollup-periods", {"indicator": indicator.key})
        return None
    if len({part.place for part in given}) > 1:
        return Refused("rollup-places", {"indicator": indicator.key})
    if how in ("sum", "ratio"):
        ordered = sorted(given, key=lambda part: part.start)
        for before, after in pairwise(ordered):
            if after.start <= before.end:
                return Refused("rollup-overlap", {"day": after.start.isoformat()})
    return None


def _ratio(indicator: Indicator, given: Sequence[Part], missing: tuple[str, ...]) -> Value | Refused:
    above = Decimal(0)
    below = Decimal(0)
    for part in given:
        if part.numerator is None or part.denominator is None:
            return Refused("rollup-weight", {"place": part.place})
        above += part.numerator
        below += part.denominator
    if below <= 0:
        return Refused("rollup-nothing", {"indicator": indicator.key})
    share = (indicator.scale * above / below).quantize(PLACES)
    return replace(_value(indicator, given, share, missing), numerator=above, denominator=below)


def _distinct(indicator: Indicator, given: Sequence[Part], missing: tuple[str, ...]) -> Value | Refused:
    everyone: frozenset[str] = frozenset()
    for part in given:
        if part.members is None:
            return Refused("rollup-members", {"place": part.place})
        everyone |= part.members
    return _value(indicator, given, Decimal(len(everyone)), missing)


def _value(
    indicator: Indicator, given: Sequence[Part], value: Decimal | None, missing: tuple[str, ...]
) -> Value:
    assert value is not None  # noqa: S101 - parts without a value were left out above
    coverages = [part.coverage for part in given]
    known = [coverage for coverage in coverages if coverage is not None]
    one = given[0] if len(given) == 1 else None
    return Value(
        value=value,
        numerator=one.numerator if one else None,
        denominator=one.denominator if one else None,
        coverage=min(known) if len(known) == len(coverages) else None,
        start=min(part.start for part in given),
        end=max(part.end for part in given),
        places=len({part.place for part in given}),
        missing=missing,
    )
