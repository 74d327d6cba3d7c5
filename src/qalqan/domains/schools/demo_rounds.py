"""Rounds of a demonstration: the head's own of the demonstration's school, and an inspector's beside it, who
then comes again. They answer questions that are evidence of no thing, so the register stands as `demo.py`
left it. Idempotent: the rounds' keys follow from the place."""

from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from qalqan.domains.schools.actions.assessing import ACT, Sending, save, submit
from qalqan.domains.schools.actor import PURPOSE, Actor
from qalqan.domains.schools.queries.sites import SiteView, site_of
from qalqan.domains.schools.rules.instrument import Instrument, newest
from qalqan.domains.schools.rules.rounds import NewAnswer
from qalqan.kernel.access.models import User
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import scope

# what is not as the questionnaire wants it; the rest of the asked is
HEAD: dict[str, str] = {"building.heating": "partly"}
FIRST: dict[str, str] = {
    "building.exits": "no",
    "building.extinguishers": "partly",
    "building.windows": "unknown",
    "people.help_shown": "no",
}
AGAIN: dict[str, str] = {"building.windows": "unknown", "people.help_shown": "partly"}
LEFT_OUT = {"building.co": "Орталық жылыту. Центральное отопление. District heating."}
PARTS = ("building", "people", "toilets")


def load() -> None:
    """Three rounds of the school of the demonstration's head; none where there is no such school."""
    head = User.objects.filter(username="demo.head").first()
    inspector = User.objects.filter(username="demo.inspector").first()
    if head is None or inspector is None:
        return
    own = Actor.of(head, ACT)
    if not isinstance(own.seat, SeatView) or own.seat.organisation_id is None:
        return
    with scope(own.seat, PURPOSE):
        place = site_of(own.seat.organisation_id)
    form = newest(place.kind) if place else None
    if place is None or form is None:
        return
    seen = Actor.of(inspector, ACT)
    for actor, name, otherwise in ((own, "own", HEAD), (seen, "first", FIRST), (seen, "again", AGAIN)):
        _round(actor, place, form, name, otherwise)


def _round(actor: Actor, place: SiteView, form: Instrument, name: str, otherwise: dict[str, str]) -> None:
    now, here = timezone.now(), place.point
    answers = [
        NewAnswer(q.key, "not_applicable", now, LEFT_OUT[q.key], here=here)
        if q.key in LEFT_OUT
        else NewAnswer(q.key, otherwise.get(q.key, q.good), now, here=here)
        for q in form.questions
        if q.section in PARTS and q.evidence is None and q.when is None
    ]
    key = uuid5(NAMESPACE_URL, f"{place.id}/{name}")
    sent = Sending(key, place.id, form.code, form.version, now, answers)
    if save(actor, sent).state == "draft":
        submit(actor, sent.client_id)
