"""The phone's addresses and the desk's pages of rounds, by people and by whoever has curl."""

import io
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from qalqan.domains.schools.models import Answer, Assessment
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault import new_id

from . import places

pytestmark = pytest.mark.django_db
ROUND = "/en/schools/round/"


@pytest.fixture
def school(db: None) -> UUID:
    organisation = places.organisation()
    places.seated(organisation)
    return places.site(organisation_id=organisation)


def as_(username: str) -> Client:
    client = Client(headers={"host": "localhost"})
    user = User.objects.get(username=username)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    return client


def body(school: UUID, client: UUID, *answers: tuple[str, str], **more: Any) -> dict[str, Any]:
    now = timezone.now()
    said = [
        {"question": key, "answer": answer, "at": (now - timedelta(minutes=1)).isoformat(), "note": ""}
        for key, answer in answers
    ]
    return {
        "client_id": str(client),
        "site": str(school),
        "instrument": "school-safety",
        "version": "1",
        "began_at": now.isoformat(),
        "sent_at": now.isoformat(),
        "answers": said,
        **more,
    }


def post(who: Client, path: str, data: Any) -> Any:
    text = data if isinstance(data, str) else json.dumps(data)
    return who.post(ROUND + path, text, content_type="application/json")


def held(model: Any) -> list[Any]:
    with scope(Service("tests"), "safety"):
        return list(model.objects.all())


def test_a_phone_saves_photographs_and_submits(school: UUID) -> None:
    who, client = as_("demo.inspector"), new_id()
    assert who.get(ROUND + "session/").json()["reader"]
    sent = body(school, client, ("toilets.warm", "yes"), ("toilets.outdoor", "yes"))
    first = post(who, "save/", sent)
    assert first.status_code == 200
    assert first.json()["kept"] == ["toilets.warm", "toilets.outdoor"]
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "brown").save(out, "JPEG")
    fields = {key: value for key, value in sent.items() if key != "answers"}
    photo = SimpleUploadedFile("p.jpg", out.getvalue(), "image/jpeg")
    kept = who.post(ROUND + "photo/", {**fields, "question": "toilets.outdoor", "photo": photo})
    assert kept.status_code == 200
    done = post(who, "submit/", {"client_id": str(client), "note": "Seen."})
    page = who.get(done.json()["link"])
    assert page.status_code == 200
    text = page.content.decode()
    assert "between 0 and" in text
    assert kept.json()["id"] in text
    place = who.get(f"/en/schools/sites/{school}/").content.decode()
    assert done.json()["link"] in place


def test_the_page_of_a_round_says_from_where_it_was_made(school: UUID) -> None:
    who, client, far = as_("demo.inspector"), new_id(), places.moved(4230)
    sent = body(school, client, ("toilets.warm", "yes"), ("toilets.outdoor", "no"), ("building.plan", "yes"))
    sent["answers"][0]["here"] = {"lat": far.lat, "lon": far.lon, "accuracy": 12}
    rough = {"lat": far.lat, "lon": far.lon, "accuracy": 5000}  # of a mast of the network, and no position
    sent["answers"][1]["here"] = rough
    sent["answers"][2]["here"] = "Turkistan"
    assert post(who, "save/", sent).status_code == 200
    link = post(who, "submit/", {"client_id": str(client)}).json()["link"]
    page = " ".join(who.get(link).content.decode().split())
    assert "From farther away: 1, up to 4.2 km from the place." in page
    assert "The phone did not say where it was: 2." in page
    assert "answered 4.2 km from the place" in page
    assert all(one.lat is None for one in held(Answer)), "where an inspector stood is kept nowhere"


def test_what_is_no_sending_is_said_and_nothing_is_written(school: UUID) -> None:
    who, client = as_("demo.inspector"), new_id()
    good = body(school, client)
    broken: list[Any] = [
        "{",
        "[]",
        '"x"',
        "[" * 100_000,
        {**good, "client_id": "x"},
        {**good, "began_at": "yesterday"},
        {**good, "began_at": "9999-12-31T23:59:59Z"},
        {**good, "answers": {"a": 1}},
        {**good, "answers": [1]},
        {**good, "answers": [{"question": "toilets.warm", "answer": "yes", "at": None}]},
        {**good, "answers": [{}] * 301},
        {**good, "version": "99"},
        {**good, "site": str(new_id())},
    ]
    for one in broken:
        answer = post(who, "save/", one)
        assert answer.status_code == 422, one
        assert answer.json()["problems"][0]["message"]
    assert held(Answer) == held(Assessment) == []
    odd = {
        "question": "toilets.warm",
        "answer": "yes",
        "at": timezone.now().isoformat(),
        "lat": 400,
        "lon": "x",
    }
    assert post(who, "save/", {**good, "answers": [odd]}).status_code == 200
    assert [one.lat for one in held(Answer)] == [None]


