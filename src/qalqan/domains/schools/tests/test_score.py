"""The interval score: silence never counts as good, each answer narrows, order does not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.schools.rules import instrument as rules
from qalqan.domains.schools.rules.instrument import newest
from qalqan.domains.schools.rules.score import Given, applies, contradictions, score, scores
from qalqan.domains.schools.rules.words import ANSWERS

FORM = newest("school")
assert FORM is not None
KEYS = [question.key for question in FORM.questions]
GOOD = {question.key: question.good for question in FORM.questions}
WORST_FIRST = {"yes": ("no", "partly", "yes"), "no": ("yes", "partly", "no")}

givens = st.builds(Given, st.sampled_from(ANSWERS), st.sampled_from(["", "no stairs here"]))
answer_sets = st.dictionaries(st.sampled_from(KEYS), givens)


def everything(word: str) -> dict[str, Given]:
    """All questions answered well, or all badly; without those that then do not arise."""
    found: dict[str, Given] = {}
    for one in FORM.questions:
        answer = one.good if word == "good" else {"yes": "no", "no": "yes"}[one.good]
        if applies(one, found):
            found[one.key] = Given(answer)
    return found


def test_nothing_answered_says_nothing() -> None:
    found = score(FORM, {})
    assert (found.low, found.high, found.answered) == (0, 100, 0)
    assert found.asked == len(KEYS)


def test_all_good_is_a_point_and_all_bad_another() -> None:
    best, worst = score(FORM, everything("good")), score(FORM, everything("bad"))
    assert (best.low, best.high, best.open) == (100, 100, 0)
    assert (worst.low, worst.high, worst.open) == (0, 0, 0)


def test_a_critical_answer_caps_the_whole_and_not_the_section() -> None:
    answers = {**everything("good"), "building.exits": Given("no")}
    found = score(FORM, answers)
    assert (found.low, found.high) == (FORM.cap, FORM.cap)
    assert found.capped_by == ("building.exits",)
    assert score(FORM, answers, section="building").high > FORM.cap


def test_an_open_critical_question_holds_the_lower_bound_down() -> None:
    answers = everything("good")
    del answers["building.exits"]
    found = score(FORM, answers)
    assert (found.low, found.high) == (FORM.cap, 100)


def test_not_applicable_needs_a_reason() -> None:
    answers = {**everything("good"), "building.co": Given("not_applicable")}
    assert score(FORM, answers).low < 100
    answers["building.co"] = Given("not_applicable", "district heating")
    found = score(FORM, answers)
    assert (found.low, found.high, found.left_out) == (100, 100, 1)


def test_a_question_that_does_not_arise_leaves_the_count() -> None:
    before = score(FORM, {})
    after = score(FORM, {"playground.exists": Given("no")})
    assert after.asked == before.asked - 2


def test_an_answer_to_what_does_not_arise_is_a_contradiction() -> None:
    said = {"video.present": Given("no"), "video.kept": Given("yes")}
    assert contradictions(FORM, said) == ("video.kept",)
    assert contradictions(FORM, {**said, "video.kept": Given("unknown")}) == ()


@given(answer_sets)
def test_bounds_stand_in_order(answers: dict[str, Given]) -> None:
    for found in (score(FORM, answers), *(one for _key, one in scores(FORM, answers))):
        assert 0 <= found.low <= found.high <= 100
        assert 0 <= found.answered <= found.asked
        low, high = found.shown
        is_point = found.high - found.low < 1e-9
        assert (low == high and abs(low - found.low) <= 0.5) if is_point else low <= found.low + 1e-6
        assert is_point or high >= found.high - 1e-6


@given(answer_sets, st.sampled_from(KEYS), givens)
def test_one_more_answer_never_widens(answers: dict[str, Given], key: str, new: Given) -> None:
    """The new interval lies within the old one, whatever the answer is: nothing known is taken back."""
    answers.pop(key, None)
    old, after = score(FORM, answers), score(FORM, {**answers, key: new})
    assert old.low - 1e-9 <= after.low
    assert after.high <= old.high + 1e-9


@given(answer_sets, st.sampled_from(KEYS))
def test_a_better_answer_never_lowers_its_section(answers: dict[str, Given], key: str) -> None:
    section = FORM.question(key).section
    found = [score(FORM, {**answers, key: Given(word)}, section=section) for word in WORST_FIRST[GOOD[key]]]
    if not any(q.when and q.when.question == key for q in FORM.questions):
        assert [one.low for one in found] == sorted(one.low for one in found)
        assert [one.high for one in found] == sorted(one.high for one in found)


@given(answer_sets, st.randoms())
def test_order_does_not_matter(answers: dict[str, Given], random: object) -> None:
    shuffled = list(answers.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score(FORM, dict(shuffled)) == score(FORM, answers)


@given(answer_sets)
def test_unknown_is_the_same_as_silence(answers: dict[str, Given]) -> None:
    said = {key: given for key, given in answers.items() if given.answer != "unknown"}
    assert score(FORM, answers) == score(FORM, said)


TEXT = (rules.FOLDER / "school-safety.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('weight = "life"', 'weight = "doom"', "unknown weight"),
        ('good = "yes"', 'good = "maybe"', "good: yes or no"),
        ('section = "way"', 'section = "roof"', "unknown section"),
        ('photo = "may"', 'photo = "always"', "photo: one of"),
        ('kind = "crossing"', 'kind = "bridge"', "unknown kind"),
        ('partly = "broken", no', 'partly = "sad", no', "must give a state"),
        ('partly = "broken", no', "no", "every answer must give a state"),
        ('figure = "days_kept"', 'figure = "colour"', "names no field"),
        ("covers_entrances = true", "covers_moon = true", "detail-unknown"),
        ('question = "way.crossing"', 'question = "way.footway"', "asked before"),
        ('is = ["yes", "partly"]', "is = []", "names no answers"),
        ('ask.en = "Do all emergency', 'ask.fr = "Do all emergency', "no words in en"),
        ("cap = 40", "cap = 140", "from 0 to 100"),
        ('version = "1"', 'version = "one"', "whole number"),
        ("value = 5", "value = 50", "from 1 to 10"),
    ],
)
def test_a_broken_questionnaire_is_refused_with_its_place(old: str, new: str, word: str) -> None:
    assert old in TEXT
    with pytest.raises(rules.InstrumentError, match=word):
        rules.read(TEXT.replace(old, new, 1))


def test_a_version_is_immutable() -> None:
    changed = rules.read(TEXT.replace("value = 5", "value = 6", 1))
    assert changed.digest != FORM.digest
    assert rules.read(TEXT + "\n# a remark\n").digest == FORM.digest


def test_a_changed_file_does_not_load(tmp_path, monkeypatch) -> None:
    (tmp_path / rules.SEALS).write_text((rules.FOLDER / rules.SEALS).read_text("utf-8"), "utf-8")
    (tmp_path / "one.toml").write_text(TEXT.replace("value = 5", "value = 6", 1), "utf-8")
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    rules.instruments.cache_clear()
    try:
        with pytest.raises(rules.InstrumentError, match="new version"):
            rules.instruments()
    finally:
        rules.instruments.cache_clear()


def test_by_the_road_only_absence_counts_as_looked_for() -> None:
    assert FORM.question("way.crossing").looked_at("no") == ("crossing",)
    assert FORM.question("way.crossing").looked_at("yes") == ()
    assert FORM.question("toilets.warm").looked_at("yes") == ("toilet_warm",)
    assert FORM.question("toilets.warm").looked_at("unknown") == ()
    assert FORM.question("video.kept").looked_at("no") == ("camera",)
