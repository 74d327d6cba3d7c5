"""CPU time to read and reconstruct the decree, after start-up."""

import re
from pathlib import Path

import pymorphy3

from benches._measure import cpu_seconds, row
from qalqan.domains.plans.reading.api import read_plan

DECREE = Path(__file__).resolve().parent.parent / "plans" / "kz-156-2020" / "source.ru.txt"


def main() -> None:
    data = DECREE.read_bytes()
    analyser = pymorphy3.MorphAnalyzer()
    words = re.findall(r"\w+", data.decode())

    def look_up() -> None:
        for word in words:
            analyser.parse(word)

    read_plan(data, format="text", name=DECREE.name)  # start-up: the lexicon is loaded here
    baseline = cpu_seconds(look_up)
    taken = cpu_seconds(lambda: read_plan(data, format="text", name=DECREE.name))
    row(
        "read decree No. 156 (70 rows), CPU",
        f"{taken:.2f} s",
        "pymorphy3 on each of its words once",
        taken / baseline,
    )
