"""What a peer tells: its reports, and what became of those that both know. See `sync.py`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from qalqan.domains.territory import api as territory
from qalqan.domains.watch import limits
from qalqan.domains.watch.actions import stepping
from qalqan.domains.watch.actions.receiving import NewReport, Received, receive
from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.models import Cluster, ExchangeItem
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.access.scope import Scope, scope
from qalqan.kernel.names import LANGUAGES
from qalqan.kernel.vault import search_key

from . import keys
from .client import Remote
from .outgoing import HANDED
from .params import exact, w3c
from .peers import Peer, learn, service
from .reading import GUARDED

OVERLAP = timedelta(minutes=10)
BACK = timedelta(days=90)
PAGE = 200
MOST_PAGES = 50  # of a server that is read by numbers
MOST_PASSES = 3  # over them in one run
AFTER = "after_id"  # the extension by which pages are read from row to row
AT_ONCE = 50  # ids in one question
ASKED = 500  # reports asked about in one run, those asked longest ago first
REMOTE_FIXED = "remote_fixed"


@dataclass(slots=True)
class _Reading:
    """A reading of what a peer changed, page by page. `newest`: the latest change that was read."""

    peer: Peer
    ends: datetime
    taken: int = 0
    told: int = 0
    newest: datetime | None = None
    seen: set[tuple[str, str, datetime | None]] = field(default_factory=set)

    def page(self, **asked: str) -> tuple[list[Remote], bool]:
        """Ask for a page and take it in: its rows, and whether any was new to this reading."""
        rows = self.peer.client.requests(extensions="true", page_size=str(PAGE), **asked)
        fresh = [one for one in rows if (one.id, one.status, one.changed) not in self.seen]
        self.seen.update((one.id, one.status, one.changed) for one in fresh)
        new, news = _take(self.peer, fresh)
        self.taken, self.told = self.taken + new, self.told + news
        self.newest = max(filter(None, [self.newest, *(one.changed for one in fresh)]), default=None)
        return rows, bool(fresh)

    def keep(self) -> None:
        """Move the cursor: all that changed before was read."""
        if self.newest is not None:
            learn(self.peer, cursor=min(self.newest, timezone.now()))


def take_all(peer: Peer, ends: datetime) -> tuple[int, int]:
    """Read what the peer changed since the last reading, until a moment; how many reports were new to us, and
    of how many that we knew there was news. What does not fit, by time or by the pace of those who send, is
    left for the next run."""
    since = (peer.cursor or timezone.now() - BACK) - OVERLAP
    reading = _Reading(peer, ends, newest=peer.cursor)
    try:
        rows, _ = reading.page(updated_after=w3c(since) or "", page="1")
        if len(rows) < PAGE:
            reading.keep()
        elif AFTER in peer.client.extensions:
            _by_row(reading, rows)
        else:
            _by_number(reading, since)
    except limits.Refused:
        pass  # too many new ones at once: the cursor stands before them
    return reading.taken, reading.told


def _by_row(reading: _Reading, rows: list[Remote]) -> None:
    """From the last row on. Every page that was read is done with, also when the run ends early."""
    is_new = True
    while True:
        reading.keep()
        changed = rows[-1].changed if len(rows) >= PAGE else None
        if changed is None or not is_new or timezone.now() > reading.ends:
            return
        rows, is_new = reading.page(updated_after=exact(changed), after_id=rows[-1].id)


def _by_number(reading: _Reading, since: datetime) -> None:
    """By the numbers of pages; a server that does not know them, or `updated_after`, gives its usual list.
    What changes while we read can push a row out of a page to come into one that was read: so all are read
    again until nothing is new, and only then the cursor moves."""
    for _ in range(MOST_PASSES):
        was_new, before = False, list[Remote]()
        for number in range(1, MOST_PAGES + 1):
            rows, is_new = reading.page(updated_after=w3c(since) or "", page=str(number))
            was_new |= is_new
            if timezone.now() > reading.ends:
                return
            if len(rows) < PAGE or rows == before:
                break
            before = rows
        else:
            return
        if not was_new:
            reading.keep()
            return


def _take(peer: Peer, rows: list[Remote]) -> tuple[int, int]:
    """Sort a page: known ones may have news; our own come home; the rest is received."""
    taken = told = 0
    known = _known(peer, [one.id for one in rows])
    for one in rows:
        item = known.get(one.id)
        if item is not None:
            told += hear(peer, item, one)
        elif not _own(peer, one):
            taken += _received(peer, one)
    return taken, told


def _known(peer: Peer, ids: Iterable[str]) -> dict[str, ExchangeItem]:
    with scope(service(peer.region_id), PURPOSE) as s:
        rows = ExchangeItem.objects.within(s).filter(
            region_id=peer.region_id, peer_id=peer.id, remote_id__in=list(ids)
        )
        return {row.remote_id: row for row in rows}


def _own(peer: Peer, one: Remote) -> bool:
    """Whether it is a report of ours that they have: by the id they say it had with us, or, where a server
    knows nothing of that, by our number in its words while we do not know whether it was taken. Its row
    learns what they call it. Only what was handed over to this very peer can be meant: a public id that
    somebody copied gives no word over what another centre works on."""
    with scope(service(peer.region_id), PURPOSE) as s:
        item = _meant(s, peer, one)
        if item is None:
            return False
        if item.state == "ended":
            return True
        if not item.remote_id:
            item.remote_id, item.state, item.why = one.id, "known", ""
            item.changed_at = timezone.now()
            item.save()
    hear(peer, item, one)
    return True


def _meant(s: Scope, peer: Peer, one: Remote) -> ExchangeItem | None:
    """The row of what was handed over to them that is meant. The first time a report goes under its own id,
    later under that of the row."""
    rows = (
        ExchangeItem.objects.within(s)
        .select_for_update()
        .filter(region_id=peer.region_id, peer_id=peer.id, direction="out")
        .order_by("pk")
    )
    try:
        origin = UUID(one.origin_id)
    except ValueError:
        doubtful = {row.cluster_id: row for row in rows.filter(state="sending")}
        numbers = Cluster.objects.within(s).filter(region_id=peer.region_id, pk__in=doubtful)
        told = numbers.values_list("pk", "number")
        return next((doubtful[pk] for pk, number in told if f"[{number}]" in one.description), None)
    return rows.filter(Q(pk=origin) | Q(report_id=origin)).first()


def _received(peer: Peer, one: Remote) -> bool:
    """Receive a report of theirs, once, at the pace of what is posted by their key: limits.Refused beyond it.
    What is closed, of a kind we do not exchange, or without a place in
    our jurisdiction is theirs alone."""
    kind = peer.category_of(one.service_code)
    if not kind or kind in GUARDED or one.status == "closed" or one.point is None:
        return False
    region = territory.region_at(one.point.lat, one.point.lon)
    if region is None or region.id != peer.region_id:
        return False
    new = NewReport(
        client_id=keys.client_id(peer.id, mark(peer, one.id)),
        category=kind,
        text=one.description or category(kind).names["kk"],
        language=LANGUAGES[0],
        lat=one.point.lat,
        lon=one.point.lon,
        place_text=one.address,
        seen_at=one.requested,
        channel="open311",
        sender_key=search_key("watch.open311.sender", f"{peer.id}/"),
    )
    try:
        with transaction.atomic():
            found = receive(new)
            if found.is_new:
                limits.take("key", keys.pace(peer.id))
            with scope(service(peer.region_id), PURPOSE) as s:
                _note(s, peer, one, found)
    except Refused:
        return False  # of the future, a year old, or nothing said: theirs alone
    return found.is_new


def mark(peer: Peer, remote_id: str) -> UUID:
    """The mark of a report of theirs: its id if it is a UUID, the same as when they post it to us."""
    try:
        return UUID(remote_id)
    except ValueError:
        return uuid5(peer.id, remote_id)


def _note(s: Scope, peer: Peer, one: Remote, found: Received) -> None:
    rows = ExchangeItem.objects.within(s).filter(region_id=peer.region_id, peer_id=peer.id)
    if not rows.filter(report_id=found.report_id).exists():
        ExchangeItem.objects.create(
            region_id=peer.region_id,
            peer_id=peer.id,
            direction="in",
            report_id=found.report_id,
            cluster_id=found.cluster_id,
            remote_id=one.id,
            state="known",
            remote_status=one.status,
        )


def ask_all(peer: Peer, ends: datetime) -> int:
    """Ask what became of the reports that both know and that are still open there, until a moment; how many
    have news."""
    with scope(service(peer.region_id), PURPOSE) as s:
        ids = list(
            ExchangeItem.objects.within(s)
            .filter(region_id=peer.region_id, peer_id=peer.id, state="known")
            .exclude(remote_id="")
            .exclude(remote_status="closed")
            .order_by("next_at", "pk")[:ASKED]
            .values_list("remote_id", flat=True)
        )
    told = 0
    for first in range(0, len(ids), AT_ONCE):
        if timezone.now() > ends:
            break
        some = ids[first : first + AT_ONCE]
        known = _known(peer, some)
        for one in peer.client.requests(service_request_id=",".join(some)):
            if one.id in known:
                told += hear(peer, known[one.id], one)
        with scope(service(peer.region_id), PURPOSE) as s:
            ExchangeItem.objects.within(s).filter(
                region_id=peer.region_id, peer_id=peer.id, remote_id__in=some
            ).update(next_at=timezone.now())
    return told


def hear(peer: Peer, item: ExchangeItem, one: Remote) -> bool:
    """Take in their word about a report. Closed there: what we handed over is said to be fixed, and waits
    for somebody who looks. Their note is a reason for staff and is not shown to everybody. Told once."""
    if not one.status or one.status == item.remote_status:
        return False
    with scope(service(peer.region_id), PURPOSE) as s:
        row = ExchangeItem.objects.within(s).select_for_update().get(region_id=peer.region_id, pk=item.pk)
        if row.remote_status == one.status:
            return False
        row.remote_status, row.changed_at = one.status, timezone.now()
        row.save()
        if one.status == "closed" and row.direction == "out" and row.state == "known":
            cluster = stepping.locked(row.cluster_id)
            if cluster.state == HANDED:
                by = stepping.By("remote", post=peer.name)
                stepping.step(cluster, life().move(REMOTE_FIXED), by, reason=one.notes[:2000])
    return True
