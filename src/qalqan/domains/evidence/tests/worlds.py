"""Small worlds for tests of the engine: a region, its claims, and what others saw."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from qalqan.domains.evidence import api
from qalqan.domains.territory import api as territory

PLAN = "kz-156-2020"
WARM = "schools.toilets.warm"
OUTDOOR = "schools.toilets.outdoor"
PRESENT = "schools.video.present"
CONFORMING = "schools.video.conforming"
TURKISTAN = "KZ-61"


def at(code: str = TURKISTAN) -> api.At:
    """A region as a place; "nation" for the country."""
    if code == "nation":
        return api.At(territory.region("KZ-71", date(2021, 1, 1)).id, is_nation=True)
    return api.At(territory.atlas().find(code).id)


def moment(day: str) -> datetime:
    """Noon in UTC of a day."""
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def claim(
    value: int | str, day: str, known: str, *, indicator: str = WARM, **more: Any
) -> api.NewObservation:
    """A claim about a day, known from another; measure 62 unless said otherwise."""
    return api.NewObservation(
        **{
            "at": at(),
            "indicator": indicator,
            "period_start": date.fromisoformat(day),
            "period_end": date.fromisoformat(day),
            "source_kind": "claim",
            "value": Decimal(value),
            "source_body": "akimat-61",
            "known_from": moment(known),
            "plan_code": PLAN,
            "measure_number": 62,
            **more,
        }
    )


def seen(
    value: int | str, day: str, *, indicator: str = WARM, kind: str = "inspection", **more: Any
) -> api.NewObservation:
    """What an independent source saw on a day, known from that day."""
    return api.NewObservation(
        **{
            "at": at(),
            "indicator": indicator,
            "period_start": date.fromisoformat(day),
            "period_end": date.fromisoformat(day),
            "source_kind": kind,
            "value": Decimal(value),
            "source_body": "КОКСОН",
            "known_from": moment(day),
            **more,
        }
    )
