"""The template of a register's file in the reader's language: headings, what each asks for, the words to
choose from."""

import csv
from io import BytesIO, StringIO

import xlsxwriter
import xlsxwriter.utility

from qalqan.domains.schools.rules.register_words import REQUIRED, columns, listed
from qalqan.kernel.names import Names

ROWS = 20_001
LISTS = {("sites", "kind"): "site_kinds", ("assets", "kind"): "asset_kinds", ("assets", "state"): "states"}
TITLES = {
    "sites": Names("Орындар", "Места", "Places"),
    "assets": Names("Объектілер", "Объекты", "Things"),
    "help": Names("Түсіндірме", "Пояснение", "Instructions"),
    "words": Names("Сөздер", "Слова", "Words"),
    "column": Names("Баған", "Столбец", "Column"),
    "asks": Names("Не жазылады", "Что записать", "What to write"),
    "sample": Names("Мысалы", "Пример", "Example"),
}


def as_csv(kind: str, language: str) -> bytes:
    """Headings only; with the mark by which spreadsheet programs know UTF-8."""
    out = StringIO()
    csv.writer(out, delimiter=";").writerow([one.name[language] for one in columns(kind).values()])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(kind: str, language: str) -> bytes:
    """Three sheets: rows to fill in, what each column asks for, and the words of the closed lists."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#DCEBF2", "border": 1, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    sheet, words = book.add_worksheet(TITLES[kind][language]), book.add_worksheet(TITLES["help"][language])
    lists = book.add_worksheet(TITLES["words"][language])
    for n, name in enumerate(("column", "asks", "sample")):
        words.write_string(0, n, TITLES[name][language], head)
        words.set_column(n, n, (30, 60, 20)[n])
    for n, (key, one) in enumerate(columns(kind).items()):
        mark = " *" if key in REQUIRED[kind] else ""
        sheet.write_string(0, n, one.name[language] + mark, head)
        sheet.set_column(n, n, 20, text if key in ("code", "site", "lat", "lon") else None)
        for place, told in enumerate((one.name[language] + mark, one.hint[language], one.sample)):
            words.write_string(n + 1, place, told, wrap)
        if (table := LISTS.get((kind, key))) is not None:
            _choices(lists, sheet, n, (one.name[language], listed(table, language), head))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _choices(
    lists: xlsxwriter.workbook.Worksheet,
    sheet: xlsxwriter.workbook.Worksheet,
    column: int,
    told: tuple[str, list[str], xlsxwriter.workbook.Format],
) -> None:
    """A closed list on the last sheet, offered in every cell of its column."""
    name, words, head = told
    lists.write_string(0, column, name, head)
    lists.set_column(column, column, 34)
    for place, word in enumerate(words, 1):
        lists.write_string(place, column, word)
    area = xlsxwriter.utility.xl_range_abs(1, column, len(words), column)
    source = f"='{lists.get_name()}'!{area}"
    sheet.data_validation(1, column, ROWS - 1, column, {"validate": "list", "source": source})
