"""The register as its people walk it: an inspector on the spot writes down what is there, the head reads what
to do next, and a stranger on the open page learns nothing that helps to get in."""

from collections.abc import Callable

from harness import WIDTHS, Watch, audit
from playwright.sync_api import BrowserContext, Page, expect

FOLDER = "journey-register"


def looked_at(page: Page, name: str) -> None:
    """The page is audited at both widths."""
    watch = Watch(page)
    for width, (wide, high) in WIDTHS.items():
        page.set_viewport_size({"width": wide, "height": high})
        assert audit(page, watch, FOLDER, f"{name}-{width}") == []


def test_an_inspector_the_head_and_a_stranger(
    signed_in: Callable[[str | None], BrowserContext],
) -> None:
    page = signed_in("demo.inspector").new_page()
    page.goto("/ru/schools/sites/?kind=school")
    page.locator("#found tbody a").first.click()
    school = page.url
    looked_at(page, "school")

    page.locator("#things-title ~ table tbody a").first.click()
    thing = page.url
    looked_at(page, "thing")
    page.goto(f"{thing}verify/")
    looked_at(page, "verify")
    page.get_by_label("В каком состоянии?").select_option("broken")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(thing)
    expect(page.locator("main .q-state").first).to_have_text("сломано")
    expect(page.locator("main")).to_contain_text("Инспектор на месте")

    head = signed_in("demo.head").new_page()
    head.goto("/kk/schools/own/")
    expect(head.locator("main")).to_contain_text("Әрі қарай не істеу керек")
    looked_at(head, "own")

    stranger = signed_in(None).new_page()
    stranger.goto(school.replace("/schools/", "/open/schools/"))
    for secret in ("Камера школы", "Пост охраны", "Тревожная кнопка", "Звонки"):
        expect(stranger.locator("main")).not_to_contain_text(secret)
    looked_at(stranger, "open")
