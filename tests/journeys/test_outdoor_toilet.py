"""An akimat says that no outdoor toilet is left. Two parents see one, each on an own phone: one work item, a
contradiction on the map of the country, and a school that lacks what it was said to have. The akimat mends
it, the second parent goes and looks, and only then item and contradiction close, with their history."""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from harness import LEAVES_THE_BROWSER, RealServer, Watch, audit
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

PROGRAM = Path(__file__).with_name("toilet.py")
PLAN, MEASURE, REGION = "kz-156-2020", 62, "KZ-61"
KIND = "outdoor_toilet"
WAIT = 90.0  # seconds: the worker may still be busy with what the demonstration set going
FIXED = "Надворный туалет снесли, в школе открыли тёплый."
Opener = Callable[[str | None], BrowserContext]
Phone = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def told(server: RealServer) -> dict[str, Any]:
    """The akimat's claim, and the school that the journey is about."""
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


@pytest.fixture
def phone(server: RealServer, browser: Browser, told: dict[str, Any]) -> Iterator[Phone]:
    """`phone("kk-KZ", network)`: somebody's phone beside the school, in a network of its own: the server is
    told to believe one proxy, and this is what an operator's proxy says."""
    held = []

    def of(locale: str, network: str) -> BrowserContext:
        held.append(
            browser.new_context(
                base_url=server.address,
                locale=locale,
                viewport={"width": 360, "height": 740},
                geolocation={"latitude": told["lat"], "longitude": told["lon"], "accuracy": 12},
                permissions=["geolocation"],
                extra_http_headers={"X-Forwarded-For": network},
            )
        )
        return held[-1]

    yield of
    for one in held:
        one.close()


def photographed(file: Path, mended: bool = False) -> Path:
    """A drawn toilet in a yard, or the yard without it, in a photo that knows camera and place."""
    image = Image.linear_gradient("L").resize((2000, 1500)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 1050, 2000, 1500), fill=(120, 105, 80))
    if not mended:
        draw.polygon([(760, 420), (1000, 260), (1240, 420)], fill=(70, 70, 75))
        draw.rectangle((800, 420, 1200, 1200), fill=(135, 95, 60))
        draw.rectangle((900, 560, 1100, 1200), fill=(60, 40, 25))
    exif = Image.Exif()
    exif[0x010F] = "Schoolyard Camera"
    exif._ifds[0x8825] = {1: "N", 2: (43.0, 17.0, 41.5), 3: "E", 4: (68.0, 48.0, 3.0)}
    image.save(file, "JPEG", exif=exif, quality=85)
    assert Image.open(file).getexif().get_ifd(0x8825)[1] == "N"
    return file


def audited(page: Page, watch: Watch, name: str) -> None:
    """The page as it stands, at both widths; then as it was."""
    size = page.viewport_size
    assert audit(page, watch, page.url.split("/")[3], f"toilet-{name}") == []
    assert size is not None
    page.set_viewport_size(size)


