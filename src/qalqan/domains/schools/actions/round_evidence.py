"""What a submitted round writes into the register of things, and takes back when it is withdrawn.

An inspector's answer is a verified state of the thing it speaks of; a head's own is a claim, and a claim
never takes the place of better word (the register refuses it, and the round stands as it is). An answer
speaks of one thing, or of all of its kind in the place. Of several things where it may mean any, nothing is
written: that somebody looked is known from the round itself. Things by the road are found by where the answer
was given; without a place nothing is written of them.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils import timezone

from qalqan.domains.schools.actions.assets import NewAsset, add_here, change_here
from qalqan.domains.schools.actor import Actor
from qalqan.domains.schools.models import Answer, Assessment, AssetState
from qalqan.domains.schools.queries.assets import AssetView, assets_of, view
from qalqan.domains.schools.queries.near import assets_near
from qalqan.domains.schools.queries.sites import point_of
from qalqan.domains.schools.rules.instrument import LOOKED, Evidence, Instrument
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.statement import MOST_FILES, NewState
from qalqan.kernel.access import policy
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point

SAME_THING = 40  # metres: a phone's own error, and the width of a street


def ref(row: Assessment) -> str:
    """How a state names the round that it comes from."""
    return f"round:{row.pk}"


def write(actor: Actor, row: Assessment, form: Instrument, answers: Iterable[Answer]) -> int:
    """Write what the answers say of things; how many statements were taken. In the scope of `submit`."""
    if not row.is_own:
        policy.demand(actor.seat, "schools.verify")
    here = assets_of(row.site_id)
    taken = 0
    for one in answers:
        evidence = form.question(one.question).evidence
        if evidence is not None and one.answer in LOOKED:
            taken += _write_one(actor, row, evidence, one, here)
    return taken


def _write_one(
    actor: Actor, row: Assessment, evidence: Evidence, one: Answer, here: tuple[AssetView, ...]
) -> int:
    state = evidence.states[one.answer]
    day = min(timezone.localdate(one.at), timezone.localdate())
    spot = point_of(one.lat, one.lon)
    known = _known(evidence, here, spot)
    new = NewState(
        state=state,
        since=day,
        details=evidence.details[one.answer],
        source_ref=ref(row),
        file_ids=tuple(UUID(key) for key in one.file_ids[:MOST_FILES]),
    )
    if not known:
        if state == "absent" or (evidence.is_roadside and spot is None):
            return 0
        first = replace(new, point=spot) if evidence.is_roadside else new
        return _added(actor, row, evidence, first)
    if len(known) > 1 and state != "absent" and not evidence.of_all:
        return 0
    return sum(_said(actor, row, one, new) for one in known)


def _known(evidence: Evidence, here: tuple[AssetView, ...], spot: Point | None) -> list[AssetView]:
    """The things that an answer may speak of: of the place, or near where it was given. What is known to be
    absent is spoken of only when nothing else is: it may have come."""
    if evidence.is_roadside:
        if spot is None:
            return []
        near = assets_near(spot.lat, spot.lon, SAME_THING, (evidence.kind,))
        return [near[0].asset] if near else []
    found = [one for one in here if one.kind == evidence.kind]
    standing = [one for one in found if one.state != "absent"]
    return standing or found[:1]


def _said(actor: Actor, row: Assessment, thing: AssetView, new: NewState) -> int:
    """Say of one thing what was seen; all that the answer does not speak of stays as it was."""
    whole = replace(
        new,
        point=thing.point if thing.line is None else None,
        line=[[one.lat, one.lon] for one in thing.line] if thing.line else None,
        owner_body=thing.owner_body,
        installed_on=thing.installed_on,
        details={**thing.details, **new.details},
    )
    try:
        return int(change_here(actor, thing.id, whole, verified=not row.is_own).is_new)
    except Refused:
        if not row.is_own:
            raise
        return 0  # a claim against what an inspector saw


def _added(actor: Actor, row: Assessment, evidence: Evidence, new: NewState) -> int:
    site_id = None if evidence.is_roadside else row.site_id
    try:
        add_here(actor, NewAsset(evidence.kind, new, site_id), verified=not row.is_own)
    except Refused:
        return 0  # the spot lies outside the region: a phone's error, and no reason to lose the round
    return 1


def take_back(actor: Actor, row: Assessment) -> None:
    """What a withdrawn round alone stands behind is unknown again, from today."""
    today: date = timezone.localdate()
    states = (
        AssetState.objects.within(scope.current())
        .filter(source_ref=ref(row), known_until=None, valid__contains=today)
        .select_related("asset")
    )
    for one in states:
        thing = view(one, today)
        new = NewState(state="unknown", since=today, source_ref=f"{ref(row)}.withdrawn")
        _said(actor, row, replace(thing, details={}), new)
