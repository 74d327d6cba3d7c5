"""Observations come in: each once, corrections beside what they correct, nothing overwritten.

`observe` is called inside the caller's scope (a school's act, an inspection's import, a certificate); it
writes the row, the book and the event in that transaction. What an observation must be (unit, range, age) is
checked before, by `rules`. A value that says the same as the one held from the same source changes nothing
and gives the id of the held one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from qalqan.domains.evidence.models import Observation, ObservationFile
from qalqan.domains.evidence.rules.observing import NewObservation, dims_text
from qalqan.kernel import ledger, outbox
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope, Service, scope

SAME = ("value", "numerator", "denominator", "coverage")


@dataclass(frozen=True, slots=True)
class Kept:
    """`id` of the row that holds now; `is_new` False when it said the same before; `replaced` the row whose
    place it took."""

    id: UUID
    is_new: bool
    replaced: UUID | None = None


def observe(new: NewObservation, *, by: str = "") -> Kept:
    """Keep one observation. `by`: the post in words; the scope's role if empty."""
    return observe_many((new,), by=by)[0]


def observe_many(news: Iterable[NewObservation], *, by: str = "") -> tuple[Kept, ...]:
    """Keep observations in order, in one transaction; one event for all of them."""
    s = scope.current()
    with transaction.atomic():
        kept = tuple(_keep(s, new, by) for new in news)
    fresh = [one.id for one in kept if one.is_new]
    if fresh:
        ledger.record("evidence.observe", kind="observation", id=fresh[0], note=f"rows.{len(fresh)}")
    return kept


def _keep(s: Scope, new: NewObservation, by: str) -> Kept:
    now = datetime.now(UTC)
    values = _values(new)
    held = _held(new)
    if held is not None and all(getattr(held, name) == values[name] for name in SAME):
        return Kept(held.pk, is_new=False)
    since = max(new.known_from or now, held.known_from) if held else (new.known_from or now)
    if held is not None:
        Observation.objects.filter(pk=held.pk, region_id=held.region_id).update(known_until=since)
    row = Observation.objects.create(
        **values,
        known_from=since,
        replaces=held.pk if held else None,
        recorded_by=by or _name(s),
        recorded_user=s.actor.user_id if isinstance(s.actor, SeatView) else None,
    )
    ObservationFile.objects.bulk_create(
        ObservationFile(
            region_id=row.region_id,
            district_id=row.district_id,
            organisation_id=row.organisation_id,
            observation=row,
            file_id=file,
        )
        for file in new.files
    )
    outbox.emit("evidence.observed", region_id=row.region_id, observation=row.pk, indicator=row.indicator)
    return Kept(row.pk, is_new=True, replaced=held.pk if held else None)


def _name(s: Scope) -> str:
    """The post or the program that speaks, never a person's name."""
    if isinstance(s.actor, SeatView):
        return f"{s.actor.role} {s.actor.body_code}".strip()
    return s.actor.name if isinstance(s.actor, Service) else "own"


def _values(new: NewObservation) -> dict[str, object]:
    value = new.value
    if value is None:
        if new.numerator is None or new.denominator is None:
            raise ValueError("a value, or a numerator and a denominator")
        value = (Decimal(100) * new.numerator / new.denominator).quantize(Decimal("0.000001"))
    return {
        "region_id": new.at.region_id,
        "district_id": new.at.district_id,
        "organisation_id": new.at.organisation_id,
        "place": new.at.place,
        "place_id": new.at.place_id,
        "value": value,
        "dims": dims_text(new.dims),
        "observed_on": new.observed_on or new.period_end,
        **{name: getattr(new, name) for name in _PLAIN},
    }


_PLAIN = (
    "indicator",
    "period_start",
    "period_end",
    "source_kind",
    "numerator",
    "denominator",
    "coverage",
    "source_body",
    "source_ref",
    "source_name",
    "address",
    "method",
    "note",
    "plan_code",
    "measure_number",
    "line_id",
    "upload_id",
)


def _held(new: NewObservation) -> Observation | None:
    """What this source says now of the same thing, locked against a second writer."""
    return (
        Observation.objects.select_for_update()
        .filter(
            region_id=new.at.region_id,
            place=new.at.place,
            place_id=new.at.place_id,
            indicator=new.indicator,
            dims=dims_text(new.dims),
            period_start=new.period_start,
            period_end=new.period_end,
            source_kind=new.source_kind,
            source_body=new.source_body,
            source_ref=new.source_ref,
            plan_code=new.plan_code,
            measure_number=new.measure_number,
            known_until=None,
        )
        .first()
    )
