"""Each kind has a label; the catalogues' completeness is checked with all others."""

from qalqan.domains.bodies import labels, rules


def test_every_kind_has_a_label() -> None:
    assert set(labels.KINDS) == set(rules.KINDS)
