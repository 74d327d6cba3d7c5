"""The clock's pages, asked as a browser asks: the public ones without signing in, the desk as staff."""

import datetime
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from qalqan.kernel.access import actions as access
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock import waking
from qalqan.kernel.clock.models import Lowering
from qalqan.kernel.clock.tests.places import fresh, start

pytestmark = pytest.mark.django_db
REASON = "The family has moved to another country."


@pytest.fixture
def officer(client: Client) -> User:
    return signed_in(client, "officer", uuid4())


def signed_in(client: Client, name: str, region: object) -> User:
    user = access.add_user(name, name=name)
    place = access.post("akimat_officer", body_code=name, region_id=region)
    access.seat(user, place, since=timezone.localdate() - datetime.timedelta(days=1))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    user.region = region
    return user


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    "address",
    ["", "calculator/", "calendar/2020/", "calendar/2024/", "calendar/2028/", "rules/appeal.answer/"],
)
def test_public_pages_answer(client: Client, language: str, address: str) -> None:
    assert client.get(f"/{language}/deadlines/{address}").status_code == 200


@pytest.mark.parametrize("address", ["calendar/2019/", "calendar/2029/", "rules/no.such/"])
def test_what_is_not_known_is_not_found(client: Client, address: str) -> None:
    assert client.get(f"/en/deadlines/{address}").status_code == 404


def count(client: Client, **asked: str) -> str:
    given = {"rule": "appeal.answer", "day": "2024-12-20", "hour": "15:00", "region": "KZ-71"} | asked
    return client.get("/en/deadlines/calculator/", given).content.decode()


def test_the_calculator_shows_its_working(client: Client) -> None:
    page = count(client)
    assert "15 January 2025, 24:00" in page
    for line in ("days No. 1 to 5", "weekend", "New Year", "day off moved here from 5 Jan 2025", "Christmas"):
        assert line in page, line


def test_the_calculator_knows_versions_and_their_beginnings(client: Client) -> None:
    assert "15 calendar days" in count(client, day="2021-06-30")
    assert "15 working days" in count(client, day="2021-07-01")
    assert "No rule was in force" in count(client, rule="appeal.redirect", day="2021-06-30")


def test_the_calculator_names_what_is_wrong(client: Client) -> None:
    assert "The calendar is known for the years 2020 to 2027" in count(client, day="2031-01-01")
    assert client.get("/kk/deadlines/calculator/", {"rule": "x", "day": "?"}).status_code == 200


def test_every_public_page_says_draft(client: Client) -> None:
    for address in ("", "rules/case.high/"):
        assert "no lawyer has confirmed" in client.get(f"/en/deadlines/{address}").content.decode()
    assert "no lawyer has confirmed" in count(client)


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    row = start()
    for address in ("running/", f"running/{row.id}/"):
        assert client.get(f"/en/deadlines/{address}").status_code == 302


def test_the_desk_shows_the_own_region_only(client: Client, officer: User) -> None:
    mine, other = start(region_id=officer.region, owes="mine-post"), start(owes="other-post")
    page = client.get("/en/deadlines/running/").content.decode()
    assert "mine-post" in page
    assert "other-post" not in page
    assert client.get(f"/en/deadlines/running/{mine.id}/").status_code == 200
    assert client.get(f"/en/deadlines/running/{other.id}/").status_code == 404
    answer = client.post(f"/en/deadlines/running/{other.id}/waive/", {"waive-reason": REASON})
    assert answer.status_code == 404


def test_what_falls_due_soonest_stands_first(client: Client, officer: User) -> None:
    for code in ("case.medium", "case.immediate_seen", "case.high", "case.low"):
        start(code, region_id=officer.region)
    page = client.get("/en/deadlines/running/").content.decode()
    names = ["Immediate risk: the child is seen", "Medium risk: action", "Low risk: action"]
    table = page[page.index("<tbody>") :]
    places = [table.index(name) for name in names]
    assert places == sorted(places)
    only = client.get("/en/deadlines/running/", {"rule": "case.low", "state": "running"}).content.decode()
    assert "Medium risk: action</a>" not in only
    assert client.get("/en/deadlines/running/?rule=%00").status_code == 200


def test_a_refused_reason_keeps_what_was_typed(client: Client, officer: User) -> None:
    row = start("case.assessment_high", region_id=officer.region)
    answer = client.post(
        f"/en/deadlines/running/{row.id}/pause/", {"pause-ground": "hospital", "pause-reason": "too short"}
    )
    assert answer.status_code == 422
    assert "too short" in answer.content.decode()
    assert fresh(row).state == "running"


def test_pause_and_resume(client: Client, officer: User) -> None:
    row = start("case.assessment_high", region_id=officer.region)
    given = {"pause-ground": "hospital", "pause-reason": REASON}
    assert client.post(f"/en/deadlines/running/{row.id}/pause/", given).status_code == 302
    assert fresh(row).state == "paused"
    assert (
        "not known while the clock stands still"
        in client.get(f"/en/deadlines/running/{row.id}/").content.decode()
    )
    assert client.post(f"/en/deadlines/running/{row.id}/resume/").status_code == 302
    assert fresh(row).state == "running"


def test_a_waiver_on_the_screen_takes_two(client: Client, officer: User) -> None:
    row = start(region_id=officer.region)
    address = f"/en/deadlines/running/{row.id}/"
    assert client.post(f"{address}waive/", {"waive-reason": REASON}).status_code == 302
    page = client.get(address).content.decode()
    assert "You asked for it yourself" in page
    assert "Confirm: the protection is lowered" not in page
    with scope(waking.SERVICE, "operation"):
        assert Lowering.objects.get(obligation=row).asked_user == officer.pk
    colleague = Client()
    signed_in(colleague, "colleague", officer.region)
    page = colleague.get(address).content.decode()
    assert "Confirm: the protection is lowered" in page
    # without a key or a code just shown, nothing is lowered
    colleague.post(f"{address}decide/", {"answer": "confirm"})
    assert fresh(row).state == "running"


def test_an_unreachable_and_a_missing_clock_look_the_same(client: Client, officer: User) -> None:
    other = start()
    pages = [client.get(f"/en/deadlines/running/{number}/") for number in (other.id, uuid4())]
    assert [page.status_code for page in pages] == [404, 404]
