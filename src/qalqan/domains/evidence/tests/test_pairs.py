"""How well the rules tell true contradictions from innocent ones, on pairs they were not tuned on."""

from .pairs import INNOCENT, SEED_B, TRUE, pairs, score


def test_there_are_as_many_as_was_said() -> None:
    made = list(pairs(SEED_B))
    assert sum(pair.is_true for pair in made) == TRUE
    assert sum(not pair.is_true for pair in made) == INNOCENT


def test_precision_and_recall_on_the_reported_seed() -> None:
    found = score(SEED_B)
    assert found.precision >= 0.95, found.wrong
    assert found.recall >= 0.95, found.wrong
