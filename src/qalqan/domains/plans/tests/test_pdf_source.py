"""PDF as a source: lines, words' ends by room, cells, rows cut by pages, no spaces at all, turned names."""

import io
from collections.abc import Callable

import font_roboto
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from qalqan.domains.plans.reading.document import Source
from qalqan.domains.plans.reading.sources.door import open_source

pdfmetrics.registerFont(TTFont("Roboto", font_roboto.Roboto))
TOP = A4[1]


def pdf(*pages: Callable[[Canvas], None]) -> Source:
    out = io.BytesIO()
    canvas = Canvas(out, A4)
    for draw in pages:
        canvas.setFont("Roboto", 8)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return open_source(out.getvalue())


def grid(canvas: Canvas, rows: list[list[str]], top: float = 60.0, *, closed: bool = True) -> None:
    """Rows of cells of 80 points; lines of a cell are separated by line ends."""
    y = top
    for row in rows:
        height = 12.0 * max(len(text.split("\n")) for text in row) + 6
        for column, text in enumerate(row):
            left = 40 + 80 * column
            canvas.line(left, TOP - y, left + 80, TOP - y)
            canvas.line(left, TOP - y, left, TOP - y - height)
            canvas.line(left + 80, TOP - y, left + 80, TOP - y - height)
            if closed:
                canvas.line(left, TOP - y - height, left + 80, TOP - y - height)
            for at, line in enumerate(text.split("\n")):
                canvas.drawString(left + 3, TOP - y - 12 * (at + 1), line)
        y += height


def texts(source: Source) -> list[list[str]]:
    return [
        ["|".join(source.text[at.start : at.end] for at in cell.pieces) for cell in row]
        for table in source.tables
        for row in table.rows
    ]


def test_it_works() -> None:
    source = pdf(lambda canvas: grid(canvas, [["№", "мера"], ["1.", "раз \nдва"]]))
    assert texts(source) == [["№", "мера"], ["1.", "раз |два"]]
    assert not source.words_whole
    assert source.pages == (0,)


def test_where_the_next_letter_would_have_fitted_a_word_ended() -> None:
    full = "абвгдежзиклмнопрс"  # as wide as the column gets
    source = pdf(lambda canvas: grid(canvas, [["1.", f"{full}\nкон\nец слова"], ["2.", "отдел\n- и"]]))
    assert texts(source) == [["1.", f"{full}|кон |ец слова"], ["2.", "отдел|- и"]]


@pytest.mark.parametrize("closed", [True, False])
def test_a_row_cut_by_the_page_is_one_row(closed: bool) -> None:
    source = pdf(
        lambda canvas: grid(canvas, [["№", "мера"], ["1.", "первая"], ["", "вторая нача"]], closed=closed),
        lambda canvas: grid(canvas, [["2.", "лась"], ["3.", "третья"]], closed=closed),
    )
    assert texts(source) == [["№", "мера"], ["1.", "первая"], ["2.", "вторая нача|лась"], ["3.", "третья"]]


def test_a_header_repeated_on_the_page_does_not_part_a_cut_row() -> None:
    source = pdf(
        lambda canvas: grid(canvas, [["№", "мера"], ["1.", "первая нача"]]),
        lambda canvas: grid(canvas, [["№", "мера"], ["", "лась"], ["2.", "вторая"]]),
    )
    assert texts(source) == [["№", "мера"], ["№", "мера"], ["1.", "первая нача|лась"], ["2.", "вторая"]]


def test_a_row_over_three_pages_goes_where_its_sentence_goes_on() -> None:
    def read(middle: str) -> list[list[str]]:
        return texts(
            pdf(
                lambda canvas: grid(canvas, [["1.", "Первая"]]),
                lambda canvas: grid(canvas, [["", middle]]),
                lambda canvas: grid(canvas, [["2.", "вторая"]]),
            )
        )

    assert read("продолжение") == [["1.", "Первая|продолжение"], ["2.", "вторая"]]
    assert read("Начало") == [["1.", "Первая"], ["2.", "Начало|вторая"]]


def test_two_numbered_rows_at_a_page_cut_stay_two() -> None:
    source = pdf(lambda canvas: grid(canvas, [["1.", "раз"]]), lambda canvas: grid(canvas, [["2.", "два"]]))
    assert texts(source) == [["1.", "раз"], ["2.", "два"]]


def test_a_file_without_spaces_is_read_by_distances() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, [["1.", ""]])
        at = 123.0
        for word in ("две", "руки"):
            canvas.drawString(at, TOP - 72, word)
            at += canvas.stringWidth(word, "Roboto", 8) + 2.2

    assert texts(pdf(draw)) == [["1.", "две руки"]]


def test_a_turned_name_is_read_bottom_to_top() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, [["№", "\n\n\n\n"], ["1.", "мера"]])
        canvas.rotate(90)
        canvas.drawString(TOP - 118, -140, "Форма")

    assert texts(pdf(draw))[0] == ["№", "Форма"]


def test_letters_struck_twice_for_bold_are_one() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, [["1.", "ванна"]])
        grid(canvas, [["1.", "ванна"]])

    assert texts(pdf(draw)) == [["1.", "ванна"]]


def test_an_underlined_link_is_no_ruling() -> None:
    """A justified link fills its cell, so that its underline nearly touches both sides."""

    def draw(canvas: Canvas) -> None:
        grid(canvas, [["1.", "\nот мая"]])
        spread = (77 - canvas.stringWidth("приказ", "Roboto", 8)) / 5
        canvas.drawString(121.5, TOP - 72, "приказ", charSpace=spread)
        canvas.rect(121.5, TOP - 74, 77, 0.4, fill=1)

    assert texts(pdf(draw)) == [["1.", "приказ |от мая"]]


def test_text_around_the_table_keeps_its_paragraphs() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(40, TOP - 20, "Заголовок длинный весьма")
        canvas.drawString(60, TOP - 32, "1. Пункт первый весьма длинный")
        grid(canvas, [["1.", "раз"]])
        canvas.drawString(40, TOP - 120, "Конец")

    source = pdf(draw)
    before, after = source.text[: source.tables[0].span.start], source.text[source.tables[0].span.end :]
    assert before.strip("\n") == "Заголовок длинный весьма\n 1. Пункт первый весьма длинный"
    assert after.strip() == "Конец"
