"""The ministry's pages: what is ticked is shown before it happens, done when confirmed, and named when it
cannot be done."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from qalqan.domains.reporting.actions import moving

from .making import officer, seen
from .ministry_year import CODE, PROGRAM, TWELFTH, lines, package, plan, report

pytestmark = pytest.mark.django_db
REASON = "Не указан охват районов, дополните."


@pytest.fixture
def year() -> dict[str, Any]:
    plan()
    packages = {region: package(region) for region in ("KZ-61", "KZ-11", "KZ-15")}
    return packages | {
        "turkistan": report(packages["KZ-61"]),
        "akmola": report(packages["KZ-11"], at=TWELFTH),
    }


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(officer(f"of.{role}", role=role), settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def ministry() -> Client:
    return signed_in("coordinator")


def ticked(ids: list[Any]) -> list[str]:
    found = {line.pk: line for line in _all()}
    return [f"{pk}.{found[pk].version}" for pk in ids]


def _all() -> list[Any]:
    from qalqan.domains.reporting.models import Line
    from qalqan.kernel.access.scope import scope

    with scope(PROGRAM.seat, "statistics"):
        return list(Line.objects.all())


def states() -> dict[Any, str]:
    return {line.pk: line.state for line in _all()}


def test_the_board_leads_to_review_and_comparison(ministry, year):
    answer = ministry.get("/en/reporting/board/", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/en/reporting/board/{CODE}/2021/"
    assert f"/en/reporting/review/{year['KZ-61']}/" in page
    page = ministry.get(f"/en/reporting/board/{CODE}/2021/?by=measure").content.decode()
    assert f"/en/reporting/board/{CODE}/2021/measures/2/" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("path", ["", "?by=measure", "measures/1/"])
def test_every_list_is_a_file_too(ministry, year, kind, path):
    address = f"/ru/reporting/board/{CODE}/2021/{path}"
    answer = ministry.get(address + ("&" if "?" in path else "?") + f"format={kind}")
    assert answer.status_code == 200
    assert len(answer.content) > 200
    assert ministry.get(address + ("&" if "?" in path else "?") + "format=exe").status_code == 404


def test_asking_changes_nothing_and_names_every_line(ministry, year):
    before = states()
    page = ministry.get("/en/reporting/decide/", {"act": "accept", "line": ticked(year["akmola"])})
    text = page.content.decode()
    assert text.count("Akmola") == 3
    assert states() == before


def test_ticked_lines_are_accepted_together(ministry, year):
    sent = {"act": "accept", "line": ticked(year["akmola"]), "sure": "on", "back": "/en/reporting/board/"}
    answer = ministry.post("/en/reporting/decide/", sent)
    assert answer.headers["Location"] == "/en/reporting/board/"
    assert {states()[pk] for pk in year["akmola"]} == {"accepted"}


def test_without_the_tick_or_the_reason_nothing_happens(ministry, year):
    before = states()
    lines_ = ticked(year["akmola"])
    assert ministry.post("/en/reporting/decide/", {"act": "accept", "line": lines_}).status_code == 200
    sent = {"act": "return", "line": lines_, "sure": "on", "reason": "коротко"}
    answer = ministry.post("/en/reporting/decide/", sent)
    assert "коротко" in answer.content.decode()
    assert states() == before


def test_what_changed_meanwhile_is_named_and_the_rest_is_done(ministry, year):
    chosen = ticked([*year["akmola"][:2], year["turkistan"][0]])
    moving.accept(PROGRAM, seen([year["akmola"][0]]))
    page = ministry.get("/en/reporting/decide/", {"act": "return", "line": chosen}).content.decode()
    assert "it changed after you looked" in page
    sent = {"act": "return", "line": chosen, "reason": REASON, "sure": "on", "back": "/en/reporting/board/"}
    told = ministry.post("/en/reporting/decide/", sent, follow=True).content.decode()
    assert "2 lines were returned" in told
    assert "it changed after you looked" in told
    now = states()
    assert now[year["akmola"][0]] == "accepted"
    assert {now[year["akmola"][1]], now[year["turkistan"][0]]} == {"returned"}


def test_rubbish_in_the_address_decides_nothing(ministry, year):
    before = states()
    for value in ("x", "x.1", "", f"{year['akmola'][0]}.", f"{year['KZ-15']}.1"):
        sent = {"act": "accept", "line": [value], "sure": "on", "back": "https://elsewhere.example/"}
        answer = ministry.post("/en/reporting/decide/", sent)
        assert "elsewhere" not in answer.headers.get("Location", "")
    assert states() == before


def test_a_reader_sees_no_ticks_and_may_not_decide(year):
    viewer = signed_in("viewer")
    page = viewer.get(f"/en/reporting/review/{year['KZ-11']}/").content.decode()
    assert 'name="line"' not in page
    sent = {"act": "accept", "line": ticked(year["akmola"]), "sure": "on"}
    assert viewer.post("/en/reporting/decide/", sent).status_code == 403
    assert lines(year["KZ-11"])[0].state == "submitted"


def test_history_is_read_only(ministry, year):
    page = ministry.get(f"/en/reporting/review/{year['KZ-11']}/?on=2022-01-13").content.decode()
    assert 'name="line"' not in page
    assert ministry.get(f"/en/reporting/review/{year['KZ-11']}/?on=yesterday").status_code == 200


@pytest.mark.parametrize("year_", ["0", "1", "9999", "99999"])
@pytest.mark.parametrize("path", ["", "measures/1/"])
def test_a_year_that_none_can_have_is_a_page_that_is_not_there(ministry, year, year_, path):
    assert ministry.get(f"/ru/reporting/board/{CODE}/{year_}/{path}").status_code == 404


def test_a_day_that_has_not_come_is_said_and_today_is_shown(ministry, year):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for address in (f"board/{CODE}/2021/", f"review/{year['KZ-11']}/", f"progress/{CODE}/", "late/"):
        page = ministry.get(f"/en/reporting/{address}?on={tomorrow}")
        assert page.context["bad_day"] == tomorrow, address
        assert page.context["day"] is None
        assert "is not a day that has come" in page.content.decode()
    assert ministry.get(f"/en/reporting/calendar/?on={tomorrow}").context["bad_day"] == ""
