"""The reports of a demonstration: the duties of every shipped plan, its packages, and invented lines in every
state.

Names of bodies are real, what they say is invented, and each text says so in its first words. Idempotent: a
second run finds certificates and writes nothing.
"""

import tomllib

from qalqan.domains.evidence import api as evidence
from qalqan.domains.reporting import demo_lines, demo_seen
from qalqan.domains.reporting.actions.duties import load_duties
from qalqan.domains.reporting.actions.packages import open_packages
from qalqan.domains.reporting.models import Certificate, Line
from qalqan.domains.reporting.rules.invented import Words
from qalqan.kernel.access.scope import scope
from qalqan.kernel.shipped import plans_folder


def load() -> None:
    """Duties and packages of every shipped plan, and lines of those that have invented words."""
    for duties in sorted(plans_folder().glob("*/reporting.toml")):
        load_duties(duties.read_text("utf-8"))
        open_packages(duties.parent.name)
        words = duties.parent / "demo-lines.toml"
        if words.is_file():
            write(duties.parent.name, Words(**tomllib.loads(words.read_text("utf-8"))))


def write(code: str, words: Words) -> None:
    """The invented lines of one plan, unless there are reports already."""
    with scope(demo_lines.SERVICE, "statistics"):
        if Certificate.objects.filter(package__plan_code=code).exists():
            return
        lines = list(Line.objects.filter(plan_code=code).order_by("measure_number", "body_code", "pk"))
    sown = demo_lines.sown(lines)
    for year in sorted({seed.year for __, seed in sown}):
        of_year = [pair for pair in sown if pair[1].year == year]
        if year < demo_lines.OPEN_YEAR:
            demo_lines.finished_year(of_year, words)
        else:
            demo_lines.open_year(of_year, words)
    seen = plans_folder() / code / "demo-seen.toml"
    if seen.is_file():
        demo_seen.load(seen, sown, words)
    with scope(demo_lines.SERVICE, "planning"):
        evidence.reconsider_all(code)
