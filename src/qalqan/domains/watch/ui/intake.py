"""From a form that was read to a report that was taken in: the limits, the room's verb, what is told back."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from qalqan.domains.watch import api, limits
from qalqan.domains.watch.actor import MIRROR, PURPOSE
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.vault.files import FileRefused

from .incoming import Incoming, seen_at


@dataclass(frozen=True, slots=True)
class Result:
    """What a reporter is told. `secret`: the key of the own link, None when the draft had come before."""

    number: str
    secret: str | None
    is_new: bool
    joined: bool
    witnesses: int


def admitted(request: HttpRequest, found: Incoming) -> None:
    """Ask the limits, before a picture costs work. limits.Refused."""
    assert found.point is not None  # noqa: S101 - for the type checker: a form without problems has these
    assert found.region is not None  # noqa: S101
    limits.admit(
        limits.sender(request),
        found.draft,
        found.region.code,
        found.point.lat,
        found.point.lon,
        ticket=request.POST.get("ticket", ""),
        answer=request.POST.get("answer", ""),
        pictures=len(found.contents),
    )


def received(request: HttpRequest, found: Incoming, channel: str, about: UUID | None = None) -> Result | None:
    """The report in its room. `about`: the work item that it bears out. None when it was
    refused: the reason stands among the problems then."""
    assert found.point is not None  # noqa: S101
    given = found.given
    try:
        kept = api.receive(
            api.NewReport(
                client_id=found.draft,
                category=given.category,
                text=given.text,
                language=language(),
                lat=found.point.lat,
                lon=found.point.lon,
                accuracy=found.accuracy,
                place_text=given.place,
                seen_at=seen_at(given),
                channel=channel,
                contact=given.contact,
                photos=tuple(found.photos),
                sender_key=limits.sender(request).key,
                about=about,
            )
        )
    except api.Refused as why:
        found.refuse("", str(why))
        return None
    except FileRefused as why:
        found.refuse("photos", str(why))
        return None
    with scope(MIRROR, PURPOSE):
        cluster = api.cluster(kept.cluster_id)
    witnesses = cluster.witnesses if cluster else 1
    return Result(kept.number, kept.secret, kept.is_new, kept.joined, witnesses)
