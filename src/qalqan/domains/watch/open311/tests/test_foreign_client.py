"""A client of somebody else's, from its own package, against our server as it runs: services, definition,
requests, one request, in both formats; and a request made as any program would make it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from georeport import GeoReport

from qalqan.kernel.embedded.server import Server

from .conftest import Twin, twins_of, until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
HERE = "KZ-61"


@pytest.fixture(scope="module")
def twin(embedded_server: Server, nursery: Any) -> Iterator[Twin]:
    with twins_of(embedded_server, nursery, "c") as [found]:
        found.run("seed", count=3, west=67.5, state="new", our_key="qk_c")
        found.start("serve")
        until(found.answers, 20)
        yield found


@pytest.mark.parametrize("ending", ["json", "xml"])
def test_georeport_reads_everything(twin: Twin, ending: str) -> None:
    client = GeoReport(twin.root, jurisdiction=HERE, output_format=ending)
    services = client.get_service_list()
    assert {"service_code", "service_name", "metadata", "type", "group"} <= set(services[0])
    assert services[0]["service_code"] == "QK-101"
    definition = client.get_service_definition("QK-101")
    assert definition["service_code"] == "QK-101"
    found = client.get_service_requests(status="open", service_code="QK-101")
    assert {one["description"].split()[-1] for one in found} == {
        "0",
        "1",
        "2",
    }  # "c" and the worker stand before
    key = found[0]["service_request_id"]
    assert client.get_service_request(key)["service_request_id"] == key
    assert [
        one["service_request_id"]
        for one in client.get_service_requests(f"{key},{found[1]['service_request_id']}")
    ]


@pytest.mark.parametrize("ending", ["json", "xml"])
def test_a_request_as_any_program_makes_it(twin: Twin, ending: str) -> None:
    given = {
        "jurisdiction_id": HERE,
        "api_key": "qk_c",
        "service_code": "QK-101",
        "lat": "43.9",
        "long": "68.9",
        "description": f"люк у школы, {ending}",
    }
    with urlopen(f"{twin.root}/requests.{ending}", urlencode(given).encode()) as answer:  # noqa: S310
        body = answer.read().decode()
    assert "service_request_id" in body
    assert twin.texts()[given["description"]] == 1
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{twin.root}/requests.json", urlencode({**given, "api_key": "x"}).encode())  # noqa: S310
    assert refused.value.code == 403
    assert json.loads(refused.value.read())[0]["code"] == 403
