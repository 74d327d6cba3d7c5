"""Files and lists of observations: shown before they are taken, taken once, by who may."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from qalqan.domains.evidence import api
from qalqan.domains.evidence.actions import importing
from qalqan.domains.evidence.actor import Actor
from qalqan.domains.evidence.models import Intake, Observation
from qalqan.domains.evidence.rules.intake_words import columns
from qalqan.domains.evidence.rules.problem import Refusal
from qalqan.domains.evidence.ui.observations_template import as_csv, as_xlsx
from qalqan.kernel import sheets
from qalqan.kernel.access import demo as people
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault.ids import new_id

from . import worlds
from .test_pages import as_

pytestmark = pytest.mark.django_db
HEADS = ("place", "indicator", "period_end", "numerator", "denominator", "unit", "source_kind", "source_body")
ROW = ("KZ-61", "schools.toilets.warm", "01.09.2021", "90", "100", "%", "inspection", "КОКСОН")
OTHER = ("KZ-39", "schools.toilets.warm", "01.09.2021", "80", "100", "%", "inspection", "КОКСОН")
BAD = ("KZ-39", "schools.toilets.warm", "01.09.2021", "80", "100", "schools", "inspection", "КОКСОН")
API = "/api/v1/observations"


def csv(*rows: tuple[str, ...]) -> bytes:
    return "\n".join(";".join(row) for row in (HEADS, *rows)).encode()


def item(row: tuple[str, ...] = ROW, **more: object) -> dict[str, object]:
    return {**dict(zip(HEADS, row, strict=True)), **more}


@pytest.fixture
def coordinator(db: None) -> Actor:
    people.load(worlds.at().region_id, new_id(), new_id())
    client = as_("demo.coordinator")  # gives the person the second factor
    assert client is not None
    return Actor.of(User.objects.get(username="demo.coordinator"), importing.ACT)


def held() -> list[tuple[str, str]]:
    with scope(Service("tests"), "statistics"):
        rows = Observation.objects.filter(known_until=None).order_by("value")
        return [(f"{one.value:.0f}", one.source_body) for one in rows]


def counts(key: UUID) -> tuple[str, int, int, int, int]:
    with scope(Service("tests"), "statistics"):
        row = Intake.objects.get(pk=key)
        return row.state, row.fresh, row.held, row.correcting, row.bad


def test_it_works(coordinator: Actor) -> None:
    done = importing.check(coordinator, csv(ROW, OTHER), "a.csv")
    assert (done.is_new, held()) == (True, [])
    assert counts(done.id) == ("checked", 2, 0, 0, 0)
    assert importing.confirm(coordinator, done.id).written == 2
    assert held() == [("80", "КОКСОН"), ("90", "КОКСОН")]
    with scope(Service("tests"), "statistics"):
        assert set(Observation.objects.values_list("upload_id", flat=True)) == {done.id}
    with scope(Service("tests"), "operation"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_event WHERE name = 'evidence.observed'")
        assert cursor.fetchone() == (2,)


def test_the_same_bytes_and_the_same_word_twice_change_nothing(coordinator: Actor) -> None:
    first = importing.check(coordinator, csv(ROW), "a.csv")
    assert importing.check(coordinator, csv(ROW), "b.csv") == importing.Checked(first.id, is_new=False)
    assert importing.confirm(coordinator, first.id).written == 1
    assert importing.confirm(coordinator, first.id).written == 0
    again = importing.check(coordinator, csv(ROW, OTHER), "c.csv")
    assert counts(again.id) == ("checked", 1, 1, 0, 0)
    correcting = importing.check(coordinator, csv((*ROW[:3], "70", *ROW[4:])), "d.csv")
    assert counts(correcting.id) == ("checked", 0, 0, 1, 0)
    importing.confirm(coordinator, correcting.id)
    assert held() == [("70", "КОКСОН")]


def test_rows_with_errors_stay_out_only_when_a_person_says_so(coordinator: Actor) -> None:
    done = importing.check(coordinator, csv(ROW, BAD), "a.csv")
    with pytest.raises(Refusal) as refused:
        importing.confirm(coordinator, done.id)
    assert refused.value.findings[0].problem.rule == "import-partial"
    assert held() == []
    assert importing.confirm(coordinator, done.id, partial=True).written == 1
    assert held() == [("90", "КОКСОН")]


def test_what_changed_since_it_was_shown_is_shown_again(coordinator: Actor) -> None:
    done = importing.check(coordinator, csv(ROW), "a.csv")
    with scope(Service("tests"), "planning"):
        api.observe(worlds.seen(50, "2021-09-01"))
    assert importing.confirm(coordinator, done.id).is_stale
    assert held() == [("50", "КОКСОН")]
    assert counts(done.id) == ("checked", 0, 0, 1, 0)
    assert importing.confirm(coordinator, done.id).written == 1


def test_a_fault_while_writing_leaves_nothing(coordinator: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    done = importing.check(coordinator, csv(ROW, OTHER), "a.csv")

    def killed(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Intake, "save", killed)  # after the rows were written
        with pytest.raises(KeyboardInterrupt):
            importing.confirm(coordinator, done.id)
    assert held() == []
    assert importing.confirm(coordinator, done.id).written == 2


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_template_is_read_as_it_is_given(language: str) -> None:
    heads = [name[language] for name, _hint, _sample in columns().values()]
    for content in (as_csv(language), as_xlsx(language)):
        sheet = sheets.read(content).sheets[0]
        assert [cell.text.rstrip(" *") for cell in sheet.rows[1].values()] == heads


def test_pages_from_the_file_to_the_list(coordinator: Actor) -> None:
    client = as_("demo.coordinator")
    address = "/ru/evidence/observations/import/"
    assert client.get(address).status_code == 200
    sent = client.post(address, {"file": _file(csv(ROW, BAD))}, follow=True)
    page = sent.content.decode()
    assert "F3" in page
    assert "Ничего не пересчитывается" in page
    key = sent.redirect_chain[0][0]
    refused = client.post(f"{key}confirm/", follow=True)
    assert held() == []
    assert "Явно подтвердите" in refused.content.decode()
    client.post(f"{key}confirm/", {"partial": "1"})
    assert held() == [("90", "КОКСОН")]
    listed = client.get("/kk/evidence/observations/?region=KZ-61&source_kind=inspection").content.decode()
    assert "КОКСОН" in listed
    assert "КОКСОН" not in client.get("/kk/evidence/observations/?on=2021-01-01").content.decode()
    assert client.post(address, {"file": _file(b"\x89PNG\r\n")}).status_code == 422


def test_nobody_else_brings_observations_in(coordinator: Actor) -> None:
    for person in ("demo.akimat", "demo.viewer"):
        client = as_(person)
        assert client.get("/ru/evidence/observations/import/").status_code == 403
        assert client.get("/ru/evidence/observations/").status_code == 200
        assert post(client, [item()]).status_code == 403
    assert Client(headers={"host": "localhost"}).get(API).status_code == 302
    assert held() == []


def post(client: Client, body: Any, query: str = "", kind: str = "application/json") -> HttpResponse:
    return client.post(f"{API}{query}", json.dumps(body), content_type=kind)


def test_a_program_brings_in_all_or_none(coordinator: Actor) -> None:
    client = as_("demo.coordinator")
    bad = post(client, [item(), item(BAD)], "?lang=ru")
    assert (bad.status_code, held()) == (422, [])
    assert [(one["index"], one["field"], one["rule"]) for one in bad.json()["problems"]] == [
        (1, "unit", "intake-unit")
    ]
    assert "единица" in bad.json()["problems"][0]["message"].casefold()
    done = post(client, [item(), item(BAD)], "?partial=1").json()
    assert [(one["index"], one["is_new"]) for one in done["kept"]] == [(0, True)]
    again = post(client, [item(), item(OTHER, known_from="2021-10-01", ref="7")]).json()
    assert [one["is_new"] for one in again["kept"]] == [False, True]
    corrected = post(client, [item(numerator=70)]).json()["kept"][0]
    assert corrected["replaced"] == done["kept"][0]["id"]
    found = client.get(f"{API}?region=KZ-61").json()["observations"]
    assert [(one["value"], one["place"], one["unit"]) for one in found] == [("70", "KZ-61", "percent")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400), ([], 400), ([1], 400), ([{"place": ["KZ"]}], 400), ([item()] * 1001, 400),
        ([item(colour="red")], 422), ([item(source_kind="claim")], 422), ([item(), item()], 422),
        ([item(numerator=1e300)], 422),
    ],
)  # fmt: skip
def test_a_bad_request_is_told_and_keeps_nothing(coordinator: Actor, body: Any, status: int) -> None:
    answer = post(as_("demo.coordinator"), body)
    assert answer.status_code == status
    assert all(one["message"] and one["mend"] for one in answer.json()["problems"])
    assert answer.json()["problems"]
    assert held() == []


def test_requests_need_their_type_their_token_and_known_filters(coordinator: Actor) -> None:
    client = as_("demo.coordinator")
    assert post(client, [item()], kind="text/plain").status_code == 415
    client.handler.enforce_csrf_checks = True
    assert post(client, [item()]).status_code == 403
    for query in ("region=KZ-99", "on=yesterday", "page=0", "colour=red", "indicator=x"):
        assert client.get(f"{API}?{query}").status_code == 400
    assert held() == []


def test_the_description_names_every_field_and_is_open() -> None:
    described = Client(headers={"host": "localhost"}).get("/api/v1/openapi.json").json()
    assert set(described["components"]["schemas"]["NewObservation"]["properties"]) == set(columns())
    assert set(described["paths"]["/observations"]) == {"get", "post"}


def _file(content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("Бақылау.csv", content)
