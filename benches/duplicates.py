"""Duplicates of citizens' reports: precision, recall and F1 on 1,000 invented pairs that were never tuned
on, and the time of a choice among 200 reports. `python -m benches duplicates --fit` fits the weights anew
on the other 1,000 and prints them, to be written into `watch/rules/likeness.py`.
"""

import itertools
import random
import sys
import time
from collections import Counter
from statistics import median
from typing import Any

import numpy as np

from benches._measure import row
from qalqan.domains.watch.rules import clustering, likeness
from qalqan.domains.watch.rules.likeness import Mark, terms
from qalqan.domains.watch.rules.wording import wording
from qalqan.domains.watch.tests.pairs import Pair, neighbourhood, pairs

FIT, JUDGE = 156, 1562020  # seeds
COUNT = 1000
SENSE = {
    **dict.fromkeys(("near", "same_category", "words", "named", "same_places", "same_number"), 1),
    **dict.fromkeys(("picture", "same_site", "same_asset"), 1),
    **dict.fromkeys(("distance", "time", "other_branch", "other_places", "other_number", "other_site"), -1),
}


def judged(found: list[Pair], threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of "these two are one" at a threshold."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for pair in found:
        counts[likeness.likeness(pair.a, pair.b).score >= threshold, pair.is_one] += 1
    hit, wrong, missed = counts[True, True], counts[True, False], counts[False, True]
    precision, recall = hit / max(hit + wrong, 1), hit / max(hit + missed, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def joined(found: list[Pair]) -> tuple[int, int, int, Counter[str]]:
    """Of pairs as a report and the one work item there is: rightly joined, wrongly joined, asked of a
    moderator; and the stories behind the wrong ones."""
    right = wrong = asked = 0
    stories: Counter[str] = Counter()
    for pair in found:
        match = clustering.choose(pair.b, [("item", pair.a)])
        if match is None:
            continue
        if not match.joins:
            asked += 1
        elif pair.is_one:
            right += 1
        else:
            wrong += 1
            stories[pair.story] += 1
    return right, wrong, asked, stories


def fitted(found: list[Pair], penalty: float = 0.5) -> dict[str, float]:
    """Weights of a logistic sum with a ridge penalty, by Newton's steps. A term whose weight comes out
    against its sense (texts alike, so less likely one) is left out: nobody could believe the explanation."""
    rows = [{key: strength for key, (_, strength) in terms(p.a, p.b).items()} for p in found]
    names = ["start", *sorted({key for one in rows for key in one})]
    while True:
        weights = newton(rows, [float(p.is_one) for p in found], names, penalty)
        against = [n for n, w in weights.items() if SENSE.get(n, 0) * w < 0]
        if not against:
            return weights
        names = [name for name in names if name not in against]


def newton(
    rows: list[dict[str, float]], truth: list[float], names: list[str], penalty: float
) -> dict[str, float]:
    x = np.array([[1.0, *(one.get(name, 0.0) for name in names[1:])] for one in rows])
    y = np.array(truth)
    ridge = np.diag([1e-3] + [penalty] * (len(names) - 1))
    weights: Any = np.zeros(len(names))
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - y) + ridge @ weights
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + ridge
        weights = weights - np.linalg.solve(curve, slope)
    return dict(zip(names, (round(float(w), 2) for w in weights), strict=True))


def grouped(marks: list[tuple[int, Mark]], order: list[int]) -> tuple[dict[int, int], int]:
    """The item each report ends in when they arrive in this order, a moderator answering rightly where asked;
    and how often one was asked."""
    items: dict[int, int] = {}
    asked = 0
    for at in order:
        thing, mark = marks[at]
        match = clustering.choose(mark, [(items[other], marks[other][1]) for other in items])
        items[at] = at
        if match is not None and match.joins:
            items[at] = match.key
        elif match is not None:
            asked += 1
            offered = (match.key, *(key for key, _ in match.others))
            items[at] = next((key for key in offered if marks[key][0] == thing), at)
    return items, asked


def orders(rounds: int = 10) -> tuple[float, float, float]:
    """Of neighbourhoods of 10 things with 4 reports each, in 10 orders of arrival: the share of pairs of
    reports whose being together changes with the order; the share of pairs of two things put together
    wrongly, and of one thing left apart."""
    changing = wrong = apart = count = one = 0
    for seed in range(4):
        marks = neighbourhood(seed)
        dice = random.Random(seed)  # noqa: S311 - invented reports
        together: Counter[tuple[int, int]] = Counter()
        for _ in range(rounds):
            items, _asked = grouped(marks, dice.sample(range(len(marks)), len(marks)))
            together.update((a, b) for a in items for b in items if a < b and items[a] == items[b])
        for a, b in itertools.combinations(range(len(marks)), 2):
            seen, is_one = together[a, b], marks[a][0] == marks[b][0]
            count, one = count + 1, one + is_one
            changing += 0 < seen < rounds
            wrong += 0 if is_one else seen
            apart += rounds - seen if is_one else 0
    return changing / count, wrong / rounds / (count - one), apart / rounds / one


def main() -> None:
    if "--fit" in sys.argv:
        for name, weight in fitted(list(pairs(COUNT, FIT, 0))).items():
            print(f'    "{name}": {weight},')
        return
    for title, number, half in (("fitted on", FIT, 0), ("never tuned on", JUDGE, 1)):
        found = list(pairs(COUNT, number, half))
        precision, recall, f1 = judged(found, 0.5)
        print(
            f"{title:16} {COUNT} pairs: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} (at 0.5)"
        )
        right, wrong, asked, stories = joined(found)
        ones = sum(p.is_one for p in found)
        print(
            f"{'':16} joined {right} of {ones} rightly, {wrong} of {COUNT - ones} wrongly {dict(stories)}, "
            f"{asked} asked of a moderator"
        )
    changing, together, apart = orders()
    print(
        f"orders of arrival: {changing:.1%} of pairs of reports depend on it; "
        f"{together:.1%} of two things together, {apart:.1%} of one thing apart"
    )
    new = next(iter(pairs(1, 5, 1))).a
    near = [(index, pair.b) for index, pair in enumerate(pairs(200, 6, 1))]
    taken = []
    for _ in range(30):
        wording.cache_clear()
        start = time.process_time()
        clustering.choose(new, near)
        taken.append((time.process_time() - start) * 1000)
    row(
        "choosing among 200 reports, their texts unseen",
        f"{median(taken):.1f} ms",
        "the promise of 10 ms",
        median(taken) / 10,
    )


if __name__ == "__main__":
    main()
