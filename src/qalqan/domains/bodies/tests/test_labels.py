"""Each kind has a label and each error a reason; the catalogues' completeness is checked with all others."""

import pytest

from qalqan.domains.bodies import api, labels, rules
from qalqan.domains.bodies.queries import EmptyRegisterError


def test_every_kind_has_a_label() -> None:
    assert set(labels.KINDS) == set(rules.KINDS)


def test_every_error_has_a_reason_of_its_own() -> None:
    errors = [
        value for value in vars(rules).values() if isinstance(value, type) and issubclass(value, LookupError)
    ]
    assert set(errors) | {EmptyRegisterError} == set(labels.REASONS)
    said = {labels.explain(error("x")) for error in labels.REASONS}
    assert len(said) == len(labels.REASONS)
    assert labels.explain(KeyError("x")) not in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("post", "said"),
    [
        ("akimat_officer akimat-61", "Акимат Туркестанской области"),
        ("coordinator МП", "МП"),
        ("safety_inspector", ""),
        ("akimat_officer akimat-999", "akimat-999"),  # lost by the register: as it was kept
    ],
)
def test_a_post_is_a_role_and_a_body_by_its_name(post: str, said: str) -> None:
    title, __, body = api.post_title(post, "ru").partition(", ")
    assert (title not in post, body) == (True, said)
    assert api.post_title("qalqan plans import", "ru") == "qalqan plans import"
