"""How far a parent's rows are carried by the rows of its children. Pure.

A parent's row that nothing maps to has no share: "nobody said what carries it out" is not zero, and not done.
What is unknown of a child's row counts as not evidenced, and is told apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Carried:
    """A parent's row: how many rows of children carry it out, how many of them are evidenced, and of how many
    nothing is known."""

    mapped: int = 0
    evidenced: int = 0
    unknown: int = 0

    @property
    def share(self) -> Fraction | None:
        """The evidenced part, 0 to 1; None where nothing maps to the row."""
        return Fraction(self.evidenced, self.mapped) if self.mapped else None


def roll_up[Child](
    parents: Iterable[int],
    links: Iterable[tuple[Child, int]],
    evidenced: Mapping[Child, bool],
) -> dict[int, Carried]:
    """Every row of the parent with what carries it. `links`: (row of a child, row of the parent), a pair
    given twice counts once; `evidenced`: what is known of the children's rows. A link to a row that the
    parent does not have is left out."""
    carriers: dict[int, set[Child]] = defaultdict(set)
    for child, parent in links:
        carriers[parent].add(child)
    return {
        parent: Carried(
            len(carriers[parent]),
            sum(evidenced.get(child) is True for child in carriers[parent]),
            sum(child not in evidenced for child in carriers[parent]),
        )
        for parent in parents
    }
