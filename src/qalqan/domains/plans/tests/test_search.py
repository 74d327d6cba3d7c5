"""Word forms made equal, in Kazakh, Russian and English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans import search

KAZAKH = [
    "бала балалар балалары балаларға баласы баласының балада балаларының балаларына",
    "мектеп мектептер мектебі мектебінде мектептердегі мектепке мектептің мектептен мектебінің",
    "құқық құқығы құқықтар құқықтары құқықтарын құқығын құқықтарының",
    "халық халқы халықтың халқының халыққа",
    "дәретхана дәретханалар дәретханаларды дәретханасы",
    "ұйым ұйымдар ұйымдары ұйымдарында ұйымның ұйымы ұйымымен",
    "жұмыс жұмысы жұмыстар жұмысын жұмысқа жұмыстары",
    "үй үйге үйде үйлер үйі үйдің",
    "қауіп қаупі қауіпті",
    "ата-ана",
    "көлік көлігі көліктер көлікте көлігін",
    "министрлік министрлігі министрлігінің министрліктер",
    "орын орны орнында орындар",
    "психолог психологтар психологы психологтарын",
    "адам адамдар адамның адамы адамға",
    "білім білімі білімге білімді",
]
RUSSIAN = [
    "туалет туалеты туалетов туалетами туалетах",
    "ребенок ребёнка дети детей детям",
    "школа школы школу школами школ",
    "обучение обучения обучением",
    "надворный надворных надворные",
]


@pytest.mark.parametrize("forms", KAZAKH)
def test_kazakh_forms_share_a_stem(forms: str) -> None:
    assert len({search.kazakh(form) for form in forms.split()}) == 1, {
        form: search.kazakh(form) for form in forms.split()
    }


@pytest.mark.parametrize("forms", RUSSIAN)
def test_russian_forms_share_a_lemma(forms: str) -> None:
    first, *others = forms.split()
    for other in others:
        assert search.russian(first) & search.russian(search.words(other)[0]), other


@pytest.mark.parametrize(
    "forms", ["school schools", "toilet toilets", "train training trained", "body bodies"]
)
def test_english_forms_share_a_stem(forms: str) -> None:
    assert len({search.english(form) for form in forms.split()}) == 1


def test_different_words_stay_apart() -> None:
    words = "бала мектеп құқық халық ұйым жұмыс көлік министрлік психолог адам білім қоғам қызмет дәретхана"
    stems = [search.kazakh(word) for word in words.split()]
    assert len(set(stems)) == len(stems), stems


@given(st.text(alphabet="аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", min_size=1, max_size=24))
def test_a_kazakh_stem_begins_like_its_word_and_is_never_empty(word: str) -> None:
    stem = search.kazakh(word)
    assert stem
    assert len(stem) <= len(word)
    assert stem[0] == word[0].translate(search.VOICED) or stem[0] == word[0]


@given(st.text(max_size=60))
def test_any_text_makes_a_query_or_none(text: str) -> None:
    query = search.query(text)
    assert query.count("(") == query.count(")") >= (1 if query else 0)
    assert "\\" not in query


def test_words_of_a_hyphenated_word_are_found_apart() -> None:
    assert search.words("Педагогов-психологов") == ["педагогов-психологов", "педагогов", "психологов"]
    assert "психолог" in search.tokens("педагогов-психологов", "ru")
