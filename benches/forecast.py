"""The forecast against the base rate on invented periods whose end is known.

    python -m benches forecast

Four kinds of path (even pace, a rush before the date, a start that stalls, a last stretch that slows down),
with noise, read four times a year; forecasts at a quarter, half and three quarters of the term. The base
rate is what a forecaster says who knows only how often such measures arrive: it is taken from other
simulated measures of the same mixture, so it is a fair rival. The rule's constants were chosen on seed 1;
printed are seeds 2 to 6.
"""

import random
from collections import defaultdict
from datetime import date, timedelta

from benches._measure import row
from qalqan.domains.evidence.rules.forecast import Peer, Value, brier, forecast

START, TERM, EVERY = date(2020, 1, 1), 1095, 91
MEASURES, SEEDS = 2000, (2, 3, 4, 5, 6)
MOMENTS = (0.25, 0.5, 0.75)
LEVELS = 5


def path(kind: str, dice: random.Random) -> list[float]:
    """Progress (1 = the target) at the start and after each reading, one reading more than the term has."""
    steps = TERM // EVERY + 1
    pace = dice.lognormvariate(0.0, 0.35)
    found = [0.0]
    for n in range(1, steps + 1):
        t = n * EVERY / TERM
        even = pace * EVERY / TERM
        step = {
            "even": even,
            "rush": even * (0.35 + 1.6 * t**2),
            "stall": even * (1.6 if t < 0.45 else 0.25),
            "tail": (1.06 - found[-1]) * (1 - 2.718281828 ** (-2.6 * even)),
        }[kind]
        found.append(found[-1] + step + dice.gauss(0, 0.03))
    return found


def invented(seed: int) -> list[list[float]]:
    dice = random.Random(seed)  # noqa: S311  not a secret
    return [path(dice.choice(("even", "rush", "stall", "tail")), dice) for _ in range(MEASURES)]


def arrived(progress: list[float]) -> float | None:
    """The part of the term at which the target was met; None if it was not, in the readings there are."""
    for n, value in enumerate(progress):
        if value >= 1:
            return n * EVERY / TERM
    return None


def pairs(seed: int) -> dict[float, list[tuple[float, float, bool]]]:
    """Per moment: (forecast, base rate, arrived in time) of each measure that had not arrived then."""
    peers = [Peer(arrived(progress)) for progress in invented(seed + 1000)]
    found: dict[float, list[tuple[float, float, bool]]] = defaultdict(list)
    by = START + timedelta(TERM)
    for progress in invented(seed):
        end = arrived(progress)
        for moment in MOMENTS:
            if end is not None and end <= moment:
                continue
            day = START + timedelta(int(TERM * moment))
            values = [Value(START + timedelta(n * EVERY), v) for n, v in enumerate(progress)]
            ours = forecast(values, 1.0, start=START, by=by, day=day, peers=peers)
            base = forecast((), None, start=START, by=by, day=day, peers=peers)
            if ours and base:
                found[moment].append((ours.probability, base.probability, end is not None and end <= 1))
    return found


def main() -> None:
    """Print the Brier scores, the skill against the base rate, and how often what was forecast came."""
    everything: dict[float, list[tuple[float, float, bool]]] = defaultdict(list)
    for seed in SEEDS:
        for moment, found in pairs(seed).items():
            everything[moment] += found
    for moment, found in sorted(everything.items()):
        ours = brier((chance, came) for chance, _, came in found)
        base = brier((chance, came) for _, chance, came in found)
        row(f"Brier score at {moment:.0%} of the term", f"{ours:.3f}", f"base rate ({base:.3f})", ours / base)
    every = [one for found in everything.values() for one in found]
    for level in range(LEVELS):
        low, high = level / LEVELS, (level + 1) / LEVELS
        inside = [one for one in every if low <= one[0] < high or (high == 1 and one[0] == 1)]
        if inside:
            said = sum(one[0] for one in inside) / len(inside)
            came = sum(one[2] for one in inside) / len(inside)
            row(
                f"{len(inside)} forecasts of {low:.0%} to {high:.0%}: came true",
                f"{came:.0%}",
                f"said ({said:.0%})",
                came / said,
            )


if __name__ == "__main__":
    main()
