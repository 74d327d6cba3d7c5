"""What an observation must be before it is kept. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

SOURCES = ("claim", "inspection", "police", "citizens", "sensor", "registry", "media")
PLACES = ("nation", "region", "district", "organisation")


@dataclass(frozen=True, slots=True)
class At:
    """A place: the region whose row it is, and how narrow. For the nation `region_id` is the capital's."""

    region_id: UUID
    district_id: UUID | None = None
    organisation_id: UUID | None = None
    is_nation: bool = False

    @property
    def place(self) -> str:
        """nation, region, district or organisation."""
        if self.is_nation:
            return "nation"
        return "organisation" if self.organisation_id else "district" if self.district_id else "region"

    @property
    def place_id(self) -> UUID:
        """The id of the narrowest place."""
        return self.organisation_id or self.district_id or self.region_id


@dataclass(frozen=True, slots=True)
class NewObservation:
    """A value to be kept; the fields are those of `models.Observation`. A share may leave `value` out when it
    gives numerator and denominator (percent = 100 x numerator / denominator). `known_from` None: from now."""

    at: At
    indicator: str
    period_start: date
    period_end: date
    source_kind: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    coverage: Decimal | None = None
    dims: tuple[tuple[str, str], ...] = ()
    source_body: str = ""
    source_ref: str = ""
    source_name: str = ""
    address: str = ""
    method: str = ""
    note: str = ""
    observed_on: date | None = None
    known_from: datetime | None = None
    plan_code: str = ""
    measure_number: int | None = None
    line_id: UUID | None = None
    upload_id: UUID | None = None
    files: tuple[UUID, ...] = field(default=())


def dims_text(dims: tuple[tuple[str, str], ...]) -> str:
    """Dimensions in their one written form: sorted by name, "age=10-14;sex=f"."""
    return ";".join(f"{name}={value}" for name, value in sorted(dims))
