"""The frame of a page in a person's hands: languages, keyboard, paper, no scripts, a slow line."""

from harness import RealServer, Watch, audit
from playwright.sync_api import Browser, BrowserContext, expect

# Gzipped or woff2 bytes that the first Kazakh page needs. At 1.6 Mbit/s (a weak 3G) this is under a second.
FIRST_PAGE_BUDGET = 170_000


def test_the_language_switch_keeps_the_page_and_its_question(stranger: BrowserContext) -> None:
    page = stranger.new_page()
    page.goto("/kk/styleguide/?q=мектеп&page=3")
    page.get_by_role("link", name="Русский").click()
    assert page.url.endswith("/ru/styleguide/?q=%D0%BC%D0%B5%D0%BA%D1%82%D0%B5%D0%BF&page=3")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator(".q-pages [aria-current]")).to_have_text("3")


def test_the_bare_address_speaks_the_browsers_language(server: RealServer, browser: Browser) -> None:
    for locale, path in (("ru-KZ", "/ru/"), ("kk-KZ", "/kk/"), ("de-DE", "/kk/")):
        context = browser.new_context(base_url=server.address, locale=locale)
        page = context.new_page()
        page.goto("/")
        assert page.url == server.address + path
        context.close()


def test_the_keyboard_reaches_the_content_first(stranger: BrowserContext) -> None:
    page = stranger.new_page()
    page.goto("/en/account/login/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_phone_folds_the_filters_and_a_desk_shows_them(stranger: BrowserContext) -> None:
    page = stranger.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/en/styleguide/")
    page.evaluate("document.querySelector('.q-filters').open = false")
    field = page.get_by_role("searchbox", name="Search")
    expect(field).to_be_hidden()
    page.locator(".q-filters__summary").click()
    expect(field).to_be_visible()
    page.locator(".q-filters__summary").click()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(field).to_be_visible()


def test_paper_carries_the_content_and_no_controls(stranger: BrowserContext) -> None:
    page = stranger.new_page()
    page.goto("/en/styleguide/")
    page.emulate_media(media="print")
    for hidden in (".q-menu", ".q-languages", ".q-filters", ".q-export", ".govuk-button >> nth=0"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".q-table")).to_be_visible()
    expect(page.locator(".q-demo")).to_be_visible()  # paper is passed on: it must say that it is no record
    shown = page.evaluate("getComputedStyle(document.querySelector('.q-table a'), '::after').content")
    assert shown == "none"  # the design system would print each link's address
    assert len(page.pdf(format="A4")) > 10_000


def test_everything_works_without_scripts(server: RealServer, browser: Browser) -> None:
    context = browser.new_context(base_url=server.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/kk/account/login/")
    page.locator("button[value='demo.viewer']").click()
    expect(page.get_by_role("link", name="Мария Ким")).to_be_visible()
    page.get_by_role("button", name="Шығу").click()
    expect(page.locator(".q-menu").get_by_role("link", name="Кіру")).to_be_visible()
    context.close()


def test_the_first_page_is_light(stranger: BrowserContext) -> None:
    page = stranger.new_page()
    sizes: dict[str, int] = {}
    session = stranger.new_cdp_session(page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    session.on(
        "Network.responseReceived",
        lambda event: addresses.update({event["requestId"]: event["response"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({addresses.get(event["requestId"], "?"): int(event["encodedDataLength"])}),
    )
    page.goto("/kk/", wait_until="networkidle")
    fonts = [address for address in sizes if address.endswith(".woff2")]
    assert len(fonts) == 3, fonts  # latin, cyrillic, cyrillic-ext; never the 85 KB of latin-ext
    print("first page:", sum(sizes.values()), "bytes;", {a.rsplit("/", 1)[-1]: n for a, n in sizes.items()})
    assert sum(sizes.values()) < FIRST_PAGE_BUDGET


def test_a_refused_form_leads_to_its_problems(stranger: BrowserContext) -> None:
    page = stranger.new_page()
    watch = Watch(page)
    page.goto("/kk/account/login/")
    page.get_by_role("button", name="Кіру", exact=True).click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert audit(page, watch, "kk", "login-refused") == []
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Пайдаланушы аты немесе электрондық пошта")).to_be_focused()
