"""Where a point lies, over points strewn over the country and a little beyond it. The baseline is the same
question asked of the same outlines by casting a ray through every one of them in plain Python; both must
agree on each point. The promise is that from a point to the responsible body it is under 1 ms."""

import random
import time
from itertools import pairwise

from benches._measure import cpu_seconds, row
from benches.register import database

POINTS = 20_000
SLOW = 60  # points that the baseline is asked


def main() -> None:
    with database():
        from qalqan.domains.territory import api as territory
        from qalqan.domains.territory.ground import ground
        from qalqan.kernel.geo import EAST, NORTH, SOUTH, WEST

        here = ground()
        chance = random.Random(156)  # noqa: S311 - points to measure with
        points = [(chance.uniform(SOUTH, NORTH), chance.uniform(WEST, EAST)) for _ in range(POINTS)]
        rings = {
            code: [
                list(ring.coords)
                for part in getattr(shape, "geoms", [shape])
                for ring in (part.exterior, *part.interiors)
            ]
            for code, shape in here.regions.shapes.items()
        }

        def by_ray(lat: float, lon: float) -> str | None:
            inside = (code for code, each in rings.items() if sum(crosses(lat, lon, r) for r in each) % 2)
            return next(inside, None)

        for lat, lon in points[:SLOW]:
            found = here.find(lat, lon)
            if by_ray(lat, lon) != (found.region if found and found.is_exact else None):
                raise RuntimeError(f"{lat}, {lon}: the two disagree")
        ray = cpu_seconds(lambda: [by_ray(*point) for point in points[:SLOW]], runs=3) / SLOW * 1e6
        fast = cpu_seconds(lambda: [here.find(*point) for point in points]) / POINTS * 1e6
        row("a point's region by outlines", f"{fast:.1f} us", f"a ray cast ({ray:.0f} us)", fast / ray)
        whole = cpu_seconds(lambda: [territory.place_at(*p) for p in points[:500]]) / 500 * 1e6
        row(
            "the same by the domain's door, with ids",
            f"{whole:.0f} us",
            f"a ray cast ({ray:.0f} us)",
            whole / ray,
        )
        taken, began = [], time.process_time()
        for point in points[:2000]:
            start = time.perf_counter()
            territory.place_at(*point)
            taken.append(time.perf_counter() - start)
        taken.sort()
        own = (time.process_time() - began) / 2
        kept = "kept" if taken[1000] < 1e-3 else "NOT KEPT"
        print(
            f"the door: median {taken[1000] * 1e3:.2f} ms of wall time, 99th {taken[1979] * 1e3:.2f} ms, CPU"
            f" {own:.2f} ms; promised under 1 ms: {kept}"
        )


def crosses(lat: float, lon: float, ring: list[tuple[float, float]]) -> int:
    """How often a ray to the east crosses a ring."""
    return sum(
        (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in pairwise(ring)
    )
