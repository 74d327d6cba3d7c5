"""A passkey from end to end, with the browser's virtual authenticator: added, used to sign in, removed."""

from harness import Watch
from playwright.sync_api import BrowserContext, expect


def test_a_passkey_is_added_signs_in_and_is_removed(stranger: BrowserContext) -> None:
    page = stranger.new_page()
    watch = Watch(page)
    session = stranger.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto("/en/account/login/")
    page.click("button[value='demo.viewer']")
    page.goto("/en/account/2fa/webauthn/add/")
    page.get_by_label("Name of the key").fill("Test laptop")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(lambda address: "add" not in address)
    page.goto("/en/account/2fa/webauthn/")
    expect(page.get_by_role("cell", name="Test laptop").first).to_be_visible()
    expect(page.get_by_role("cell", name="Passkey", exact=True)).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.goto("/en/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("link", name="Мария Ким")).to_be_visible()

    page.goto("/en/account/2fa/webauthn/")
    page.get_by_role("link", name="Remove Test laptop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    page.wait_for_load_state()
    page.get_by_role("button", name="Use a security key").click()  # asked first, being the safest answer
    page.get_by_role("button", name="Remove").click()
    page.goto("/en/account/2fa/webauthn/")
    expect(page.get_by_text("You have no key yet")).to_be_visible()
    assert watch.complaints == []
