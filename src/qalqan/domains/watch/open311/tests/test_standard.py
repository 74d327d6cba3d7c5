"""GeoReport v2, row by row: what there is, errors, manner. docs/open311.md names the test beside each row."""

import pytest
from django.test import Client

from . import worlds

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("ending", ["json", "xml"])


# --- discovery


@BOTH
def test_discovery_has_all_its_fields(ending: str) -> None:
    answer = Client().get(f"{worlds.BASE}/discovery.{ending}")
    assert answer.status_code == 200
    if ending == "json":
        found = answer.json()
        assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
        [endpoint] = found["endpoints"]
        assert endpoint["formats"] == ["text/xml", "application/json"]
        assert endpoint["url"].endswith("/open311/v2")
    else:
        endpoint = worlds.xml(answer).find("endpoints/endpoint")
        assert endpoint.findtext("specification") == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint.findtext("type") in ("production", "test")
        assert [one.text for one in endpoint.iterfind("formats/format")] == ["text/xml", "application/json"]


# --- services and their definitions


@BOTH
def test_services_say_code_name_metadata_type_keywords_group(ending: str) -> None:
    answer = worlds.get(f"services.{ending}")
    names = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
    if ending == "json":
        first = answer.json()[0]
        assert list(first) == names
        assert (first["service_code"], first["metadata"], first["type"]) == ("QK-101", True, "realtime")
    else:
        root = worlds.xml(answer)
        assert (root.tag, root[0].tag) == ("services", "service")
        assert [child.tag for child in root[0]] == names
        assert root[0].findtext("metadata") == "true"


@pytest.mark.parametrize(("locale", "name"), [("kk", "Ашық құдық"), ("en", "Open manhole")])
def test_services_speak_three_languages(locale: str, name: str) -> None:
    assert worlds.get("services.json", locale=locale).json()[0]["service_name"] == name
    found = Client().get(
        f"{worlds.BASE}/services.json",
        {"jurisdiction_id": worlds.HERE},
        headers={"Accept-Language": f"{locale}, *;q=0.1"},
    )
    assert found.json()[0]["service_name"] == name


@BOTH
def test_a_definition_has_attributes_with_values(ending: str) -> None:
    answer = worlds.get(f"services/QK-101.{ending}")
    if ending == "json":
        found = answer.json()
        assert found["service_code"] == "QK-101"
        [one] = found["attributes"]
        assert (one["variable"], one["datatype"], one["required"], one["order"]) == (
            True,
            "singlevaluelist",
            False,
            1,
        )
        assert [value["key"] for value in one["values"]] == ["missing", "broken", "shifted"]
    else:
        root = worlds.xml(answer)
        assert root.tag == "service_definition"
        assert root.findtext("attributes/attribute/values/value/key") == "missing"


# --- errors of the standard

ERRORS = [
    ("services.json", {"jurisdiction_id": ""}, 400, "jurisdiction_id"),
    ("services.json", {"jurisdiction_id": "sfgov.org"}, 404, "jurisdiction_id"),
    ("services/QK-101.json", {"jurisdiction_id": ""}, 400, "jurisdiction_id"),
    ("services/033.json", {}, 404, "service_code"),
    ("requests.json", {"jurisdiction_id": "XX"}, 404, "jurisdiction_id"),
    ("requests.json", {"jurisdiction_id": ""}, 400, "jurisdiction_id"),
    ("requests.json", {"status": "lost"}, 400, "status"),
    ("requests.json", {"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-06-01T00:00:00Z"}, 400, "90"),
    ("requests.json", {"api_key": "wrong"}, 403, "api_key"),
    ("requests/123456.json", {}, 404, "service_request_id"),
    ("requests/00000000-0000-0000-0000-000000000000.json", {}, 404, "service_request_id"),
    ("tokens/123456.json", {}, 404, "token"),
    ("tokens/123456.json", {"jurisdiction_id": ""}, 400, "jurisdiction_id"),
    ("servicerequestupdates.json", {"jurisdiction_id": ""}, 400, "jurisdiction_id"),
    ("bicycles.json", {}, 404, "discovery"),
    ("services.yaml", {}, 404, "discovery"),
    ("services/", {}, 404, "discovery"),
]


