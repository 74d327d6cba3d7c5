"""The moves of those who work on an item. Who may make which, and what it asks for, stands in
`data/states.toml`; here it is asked for. Being passed on changes who has to act and restarts no clock; from
its first warning on the deadline stays with who had it then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.watch.actions.photos import keep_shown
from qalqan.domains.watch.actions.stepping import By, allowed, belong, independent, locked, step
from qalqan.domains.watch.actor import Actor, frame
from qalqan.domains.watch.models import Cluster
from qalqan.domains.watch.queries.centres import is_taken
from qalqan.domains.watch.queries.clusters import ClusterView, whole
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.personal import names_somebody
from qalqan.domains.watch.rules.states import Move, life
from qalqan.kernel import clock
from qalqan.kernel.access.policy import SeatView

if TYPE_CHECKING:
    from qalqan.domains.watch.photos import SafePhoto

LEAST, MOST = 10, 2000
ELSEWHERE = ("receive", "merge", "confirm_fixed", "still_there", "dispute", "reopen")  # verbs of their own
HAND_OVER = "hand_over"
OF_HEAD = ("begin", "say_fixed")  # who is reported about decides nothing about the report
KINDS = {
    "akimat_officer": ("officer", "watch.work"),
    "school_head": ("officer", "watch.work"),
    "safety_inspector": ("inspector", "watch.confirm"),
    "moderator": ("moderator", "watch.moderate"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says with a move. `photos`: finished, with their public copies."""

    reason: str = ""
    public_note: str = ""
    photos: "tuple[SafePhoto, ...]" = ()
    body: str = ""


def kind_of(actor: Actor) -> tuple[tuple[str, ...], str]:
    """The kinds of STEPPERS that an actor may act as, and the act that its role is asked for. The program
    speaks for another centre too."""
    if not isinstance(actor.seat, SeatView):
        return ("program", "remote"), "watch.work"
    kind, act = KINDS.get(actor.role, ("", "watch.work"))
    return (kind,) if kind else (), act


def by_of(actor: Actor, move: Move) -> By:
    """Who takes the step, for the history."""
    kinds, _ = kind_of(actor)
    return By(next(kind for kind in kinds if kind in move.by), actor.user_id, actor.post)


def move(
    actor: Actor,
    cluster_id: UUID,
    key: str,
    *,
    reason: str = "",
    public_note: str = "",
    photos: "Sequence[SafePhoto]" = (),
    body: str = "",
    seen: datetime | None = None,
) -> ClusterView:
    """Make a move. `seen`: `changed_at` of what the page showed. `body`: where it is passed on to. Refused:
    no_such_cluster, no_such_move, not_in_this_state, changed, not_yours_to_move, seen_by_two, own_work,
    reason_missing, note_missing, note_names_somebody, photo_or_reason, body_missing."""
    kinds, act = kind_of(actor)
    said = Said(reason.strip(), public_note.strip(), tuple(photos), body)
    with frame(actor, act):
        row = locked(cluster_id, seen)
        made = allowed(row, key, kinds)
        if key in ELSEWHERE or not _is_his(actor, made):
            raise Refused("not_yours_to_move")
        if _is_seen_by_two(actor, made, is_confirmed=row.confirmed_at is not None):
            raise Refused("seen_by_two")
        if key in ("reject", "uphold") and by_of(actor, made).kind != "officer":
            independent(row, actor.user_id)
        _ask(row, made, said)
        if key == HAND_OVER and not is_taken(row.region_id, row.category, row.pk):
            raise Refused("no_centre")
        if key == "pass_on":
            _pass_on(row, said.body)
        step(
            row,
            made,
            by_of(actor, made),
            reason=said.reason,
            public_note=said.public_note,
            files=[UUID(one) for one in keep_shown(row, said.photos)],
        )
        return whole(row)


def moves_of(actor: Actor, view: ClusterView) -> tuple[Move, ...]:
    """The moves that the page offers an actor: those that can succeed. In an open scope."""
    is_confirmed = view.confirmed_at is not None
    return tuple(
        one
        for one in life().allowed(view.state, kind_of(actor)[0])
        if (one.key == "merge" or one.key not in ELSEWHERE)
        and _is_his(actor, one)
        and not _is_seen_by_two(actor, one, is_confirmed=is_confirmed)
        and (one.key != HAND_OVER or is_taken(view.region_id, view.category, view.id))
    )


def _is_his(actor: Actor, made: Move) -> bool:
    return actor.role != "school_head" or made.key in OF_HEAD


def _is_seen_by_two(actor: Actor, made: Move, *, is_confirmed: bool) -> bool:
    """Whether who has to act would reject what two witnesses or an inspector saw: that is for others."""
    return made.key == "reject" and is_confirmed and by_of(actor, made).kind == "officer"


def is_enough(text: str) -> bool:
    """Whether a text says something."""
    return LEAST <= len(text) <= MOST


def _ask(row: Cluster, made: Move, said: Said) -> None:
    if "photo_or_reason" in made.asks and not said.photos and not is_enough(said.reason):
        raise Refused("photo_or_reason")
    if "reason" in made.asks and not is_enough(said.reason):
        raise Refused("reason_missing")
    if "public_note" in made.asks and not is_enough(said.public_note):
        raise Refused("note_missing")
    if names_somebody(said.public_note):  # everybody reads it at once, and no moderator before
        raise Refused("note_names_somebody")
    if max(len(said.reason), len(said.public_note)) > MOST:
        raise Refused("reason_missing")
    if "body" in made.asks and (said.body == row.owner_body or not _is_body(row, said.body)):
        raise Refused("body_missing")


def targets(region_code: str) -> tuple[bodies.BodyView, ...]:
    """The bodies of a region that an item can be passed on to."""
    found = bodies.bodies_on(timezone.localdate(), region=region_code)
    return tuple(one for one in found if one.kind in ("akimat", "department"))


def _is_body(row: Cluster, code: str) -> bool:
    try:
        found = bodies.body(code, timezone.localdate())
    except LookupError:
        return False
    region = row.owner_body.rpartition("-")[2]
    return found.kind in ("akimat", "department") and (not region.isdigit() or code.endswith(f"-{region}"))


def _pass_on(row: Cluster, body: str) -> None:
    """Somebody else has to act now."""
    row.owner_body = body
    row.organisation_id = None
    belong(row, row.reports.all())
    if row.obligation_id:
        clock.turn(row.obligation_id, owes=body)
    row.routed_by = "by_hand"
    row.routed_why = {
        "kk": "Қолмен берілді: себебі қадамдарда",
        "ru": "Передано вручную: причина в истории",
        "en": "Passed on by hand: the reason is among the steps",
    }
