"""Names of columns as plans really write them, in Russian and Kazakh, on one to three levels."""

import pytest

from qalqan.domains.plans.reading.grid import read_grid
from qalqan.domains.plans.reading.grid_header import meaning
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.door import open_source

NAMES = {
    "number": ["№ п/п", "№", "Р/с №", "№ р/с", "№п\n/п"],
    "title": [
        "Наименование мероприятия",
        "Мероприятия",
        "Наимен ование меропр иятия",
        "Іс-шараның атауы",
        "Іс-шаралар",
    ],
    "form": ["Форма завершения", "Форма реализации", "Аяқталу нысаны", "Іске асыру нысаны"],
    "bodies": [
        "Ответственные за исполнение",
        "Ответственные исполнители",
        "Исполнители",
        "Орындауға жауаптылар",
        "Жауапты орындаушылар",
    ],
    "deadline": [
        "Срок исполнения",
        "Сроки реализации",
        "Срок",
        "Орындалу мерзімі",
        "Орындау мерзімдері",
        "Мерзімі",
    ],
    "finance": [
        "Предполагаемые расходы, млн. тенге",
        "Объем финансирования (млн тенге)",
        "Болжамды шығыстар, млн. теңге",
    ],
    "total": ["всего", "всего на 2020-2023 годы", "Барлығы", "2024-2026 жылдарға барлығы"],
    "years.2021": ["2021 год", "2021", "2021 жыл", "на 2021 год", "2021 г."],
    "sources": [
        "Источник финансирования",
        "Источники финансир.",
        "Қаржыландыру көздері",
        "Қаржыландыру көзі",
    ],
    "programmes": ["Номер бюджетной программы", "Номер БП", "Бюджеттік бағдарламаның нөмірі"],
    "": [
        "Ожидаемый результат",
        "Примечание",
        "Единица измерения",
        "Күтілетін нәтиже",
        "Ожидаемый эффект от мероприятия",
    ],
}


@pytest.mark.parametrize(("key", "name"), [(key, name) for key, names in NAMES.items() for name in names])
def test_a_name_means_its_column(key: str, name: str) -> None:
    assert meaning(name) == key


def columns(*rows: str) -> list[str]:
    """Keys of the columns of a page whose table has these header rows and one measure under them."""
    html = "".join(f"<tr>{row}</tr>" for row in rows)
    return [column.key for column in read_grid(open_source(f"<table>{html}</table>".encode())).plan.columns]


def test_three_levels() -> None:
    assert columns(
        "<td rowspan=3>№</td><td rowspan=3>Мероприятие</td><td colspan=3>Расходы, млн. тенге</td>",
        "<td rowspan=2>всего</td><td colspan=2>в том числе</td>",
        "<td>2020 год</td><td>2021 год</td>",
        "<td>1</td><td>2</td><td>3</td><td>4</td><td>5</td>",
        "<td>1.</td><td>Осмотр</td><td>-</td><td>-</td><td>-</td>",
    ) == ["number", "title", "total", "years.2020", "years.2021"]


def test_levels_without_merged_rows() -> None:
    assert columns(
        "<td>№</td><td>Мероприятие</td><td>Предполагаемые расходы</td><td></td>",
        "<td></td><td></td><td>всего</td><td>2020 год</td>",
        "<td>1.</td><td>Осмотр</td><td>-</td><td>-</td>",
    ) == ["number", "title", "total", "years.2020"]


def test_unknown_columns_are_kept_under_their_whole_name() -> None:
    assert columns(
        "<td rowspan=2>№</td><td rowspan=2>Мероприятие</td><td colspan=2>Показатель</td>",
        "<td>план</td><td>факт</td>",
        "<td>1.</td><td>Осмотр</td><td>5</td><td>4</td>",
    ) == ["number", "title", "column:Показатель: план", "column:Показатель: факт"]


def test_a_table_of_the_plan_without_header_goes_on_with_it() -> None:
    head = "<tr><td>№</td><td>Мероприятие</td></tr>"
    more = "<table><tr><td>2.</td><td>два</td></tr></table>"
    page = f"<table>{head}<tr><td>1.</td><td>раз</td></tr></table>{more}"
    assert len(read_grid(open_source(page.encode())).plan.rows) == 2


def test_parts_of_a_plan_with_different_columns_are_refused() -> None:
    first = "<table><tr><td>№</td><td>Мероприятие</td></tr><tr><td>1.</td><td>раз</td></tr></table>"
    head = "<tr><td>№</td><td>Мероприятие</td><td>Срок</td></tr>"
    second = f"<table>{head}<tr><td>2.</td><td>два</td><td>-</td></tr></table>"
    with pytest.raises(PlanUnreadable) as refused:
        read_grid(open_source((first + second).encode()))
    assert refused.value.rule == "header.differs"


def test_furniture_and_sections_are_told_apart() -> None:
    page = """<table><tr><td>№</td><td>Мероприятие</td><td>Срок</td></tr>
    <tr><td>1</td><td>2</td><td>3</td></tr>
    <tr><td colspan=3>1. ПЕРВЫЙ РАЗДЕЛ</td></tr><tr><td>1.</td><td>раз</td><td>2020 год</td></tr>
    <tr><td>№</td><td>Мероприятие</td><td>Срок</td></tr><tr><td>2.</td><td>два</td><td>2021 год</td></tr>
    <tr><td></td><td>ИТОГО</td><td>-</td></tr><tr><td colspan=3>МЗ – Министерство
    здравоохранения</td></tr></table>"""
    source = open_source(page.encode())
    grid = read_grid(source)
    assert len(grid.plan.sections) == 1
    assert [row.section for row in grid.plan.rows] == [1, 1]
    assert set(grid.plan.furniture) == {"header", "column-numbers", "totals"}
    assert source.text[grid.after.start :].strip() == "МЗ – Министерство здравоохранения"
