"""The register from the command line, in processes of their own, on an empty home: as scripts use it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qalqan.kernel.embedded.testing import new_home, remove

from .builders import DECREE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cli-register")]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = new_home()
    yield folder
    remove(folder)


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("QALQAN_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-m", "qalqan.cli", "plan", *arguments],
        env={**environment, "QALQAN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_plan_from_file_to_table(home: Path, tmp_path: Path) -> None:
    source = DECREE / "source.ru.txt"
    first = run(home, "import", str(source), "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["status"] == "created"

    changed = tmp_path / "source.ru.txt"
    changed.write_text(source.read_text("utf-8").replace("Street Law", "Street Club"), "utf-8")
    shown = run(home, "import", str(changed), "--code", "kz-156-2020")
    assert shown.returncode == 3, shown.stderr
    assert "measure 44, title" in shown.stdout
    assert "--accept" in shown.stdout

    amended = run(home, "amend", str(DECREE / "amendments" / "850-2022.toml"), "--json")
    assert amended.returncode == 0, amended.stderr
    assert json.loads(amended.stdout)["rows"] == [34, 57]

    before = run(home, "show", "kz-156-2020", "--as-of", "2021-05-01", "--json", "--lang", "ru")
    row = json.loads(before.stdout)["measures"][33]
    assert (row["number"], row["form"]["text"]) == (34, "информация в МОН")

    (gap, *_) = json.loads(run(home, "gaps", "kz-156-2020", "--json").stdout)
    decided = run(home, "decide", gap["id"], "--value", "January", "--reason", "The month that follows.")
    assert decided.returncode == 0, decided.stderr
    verified = run(home, "gaps", "kz-156-2020", "--verify")
    assert "1 decisions, every signature holds" in verified.stdout

    refused = run(home, "show", "nowhere", "--lang", "kk")
    assert refused.returncode == 2
    assert "Мұндай кодпен жоспар жоқ: nowhere." in refused.stderr


def test_a_slip_of_the_hand_is_told_in_a_line(home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_bytes((DECREE / "source.ru.txt").read_bytes())
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    for arguments, code, words in (
        (("import", str(plan), "--code", "a" * 61), 2, "[plan-code]"),
        (("import", str(plan), "--code", "../a"), 2, "[plan-code]"),
        (("import", str(big)), 2, "[file.too_large]"),
        (("import", str(plan), "--code", "b"), 0, ""),
        (("export", "b", "-o", str(tmp_path / "none" / "x.csv")), 1, "No such file or directory"),
    ):
        done = run(home, *arguments, *(("--lang", "en") if arguments[0] == "import" else ()))
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
        assert words in done.stderr


@pytest.mark.parametrize("command", ["import", "list", "show", "export", "amend", "gaps", "decide"])
def test_every_command_has_help(command: str) -> None:
    done = run(Path("/nonexistent"), command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout
