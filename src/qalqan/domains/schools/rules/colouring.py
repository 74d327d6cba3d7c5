"""Colours for the edges of a bipartite graph with parallel edges: no two at one end share a colour. Pure."""

from collections.abc import Hashable, Sequence


def coloured[L: Hashable, R: Hashable](edges: Sequence[tuple[L, R]], colours: int) -> list[int]:
    """A colour from 0 to `colours` - 1 for each edge. As many colours as the greatest number of edges at one
    end always suffice (König 1916); ValueError if there are fewer.

    Edge by edge: where the first colour free at one end is taken at the other, the path that alternates the
    two colours is turned round, which frees it."""
    ends: list[tuple[tuple[int, Hashable], tuple[int, Hashable]]] = [((0, a), (1, b)) for a, b in edges]
    at: dict[tuple[int, Hashable], list[int | None]] = {}
    for pair in ends:
        for end in pair:
            at.setdefault(end, [None] * colours)
    given = [-1] * len(edges)
    for edge, (left, right) in enumerate(ends):
        try:
            here, there = at[left].index(None), at[right].index(None)
        except ValueError:
            raise ValueError(f"an end has more than {colours} edges") from None
        if here != there:
            _turn_round(at, ends, given, right, here, there)
        given[edge] = here
        at[left][here] = at[right][here] = edge
    return given


def _turn_round(
    at: dict[tuple[int, Hashable], list[int | None]],
    ends: list[tuple[tuple[int, Hashable], tuple[int, Hashable]]],
    given: list[int],
    start: tuple[int, Hashable],
    here: int,
    there: int,
) -> None:
    """Swap two colours on the path from `start` that begins with an edge of colour `here`. In a bipartite
    graph it never reaches the other end of the new edge, where `here` is free."""
    path: list[int] = []
    end, colour = start, here
    while (edge := at[end][colour]) is not None:
        path.append(edge)
        left, right = ends[edge]
        end = right if end == left else left
        colour = there if colour == here else here
    for edge in path:
        for end in ends[edge]:
            at[end][given[edge]] = None
    for edge in path:
        given[edge] = there if given[edge] == here else here
        for end in ends[edge]:
            at[end][given[edge]] = edge
