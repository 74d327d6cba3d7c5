"""A week of police duty is made, decided upon, handed out as cards, and kept.

A plan's turns never change once they stand: another week is another plan. An officer checks in by the link of
his card, without an account; only the hash of its key is kept, and a new set of cards ends the old one.
"""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools.actor import Actor, frame
from qalqan.domains.schools.models import DutyCard, DutyCheckIn, DutyPlan, DutyTurn
from qalqan.domains.schools.queries import duty as queries
from qalqan.domains.schools.rules.duty import BadDuty, Plan, Station, best_week
from qalqan.domains.schools.rules.duty_hours import Window, half_of, turn_of, verdict
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.territory import api as territory
from qalqan.kernel import clock, ledger
from qalqan.kernel.access import policy
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.clock import reading
from qalqan.kernel.geo import Point

REACH = (500, 20_000)  # metres an officer may be sent
LONGEST = timedelta(days=370)
LATE = timedelta(days=2)  # a check-in that waited for a network is taken for so long
MOST = 12  # check-ins of one turn on one day
SKEW = timedelta(minutes=5)  # a phone's clock may run ahead by this much


@dataclass(frozen=True, slots=True)
class StationGiven:
    """A police station of a plan: the organisation, where it is and how many officers it gives."""

    organisation_id: UUID
    point: Point
    officers: int


@dataclass(frozen=True, slots=True)
class Card:
    """An officer's card: shown once, then only its hash is known."""

    station_id: UUID
    officer: int
    key: str


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What became of a check-in. `metres` None: without a position. `is_new` False: the same one came
    before."""

    verdict: str
    metres: float | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class OfDistrict:
    """What `policy.holds` asks of a thing: the seat's region or district must be this one."""

    region_id: UUID
    district_id: UUID


def make(
    actor: Actor,
    district_id: UUID,
    *,
    name: str,
    first_day: date,
    last_day: date,
    reach: int,
    stations: tuple[StationGiven, ...],
    windows: dict[str, tuple[str, str]],
) -> UUID:
    """Work out the best week for a city and keep it as a draft. Refused with what is wrong."""
    region = _region(actor, district_id, first_day)
    hours = {half: list(pair) for half, pair in windows.items()}
    _check(first_day, last_day, reach, hours)
    with frame(actor, "schools.plan_duty"):
        found, where = queries.posts(district_id, first_day)
        given = [Station(one.organisation_id, one.point, one.officers) for one in stations]
        try:
            best = best_week(found, given, reach=reach)
        except BadDuty as bad:
            raise Refused.of(f"duty-{bad.rule}") from None
        row = DutyPlan.objects.create(
            region_id=region,
            district_id=district_id,
            name=name,
            first_day=first_day,
            last_day=last_day,
            reach=reach,
            stations=_stations(stations),
            windows=hours,
            posts=len(found),
            floor=best.floor,
            value=best.value,
            metres=best.metres,
            out_of_reach=[str(one) for one in best.out_of_reach],
            unguarded=[str(one) for one in best.unguarded],
            is_optimal=best.is_optimal,
            made_user=actor.user_id,
            made_by=actor.post,
        )
        DutyTurn.objects.bulk_create(
            _turns(row, best, {post.key: post.school for post in found}, where), 2000
        )
        ledger.record("schools.plan_duty", kind="duty_plan", id=row.pk, region_id=region, note="made")
        return row.pk


def _region(actor: Actor, district_id: UUID, day: date) -> UUID:
    """The region of a district that lies where the actor's seat does."""
    place = next((one for one in territory.districts_on(day) if one.id == district_id), None)
    if place is None or not isinstance(actor.seat, SeatView):
        raise Refused.of("duty-place", "district")
    region = territory.region(place.region, day)
    if not policy.holds(actor.seat, OfDistrict(region.id, district_id)):
        raise Refused.of("duty-place", "district")
    return region.id


def _check(first_day: date, last_day: date, reach: int, hours: dict[str, list[str]]) -> None:
    if not first_day <= last_day <= first_day + LONGEST:
        raise Refused.of("duty-days", "last_day")
    if not REACH[0] <= reach <= REACH[1]:
        raise Refused.of("duty-reach", "reach", least=str(REACH[0]), most=str(REACH[1]))
    for half in hours:
        window = Window.of(hours, half)
        if window.since >= window.until:
            raise Refused.of("duty-hours", half)


def _stations(stations: tuple[StationGiven, ...]) -> list[dict[str, object]]:
    known = bodies.organisations_by_id([one.organisation_id for one in stations])
    return [
        {
            "id": str(one.organisation_id),
            "name": asdict(known[one.organisation_id].name),
            "lat": one.point.lat,
            "lon": one.point.lon,
            "officers": one.officers,
        }
        for one in stations
    ]


