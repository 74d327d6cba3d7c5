"""Every page in three languages at two widths: no accessibility violation, nothing in the console, nothing
that the content policy refuses, no sideways scroll.

axe reads all of a page in the state's language, and in the others what their words can spoil.
"""

from collections.abc import Callable, Iterator

import pytest
from harness import LANGUAGES, PAGES, WIDTHS, PageCase, Watch, audit
from playwright.sync_api import BrowserContext

Opener = Callable[[str | None], BrowserContext]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_page(case: PageCase, language: str, tab_of: Callable[[str | None], Watch]) -> None:
    watch = tab_of(case.person)
    page = watch.page
    response = page.goto(f"/{language}/{case.path}")
    assert response is not None
    assert response.status == case.status
    assert page.locator("html").get_attribute("lang") == language
    assert audit(page, watch, language, case.name, whole_at=WIDTHS if language == "kk" else ()) == []


@pytest.fixture(scope="module")
def tab_of(signed_in: Opener) -> Iterator[Callable[[str | None], Watch]]:
    """One tab a person goes through the pages; a new tab is a new process of the browser each time."""
    tabs: dict[str | None, Watch] = {}

    def of(person: str | None) -> Watch:
        if person not in tabs:
            tabs[person] = Watch(signed_in(person).new_page())
        tabs[person].complaints.clear()
        return tabs[person]

    yield of
    for watch in tabs.values():
        watch.page.close()


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
