"""The public side as a stranger meets it: the form in its three ways, what everybody sees."""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qalqan.domains.watch import api
from qalqan.domains.watch.models import Cluster, Report, ReportPhoto
from qalqan.domains.watch.rules import flood
from qalqan.domains.watch.ui import control, incoming
from qalqan.domains.watch.ui.places import search
from qalqan.kernel.access.scope import Service, scope

from . import worlds
from .strangers import JSON, fields, photo, send, shown, texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def light_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests have no minute to spend on puzzles; what they cost is another test's matter."""
    monkeypatch.setattr(flood, "BASE_BITS", 4)


class TestSending:
    def test_a_report_is_taken_and_a_second_sending_is_the_same(self, client: Client) -> None:
        values = fields(photos=[photo(), photo()])
        first = send(client, **values)
        assert first.status_code == 201, first.content
        told = first.json()
        assert re.fullmatch(r"[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{2}", told["number"])
        assert told["link"].startswith("/en/control/mine/")
        values["photos"] = []
        again = send(client, **values)
        assert again.status_code == 200
        assert again.json() == {**again.json(), "number": told["number"], "link": ""}
        with scope(Service("tests"), "safety"):
            assert Report.objects.count() == 1
            assert ReportPhoto.objects.count() == 2
            assert Report.objects.get().channel == "phone"

    def test_nobody_who_sends_or_reads_gets_a_cookie(self, client: Client) -> None:
        send(client)
        for page in ("", "list/", "map/", "feed/", "manifest.json", "worker.js"):
            answer = client.get(f"/kk/control/{page}")
            assert answer.status_code == 200
            assert "Cookie" not in answer.get("Vary", "")
        assert not client.cookies

    def test_every_fault_is_named_at_once(self, client: Client) -> None:
        answer = send(client, category="nonsense", text="😀😀", lat="68.25", lon="43.3", contact="me")
        assert answer.status_code == 422
        assert {error["field"] for error in answer.json()["errors"]} == {
            "category",
            "text",
            "place",
            "contact",
        }
        assert any("swapped" in text for text in texts(answer))

    @pytest.mark.parametrize(
        ("lat", "lon", "said"),
        [
            ("0", "0", "not in Kazakhstan"),
            ("43.5", "50.0", "not in Kazakhstan"),  # the Caspian Sea, far from the shore
            ("41.31", "69.28", "not in Kazakhstan"),  # Tashkent
            ("ninety", "1", "no pair of numbers"),
            ("95", "300", "no such place"),
        ],
    )
    def test_a_place_elsewhere(self, client: Client, lat: str, lon: str, said: str) -> None:
        answer = send(client, lat=lat, lon=lon)
        assert answer.status_code == 422
        assert said in texts(answer)[0]

    def test_the_length_of_a_text(self, client: Client) -> None:
        assert send(client, text="а" * 4000).status_code == 201
        answer = send(client, text="а" * 4001)
        assert answer.status_code == 422
        assert "4001" in texts(answer)[0]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (photo().read()[:900], "damaged"),
            (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 500, "video"),
            (b"hello", "no picture"),
        ],
    )
    def test_a_bad_picture_is_named_and_the_draft_may_be_sent_again(
        self, client: Client, content: bytes, said: str
    ) -> None:
        values = fields()
        bad = send(client, **values, photos=[photo(), SimpleUploadedFile("x.jpg", content)])
        assert bad.status_code == 422
        assert texts(bad)[0].startswith("Photo 2: ")
        assert said in texts(bad)[0]
        assert send(client, **values, photos=[photo()]).status_code == 201

    def test_five_pictures(self, client: Client) -> None:
        answer = send(client, photos=[photo() for _ in range(5)])
        assert "At most 4" in texts(answer)[0]

    def test_without_work_nothing_is_taken(self, client: Client) -> None:
        answer = client.post("/en/control/reports/", fields(), headers=JSON)
        assert answer.status_code == 409
        with scope(Service("tests"), "safety"):
            assert not Report.objects.exists()

    def test_one_address_is_told_to_wait_and_how_long(self, client: Client, monkeypatch: Any) -> None:
        monkeypatch.setitem(flood.LIMITS, "sender", flood.Limit(flood.LIMITS["sender"].period, 1, 20))
        assert send(client).status_code == 201
        answer = send(client)
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 200
        assert "Nothing is lost" in texts(answer)[0]

    def test_a_place_in_words_is_looked_for_at_a_pace(self, client: Client, monkeypatch: Any) -> None:
        monkeypatch.setattr(control.READING, "MOST", 2.0)
        monkeypatch.setattr(control.READING, "buckets", type(control.READING.buckets)())
        words = fields(lat="", lon="", place="№1 мектеп", region=worlds.REGION)
        tried = [client.post("/en/control/reports/", words, headers=JSON).status_code for _ in range(3)]
        assert tried == [422, 422, 429]  # no such school, twice; then: wait
        for nothing in (" ", "\u200b"):  # no position either
            answer = client.post("/en/control/reports/", {**words, "lat": nothing}, headers=JSON)
            assert answer.status_code == 429
        page = client.post("/en/control/reports/", words)
        assert (page.status_code, page["Retry-After"]) == (429, "10")
        assert 'value="№1 мектеп"' in page.content.decode()
        assert (
            client.post("/en/control/reports/", fields(), headers=JSON).status_code == 409
        )  # a position: no wait


