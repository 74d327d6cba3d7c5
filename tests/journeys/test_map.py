"""The map in a real browser: light at first paint, nothing fetched from elsewhere, the numbers of its table
on it, and the way from the country to a place."""

from collections.abc import Callable

from harness import RealServer, audit
from harness import Watch as Console
from playwright.sync_api import Browser, BrowserContext, Response

LIGHT = 1_500_000  # bytes, uncompressed, of everything that the first paint takes; some 500 kB are usual
POINTS = "map/places.json"


def test_from_the_country_to_a_place(
    server: RealServer, signed_in: Callable[[str | None], BrowserContext]
) -> None:
    page = signed_in(None).new_page()
    console, answers = Console(page), list[Response]()
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/ru/open/schools/", wait_until="networkidle")
    page.wait_for_selector("[data-map][data-ready]")
    first_paint = list(answers)
    assert [one.url for one in first_paint if not one.url.startswith(server.address)] == []
    sizes = {one.url: len(one.body()) for one in first_paint if one.status == 200}
    assert 100_000 < sum(sizes.values()) < LIGHT, sizes
    shares = page.locator("#regions tr[data-area]").evaluate_all("rows => rows.map(row => row.dataset.mark)")
    told = page.locator(".q-map__mark").all_inner_texts()
    assert sorted(told) == sorted(share for share in shares if share)
    assert audit(page, console, "desk", "map-drawn-ru") == []

    page.locator("#regions tr[data-area='KZ-61'] a").click()
    page.wait_for_selector("[data-map][data-ready]")
    with page.expect_response(lambda answer: POINTS in answer.url) as asked:
        page.locator(".leaflet-control-zoom-in").click()
    found = asked.value.json()
    assert found["total"] == len(found.get("points", ())) + sum(sum(c[2:]) for c in found.get("cells", ()))
    page.locator("table a[href*='/sites/']").first.click()
    assert "/ru/open/schools/sites/" in page.url
    page.close()


def test_without_script_the_numbers_are_there(server: RealServer, browser: Browser) -> None:
    context = browser.new_context(base_url=server.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/kk/open/schools/?requirement=crossing_near")
    assert page.locator("tr[data-area]").count() >= 1
    assert page.locator("[data-area] a").count() == 20  # regions without a place stand in a list of their own
    assert page.locator("[data-map]").is_hidden()
    context.close()
