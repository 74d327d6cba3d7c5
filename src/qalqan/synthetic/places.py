"""What stands before the people, as values: goes to the processes of a load before Django is there."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Ground:
    """Ids of regions, districts, and organisations by (region, code)."""

    regions: dict[str, UUID]
    districts: dict[str, UUID]
    organisations: dict[tuple[str, str], UUID]
