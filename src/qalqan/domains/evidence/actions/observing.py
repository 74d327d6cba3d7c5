"""Observations come in: each once, corrections beside what they correct, nothing overwritten.

`observe` is called inside the caller's scope (a school's act, an inspection's import, a certificate); it
writes the row, the book and the event in that transaction. What an observation must be (unit, range, age) is
checked before, by `rules`. A value that says the same as the one held from the same source changes nothing
and gives the id of the held one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from qalqan.domains.evidence.models import Observation, ObservationFile
from qalqan.domains.evidence.rules.observing import NewObservation, dims_text
from qalqan.kernel import ledger, outbox, vault
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope, Service, scope

SAME = ("value", "numerator", "denominator", "coverage")
CONTROLLED = frozenset({"akimat_officer"})  # roles of bodies whose claims are held against evidence
NAMED = frozenset({"inspection", "police", "registry", "sensor"})  # kinds that can evidence a measure


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


def observe_many(news: Iterable[NewObservation], *, by: str = "", tell: bool = True) -> tuple[Kept, ...]:
    """Keep observations in order, in one transaction; what is held already is asked once for all of them. One
    event for each. `tell` False emits none: for a load that ends with `reconsider_all`."""
    s, listed = scope.current(), list(news)
    with transaction.atomic():
        batch = _Batch(s, by, _held(listed))
        kept = tuple(batch.keep(new) for new in listed)
        batch.write()
        if tell:
            for row in batch.written:
                outbox.emit(
                    "evidence.observed",
                    region_id=row.region_id,
                    observation=row.pk,
                    indicator=row.indicator,
                )
        if batch.written:
            first = batch.written[0]
            ledger.record(
                "evidence.observe", kind="observation", id=first.pk, note=f"rows.{len(batch.written)}"
            )
    return kept


@dataclass(frozen=True, slots=True)
class Told:
    """What a source says now: which row, of which place, for which end of a period, under which reference,
    since when."""

    id: UUID
    source_ref: str
    place: str
    place_id: UUID
    period_end: date
    known_from: datetime


def told(region_id: UUID, source_refs: Collection[str]) -> tuple[Told, ...]:
    """What is held now under these references in a region."""
    rows = Observation.objects.within(scope.current()).filter(
        region_id=region_id, source_ref__in=list(source_refs), known_until=None
    )
    return tuple(Told(*row) for row in rows.order_by("pk").values_list(*Told.__dataclass_fields__))


def retract(region_id: UUID, ids: Collection[UUID]) -> int:
    """Take observations back that their source no longer stands behind, with no value in their place; how
    many were held. They stay in the past: until now they were known."""
    rows = Observation.objects.within(scope.current()).filter(
        region_id=region_id, pk__in=list(ids), known_until=None
    )
    with transaction.atomic():
        held = list(rows.select_for_update(of=("self",)).order_by("pk"))
        for row in held:
            require_speaker(scope.current(), row)
        rows.update(known_until=datetime.now(UTC))
        for row in held:
            outbox.emit("evidence.observed", region_id=region_id, observation=row.pk, indicator=row.indicator)
        if held:
            ledger.record(
                "evidence.retract",
                kind="observation",
                id=held[0].pk,
                region_id=region_id,
                note=f"rows.{len(held)}",
            )
    return len(held)


def foreseen(news: Iterable[NewObservation]) -> tuple[str, ...]:
    """What `observe_many` would do with each: "fresh", "held" (the same is said already) or "correcting"."""
    listed = list(news)
    held = _held(listed)
    return tuple(_outcome(new, held.get(_key_of(new))) for new in listed)


def _outcome(new: NewObservation, held: Observation | None) -> str:
    if held is None:
        return "fresh"
    values = _values(new)
    return "held" if all(getattr(held, name) == values[name] for name in SAME) else "correcting"


class _Batch:
    """Rows on their way into the table. A key is made here, because who corrects a row names it: it rises
    with time like those that the database makes."""

    def __init__(self, s: Scope, by: str, held: dict[tuple[object, ...], Observation]) -> None:
        self.s, self.by, self.held = s, by or _name(s), held
        self.waiting: list[Observation] = []
        self.files: list[ObservationFile] = []
        self.written: list[Observation] = []

    def keep(self, new: NewObservation) -> Kept:
        now, values, key = datetime.now(UTC), _values(new), _key_of(new)
        require_speaker(self.s, new)
        held = self.held.get(key)
        if held is not None and all(getattr(held, name) == values[name] for name in SAME):
            return Kept(held.pk, is_new=False)
        since = new.known_from or now
        if held is not None and since < held.known_from:
            return self._keep_past(held, values, new, since)
        if held is not None:
            self.write()  # what is corrected may be one of those that wait
            Observation.objects.filter(pk=held.pk, region_id=held.region_id).update(known_until=since)
        row = self._add(values, new, since, held)
        self.held[key] = row
        return Kept(row.pk, is_new=True, replaced=held.pk if held else None)

    def _keep_past(
        self, held: Observation, values: dict[str, object], new: NewObservation, since: datetime
    ) -> Kept:
        """An older word of a source whose newer one is held: it stands in the past, up to what followed it,
        and ends nothing that holds now. Input comes late and out of order."""
        self.write()
        same = Observation.objects.filter(**{name: getattr(held, name) for name in (*_KEY, "dims")})
        later = same.filter(known_from__gt=since).order_by("known_from").first()
        if (twin := same.filter(known_from=since).first()) is not None:
            return Kept(twin.pk, is_new=False)  # two words of one moment: the first one stands
        same.filter(known_from__lt=since, known_until__gt=since).update(known_until=since)
        row = self._add(values, new, since, None, until=later.known_from if later else held.known_from)
        return Kept(row.pk, is_new=True)

    def _add(
        self,
        values: dict[str, object],
        new: NewObservation,
        since: datetime,
        held: Observation | None,
        until: datetime | None = None,
    ) -> Observation:
        row = Observation(
            id=vault.new_id(),
            **values,
            known_from=since,
            known_until=until,
            replaces=held.pk if held else None,
            recorded_by=self.by,
            recorded_user=self.s.actor.user_id if isinstance(self.s.actor, SeatView) else None,
        )
        self.waiting.append(row)
        self.files += [
            ObservationFile(
                region_id=row.region_id,
                district_id=row.district_id,
                organisation_id=row.organisation_id,
                observation=row,
                file_id=file,
            )
            for file in new.files
        ]
        return row

    def write(self) -> None:
        """Write what waits."""
        Observation.objects.bulk_create(self.waiting)
        ObservationFile.objects.bulk_create(self.files)
        self.written += self.waiting
        self.waiting, self.files = [], []


def require_speaker(s: Scope, new: NewObservation | Observation) -> None:
    """ValueError unless who writes may speak for this source: a body that is to be controlled makes claims
    and no independent value about itself, and a source that can evidence says who it is."""
    if new.source_kind != "claim" and isinstance(s.actor, SeatView) and s.actor.role in CONTROLLED:
        raise ValueError(f"{s.actor.role} may write claims only")
    if new.source_kind in NAMED and not (new.source_body or new.source_name):
        raise ValueError(f"{new.source_kind}: who speaks must be named")


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


_KEY = (
    "region_id",
    "place",
    "place_id",
    "indicator",
    "period_start",
    "period_end",
    "source_kind",
    "source_body",
    "source_ref",
    "plan_code",
    "measure_number",
)


def _key_of(new: NewObservation) -> tuple[object, ...]:
    """What makes two observations speak of the same thing by the same source: the table's unique key."""
    at = {"region_id": new.at.region_id, "place": new.at.place, "place_id": new.at.place_id}
    return (*(at[name] if name in at else getattr(new, name) for name in _KEY), dims_text(new.dims))


def _held(news: Sequence[NewObservation]) -> dict[tuple[object, ...], Observation]:
    """What these sources say now of the same things, locked against a second writer, in the order of keys so
    that two writers never wait for each other. Finds neighbours too: same source, indicator and years."""
    if not news:
        return {}
    rows = Observation.objects.select_for_update().filter(
        region_id__in={new.at.region_id for new in news},
        indicator__in={new.indicator for new in news},
        source_kind__in={new.source_kind for new in news},
        source_body__in={new.source_body for new in news},
        period_end__range=(min(new.period_end for new in news), max(new.period_end for new in news)),
        known_until=None,
    )
    return {(*(getattr(row, name) for name in _KEY), row.dims): row for row in rows.order_by("pk")}
