"""What a submitted round writes into the register of things, and takes back when it is withdrawn.

An inspector's answer is a verified state of the thing it speaks of; a head's own is a claim, and a claim
never takes the place of better word (the register refuses it, and the round stands as it is). An answer
speaks of one thing, or of all of its kind in the place. Of several things where it may mean any, nothing is
written. Things by the road are found by where the answer was given, else by what is known around the place.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils import timezone

from qalqan.domains.schools.actions.assets import NewAsset, add_here, change_here
from qalqan.domains.schools.actions.writing import Ground
from qalqan.domains.schools.actor import Actor
from qalqan.domains.schools.models import Answer, Assessment, AssetState
from qalqan.domains.schools.queries.assets import AssetView, assets_of, view
from qalqan.domains.schools.queries.near import assets_near
from qalqan.domains.schools.queries.sites import point_of
from qalqan.domains.schools.rules.instrument import LOOKED, Evidence, Instrument
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.rounds import figure
from qalqan.domains.schools.rules.statement import MOST_FILES, NewState
from qalqan.domains.schools.rules.whereabouts import AWAY, least_sure, seen_from
from qalqan.kernel.access import policy
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point

SAME_THING = 40  # metres: a phone's own error, and the width of a street
AROUND = 300  # metres: the way to a place


def ref(row: Assessment) -> str:
    """How a state names the round that it comes from."""
    return f"round:{row.pk}"


def write(actor: Actor, row: Assessment, form: Instrument, answers: Iterable[Answer], ground: Ground) -> int:
    """Write what the answers say of things; how many statements were taken. In the scope of `submit`, which
    judges the `ground` anew."""
    if not row.is_own:
        policy.demand(actor.seat, "schools.verify")
    spoken: dict[str, list[tuple[Evidence, Answer]]] = {}
    for one in answers:
        evidence = form.question(one.question).evidence
        if evidence is not None and one.answer in LOOKED:
            spoken.setdefault(evidence.kind, []).append((evidence, one))
    here = assets_of(row.site_id)
    return sum(_write_kind(actor, row, kind, several, here, ground) for kind, several in spoken.items())


def _write_kind(
    actor: Actor,
    row: Assessment,
    kind: str,
    spoken: list[tuple[Evidence, Answer]],
    here: tuple[AssetView, ...],
    ground: Ground,
) -> int:
    """All that a round says of one kind of thing is one statement: whether it works, and what it is like."""
    stated = next(((evidence, one) for evidence, one in spoken if evidence.states), None)
    if stated is None:
        return 0
    evidence, first = stated
    state = evidence.states[first.answer]
    from_where = least_sure(seen_from(one.metres_off) for _evidence, one in spoken)
    spot = point_of(first.lat, first.lon) if evidence.is_roadside and from_where != AWAY else None
    new = NewState(
        state=state,
        since=min(timezone.localdate(first.at), timezone.localdate()),
        point=spot,
        details={} if state == "absent" else _details(spoken),
        source_ref=ref(row),
        seen_from="" if row.is_own else from_where,
        file_ids=tuple(UUID(key) for _evidence, one in spoken for key in one.file_ids)[:MOST_FILES],
    )
    known = _known(row, kind, here, spot, is_roadside=evidence.is_roadside)
    if not known:
        return _added(actor, row, kind, new, ground)
    if state == "absent" and evidence.is_roadside and spot is None:
        return 0  # "none on the way here" says nothing of one that stands in the next street
    is_of_all = state == "absent" and not evidence.is_roadside
    if len(known) > 1 and not is_of_all and not any(one.of_all for one, _answer in spoken):
        return 0
    return sum(_said(actor, row, one, new, ground) for one in known)


def _details(spoken: list[tuple[Evidence, Answer]]) -> dict[str, object]:
    """What else was seen: by the words of the answers, and by figures in their notes."""
    found: dict[str, object] = {}
    for evidence, one in spoken:
        found |= evidence.details[one.answer]
        if evidence.figure and (number := figure(one.note)) is not None:
            found[evidence.figure] = number
    return found


def _known(
    row: Assessment, kind: str, here: tuple[AssetView, ...], spot: Point | None, *, is_roadside: bool
) -> list[AssetView]:
    """The things that an answer may speak of: of the place, or by the road around. What is known to be absent
    is spoken of only when nothing else is: it may have come."""
    found = [one for one in here if one.kind == kind]
    if is_roadside:
        middle = spot or point_of(row.site.lat, row.site.lon)
        reach = SAME_THING if spot else AROUND
        near = assets_near(middle.lat, middle.lon, reach, (kind,)) if middle else ()
        found = [near[0].asset] if spot and near else [*found, *(one.asset for one in near)]
        found = list({one.id: one for one in found}.values())
    standing = [one for one in found if one.state != "absent"]
    return standing or found[:1]


def _said(actor: Actor, row: Assessment, thing: AssetView, new: NewState, ground: Ground) -> int:
    """Say of one thing what was seen. What others only claimed of it does not become seen with it: details
    stay when somebody independent had seen them, or when this too is a claim."""
    is_kept = row.is_own or thing.verified_at is not None
    whole = replace(
        new,
        point=thing.point if thing.line is None else None,
        line=[[one.lat, one.lon] for one in thing.line] if thing.line else None,
        owner_body=thing.owner_body,
        installed_on=thing.installed_on,
        details={**(thing.details if is_kept and new.state != "absent" else {}), **new.details},
    )
    try:
        return int(change_here(actor, thing.id, whole, ground, verified=not row.is_own).is_new)
    except Refused:
        if not row.is_own:
            raise
        return 0  # a claim against what an inspector saw


def _added(actor: Actor, row: Assessment, kind: str, new: NewState, ground: Ground) -> int:
    """Enter a thing that nobody had entered, or that there is none. With a place of its own it belongs to
    the road; a place outside of the region is a phone's error, and then it is written for the site."""
    if new.point is not None and new.state != "absent":
        try:
            add_here(actor, NewAsset(kind, new), ground, verified=not row.is_own)
        except Refused:
            pass
        else:
            return 1
    here = NewAsset(kind, replace(new, point=None), row.site_id)
    add_here(actor, here, ground, verified=not row.is_own)
    return 1


def take_back(actor: Actor, row: Assessment, ground: Ground) -> None:
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
        _said(actor, row, replace(thing, details={}), new, ground)
