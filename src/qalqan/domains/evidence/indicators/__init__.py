"""The dictionary of indicators: each family in its file, all of them here. Indicators are code: they are
reviewed, versioned and tested as code, and a key once used is never renamed. Pure: no Django."""

from functools import cache

from qalqan.domains.evidence.rules.indicator import Indicator

from . import coverage, governance, helpline, roads, schools, training, violence, web

FAMILIES: dict[str, tuple[Indicator, ...]] = {
    "schools": schools.INDICATORS,
    "roads": roads.INDICATORS,
    "violence": violence.INDICATORS,
    "helpline": helpline.INDICATORS,
    "coverage": coverage.INDICATORS,
    "training": training.INDICATORS,
    "web": web.INDICATORS,
    "governance": governance.INDICATORS,
}


@cache
def _by_key() -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for family, members in FAMILIES.items():
        for one in members:
            if one.key in found or not one.key.startswith(f"{family}."):
                raise ValueError(f"indicator {one.key}: stated twice, or not of the family {family}")
            found[one.key] = one
    return found


def indicators() -> tuple[Indicator, ...]:
    """All indicators, family by family."""
    return tuple(_by_key().values())


def indicator(key: str) -> Indicator:
    """The indicator of a key; KeyError if there is none."""
    return _by_key()[key]


def family(key: str) -> str:
    """The family that an indicator's key names."""
    return key.partition(".")[0]
