"""Every page in three languages at two widths: no accessibility violation, nothing in the console, nothing
that the content policy refuses, no sideways scroll.

axe reads a page at both widths in the state's language and on a phone in the others: what a translation can
spoil (a name that is missing) does not hang on the width.
"""

from collections.abc import Callable

import pytest
from harness import LANGUAGES, PAGES, WIDTHS, PageCase, Watch, audit
from playwright.sync_api import BrowserContext

Opener = Callable[[str | None], BrowserContext]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_page(case: PageCase, language: str, signed_in: Opener) -> None:
    page = signed_in(case.person).new_page()
    watch = Watch(page)
    try:
        response = page.goto(f"/{language}/{case.path}")
        assert response is not None
        assert response.status == case.status
        assert page.locator("html").get_attribute("lang") == language
        wrong = audit(page, watch, language, case.name, axe_at=WIDTHS if language == "kk" else ["phone"])
    finally:
        page.close()
    assert wrong == []


def test_the_audit_sees_what_it_looks_for(signed_in: Opener) -> None:
    """The instrument itself: a page spoilt on purpose must be refused on every count."""
    page = signed_in(None).new_page()
    watch = Watch(page)
    page.goto("/en/")
    page.evaluate("""() => {
        const bad = document.createElement("p");
        bad.innerHTML = '<img src="/static/brand/icon.svg" width="2000"><span style="color:#aaa">pale</span>';
        document.querySelector("main").append(bad);
        console.error("heard");
    }""")
    wrong = "\n".join(audit(page, watch, "spoilt", "spoilt"))
    page.close()
    assert "image-alt" in wrong
    assert "scrolls sideways" in wrong
    assert "heard" in wrong
    assert "Content Security Policy" in wrong