@pytest.mark.parametrize(("path", "asked", "status", "says"), ERRORS)
def test_errors_of_reading(path: str, asked: dict[str, str], status: int, says: str) -> None:
    answer = worlds.get(path, **asked)
    assert answer.status_code == status
    if answer["Content-Type"].startswith("application/json"):
        [error] = answer.json()
        assert error["code"] == status
        assert says in error["description"]
    else:
        error = worlds.xml(answer).find("error")
        assert (error.findtext("code"), says in error.findtext("description")) == (str(status), True)


POSTS = [
    ({"api_key": None}, 403, "api_key"),
    ({"api_key": "qk_wrong"}, 403, "api_key"),
    ({"jurisdiction_id": None}, 400, "jurisdiction_id"),
    ({"jurisdiction_id": "KZ-99"}, 404, "jurisdiction_id"),
    ({"service_code": None}, 400, "service_code"),
    ({"service_code": "033"}, 404, "service_code"),
    ({"lat": None, "long": None}, 400, "address_string"),
    ({"lat": None}, 400, "both"),
    ({"lat": "68.25", "long": "43.30"}, 400, "swapped"),
    ({"lat": "51.13", "long": "71.43"}, 400, "KZ-71"),
    ({"lat": "41.0", "long": "69.9"}, 400, "outside"),
    ({"lat": None, "long": None, "address_string": "Абай 1"}, 400, "address"),
    ({"description": "ж" * 4001}, 400, "4000"),
    ({"email": "nobody"}, 400, "email"),
    ({"media_url": "ftp://example.kz/a.jpg"}, 400, "media_url"),
    ({"attribute[cover]": "stolen"}, 400, "cover"),
    ({"attribute[colour]": "red"}, 400, "colour"),
    ({"description": "🙂🙂🙂"}, 400, "picture"),
    ({"requested_datetime": "2031-01-01T00:00:00Z"}, 400, "future"),
]


@BOTH
@pytest.mark.parametrize(("change", "status", "says"), POSTS)
def test_errors_of_posting(ending: str, change: dict[str, str | None], status: int, says: str) -> None:
    answer = worlds.post(ending, **{"api_key": worlds.key(), **change})
    assert answer.status_code == status
    if ending == "json":
        [error] = answer.json()
        told = (error["code"], error["description"])
    else:
        error = worlds.xml(answer).find("error")
        told = (int(error.findtext("code")), error.findtext("description"))
    assert told[0] == status
    assert says in told[1]
    assert worlds.items() == []


def test_a_key_opens_its_own_jurisdiction_only() -> None:
    assert worlds.post(api_key=worlds.key(region="KZ-71")).status_code == 403


def test_several_findings_are_told_at_once() -> None:
    answer = worlds.post(api_key=worlds.key(), lat="x", email="y", service_code="")
    assert answer.status_code == 400
    assert len(answer.json()) == 3


def test_other_methods_are_refused_in_the_same_words() -> None:
    answer = Client().delete(f"{worlds.BASE}/requests.json")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert answer.json()[0]["code"] == 405
    assert Client().post(f"{worlds.BASE}/services.xml").status_code == 405


# --- the manner


def test_a_fault_of_ours_is_told_in_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from qalqan.domains.watch.open311 import dictionary

    monkeypatch.delattr(dictionary, "services")
    answer = worlds.get("services.xml")
    assert (answer.status_code, worlds.xml(answer).findtext("error/code")) == (500, "500")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("text/xml", "text/xml"),
        ("*/*", "text/xml"),
        (None, "text/xml"),
    ],
)
def test_without_an_ending_accept_decides_and_xml_is_the_rule(accept: str | None, kind: str) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = Client().get(f"{worlds.BASE}/services", {"jurisdiction_id": worlds.HERE}, headers=headers)
    assert answer["Content-Type"] == f"{kind}; charset=utf-8"


def test_pages_of_others_may_read_and_no_script_is_answered() -> None:
    answer = worlds.get("services.json", callback="steal", jsonp="steal")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.content.startswith(b"[")
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies


def test_one_jurisdiction_needs_no_name(settings: object) -> None:
    settings.OPEN311_REGIONS = [worlds.HERE]
    assert Client().get(f"{worlds.BASE}/services.json").status_code == 200
    assert Client().get(f"{worlds.BASE}/services.json?jurisdiction_id=KZ-71").status_code == 404
