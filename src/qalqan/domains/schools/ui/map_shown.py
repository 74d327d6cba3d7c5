"""What the pages with a map share: whose eyes they are read with, what the address asks for, rows of numbers
as the table and the map beside it show them.

A requirement that is public is read by everyone alike, for the whole country. One that is not is read under
the reader's own seat and as far as that reaches: regions beyond it are told as not told, never as empty. So
is a look at the places where children are sheltered: no open page and no page for all has them.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qalqan.domains.schools.actor import MIRROR, PURPOSE
from qalqan.domains.schools.queries.map import Asked, Counts
from qalqan.domains.schools.queries.sites import SHELTERS
from qalqan.domains.schools.rules.requirements import Requirement, requirement, requirements
from qalqan.kernel.access import policy
from qalqan.kernel.access.rules import ALL
from qalqan.kernel.access.scope import Scope, scope
from qalqan.kernel.i18n.formatting import language, number, percent
from qalqan.kernel.names import sort_key

from .map_words import KINDS, STATUSES
from .reading import hidden_kinds

OPEN_SECONDS = 60
FIRST = "no_toilet_outdoor"  # what the map shows until something is chosen


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table beside a map. `area`: code of the outline it colours; `step`: shade 0 to 5, None
    for nothing to tell; `mark`: what stands on the outline; `say`: what a pointer is told."""

    area: str
    name: str
    url: str
    counts: Counts | None
    share: str
    step: int | None
    mark: str
    say: str


def known(*, is_open: bool) -> tuple[Requirement, ...]:
    """The requirements that this reader may be told of."""
    return tuple(one for one in requirements() if one.is_public or not is_open)


def chosen(request: HttpRequest, *, is_open: bool) -> Requirement:
    """The requirement of the address; the usual one for none, or for one that may not be told here."""
    key = request.GET.get("requirement", "")
    return next((one for one in known(is_open=is_open) if one.key == key), requirement(FIRST))


def asked(
    request: HttpRequest,
    *,
    is_open: bool,
    region_id: UUID | None = None,
    district_id: UUID | None = None,
) -> Asked:
    """What the address asks for; a word that is none of ours asks for all."""
    kind, status = request.GET.get("kind", ""), request.GET.get("status", "")
    wanted = chosen(request, is_open=is_open)
    return Asked(
        wanted,
        kind if kind in set(wanted.sites) - hidden_kinds(request, is_open=is_open) else "",
        status if status in STATUSES else "",
        region_id,
        district_id,
    )


@contextmanager
def reading(request: HttpRequest, wanted: Iterable[Requirement], kind: str = "") -> Iterator[Scope]:
    """The scope under which answers to requirements are read, of one kind of place or of all: the mirror's if
    all are public, else, and for shelters, the reader's own seat. PermissionDenied if there is none."""
    if kind not in SHELTERS and all(one.is_public for one in wanted):
        with scope(MIRROR, PURPOSE) as s:
            yield s
        return
    if not request.user.is_authenticated:
        raise PermissionDenied
    with scope(policy.acting(request.user, "schools.read"), PURPOSE) as s:
        yield s


def is_told(s: Scope, region_id: UUID, district_id: UUID | None = None) -> bool:
    """Whether a scope reaches all of a region, or all of a district of it: numbers of a part are no numbers
    of the whole."""
    limits = s.bounds
    in_region = limits.regions is ALL or region_id in limits.regions
    in_district = limits.districts is ALL or district_id in limits.districts
    return in_region and in_district and limits.organisations is ALL


def query(found: Asked, **more: str) -> str:
    """The filters as the end of an address; empty for none."""
    words = {"requirement": found.requirement.key if found.requirement.key != FIRST else ""}
    words |= {"kind": found.kind, "status": found.status} | more
    kept = {key: value for key, value in words.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def row(area: str, name: str, url: str, counts: Counts | None) -> Row:
    """A line of numbers; `counts` None: the reader is not told."""
    if counts is None:
        return Row(area, name, url, None, "", None, "", f"{name}: {_('not told here')}")
    if counts.lacking is None:
        return Row(area, name, url, counts, "", None, "", f"{name}: {_('nothing here is bound by it')}")
    share = percent(counts.lacking)
    numbers = "; ".join(
        f"{STATUSES[word][1]}: {number(n)}"
        for word, n in (("met", counts.met), ("unmet", counts.unmet), ("unknown", counts.unknown))
    )
    return Row(area, name, url, counts, share, step_of(counts.lacking), share, f"{name}: {numbers}")


def step_of(lacking: float) -> int:
    """The shade of a share: 0 for none at all, then fifths."""
    return 0 if not lacking else min(5, int(lacking * 5) + 1)


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """The rows with the greatest share first; those with nothing to tell last, by name."""

    def place(one: Row) -> tuple[float, str]:
        lacking = one.counts.lacking if one.counts else None
        return (1.0 if lacking is None else -lacking, sort_key(one.name))

    return sorted(rows, key=place)


def whole(rows: Iterable[Row]) -> Counts:
    """The sum of what is told."""
    return sum((one.counts for one in rows if one.counts), Counts())


def options(
    request: HttpRequest, found: Asked, *, is_open: bool
) -> dict[str, Sequence[tuple[str, str | Promise]]]:
    """The choices of the filters."""
    kinds = set(found.requirement.sites) - hidden_kinds(request, is_open=is_open)
    return {
        "requirement_options": [(one.key, one.name[language()]) for one in known(is_open=is_open)],
        "kind_options": [(kind, words) for kind, words in KINDS.items() if kind in kinds],
        "status_options": [(status, str(words).capitalize()) for status, (_badge, words) in STATUSES.items()],
    }


def kept(request: HttpRequest, response: HttpResponse, *, is_open: bool) -> HttpResponse:
    """Open pages may be kept for a minute, others not at all."""
    if is_open and not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=OPEN_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def number_asked(request: HttpRequest) -> int:
    """`?page=`; the first for anything that is no number."""
    written = request.GET.get("page", "1")
    return max(1, int(written)) if written.isdecimal() and len(written) < 7 else 1
