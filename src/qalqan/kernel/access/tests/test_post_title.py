"""A signed post keeps the role's key; people read it in their language."""

import pytest

from qalqan.kernel.access.roles import post_title


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "Coordinator in the ministry, МП"), ("ru", "Координатор в министерстве, МП")],
)
def test_a_role_is_said_in_words(language: str, shown: str) -> None:
    assert post_title("coordinator МП", language) == shown


def test_kazakh_is_not_english() -> None:
    assert post_title("coordinator", "kk") not in {"coordinator", post_title("coordinator", "en")}


def test_what_is_no_role_stands_as_it_is() -> None:
    assert post_title("command line", "kk") == "command line"
