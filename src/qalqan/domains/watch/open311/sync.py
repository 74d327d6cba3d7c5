"""The exchange with one peer, both ways. Nothing is lost, nothing goes twice, nothing comes back.

Each report on its way is a row (`ExchangeItem`), and each step commits before the next one touches the
network, so that a process killed anywhere leaves a row that says where it stood:

    queued --commit--> sending --POST--> (answer) --commit--> known

A row found in `sending` was posted, perhaps. A peer that knows our mark (`client_id`) is simply posted to
again: the same mark gives the same request, so rows go to it by twenties between two commits. Of any other
peer we first ask for a request of that service, at that place, of that time; found, it is adopted. Not found,
it is asked for again over half an hour, since some servers list late, and only then posted again: a report
twice is a nuisance, a lost one is a child in a pit.

What comes in is received under a mark made of the peer and its id, the same mark whether they post it to us
or we read it there, so that both at once is one report. A peer that knows `after_id` is read from row to row,
oldest change first, so that a row that changes meanwhile is met again at the end; of any other, whose pages
are numbers, the cursor moves only after a whole reading. It overlaps: reading twice does nothing.

What came from a peer never leaves by the exchange, and what a peer shows us of our own is known by its
`origin_id`: no report goes round. Their "closed" is a word of one party: what we handed over becomes "said to
be fixed" and waits here for a second pair of eyes; their "open" reopens nothing of ours.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from .client import Trouble
from .incoming import ask_all, take_all
from .outgoing import enqueue, send_all
from .peers import RUN, Peer, learn, peer_of, settle

# Longer than what lies between two commits: to a peer that knows our mark as many calls as a third of RUN
# holds and the one that it ends in (60 + 40 s), to another one a look and a post (80 s).
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Done:
    """What one run did. `trouble`: why it ended early, "" if it did not."""

    sent: int = 0
    taken: int = 0
    told: int = 0
    trouble: str = ""


def exchange(region_id: UUID, peer_id: UUID, *, lease: timedelta = LEASE) -> Done:
    """One run with one peer. `lease`: how long a row that is being sent is left alone by other runs. Trouble
    of the other side is noted with the peer and is no error. What does not fit into `RUN` is left for the
    next; each of the three ways gets its part of it, so that a long queue out stops nothing that comes in."""
    peer = peer_of(region_id, peer_id)
    done, begun = Done(), timezone.now()
    learn(peer, asked_at=begun)
    try:
        peer = _acquainted(peer)
        if peer.is_sending:
            enqueue(peer)
            done = replace(done, sent=send_all(peer, lease, begun + RUN / 3))
        if peer.is_taking:
            taken, told = take_all(peer, begun + RUN * 2 / 3)
            done = replace(done, taken=taken, told=told)
        done = replace(done, told=done.told + ask_all(peer, begun + RUN))
    except Trouble as trouble:
        done = replace(done, trouble=f"{trouble.rule} {trouble.status or ''}".strip())
    settle(peer, done.trouble)
    return done


def _acquainted(peer: Peer) -> Peer:
    """A peer of which it is known whether it knows our mark; asked once."""
    if peer.correlates is not None:
        return peer
    peer.client.services()
    knows = "client_id" in peer.client.extensions
    learn(peer, correlates=knows)
    return replace(peer, correlates=knows)
