"""One document in two spellings, exact in shape; what is read back is what was written; what is no document
is refused and never a fault."""

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.watch.open311.formats import ITEM, UNSPEAKABLE, Unreadable, plain, read, write

REQUEST = {
    "service_request_id": "638344",
    "status": "closed",
    "status_notes": "Duplicate <b>request</b> & more",
    "description": None,
    "lat": 51.128,
    "long": 71.43,
}
DEFINITION = {
    "service_code": "toilet",
    "attributes": [
        {
            "variable": True,
            "code": "kind",
            "required": False,
            "order": 1,
            "values": [{"key": "a", "name": "А"}],
        }
    ],
}


def test_json_is_the_bare_array() -> None:
    assert json.loads(write("json", "service_requests", [REQUEST])) == [REQUEST]


def test_xml_has_the_root_and_the_element_of_the_standard() -> None:
    body = write("xml", "service_requests", [REQUEST])
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    root = ET.fromstring(body)  # noqa: S314
    assert (root.tag, [child.tag for child in root]) == ("service_requests", ["request"])
    assert [child.tag for child in root[0]] == list(REQUEST)
    assert root[0].findtext("status_notes") == REQUEST["status_notes"]
    assert root[0].find("description").text is None


def test_a_definition_nests_attribute_and_value() -> None:
    root = ET.fromstring(write("xml", "service_definition", DEFINITION))  # noqa: S314
    assert root.tag == "service_definition"
    attribute = root.find("attributes/attribute")
    assert attribute.findtext("variable") == "true"
    assert attribute.findtext("required") == "false"
    assert attribute.findtext("values/value/name") == "А"


@pytest.mark.parametrize("root", sorted(ITEM))
def test_no_member_is_an_empty_list_in_both(root: str) -> None:
    assert read(write("json", root, [])) == []
    assert read(write("xml", root, [])) == []


TEXT = st.text(max_size=40)


@given(st.lists(st.fixed_dictionaries({"code": TEXT, "description": TEXT}), max_size=3))
def test_both_spellings_say_the_same(rows: list[dict[str, str]]) -> None:
    meant = [{k: plain(v).strip() or None for k, v in row.items()} for row in rows]
    assert read(write("xml", "errors", rows)) == meant
    found = read(write("json", "errors", rows))
    assert [{k: v.strip() or None for k, v in row.items()} for row in found] == meant


@given(st.text())
def test_plain_text_is_what_xml_can_hold(text: str) -> None:
    assert not UNSPEAKABLE.search(plain(text))
    ET.fromstring(write("xml", "x", text))  # noqa: S314


@given(st.binary(max_size=60) | st.sampled_from([b"<a><b></a>", b"{", b"[" * 5000, b"<a>" * 5000]))
def test_rubbish_is_refused_and_never_a_fault(body: bytes) -> None:
    try:
        read(body)
    except Unreadable as refused:
        assert refused.rule in {"xml", "json", "doctype", "deep", "empty"}  # noqa: PT017


def test_a_document_type_is_not_read() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    with pytest.raises(Unreadable) as refused:
        read(bomb)
    assert refused.value.rule == "doctype"


@pytest.mark.parametrize(
    "body",
    [
        b'[{"service_request_id": 7}]',
        b'{"service_requests": [{"service_request_id": 7}]}',
        b'{"service_requests": {"request": {"service_request_id": 7}}}',
        b'{"service_requests": {"request": [{"service_request_id": 7}]}}',
        b'\xef\xbb\xbf [{"service_request_id": 7}]',
    ],
)
def test_other_servers_wrappings_are_read(body: bytes) -> None:
    assert read(body) == [{"service_request_id": 7}]


def test_xml_labelled_as_json_is_read_and_a_namespace_is_ignored() -> None:
    body = b'<service_requests xmlns="http://x"><request><token>1</token></request></service_requests>'
    assert read(body, "application/json") == [{"token": "1"}]


def test_infinity_is_no_number() -> None:
    assert read(b'[{"lat": Infinity, "long": NaN}]') == [{"lat": None, "long": None}]