def test_the_addresses_are_shut_for_others(school: UUID) -> None:
    sent = body(school, new_id(), ("toilets.warm", "yes"))
    assert post(Client(headers={"host": "localhost"}), "save/", sent).status_code == 302
    for username in ("demo.akimat", "demo.coordinator", "demo.teacher"):
        assert post(as_(username), "save/", sent).status_code == 403
        assert as_(username).get(ROUND).status_code == 403
    assert Client(headers={"host": "localhost"}).get("/en/schools/assessments/").status_code == 302
    other = places.site("61-9", point=places.moved(500))
    assert as_("demo.head").get(f"{ROUND}{other}/").status_code == 404
    assert as_("demo.head").get(f"{ROUND}{school}/").status_code == 200


def test_without_a_script_the_form_saves_and_submits(school: UUID) -> None:
    who, client = as_("demo.head"), str(new_id())
    page = f"{ROUND}{school}/"
    fields = {"client": client, "began": timezone.now().isoformat(), "a-toilets.warm": "yes", "do": "save"}
    assert who.post(page, fields).status_code == 302
    again = who.get(page).content.decode()
    assert f'value="{client}"' in again
    assert 'id="a-toilets.warm-yes" name="a-toilets.warm" value="yes" checked' in again
    refused = who.post(page, {**fields, "a-people.bus": "not_applicable", "do": "submit"})
    assert refused.status_code == 422
    assert "Without a reason" in refused.content.decode()
    done = who.post(
        page, {**fields, "a-people.bus": "not_applicable", "n-people.bus": "nobody is driven", "do": "submit"}
    )
    assert done.status_code == 302
    assert "/assessments/" in done["Location"]
    assert [one.is_own for one in held(Assessment)] == [True]


def test_two_rounds_stand_side_by_side(school: UUID) -> None:
    links = []
    for username, answer in (("demo.head", "yes"), ("demo.inspector", "no")):
        who, client = as_(username), new_id()
        post(who, "save/", body(school, client, ("toilets.warm", answer), ("toilets.water", "yes")))
        links.append(post(who, "submit/", {"client_id": str(client)}).json()["link"])
    own, seen = (link.rstrip("/").split("/")[-1] for link in links)
    for path in (f"{seen}/beside/{own}/", f"{own}/beside/{seen}/"):
        text = as_("demo.akimat").get(f"/en/schools/assessments/{path}").content.decode()
        assert "the inspector saw worse" in text
        assert "both say the same" not in text
    assert as_("demo.akimat").get("/en/schools/assessments/?side=own&state=submitted").status_code == 200


def test_a_withdrawal_says_why(school: UUID) -> None:
    who, client = as_("demo.inspector"), new_id()
    post(who, "save/", body(school, client, ("toilets.warm", "yes")))
    link = post(who, "submit/", {"client_id": str(client)}).json()["link"]
    assert who.post(f"{link}withdrawal/", {"reason": " "}).status_code == 422
    assert who.post(f"{link}withdrawal/", {"reason": "Wrong school."}).status_code == 302
    assert "Wrong school." in who.get(link).content.decode()
    assert who.post(f"{link}withdrawal/", {"reason": "Twice."}).status_code == 302
    assert [one.reason for one in held(Assessment)] == ["Wrong school."]


def test_the_worker_knows_no_place(school: UUID) -> None:
    stranger = Client(headers={"host": "localhost"})
    worker = stranger.get(f"{ROUND}sw.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert str(school) not in worker.content.decode()
    assert stranger.get(f"{ROUND}app.webmanifest").json()["scope"] == ROUND


def test_the_first_load_is_light(school: UUID) -> None:
    """The page itself; its files are counted by the journey."""
    page = as_("demo.inspector").get(f"{ROUND}{school}/", headers={"accept-encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.content) < 30_000
