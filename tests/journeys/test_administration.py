"""An administrator of a region invites somebody to a school; that person chooses a password, sets up an app
and gets to work; the post is handed over, and whoever left is out at the next click."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable

from harness import Watch, audit
from playwright.sync_api import BrowserContext, Page, expect

PASSWORD = "қозы көрпеш баян сұлу"


def code_of(secret: str) -> str:
    """RFC 6238: the six digits of this half minute."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    value = digest.digest()
    at = value[-1] & 15
    return f"{(struct.unpack('>I', value[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def open_post(page: Page, unit: str) -> None:
    """Open a class teacher's post at the first school, and stay on the post's page."""
    page.goto("/en/administration/?kind=school")
    page.locator("tbody a").first.click()
    page.get_by_text("Open a new post").click()
    page.get_by_label("Post", exact=True).select_option("class_teacher")
    page.get_by_label("Class or part").fill(unit)
    page.get_by_role("button", name="Open the post").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Class teacher, {unit}")


def invite(page: Page, name: str, email: str) -> str:
    """Invite to the post shown; give the link's path (a demonstration shows it)."""
    page.get_by_role("button", name="Invite somebody").click()
    page.get_by_label("Full name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way")).to_be_visible()
    panel = page.locator("section", has_text=email)
    link = panel.get_by_role("link", name="Open the link").get_attribute("href")
    assert link
    return link


def accept(page: Page, link: str) -> str:
    """The invited person: password, authenticator app. Gives the app's secret."""
    page.goto(link)
    page.get_by_label("Password", exact=True).fill("короткий")
    page.get_by_label("Password once more").fill("короткий")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("alert")).to_be_visible()  # a weak one is refused, and the link stays good
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password once more").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/account/2fa/")
    page.goto("/en/administration/me/")
    page.wait_for_url("**/en/account/2fa/")  # nothing opens before the second step
    page.goto("/en/account/2fa/totp/activate/")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="Activate").click()
    page.wait_for_url(lambda address: "activate" not in address)
    return secret


def test_invited_seated_handed_over_and_out(
    signed_in: Callable[[str | None], BrowserContext], stranger: BrowserContext
) -> None:
    admin = signed_in("demo.region").new_page()
    watch = Watch(admin)
    open_post(admin, "9Б")
    post = admin.url
    link = invite(admin, "Арман Сейітов", "arman@example.org")
    assert audit(admin, watch, "administration", "invitations") == []

    teacher = stranger.new_page()
    accept(teacher, link)
    teacher.goto("/en/administration/me/")
    expect(teacher.get_by_role("cell", name="Class teacher, 9Б")).to_be_visible()
    teacher.goto("/en/plans/")
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Plans")
    teacher.goto(link)
    expect(teacher.get_by_role("heading", level=1)).to_have_text("This link does not open")

    admin.goto(post)
    expect(admin.get_by_role("link", name="Арман Сейітов")).to_be_visible()
    admin.get_by_role("button", name="Hand the post over").click()
    expect(admin.get_by_text("In real work this page first asks")).to_be_visible()
    admin.get_by_label("Full name").fill("Дана Ақышева")
    admin.get_by_label("E-mail address").fill("dana@example.org")
    admin.get_by_role("button", name="Hand over").click()
    panel = admin.locator("section", has_text="dana@example.org")
    second_link = panel.get_by_role("link", name="Open the link").get_attribute("href")
    assert second_link
    teacher.goto("/en/administration/me/")
    expect(teacher.get_by_text("in office")).to_be_visible()  # until the other one comes

    browser = stranger.browser
    assert browser
    successor = browser.new_context(base_url=admin.url.split("/en/")[0], locale="kk-KZ")
    dana = successor.new_page()
    accept(dana, second_link)
    teacher.goto("/en/administration/me/")
    expect(teacher.get_by_text("You hold no post at present")).to_be_visible()
    dana.goto("/en/administration/me/")
    expect(dana.get_by_text("in office")).to_be_visible()
    successor.close()

    admin.goto(post)
    admin.get_by_role("link", name="Дана Ақышева").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Дана Ақышева")
    assert audit(admin, watch, "administration", "person") == []
    admin.get_by_role("button", name="Suspend the account").click()
    admin.get_by_role("button", name="Suspend the account").click()
    expect(admin.get_by_text("The account is suspended")).to_be_visible()
    admin.close()


def test_a_head_sees_the_own_school_and_no_other(
    signed_in: Callable[[str | None], BrowserContext],
) -> None:
    page = signed_in("demo.head").new_page()
    page.goto("/en/administration/")
    assert "/administration/organisations/" in page.url
    expect(page.get_by_role("link", name="My organisation")).to_be_visible()
    expect(page.get_by_role("link", name="Posts of the region")).to_have_count(0)
    answer = page.goto("/en/administration/posts/")
    assert answer is not None
    assert answer.status == 404
    page.close()
