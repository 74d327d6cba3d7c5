"""`qalqan report` in processes of its own, on an empty home: as scripts use it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qalqan.domains.plans.tests.builders import DECREE
from qalqan.kernel.embedded.testing import new_home, remove

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cli-register")]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = new_home()
    yield folder
    remove(folder)


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("QALQAN_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-m", "qalqan.cli", *arguments],
        env={**environment, "QALQAN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_from_the_clauses_of_an_act_to_its_reports(home: Path, tmp_path: Path) -> None:
    clauses = DECREE / "reporting.toml"
    child = DECREE.parent / "kz-61-demo" / "source.ru.html"
    assert run(home, "plan", "import", str(DECREE / "source.ru.txt")).returncode == 0
    assert run(home, "plan", "import", str(child)).returncode == 0  # its plan.toml names its parent

    wrong = tmp_path / "reporting.toml"
    wrong.write_text(clauses.read_text("utf-8").replace('"МИО"', '"АБВ"'), "utf-8")
    refused = run(home, "report", "duties", str(wrong))
    assert refused.returncode == 2
    assert "kz-156-2020/akimats: АБВ" in refused.stderr

    loaded = run(home, "report", "duties", str(clauses))
    assert "new or changed: 2" in loaded.stdout, loaded.stderr
    assert run(home, "report", "due", "kz-156-2020").stdout.count("unknown: paragraph") == 8
    opened = run(home, "report", "open", "kz-156-2020", "--on", "2024-02-01")
    assert "reports opened 78, lines " in opened.stdout, opened.stderr
    assert run(home, "report", "open", "no-such-plan").returncode == 2
