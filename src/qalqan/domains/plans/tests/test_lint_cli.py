"""`qalqan plan lint`: exit codes, JSON, languages, one rule at a time."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qalqan.domains.plans.cli import plan
from tests.corpora.office import to_docx
from tests.corpora.small import small_plan, with_row

UNLIT = "Замена фонарей (у входа в школы"  # a bracket that never closes


def lint(*arguments: str) -> Result:
    return CliRunner().invoke(plan, ["lint", *arguments])


@pytest.fixture
def draft(tmp_path: Path) -> str:
    """A small plan whose second row lost a bracket, and whose third title ends with a full stop."""
    spoilt = with_row(with_row(small_plan(), 2, title=UNLIT), 3, title="Ремонт пандусов у поликлиник.")
    path = tmp_path / "plan.docx"
    path.write_bytes(to_docx(spoilt))
    return str(path)


def test_findings_exit_with_1_and_say_place_reason_and_mend(draft: str) -> None:
    said = lint(draft, "--lang", "en", "--rule", "wording.bracket")
    assert said.exit_code == 1
    assert "row 2, title: error: A bracket has no partner" in said.output
    assert "[wording.bracket]" in said.output
    assert "Mend:" in said.output
    assert "Errors: 1, warnings: 0, notes: 0." in said.output


def test_nothing_found_exits_with_0(draft: str) -> None:
    said = lint(draft, "--lang", "en", "--rule", "money.negative")
    assert (said.exit_code, said.output.strip()) == (0, "No defects found.")


def test_notes_alone_exit_with_0(draft: str) -> None:
    said = lint(draft, "--json", "--rule", "wording.full-stop")
    assert said.exit_code == 0
    assert json.loads(said.output)["counts"] == {"error": 0, "warning": 0, "note": 1}


@pytest.mark.parametrize(
    ("language", "where"),
    [("kk", "2-жол, атауы"), ("ru", "строка 2, наименование"), ("en", "row 2, title")],
)
def test_json_names_rule_place_quote_message_and_mend(draft: str, language: str, where: str) -> None:
    said = lint(draft, "--json", "--lang", language, "--rule", "wording.bracket")
    (finding,) = json.loads(said.output)["findings"]
    assert finding["place"]["name"] == where
    assert (finding["place"]["row"], finding["place"]["column"]) == (2, "title")
    assert (finding["rule"], finding["severity"], finding["quote"]) == ("wording.bracket", "error", "(")
    assert finding["rows"] == [2]
    assert finding["spans"]
    assert all(finding[key] for key in ("title", "message", "mend", "basis", "places"))


def test_an_unknown_rule_is_refused(draft: str) -> None:
    said = lint(draft, "--rule", "money.none")
    assert said.exit_code == 2
    assert "money.none" in said.output


def test_a_plan_that_the_register_refuses_is_linted_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(to_docx(with_row(small_plan(), 2, bodies=(("МЗ", False), ("ЖЩЪ", False)))))
    said = lint(str(path), "--json", "--rule", "bodies.undefined")
    assert said.exit_code == 1
    assert json.loads(said.output)["findings"][0]["quote"] == "ЖЩЪ"


def test_a_file_that_is_no_plan_exits_with_2(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    said = lint(str(path), "--json")
    assert said.exit_code == 2
    assert json.loads(said.stdout)["error"]["rule"] == "file.empty"
