"""Centres and clients that mean harm: what they claim, what they look for, how they hold us up."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from qalqan.domains.watch import api
from qalqan.domains.watch.models import ExchangePeer
from qalqan.domains.watch.open311 import incoming, outgoing, views
from qalqan.domains.watch.open311.client import Remote
from qalqan.domains.watch.open311.peers import Peer, peer_of
from qalqan.domains.watch.tests import worlds as watch
from qalqan.kernel.geo import Point

from . import worlds

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


def test_the_place_is_told_by_the_register_and_never_in_the_words_of_a_citizen() -> None:
    site = watch.school()
    told = handed(metres=20, place_text="у Айгуль Ивановой, кв. 12, 8 701 123 45 67")
    [row] = worlds.get("requests.json").json()
    assert row["address"].startswith(site.name["en"])
    assert row["address_id"] == str(site.id)
    assert "Айгуль" not in str(row)
    honest = centre("honest")
    outgoing.enqueue(honest)
    sent = outgoing._taken(honest, timedelta())
    assert sent is not None
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
    answers = [worlds.get(path) for _ in range(3)]
    assert [one.status_code == 429 for one in answers] == [False, False, True]
    assert answers[2]["Retry-After"] == "10"
    assert answers[2].json()[0]["code"] == 429
    assert worlds.post(api_key=worlds.key()).status_code == 200  # a report is not what is slowed