class TestWithoutAScript:
    def values(self, client: Client) -> dict[str, str]:
        page = client.get("/en/control/").content.decode()
        return {
            name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]  # type: ignore[index]
            for name in ("client_id", "ticket")
        }

    def test_too_soon_keeps_everything_and_goes_through_later(self, client: Client, monkeypatch: Any) -> None:
        values = fields(**self.values(client), text='<b>Люк</b> & "яма"', photos=[photo()])
        early = client.post("/en/control/reports/", values)
        page = early.content.decode()
        assert early.status_code == 429
        assert "&lt;b&gt;Люк&lt;/b&gt; &amp; &quot;яма&quot;" in page
        held = re.findall(r'name="held" value="([^"]+)"', page)
        assert len(held) == 1
        assert f'name="ticket" value="{values["ticket"]}"' in page  # the wait goes on and does not begin anew
        monkeypatch.setattr(flood, "WAIT", flood.ZERO)
        later = client.post("/en/control/reports/", {**values, "photos": [], "held": held})
        assert later.status_code == 201
        assert "/en/control/mine/" in later.content.decode()
        with scope(Service("tests"), "safety"):
            assert Report.objects.get().channel == "web"
            assert ReportPhoto.objects.count() == 1

    def test_a_place_by_its_name(self, client: Client, monkeypatch: Any) -> None:
        monkeypatch.setattr(flood, "WAIT", flood.ZERO)
        worlds.school()
        values = fields(**self.values(client), lat="", lon="", place="школа № 1", region=worlds.REGION)
        assert client.post("/en/control/reports/", values).status_code == 201
        worlds.school()
        values |= self.values(client)
        which = client.post("/en/control/reports/", values)
        assert which.status_code == 422
        (first, _second) = re.findall(r'name="choice" value="([^"]+)"', which.content.decode())
        values |= self.values(client)
        assert client.post("/en/control/reports/", {**values, "choice": first}).status_code == 201

    def test_what_was_chosen_stays_chosen_whatever_else_is_wrong(
        self, client: Client, monkeypatch: Any
    ) -> None:
        worlds.school(), worlds.school()
        values = fields(**self.values(client), lat="", lon="", place="школа № 1", region=worlds.REGION)
        which = client.post("/en/control/reports/", values).content.decode()
        (_first, second) = re.findall(r'name="choice" value="([^"]+)"', which)
        monkeypatch.setattr(flood, "WAIT", flood.ZERO)
        film = SimpleUploadedFile("film.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 500)
        values |= self.values(client) | {"choice": second}
        refused = client.post("/en/control/reports/", {**values, "photos": [film, photo()]}).content.decode()
        assert re.findall(r'name="choice" value="([^"]+)"( checked)?', refused) == [(second, " checked")]
        held = re.findall(r'name="held" value="([^"]+)"', refused)
        assert len(held) == 1  # the film does not come back for ever: nobody could take it out
        values |= self.values(client) | {"place": "школа № 2"}  # other words: the choice means nothing
        assert client.post("/en/control/reports/", values).status_code == 422
        told = client.post(
            "/en/control/reports/", {**values, "place": "школа № 1", "choice": ""}, headers=JSON
        )
        assert len(told.json()["choices"]) == 2

    def test_a_pair_of_numbers_and_what_is_nowhere(self, client: Client, monkeypatch: Any) -> None:
        monkeypatch.setattr(flood, "WAIT", flood.ZERO)
        values = fields(lat="", lon="", place=f"{worlds.LAT}, {worlds.LON}")
        assert client.post("/en/control/reports/", {**values, **self.values(client)}).status_code == 201
        values |= {"place": "Нигдеевка", "region": worlds.REGION}
        assert client.post("/en/control/reports/", {**values, **self.values(client)}).status_code == 422

    def test_shelters_are_not_offered(self) -> None:
        worlds.school(kind="protection")
        assert search(worlds.REGION, "школа") == ()
        assert search("KZ-00", "школа") == ()

    def test_a_reload_of_the_answer_leads_to_the_form(self, client: Client) -> None:
        assert client.get("/en/control/reports/").url == "/en/control/"


class TestWhatEverybodySees:
    def test_only_what_a_moderator_let_through(self, client: Client) -> None:
        api.receive(worlds.new(text="Тайное слово", place_text="у дома Петрова"))
        seen = shown("Открытый люк", category="pothole", text="Петров виноват", place_text="у дома Петрова")
        page = client.get("/en/control/list/").content.decode()
        assert seen.number in page
        item = client.get(f"/en/control/items/{seen.number}/").content.decode()
        assert "Открытый люк" in item
        assert "Петров" not in page + item
        assert page.count('class="whole"') == 1

    def test_hidden_guarded_and_unknown_are_one_answer(self, client: Client) -> None:
        hidden = api.receive(worlds.new())
        guarded = api.receive(worlds.new("protection"))
        with scope(Service("tests"), "safety"):
            Cluster.objects.filter(pk=guarded.cluster_id).update(is_shown=True)
        for number in (hidden.number, guarded.number, "TK-0000-00", "x"):
            assert client.get(f"/en/control/items/{number}/").status_code == 404
            assert client.get(f"/en/control/items/{number}/witness/").status_code == 404
        assert guarded.number not in client.get("/en/control/list/").content.decode()
        assert guarded.number not in client.get("/en/control/map/points/").content.decode()

    def test_words_are_words_and_never_markup(self, client: Client) -> None:
        seen = shown('<script>alert(1)</script> "x"')
        page = client.get(f"/en/control/items/{seen.number}/").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page

    def test_a_number_is_read_as_it_is_typed(self, client: Client) -> None:
        seen = shown()
        typed = seen.number.lower().replace("-", "")
        assert client.get(f"/en/control/items/{typed}/").url == f"/en/control/items/{seen.number}/"

    def test_filters_and_pages(self, client: Client) -> None:
        for number in range(21):
            shown(metres=1000 * number)
        first = client.get("/en/control/list/?category=manhole").content.decode()
        assert first.count('class="whole"') == 20
        assert "?category=manhole&amp;page=2" in first
        assert client.get("/en/control/list/?page=2").content.decode().count('class="whole"') == 1
        assert client.get("/en/control/list/?category=dogs").content.decode().count('class="whole"') == 0
        for odd in ("page=-1", "page=%D9%A3", "page=" + "9" * 50, "region=KZ-99&state=x", "page=0"):
            assert client.get(f"/en/control/list/?{odd}").status_code == 200

    def test_the_feed_is_atom(self, client: Client) -> None:
        seen = shown()
        answer = client.get("/en/control/feed/?category=manhole")
        root = ET.fromstring(answer.content)  # noqa: S314 - our own feed
        entries = root.findall("{http://www.w3.org/2005/Atom}entry")
        assert [seen.number in ET.tostring(one, "unicode") for one in entries] == [True]
        assert "max-age=300" in answer["Cache-Control"]

    def test_at_a_school_everybody_reads_the_day_and_the_point_of_the_register(self, client: Client) -> None:
        """The hour and the spot of a report from inside tell the head of a school who it was."""
        worlds.school()
        told = api.receive(worlds.new("school_building", metres=11, seen_at=worlds.SCHOOL_DAY))
        api.moderate(worlds.actor("moderator"), told.report_id, "shown", "Крыша течёт.")
        for page in (f"/en/control/items/{told.number}/", "/en/control/list/"):
            text = client.get(page).content.decode().partition("<main")[2]
            assert set(re.findall(r"\d\d:\d\d", text)) <= {"24:00"}
        assert (
            f"{worlds.LAT:.4f}, {worlds.LON:.4f}"
            in client.get(f"/en/control/items/{told.number}/").content.decode()
        )
        [found] = client.get("/en/control/map/points/").json()["points"]
        assert found[:2] == [worlds.LAT, worlds.LON]
        edge = worlds.north(5)  # between the school and the telephone: a box does not tell them apart
        for box in (f"{edge},68,44,69", f"43,68,{edge},69"):
            assert client.get("/en/control/map/points/", {"bbox": box}).json()["points"] == [found]
        item = f"/en/control/items/{told.number}/witness/"
        far = client.post(item, {"lat": worlds.north(1000), "lon": worlds.LON}).content.decode()
        assert "1000 metres away" in far  # of the school; the telephone was 989 metres from there
        feed = client.get("/en/control/feed/").content.decode()
        assert set(re.findall(r"T([\d:]+)\+05:00", feed.partition("<entry>")[2])) == {"00:00:00"}
        with scope(Service("tests"), "safety"):
            assert str(Cluster.objects.get(pk=told.cluster_id).pk) not in feed  # an id holds the moment

    def test_points_of_the_map(self, client: Client) -> None:
        seen = shown()
        found = client.get("/en/control/map/points/", {"bbox": "43,68,44,69"}).json()["points"]
        assert [(point[2], point[3]) for point in found] == [("unmet", seen.number)]
        assert client.get("/en/control/map/points/", {"bbox": "50,68,51,69"}).json()["points"] == []
        assert client.get("/en/control/map/points/", {"bbox": "a,b"}).status_code == 200

    def test_who_reads_too_fast_waits(self, client: Client, monkeypatch: Any) -> None:
        monkeypatch.setattr(control.READING, "MOST", 2.0)
        monkeypatch.setattr(control.READING, "buckets", type(control.READING.buckets)())
        codes = [client.get("/en/control/list/", REMOTE_ADDR="95.56.9.9").status_code for _ in range(4)]
        assert codes == [200, 200, 429, 429]
        assert client.get("/en/control/list/", REMOTE_ADDR="95.56.9.8").status_code == 200


def test_the_application_is_named_in_the_readers_language(client: Client) -> None:
    given = json.loads(client.get("/kk/control/manifest.json").content)
    assert given["start_url"] == given["scope"] == "/kk/control/"
    assert given["lang"] == "kk"
    body = client.get("/kk/control/worker.js").content.decode()
    assert 'const SHELL = ["/kk/control/"' in body
    assert "importScripts(WORK, POST)" in body


@pytest.mark.parametrize(
    ("said", "kept"),
    [("2026-11-20T07:00:00Z", True), ("2027-01-01T00:00:00Z", False), ("2020-01-01T00:00:00Z", False)]
    + [(odd, False) for odd in ("", "yesterday", "2026-11-20T07:00:00", "2026-13-45T00:00:00Z")],
)
def test_the_phones_clock_is_believed_within_reason(said: str, kept: bool) -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    found = incoming.seen_at(incoming.Given(seen_at=said), now)
    assert (found != now) is kept
