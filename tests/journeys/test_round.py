"""An inspector's round where there is no network: a real browser, the line cut, the tab killed, a wrong
clock, a double tap, an expired session, another person on the same phone, no script."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from harness import RealServer, Watch, audit
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

LIST = "/ru/schools/round/"
FIRST_LOAD = 200_000  # bytes over the wire


def sign_in(page: Page, person: str = "demo.inspector") -> None:
    page.goto("/ru/account/login/")
    page.click(f"button[value='{person}']")
    page.wait_for_url("**/ru/")


def begun(context: BrowserContext) -> tuple[Page, list[str]]:
    """The list, with its worker in charge; the addresses of its places."""
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page)
    page.goto(LIST)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_function(
        "caches.match('/ru/schools/round/shell/').then(found => found && navigator.serviceWorker.controller)"
    )
    return page, [one.get_attribute("href") or "" for one in page.locator(".r-visit__link").all()]


def answer(page: Page, question: str, word: str) -> None:
    page.locator(f"[id='a-{question}-{word}']").check()


def state(page: Page, words: str) -> None:
    expect(page.locator("[data-state]")).to_contain_text(words, timeout=20_000)


SENT = "Все ответы на сервере"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "sienna").save(out, "JPEG")
    return out.getvalue()


def test_a_round_without_a_network(stranger: BrowserContext) -> None:
    page, places = begun(stranger)
    watch = Watch(page)
    assert audit(page, watch, "round", "list") == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(places[0])
    page.context.set_offline(True)
    answer(page, "way.crossing", "partly")
    answer(page, "way.manhole", "no")
    page.locator("[id='p-way.manhole']").set_input_files(
        {"name": "hole.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    expect(page.locator("[data-photos] canvas")).to_be_visible()
    state(page, "ответов 2, фотографий 1")

    # the list and a place that was never opened, both without a network
    page.goto(LIST)
    expect(page.locator(".r-visit").first).to_be_visible()
    page.goto(places[1])
    expect(page.locator("[data-round]")).to_have_attribute("data-site", "")
    answer(page, "way.crossing", "yes")
    state(page, "ответов 3, фотографий 1")

    # the tab is killed; another one finds everything
    page.close()
    page = stranger.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(places[0])
    expect(page.locator("[id='a-way.crossing-partly']")).to_be_checked()
    expect(page.locator("[data-photos] canvas")).to_be_visible()
    page.context.set_offline(False)
    state(page, SENT)
    expect(page.locator("[data-photos] canvas")).to_have_count(0)

    # two taps are one submission
    for _ in range(7):
        page.get_by_role("button", name="Дальше").click()
    watch = Watch(page)
    assert audit(page, watch, "round", "form") == []
    page.get_by_role("button", name="Сдать обход").dblclick()
    page.wait_for_url("**/schools/assessments/**")
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_role("link", name="Фотография 1")).to_be_visible()
    assert audit(page, Watch(page), "round", "result") == []


def test_an_expired_session_and_another_person_lose_nothing(stranger: BrowserContext) -> None:
    page, places = begun(stranger)
    page.goto(places[2])
    answer(page, "way.calmed", "yes")
    state(page, SENT)
    stranger.clear_cookies(name="sessionid")
    answer(page, "way.calmed", "no")
    state(page, "Войдите ещё раз")
    sign_in(page, "demo.head")
    page.goto(LIST)
    state(page, "другого человека")
    stranger.clear_cookies(name="sessionid")
    sign_in(page)
    page.goto(places[2])
    state(page, SENT)
    page.reload()
    expect(page.locator("[id='a-way.calmed-no']")).to_be_checked()


def test_a_wrong_clock_is_set_right(stranger: BrowserContext) -> None:
    page, places = begun(stranger)
    page.clock.set_fixed_time(timezone.now() + timedelta(days=400))
    page.goto(places[3])
    answer(page, "way.calmed", "yes")
    answer(page, "way.calmed", "no")  # the clock stands, the later word counts all the same
    state(page, SENT)
    for _ in range(7):
        page.get_by_role("button", name="Дальше").click()
    page.get_by_role("button", name="Сдать обход").click()
    page.wait_for_url("**/schools/assessments/**")
    expect(page.locator("main")).to_contain_text(str(timezone.localdate().year))
    expect(page.locator("main")).not_to_contain_text(str(timezone.localdate().year + 1))


AGE_OF_PAGES = """async (days) => {
  for (const name of (await caches.keys()).filter((one) => one.startsWith("round-"))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const found = await cache.match(request);
      if (!found.headers.has("x-kept-at")) continue;
      const headers = new Headers(found.headers);
      headers.set("x-kept-at", String(Date.now() - days * 86400000));
      await cache.put(request, new Response(await found.blob(), { status: found.status, headers }));
    }
  }
}"""


def test_what_a_phone_keeps_goes_after_fourteen_days(stranger: BrowserContext) -> None:
    page, places = begun(stranger)
    page.goto(places[4])
    answer(page, "way.calmed", "yes")
    state(page, SENT)
    page.evaluate("RoundSync.now()")  # an idle turn takes no word back
    page.wait_for_timeout(700)
    state(page, SENT)
    page.context.set_offline(True)
    answer(page, "way.calmed", "no")
    state(page, "ответов 1")
    page.clock.set_fixed_time(timezone.now() + timedelta(days=13))
    page.goto(places[4])
    expect(page.locator("[id='a-way.calmed-no']")).to_be_checked()
    page.evaluate(AGE_OF_PAGES, 13)
    page.goto(LIST)
    expect(page.locator(".r-visit").first).to_be_visible()

    page.clock.set_fixed_time(timezone.now() + timedelta(days=15))
    page.goto(places[4])
    expect(page.locator("[data-steps]")).to_be_visible()
    expect(page.locator("[id='a-way.calmed-no']")).not_to_be_checked()
    page.goto(LIST)
    page.clock.set_fixed_time(timezone.now())
    page.evaluate(AGE_OF_PAGES, 15)
    with pytest.raises(Error):
        page.goto(LIST)  # no network, and what was kept is too old


def test_a_round_says_how_far_from_the_place_it_was_made(stranger: BrowserContext) -> None:
    stranger.grant_permissions(["geolocation"])
    stranger.set_geolocation({"latitude": 51.13, "longitude": 71.43, "accuracy": 15})
    page, _places = begun(stranger)
    placed = page.locator("[data-lat] .r-visit__link").nth(6).get_attribute("href")
    page.goto(placed or "")
    answer(page, "way.calmed", "yes")
    state(page, SENT)
    for _ in range(7):
        page.get_by_role("button", name="Дальше").click()
    page.get_by_role("button", name="Сдать обход").click()
    page.wait_for_url("**/schools/assessments/**")
    expect(page.locator("main")).to_contain_text("км от места")


def test_the_first_load_is_light(stranger: BrowserContext) -> None:
    page = stranger.new_page()
    sign_in(page)
    seen = [0]
    wire = stranger.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    wire.on(
        "Network.loadingFinished", lambda event: seen.__setitem__(0, seen[0] + event["encodedDataLength"])
    )
    page.goto(LIST)
    page.wait_for_load_state("networkidle")
    assert 20_000 < seen[0] < FIRST_LOAD


def test_without_a_script(server: RealServer, browser: Browser) -> None:
    with browser.new_context(base_url=server.address, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, "demo.head")
        page.goto(LIST)
        page.locator(".r-visit__link").first.click()
        answer(page, "toilets.warm", "yes")
        page.get_by_role("button", name="Сохранить и продолжить позже").click()
        expect(page.locator("[id='a-toilets.warm-yes']")).to_be_checked()
        page.get_by_role("button", name="Сдать обход").click()
        page.wait_for_url("**/schools/assessments/**")
