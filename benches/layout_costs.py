"""How sensitive the column search is: which cost, halved or doubled, moves a fragment of the decree."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qalqan.domains.plans.reading import layout
from qalqan.domains.plans.reading.grammar import column
from qalqan.domains.plans.reading.header import columns
from qalqan.domains.plans.reading.outline import outline
from qalqan.domains.plans.reading.prose import read_abbreviations
from qalqan.domains.plans.reading.sources.door import open_source

DECREE = Path(__file__).resolve().parent.parent / "plans" / "kz-156-2020" / "source.ru.txt"
NO_COSTS = {"SECTION", "EMPTY", "ASTRAY", "BEAM", "BEAM_NO_CUTS"}


def costs() -> Iterator[tuple[str, Any, Any]]:
    """(name, where it is kept, its key or index) of every cost in layout.py."""
    for name, value in sorted(vars(layout).items()):
        if not name.isupper() or name in NO_COSTS:
            continue
        if isinstance(value, dict):
            yield from ((f"{name}[{key}]", value, key) for key in value)
        elif isinstance(value, float | tuple):
            yield name, vars(layout), name


def scaled(value: Any, factor: float) -> Any:
    return tuple(part * factor for part in value) if isinstance(value, tuple) else value * factor


def main() -> None:
    regions = outline(open_source(DECREE.read_bytes(), format="text", name=DECREE.name))
    codes = tuple(read_abbreviations(regions.tail)[0])
    table = tuple(column(name.key, name.header, codes) for name in columns(regions.header, regions.columns))

    def place() -> list[layout.Placed]:
        return layout.Layout(table, codes).place(regions.body)

    right = place()
    for name, holder, key in costs():
        kept = holder[key]
        for factor in (0.5, 2.0):
            holder[key] = scaled(kept, factor)
            found = place()
            moved = sum(one.column != other.column for one, other in zip(found, right, strict=True))
            rows = {
                other.row + 1 for one, other in zip(found, right, strict=True) if one.column != other.column
            }
            if moved:
                print(
                    f"{name} x {factor}: {moved} of {len(right)} fragments move, rows {sorted(rows)}",
                    flush=True,
                )
        holder[key] = kept
    print(f"{sum(1 for _ in costs())} costs tried", flush=True)


if __name__ == "__main__":
    main()
