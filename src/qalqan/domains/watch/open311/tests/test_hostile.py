"""Centres and clients that mean harm: what they claim, what they look for, how they hold us up."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from qalqan.domains.watch import api
from qalqan.domains.watch.actor import frame
from qalqan.domains.watch.models import ExchangePeer
from qalqan.domains.watch.open311 import client, incoming, jobs, outgoing, sync, views
from qalqan.domains.watch.open311.client import Remote
from qalqan.domains.watch.open311.peers import HELD, Peer, claimed, peer_of
from qalqan.domains.watch.rules import flood
from qalqan.domains.watch.tests import worlds as watch
from qalqan.kernel.geo import Point

from . import worlds
from .drip import dripping

pytestmark = pytest.mark.django_db
REASON = "Это сети города, центр 109"


def centre(name: str) -> Peer:
    row: ExchangePeer = worlds.peer(f"https://{name}.example", name=name)
    return peer_of(row.region_id, row.pk)


def theirs(key: str, **more: Any) -> Remote:
    values: dict[str, Any] = {
        "id": key,
        "status": "open",
        "service_code": "QK-101",
        "description": "Люк",
        "notes": "",
        "address": "",
        "point": Point(watch.north(2000), watch.LON),
        "requested": timezone.now() - timedelta(hours=1),
        "changed": timezone.now(),
        "origin_id": "",
        **more,
    }
    return Remote(**values)


def handed(**more: Any) -> api.Received:
    told = worlds.shown(**more)
    hand_over(told)
    return told


def hand_over(told: api.Received) -> None:
    api.move(watch.actor("akimat_officer"), told.cluster_id, "hand_over", reason=REASON)


def state(told: api.Received) -> str:
    return worlds.report(told.report_id).cluster.state


def test_a_centre_has_no_word_over_what_another_works_on() -> None:
    hostile, honest = centre("hostile"), centre("honest")
    told = handed()
    outgoing.enqueue(honest)
    incoming._take(hostile, [theirs("evil-1", status="closed", origin_id=str(told.report_id))])
    assert state(told) == "handed_over"
    assert [(one.peer_id, one.state) for one in worlds.items()] == [(honest.id, "queued")]


def test_a_centre_takes_nothing_away_by_a_public_id() -> None:
    hostile, honest = centre("hostile"), centre("honest")
    told = worlds.shown()
    incoming._take(hostile, [theirs("evil-2", origin_id=str(told.report_id))])
    hand_over(told)
    assert outgoing.enqueue(honest) == 1


def test_what_no_centre_takes_is_not_handed_over() -> None:
    told = worlds.shown()
    with override("en"), pytest.raises(api.Refused, match="nobody would work on it"):
        hand_over(told)
    worlds.peer("https://reads.example", name="reads", is_sending=False)
    worlds.peer("https://other.example", name="other", codes={"crossing": "1"})
    worlds.peer("https://gone.example", name="gone", ended_at=timezone.now())
    with override("en"), pytest.raises(api.Refused, match="nobody would work on it"):
        hand_over(told)
    assert state(told) == "new"
    assert "hand_over" not in offered(told)
    centre("taking")
    assert "hand_over" in offered(told)


def offered(told: api.Received) -> set[str]:
    """The moves that an officer's page offers."""
    officer = watch.actor("akimat_officer")
    with frame(officer, "watch.read"):
        view = api.cluster(told.cluster_id)
        assert view is not None
        return {one.key for one in api.moves_of(officer, view)}


def posted(peer: Peer, remote_id: str) -> str:
    """Post what is due; under which mark it went."""
    outgoing.enqueue(peer)
    (out,) = outgoing._taken(peer, timedelta(), 1)
    outgoing._keep(peer, [outgoing.Answered(out, remote_id)])
    return out.fields["client_id"]


