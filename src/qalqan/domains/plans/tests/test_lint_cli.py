"""`qalqan plan lint`: exit codes, JSON, languages, one rule at a time."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qalqan.domains.plans.cli import plan

DECREE = Path(__file__).parents[5] / "plans" / "kz-156-2020" / "source.ru.txt"


def lint(*arguments: str) -> Result:
    return CliRunner().invoke(plan, ["lint", *arguments])


def test_findings_exit_with_1_and_say_place_reason_and_mend() -> None:
    said = lint(str(DECREE), "--lang", "en", "--rule", "deadlines.no-unit")
    assert said.exit_code == 1
    assert "row 14, deadline: warning:" in said.output
    assert "[deadlines.no-unit]" in said.output
    assert "Mend:" in said.output


def test_nothing_found_exits_with_0() -> None:
    said = lint(str(DECREE), "--lang", "en", "--rule", "money.total-differs")
    assert (said.exit_code, said.output.strip()) == (0, "No defects found.")


def test_notes_alone_exit_with_0() -> None:
    said = lint(str(DECREE), "--json", "--rule", "wording.full-stop")
    assert said.exit_code == 0
    assert json.loads(said.output)["counts"]["note"] == 3


@pytest.mark.parametrize(("language", "where"), [("kk", "39-жол"), ("ru", "строка 39"), ("en", "row 39")])
def test_json_names_rule_place_quote_message_and_mend(language: str, where: str) -> None:
    said = lint(str(DECREE), "--json", "--lang", language, "--rule", "bodies.agreement-leads")
    (finding,) = json.loads(said.output)["findings"]
    assert finding["place"]["name"].startswith(where)
    assert (finding["place"]["row"], finding["place"]["column"]) == (39, "bodies")
    assert (finding["rule"], finding["severity"]) == ("bodies.agreement-leads", "warning")
    assert finding["spans"]
    assert all(finding[key] for key in ("title", "message", "mend", "basis", "quote"))


def test_an_unknown_rule_is_refused() -> None:
    said = lint(str(DECREE), "--rule", "money.none")
    assert said.exit_code == 2
    assert "money.none" in said.output


def test_a_file_that_is_no_plan_exits_with_2(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    said = lint(str(path), "--json")
    assert said.exit_code == 2
    assert json.loads(said.stdout)["error"]["rule"] == "file.empty"
