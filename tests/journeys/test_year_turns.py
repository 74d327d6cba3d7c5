"""A year turns: twenty akimats report, one of them in the browser in Kazakh, one by workbook, two not at all;
an inspection contradicts one claim; the ministry, in Russian, sees it, returns that line, accepts the rest in
bulk, compiles and publishes; the open mirror shows report and contradiction to everyone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from harness import RealServer, Watch, audit
from playwright.sync_api import BrowserContext, Page, expect

PROGRAM = Path(__file__).with_name("year.py")
PLAN = "year-turns"
REASON = "Инспекция нашла охрану в 180 школах из 300. Проверьте и укажите, где её нет."
Opener = Callable[[str | None], BrowserContext]


@pytest.fixture(scope="module")
def year(server: RealServer) -> dict[str, Any]:
    """The plan, its reports, and what the akimats did by the verbs."""
    settings = {k: v for k, v in os.environ.items() if not k.startswith(("QALQAN_", "DATABASE_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, str(PROGRAM)],
        env={**settings, "QALQAN_HOME": str(server.home)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def board(page: Page, year: dict[str, Any]) -> dict[str, int]:
    """The figures of the board, by the state's key."""
    page.goto(f"/ru/reporting/board/{PLAN}/{year['year']}/")
    found = {}
    for figure in page.locator(".m-figure a").all():
        key = str(figure.get_attribute("href")).split("state=")[1].split("&")[0]
        found[key] = int(figure.locator(".m-figure__n").inner_text())
    return found


def compare(page: Page, year: dict[str, Any], number: int) -> None:
    page.goto(f"/ru/reporting/board/{PLAN}/{year['year']}/measures/{number}/")


def write_in_kazakh(page: Page, package: str) -> None:
    """The officer of Turkistan fills three measures and puts a name under them."""
    page.goto("/kk/reporting/")
    expect(page.locator(f"a[href*='{package}']").first).to_be_visible()
    for number in (1, 2, 3):
        page.goto(f"/kk/reporting/packages/{package}/")
        page.goto(str(page.locator(f"#line-{number} h3 a").get_attribute("href")))
        page.locator(f"label[for=outcome-{number}-done]").click()
        page.locator("[name=numerator]").fill("241")
        page.locator("[name=denominator]").fill("300")
        page.locator("[name=text_kk]").fill(f"Мектептер: 300, орындалғаны: 241, іс-шара {number}.")
        page.locator("[name=text_ru]").fill(f"Школ: 300, сделано: 241, мероприятие {number}.")
        page.locator("form.a-form button[type=submit]:not([name])").click()
        page.wait_for_url(f"**/packages/{package}/**")
    page.goto(f"/kk/reporting/packages/{package}/certify/")
    page.locator("label[for=sure]").click()
    page.locator("form.a-certify button[type=submit]").click()
    page.wait_for_url(f"**/packages/{package}/")
    expect(page.locator(".q-notice--success")).to_contain_text("3")


def decide(page: Page, move: str, reason: str = "") -> None:
    """From ticked lines over the page that says what will happen."""
    page.locator(f"button[name=act][value={move}]").click()
    page.wait_for_url("**/decide/**")
    if reason:
        page.locator("[name=reason]").fill(reason)
    page.locator("label[for=id_sure]").click()
    page.locator("form[method=post][action$='/decide/'] button[type=submit]").click()
    page.wait_for_url("**/measures/**")


def wait_for_contradiction(page: Page, year: dict[str, Any]) -> None:
    """The engine hears of the inspection in the worker, a moment after it."""
    for _ in range(60):
        compare(page, year, 1)
        if page.locator(".m-against").count():
            return
        page.wait_for_timeout(500)
    pytest.fail("the inspection raised no contradiction")


def compiled_and_published(page: Page, year: dict[str, Any]) -> str:
    """Order the report, wait for the job, publish; its address after the language."""
    page.goto("/ru/reporting/reports/")
    choice = page.locator("select[name=on] option").filter(has_text=str(year["year"]))
    values = [str(one.get_attribute("value")) for one in choice.all()]
    page.locator("select[name=on]").select_option(next(value for value in values if PLAN in value))
    page.locator("form[action$='/reports/order/'] button[type=submit]").click()
    page.wait_for_url("**/reporting/reports/*-*/")
    page.locator("form[action$='/publish/']").wait_for(timeout=60_000)
    page.locator("label[for=id_sure]").click()
    page.locator("form[action$='/publish/'] button[type=submit]").click()
    expect(page.locator("#report .q-state--good").first).to_be_visible()
    return page.url.split("/ru/reporting/")[1]


def test_a_year_turns(year: dict[str, Any], signed_in: Opener, stranger: BrowserContext) -> None:
    assert year["reported"] == 16
    book = year["workbook"]
    assert (len(book["cells"]), book["bad_lines"], book["good_lines"], book["taken"]) == (3, 3, 3, 3)
    assert book["mends"]

    officer = signed_in("demo.akimat").new_page()
    write_in_kazakh(officer, year["packages"]["KZ-61"])

    page = signed_in("demo.coordinator").new_page()
    watch = Watch(page)
    figures = board(page, year)
    assert (figures["submitted"], figures["overdue"]) == (18 * 3, 2 * 3)
    assert audit(page, watch, "ru", "year-board") == []

    wait_for_contradiction(page, year)
    accused = page.locator("article.m-line").filter(has=page.locator(".m-against"))
    expect(accused).to_have_count(1)
    expect(accused).to_contain_text("Актюбинской")
    assert audit(page, watch, "ru", "year-compare") == []
    accused.locator("label.govuk-checkboxes__label").click()
    page.locator("button[name=act][value=return]").click()
    expect(page.locator(".m-list li")).to_have_count(1)
    assert audit(page, watch, "ru", "year-decide") == []
    page.go_back()
    accused.locator("input[name=line]").check()
    decide(page, "return", REASON)
    expect(page.locator(".q-notice--success")).to_contain_text("1 строка возвращена")
    for number, count in ((1, 17), (2, 18), (3, 18)):
        compare(page, year, number)
        page.locator("[data-tick-all]").click()
        decide(page, "accept")
        expect(page.locator(".q-notice--success")).to_contain_text(str(count))
    figures = board(page, year)
    assert (figures["accepted"], figures["returned"]) == (17 + 18 + 18, 1)

    officer.goto(f"/kk/reporting/review/{year['packages']['KZ-61']}/")
    expect(officer.locator(".m-line--good")).to_have_count(3)
    officer.close()

    report = compiled_and_published(page, year)
    page.close()
    anyone = stranger.new_page()
    for language in ("kk", "ru"):
        anyone.goto(f"/{language}/open/{report}")
        links = [str(link.get_attribute("href")) for link in anyone.locator(".r-files a").all()]
        assert {link.rsplit(".", 1)[1] for link in links} == {"docx", "pdf", "xlsx", "json"}
        anyone.goto(f"/{language}/open/evidence/contradictions/?plan={PLAN}")
        expect(anyone.locator("main")).to_contain_text({"kk": "Ақтөбе", "ru": "Актюбинской"}[language])
    pdf = next(link for link in links if link.endswith(".pdf"))
    assert stranger.request.get(pdf).body().startswith(b"%PDF")
    anyone.close()
