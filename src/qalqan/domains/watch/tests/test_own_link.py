"""The reporter's own page by the secret link, and who saw it too."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from qalqan.domains.watch import api, photos
from qalqan.domains.watch.models import Cluster, Report, ReportPhoto
from qalqan.domains.watch.rules import flood
from qalqan.domains.watch.ui import mine
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault.models import StoredPaper

from . import worlds
from .strangers import photo, shown, ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def light_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "BASE_BITS", 4)


class TestTheOwnLink:
    def mine(self, told: api.Received) -> str:
        return f"/en/control/mine/{told.secret}/"

    def test_what_became_of_it(self, client: Client) -> None:
        told = api.receive(worlds.new(text="Мои слова"))
        answer = client.get(self.mine(told))
        assert "Мои слова" in answer.content.decode()
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert 'name="robots" content="noindex"' in answer.content.decode()
        for other in ("x" * 32, "x", "ж" * 30, "a" * 300):
            assert client.get(f"/en/control/mine/{other}/").status_code == 404

    def test_said_to_be_fixed_and_it_is_not(self, client: Client) -> None:
        told = api.receive(worlds.new())
        self.say_fixed(told)
        far = {"do": "fixed", "lat": worlds.north(2000), "lon": worlds.LON}
        refused = client.post(self.mine(told), far)
        assert refused.status_code == 422
        near = {"do": "not_fixed", "lat": worlds.north(70), "lon": worlds.LON}
        assert client.post(self.mine(told), near).status_code == 302
        with scope(Service("tests"), "safety"):
            assert Cluster.objects.get().state == "in_work"

    def test_said_to_be_fixed_and_it_is(self, client: Client) -> None:
        told = api.receive(worlds.new())
        self.say_fixed(told)
        assert client.post(self.mine(told), {"do": "fixed"}).status_code == 302
        assert self.state(told) == "closed"
        assert client.post(self.mine(told), {"do": "fixed"}).status_code == 422
        assert 'value="not_fixed"' in client.get(self.mine(told)).content.decode()
        assert client.post(self.mine(told), {"do": "not_fixed"}).status_code == 302
        assert self.state(told) == "in_work"

    def test_a_picture_costs_work_only_with_a_key_and_at_a_pace(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[str] = []

        def admit(content: bytes, name: str) -> photos.SafePhoto:
            looked.append(name)
            return photos.admit(content, name)

        monkeypatch.setattr(mine, "admit", admit)
        for do in ("add", "there", "fixed", "not_fixed"):
            answer = client.post(f"/en/control/mine/{'x' * 32}/", {"do": do, "photos": [photo()] * 4})
            assert answer.status_code == 404
        assert looked == []  # nobody's link
        told = api.receive(worlds.new())
        monkeypatch.setitem(flood.LIMITS, "link", flood.Limit(flood.LIMITS["link"].period, 2, 2))
        for _ in range(2):
            sent = {"do": "fixed", "photos": [photo() for _ in range(2)]}
            assert client.post(self.mine(told), sent).status_code == 422  # nobody said that it is fixed
        assert len(looked) == 4
        busy = client.post(self.mine(told), {"do": "fixed", "photos": [photo()]})
        assert (busy.status_code, len(looked)) == (422, 4)
        assert "minutes" in busy.content.decode()

    def test_a_further_picture_and_too_many(self, client: Client) -> None:
        told = api.receive(worlds.new())
        assert client.post(self.mine(told), {"do": "add"}).status_code == 422
        for _ in range(2):
            two = {"do": "add", "photos": [photo(), photo()]}
            assert client.post(self.mine(told), two).status_code == 302
        assert client.post(self.mine(told), {"do": "add", "photos": [photo()]}).status_code == 422
        with scope(Service("tests"), "safety"):
            assert list(ReportPhoto.objects.order_by("position").values_list("position", flat=True)) == [
                0,
                1,
                2,
                3,
            ]

    def test_the_address_is_deleted(self, client: Client) -> None:
        told = api.receive(worlds.new(contact="me@example.kz"))
        assert client.post(self.mine(told), {"do": "drop"}).status_code == 302
        with scope(Service("tests"), "safety"):
            assert Report.objects.get().contact is None

    def test_taken_back(self, client: Client) -> None:
        told = shown("Видно всем", text="Мои слова", place_text="мой двор", contact="me@example.kz")
        client.post(self.mine(told), {"do": "add", "photos": [photo()]})
        assert client.post(self.mine(told), {"do": "there", "photos": [photo()]}).status_code == 302
        assert client.post(self.mine(told), {"do": "take_back"}).status_code == 422
        assert client.post(self.mine(told), {"do": "take_back", "sure": "yes"}).status_code == 302
        with scope(Service("tests"), "safety"):
            row = Report.objects.select_related("cluster").get()
            assert (row.text, row.public_text, row.place_text, row.sender_key) == ("", "", "", None)
            assert row.contact is None
            assert not row.photos.exists()
            assert not StoredPaper.objects.filter(kind="watch.public").exists()
            assert (row.lat, row.cluster.lat) == (round(worlds.north(60), 3), worlds.north(60))
            assert not row.cluster.is_shown
            assert row.cluster.place_text == ""
        page = client.get(self.mine(told))
        assert page.status_code == 200
        assert "Мои слова" not in page.content.decode()
        assert client.get(f"/en/control/items/{told.number}/").status_code == 404

    def say_fixed(self, told: api.Received) -> None:
        api.move(
            worlds.actor("akimat_officer"),
            told.cluster_id,
            "say_fixed",
            reason="The cover is on again.",
            public_note="The cover is on again.",
        )

    def state(self, told: api.Received) -> str:
        with scope(Service("tests"), "safety"):
            return Cluster.objects.get(pk=told.cluster_id).state


class TestAWitness:
    def post(self, client: Client, number: str, **more: Any) -> Any:
        client = Client(REMOTE_ADDR="95.56.7.7")
        values = {"client_id": str(uuid4()), **more}
        values |= ticket(client, values["client_id"])
        return client.post(f"/en/control/items/{number}/witness/", values)

    def test_one_tap_makes_a_second_witness_with_a_link_of_his_own(self, client: Client) -> None:
        seen = shown()
        assert "witness/" in client.get(f"/en/control/items/{seen.number}/").content.decode()
        assert client.get(f"/en/control/items/{seen.number}/witness/").status_code == 200
        answer = self.post(client, seen.number, lat=worlds.north(80), lon=worlds.LON)
        assert answer.status_code == 201, answer.content.decode()
        assert "/en/control/mine/" in answer.content.decode()
        with scope(Service("tests"), "safety"):
            row = Cluster.objects.get()
            assert row.witnesses == 2
            assert row.confirmed_at is not None

    def test_from_far_away_nobody_is_a_witness(self, client: Client) -> None:
        seen = shown()
        answer = self.post(client, seen.number, lat=worlds.north(5000), lon=worlds.LON)
        assert answer.status_code == 422
        with scope(Service("tests"), "safety"):
            assert Cluster.objects.get().witnesses == 1
