"""The template of a file of observations, in the reader's language: headings, what each asks for, and the
dictionary of indicators with its units."""

import csv
from io import BytesIO, StringIO

import xlsxwriter

from qalqan.domains.evidence.indicators import indicators
from qalqan.domains.evidence.rules.indicator import Names
from qalqan.domains.evidence.rules.intake import REQUIRED
from qalqan.domains.evidence.rules.intake_words import columns, source_names, unit_words

TITLES = {
    "rows": Names("Бақылаулар", "Наблюдения", "Observations"),
    "help": Names("Түсіндірме", "Пояснение", "Instructions"),
    "indicators": Names("Көрсеткіштер", "Показатели", "Indicators"),
    "column": Names("Баған", "Столбец", "Column"),
    "asks": Names("Не жазылады", "Что записать", "What to write"),
    "sample": Names("Мысалы", "Пример", "Example"),
    "key": Names("Кілті", "Ключ", "Key"),
    "name": Names("Атауы", "Название", "Name"),
    "unit": Names("Бірлігі", "Единица", "Unit"),
}
ROWS = 20_001


def as_csv(language: str) -> bytes:
    """Headings only; with the mark by which spreadsheet programs know UTF-8."""
    out = StringIO()
    csv.writer(out, delimiter=";").writerow([name[language] for name, _hint, _sample in columns().values()])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(language: str) -> bytes:
    """Three sheets: rows to fill in, what each column asks for, and the indicators."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#DCEBF2", "border": 1, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    _rows(book.add_worksheet(TITLES["rows"][language]), language, head, text)
    _table(
        book.add_worksheet(TITLES["help"][language]),
        ("column", "asks", "sample"),
        [
            (name[language] + (" *" if key in REQUIRED else ""), hint[language], sample)
            for key, (name, hint, sample) in columns().items()
        ],
        language,
        (head, wrap),
    )
    _table(
        book.add_worksheet(TITLES["indicators"][language]),
        ("key", "name", "unit"),
        [(one.key, one.name[language], unit_words(one.unit, language)) for one in indicators()],
        language,
        (head, wrap),
    )
    book.close()
    return out.getvalue()


def _rows(
    sheet: xlsxwriter.workbook.Worksheet,
    language: str,
    head: xlsxwriter.workbook.Format,
    text: xlsxwriter.workbook.Format,
) -> None:
    for n, (key, (name, hint, _sample)) in enumerate(columns().items()):
        mark = " *" if key in REQUIRED else ""
        sheet.write_string(0, n, name[language] + mark, head)
        sheet.write_comment(0, n, hint[language])
        sheet.set_column(n, n, 18, text if key in ("ref", "place", "indicator") else None)
        if key == "source_kind":
            choices = [names[language] for kind, names in source_names().items() if kind != "claim"]
            sheet.data_validation(1, n, ROWS - 1, n, {"validate": "list", "source": choices})
    sheet.freeze_panes(1, 0)


def _table(
    sheet: xlsxwriter.workbook.Worksheet,
    heads: tuple[str, ...],
    rows: list[tuple[str, ...]],
    language: str,
    formats: tuple[xlsxwriter.workbook.Format, xlsxwriter.workbook.Format],
) -> None:
    for n, key in enumerate(heads):
        sheet.write_string(0, n, TITLES[key][language], formats[0])
        sheet.set_column(n, n, (34, 70, 24)[n])
    for number, row in enumerate(rows, 1):
        for n, value in enumerate(row):
            sheet.write_string(number, n, value, formats[1])
