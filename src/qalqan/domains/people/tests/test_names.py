"""Names as they are shown, sorted and found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.people import names
from qalqan.domains.people.names import Name
from qalqan.kernel.vault.normalise import fold

AIGUL = Name("Сұлтанова", "Айгүл", "Серікқызы")


def test_full_names_stand_as_each_language_writes_them():
    assert names.full(AIGUL, "kk") == names.full(AIGUL, "ru") == "Сұлтанова Айгүл Серікқызы"
    assert names.full(AIGUL, "en") == "Айгүл Серікқызы Сұлтанова"
    assert names.full(Name("Ким"), "en") == names.full(Name("Ким"), "kk") == "Ким"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        (AIGUL, "Сұлтанова А. С."),
        (Name("Ким", "Анна-Мария"), "Ким А.-М."),
        (Name("Ли"), "Ли"),
        (Name("", "Әли"), "Ә."),
    ],
)
def test_initials(name, short):
    assert names.initials(name) == short


@pytest.mark.parametrize(
    ("name", "sex", "language", "words"),
    [
        (AIGUL, "f", "kk", "Құрметті Айгүл Серікқызы"),
        (AIGUL, "f", "ru", "Уважаемая Айгүл Серікқызы"),
        (Name("Ким", "Олег", "Петрович"), "m", "ru", "Уважаемый Олег Петрович"),
        (Name("Ким", "Саша"), "unknown", "ru", "Здравствуйте, Саша"),
        (AIGUL, "f", "en", "Dear Айгүл Сұлтанова"),
        (Name("Ли"), "m", "kk", "Құрметті Ли"),
    ],
)
def test_salutations_never_guess_a_gender(name, sex, language, words):
    assert names.salutation(name, sex, language) == words


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Әбдіғаппар  ", "Әбдіғаппар"),
        ("Анна - Мария", "Анна-Мария"),
        ("Д’Артаньян", "Д'Артаньян"),
        ("Омар\u2010Әли", "Омар-Әли"),
        ("Серік   ұлы", "Серік ұлы"),
    ],
)
def test_typing_is_tidied_and_letters_stay(written, kept):
    assert names.tidy(written) == kept


def test_names_sort_by_the_kazakh_alphabet_with_latin_first():
    wanted = [
        "Akhmetov",
        "Абаев",
        "Әбаев",
        "Бек",
        "Ғалым",
        "Жан",
        "Қанат",
        "Нұр",
        "Өмір",
        "Ұлан",
        "Үміт",
        "Яна",
    ]
    assert sorted(set(wanted), key=names.sort_key) == wanted


def test_a_short_surname_stands_before_the_longer_one_that_begins_with_it():
    assert names.sort_key("Ким Яна") < names.sort_key("Кимаев Абай")


@given(st.text("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", max_size=10))
def test_sorting_ignores_case_and_hyphens(word):
    assert names.sort_key(word.upper()) == names.sort_key(word) == names.sort_key("-".join(word))


@pytest.mark.parametrize(
    ("patronymic", "sex"),
    [
        ("Серікұлы", "m"),
        ("Серік қызы", "f"),
        ("Серикович", "m"),
        ("Сергеевна", "f"),
        ("Ильич", "m"),
        ("Ильинична", "f"),
        ("Serikuly", "m"),
        ("Serikqyzy", "f"),
        ("Мамед оглы", "m"),
        ("Серік", None),
        ("", None),
    ],
)
def test_a_patronymic_tells_sex_or_nothing(patronymic, sex):
    assert names.patronymic_sex(patronymic) == sex


@pytest.mark.parametrize(
    "written",
    ["Серікұлы", "Серікқызы", "Серик улы", "Сериковна", "Серикович", "Serikuly", "Serıkqyzy", "СЕРІКҰЛЫ"],
)
def test_the_fathers_name_is_one_however_the_patronymic_is_written(written):
    assert fold(names.father(written)) == "serik"


@pytest.mark.parametrize(
    ("woman", "man"),
    [("Ахметова", "Ахметов"), ("Алиева", "Әлиев"), ("Пушкина", "Пушкин"), ("Ковальская", "Ковальский")],
)
def test_brother_and_sister_share_a_surname(woman, man):
    assert names.stem(fold(woman)) == names.stem(fold(man))


@pytest.mark.parametrize("surname", ["Ли", "Ова", "Ина", "Қасым", "Нұрсұлтан"])
def test_a_surname_without_gender_stays(surname):
    assert names.stem(fold(surname)) == fold(surname)


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("Сұлтанова Айгүл", "Sultanova Aygul"),
        ("Щукин", "Shchukin"),
        ("Қасым-Жомарт", "Kasym-Zhomart"),
        ("Omar", "Omar"),
        ("Ильич", "Ilich"),
    ],
)
def test_a_reading_in_latin_letters(written, latin):
    assert names.reading(written) == latin