def until(page: Page, address: str, what: Callable[[], Locator], seconds: float = WAIT) -> Locator:
    """Look at a page again until the worker has done its part."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        page.goto(address)
        if what().count():
            return what()
        page.wait_for_timeout(400)
    pytest.fail(f"{address}: nothing came in {seconds} s: {page.locator('main').inner_text()[:1500]}")


def report(page: Page, language: str, text: str, photo: Path | None = None) -> dict[str, Any]:
    """Report by the form of the phone; what is said on it then, and what left the browser."""
    page.goto(f"/{language}/control/")
    expect(page.locator("#locating")).to_be_visible()
    page.evaluate(LEAVES_THE_BROWSER)
    if photo is not None:
        page.set_input_files("#gallery", photo)
        expect(page.locator("#shots canvas")).to_have_count(1)
    page.click("#locate")
    expect(page.locator("#here")).to_contain_text("12")
    page.fill("#text", text)
    assert page.locator("[name=category]:checked").get_attribute("value") == KIND
    page.click("#send")
    expect(page.locator("#done")).to_be_visible(timeout=20_000)
    return {
        "number": page.inner_text("#number"),
        "words": page.inner_text("#together"),
        "own": page.get_attribute("#own", "href"),
        "left": [bytes(one) for one in page.evaluate("window.left")],
    }


def cell(page: Page, state: str) -> Locator:
    """The cell of the measure and the region on the map of the country, if it says `state`."""
    heads = page.locator(".r-map thead th")
    links = heads.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    column = next(n for n, link in enumerate(links) if f"/regions/{REGION}/" in link)
    row = page.locator(".r-map tbody tr").filter(has=page.locator(f"a[href*='/measures/{MEASURE}/']"))
    return row.locator("td").nth(column).and_(page.locator(f".r-cell--{state}"))


def moderated(page: Page, number: str) -> None:
    """A moderator reads the report with the picture and shows it."""
    mine = page.locator(".w-report").filter(has_text=number).filter(has=page.locator("img"))
    queue = "/kk/watch/moderation/"
    last = f"{queue}?page=999"  # the oldest come first, and the number is cut to the last page
    until(page, last, lambda: page.locator(".w-report"))
    if page.locator(".w-report").filter(has_text=number).count() < 2:
        before = page.locator("a[rel=prev]")  # the first of the two stands on the page before
        last = queue + str(before.get_attribute("href")) if before.count() else last
    until(page, last, lambda: mine)
    mine.locator("button[value=shown]").click()
    expect(page.locator(".q-notice--success")).to_be_visible()
    page.goto(f"{queue}?page=999")  # and the other one: one report that was read speaks against nobody
    page.locator(".w-report").filter(has_text=number).locator("button[value=shown]").click()
    expect(page.locator(".q-notice--success")).to_be_visible()


def test_a_claim_falls_by_two_witnesses_and_stands_again_when_it_is_true(
    told: dict[str, Any], phone: Phone, signed_in: Opener, stranger: BrowserContext, tmp_path: Path
) -> None:
    heat = f"/ru/reporting/progress/{PLAN}/?year={date.today().year}"
    school = f"/ru/schools/sites/{told['site']}/"
    minister = signed_in("demo.coordinator").new_page()
    watch = Watch(minister)
    until(minister, heat, lambda: cell(minister, "claimed"))

    first = phone("kk-KZ", "203.0.113.7").new_page()
    mother = report(first, "kk", "Мектеп ауласында ескі дәретхана тұр", photographed(tmp_path / "before.jpg"))
    (sent,) = mother["left"]
    assert Image.open(io.BytesIO(sent)).format == "JPEG"
    assert not Image.open(io.BytesIO(sent)).getexif()
    assert b"Schoolyard" not in sent
    audited(first, Watch(first), "sent")

    second = phone("ru-RU", "198.51.100.9").new_page()
    father = report(second, "ru", "Во дворе школы стоит надворный туалет, дети ходят в него")
    assert father["number"] == mother["number"]
    assert father["own"] != mother["own"]
    assert "2" in father["words"]
    number = mother["number"]
    anyone = stranger.new_page()
    anyone.goto(f"/kk/control/items/{number}/")
    assert "ескі" not in anyone.locator("main").inner_text()  # nobody reads it before a moderator did

    officer = signed_in("demo.akimat").new_page()
    desk = Watch(officer)
    officer.goto(f"/kk/watch/?q={number}")  # who types a number is led there
    expect(officer.locator("main")).to_contain_text(told["kk"])
    item = officer.url
    audited(officer, desk, "item")

    moderator = signed_in("demo.moderator").new_page()
    moderated(moderator, number)
    moderator.close()

    against = until(minister, heat, lambda: cell(minister, "contradicted"))
    against.scroll_into_view_if_needed()
    audited(minister, watch, "map")
    ours = f"/ru/evidence/contradictions/?measure={MEASURE}&region={REGION}&state=open"
    minister.goto(ours)
    expect(minister.locator(".e-rows > li")).to_have_count(
        2
    )  # "every one has a warm one", and "none is left"
    audited(minister, watch, "contradictions")
    reasons = [str(one.get_attribute("href")) for one in minister.locator(".e-rows h2 a, .e-rows h3 a").all()]
    assert len(reasons) == 2

    told_here = f"#seen-title + ul li:has(a[href*='{number}'])"
    expect(until(minister, school, lambda: minister.locator(told_here))).to_contain_text("2")
    lacking = minister.locator("section[aria-labelledby=lacks-title] tr", has_text="Нет надворного туалета")
    expect(lacking).to_contain_text("второй свидетель")
    audited(minister, watch, "school")
    for language in ("kk", "ru"):
        anyone.goto(f"/{language}/open/schools/sites/{told['site']}/")
        expect(anyone.locator("h1")).to_contain_text(told[language])
        expect(anyone.locator(f"#seen-title + ul a[href*='{number}']")).to_have_count(1)
    anyone.locator(f"#seen-title + ul a[href*='{number}']").click()
    expect(anyone.locator("main")).to_contain_text(number)
    expect(anyone.locator("main img")).to_have_count(1)
    audited(anyone, Watch(anyone), "public")

    officer.goto(item)
    officer.locator("button[name=move][value=accept]").click()
    expect(officer.locator(".q-notice--success")).to_be_visible()
    officer.locator("details.w-move").filter(has=officer.locator("[value=say_fixed]")).click()
    officer.set_input_files("#say_fixed-photos", photographed(tmp_path / "after.jpg", mended=True))
    officer.fill("#say_fixed-note", FIXED)
    officer.locator("details[open] button.govuk-button").click()
    expect(officer.locator(".q-notice--success")).to_be_visible()
    expect(officer.locator("button[name=move], [name=says]")).to_have_count(0)  # who mended may not confirm
    audited(officer, desk, "said-fixed")
    officer.close()
    minister.goto(ours)
    expect(minister.locator(".e-rows .q-state--late")).to_have_count(2)  # a word closes nothing

    second.goto(str(father["own"]))
    audited(second, Watch(second), "is-it-fixed")
    second.click("button[name=do][value=fixed]")
    expect(second.locator("[role=status]")).to_be_visible()
    expect(second.locator(".state--good")).to_be_visible()
    audited(second, Watch(second), "fixed")

    until(minister, heat, lambda: cell(minister, "claimed"))
    for reason in reasons:
        minister.goto(reason)
        assert minister.locator(".q-timeline__item").count() > 1  # raised, and ended; nothing is deleted
        expect(minister.locator(".q-page-header")).to_contain_text("исправлено, подтверждено независимо")
    audited(minister, watch, "contradiction-closed")
    until(minister, school, lambda: minister.locator("#seen-title + ul .q-state--good"))
    minister.close()
    anyone.goto(f"/en/control/items/{number}/")  # not the page that the browser may still keep
    expect(anyone.locator("main img")).to_have_count(2)
    audited(anyone, Watch(anyone), "public-closed")
    anyone.close()
