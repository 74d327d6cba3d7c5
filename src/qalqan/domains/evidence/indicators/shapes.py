"""The two shapes that most indicators have: a share in percent, and a yes or no."""

from qalqan.domains.evidence.rules.indicator import UP, Indicator, Names


def share(
    key: str,
    *,
    name: Names,
    definition: Names,
    numerator: Names,
    denominator: Names,
    kind: str = "stock",
    meaning: str = "",
    direction: str = UP,
    dims: tuple[str, ...] = (),
    sources: tuple[str, ...] = ("inspection", "registry"),
) -> Indicator:
    """A percent with its two numbers: it rolls up by adding numerators and denominators."""
    return Indicator(
        key=key,
        name=name,
        definition=definition,
        unit="percent",
        kind=kind,
        roll_up="ratio",
        direction=direction,
        meaning=meaning,
        numerator=numerator,
        denominator=denominator,
        dims=dims,
        sources=sources,
    )


def yes_no(
    key: str,
    *,
    name: Names,
    definition: Names,
    kind: str = "stock",
    meaning: str = "present",
    sources: tuple[str, ...] = ("inspection", "registry"),
) -> Indicator:
    """1 or 0 of one thing in one place; it has no total."""
    return Indicator(
        key=key,
        name=name,
        definition=definition,
        unit="yes_no",
        kind=kind,
        roll_up="none",
        meaning=meaning,
        sources=sources,
    )
