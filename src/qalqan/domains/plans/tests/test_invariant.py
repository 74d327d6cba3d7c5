"""Nothing lost, nothing invented; and a document that breaks it is refused with the place."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qalqan.domains.plans.reading import invariant
from qalqan.domains.plans.reading.api import read_plan
from qalqan.domains.plans.reading.document import PlanDocument, Span
from qalqan.domains.plans.reading.problems import PlanUnreadable

from .builders import ROOT

SOURCE = (ROOT / "plans/kz-156-2020/source.ru.txt").read_text("utf-8")
HEADER = "№ п/п\n\nНаименование \nмероприятия\n\nФорма \nзавершения\n\nОтветственные\n\nСроки\n\n1 2 3 4 5\n"


@pytest.fixture(scope="module")
def decree() -> PlanDocument:
    return read_plan(SOURCE.encode())


def table(document: PlanDocument) -> Span:
    spans = [span for measure in document.measures for spans in measure.spans.values() for span in spans]
    header = document.furniture["header"]
    return Span(header[0].start, max(span.end for span in spans))


def test_the_decree_holds_it(decree: PlanDocument) -> None:
    invariant.check(decree, table(decree))
    whole = table(decree)
    assert whole.end - whole.start > 25_000


@pytest.mark.parametrize("row", [0, 15, 35, 61, 69])
def test_a_changed_word_is_refused(decree: PlanDocument, row: int) -> None:
    measures = list(decree.measures)
    measures[row] = replace(measures[row], title=measures[row].title.replace("о", "а", 1))
    with pytest.raises(PlanUnreadable) as refused:
        invariant.check(replace(decree, measures=tuple(measures)), table(decree))
    assert (refused.value.rule, refused.value.place) == ("invariant.text", f"row {row + 1}, title")


def test_a_lost_cell_is_refused_with_its_line(decree: PlanDocument) -> None:
    measures = list(decree.measures)
    spans = {key: value for key, value in measures[3].spans.items() if key != "programmes"}
    lost = measures[3].spans["programmes"][0]
    measures[3] = replace(measures[3], spans=spans)
    with pytest.raises(PlanUnreadable) as refused:
        invariant.check(replace(decree, measures=tuple(measures)), table(decree))
    line = SOURCE.count("\n", 0, lost.start) + 1
    assert (refused.value.rule, refused.value.place) == ("invariant.lost", f"line {line}")


def test_a_character_in_two_cells_is_refused(decree: PlanDocument) -> None:
    measures = list(decree.measures)
    doubled = {**measures[5].spans, "sources": measures[5].spans["number"]}
    measures[5] = replace(measures[5], spans=doubled)
    with pytest.raises(PlanUnreadable) as refused:
        invariant.check(replace(decree, measures=tuple(measures)), table(decree))
    assert refused.value.rule == "invariant.twice"


PHRASES = ("Проверка", "школ", "и", "центров,", "детей", "(сирот)", '"Дети"', "5-11", "классов", "-", "меры;")
WORDS = st.lists(st.sampled_from((*PHRASES, "АБВ", "без", "ХХ", "лиц", "абырвалг")), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", " \n", "  "])), min_size=1, max_size=6),
    st.integers(0, 2),
)
def test_whatever_stands_in_the_titles_no_character_is_lost(
    titles: list[tuple[list[str], str]], cut: int
) -> None:
    cells = []
    for number, (words, glue) in enumerate(titles, start=1):
        title = "Сбор " + glue.join(words)
        cells.append(f"{number}.\n\n{title}\n\nприказ\n\nМОН\n\n2024 год\n" + "\n" * cut)
    text = HEADER + "\n" + "\n".join(cells)
    document = read_plan(text.encode())  # raises if the invariant does not hold
    assert [measure.number for measure in document.measures] == list(range(1, len(titles) + 1))
