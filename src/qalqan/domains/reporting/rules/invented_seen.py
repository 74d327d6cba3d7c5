"""What invented sources of a demonstration saw of invented claims, the same every time. Pure.

Most look at nothing: then a claim stays a claim. Of those that look, most bear the claim out within what
measuring explains and short of the target; some see all of it, a few more each year; and in the places that
the plan's file names they see far less.
"""

from dataclasses import dataclass
from decimal import Decimal

from .invented import FIRST_YEAR, YES_NO, Seed
from .lines import Fields

LOOKED = 0.5
WHOLE, MORE_EACH_YEAR = 0.12, 0.05
REFUTED = Decimal("0.6")  # of what was claimed
WAY = {
    3: Decimal("0.52"),
    6: Decimal("0.66"),
    9: Decimal("0.83"),
    12: Decimal(1),
}  # of the year's end, by month


@dataclass(frozen=True, slots=True)
class Sight:
    """What a source saw in a month: a share's two numbers, or a value."""

    month: int
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def sights(
    seed: Seed, claim: Fields, key: str, unit: str, *, is_first: bool, is_refuted: bool, is_followed: bool
) -> tuple[Sight, ...]:
    """What was seen of the indicator `key` in a year, oldest first; empty when nobody looked. `is_first`: the
    claim speaks of this one. A source that refutes is the only one of its year."""
    drawn = seed.draw("seen")
    is_whole = drawn < WHOLE + MORE_EACH_YEAR * (seed.year - FIRST_YEAR)
    if not is_refuted and not is_whole and drawn > LOOKED:
        return ()
    if unit == YES_NO:
        return (Sight(12, value=Decimal(0 if is_refuted else 1)),) if is_refuted or is_whole else ()
    if claim.numerator is None or not claim.denominator:
        return ()
    if is_refuted:
        return (_share(12, claim.numerator * REFUTED, claim.denominator),) if is_first else ()
    end = claim.denominator if is_whole else claim.numerator * _less(seed, key, is_first=is_first)
    months = WAY if is_followed else {12: WAY[12]}
    return tuple(_share(month, end * way, claim.denominator) for month, way in months.items())


def _less(seed: Seed, key: str, *, is_first: bool) -> Decimal:
    """How much of what was claimed: a little less, or, of what nobody claimed, up to a third less."""
    spread = 0.015 if is_first else 0.3
    return 1 - Decimal(str(round(spread * seed.draw(f"less {key}"), 4)))


def _share(month: int, part: Decimal, whole: Decimal) -> Sight:
    return Sight(month, numerator=part.to_integral_value(), denominator=whole)
