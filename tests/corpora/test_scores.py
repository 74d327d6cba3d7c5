"""The promise of the reader on plans it has never seen: word error under 0.5 %, no character lost.

Two draws of 350 rows over ten layouts; every layout counts, and each language alone.
"""

import pytest

from tests.corpora.layouts import LAYOUTS
from tests.corpora.score import Score, score

WORD_ERROR = 0.005


def total(kind: str, language: str, *draws: int) -> Score:
    layouts = [layout for layout in LAYOUTS if layout.language == language]
    return sum((score(layout, kind, draw) for layout in layouts for draw in draws), Score())


def test_the_corpus_is_large_enough() -> None:
    assert sum(layout.rows for layout in LAYOUTS) >= 300
    assert len(LAYOUTS) >= 10
    assert {len(layout.columns) for layout in LAYOUTS} >= {5, 6, 7, 8, 11, 12}


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("kind", ["pdf", "text"])
def test_narrow_columns(kind: str, language: str) -> None:
    result = total(kind, language, 0, 1)
    assert result.lost == 0, result.differences
    assert result.word_error < WORD_ERROR, result.differences
    assert not [line for line in result.differences if "stray" in line]


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("kind", ["docx", "docx, merged", "html", "xlsx"])
def test_formats_that_keep_words_whole_are_read_without_any_error(kind: str, language: str) -> None:
    assert total(kind, language, 0).differences == ()
