"""Fixtures of the browser tests. One server and one browser for all of them; `make test` keeps them on one
worker. Without Chromium they fail, unless `QALQAN_NO_BROWSER` says that this machine has none."""

import os
from collections.abc import Callable, Iterator

import pytest
from harness import RealServer, Watch, chromium, chromium_arguments
from playwright.sync_api import Browser, BrowserContext, sync_playwright


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test, and all of them share one worker's server."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def server() -> Iterator[RealServer]:
    """The running program; `server.address` is where people reach it."""
    running = RealServer()
    try:
        running.wait()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        if os.environ.get("QALQAN_NO_BROWSER"):
            pytest.skip("this machine has no Chromium")
        pytest.fail("no Chromium: set QALQAN_CHROMIUM to its path, or QALQAN_NO_BROWSER=1")
    # Playwright's loop runs in this thread until the end; Django would take every later test for a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium_arguments())
        yield started
        started.close()


@pytest.fixture(scope="session")
def signed_in(server: RealServer, browser: Browser) -> Iterator[Callable[[str | None], BrowserContext]]:
    """`signed_in("demo.coordinator")`: a browser context of that person, made once; None is a stranger."""
    contexts: dict[str | None, BrowserContext] = {}

    def of(person: str | None) -> BrowserContext:
        if person not in contexts:
            contexts[person] = browser.new_context(base_url=server.address, locale="kk-KZ")
            if person is not None:
                page = contexts[person].new_page()
                page.goto("/en/account/login/")
                page.click(f"button[value='{person}']")
                page.wait_for_url("**/en/")
                page.close()
        return contexts[person]

    yield of
    for context in contexts.values():
        context.close()


@pytest.fixture
def stranger(server: RealServer, browser: Browser) -> Iterator[BrowserContext]:
    """A fresh context that nobody else's cookies reach."""
    context = browser.new_context(base_url=server.address, locale="kk-KZ")
    yield context
    context.close()


@pytest.fixture
def watched() -> Callable[..., Watch]:
    """`watched(page)` collects the browser's complaints about a page."""
    return Watch
