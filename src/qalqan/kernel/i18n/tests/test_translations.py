"""No string without Kazakh and Russian; and the checker that says so is itself held to account."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

TOOL = Path(__file__).resolve().parents[5] / "tools" / "check_translations.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("check_translations", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_message_is_translated():
    done = subprocess.run([sys.executable, str(TOOL)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_messages_of_templates_and_python_are_both_found(tool):
    ids = {one.id for catalogue in tool.ours().values() for one in catalogue}
    assert "Skip to the content" in ids  # {% translate %}
    assert "Page %(number)s" in ids  # {% blocktranslate %}
    assert "Akimat officer" in ids  # gettext_lazy in Python
    assert "You must type the same password each time." in {one.id for one in tool.theirs()}


@pytest.mark.parametrize("glued", ["%(name)s-да", "%(name)sда", "Аймақ %s‑ға дейін", "{count}-ші"])
def test_an_ending_on_a_variable_is_refused_in_kazakh_only(tool, glued):
    message = Message(glued.replace("да", " in"), glued)
    assert any("glued" in fault for fault in tool.faults(message, "kk"))
    assert not any("glued" in fault for fault in tool.faults(message, "ru"))


@pytest.mark.parametrize("fine", ["Аймақ: %(name)s", "«%(name)s» аймағы", "%(count)s мектеп"])
def test_an_honest_sentence_passes(tool, fine):
    assert list(tool.faults(Message(fine, fine), "kk")) == []


def test_placeholders_must_agree(tool):
    assert list(tool.faults(Message("%(a)s of %(b)s", "%(a)s"), "ru"))
    assert list(tool.faults(Message("plain", "%(a)s"), "ru"))
    assert not list(tool.faults(Message(("one day", "%(n)s days"), ("бір күн", "%(n)s күн")), "kk"))


def test_missing_fuzzy_and_obsolete_are_refused(tool, tmp_path, monkeypatch):
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    file = tmp_path / "locale" / "kk" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        '#, fuzzy\nmsgid "doubtful"\nmsgstr "күмәнді"\n\nmsgid "gone"\nmsgstr "жоқ"\n',
        "utf-8",
    )
    wanted = Catalog()
    wanted.add("doubtful")
    wanted.add("never translated")
    said = "\n".join(tool.compare(tmp_path, "kk", wanted))
    assert "missing: (None, 'doubtful')" in said
    assert "missing: (None, 'never translated')" in said
    assert "obsolete: (None, 'gone')" in said


def test_one_phrase_said_in_two_ways_is_refused(tool, tmp_path, monkeypatch):
    monkeypatch.setattr(tool, "SOURCE", tmp_path)
    for room, words in (("one", "Жабу"), ("two", "Жабық"), ("three", "Жабу")):
        file = tool.po(tmp_path / room, "kk")
        file.parent.mkdir(parents=True)
        file.write_text(f'msgid "Close"\nmsgstr "{words}"\n', "utf-8")
    said = list(tool.disagreements([tmp_path / room for room in ("one", "two", "three")], "kk"))
    assert len(said) == 1
    assert "Жабық" in said[0]
