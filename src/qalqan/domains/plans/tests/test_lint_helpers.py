"""Pure helpers of the linter, by properties."""

from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans.lint.draft import as_listed, locate, solid
from qalqan.domains.plans.lint.engine import ranges
from qalqan.domains.plans.lint.language import RUSSIAN, distance_at_most_one, edits, fold, words
from qalqan.domains.plans.lint.results import components, cosine, has_target, weights
from qalqan.domains.plans.lint.wording import odd_quote, unbalanced
from qalqan.domains.plans.reading.document import Span

WORDS = st.text(alphabet="абвгд", min_size=1, max_size=7)
PROSE = st.lists(st.sampled_from(["дети", "школа", "(", ")", ",", "–"]), max_size=12).map(" ".join)


@given(WORDS)
def test_every_edit_is_one_step_away_and_not_the_word(word: str) -> None:
    made = set(edits(word, "абвгд"))
    assert word not in made
    assert all(distance_at_most_one(word, each) for each in made)


@given(WORDS, WORDS)
def test_distance_is_symmetric_and_agrees_with_edits(left: str, right: str) -> None:
    near = distance_at_most_one(left, right)
    assert near == distance_at_most_one(right, left)
    assert near == (left == right or right in set(edits(left, "абвгд")))


def test_edits_cover_the_whole_alphabet() -> None:
    assert set(edits("а", RUSSIAN)) >= {"", "аб", "яа", "б"}


@given(st.sets(st.integers(1, 60), min_size=1))
def test_ranges_name_each_number_once(numbers: set[int]) -> None:
    named: list[int] = []
    for part in ranges(sorted(numbers)).split(", "):
        first, _, last = part.partition("–")
        named += range(int(first), int(last or first) + 1)
    assert named == sorted(numbers)


@given(st.lists(st.text(alphabet="абвгд", min_size=1, max_size=5), min_size=1, max_size=6), st.data())
def test_locate_gives_the_letters_back_however_lines_are_cut(pieces: list[str], data: st.DataObject) -> None:
    text = " ".join(pieces)
    source, spans = "шапка\n", []
    for letter in text:
        start = len(source)
        source += letter
        if letter != " ":
            spans.append(Span(start, len(source)))
        source += data.draw(st.sampled_from(["", "", "\n", "  "]))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = locate(text, spans, source, start, end)
    assert solid("".join(source[a:b] for a, b in found)) == solid(text[start:end])


def test_locate_finds_the_words_where_the_field_is_not_letter_for_letter_its_source() -> None:
    source = "2) не позднее 10 числа;"
    assert locate("не позднее 10 числа", [Span(0, 23)], source, 11, 19) == (Span(14, 22),)


@given(st.lists(st.sampled_from(["МВД", "МОН", "МЗ"]), min_size=1, max_size=4), st.booleans())
def test_names_keep_the_separators_of_the_source(names: list[str], comma: bool) -> None:
    printed = "".join(names) + "," * comma
    assert as_listed(names, printed) == " ".join(names) + "," * comma
    assert as_listed(names, "что-то иное") == ", ".join(names)


@given(PROSE)
def test_brackets_around_balanced_text_stay_balanced(text: str) -> None:
    if unbalanced(text) is None:
        assert unbalanced(f"слово ({text})") is None
        assert unbalanced(f"слово ({text}") is not None


def test_list_numbers_are_no_lost_brackets() -> None:
    assert unbalanced("1) первое; 2) второе") is None
    assert unbalanced("работа с) детьми") == len("работа с")


def test_quotes() -> None:
    assert odd_quote('"Рухани жаңғыру" и "Дети"') is None
    assert odd_quote('приказ "О программе "Рухани жаңғыру", утвержденный') is None  # one mark closes both
    assert odd_quote("«Дети и «школа» — рядом»") is None
    assert odd_quote('движение "Посол детей') is not None
    assert odd_quote('движение Посол детей"') is not None


@given(
    st.lists(
        st.lists(st.sampled_from(["школа", "право", "насилие", "ребенок", "в"]), max_size=6),
        min_size=2,
        max_size=5,
    )
)
def test_cosine_is_symmetric_bounded_and_one_for_the_same_words(bags: list[list[str]]) -> None:
    vectors = weights(bags)
    for left, left_bag in zip(vectors, bags, strict=True):
        for right in vectors:
            assert cosine(left, right) == cosine(right, left)
            assert 0.0 <= cosine(left, right) <= 1.0
        if any(len(lemma) > 3 for lemma in left_bag):
            assert abs(cosine(left, left) - 1) < 1e-9


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_components_part_the_nodes(pairs: set[tuple[int, int]]) -> None:
    links: dict[int, set[int]] = {}
    for a, b in pairs:
        links.setdefault(a, set()).add(b)
        links.setdefault(b, set()).add(a)
    groups = list(components(links))
    assert sorted(node for group in groups for node in group) == sorted(links)
    home = {node: index for index, group in enumerate(groups) for node in group}
    assert all(home[a] == home[b] for a, b in pairs)


def test_targets() -> None:
    assert has_target("Оснащение 100% школ")
    assert has_target("Открытие 20 центров")
    assert not has_target("Внесение изменений в приказ от 18 июня 2013 года № 229 в части")
    assert not has_target("для учащихся 8-11 классов и студентов 1-2 курсов")


def test_words_and_fold() -> None:
    assert [word.text for word in words("фото-, видео; Street Law 100%")] == [
        "фото",
        "видео",
        "Street",
        "Law",
    ]
    assert fold("Күнделік") == fold("Кунделик")
