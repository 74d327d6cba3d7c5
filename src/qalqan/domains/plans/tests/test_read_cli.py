"""`qalqan plan read`: what a person and a script get, and what they get when the file is refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from qalqan.domains.plans.cli import plan as commands
from qalqan.domains.plans.cli_read import users_language

from .builders import ROOT

DECREE = str(ROOT / "plans/kz-156-2020/source.ru.txt")
CUT = (
    "Об утверждении Плана\n\n№ п/п\n\nНаименование \nмероприятия\n\nФорма завершения\n\n"
    "Ответственные\n\nСроки\n\n1 2 3 4 5\n\n"
)


def test_json_has_the_shape_that_scripts_rely_on() -> None:
    done = CliRunner().invoke(commands, ["read", DECREE, "--json"])
    assert done.exit_code == 0
    plan = json.loads(done.stdout)
    parts = ("act", "paragraphs", "sections", "measures", "abbreviations", "gaps", "defects")
    assert all(plan[key] for key in (*parts, "furniture"))
    assert "joints" in plan
    assert plan["measures"][15]["finance"] == {
        "text": None,
        "total": "80.0",
        "years": {"2020": "40.0", "2021": "40.0"},
        "sources": ["РБ"],
        "programmes": ["001"],
    }


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Doubtful joints"), ("ru", "Сомнительных"), ("kk", "Күмәнді")]
)
def test_the_summary_speaks_the_readers_language(language: str, word: str) -> None:
    done = CliRunner().invoke(commands, ["read", DECREE, "--lang", language])
    assert done.exit_code == 0
    assert word in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("language", "word"), [("en", "not one measure"), ("ru", "ни одного"), ("kk", "бірде-бір")]
)
def test_a_refusal_is_one_message_with_exit_code_2(tmp_path: Path, language: str, word: str) -> None:
    file = tmp_path / "cut.txt"
    file.write_text(CUT, "utf-8")
    done = CliRunner().invoke(commands, ["read", str(file), "--lang", language])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert word in done.stderr


def test_a_refusal_as_json(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Уважаемые коллеги, направляем информацию.\n", "utf-8")
    done = CliRunner().invoke(commands, ["read", str(file), "--json", "--lang", "ru"])
    assert done.exit_code == 2
    error = json.loads(done.stdout)["error"]
    assert error["rule"] == "plan.not_found"
    assert error["message"]
    assert error["mend"]


def test_the_terminals_locale_chooses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "kk_KZ.UTF-8")
    assert users_language() == "kk"
    monkeypatch.setenv("LANG", "C")
    assert users_language() == "en"


def test_reading_loads_neither_django_nor_a_database() -> None:
    code = (
        "import sys; from qalqan.domains.plans.reading.api import read_plan;"
        f"read_plan(open({DECREE!r}, 'rb').read());"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'django', 'psycopg'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
