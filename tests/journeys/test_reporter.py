"""The akimat officer's way: what we owe, a measure that saves as one types, a lost connection, two who write
the same, the certificate's page; by keyboard and without script."""

import re

import pytest
from harness import RealServer, Watch, audit
from playwright.sync_api import Browser, BrowserContext, Page, expect

SAVED = re.compile(r"Сохранено \d\d:\d\d:\d\d")


@pytest.fixture
def page(stranger: BrowserContext) -> Page:
    page = stranger.new_page()
    sign_in(page)
    return page


def sign_in(page: Page) -> None:
    page.goto("/ru/account/login/")
    page.click("button[value='demo.akimat']")
    page.wait_for_url("**/ru/")


def opened(page: Page) -> str:
    """The working page of the report that is owed next; its address."""
    page.goto("/ru/reporting/")
    page.get_by_role("link", name="Открыть отчёт").click()
    page.wait_for_url("**/reporting/packages/**")
    return page.url


@pytest.mark.slow
def test_a_measure_is_written_in_the_working_page(page: Page) -> None:
    watch = Watch(page)
    page.goto("/ru/reporting/")
    assert audit(page, watch, "reporter", "owing") == []
    address = opened(page)
    assert audit(page, watch, "reporter", "package") == []

    # by keyboard: the card opens in place and its heading has the focus
    link = page.locator(".a-line a[hx-get]").first
    number = link.evaluate("link => link.closest('article').id")
    link.focus()
    page.keyboard.press("Enter")
    card = page.locator(f"#{number}.a-line--open")
    expect(card).to_be_visible()
    expect(card.locator("[data-focus]")).to_be_focused()
    assert page.url == address

    # it saves as one types; after a lost connection it saves by itself
    card.get_by_label("Текст на русском").fill("Проверено 12 школ.")
    expect(card.locator("[data-say]")).to_have_text(SAVED)
    page.context.set_offline(True)
    card.get_by_label("Текст на казахском").fill("12 мектеп тексерілді.")
    expect(card.locator("[data-say]")).to_contain_text("Не сохранено: нет связи")
    page.context.set_offline(False)
    expect(card.locator("[data-say]")).to_have_text(SAVED, timeout=15_000)
    watch.complaints.clear()  # the lost connection itself
    assert audit(page, watch, "reporter", "card") == []

    # closed, it shows what was written; opened as a page, too
    card.get_by_role("link", name="Закрыть").click()
    title = page.locator(f"#{number} .a-line__title a")
    expect(title).to_be_visible()
    page.goto(title.get_attribute("href") or "")
    expect(page.get_by_label("Текст на казахском")).to_have_value("12 мектеп тексерілді.")
    assert audit(page, watch, "reporter", "line") == []
    page.get_by_role("link", name="История этого мероприятия").click()
    assert audit(page, watch, "reporter", "history") == []
    page.goto(f"{address}certify/")
    assert audit(page, watch, "reporter", "certify") == []


def test_two_who_write_the_same_lose_nothing(page: Page, server: RealServer, browser: Browser) -> None:
    opened(page)
    line = page.locator(".a-line a[hx-get]").last.get_attribute("href") or ""
    page.goto(line)
    with browser.new_context(base_url=server.address) as second:
        other = second.new_page()
        sign_in(other)
        other.goto(line)
        other.get_by_label("Текст на русском").fill("Написал второй.")
        expect(other.locator("[data-say]")).to_have_text(SAVED)
    page.get_by_label("Текст на русском").fill("Написал первый.")
    page.get_by_role("link", name="Сравнить оба и выбрать").click()
    watch = Watch(page)
    expect(page.locator("main")).to_contain_text("Написал второй.")
    assert audit(page, watch, "reporter", "settle") == []
    page.locator("input[value=mine]").check()
    page.get_by_role("button", name="Оставить выбранное").click()
    expect(page.get_by_label("Текст на русском")).to_have_value("Написал первый.")


def test_without_script_the_button_saves(server: RealServer, browser: Browser) -> None:
    with browser.new_context(base_url=server.address, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page)
        opened(page)
        page.locator(".a-line a[hx-get]").nth(1).click()
        page.get_by_label("Текст на русском").fill("Без скрипта.")
        page.get_by_role("button", name="Сохранить и закрыть").click()
        expect(page.get_by_role("status").first).to_contain_text("Сохранено.")
        page.locator(".a-line a[hx-get]").nth(1).click()
        expect(page.get_by_label("Текст на русском")).to_have_value("Без скрипта.")
