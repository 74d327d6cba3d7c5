"""One of two Qalqans, in processes of its own that tests start and kill: a database of its own, a server, and
a loop that exchanges without end. Importing this sets Django up, so that a fork server does it once and each
process starts in milliseconds: a restart should cost a killed exchange its work and not its patience."""

import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "qalqan.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connections  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from qalqan.domains.territory import api as territory  # noqa: E402
from qalqan.domains.watch.models import Cluster, ExchangeKey, ExchangePeer, Report  # noqa: E402
from qalqan.domains.watch.open311 import incoming, keys, sync  # noqa: E402
from qalqan.domains.watch.open311.peers import due  # noqa: E402
from qalqan.kernel import vault  # noqa: E402
from qalqan.kernel.access.scope import Service, scope  # noqa: E402

get_resolver().url_patterns  # noqa: B018  all addresses loaded once, before any fork

REGION = "KZ-61"
STEP = 0.009  # degrees: a kilometre, so that no two are taken for one


class Threads(WSGIServer):
    """A few threads that keep their connection to the database, as the server of production has them."""

    request_queue_size = 50
    workers: ThreadPoolExecutor

    def process_request(self, request: Any, client_address: Any) -> None:
        """Into the pool."""
        self.workers.submit(self._answer, request, client_address)

    def _answer(self, request: Any, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
        finally:
            self.shutdown_request(request)


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_: Any) -> None:
        """No line."""


def enter(told: Mapping[str, Any]) -> None:
    """Work on this side's database."""
    connections["default"].settings_dict |= {"NAME": f"twin_{told['name']}", "CONN_MAX_AGE": None}
    settings.OPEN311_INSIDE = ["127.0.0.1"]


def seed(told: Mapping[str, Any]) -> None:
    """A key for others, a peer if one is told, and reports that everybody may read."""
    enter(told)
    region_id = territory.region(REGION, date(2026, 11, 1)).id
    with scope(Service("tests"), "safety"):
        peer = None
        if told.get("peer_url"):
            peer = ExchangePeer.objects.create(
                region_id=region_id,
                name="other",
                url=told["peer_url"],
                jurisdiction=REGION,
                api_key=told["their_key"],
                codes={"manhole": "QK-101"},
                is_sending=True,
                is_taking=True,
            )
        ExchangeKey.objects.create(
            region_id=region_id, name="other", digest=keys.digest(told["our_key"]), peer=peer
        )
        made = [things(told, region_id, number) for number in range(told["count"])]
        Cluster.objects.bulk_create([cluster for cluster, _ in made])
        Report.objects.bulk_create([report for _, report in made])


def things(told: Mapping[str, Any], region_id: Any, number: int) -> tuple[Cluster, Report]:
    """One thing and its report."""
    common: dict[str, Any] = {
        "region_id": region_id,
        "id": vault.new_id(),
        "category": "manhole",
        "lat": 42.6 + STEP * (number // 40),
        "lon": told["west"] + STEP * 1.5 * (number % 40),
    }
    text = f"{told['name']} {number}"
    cluster = Cluster(number=f"{told['name']}-{number:05}", state=told["state"], is_shown=True, **common)
    return cluster, Report(
        cluster=cluster,
        client_id=vault.new_id(),
        text=text,
        public_text=text,
        language="ru",
        channel="web",
        moderation="shown",
        seen_at=timezone.now(),
        **common | {"id": vault.new_id()},
    )


def serve(told: Mapping[str, Any]) -> None:
    """Answer on a port until killed."""
    enter(told)
    with make_server("127.0.0.1", told["port"], WSGIHandler(), Threads, Quiet) as server:
        server.workers = ThreadPoolExecutor(4)  # type: ignore[attr-defined]
        server.serve_forever()


def exchange(told: Mapping[str, Any]) -> None:
    """Exchange with the peer, again and again, until killed: in short runs, so that what one side posts the
    other may be reading in that moment. Of both there is one clock, so little is read twice; what became of
    reports is asked a few at a time."""
    enter(told)
    sync.RUN = timedelta(seconds=told["run"])
    incoming.OVERLAP, incoming.ASKED = timedelta(seconds=2), incoming.AT_ONCE
    while True:
        for region_id, peer_id in due(timezone.now() + timedelta(days=1)):
            sync.exchange(region_id, peer_id, lease=timedelta(seconds=1))
        time.sleep(0.2)
