import pytest

from qalqan.domains.people.tests.town import Town, build


@pytest.fixture
def town(db: None) -> Town:
    return build()
