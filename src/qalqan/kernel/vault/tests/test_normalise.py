"""Equal things written differently give one text; different things mostly do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.kernel.vault.normalise import name_tokens, normalise_iin, normalise_name, normalise_phone

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
words = st.text(KAZAKH, min_size=1, max_size=20)

SAME = [
    ("Әбдіғаппар-Нұр", "Abdigappar Nur", "АБДИГАППАР НУР", "Äbdığappar Nūr", "Ábdiǵappar Nur"),
    ("Ёлкин", "Елкин", "Yelkin", "Elkin", "ЕЛКИН"),
    ("Дмитрий", "Dmitriy", "Dmitry", "Dmitrii"),
    ("Жанна", "Zhanna", "Janna", "Žanna"),
    ("Шыңғыс", "Шынгыс", "Shyngys", "Şyñğys", "Shyńǵys"),
    ("Юлия", "Yuliya", "Iuliia"),
    ("Aлия", "Алия", "Aliya", "Әлия", "Älia"),  # the first with a Latin A
    ("Мapия", "Мария", "Mariya", "Maria"),  # the first with Latin a and p
    ("Хасан", "Khasan", "Һасан", "Hasan"),
    ("Щукин", "Shchukin"),
    ("О’Коннор", "О'Коннор", "ОʼКоннор", "О\u2032Коннор"),
    ("Ержан", "Yerzhan", "Erjan"),
    ("Асель", "Әсел", "Assel", "Asel'"),
    ("Қуаныш", "Куаныш", "Kuanysh", "Quanyş", "Qýanysh"),
    ("Ұлжан", "Улжан", "Ūljan", "Uljan"),
    ("Өмірбек", "Омирбек", "Ömırbek", "Ómirbek", "Omirbek"),
    ("Чингиз", "Chingiz", "Çingiz"),
    ("Цой", "Tsoy", "Tsoi"),
    ("Айгүл", "Айгуль", "Aigül", "Aıgúl", "Aygul"),
    ("Йусуф", "Yusuf", "Иусуф"),
    ("Сергей", "Сергеи\u0306", "Sergey"),  # a composed and a decomposed letter
    ("İlyas", "Ilyas", "Ильяс"),
]
DIFFERENT = [
    "Әлия",
    "Әли",
    "Аян",
    "Аяна",
    "Нұрлан",
    "Ерлан",
    "Болат",
    "Бек",
    "Дана",
    "Дина",
    "Сая",
    "Сауле",
    "Шара",
]


@pytest.mark.parametrize("spellings", SAME, ids=[group[0] for group in SAME])
def test_spellings_of_one_name_meet(spellings: tuple[str, ...]) -> None:
    assert len({normalise_name(spelling) for spelling in spellings}) == 1


def test_different_names_stay_apart() -> None:
    assert len({normalise_name(name) for name in DIFFERENT}) == len(DIFFERENT)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once


@given(st.lists(words, max_size=4))
def test_kazakh_and_russian_names_fold_to_plain_latin_whatever_the_case(parts: list[str]) -> None:
    text = " ".join(parts)
    folded = normalise_name(text)
    assert all(sign in "abcdefghijklmnopqrstuvwxyz " for sign in folded)
    assert normalise_name(text.upper()) == folded == normalise_name(text.title())


@given(st.lists(words, min_size=1, max_size=4), st.sampled_from(["-", "  ", " - ", "\u2013", "\t", "\u00a0"]))
def test_how_words_are_joined_does_not_matter(parts: list[str], joint: str) -> None:
    assert name_tokens(joint.join(parts)) == name_tokens(" ".join(parts))


@given(words, words)
def test_tokens_keep_their_order(one: str, two: str) -> None:
    assert name_tokens(f"{one} {two}") == name_tokens(one) + name_tokens(two)


@pytest.mark.parametrize(
    "text", ["870101300123", "870101 300123", " 870101-300-123 ", "８７０１０１３００１２３", "٨٧٠١٠١٣٠٠١٢٣"]
)
def test_identity_numbers(text: str) -> None:
    assert normalise_iin(text) == "870101300123"


@pytest.mark.parametrize("text", ["", "87010130012X", "870101/300123", "½"])
def test_what_is_no_identity_number(text: str) -> None:
    with pytest.raises(ValueError, match="digits only"):
        normalise_iin(text)


@pytest.mark.parametrize(
    "text",
    ["+77011234567", "8 701 123 45 67", "8(701)123-45-67", "7011234567", "7 701 1234567", "007 701 1234567"],
)
def test_a_number_of_kazakhstan_is_one_number(text: str) -> None:
    assert normalise_phone(text) == "+77011234567"


@pytest.mark.parametrize(
    ("text", "kept"), [("+998 90 123 45 67", "+998901234567"), ("00 49 30 1234567", "+49301234567")]
)
def test_foreign_numbers_keep_their_country(text: str, kept: str) -> None:
    assert normalise_phone(text) == kept


@pytest.mark.parametrize(
    "text", ["", "112", "870112345", "+7701123456", "+12345678901234567", "call me", "+", "0012345"]
)
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        normalise_phone(text)


@given(st.from_regex(r"\+?[0-9]{5,16}", fullmatch=True))
def test_a_normalised_number_is_its_own_normal_form(text: str) -> None:
    try:
        once = normalise_phone(text)
    except ValueError:
        return
    assert normalise_phone(once) == once
    assert 8 <= len(once) <= 16
