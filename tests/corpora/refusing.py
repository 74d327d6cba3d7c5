"""Runs `qalqan plan read` on a bad file in three languages and proves what each refusal owes its reader."""

import json
from pathlib import Path

from click.testing import CliRunner

from qalqan.domains.plans.cli import plan
from qalqan.domains.plans.reading.problems import place_in
from qalqan.kernel.names import LANGUAGES

CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюя")


def assert_refused(path: Path, rule: str, place: str = "", options: tuple[str, ...] = ()) -> None:
    """Exit code 2, one line with place, message and mend in each language, and the same as JSON."""
    said = set()
    plain = CliRunner().invoke(plan, ["read", str(path), "--lang", "en", *options])
    assert plain.exit_code == 2, repr(plain.exception)
    assert plain.stdout == ""
    for language in LANGUAGES:
        result = CliRunner().invoke(plan, ["read", str(path), "--lang", language, "--json", *options])
        assert result.exit_code == 2, repr(result.exception)
        assert result.stderr.count("\n") == 1
        assert "{" not in result.stderr
        said.add(result.stderr)
        error = json.loads(result.stdout)["error"]
        assert error["rule"] == rule, error
        assert not place or error["place"] == place_in(place, language)
        for words in (error["place"], error["message"], error["mend"]):
            assert words
            assert words in result.stderr
        if language != "en":
            assert CYRILLIC & set(error["message"].lower())
            assert CYRILLIC & set(error["mend"].lower())
    assert len(said) == len(LANGUAGES)
    assert plain.stderr in said
