"""Columns of a plan's text: cells fused, cut by pages, out of order, in small damaged tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qalqan.domains.plans.reading.api import read_plan
from qalqan.domains.plans.reading.grammar import column
from qalqan.domains.plans.reading.layout import SECTION, Layout
from qalqan.domains.plans.reading.lines import split_lines

CODES = ("МОН", "МВД", "МИО", "МЗ", "ГУП")
KEYS = (
    "number",
    "title",
    "form",
    "bodies",
    "deadline",
    "total",
    "years.2020",
    "years.2021",
    "sources",
    "programmes",
)


def rows(text: str, keys: tuple[str, ...] = KEYS, codes: tuple[str, ...] = CODES) -> list[dict[str, str]]:
    """Cells without white space, row by row; a heading is a row of its own."""
    lines = tuple(split_lines(text))
    placed = Layout(tuple(column(key, key, codes) for key in keys), codes).place(lines)
    result: list[dict[str, str]] = []
    for item in placed:
        key = "section" if item.column == SECTION else keys[item.column]
        fresh = (
            not result
            or (key == "section") != ("section" in result[-1])
            or result[-1].get("row") != str(item.row)
        )
        if fresh:
            result.append({"row": str(item.row)})
        result[-1][key] = result[-1].get(key, "") + item.token.text
    for row in result:
        row.pop("row")
    return result


ROW = "1.\n\nПроверка \nшкол\n\nинформация\nв МОН\n\nМИО, \nМВД\n\n2020 год\n\nне требуются\n\n- - - -\n"


def test_it_works() -> None:
    assert rows(ROW) == [
        {
            "number": "1.",
            "title": "Проверкашкол",
            "form": "информациявМОН",
            "bodies": "МИО,МВД",
            "deadline": "2020год",
            "total": "нетребуются",
            "years.2020": "-",
            "years.2021": "-",
            "sources": "-",
            "programmes": "-",
        }
    ]


def test_money_goes_to_its_columns() -> None:
    row = rows(ROW.replace("не требуются\n\n- - - -", "80,0 40,0 40,0 РБ 001 \n104"))[0]
    assert (row["total"], row["years.2020"], row["years.2021"]) == ("80,0", "40,0", "40,0")
    assert (row["sources"], row["programmes"]) == ("РБ", "001104")


def test_cells_fused_on_one_line() -> None:
    fused = ROW.replace("информация\nв МОН\n\nМИО, \nМВД\n\n2020 год", "отчет МИО, МВД\n2020 год")
    assert (rows(fused)[0]["form"], rows(fused)[0]["bodies"]) == ("отчет", "МИО,МВД")


def test_a_form_that_no_list_knows() -> None:
    assert rows(ROW.replace("информация\nв МОН", "фотогалерея"))[0]["form"] == "фотогалерея"


def test_a_page_cut_puts_the_number_inside_the_title_and_an_orphan_dash_after() -> None:
    text = (
        ROW
        + "\nИзучение \nопыта \n\n\n\n2. стран \nмира\n\nприказ\n\nМОН ГУП (\nп о  \nсоглас\nованию)\n\n"
        + "второе \nполуго\n\n\n\nдие \n2021 года\n\nне требуются\n\n- - -\n\n\n\n-\n"
    )
    first, second = rows(text)
    assert first["number"] == "1."
    assert second["number"] == "2."
    assert second["title"] == "Изучениеопытастранмира"
    assert second["bodies"] == "МОНГУП(посогласованию)"
    assert second["deadline"] == "второеполугодие2021года"
    assert [second[key] for key in KEYS[6:]] == ["-", "-", "-", "-"]


def test_cells_of_several_columns_go_on_after_a_cut() -> None:
    text = (
        "1.\n\nСбор \nданных о \n\nплан \n\nМОН, \n\nиюль \n\nв пределах \nпредусмо\n\n- - -\n\n\n\n"
        "школах\n\nдействий\n\nМЗ\n\n2020 года\n\nтренных средств МБ\n\n-\n"
    )
    row = rows(text)[0]
    assert row["title"] == "Сборданныхошколах"
    assert row["form"] == "пландействий"
    assert row["bodies"] == "МОН,МЗ"
    assert row["deadline"] == "июль2020года"
    assert row["total"] == "впределахпредусмотренныхсредствМБ"


def test_a_heading_broken_into_the_first_column() -> None:
    text = "I .  \nБЕЗО\nПАСН\nОСТЬ\n\n" + ROW + "\nI I .  \nМЕРЫ\n\n" + ROW.replace("1.", "2.")
    assert [row.get("section", row.get("number")) for row in rows(text)] == [
        "I.БЕЗОПАСНОСТЬ",
        "1.",
        "II.МЕРЫ",
        "2.",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1. БЕЗОПАСНОСТЬ ДЕТЕЙ", "2. МЕРЫ ПОДДЕРЖКИ"),
        ("1. \nБЕЗО\nПАСН\nОСТЬ", "2. \nМЕРЫ"),
        ("1. Безопасность детей в школах", "2. Меры поддержки"),
    ],
)
def test_headings_numbered_as_measures_are(first: str, second: str) -> None:
    text = f"{first}\n\n{ROW}\n{second}\n\n" + ROW.replace("1.", "2.") + "\n" + ROW.replace("1.", "3.")
    assert [row.get("section", row.get("number")) for row in rows(text)] == [
        "".join(first.split()),
        "1.",
        "".join(second.split()),
        "2.",
        "3.",
    ]


def test_a_measure_in_capitals_is_no_heading() -> None:
    first, second = rows(ROW.replace("Проверка \nшкол", "ПРОВЕРКА \nШКОЛ") + "\n" + ROW.replace("1.", "2."))
    assert (first["number"], first["title"]) == ("1.", "ПРОВЕРКАШКОЛ")
    assert second["number"] == "2."


def test_a_sum_on_the_line_of_a_deadline_is_money() -> None:
    text = ROW.replace("2020 год\n\nне требуются\n\n- - - -", "2020 год 11,0 6,0 5,0 РБ 001")
    row = rows(text)[0]
    assert (row["deadline"], row["total"], row["years.2020"]) == ("2020год", "11,0", "6,0")


def test_kazakh_and_fewer_columns() -> None:
    keys, codes = KEYS[:5], ("БҒМ", "ІІМ", "ЖАО")
    text = (
        "1.\n\nМектептерді \nтексеру\n\nБҒМ-ге \nақпарат\n\nЖАО, ІІМ (\nкелісім \nбойынша)\n\n2020 жылғы "
        "\nекінші \nжартыжылдық\n\n2.\n\nТалдау \nжүргізу\n\nталдамалық \nанықтама\n\nБҒМ\n\n2021 жыл\n"
    )
    first, second = rows(text, keys, codes)
    assert first["form"] == "БҒМ-геақпарат"
    assert first["bodies"] == "ЖАО,ІІМ(келісімбойынша)"
    assert first["deadline"] == "2020жылғыекіншіжартыжылдық"
    assert second["title"] == "Талдаужүргізу"
    assert second["form"] == "талдамалықанықтама"


def test_a_column_without_a_name_of_ours_is_kept() -> None:
    names = ("№ п/п", "Наименование \nмероприятия", "Форма", "Ответственные", "Сроки", "Примечание")
    header = "\n\n".join((*names, "1 2 3 4 5 6\n\n"))
    body = "1.\n\nСбор данных\n\nприказ\n\nМОН\n\n2024 год\n\nпилот в двух \nобластях\n\n"
    more = "2.\n\nИзучение опыта\n\nотчет\n\nМВД\n\n2025 год\n\n-\n"
    first, second = read_plan((header + body + more).encode()).measures
    assert first.extra == {"Примечание": "пилот в двух областях"}
    assert second.extra == {"Примечание": "-"}
    assert (second.title, second.deadline.text) == ("Изучение опыта", "2025 год")


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 30), st.integers(0, 3))
def test_any_number_of_rows_keeps_every_row(count: int, cut: int) -> None:
    gap = "\n" * (1 + cut)
    text = gap.join(ROW.replace("1.", f"{number}.", 1) for number in range(1, count + 1))
    assert [row["number"] for row in rows(text)] == [f"{number}." for number in range(1, count + 1)]
    assert {row["title"] for row in rows(text)} == {"Проверкашкол"}
