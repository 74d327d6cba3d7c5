"""Places by their names, for who has no position to give: schools, kindergartens and other places of children
of one region, as the register of schools has them. Homes and shelters are not offered: where they are is
nobody's business. Read as the open pages are."""

from dataclasses import dataclass

from django.utils import timezone

from qalqan.domains.schools import api as schools
from qalqan.domains.territory import api as territory
from qalqan.domains.watch.actor import MIRROR, PURPOSE
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language

OFFERED = {"school", "kindergarten", "college", "clinic", "sport", "leisure"}
MOST = 8
AROUND = 150  # metres: the yard of a school


@dataclass(frozen=True, slots=True)
class Choice:
    """A place with a name. `accuracy` in metres."""

    key: str
    name: str
    lat: float
    lon: float
    accuracy: int = AROUND


def search(region_code: str, text: str) -> tuple[Choice, ...]:
    """Places of a region that have all these words in name or address, at most eight. None for a region that
    there is not."""
    wanted = text.lower().split()
    try:
        region = territory.region(region_code, timezone.localdate())
    except territory.UnknownRegionError:
        return ()
    if not wanted:
        return ()
    with scope(MIRROR, PURPOSE):
        found = schools.sites(region.id)
    matches = [one for one in found if one.point and one.kind in OFFERED and _has(one, wanted)]
    return tuple(_choice(one) for one in matches[:MOST])


def _has(one: schools.SiteView, wanted: list[str]) -> bool:
    text = f"{one.name.kk} {one.name.ru} {one.name.en} {one.address}".lower()
    return all(word in text for word in wanted)


def _choice(one: schools.SiteView) -> Choice:
    assert one.point is not None  # noqa: S101 - for the type checker: asked before
    name = one.name[language()] + (f", {one.address}" if one.address else "")
    return Choice(str(one.id), name, one.point.lat, one.point.lon)
