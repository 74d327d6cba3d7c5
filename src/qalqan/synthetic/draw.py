"""Chance that can be repeated. Pure.

Every stream of chance is named by what it decides (`stream(seed, "KZ-61-sairam-district", 12)`): a school
comes out the same whether it is made alone, with its district or with the nation, and in whatever order.
"""

import hashlib
import random
from collections.abc import Mapping, Sequence

PLACES = 4096


def stream(*names: str | int) -> random.Random:
    """The stream of chance of this name; the same on every machine and Python, as `hash()` is not."""
    digest = hashlib.sha256("\0".join(map(str, names)).encode()).digest()
    return random.Random(int.from_bytes(digest[:16]))  # noqa: S311


def share(*names: str | int) -> float:
    """One number in [0, 1) that belongs to a name."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, names)).encode()).digest()[:7]) / 2**56


def deck[T](values: Sequence[T], weights: Sequence[float]) -> list[T]:
    """Values repeated by weight into a list of PLACES: `deck[int(random() * PLACES)]` draws in 60 ns where
    `random.choices` takes 900. A weight below 1/PLACES of the sum still gets a place."""
    total = sum(weights)
    counts = [max(1, round(PLACES * weight / total)) if weight > 0 else 0 for weight in weights]
    counts[counts.index(max(counts))] += PLACES - sum(counts)  # what rounding left, on the most frequent
    return [value for value, count in zip(values, counts, strict=True) for _ in range(count)]


def ranked[T](values: Sequence[T]) -> list[T]:
    """A deck in which the frequency falls with the rank, as names do."""
    return deck(values, [1 / (rank + 6) for rank in range(len(values))])


def table(weights: Mapping[str, float]) -> list[str]:
    """A deck from a table of weights."""
    return deck(list(weights), list(weights.values()))


def apportion(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """Whole numbers that sum to `total`, in proportion to the weights (largest remainders), none below
    `least`. ValueError when `least` of each is more than there is."""
    spare = total - least * len(weights)
    if spare < 0:
        raise ValueError(f"{total} cannot be shared by {len(weights)} with {least} each")
    whole = sum(weights)
    exact = [spare * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: spare - sum(parts)]:
        parts[place] += 1
    return [part + least for part in parts]
