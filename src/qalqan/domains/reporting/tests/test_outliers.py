"""What a reviewer is pointed at: by a stated rule, for a stated reason, and nothing else."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.reporting.rules.outliers import FAR, FEWEST, Said, notes, scores

SENTENCE = "В отчётном году проведено обследование всех школ области, замечания устранены в срок."
VALUES = st.lists(st.decimals(min_value=0, max_value=1000, places=2), min_size=0, max_size=25)


def values(*numbers: int) -> dict[int, Said]:
    return {key: Said(Decimal(number)) for key, number in enumerate(numbers)}


def rules(found, key):
    return [note.rule for note in found.get(key, ())]


def test_a_value_far_from_the_others_is_pointed_at():
    found = notes(values(50, 51, 49, 52, 48, 50, 95))
    assert list(found) == [6]
    assert found[6][0].rule == "far"
    assert found[6][0].median == 50
    assert found[6][0].score > FAR


def test_one_against_many_equal_ones_is_pointed_at():
    assert list(notes(values(*[100] * 9, 40))) == [9]


def test_too_few_values_say_nothing():
    assert notes(values(1, 1, 1, 900)) == {}


def test_a_value_that_is_not_said_is_no_zero():
    said = values(50, 51, 49, 52, 48) | {9: Said(None)}
    assert notes(said) == {}


def test_a_jump_that_others_did_not_make():
    said = {key: Said(Decimal(60 + key), value_before=Decimal(58 + key)) for key in range(6)}
    said[7] = Said(Decimal(63), value_before=Decimal(5))
    assert {key: rules(notes(said), key) for key in notes(said)} == {7: ["jump"]}


def test_the_same_words_in_two_regions_name_each_other():
    said = {
        "KZ-10": Said(texts=(SENTENCE, "")),
        "KZ-11": Said(texts=("", SENTENCE.upper().replace(",", " ;"))),
        "KZ-15": Said(texts=(SENTENCE.replace("всех", "половины"),)),
    }
    found = notes(said)
    assert found["KZ-10"][0].others == ("KZ-11",)
    assert found["KZ-11"][0].others == ("KZ-10",)
    assert "KZ-15" not in found


def test_short_words_are_alike_by_chance():
    assert notes({1: Said(texts=("Исполнено.",)), 2: Said(texts=("Исполнено.",))}) == {}


def test_the_words_of_last_year():
    found = notes({1: Said(texts=(SENTENCE,), texts_before=(SENTENCE,)), 2: Said(texts=("Новое",))})
    assert rules(found, 1) == ["words_of_before"]
    assert notes({1: Said(texts=("",), texts_before=("",))}) == {}


@given(VALUES)
def test_equal_values_never_stand_out_and_order_does_not_matter(found):
    assert scores(sorted(found)) == sorted(scores(found))
    if len(set(found)) <= 1 or len(found) < FEWEST:
        assert not any(scores(found))


@given(VALUES, st.integers(-500, 500))
def test_a_shift_of_all_changes_no_score(found, shift):
    moved = scores([value + shift for value in found])
    assert all(abs(a - b) < Decimal("1e-9") for a, b in zip(scores(found), moved, strict=True))


@given(VALUES)
def test_fewer_than_half_are_ever_pointed_at(found):
    assert sum(abs(score) > FAR for score in scores(found)) * 2 <= len(found)
