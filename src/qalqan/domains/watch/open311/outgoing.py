"""What was handed over, on its way to a peer. See `sync.py` for why no step can lose or double a report.

What is told outside: category, place, number, and the words that a moderator let everybody read. Never the
text as it was written, the pictures, or who sent it. What helps to break into a building is not told at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from qalqan.domains.watch.actions import stepping
from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.models import Cluster, ExchangeItem, Report
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.access.scope import Scope, scope
from qalqan.kernel.geo import Point, metres

from .client import Trouble
from .params import w3c
from .peers import Peer, service
from .places import Places
from .reading import GUARDED

NEAR = 30.0  # metres: servers of others round a place
LATE = timedelta(minutes=30)  # how long a server may take to list what it was sent
AT_ONCE = 20  # reports between two commits, to a peer that knows our mark
WAIT = timedelta(minutes=5)  # between two looks for a request that may have been taken
HANDED, TAKE_BACK = "handed_over", "take_back"
TOKEN = "token "  # noqa: S105 - the word before one


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A report to be posted, as it was when its row was taken. `is_doubtful`: it may have been posted.
    `until`: when the lease of the row ends, which is also by what it is known to be ours still."""

    item_id: UUID
    cluster_id: UUID
    fields: Mapping[str, str]
    at: Point
    since: datetime
    attempts: int
    is_doubtful: bool
    token: str
    until: datetime


class Answered(NamedTuple):
    """What a peer said to one: its id of it, "" while it has none, with a token perhaps to ask by."""

    out: Outgoing
    remote_id: str
    token: str = ""


def enqueue(peer: Peer) -> int:
    """A row for each thing that was handed over and is of a kind this peer takes. The oldest report speaks
    for it. What came from a peer stays; what went to one goes to no other, unless it was handed over again
    after they closed it, or they are gone: then its row is over and it goes in a new one."""
    kinds = [key for key in peer.codes if key not in GUARDED]
    with scope(service(peer.region_id), PURPOSE) as s:
        _end(s, peer.region_id)
        travelled = (
            ExchangeItem.objects.within(s)
            .filter(region_id=peer.region_id, cluster_id=OuterRef("pk"), peer__isnull=False)
            .exclude(state__in=("refused", "ended"))
        )
        rows = list(
            Cluster.objects.within(s)
            .filter(~Exists(travelled), region_id=peer.region_id, state=HANDED, category__in=kinds)
            .order_by("opened_at", "pk")[:1000]
            .values_list("pk", flat=True)
        )
        speakers: dict[UUID, UUID] = {}
        for cluster_id, report_id in (
            Report.objects.within(s)
            .filter(region_id=peer.region_id, cluster__in=rows)
            .exclude(moderation="spam")
            .order_by("-received_at", "-pk")
            .values_list("cluster_id", "pk")
        ):
            speakers[cluster_id] = report_id  # the last one written is the oldest
        ExchangeItem.objects.bulk_create(
            [
                ExchangeItem(
                    region_id=peer.region_id,
                    peer_id=peer.id,
                    direction="out",
                    report_id=report_id,
                    cluster_id=cluster_id,
                    state="queued",
                )
                for cluster_id, report_id in speakers.items()
            ],
            ignore_conflicts=True,
        )
        again = ExchangeItem.objects.within(s).filter(region_id=peer.region_id, peer_id=peer.id)
        again.filter(report_id__in=speakers.values(), state="refused").update(
            state="queued", attempts=0, next_at=timezone.now()
        )
    return len(speakers)


def _end(s: Scope, region_id: UUID) -> None:
    """End the rows of what is handed over now though they closed it before, or are spoken with no more."""
    handed = Cluster.objects.within(s).filter(region_id=region_id, state=HANDED)
    ExchangeItem.objects.within(s).filter(
        Q(state="known", remote_status="closed") | Q(peer__ended_at__isnull=False),
        region_id=region_id,
        direction="out",
        cluster_id__in=handed.values("pk"),
    ).exclude(state="ended").update(state="ended", changed_at=timezone.now())


def send_all(peer: Peer, lease: timedelta, ends: datetime) -> int:
    """Post what is due until a moment; how many arrived. Trouble that concerns the peer and not one report
    ends the run. A peer that knows our mark is sent several between two commits: what a kill leaves in doubt
    is posted again and is the same request there."""
    at_once = AT_ONCE if peer.correlates else 1
    sent = 0
    while timezone.now() < ends and (found := _taken(peer, lease, at_once)):
        sent += _sent(peer, found, ends)
    return sent


