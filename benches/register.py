"""The register with 20 plans of 200 measures: wall time of whole pages, from request to response.
"First reader": the process has forgotten all it keeps, as after a change of the plan.

The baseline is `select 1` over the same connection: what one round to this database costs on this machine
now. The promise is under 50 ms of server time per page."""

import contextlib
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benches._measure import row, wall_milliseconds

PLANS, MEASURES, SECTIONS = 20, 200, 5


@contextlib.contextmanager
def database() -> Iterator[None]:
    """A database of our own in a temporary folder, and Django upon it."""
    home = tempfile.mkdtemp(prefix="qalqan-bench-")
    os.chmod(home, 0o711)  # noqa: S103  the server of root runs as another user and must pass through
    os.environ.update({"QALQAN_HOME": home, "QALQAN_POOL": "0", "DJANGO_SETTINGS_MODULE": "qalqan.settings"})
    from qalqan.kernel.embedded import session

    try:
        with session.running():
            import django

            django.setup()
            yield
    finally:
        shutil.rmtree(home, ignore_errors=True)


def fill() -> None:
    """Plans made of the decree's own rows, shuffled: real lengths of words, real variety of values."""
    from qalqan.domains.plans import actions, patches
    from qalqan.domains.plans.reading.api import read_plan
    from qalqan.domains.plans.reading.document import Section
    from qalqan.kernel.access.scope import Service

    folder = Path(__file__).resolve().parent.parent / "plans" / "kz-156-2020"
    document = read_plan((folder / "source.ru.txt").read_bytes(), format="text")
    words = patches.load_translations((folder / "translations.toml").read_bytes(), document)
    facts = patches.load_facts((folder / "plan.toml").read_bytes())
    chance = random.Random(156)  # noqa: S311  the same plans in every run
    actor = actions.Actor("", Service("bench"), "bench")
    for plan in range(PLANS):
        numbers = range(1, MEASURES + 1)
        rows = [
            replace(chance.choice(document.measures), number=n, section=1 + (n - 1) * SECTIONS // MEASURES)
            for n in numbers
        ]
        sections = tuple(Section(n, document.sections[n - 1].title) for n in range(1, SECTIONS + 1))
        made = replace(document, measures=tuple(rows), sections=sections, joints=(), gaps=(), defects=())
        file = actions.SourceFile("bench", f"{plan:064}")
        actions.import_plan(made, actor=actor, code=f"plan-{plan}", file=file, facts=facts)
        actions.translate(f"plan-{plan}", words, actor=actor)


def forget() -> None:
    """Let this process forget what it keeps: the next answer is that of the first reader after a change."""
    from qalqan.domains.plans.queries.measure import _measure
    from qalqan.domains.plans.queries.snapshot import _snapshot
    from qalqan.domains.plans.ui.common import drawn_rows

    for kept in (_snapshot, _measure, drawn_rows):
        kept.cache_clear()


def main() -> None:
    with database():
        from django.db import connection
        from django.test import Client

        fill()
        reader = Client(headers={"host": "localhost"})
        with connection.cursor() as cursor:
            base, _ = wall_milliseconds(lambda: cursor.execute("SELECT 1"), runs=200)
        pages = {
            "overview, kk": "/kk/open/plan-7/",
            "overview, ru": "/ru/open/plan-7/",
            "overview, one body and a search, kk": "/kk/open/plan-7/?body=МИО&search=мектеп",
            "measure 61, kk": "/kk/open/plan-7/measures/61/",
            "calendar of a year, ru": "/ru/open/plan-7/calendar/?year=2021",
            "body МОН under 20 plans, kk": "/kk/open/bodies/МОН/",
            "list of 20 plans, kk": "/kk/open/",
        }

        def show(path: str) -> None:
            if reader.get(path).status_code != 200:
                raise RuntimeError(f"{path} did not answer")

        def show_first(path: str) -> None:
            forget()
            show(path)

        for name, path in pages.items():
            show(path)
            for who, work in (("first reader", show_first), ("every other", show)):
                median, p95 = wall_milliseconds(lambda work=work, path=path: work(path))
                label = f"{name}; {who} (p95 {p95:.0f} ms)"
                row(label, f"{median:.1f} ms", f"select 1 ({base:.2f} ms)", median / base)
