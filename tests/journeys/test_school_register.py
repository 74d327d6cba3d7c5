"""The register as its people walk it: an inspector on the spot writes down what is there, the head reads what
to do next, and a stranger on the open page learns nothing that helps to get in."""

from collections.abc import Callable

from harness import WIDTHS, RealServer, Watch, audit
from playwright.sync_api import Browser, BrowserContext, Page, expect

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


def test_a_thing_of_the_road_by_a_tap_and_by_where_one_stands(stranger: BrowserContext) -> None:
    stranger.grant_permissions(["geolocation"])
    stranger.set_geolocation({"latitude": 43.301, "longitude": 68.251, "accuracy": 9})
    page = stranger.new_page()
    page.goto("/ru/account/login/")
    page.click("button[value='demo.akimat']")
    page.wait_for_url("**/ru/")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/ru/schools/sites/")
    page.get_by_role("link", name="Добавить дорожный объект").click()
    page.get_by_label("Что это?").select_option("crossing")
    page.get_by_role("button", name="Продолжить").click()
    page.locator(".leaflet-container").click(position={"x": 150, "y": 120})
    expect(page.get_by_label("Широта")).not_to_have_value("")
    page.get_by_role("button", name="Я сейчас там стою").click()
    expect(page.get_by_label("Широта")).to_have_value("43.301000")
    form = page.url
    looked_at(page, "road-form")
    page.get_by_label("В каком состоянии?").select_option("working")
    page.get_by_role("button", name="Записать").click()
    page.wait_for_url("**/schools/things/*-*/")
    thing = page.url
    expect(page.locator("main")).to_contain_text("исправно")

    page.goto(form)
    page.get_by_label("Широта").fill("43,30102")
    page.get_by_label("Долгота").fill("68,251")
    page.get_by_label("В каком состоянии?").select_option("broken")
    page.get_by_role("button", name="Записать").click()
    expect(page.locator("main")).to_contain_text("Это он?")
    same = page.get_by_role("link", name="Открыть тот, что уже записан")
    expect(same).to_have_attribute("href", thing[thing.index("/ru/") :])
    page.get_by_label("Это другой объект").check()
    page.get_by_role("button", name="Записать").click()
    page.wait_for_url("**/schools/things/*-*/")
    assert page.url != thing


def test_a_place_is_entered_and_closed_without_a_script(server: RealServer, browser: Browser) -> None:
    with browser.new_context(base_url=server.address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/ru/account/login/")
        page.click("button[value='demo.akimat']")
        page.goto("/ru/schools/sites/add/")
        page.get_by_label("Что это?").select_option("kindergarten")
        page.get_by_label("Номер в реестре").fill("journey-7")
        page.get_by_label("Название на русском").fill("Детский сад № 707")
        page.get_by_label("Широта").fill("68.3")
        page.get_by_label("Долгота").fill("43.3")
        page.get_by_label("С какого дня оно существует?").fill("2020-09-01")
        page.get_by_role("button", name="Записать").click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        page.get_by_label("Широта").fill("43.3")
        page.get_by_label("Долгота").fill("68.3")
        page.get_by_role("button", name="Записать").click()
        page.wait_for_url("**/schools/sites/*-*/")
        expect(page.locator("h1")).to_have_text("Детский сад № 707")
        page.goto(f"{page.url}change/")
        page.get_by_label("Первый день, когда этого места уже нет").fill("2026-01-01")
        page.get_by_role("button", name="Записать").click()
        expect(page.locator("main")).to_contain_text("больше не существует")