def _sent(peer: Peer, found: list[Outgoing], ends: datetime) -> int:
    """Post some; what was answered is kept though a later one fails, and what was not tried waits on."""
    answered: list[Answered] = []
    waiting = list(found)
    try:
        while waiting and timezone.now() < ends:
            answer = _send(peer, waiting.pop(0))
            if answer is not None:
                answered.append(answer)
    finally:
        _keep(peer, answered)
        _put_back(peer, waiting)
    return sum(bool(one.remote_id) for one in answered)


def _taken(peer: Peer, lease: timedelta, at_once: int) -> list[Outgoing]:
    """The next rows, marked as being sent, committed. Another run does not get them before the lease ends."""
    now = timezone.now()
    until = now + lease
    with scope(service(peer.region_id), PURPOSE) as s:
        rows = list(
            ExchangeItem.objects.within(s)
            .select_for_update(skip_locked=True)
            .filter(
                region_id=peer.region_id,
                peer_id=peer.id,
                direction="out",
                state__in=("queued", "sending"),
                next_at__lte=now,
            )
            .order_by("next_at", "pk")[:at_once]
        )
        if not rows:
            return []
        listed = [row.pk for row in rows]
        ExchangeItem.objects.within(s).filter(region_id=peer.region_id, pk__in=listed).update(
            state="sending", attempts=F("attempts") + 1, next_at=until, changed_at=now
        )
        found = Report.objects.within(s).select_related("cluster").filter(region_id=peer.region_id)
        reports = found.in_bulk([row.report_id for row in rows])
        first = _first_rows(s, peer, list(reports))
        return [_outgoing(peer, row, reports[row.report_id], first[row.report_id], until) for row in rows]


def _first_rows(s: Scope, peer: Peer, reports: list[UUID]) -> dict[UUID, UUID]:
    """The first row of each report: under its own id it goes once, since they can read it here too."""
    rows = ExchangeItem.objects.within(s).filter(
        region_id=peer.region_id, peer_id=peer.id, report_id__in=reports
    )
    return dict(rows.order_by("-pk").values_list("report_id", "pk"))


def _outgoing(peer: Peer, row: ExchangeItem, report: Report, first: UUID, until: datetime) -> Outgoing:
    return Outgoing(
        item_id=row.pk,
        cluster_id=report.cluster_id,
        fields=_fields(peer, report, report.pk if row.pk == first else row.pk),
        at=Point(report.cluster.lat, report.cluster.lon),
        since=row.made_at,
        attempts=row.attempts + 1,
        is_doubtful=row.state == "sending",
        token=row.why.removeprefix(TOKEN) if row.why.startswith(TOKEN) else "",
        until=until,
    )


def _put_back(peer: Peer, untried: list[Outgoing]) -> None:
    """What was taken and certainly not posted this time stands as it stood; not what has become something
    else meanwhile (taken by another run after the lease, ended, refused): that is not ours to set."""
    if not untried:
        return
    back: dict[str, object] = {"attempts": F("attempts") - 1, "next_at": timezone.now()}
    sure = [one.item_id for one in untried if not one.is_doubtful]
    with scope(service(peer.region_id), PURPOSE) as s:
        rows = ExchangeItem.objects.within(s).filter(
            region_id=peer.region_id,
            pk__in=[one.item_id for one in untried],
            state="sending",
            next_at=untried[0].until,
        )
        rows.filter(pk__in=sure).update(state="queued", **back)
        rows.update(**back)


def _fields(peer: Peer, report: Report, mark: UUID) -> dict[str, str]:
    cluster = report.cluster
    kind = category(cluster.category)
    said = report.public_text if report.moderation == "shown" else ""
    fields = {
        "service_code": peer.codes[cluster.category],
        "lat": f"{cluster.lat:.6f}",
        "long": f"{cluster.lon:.6f}",
        "address_string": Places([cluster], report.language).words(cluster),
        "description": f"{(said or kind.names[report.language])[:3900]}\n[{cluster.number}]",
        "client_id": str(mark),
        "requested_datetime": w3c(report.seen_at) or "",
    }
    known = {one.code for one in kind.attributes}
    fields |= {
        f"attribute[{code}]": str(value)
        for code, value in report.details.items()
        if code in known and isinstance(value, str | int | float)
    }
    return fields


