"""Which place a call is about. A jurisdiction is a region, by its code (KZ-71). Where an installation serves
one region only (`QALQAN_OPEN311_REGIONS`), nobody needs to name it, as the standard has it."""

from django.conf import settings
from django.utils import timezone

from qalqan.domains.territory import api as territory

from .params import Fault, Refused

LONGEST = 40


def served() -> dict[str, territory.RegionView]:
    """The regions served here, by code."""
    found = {one.code: one for one in territory.regions_on(timezone.localdate())}
    chosen = settings.OPEN311_REGIONS
    return {code: one for code, one in found.items() if not chosen or code in chosen}


def jurisdiction(given: str) -> territory.RegionView:
    """The region a call is about. Refused: 400 when it must be named and is not, 404 when there is none."""
    known = served()
    code = given.strip().upper()
    if not code:
        if len(known) != 1:
            raise Refused(Fault("jurisdiction_missing"))
        return next(iter(known.values()))
    if code not in known:
        raise Refused(Fault("jurisdiction_unknown", given.strip()[:LONGEST], 404))
    return known[code]
