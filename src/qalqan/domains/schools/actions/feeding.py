"""Tells `evidence` what independent people saw: once a night, and after a region was judged anew.

Idempotent: the same looks give the same observation, which is held once. An observation speaks of the day of
the newest look it rests on, so a night without new looks writes nothing. What had rested on a round that was
withdrawn is taken back, unless it follows from the other looks as well.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from qalqan.domains.evidence import api as evidence
from qalqan.domains.schools.models import CoverageStep
from qalqan.domains.schools.queries import known
from qalqan.domains.schools.queries.assessments import taken_back
from qalqan.domains.schools.queries.known import Held, SiteAt
from qalqan.domains.schools.rules import coverage as rule
from qalqan.domains.schools.rules.coverage import Answer, Place
from qalqan.domains.schools.rules.feeding import SPEAKERS, Number, fed, number
from qalqan.domains.schools.rules.requirements import HasNot, norms, requirements

ROUNDS = "inspection"  # the source of an inspector's round, which says what was looked for and not found
NAME = "Qalqan: мектептер қауіпсіздігінің тізілімі · реестр безопасности школ · register of school safety"
METHOD = "requirement {key}, norms {version}: {known} of {places} places known to this source; met {good}"
MONTHS = 24  # how long a look at a thing of the road is good, as in the norms of what is near
GROUNDS, FOOTWAYS = ("roads.grounds.training", "training_ground"), ("roads.footways.safe", "footway")


def feed(region_id: UUID) -> int:
    """Tell what is known of a region now, in the caller's scope, which sees the whole region; how many
    observations are new or corrected."""
    from qalqan.domains.schools.rules.nearby import judge_all  # numpy and shapely: a start saves them

    today = timezone.localdate()
    places = known.sites(today, Q(region_id=region_id))
    told = known.told(places, (), [one.id for one in places])
    things = known.held(today, known.around(region_id, places))
    news: list[evidence.NewObservation] = []
    for source in SPEAKERS:
        seen = [one for one in things if one.source == source and one.looked is not None]
        alone = _alone(told, seen, source)
        answers = judge_all(places, alone, seen, today)
        looks = {one.id: one.looked for one in seen if one.looked is not None}
        for one in fed(requirements()):
            found = number(one, source, alone.values(), answers, looks, today)
            if found is not None and source in evidence.indicator(one.indicator).sources:
                news.append(_share(region_id, found))
        if source == ROUNDS:
            news += _outdoor(places, answers, looks, today)
        news += _things(region_id, source, [one for one in things if one.region_id == region_id], today)
    kept = evidence.observe_many(news, by="schools.feed")
    again = _take_back(region_id, {one.id for one in kept})
    return sum(one.is_new for one in kept) + again + _take_back_ended(region_id, places, news, today)


def _take_back_ended(
    region_id: UUID, places: Iterable[SiteAt], news: Iterable[evidence.NewObservation], today: date
) -> int:
    """End what was told of a school that stands no longer, and the newest numbers of the region if the look
    that dates them was at such a school: without it they speak of an earlier day. How many."""
    standing = {one.organisation_id for one in places}
    days = {one.source_ref: one.period_end for one in news if one.at.organisation_id is None}
    looks = known.looks_of_ended(region_id, today)
    refs = [f"schools:{one.key}:{source}" for one in fed(requirements()) for source in SPEAKERS]
    gone = [
        one.id
        for one in evidence.told(region_id, refs)
        if (one.place == "organisation" and one.place_id not in standing)
        or (
            one.place == "region"
            and one.period_end in looks
            and one.period_end > days.get(one.source_ref, date.min)
        )
    ]
    return evidence.retract(region_id, gone)


def _take_back(region_id: UUID, derived: Collection[UUID]) -> int:
    """End what was told while a round that is withdrawn now still counted: a share of that day or a later one
    had the round in it. How many."""
    kinds = {f"schools:{one.key}:{ROUNDS}": one.kinds for one in fed(requirements())}
    kinds |= {f"schools:{kind}:{ROUNDS}": (kind,) for _key, kind in (GROUNDS, FOOTWAYS)}
    gone = taken_back(region_id)
    if not gone:
        return 0

    def rested(one: evidence.Told) -> bool:
        return any(
            look.kind in kinds[one.source_ref]
            and look.day <= one.period_end
            and one.known_from <= look.at
            and one.place_id in (region_id, look.organisation_id)
            for look in gone
        )

    told = evidence.told(region_id, kinds)
    return evidence.retract(region_id, [one.id for one in told if one.id not in derived and rested(one)])


def _alone(told: dict[UUID, Place], seen: Sequence[Held], source: str) -> dict[UUID, Place]:
    """Places as one source knows them: without what others looked for, said or reported."""
    looked: dict[UUID, dict[str, date]] = {}
    for one in seen:
        if one.state == "absent" and one.site_id and one.looked:
            kinds = looked.setdefault(one.site_id, {})
            kinds[one.kind] = max(one.looked, kinds.get(one.kind, one.looked))
    return {
        place.id: Place(
            place.id,
            place.kind,
            place.pupils,
            place.is_placed,
            looked_for={**(place.looked_for if source == ROUNDS else {}), **looked.get(place.id, {})},
            happened=tuple(one for one in place.happened if one.source == source),
        )
        for place in told.values()
    }


def _share(region_id: UUID, found: Number) -> evidence.NewObservation:
    one = found.requirement
    return evidence.NewObservation(
        at=evidence.At(region_id),
        indicator=one.indicator,
        period_start=found.day,
        period_end=found.day,
        source_kind=found.source,
        value=Decimal(found.known - found.good) if found.counts_bad else None,
        numerator=None if found.counts_bad else Decimal(found.good),
        denominator=None if found.counts_bad else Decimal(found.known),
        coverage=_part(found.known, found.places),
        source_ref=f"schools:{one.key}:{found.source}",
        source_name=NAME,
        method=METHOD.format(
            key=one.key,
            version=norms().version,
            known=found.known,
            places=found.places,
            good=found.good,
        ),
    )


def _part(known_ones: int, every: int) -> Decimal:
    """Cut, not rounded: 999 of 1,000 never reads as all."""
    return (Decimal(known_ones * 10_000 // every) / 10_000) if every else Decimal(0)


def _outdoor(
    places: Iterable[SiteAt],
    answers: dict[tuple[UUID, str], Answer],
    looks: dict[UUID, date],
    today: date,
) -> list[evidence.NewObservation]:
    """Of each school where an inspector saw an outdoor toilet: one is there; and of those, when he saw that
    it is gone: none."""
    (norm,) = (one for one in fed(requirements()) if isinstance(one.test, HasNot))
    once = set(
        CoverageStep.objects.filter(requirement=norm.key, after="unmet").values_list("site_id", flat=True)
    )
    found = []
    for place in places:
        answer = answers.get((place.id, norm.key))
        looked = looks.get(answer.thing) if answer and answer.thing else None
        if answer is None or looked is None or place.organisation_id is None or place.kind != "school":
            continue
        is_there = answer.status == "unmet" and rule.is_fresh(looked, today, norm.months)
        if not is_there and not (answer.status == "met" and place.id in once):
            continue
        found.append(
            evidence.NewObservation(
                at=evidence.At(place.region_id, place.district_id, place.organisation_id),
                indicator=norm.indicator,
                period_start=looked,
                period_end=looked,
                source_kind=ROUNDS,
                value=Decimal(is_there),
                source_ref=f"schools:{norm.key}:{ROUNDS}",
                source_name=NAME,
                method=f"requirement {norm.key}, norms {norms().version}: seen on the spot",
            )
        )
    return found


def _things(
    region_id: UUID, source: str, things: Sequence[Held], today: date
) -> list[evidence.NewObservation]:
    """Two indicators that count things and not places: training grounds in use, and stretches of footway
    that are finished among those that were looked at and ought to be there: one that was seen to be missing
    is one of them. A look is good here as long as a norm holds it to be."""
    found = []
    for key, kind in (GROUNDS, FOOTWAYS):
        every = [one for one in things if one.kind == kind]
        looked = [
            one
            for one in every
            if one.source == source and one.state != "unknown" and rule.is_fresh(one.looked, today, MONTHS)
        ]
        if not looked or source not in evidence.indicator(key).sources:
            continue
        day = max(one.looked for one in looked if one.looked is not None)
        good = Decimal(sum(one.state == "working" for one in looked))
        is_count = key == GROUNDS[0]
        found.append(
            evidence.NewObservation(
                at=evidence.At(region_id),
                indicator=key,
                period_start=day,
                period_end=day,
                source_kind=source,
                value=good if is_count else None,
                numerator=None if is_count else good,
                denominator=None if is_count else Decimal(len(looked)),
                coverage=_part(len(looked), len(every)),
                source_ref=f"schools:{kind}:{source}",
                source_name=NAME,
                method=f"things of the kind {kind} that were looked at in the last {MONTHS} months",
            )
        )
    return found
