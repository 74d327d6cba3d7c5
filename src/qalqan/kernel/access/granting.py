"""Who may appoint whom, as a pure function. docs/algorithms/appointing.md says it in words.

Nobody gives away more than he has: a seat appoints only the roles that `APPOINTS` names for its own role, and
only to places that lie inside its own reach. Who oversees an administrator (the data officer) is never
appointed by that administrator, and an equal is appointed one step higher.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

NATIONAL = frozenset({"national_admin", "coordinator", "operator", "viewer"})
REGIONAL = frozenset(
    {"region_admin", "data_officer", "akimat_officer", "safety_inspector", "road_police", "moderator"}
)
SCHOOL = frozenset({"class_teacher", "school_psychologist"})
LOCAL = SCHOOL | {
    "school_head",
    "education_officer",
    "social_worker",
    "juvenile_police",
    "doctor",
    "commission_secretary",
}
OVERSEERS = frozenset({"region_admin", "data_officer"})  # never appointed by a region's administrator

APPOINTS: Mapping[str, frozenset[str]] = {
    "national_admin": NATIONAL | REGIONAL | LOCAL,
    "region_admin": (REGIONAL - OVERSEERS) | LOCAL,
    "school_head": SCHOOL,
}
TWO_PEOPLE = NATIONAL | OVERSEERS  # one proposes, another one confirms


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands: its role, and the region, district and organisation it belongs to (None: none)."""

    role: str
    region_id: UUID | None = None
    district_id: UUID | None = None
    organisation_id: UUID | None = None


def contains(giver: Place, place: Place) -> bool:
    """Whether a place lies inside the giver's: everything for the nation, else the giver's own region,
    district or organisation. A giver whose own place is unknown holds nothing."""
    if giver.role in NATIONAL:
        return True
    if giver.region_id is None or place.region_id != giver.region_id:
        return False
    if giver.role in REGIONAL:
        return True
    own = (giver.organisation_id, place.organisation_id)
    return own[0] is not None and own[0] == own[1]


def may_appoint(giver: Place, place: Place) -> bool:
    """Whether who sits at `giver` may open the post `place`, fill it, hand it over and end it."""
    return place.role in APPOINTS.get(giver.role, frozenset()) and contains(giver, place)


def appointable(role: str) -> frozenset[str]:
    """The roles that a role appoints; none for most."""
    return APPOINTS.get(role, frozenset())


def needs_second(role: str) -> bool:
    """Whether filling a post of this role takes two people: one proposes, another confirms."""
    return role in TWO_PEOPLE
