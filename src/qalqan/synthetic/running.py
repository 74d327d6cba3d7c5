"""A whole load: which districts, in how many processes, with which truth beside it.

Each process generates, seals and writes one district after another; a district is one transaction. Whatever
is killed, what was whole stays and the next run goes on. Processes end with the one that started them.
"""

import csv
import hashlib
import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.synthetic import plan
from qalqan.synthetic.errors import COPIES, Rates
from qalqan.synthetic.family import Record

# Measured: a child with kin and staff takes 3.6 kB in tables and indexes and 8 kB in the archive of the
# write-ahead log. docs/algorithms/synthetic-nation.md.
BYTES_PER_CHILD = 12_000
BASE_BYTES = 1 << 30
HEADER = ("record", "person", "errors")


class RunError(RuntimeError):
    """The load cannot be done or was cut short; the message says why and what helps."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to load: districts by code; `school` narrows one district to one school."""

    seed: int
    rates: Rates
    districts: tuple[str, ...]
    school: int | None = None
    truth: Path | None = None
    processes: int = 2

    @property
    def children(self) -> int:
        """Children that the plan has for it."""
        country = plan.country(self.seed)
        if self.school is not None:
            return next(
                s.size for s in country.districts[self.districts[0]].schools if s.number == self.school
            )
        return sum(country.districts[code].pupils for code in self.districts)


@dataclass(slots=True)
class Done:
    """What a run did. `skipped`: districts that lay there already."""

    rows: int = 0
    skipped: int = 0
    seconds: float = 0.0
    by_district: dict[str, int] = field(default_factory=dict)


@cache
def edition() -> str:
    """Fingerprint of the generator: its pure code and its data."""
    folder = Path(__file__).parent
    pure = ("draw", "names", "numbers", "plan", "family", "errors", "generate", "staff")
    files = [*(folder / f"{name}.py" for name in pure), *sorted((folder / "data").glob("*.toml"))]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


type Told = Callable[[int, str, int], None]


def run(task: Task, told: Told = lambda children, district, rows: None) -> Done:
    """Load what is missing. `told` hears of children written, of a district done ("" between), and of the
    rows of all districts done. RunError when the database holds another country, when the disk is too small,
    when a process was killed."""
    from qalqan.synthetic import loading

    began, done = time.monotonic(), Done()
    country = plan.country(task.seed)
    lying = loading.loaded()
    if not lying and loading.holds_people():
        raise RunError(
            "this database holds people who are not invented; invented ones must never stand among them. "
            "Set QALQAN_HOME to another folder"
        )
    _compatible(task, lying)
    whole = {load.district for load in lying if load.school is None}
    missing = sum(country.districts[code].pupils for code in task.districts if code not in whole)
    if task.school is None:
        room(missing)
    moves = any(task.rates.shares.get(kind) for kind in COPIES if kind != "duplicate")
    wanted = list(country.districts) if moves else list(task.districts)
    ground = loading.ground(country, [country.districts[code] for code in wanted])
    # the largest first: at the end no process waits for one long district
    order = sorted(task.districts, key=lambda code: -country.districts[code].pupils)
    parts = _parts(task)
    if len(order) == 1 or task.processes == 1:
        loader = loading.Loader(country, task.rates, edition(), ground, lambda n: told(n, "", done.rows))
        for code in order:
            _count(done, code, _load_one(loader, code, task.school, parts))
            told(0, code, done.rows)
    else:
        _in_processes(task, order, ground, parts, done, told)
    if parts and task.truth:
        _join(parts, task.districts, task.truth)
    done.seconds = time.monotonic() - began
    return done


def _compatible(task: Task, lying: list[Any]) -> None:
    """One database holds one country."""
    for load in lying:
        if (load.seed, load.errors) != (task.seed, task.rates.text):
            raise RunError(
                f"this database holds the country of seed {load.seed} with errors "
                f"{load.errors or 'none'}; a second one would live in the same schools. "
                "Set QALQAN_HOME to another folder for it"
            )
        if load.edition != edition() and task.districts != (load.district,):
            raise RunError(
                "this database holds a country made by another edition of the generator; numbers of the "
                "two would collide. Set QALQAN_HOME to another folder"
            )


def room(children: int) -> None:
    """RunError when the disk of the home has no room for so many children more."""
    from qalqan.kernel.embedded import home, settings

    if settings.url():
        return  # the disk is another machine's
    need = BASE_BYTES + children * BYTES_PER_CHILD
    free = shutil.disk_usage(home.path()).free
    if free < need:
        raise RunError(
            f"{free / 1e9:.1f} GB free below {home.path()}; {children:,} children need "
            f"{need / 1e9:.1f} GB with the archive of the log. Make room, or choose a smaller --scale"
        )


def _count(done: Done, code: str, rows: int) -> None:
    done.rows += rows
    done.skipped += not rows
    done.by_district[code] = rows


def _parts(task: Task) -> Path | None:
    """Where the truth is gathered, district by district, beside the file that it becomes."""
    if task.truth is None:
        return None
    folder = task.truth.with_name(f".{task.truth.name}.parts")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _load_one(loader: Any, code: str, school: int | None, parts: Path | None) -> int:
    if parts is None:
        return int(loader.load(code, school))
    with (parts / f"{code}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")

        def write(records: list[Record]) -> None:
            out.writerows((r.id, r.person, "+".join(r.errors)) for r in records)

        return int(loader.load(code, school, write))


def _join(parts: Path, districts: tuple[str, ...], truth: Path) -> None:
    """One file in the order of the country, whole or not at all."""
    fresh = truth.with_name(f".{truth.name}.new")
    with fresh.open("wb") as out:
        out.write((",".join(HEADER) + "\n").encode())
        for code in districts:
            with (parts / f"{code}.csv").open("rb") as part:
                shutil.copyfileobj(part, out)
    fresh.replace(truth)
    shutil.rmtree(parts)


# In the processes of a load

_mine: dict[str, Any] = {}


def _begin(task: Task, ground: Any, parts: Path | None, counter: Any, parent: int) -> None:
    """Set a process up once. It leaves when its parent is gone: nobody else would stop it."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    os.environ["DJANGO_SETTINGS_MODULE"] = "qalqan.settings"
    import django

    django.setup()
    from qalqan.synthetic import loading

    def written(children: int) -> None:
        with counter.get_lock():
            counter.value += children

    country = plan.country(task.seed)
    _mine["loader"] = loading.Loader(country, task.rates, edition(), ground, written)
    _mine["parts"] = parts


def _district(code: str) -> int:
    return _load_one(_mine["loader"], code, None, _mine["parts"])


def _in_processes(
    task: Task,
    order: list[str],
    ground: Any,
    parts: Path | None,
    done: Done,
    told: Told,
) -> None:
    context = multiprocessing.get_context("spawn")
    counter = context.Value("q", 0)
    pool = ProcessPoolExecutor(
        task.processes,
        mp_context=context,
        initializer=_begin,
        initargs=(task, ground, parts, counter, os.getpid()),
    )
    seen = 0
    try:
        waiting = {pool.submit(_district, code): code for code in order}
        while waiting:
            finished, _ = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            now = counter.value
            told(now - seen, "", done.rows)
            seen = now
            for future in finished:
                code = waiting.pop(future)
                _count(done, code, future.result())
                told(0, code, done.rows)
    except BrokenProcessPool:
        raise RunError(
            "a process of the load was killed (out of memory?); districts that were whole stay. "
            "Run the same command again and it goes on"
        ) from None
    finally:
        with suppress(BrokenProcessPool):
            pool.shutdown(cancel_futures=True)
