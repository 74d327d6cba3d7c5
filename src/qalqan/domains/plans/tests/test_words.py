"""Joints of words: line rules, chains scored as a whole, and what a typist would write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans.reading.lexicon import Lexicon
from qalqan.domains.plans.reading.lines import split_lines
from qalqan.domains.plans.reading.typography import compose
from qalqan.domains.plans.reading.words import Piece, fragments, settle

RUSSIAN, KAZAKH = Lexicon("ru", ("МВК", "КДНЗП", "МОН")), Lexicon("kk", ("БҒМ",))


def read(cell: str, lexicon: Lexicon = RUSSIAN) -> str:
    """A cell given by its lines, as the extraction prints them."""
    lines = split_lines(cell)
    pieces = [
        Piece(line.tokens, line.ends_word, at + 1 < len(lines) and lines[at + 1].indented)
        for at, line in enumerate(lines)
    ]
    parts = fragments(pieces)
    return compose(parts, settle(parts, lexicon)[0])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("законодательс\nт в о  \nРеспублики ", "законодательство Республики"),
        ("образования и\nорганизаций, \nосуществляю\nщих ", "образования и организаций, осуществляющих"),
        ("изменений в п\n\n остановление\nПравительств\nа ", "изменений в постановление Правительства"),
        ("изменений в п\n\n р и к а з\nМинистра ", "изменений в приказ Министра"),
        (
            "состава МВК;\n- включения в\nПоложение о \nМ В К  \nмеханизмов ",
            "состава МВК; - включения в Положение о МВК механизмов",
        ),
        ("фронт\n-\nофиса \nпри ", "фронт-офиса при"),
        ("нравственно-\nдуховного \nобразования", "нравственно-духовного образования"),
        ("школьников 5\n-11 классов и", "школьников 5-11 классов и"),
        ("жертв\nами/\nсвидет\nелями ", "жертвами/свидетелями"),
        ("детей, \nпсихологов\n, социальных ", "детей, психологов, социальных"),
        ('программы "\nРухани \nжаңғыру", ', 'программы "Рухани жаңғыру",'),
        ('1 4 5  " О  \nпринятии ', '145 "О принятии'),
        ("1 0 0 %  \nоснащением ", "100 % оснащением"),
        ("КДНЗ\nП \nаппар\nатов ", "КДНЗП аппаратов"),
        ("лиц ,  не  \nдостигших ", "лиц, не достигших"),
        ("проведение:\n-\nосуществлени\nе\nмониторинга", "проведение: - осуществление мониторинга"),
        ("видео \nфиксаций", "видео фиксаций"),
        ("Facebooke, \nInstagram ", "Facebooke, Instagram"),
    ],
)
def test_russian(cell: str, text: str) -> None:
    assert read(cell) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("балалардың қа\nуіпсіздігі", "балалардың қа уіпсіздігі"),  # the cut word must begin its line
        ("қауіпсіз\nдігін \nқамтама\nсыз ету", "қауіпсіздігін қамтамасыз ету"),
        ("мектептер\nдегі \nпсихоло\nгиялық ", "мектептердегі психологиялық"),
        ("ата-анала\nрға \nарналған", "ата-аналарға арналған"),
        ("мониторингі\nбойынша", "мониторингі бойынша"),
    ],
)
def test_kazakh(cell: str, text: str) -> None:
    assert read(cell, KAZAKH) == text


def test_misspellings_of_the_source_stay() -> None:
    for word in ("мнформация", "требуеются", "газофицированных"):
        assert read(f"{word[:6]}\n{word[6:]} \nв ") == f"{word} в"


def test_doubt_is_told() -> None:
    parts = fragments([Piece(line.tokens, False) for line in split_lines("безопас\nности\n")])
    joined, scored = settle(parts, RUSSIAN)
    assert joined == [True, False]
    assert scored[0].confidence > 0.9
    strange = fragments([Piece(line.tokens, False) for line in split_lines("кракоз\nябристо\n")])
    assert settle(strange, RUSSIAN)[1][0].confidence < scored[0].confidence


CELL = st.lists(
    st.text(alphabet=st.sampled_from('абвгдеӘқі АБ12-–,.;:()"/%№ '), max_size=9), min_size=1, max_size=9
).map("\n".join)


@given(CELL)
def test_only_white_space_ever_changes(cell: str) -> None:
    for lexicon in (RUSSIAN, KAZAKH):
        assert "".join(read(cell, lexicon).split()) == "".join(cell.split())


@given(CELL)
def test_same_cell_same_text(cell: str) -> None:
    assert read(cell) == read(cell)
