"""GeoReport v2, row by row: a request is made and read. docs/open311.md names the test beside each row."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from qalqan.domains.watch import api
from qalqan.domains.watch.open311 import reading
from qalqan.domains.watch.open311.params import moment, w3c
from qalqan.domains.watch.open311.peers import forget
from qalqan.domains.watch.tests import worlds as watch
from qalqan.kernel.access.scope import Service, scope

from . import worlds

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("ending", ["json", "xml"])


# --- a request is made


@BOTH
def test_a_request_gets_its_id_at_once(ending: str) -> None:
    answer = worlds.post(ending, api_key=worlds.key(), **{"attribute[cover]": "missing"})
    assert answer.status_code == 200
    if ending == "json":
        [made] = answer.json()
        assert list(made) == ["service_request_id", "service_notice", "account_id"]  # and no token
        key = made["service_request_id"]
    else:
        root = worlds.xml(answer)
        assert (root.tag, [child.tag for child in root]) == ("service_requests", ["request"])
        key = root.findtext("request/service_request_id")
    row = worlds.report(key)
    assert (row.channel, row.category, row.details) == ("open311", "manhole", {"cover": "missing"})
    assert row.text == "Открыт люк у школы"
    assert row.cluster.state == "new"


def test_what_names_a_person_is_taken_and_not_kept() -> None:
    [made] = worlds.post(
        api_key=worlds.key(),
        first_name="Айгүл",
        last_name="Серікова",
        phone="+77010000000",
        device_id="tt222111",
        account_id="123456",
        email="parent@example.kz",
    ).json()
    row = worlds.report(made["service_request_id"])
    [item] = worlds.items()
    kept = json.dumps({**vars(row), **vars(item)}, default=str)
    assert not any(
        word in kept for word in ("Айгүл", "Серікова", "+7701", "tt222111", "123456", "parent@example.kz")
    )
    assert "parent@example.kz" in row.contact  # sealed, for the answer


def test_a_request_without_words_is_taken_under_the_name_of_its_service() -> None:
    [made] = worlds.post(api_key=worlds.key(), description=None).json()
    assert worlds.report(made["service_request_id"]).text == "Open manhole"


def test_html_is_text() -> None:
    text = "<img src=x onerror=alert(1)> люк & яма"
    [made] = worlds.post(api_key=worlds.key(), description=text).json()
    api.moderate(watch.actor("moderator"), worlds.report(made["service_request_id"]).pk, "shown", text)
    key = made["service_request_id"]
    answer = worlds.get(f"requests/{key}.xml")
    assert b"<img" not in answer.content
    assert worlds.xml(answer).findtext("request/description") == text
    assert worlds.get(f"requests/{key}.json")["X-Content-Type-Options"] == "nosniff"


def test_an_address_of_the_register_is_a_place() -> None:
    school = watch.school(address="Түркістан, Абай даңғылы, 1")
    for place in (
        {"address_id": str(school.id)},
        {"address_id": school.code},
        {"address_string": "түркістан, абай даңғылы, 1"},
    ):
        made = worlds.post(api_key=worlds.key(), lat=None, long=None, **place)
        assert made.status_code == 200, made.content
        row = worlds.report(made.json()[0]["service_request_id"])
        assert (row.lat, row.lon) == (watch.LAT, watch.LON)


def test_pictures_come_as_media_and_leave_their_metadata() -> None:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    picture = Image.effect_noise((640, 480), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    picture.save(out, "JPEG", exif=exif)
    file = SimpleUploadedFile("toilet.jpg", out.getvalue(), "image/jpeg")
    made = worlds.post(api_key=worlds.key(), media=file)
    assert made.status_code == 200, made.content
    from qalqan.domains.watch.models import ReportPhoto

    with scope(Service("tests"), "safety"):
        assert ReportPhoto.objects.get(report=made.json()[0]["service_request_id"]).original_id


def test_a_picture_that_is_none_is_refused_with_its_rule() -> None:
    file = SimpleUploadedFile("a.jpg", b"MZ this is a program", "image/jpeg")
    answer = worlds.post(api_key=worlds.key(), media=file)
    assert answer.status_code == 400
    assert answer.json()[0]["description"].startswith("media:")
    many = [SimpleUploadedFile(f"{n}.jpg", b"x", "image/jpeg") for n in range(5)]
    assert "at most 4" in worlds.post(api_key=worlds.key(), media=many).json()[0]["description"]


def test_a_media_url_is_kept_for_the_moderator_and_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def connect(*_: object, **__: object) -> None:
        raise AssertionError("the server went to an address that a stranger named")

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    link = "http://169.254.169.254/latest/meta-data"
    assert worlds.post(api_key=worlds.key(), media_url=link).status_code == 200
    [item] = worlds.items()
    assert item.link == link
    with scope(Service("tests"), "safety"):
        assert reading.links([item.report_id]) == {item.report_id: link}  # what the moderator's queue shows
    assert forget(timezone.now()) == 0
    assert forget(timezone.now() + timedelta(days=366)) == 1


def test_the_same_mark_is_the_same_request() -> None:
    key, mark = worlds.key(), str(uuid4())
    first = worlds.post(api_key=key, client_id=mark).json()[0]["service_request_id"]
    second = worlds.post(api_key=key, client_id=mark).json()[0]["service_request_id"]
    assert first == second
    assert worlds.get(f"tokens/{mark}.json").json() == [{"service_request_id": first, "token": mark}]
    found = worlds.xml(worlds.get(f"tokens/{mark}.xml"))
    assert found.findtext("request/service_request_id") == first
    other = worlds.post(api_key=worlds.key("other"), client_id=mark).json()[0]["service_request_id"]
    assert other != first  # another sender's mark takes nobody's place


def test_a_key_has_a_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    from qalqan.domains.watch import limits
    from qalqan.domains.watch.rules.flood import Limit

    slow = {**limits.LIMITS, "key": Limit(timedelta(minutes=1), 2, 2)}
    monkeypatch.setattr(limits, "LIMITS", slow)
    key = worlds.key()
    assert [worlds.post(api_key=key).status_code for _ in range(3)] == [200, 200, 429]


# --- requests are read


def test_only_what_is_shown_is_read_and_in_the_moderators_words() -> None:
    hidden = api.receive(watch.new(text="Имя ребёнка"))
    told = worlds.shown("Люк открыт", metres=900)
    [found] = worlds.get("requests.json").json()
    assert found["service_request_id"] == str(told.report_id)
    assert list(found) == [
        "service_request_id",
        "status",
        "status_notes",
        "service_name",
        "service_code",
        "description",
        "agency_responsible",
        "service_notice",
        "requested_datetime",
        "updated_datetime",
        "expected_datetime",
        "address",
        "address_id",
        "zipcode",
        "lat",
        "long",
        "media_url",
    ]
    assert (found["status"], found["description"]) == ("open", "Люк открыт")
    assert found["expected_datetime"] is not None
    assert found["agency_responsible"]
    assert moment(found["requested_datetime"]) is not None
    assert worlds.get(f"requests/{hidden.report_id}.json").status_code == 404


def test_one_request_is_a_list_of_one_in_both() -> None:
    told = worlds.shown()
    [found] = worlds.get(f"requests/{told.report_id}.json").json()
    root = worlds.xml(worlds.get(f"requests/{told.report_id}.xml"))
    assert (root.tag, len(root)) == ("service_requests", 1)
    assert [child.tag for child in root[0]] == list(found)
    assert root[0].findtext("lat") == str(found["lat"])


def test_hidden_and_guarded_are_for_nobody() -> None:
    told = worlds.shown()
    api.moderate(watch.actor("moderator"), told.report_id, "hidden")
    assert worlds.get("requests.json").json() == []
    guarded = next(one for one in api.categories() if one.is_guarded)
    api.receive(watch.new(guarded.key))
    assert worlds.get("requests.json").json() == []


def test_a_sender_follows_its_own_before_everybody_may() -> None:
    key = worlds.key()
    [made] = worlds.post(api_key=key, description="Имя ребёнка").json()
    path = f"requests/{made['service_request_id']}.json"
    assert worlds.get(path).status_code == 404
    assert worlds.get(path, api_key=worlds.key("another")).status_code == 404
    [found] = worlds.get(path, api_key=key).json()
    assert (found["status"], found["description"]) == ("open", None)


def test_filters_of_the_standard_and_ours() -> None:
    near = worlds.shown("a", metres=0)
    far = worlds.shown("b", metres=5000, category="crossing")
    ids = {"near": str(near.report_id), "far": str(far.report_id)}

    def asked(**given: str) -> set[str]:
        answer = worlds.get("requests.json", **given)
        assert answer.status_code == 200, answer.content
        return {
            name for name, key in ids.items() if key in {one["service_request_id"] for one in answer.json()}
        }

    now = timezone.now()
    assert asked() == {"near", "far"}
    assert asked(service_request_id=f"{ids['near']},unknown", status="closed") == {
        "near"
    }  # overrides the rest
    assert asked(service_code="QK-101") == {"near"}
    assert asked(service_code="QK-101,QK-201") == {"near", "far"}
    assert asked(status="open") == asked(status="open,closed") == {"near", "far"}
    assert asked(status="closed") == set()
    assert asked(start_date=w3c(now + timedelta(hours=1))) == set()
    assert asked(end_date=w3c(now - timedelta(hours=1))) == set()
    assert asked(lat=str(watch.LAT), long=str(watch.LON), radius="500") == {"near"}
    assert asked(bbox=f"{watch.LON - 0.01},{watch.LAT - 0.01},{watch.LON + 0.01},{watch.LAT + 0.01}") == {
        "near"
    }
    assert asked(updated_after=w3c(now - timedelta(minutes=5))) == {"near", "far"}
    assert asked(updated_after=w3c(now + timedelta(minutes=5))) == set()
    assert asked(page="1", page_size="1") | asked(page="2", page_size="1") == {"near", "far"}
    assert asked(page="3", page_size="1") == set()


def test_a_closed_request_says_so_with_its_day() -> None:
    told = worlds.shown()
    officer = watch.actor("akimat_officer")
    api.move(
        officer,
        told.cluster_id,
        "reject",
        reason="Не наша дорога совсем",
        public_note="Это частный двор, люк закрыт.",
    )
    [found] = worlds.get(f"requests/{told.report_id}.json").json()
    assert (found["status"], found["status_notes"]) == ("closed", "Это частный двор, люк закрыт.")
    [update, *_] = [
        one for one in worlds.get("servicerequestupdates.json").json() if one["status"] == "closed"
    ]
    assert update["service_request_id"] == str(told.report_id)
    assert update["description"] == "Это частный двор, люк закрыт."
    root = worlds.xml(worlds.get("servicerequestupdates.xml"))
    assert (root.tag, root[0].tag) == ("service_request_updates", "request_update")


def test_extensions_are_shown_when_asked() -> None:
    worlds.shown()
    [plain] = worlds.get("requests.json").json()
    [more] = worlds.get("requests.json", extensions="true").json()
    assert set(more) - set(plain) == {"extended_attributes"}
    assert more["extended_attributes"]["state"] == "new"


def test_at_a_school_everybody_reads_the_day_and_a_key_the_moment() -> None:
    """And who asks by moments or by a box learns no more than the day and the register's point."""
    watch.school()
    told = worlds.shown("Крыша течёт", category="school_building", metres=11)
    at, place = worlds.report(told.report_id).received_at, watch.north(11)
    [found] = worlds.get("requests.json", extensions="true").json()
    assert (found["lat"], found["long"]) == (watch.LAT, watch.LON)
    told_by = [found[name] for name in ("requested_datetime", "updated_datetime", "expected_datetime")]
    told_by.append(found["extended_attributes"]["changed_datetime"].replace(".000000", ""))
    assert all(one.endswith("T19:00:00Z") for one in told_by)  # midnight in Kazakhstan
    second = timedelta(seconds=1)
    for asked in (
        {"start_date": w3c(at + second) or ""},
        {"end_date": w3c(at - second) or ""},
        {"updated_after": w3c(at + second) or ""},
        {"bbox": f"68,{watch.north(5)},69,44"},
        {"bbox": f"68,43,69,{watch.north(5)}"},
        {"lat": str(watch.LAT), "long": str(watch.LON), "radius": "1"},
    ):
        assert worlds.get("requests.json", **asked).json(), asked
    assert "after_id" not in worlds.get("requests.json")["Open311-Extensions"]
    key = worlds.key()
    [exact] = worlds.get("requests.json", api_key=key).json()
    assert (exact["requested_datetime"], exact["lat"]) == (w3c(at), round(place, 6))
    assert "after_id" in worlds.get("requests.json", api_key=key)["Open311-Extensions"]
    assert worlds.get("requests.json", api_key=key, start_date=w3c(at + second) or "").json() == []
