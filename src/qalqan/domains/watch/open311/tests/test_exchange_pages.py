"""The coordinator's pages: a key is told once, a centre is kept and asked, and nobody else gets in."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from qalqan.domains.watch.models import ExchangeKey, ExchangePeer
from qalqan.domains.watch.open311 import administrating
from qalqan.domains.watch.open311.administrating import NewPeer, NotKept
from qalqan.domains.watch.open311.client import Trouble, _connection
from qalqan.domains.watch.tests import worlds as watch
from qalqan.kernel.access.scope import Service, scope

from . import foreign, worlds

pytestmark = pytest.mark.django_db
GOOD = NewPeer(
    "109", "https://109.example.kz/open311/v2/", "", "their-key", True, True, {"manhole": "33", "no": "1"}
)


@pytest.fixture
def coordinator() -> Any:
    return watch.actor("coordinator", body_code="МОН", region_id=None)


def peers() -> list[ExchangePeer]:
    with scope(Service("tests"), "safety"):
        return list(ExchangePeer.objects.order_by("pk"))


def test_a_key_is_told_once_and_kept_as_a_hash(coordinator: Any) -> None:
    told = administrating.make_key(coordinator, watch.region_id(), "109")
    assert worlds.post(api_key=told).status_code == 200
    with scope(Service("tests"), "safety"):
        [row] = ExchangeKey.objects.all()
        assert told.encode() not in bytes(row.digest)
        [shown] = administrating.key_views()
    assert (shown.reports, shown.ended_at) == (1, None)
    assert shown.last_used_on is not None
    administrating.end_key(coordinator, row.pk)
    assert worlds.post(api_key=told).status_code == 403


def test_a_centre_is_kept_and_its_key_is_sealed(coordinator: Any) -> None:
    pk = administrating.keep_peer(coordinator, watch.region_id(), GOOD)
    [row] = peers()
    assert (row.url, row.codes) == ("https://109.example.kz/open311/v2", {"manhole": "33"})
    with scope(Service("tests"), "safety"):
        assert ExchangePeer.objects.get(pk=pk).api_key == "their-key"
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT api_key FROM watch_exchange_peer")
            assert b"their-key" not in bytes(cursor.fetchone()[0])
    changed = NewPeer(**{**{f: getattr(GOOD, f) for f in GOOD.__slots__}, "api_key": "", "is_taking": False})
    administrating.keep_peer(coordinator, watch.region_id(), changed, pk)
    with scope(Service("tests"), "safety"):
        row = ExchangePeer.objects.get(pk=pk)
        assert (row.api_key, row.is_taking) == ("their-key", False)


@pytest.mark.parametrize(
    "url",
    [
        "http://109.example.kz/v2",
        "https://user:pass@109.example.kz/v2",
        "https://109.example.kz/v2?x=1",
        "https://109.example.kz/v2#x",
        "ftp://109.example.kz",
        "https:///v2",
        "https://109.example.kz/\r\nHost: inside",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_may_not_be_asked(coordinator: Any, url: str) -> None:
    with pytest.raises(NotKept, match="url"):
        administrating.keep_peer(coordinator, watch.region_id(), NewPeer("x", url, "", "", False, False, {}))
    assert peers() == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1", "[::1]", "[::ffff:10.0.0.1]"]
)
def test_no_call_leads_into_the_inner_network(host: str) -> None:
    with pytest.raises(Trouble) as refused:
        _connection("https", host.strip("[]"), 443)
    assert refused.value.rule == "inside"
    with pytest.raises(Trouble) as refused:
        _connection("http", "example.kz", 80)
    assert refused.value.rule == "address"


def test_the_same_name_twice_is_refused(coordinator: Any) -> None:
    administrating.keep_peer(coordinator, watch.region_id(), GOOD)
    with pytest.raises(NotKept, match="name_taken"):
        administrating.keep_peer(coordinator, watch.region_id(), GOOD)


def test_ending_a_centre_ends_its_keys(coordinator: Any) -> None:
    pk = administrating.keep_peer(coordinator, watch.region_id(), GOOD)
    told = administrating.make_key(coordinator, watch.region_id(), "109", pk)
    administrating.end_peer(coordinator, pk)
    assert worlds.post(api_key=told).status_code == 403


def test_a_centre_is_asked_for_its_services(coordinator: Any, settings: Any) -> None:
    settings.OPEN311_INSIDE = ["127.0.0.1"]
    with foreign.running() as centre:
        pk = administrating.keep_peer(
            coordinator, watch.region_id(), NewPeer("x", centre.url, "", "", False, False, {})
        )
        assert administrating.offered(coordinator, pk) == [("33", "Manholes")]


def test_strangers_are_sent_away() -> None:
    page = reverse("watch:exchange")
    assert Client().get(page).status_code == 302
    client = Client()
    client.force_login(get_user_model().objects.create_user("nobody"))
    assert client.get(page).status_code == 403
    assert re.search(r"/exchange/$", page)