def _send(peer: Peer, out: Outgoing) -> Answered | None:
    """Post one; what they answered. None: they refuse it."""
    try:
        if out.token:
            return Answered(out, peer.client.by_token(out.token)[:200], out.token)
        if out.is_doubtful and not peer.correlates:
            known = _looked_for(peer, out)
            if known or timezone.now() - out.since < LATE:
                return Answered(out, known)
        sent = peer.client.send(out.fields)
    except Trouble as trouble:
        _failed(peer, out, trouble)
        return None
    return Answered(out, sent.id[:200], sent.token)


def _looked_for(peer: Peer, out: Outgoing) -> str:
    """The request that a lost answer may have been about: of that service, at that place, since then, with
    our number in its words if it shows any; "" for none."""
    number = out.fields["description"].rpartition("\n")[2]
    asked = {
        "service_code": out.fields["service_code"],
        "start_date": w3c(out.since - timedelta(minutes=5)) or "",
    }
    with scope(service(peer.region_id), PURPOSE) as s:
        taken = set(
            ExchangeItem.objects.within(s)
            .filter(region_id=peer.region_id, peer_id=peer.id)
            .exclude(remote_id="")
            .values_list("remote_id", flat=True)
        )
    near = [
        one
        for one in peer.client.requests(**asked)
        if one.point is not None and metres(one.point, out.at) <= NEAR and one.id not in taken
    ]
    named = [one for one in near if number in one.description]
    silent = [one for one in near if not one.description]
    found = named or silent
    return found[0].id if found else ""


def _keep(peer: Peer, answered: list[Answered]) -> None:
    """Keep what was answered. Without an id yet, a row stays in doubt and is asked about later."""
    if not answered:
        return
    now = timezone.now()
    with scope(service(peer.region_id), PURPOSE) as s:
        rows = ExchangeItem.objects.within(s).filter(region_id=peer.region_id, peer_id=peer.id)
        named = rows.filter(remote_id__in=[one.remote_id for one in answered if one.remote_id])
        held = {row.remote_id: row for row in named}
        for out, remote_id, token in answered:
            new: dict[str, object] = {"changed_at": now}
            row = held.get(remote_id)
            if row is not None and row.state == "ended" and row.cluster_id == out.cluster_id:
                rows.filter(pk=row.pk).update(remote_id="")  # they took up the same request again
                row = None
            if row is not None and row.pk != out.item_id:
                new |= {"state": "refused", "why": "already_theirs"}
            elif remote_id:
                new |= {"state": "known", "remote_id": remote_id, "why": ""}
                held[remote_id] = ExchangeItem(pk=out.item_id, cluster_id=out.cluster_id, state="known")
            else:
                new |= {"next_at": now + WAIT, "why": f"{TOKEN}{token}"[:80] if token else "not_found_yet"}
            rows.filter(pk=out.item_id).update(**new)


def _failed(peer: Peer, out: Outgoing, trouble: Trouble) -> None:
    """A report that they refuse in words comes back into our own work. All else, a wrong address without
    the standard's words too, is trouble with the peer and ends the run: what was certainly not taken goes
    back into the queue; what may have been stays in doubt."""
    now = timezone.now()
    is_theirs = bool(trouble.words) and trouble.status in (400, 404, 409, 410, 413, 415, 422)
    new: dict[str, object] = {"changed_at": now, "why": f"{trouble.rule} {trouble.status or ''}".strip()}
    if is_theirs:
        new["state"] = "refused"
    else:
        wait = min(timedelta(seconds=10) * 2 ** min(out.attempts, 9), timedelta(hours=1))
        new["next_at"] = now + (wait if trouble.status else timedelta())
        if trouble.is_unsent and not out.is_doubtful:
            new["state"] = "queued"
    if out.token:
        new.pop("why")
    with scope(service(peer.region_id), PURPOSE) as s:
        ExchangeItem.objects.within(s).filter(region_id=peer.region_id, pk=out.item_id).update(**new)
        if is_theirs:
            _take_back(out, peer, trouble)
    if not is_theirs:
        raise trouble


def _take_back(out: Outgoing, peer: Peer, trouble: Trouble) -> None:
    """What the other centre refuses is ours again: nobody else works on it."""
    cluster = stepping.locked(out.cluster_id)
    if cluster.state == HANDED:
        reason = f"{trouble.status} {trouble.words}".strip()[:2000]
        stepping.step(cluster, life().move(TAKE_BACK), stepping.By("remote", post=peer.name), reason=reason)
