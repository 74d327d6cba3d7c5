"""What the front page says of the state of things: how much is contradicted now. Public, and kept for a
minute, because everybody comes through this page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache

from qalqan.domains.evidence import api as evidence
from qalqan.kernel.access.scope import Service, scope

MIRROR = Service("evidence.mirror")
KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Contradicted:
    """How many contradictions of public plans stand open, and for how many days the oldest of them."""

    count: int
    oldest: int


def contradicted(plan_codes: Iterable[str]) -> Contradicted:
    """What contradicts now, as it was known within the last minute."""
    codes = tuple(sorted(plan_codes))
    key = "front.contradicted." + ".".join(codes)
    held: Contradicted | None = cache.get(key)
    if held is None:
        with scope(MIRROR, "statistics"):
            days = [one.days for code in codes for one in evidence.contradictions(code, state="unsettled")]
        held = Contradicted(len(days), max(days, default=0))
        cache.set(key, held, KEPT_SECONDS)
    return held
