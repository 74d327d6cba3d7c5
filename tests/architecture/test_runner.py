"""What the test runner must do for the tests to mean anything."""

import os

import pytest


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="only workers have groups")
@pytest.mark.xdist_group("kept-together")
def test_marked_tests_stay_on_one_worker(request: pytest.FixtureRequest) -> None:
    """Browser tests and those that change the shared server count on `xdist_group`; pytest 9.2 with xdist 3.8
    dropped it in silence."""
    assert request.node.nodeid.endswith("@kept-together")
