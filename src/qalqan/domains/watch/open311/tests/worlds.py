"""Small worlds for tests of the exchange: keys, peers, and calls of a client."""

from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

from django.test import Client
from django.utils import timezone

from qalqan.domains.watch import api
from qalqan.domains.watch.models import Cluster, ExchangeItem, ExchangeKey, ExchangePeer, Report
from qalqan.domains.watch.open311 import keys
from qalqan.domains.watch.tests import worlds
from qalqan.kernel.access.scope import Service, scope

HERE = worlds.REGION
BASE = "/open311/v2"


def key(name: str = "109", region: str = HERE, peer: ExchangePeer | None = None) -> str:
    """A fresh key of a jurisdiction, as its holder has it."""
    text, kept = keys.new_key()
    with scope(Service("tests"), "safety"):
        ExchangeKey.objects.create(region_id=worlds.region_id(region), name=name, digest=kept, peer=peer)
    return text


def peer(url: str, **more: Any) -> ExchangePeer:
    """A centre of others, both ways for manholes and crossings."""
    values: dict[str, Any] = {
        "region_id": worlds.region_id(),
        "name": "109",
        "url": url,
        "codes": {"manhole": "QK-101", "crossing": "QK-201"},
        "is_sending": True,
        "is_taking": True,
        **more,
    }
    with scope(Service("tests"), "safety"):
        return ExchangePeer.objects.create(**values)


def items(**asked: Any) -> list[ExchangeItem]:
    with scope(Service("tests"), "safety"):
        return list(ExchangeItem.objects.filter(**asked).order_by("pk"))


def shown(text: str = "Люк открыт", **more: Any) -> api.Received:
    """A report that a moderator has let through, with these words."""
    told = api.receive(worlds.new(**more))
    api.moderate(worlds.actor("moderator"), told.report_id, "shown", text)
    return told


def fields(**more: Any) -> dict[str, Any]:
    """A good POST but for the key."""
    return {
        "jurisdiction_id": HERE,
        "service_code": "QK-101",
        "lat": f"{worlds.north(60):.6f}",
        "long": f"{worlds.LON}",
        "description": "Открыт люк у школы",
        **more,
    }


def get(path: str, **asked: str) -> Any:
    return Client().get(f"{BASE}/{path}", {"jurisdiction_id": HERE, "locale": "en", **asked})


def post(ending: str = "json", **more: Any) -> Any:
    given = {name: value for name, value in fields(**more).items() if value is not None}
    return Client().post(f"{BASE}/requests.{ending}?locale=en", given)


def xml(response: Any) -> ET.Element:
    return ET.fromstring(response.content)  # noqa: S314


def report(report_id: str | UUID) -> Report:
    with scope(Service("tests"), "safety"):
        return Report.objects.select_related("cluster").get(pk=report_id)


def touch(report_id: str) -> None:
    """Its work item changes now."""
    with scope(Service("tests"), "safety"):
        Cluster.objects.filter(reports=report_id).update(changed_at=timezone.now())


def trouble(row: ExchangePeer) -> str:
    with scope(Service("tests"), "safety"):
        return ExchangePeer.objects.get(pk=row.pk).trouble


def end(peer_id: UUID) -> None:
    with scope(Service("tests"), "safety"):
        ExchangePeer.objects.filter(pk=peer_id).update(ended_at=timezone.now())
