"""A parent at the roadside: a photo that knows too much, a place, one line; without a network; and what the
phone loads for it."""

import io
from pathlib import Path

import pytest
from harness import LEAVES_THE_BROWSER, RealServer, Watch, audit
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, expect

FIRST_LOAD = 150_000  # bytes of the form in all: page, styles, scripts, icons
HERE = {"latitude": 43.3005, "longitude": 68.2503, "accuracy": 9}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photo of 2,000 pixels with its camera and its place in the EXIF."""
    image = Image.linear_gradient("L").resize((2000, 1500)).convert("RGB")
    ImageDraw.Draw(image).ellipse((700, 600, 1300, 1000), fill=(15, 15, 15))
    exif = Image.Exif()
    exif[0x010F] = "Roadside Camera"
    exif._ifds[0x8825] = {1: "N", 2: (43.0, 18.0, 1.8), 3: "E", 4: (68.0, 15.0, 1.08)}
    file = tmp_path / "photo.jpg"
    image.save(file, "JPEG", exif=exif, quality=85)
    kept = Image.open(file).getexif()
    assert kept[0x010F] == "Roadside Camera"
    assert kept.get_ifd(0x8825)[1] == "N"
    return file


@pytest.fixture
def phone(server: RealServer, browser: Browser) -> BrowserContext:
    context = browser.new_context(
        base_url=server.address,
        locale="ru-RU",
        viewport={"width": 360, "height": 740},
        geolocation=HERE,
        permissions=["geolocation"],
    )
    yield context
    context.close()


def opened(phone: BrowserContext) -> Page:
    page = phone.new_page()
    page.goto("/ru/control/")
    expect(page.locator("#locating")).to_be_visible()
    return page


def test_a_danger_is_reported_and_nothing_hidden_in_the_photo_leaves_the_phone(
    phone: BrowserContext, picture: Path
) -> None:
    page = opened(phone)
    page.evaluate(LEAVES_THE_BROWSER)
    page.set_input_files("#gallery", picture)
    expect(page.locator("#shots canvas")).to_have_count(1)
    page.click("#locate")
    expect(page.locator("#here")).to_contain_text("9")
    page.fill("#text", "Открыт люк, крышки нет")
    assert page.locator("[name=category]:checked").get_attribute("value") == "manhole"
    page.click("#send")
    expect(page.locator("#done")).to_be_visible(timeout=20_000)
    (sent,) = page.evaluate("window.left")
    shown = Image.open(io.BytesIO(bytes(sent)))
    assert shown.format == "JPEG"
    assert max(shown.size) == 1600
    assert not shown.getexif()
    assert b"Roadside" not in bytes(sent)
    number = page.inner_text("#number")
    assert audit(page, Watch(page), "ru", "control-sent") == []
    page.click("#own")
    expect(page.locator(".number")).to_have_text(number)
    assert audit(page, Watch(page), "ru", "control-mine") == []
    assert not phone.cookies()


def test_without_a_network_it_waits_and_goes_once(phone: BrowserContext) -> None:
    page = opened(phone)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    phone.set_offline(True)
    page.reload()
    expect(page.locator("#locating")).to_be_visible()
    page.click("#locate")
    expect(page.locator("#here")).to_contain_text("9")
    page.fill("#text", "Сломаны качели во дворе")
    page.click("#send")
    expect(page.locator("#drafts .box--soon")).to_be_visible()
    page.reload()
    expect(page.locator("#drafts .box--soon")).to_be_visible()
    phone.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#drafts .box--soon")).to_have_count(0, timeout=20_000)
    assert page.locator("#drafts li a").count() == 1


def test_the_form_is_light(phone: BrowserContext) -> None:
    """Everything that the first visit loads, without compression."""
    page = phone.new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda got: sizes.__setitem__(got.url, len(got.body())))
    page.goto("/kk/control/", wait_until="networkidle")
    assert any(url.endswith("/kk/control/") for url in sizes)
    assert any("report" in url for url in sizes)
    assert sum(sizes.values()) < FIRST_LOAD, sizes


def test_too_long_is_refused_in_words_and_stays(phone: BrowserContext) -> None:
    page = opened(phone)
    page.fill("#text", "а" * 4001)
    page.click("#send")
    expect(page.locator("#errors")).to_contain_text("4001")
    assert page.locator("#text").input_value() == "а" * 4001
    assert page.locator("#count").inner_text() == "4001 / 4000"
