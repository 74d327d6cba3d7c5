"""Whatever is sent, the answer is a document of the standard, and never a fault of ours."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import worlds

pytestmark = pytest.mark.django_db
FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(max_size=12) | st.sampled_from(
    ["\x00", "٣", "1e309", "-0", "NaN", "9" * 400, "\ud83d", "'; --", "<a>", "%00", "KZ-61", "QK-101"]
)
NAMES = st.sampled_from(
    [
        "service_code",
        "lat",
        "long",
        "description",
        "email",
        "media_url",
        "address_string",
        "client_id",
        "attribute[cover]",
        "attribute[cover][]",
        "attribute[",
        "requested_datetime",
        "phone",
        "jurisdiction_id",
    ]
)
ASKED = st.sampled_from(
    [
        "service_request_id",
        "start_date",
        "end_date",
        "status",
        "page",
        "page_size",
        "bbox",
        "lat",
        "long",
        "radius",
        "updated_after",
        "locale",
        "extensions",
        "jurisdiction_id",
        "service_code",
        "api_key",
    ]
)
TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=no-such",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "x" * 300,
    "application/json",
    "text/xml",
    "",
    "\x00",
]


def document(answer: Any) -> None:
    """The answer is 2xx or 4xx and reads as its type says."""
    assert answer.status_code < 500
    if answer["Content-Type"].startswith("application/json"):
        json.loads(answer.content)
    else:
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        ET.fromstring(answer.content)  # noqa: S314


def said(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@FEW
@given(
    st.sampled_from(["requests", "servicerequestupdates", "services"]),
    st.dictionaries(ASKED, TEXT, max_size=5),
)
def test_queries(path: str, asked: dict[str, str]) -> None:
    given_ = {name: said(value) for name, value in asked.items()}
    document(Client().get(f"{worlds.BASE}/{path}.json", {"jurisdiction_id": worlds.HERE, **given_}))


@FEW
@given(st.text(max_size=20))
def test_addresses(path: str) -> None:
    document(Client().get(f"{worlds.BASE}/requests/{said(path).replace('?', '').replace('#', '')}.xml"))


@FEW
@given(st.dictionaries(NAMES, TEXT, max_size=6))
def test_forms(fields: dict[str, str]) -> None:
    key = worlds.key()
    document(worlds.post("xml", api_key=key, **{name: said(value) for name, value in fields.items()}))


@FEW
@given(
    st.sampled_from(TYPES),
    st.binary(max_size=80)
    | st.sampled_from(
        [
            b'--x\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\n\r\nabc\r\n--x--\r\n',
            b'--x\r\nContent-Disposition: form-data; name="lat"\r\nContent-Transfer-Encoding: base64\r\n\r\n',
            b"--x\r\n\r\n",
            b"a=%FF%FE&b=%00&" + b"c=1&" * 1500,
            b"<!DOCTYPE a [<!ENTITY b '&b;&b;'>]><a>&b;</a>",
        ]
    ),
)
def test_bodies(kind: str, body: bytes) -> None:
    document(Client().generic("POST", f"{worlds.BASE}/requests.json", body, content_type=kind))