def _turns(row: DutyPlan, best: Plan, school: dict[UUID, UUID], where: dict[UUID, Point]) -> list[DutyTurn]:
    return [
        DutyTurn(
            region_id=row.region_id,
            district_id=row.district_id,
            plan=row,
            station_id=one.station,
            officer=one.officer,
            turn=one.turn,
            asset_id=one.post,
            site_id=school[one.post],
            lat=where[one.post].lat,
            lon=where[one.post].lon,
        )
        for one in best.turns
    ]


def decide(actor: Actor, plan_id: UUID, to: str) -> None:
    """Approve a draft, or end an approved plan; its cards end with it. Refused for any other move."""
    before = {"approved": "draft", "ended": "approved"}.get(to)
    with frame(actor, "schools.plan_duty") as s:
        row = DutyPlan.objects.within(s).select_for_update().filter(pk=plan_id).first()
        if row is None or before is None or row.state != before:
            raise Refused.of("duty-state")
        row.state, row.decided_at, row.decided_by = to, timezone.now(), actor.post
        row.save(update_fields=["state", "decided_at", "decided_by"])
        if to == "ended":
            DutyCard.objects.within(s).filter(plan=row, ended_at=None).update(ended_at=timezone.now())
        ledger.record("schools.plan_duty", kind="duty_plan", id=row.pk, region_id=row.region_id, note=to)


def cards(actor: Actor, plan_id: UUID) -> tuple[Card, ...]:
    """A new card for each officer who has a turn; the old ones end. Refused unless the plan is approved."""
    with frame(actor, "schools.plan_duty") as s:
        row = DutyPlan.objects.within(s).select_for_update().filter(pk=plan_id).first()
        if row is None or row.state != "approved":
            raise Refused.of("duty-cards")
        officers = sorted(
            set(DutyTurn.objects.within(s).filter(plan=row).values_list("station_id", "officer").distinct())
        )
        DutyCard.objects.within(s).filter(plan=row, ended_at=None).update(ended_at=timezone.now())
        made = [Card(station, officer, secrets.token_urlsafe(16)) for station, officer in officers]
        DutyCard.objects.bulk_create(
            DutyCard(
                region_id=row.region_id,
                district_id=row.district_id,
                plan=row,
                station_id=one.station_id,
                officer=one.officer,
                key_hash=_hash(one.key),
            )
            for one in made
        )
        ledger.record("schools.plan_duty", kind="duty_plan", id=row.pk, region_id=row.region_id, note="cards")
        return tuple(made)


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def card_of(key: str) -> DutyCard | None:
    """The living card of a key, in the open scope; None for any other word."""
    return (
        DutyCard.objects.select_related("plan")
        .filter(key_hash=_hash(key), ended_at=None, plan__state="approved")
        .first()
    )


def check_in(
    key: str, *, client_id: UUID, at: datetime, here: Point | None = None, accuracy: float | None = None
) -> CheckedIn:
    """An officer is at the post. `at`: when he pressed, by the phone's clock. The same `client_id` again
    gives the same answer. Refused for a card that is no more, or when there is no turn then."""
    actor = Actor.program("schools.duty")
    with frame(actor, "schools.read_duty"):
        card = card_of(key)
        if card is None:
            raise Refused.of("duty-card")
        now = timezone.now()
        if not now - LATE <= at <= now + SKEW:
            raise Refused.of("duty-when")
        held = DutyCheckIn.objects.filter(region_id=card.region_id, client_id=client_id).first()
        if held is not None:
            return CheckedIn(held.verdict, held.metres, is_new=False)
        local = local_time(card.region_id, at)
        half = half_of(local, card.plan.windows)
        number = turn_of(local.date(), half)
        turn = DutyTurn.objects.filter(
            region_id=card.region_id,
            plan=card.plan,
            station_id=card.station_id,
            officer=card.officer,
            turn=number,
        ).first()
        if turn is None or not card.plan.first_day <= local.date() <= card.plan.last_day:
            raise Refused.of("duty-no_turn")
        here_and_then = Window.of(card.plan.windows, half).holds(local)
        word, far = verdict(Point(turn.lat, turn.lon), here, accuracy, in_time=here_and_then)
        row = DutyCheckIn(
            region_id=turn.region_id,
            district_id=turn.district_id,
            turn=turn,
            day=local.date(),
            client_id=client_id,
            at=at,
            lat=here.lat if here else None,
            lon=here.lon if here else None,
            accuracy=accuracy,
            metres=far,
            verdict=word,
        )
        return CheckedIn(word, far, is_new=_kept(row))


def _kept(row: DutyCheckIn) -> bool:
    """Write a check-in; False when the same one came twice at once. Refused when a turn has many already."""
    if DutyCheckIn.objects.filter(turn=row.turn, day=row.day).count() >= MOST:
        raise Refused.of("duty-many")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def local_time(region_id: UUID, instant: datetime) -> datetime:
    """What the clocks of a region show, without a zone."""
    code = territory.region(region_id, instant.date()).code
    return reading.zones()[clock.zone_of(code)].local(instant)
