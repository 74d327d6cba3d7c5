"""Each kind has a label and each error a reason; the catalogues' completeness is checked with all others."""

from qalqan.domains.bodies import labels, rules
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
