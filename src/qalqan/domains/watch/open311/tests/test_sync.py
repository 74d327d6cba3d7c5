"""The exchange with a centre that is no Qalqan: an answer lost, a list that comes late, words that mean
something else, and what must never leave or come back."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from qalqan.domains.watch import api
from qalqan.domains.watch.models import Cluster, ExchangeItem, ExchangePeer, Report
from qalqan.domains.watch.open311 import client, outgoing, sync
from qalqan.domains.watch.open311.peers import due, pause, peer_of
from qalqan.domains.watch.tests import worlds as watch
from qalqan.kernel.access.scope import Service, scope

from . import foreign, worlds

pytestmark = pytest.mark.django_db
NOW = timedelta()


@pytest.fixture
def centre(settings: Any) -> Iterator[foreign.Centre]:
    settings.OPEN311_INSIDE = ["127.0.0.1"]
    with foreign.running() as found:
        yield found


@pytest.fixture
def peer(centre: foreign.Centre) -> ExchangePeer:
    return worlds.peer(centre.url, codes={"manhole": "33"}, api_key="secret-of-theirs")


def run(peer: ExchangePeer) -> sync.Done:
    """One run, as if whatever waits had waited long enough."""
    with scope(Service("tests"), "safety"):
        ExchangeItem.objects.filter(region_id=peer.region_id).update(next_at=timezone.now())
    return sync.exchange(peer.region_id, peer.pk, lease=NOW)


def handed(**more: Any) -> api.Received:
    """A shown report whose work item an officer handed over."""
    told = worlds.shown("Люк открыт", **more)
    api.move(watch.actor("akimat_officer"), told.cluster_id, "hand_over", reason="Это сети города, центр 109")
    return told


def state(told: api.Received) -> str:
    return worlds.report(told.report_id).cluster.state


def reports() -> int:
    with scope(Service("tests"), "safety"):
        return Report.objects.count()


def test_it_works(centre: foreign.Centre, peer: ExchangePeer) -> None:
    told = handed()
    assert run(peer) == sync.Done(sent=1, taken=0, told=1)
    [sent] = centre.posts
    assert sent["api_key"] == "secret-of-theirs"
    assert (sent["service_code"], sent["client_id"]) == ("33", str(told.report_id))
    assert sent["description"] == f"Люк открыт\n[{told.number}]"
    [item] = worlds.items()
    assert (item.direction, item.state, item.remote_id) == ("out", "known", "1")
    assert run(peer).sent == 0
    assert len(centre.posts) == 1
    assert reports() == 1


def test_of_several_at_once_none_is_forgotten_when_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    row = worlds.peer("https://one.example", correlates=True)
    for metres in (60, 2000, 4000):
        handed(metres=metres)
    asked: list[str] = []

    def send(_: object, fields: Mapping[str, str]) -> client.Sent:
        asked.append(fields["client_id"])
        if len(asked) == 2:
            raise client.Trouble("broken")  # taken, perhaps
        return client.Sent(f"r-{fields['client_id']}", "")

    monkeypatch.setattr(client.Client, "send", send)
    peer = peer_of(row.region_id, row.pk)
    outgoing.enqueue(peer)
    soon = timezone.now() + timedelta(minutes=1)
    with pytest.raises(client.Trouble):
        outgoing.send_all(peer, NOW, soon)
    stood = [(one.state, one.attempts) for one in worlds.items()]
    assert stood == [("known", 1), ("sending", 1), ("queued", 0)]
    with scope(Service("tests"), "safety"):
        ExchangeItem.objects.update(next_at=timezone.now())
    assert outgoing.send_all(peer, NOW, soon) == 2
    assert {one.state for one in worlds.items()} == {"known"}
    assert len(set(asked)) == 3  # the one in doubt went again under the same mark
    assert [one.remote_id for one in worlds.items()] == [f"r-{one.report_id}" for one in worlds.items()]
    assert outgoing.send_all(peer, NOW, soon) == 0


def test_what_became_something_else_meanwhile_is_not_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    row = worlds.peer("https://one.example", correlates=True)
    for metres in (60, 2000, 4000, 6000):
        handed(metres=metres)

    def send(_: object, __: object) -> client.Sent:
        """The lease ends meanwhile: one is ended, another one is taken by another run."""
        ended, taken = worlds.items()[1:3]
        with scope(Service("tests"), "safety"):
            ExchangeItem.objects.filter(pk=ended.pk).update(state="ended")
            ExchangeItem.objects.filter(pk=taken.pk).update(attempts=2, next_at=later)
        raise client.Trouble("broken")

    monkeypatch.setattr(client.Client, "send", send)
    peer = peer_of(row.region_id, row.pk)
    outgoing.enqueue(peer)
    later = timezone.now() + timedelta(minutes=2)
    with pytest.raises(client.Trouble):
        outgoing.send_all(peer, NOW, timezone.now() + timedelta(minutes=1))
    _, ended, taken, waits = worlds.items()
    assert (ended.state, ended.attempts) == ("ended", 1)
    assert (taken.state, taken.attempts, taken.next_at) == ("sending", 2, later)
    assert (waits.state, waits.attempts) == ("queued", 0)


def test_what_is_not_for_everybody_stays(centre: foreign.Centre, peer: ExchangePeer) -> None:
    told = api.receive(watch.new(text="Айгүл Серікова живёт тут, +7 701 000 00 00", contact="a@b.kz"))
    api.move(watch.actor("akimat_officer"), told.cluster_id, "hand_over", reason="Это сети города, центр 109")
    run(peer)
    [sent] = centre.posts
    assert sent["description"] == f"Открытый люк или колодец\n[{told.number}]"
    assert not any("Айгүл" in value or "a@b.kz" in value for value in sent.values())


def test_a_lost_answer_is_looked_for_and_not_posted_again(centre: foreign.Centre, peer: ExchangePeer) -> None:
    handed()
    centre.loses = 1
    assert run(peer).trouble == "broken"
    [item] = worlds.items()
    assert (item.state, item.remote_id) == ("sending", "")
    run(peer)
    [item] = worlds.items()
    assert (item.state, item.remote_id) == ("known", "1")
    assert len(centre.posts) == 1
    assert reports() == 1  # what they list is ours, and is not taken for theirs


def test_a_list_that_comes_late_is_waited_for(centre: foreign.Centre, peer: ExchangePeer) -> None:
    handed()
    centre.loses, centre.hides = 1, 2
    run(peer)
    run(peer)  # the list is empty, twice: to look for it, and to read what is new
    assert [item.why for item in worlds.items()] == ["not_found_yet"]
    run(peer)
    assert [item.remote_id for item in worlds.items()] == ["1"]
    assert len(centre.posts) == 1


def test_what_was_never_listed_is_posted_again_after_half_an_hour(
    centre: foreign.Centre, peer: ExchangePeer
) -> None:
    handed()
    centre.loses = 1
    run(peer)
    centre.requests.clear()
    with scope(Service("tests"), "safety"):
        ExchangeItem.objects.update(made_at=timezone.now() - outgoing.LATE)
    run(peer)
    assert len(centre.posts) == 2
    assert [item.state for item in worlds.items()] == ["known"]


def test_what_they_refuse_is_ours_again(centre: foreign.Centre, peer: ExchangePeer) -> None:
    told = handed()
    centre.refuses = 400
    assert run(peer).trouble == ""
    assert state(told) == "accepted"
    assert [(item.state, item.why) for item in worlds.items()] == [("refused", "status 400")]
    centre.refuses = 0
    api.move(watch.actor("akimat_officer"), told.cluster_id, "hand_over", reason="Снова: договорились")
    assert run(peer).sent == 1


def test_an_address_that_is_no_endpoint_takes_no_report_back(
    centre: foreign.Centre, peer: ExchangePeer
) -> None:
    told = handed()
    centre.refuses, centre.words = 404, b"<html>Not found</html>"
    assert run(peer).trouble == "status 404"
    assert state(told) == "handed_over"


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_trouble_with_a_peer_refuses_no_report(
    centre: foreign.Centre, peer: ExchangePeer, status: int
) -> None:
    told = handed()
    centre.refuses = status
    assert run(peer).trouble == f"status {status}"
    assert state(told) == "handed_over"
    assert worlds.items()[0].state in ("queued", "sending")
    centre.refuses = 0
    while run(peer).trouble:
        pass
    with scope(Service("tests"), "safety"):
        ExchangeItem.objects.update(made_at=timezone.now() - outgoing.LATE)
    run(peer)
    assert len(centre.requests) == 1


def test_theirs_is_received_once(centre: foreign.Centre, peer: ExchangePeer) -> None:
    centre.requests.append(theirs())
    assert run(peer).taken == 1
    assert run(peer).taken == 0
    [item] = worlds.items()
    row = worlds.report(item.report_id)
    assert (row.channel, row.text, row.moderation) == ("open311", "Крышка люка разбита", "waiting")
    assert (item.direction, item.remote_id) == ("in", "109-77")
    assert centre.posts == []


def theirs(**more: Any) -> dict[str, Any]:
    return {
        "service_request_id": "109-77",
        "status": "open",
        "service_code": "33",
        "description": "Крышка люка разбита",
        "requested_datetime": (timezone.now() - timedelta(hours=3)).isoformat(),
        "updated_datetime": timezone.now().isoformat(),
        "lat": str(watch.north(2000)),
        "long": str(watch.LON),
        **more,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"service_code": "99"},
        {"status": "closed"},
        {"lat": None},
        {"lat": "51.13", "long": "71.43"},
        {"requested_datetime": "2020-01-01T00:00:00Z"},
        {"service_request_id": None},
    ],
)
def test_what_is_theirs_alone(centre: foreign.Centre, peer: ExchangePeer, change: dict[str, Any]) -> None:
    centre.requests.append(theirs(**change))
    assert run(peer) == sync.Done()
    assert reports() == 0


def test_what_came_from_a_peer_never_goes_back(centre: foreign.Centre, peer: ExchangePeer) -> None:
    centre.requests.append(theirs())
    run(peer)
    other = worlds.peer(centre.url, name="another", codes={"manhole": "33"})
    [item] = worlds.items()
    with override("en"), pytest.raises(api.Refused, match="nobody would work on it"):
        api.move(watch.actor("akimat_officer"), item.cluster_id, "hand_over", reason="Это не наше, их дело")
    with scope(Service("tests"), "safety"):  # and if it stood there all the same
        Cluster.objects.filter(pk=item.cluster_id).update(state="handed_over")
    run(peer)
    run(other)
    assert centre.posts == []


def test_closed_there_waits_here_for_a_second_pair_of_eyes(
    centre: foreign.Centre, peer: ExchangePeer
) -> None:
    told = handed()
    run(peer)
    centre.requests[0] |= {"status": "closed", "status_notes": "Заменили крышку <b>сегодня</b>"}
    assert run(peer).told == 1
    assert state(told) == "fixed_said"
    assert run(peer).told == 0
    api.confirm(watch.actor("safety_inspector"), told.cluster_id, "fixed", metres=5)
    assert state(told) == "closed"


def test_their_words_are_for_staff_and_their_open_reopens_nothing(
    centre: foreign.Centre, peer: ExchangePeer
) -> None:
    told = handed()
    run(peer)
    centre.requests[0] |= {"status": "closed", "status_notes": "Иванов И. И. заменил"}
    run(peer)
    public = worlds.get(f"requests/{told.report_id}.json").json()[0]
    assert "Иванов" not in str(public)
    centre.requests[0]["status"] = "open"
    run(peer)
    assert state(told) == "fixed_said"


def test_guarded_kinds_are_told_to_nobody(centre: foreign.Centre, peer: ExchangePeer) -> None:
    guarded = next(one.key for one in api.categories() if one.is_guarded)
    with scope(Service("tests"), "safety"):
        ExchangePeer.objects.filter(pk=peer.pk).update(codes={guarded: "33"})
    told = api.receive(watch.new(guarded))
    with override("en"), pytest.raises(api.Refused, match="nobody would work on it"):
        api.move(
            watch.actor("akimat_officer"), told.cluster_id, "hand_over", reason="Это сети города, центр 109"
        )
    with scope(Service("tests"), "safety"):  # and if it stood there all the same
        Cluster.objects.filter(pk=told.cluster_id).update(state="handed_over")
    assert run(peer).sent == 0
    assert centre.posts == []


def test_xml_is_read_as_well(centre: foreign.Centre, peer: ExchangePeer) -> None:
    centre.as_xml = True
    centre.requests.append(theirs())
    assert run(peer).taken == 1
    assert worlds.report(worlds.items()[0].report_id).text == "Крышка люка разбита"


@pytest.mark.parametrize("body", [b"<html><body>Down</body></html>", b"[[[", b"<!DOCTYPE a><a/>", b" "])
def test_rubbish_is_trouble_and_nothing_else(centre: foreign.Centre, peer: ExchangePeer, body: bytes) -> None:
    centre.answer = body
    handed()
    done = sync.exchange(peer.region_id, peer.pk, lease=NOW)
    assert done.sent + done.taken <= 1
    assert reports() == 1


def test_a_peer_that_does_not_answer_is_left_alone_longer_each_time(settings: Any) -> None:
    settings.OPEN311_INSIDE = ["127.0.0.1"]
    silent = worlds.peer("http://127.0.0.1:9/open311/v2")
    assert sync.exchange(silent.region_id, silent.pk).trouble == "unreachable"
    now = timezone.now()
    assert due(now) == []
    assert due(now + timedelta(minutes=3)) == [(silent.region_id, silent.pk)]
    assert [pause(n) for n in (0, 1, 3, 50)] == [
        timedelta(),
        timedelta(minutes=2),
        timedelta(minutes=8),
        timedelta(hours=1),
    ]
