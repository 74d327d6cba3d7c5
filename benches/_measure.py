"""How a figure is taken: median of several runs of CPU time, and the ratio to a baseline of the same run."""

import statistics
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object], runs: int = 5) -> float:
    """Median CPU seconds (user and system, this process) of `runs` calls."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def wall_milliseconds(work: Callable[[], object], runs: int = 40) -> tuple[float, float]:
    """Median and 95th percentile of `runs` calls in milliseconds of wall time."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return statistics.median(taken), taken[int(len(taken) * 0.95) - 1]


def row(figure: str, value: str, baseline: str, ratio: float) -> None:
    """One printed line of a bench."""
    print(f"{figure:<58} {value:>14}   {ratio:6.2f} x {baseline}")
