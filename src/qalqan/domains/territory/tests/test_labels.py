"""Each kind has a label; the catalogues' completeness is checked with all others."""

from qalqan.domains.territory import labels, rules


def test_every_kind_has_a_label() -> None:
    assert set(labels.REGION_KINDS) == set(rules.KIND_ORDER)
    assert set(labels.DISTRICT_KINDS) == set(rules.DISTRICT_KINDS)