def test_what_is_found_unmended_is_handed_over_again_as_a_new_request() -> None:
    peer = centre("honest")
    told = handed()
    assert posted(peer, "r1") == str(told.report_id)
    incoming._take(peer, [theirs("r1", status="closed")])
    assert state(told) == "fixed_said"
    api.confirm(api.WitnessKey(told.secret or ""), told.cluster_id, "not_fixed")
    hand_over(told)
    mark = posted(peer, "r2")
    assert mark != str(told.report_id)
    assert outgoing.enqueue(peer) == 0
    old, new = worlds.items()
    assert [(one.state, one.remote_id) for one in (old, new)] == [("ended", "r1"), ("known", "r2")]
    assert str(new.pk) == mark
    for origin in ("", str(told.report_id)):  # what became of the first says nothing of the second
        incoming._take(peer, [theirs("r1", status="open", origin_id=origin)])
        incoming._take(peer, [theirs("r1", status="closed", origin_id=origin)])
        incoming._take(peer, [theirs("r1-again", status="closed", origin_id=str(told.report_id))])
    assert state(told) == "handed_over"
    incoming._take(peer, [theirs("r2", status="closed", origin_id=mark)])
    assert state(told) == "fixed_said"
    assert len(worlds.items()) == 2


def test_a_centre_that_takes_up_the_same_request_again_keeps_its_id() -> None:
    peer = centre("same")
    told = handed()
    posted(peer, "r1")
    incoming._take(peer, [theirs("r1", status="closed")])
    api.confirm(api.WitnessKey(told.secret or ""), told.cluster_id, "not_fixed")
    hand_over(told)
    posted(peer, "r1")
    assert [(one.state, one.remote_id) for one in worlds.items()] == [("ended", ""), ("known", "r1")]


def test_what_lay_with_a_centre_that_is_gone_goes_to_another() -> None:
    gone = centre("gone")
    handed()
    posted(gone, "r1")
    other = centre("other")
    assert outgoing.enqueue(other) == 0
    worlds.end(gone.id)
    assert outgoing.enqueue(other) == 1


def test_the_place_is_told_by_the_register_and_never_in_the_words_of_a_citizen() -> None:
    site, honest = watch.school(), centre("honest")
    told = handed(metres=20, place_text="у Айгуль Ивановой, кв. 12, 8 701 123 45 67")
    [row] = worlds.get("requests.json").json()
    assert row["address"].startswith(site.name["en"])
    assert row["address_id"] == str(site.id)
    assert "Айгуль" not in str(row)
    outgoing.enqueue(honest)
    (sent,) = outgoing._taken(honest, timedelta(), 1)
    assert sent.fields["address_string"].startswith(site.name["ru"])
    assert "Айгуль" not in str(sent.fields)
    assert state(told) == "handed_over"


def test_where_a_shelter_is_is_told_to_nobody() -> None:
    shelter = watch.school(kind="protection", code="shelter-1", address="Тайная, 5")
    worlds.shown(metres=20)
    [row] = worlds.get("requests.json").json()
    assert row["address_id"] is None
    assert shelter.name["en"] not in (row["address"] or "")
    for place in ({"address_id": "shelter-1"}, {"address_string": "Тайная, 5"}):
        answer = worlds.post(api_key=worlds.key(str(place)), lat=None, long=None, **place)
        assert answer.status_code == 400
        assert "not found" in answer.json()[0]["description"]


@pytest.mark.parametrize("path", ["discovery.json", "services.json", "requests.json", "requests/x.json"])
def test_who_reads_without_end_waits(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views.READING, "MOST", 2.0)
    monkeypatch.setattr(views.READING, "PER_SECOND", 0.0)
    answers = [worlds.get(path) for _ in range(3)]
    assert [one.status_code == 429 for one in answers] == [False, False, True]
    assert answers[2]["Retry-After"] == "10"
    assert answers[2].json()[0]["code"] == 429
    assert worlds.post(api_key=worlds.key()).status_code == 200  # a report is not what is slowed


