"""A table with sealed columns for tests, and a vault that remembers nothing from the test before."""

from collections.abc import Iterator

import pytest

from qalqan.kernel.vault import children, keys


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """A test that commits throws its database away; keys that the process still holds would outlive it."""
    forget()
    yield
    forget()


def forget() -> None:
    keys.forget()
    children.opened.kept.clear()
    children.store.cache_clear()
