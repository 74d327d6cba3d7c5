"""The journey of part one, as its user walks it: a fresh start, sign in as coordinator, review the import,
open the register, find measure 61, see its place in the source, and read the public mirror in Kazakh."""

import csv
import io

import pytest
from harness import RealServer, Watch, audit
from playwright.sync_api import BrowserContext, Page, expect

PLAN = "kz-156-2020"


@pytest.fixture
def page(stranger: BrowserContext) -> Page:
    return stranger.new_page()


def sign_in(page: Page, person: str) -> None:
    page.goto("/ru/account/login/")
    page.click(f"button[value='{person}']")
    page.wait_for_url("**/ru/")


def test_the_coordinators_way(page: Page, server: RealServer) -> None:
    watch = Watch(page)
    sign_in(page, "demo.coordinator")

    # import review: source and result side by side
    page.goto(f"/ru/plans/{PLAN}/review/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверка импорта")
    row = page.locator("#row-61")
    row.locator("summary").click()
    assert "видеонаблюде" in row.locator("pre").inner_text()
    assert "видеонаблюдения" in row.locator(".p-result").inner_text()

    # register: 70 rows in five sections
    page.get_by_role("link", name="Мероприятия").first.click()
    expect(page.locator(".p-section")).to_have_count(5)
    expect(page.locator(".p-measures tbody tr")).to_have_count(70)

    # search by another form of the words than the text has
    page.get_by_label("Поиск").fill("видеонаблюдением")
    page.evaluate("document.body.dataset.same = 'page'")
    page.get_by_role("button", name="Применить").click()
    expect(page.locator(".p-measures tbody tr")).to_have_count(1)
    assert page.locator("body[data-same='page']").count() == 1, "htmx swaps the list, the page stays"
    assert "search=" in page.url
    page.go_back()
    expect(page.locator(".p-measures tbody tr")).to_have_count(70)
    page.go_forward()
    expect(page.locator(".p-measures tbody tr")).to_have_count(1)

    # measure 61
    page.locator(".p-measures tbody tr a").first.click()
    page.wait_for_url(f"**/plans/{PLAN}/measures/61/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("100 % оснащением системами видеонаблюдения")
    expect(page.locator("main")).to_contain_text("Срок наступил: 31 декабря 2020 года")
    assert audit(page, watch, "journey", "measure-61") == []

    # a field lights up its characters, by mouse and by keyboard
    page.locator("[data-field='form']").hover()
    lit = page.locator(".q-piece.is-cited")
    assert "".join("".join(lit.all_inner_texts()).split()) == "информациявМОН"
    page.locator("[data-field='deadline'] a").focus()
    assert "".join("".join(lit.all_inner_texts()).split()) == "второеполугодие2020года"

    # sign out; the public mirror in Kazakh
    page.get_by_role("button", name="Выйти").click()
    page.goto(f"/kk/open/{PLAN}/")
    expect(page.locator(".p-mirror")).to_contain_text("Қоғамдық айна")
    expect(page.locator(".p-measures tbody tr")).to_have_count(70)
    page.goto(f"/kk/open/{PLAN}/measures/61/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("бейнебақылау")
    expect(page.locator("main")).to_contain_text("Жұмыс аудармасы")
    assert watch.complaints == []


def test_a_stranger_sees_the_mirror_and_nothing_behind_it(page: Page) -> None:
    page.goto(f"/en/plans/{PLAN}/")
    assert "/account/login/" in page.url
    page.goto(f"/en/plans/{PLAN}/review/")
    assert "/account/login/" in page.url
    page.goto(f"/en/open/{PLAN}/gaps/")
    expect(page.get_by_role("button", name="Sign the decision")).to_have_count(0)


def test_an_officer_may_review_and_not_decide(page: Page) -> None:
    sign_in(page, "demo.akimat")
    page.goto(f"/en/plans/{PLAN}/gaps/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Open questions")
    expect(page.get_by_role("button", name="Sign the decision")).to_have_count(0)
    gap = page.locator("article.p-gap").first.get_attribute("id").removeprefix("gap-")
    token = page.context.cookies()
    csrf = next(cookie["value"] for cookie in token if cookie["name"] == "csrftoken")
    answer = page.request.post(
        f"/en/plans/{PLAN}/gaps/{gap}/",
        form={"value": "January", "reason": "no right", "csrfmiddlewaretoken": csrf},
    )
    assert answer.status == 403


def test_a_gap_is_decided_signed_and_shown_to_everyone(page: Page) -> None:
    sign_in(page, "demo.coordinator")
    page.goto(f"/en/plans/{PLAN}/gaps/")
    gap = page.locator("article.p-gap").filter(has_text="10 числа").first
    gap.locator("summary").click()
    gap.get_by_label("Decision").fill("January")
    gap.get_by_label("Reason").fill("The report is for the year before; January follows it.")
    gap.get_by_role("button", name="Sign the decision").click()
    decided = page.locator("article.p-gap").filter(has_text="10 числа").first
    expect(decided).to_contain_text("January follows it")
    expect(decided).to_contain_text("signature holds")

    page.goto(f"/kk/open/{PLAN}/gaps/")
    expect(page.locator("main")).to_contain_text("January follows it")


def test_the_day_before_the_amendment(page: Page) -> None:
    page.goto(f"/ru/open/{PLAN}/measures/34/?on=2022-01-01")
    expect(page.locator("[data-field='form']")).to_contain_text("информация в МОН")
    page.goto(f"/ru/open/{PLAN}/measures/34/")
    expect(page.locator("[data-field='form']")).to_contain_text("информация в МП")


def test_a_wrong_day_is_told_and_loses_nothing(page: Page) -> None:
    page.goto(f"/en/open/{PLAN}/?on=2021-13-45&body=МЗ")
    expect(page.locator("main")).to_contain_text("2021-13-45")
    assert page.locator("#filter-body").input_value() == "МЗ"


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_every_list_is_a_file(page: Page, form: str) -> None:
    lists = ["", *(f"{PLAN}/{path}" for path in ("", "bodies/", "findings/", "gaps/", "calendar/?year=2021"))]
    for path in [*lists, "bodies/МОН/"]:
        joint = "&" if "?" in path else "?"
        answer = page.request.get(f"/kk/open/{path}{joint}format={form}")
        assert answer.status == 200, path
        assert f".{form}" in answer.headers["content-disposition"]
        assert len(answer.body()) > 200
    if form == "csv":
        text = page.request.get(f"/ru/open/{PLAN}/?format=csv").body().decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text)))) == 71


def test_without_script_a_field_still_leads_to_its_place(server: RealServer, browser) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(base_url=server.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/en/open/{PLAN}/measures/61/")
    page.locator("[data-field='deadline'] a").click()
    assert page.url.endswith("#cite-deadline")
    context.close()