@pytest.mark.parametrize(
    "head",
    [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n[", b"HTTP/1.1 200 OK\r\n\r\n" + b"9" * 99],
)
def test_a_server_that_drips_is_cut(head: bytes, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPEN311_INSIDE = ["127.0.0.1"]
    monkeypatch.setattr(client, "WHOLE", 0.4)
    with dripping(head) as port:
        begun = time.monotonic()
        with pytest.raises(client.Trouble, match="slow"):
            client.Client(f"http://127.0.0.1:{port}").services()
        assert time.monotonic() - begun < 2
        with pytest.raises(client.Trouble, match="unreachable"):  # the same before TLS stands
            client.Client(f"https://127.0.0.1:{port}").services()


def test_one_job_has_a_peer_and_another_leaves_it(settings: Any) -> None:
    settings.OPEN311_INSIDE = ["127.0.0.1"]
    row = worlds.peer("http://127.0.0.1:9/open311/v2")
    now = timezone.now()
    assert claimed(row.region_id, row.pk, now)
    assert not claimed(row.region_id, row.pk, now + HELD / 2)
    jobs.exchange_one.call(str(row.region_id), str(row.pk))  # under way elsewhere: not asked
    assert worlds.trouble(row) == ""
    assert claimed(row.region_id, row.pk, now + HELD)
    sync.exchange(row.region_id, row.pk)
    assert worlds.trouble(row) == "unreachable"


def test_what_changes_between_two_pages_is_met_again() -> None:
    told = {str(worlds.shown(metres=300 * n).report_id) for n in range(4)}
    page = worlds.get("requests.json", updated_after="2026-01-01T00:00:00Z", page_size="2", extensions="true")
    found = page.json()
    worlds.touch(found[0]["service_request_id"])
    while page.json():
        last = page.json()[-1]
        page = worlds.get(
            "requests.json",
            updated_after=last["extended_attributes"]["changed_datetime"],
            after_id=last["service_request_id"],
            page_size="2",
            extensions="true",
        )
        found += page.json()
    assert len(found) == 5  # the changed one twice
    assert {one["service_request_id"] for one in found} == told
    assert worlds.get("requests.json", updated_after="2026-01-01T00:00:00Z", after_id="x").status_code == 400


class Lists(client.Client):
    """A server in this process: a list that changes while it is read, by rows or by numbers."""

    def __init__(self, rows: list[Remote], *extensions: str) -> None:
        super().__init__("https://lists.example")
        self.rows, self.extensions, self.asked = rows, frozenset(extensions), 0

    def requests(self, **asked: str) -> list[Remote]:
        size, first = int(asked["page_size"]), 0
        if asked.get("after_id"):
            first = next(n for n, one in enumerate(self.rows) if one.id == asked["after_id"]) + 1
        elif asked.get("page"):
            first = (int(asked["page"]) - 1) * size
        found = self.rows[first : first + size]
        self.asked += 1
        if self.asked == 1:  # the first row changes, and moves to the end
            moved = self.rows.pop(0)
            self.rows.append(theirs(moved.id, changed=timezone.now(), point=moved.point))
        return found


@pytest.mark.parametrize("extensions", [("after_id",), ()])
def test_no_report_is_lost_while_a_list_moves(
    extensions: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "PAGE", 2)
    now = timezone.now()
    rows = [
        theirs(f"r{n}", changed=now - timedelta(hours=9 - n), point=Point(watch.north(600 * n), watch.LON))
        for n in range(5)
    ]
    peer = replace(centre("moving"), client=Lists(rows, *extensions))
    taken, _ = incoming.take_all(peer, now + timedelta(minutes=1))
    assert taken == 5
    assert {one.remote_id for one in worlds.items()} == {f"r{n}" for n in range(5)}
    cursor = peer_of(peer.region_id, peer.id).cursor
    assert cursor is not None
    assert cursor >= now


def test_a_reading_that_ends_early_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "PAGE", 2)
    now = timezone.now()
    rows = [theirs(f"r{n}", changed=now - timedelta(hours=9 - n)) for n in range(6)]
    by_number = replace(centre("numbers"), client=Lists(rows[:]))
    incoming.take_all(by_number, now - timedelta(seconds=1))
    assert peer_of(by_number.region_id, by_number.id).cursor is None
    by_row = replace(centre("rows"), client=Lists(rows[:], "after_id"))
    incoming.take_all(by_row, now - timedelta(seconds=1))
    assert peer_of(by_row.region_id, by_row.id).cursor == rows[1].changed


def test_a_centre_that_floods_is_taken_at_the_pace_of_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(flood.LIMITS, "key", flood.Limit(timedelta(hours=1), 3, 3))  # type: ignore[index]
    now = timezone.now()
    rows = [theirs(f"r{n}", point=Point(watch.north(600 * n), watch.LON)) for n in range(9)]
    peer = replace(centre("flooding"), client=Lists(rows, "after_id"))
    incoming.take_all(peer, now + timedelta(minutes=1))
    assert len(worlds.items()) == 3
    assert peer_of(peer.region_id, peer.id).cursor is None
