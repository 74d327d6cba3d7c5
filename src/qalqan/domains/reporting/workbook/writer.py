"""A report as a workbook that works without the internet: closed where nothing is to be written, yellow where
something is, checked as one types, printable, with nothing hidden in it. Pure: values in, bytes out.

Every row carries the version of its line, and the sheet a stamp of its report; both come back with the
upload (`rules/workbook.py`). Numbers are written as numbers, texts never as formulas.
"""

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from qalqan.domains.reporting.queries.workbook import BookData, BookLine
from qalqan.domains.reporting.rules.workbook_texts import INPUTS, PROPERTY, columns, texts, word

WIDTHS = {
    "number": 6, "title": 46, "term": 16, "indicator": 30, "unit": 10, "seen": 14, "seen_on": 12,
    "seen_by": 22, "outcome": 18, "text_kk": 46, "text_ru": 46, "value": 12, "numerator": 12,
    "denominator": 14, "spend": 16, "state": 14, "revision": 11,
}  # fmt: skip
HEADER = 6  # row of the headers, from 0
TEXT_LONGEST = 32_767  # characters that a cell holds
YELLOW, GREY, INK, LINE = "#FFF7D6", "#F3F4F4", "#0B3F49", "#B8BEC0"
NUMBERS = ("value", "numerator", "denominator", "spend")


def written(data: BookData, made: datetime | None = None) -> bytes:
    """The workbook. `made`: the moment that it states, now if None."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    moment = made or datetime.now(UTC)
    about = {"title": data.plan[:250], "subject": data.body[:250]}
    book.set_properties({**about, "created": moment.replace(tzinfo=None)})
    book.set_custom_property(PROPERTY, data.stamp.text)
    _Report(book, data, moment).write()
    _help(book, data.language)
    book.close()
    return out.getvalue()


class _Report:
    """The sheet with the table."""

    def __init__(self, book: Any, data: BookData, made: datetime) -> None:
        self.book, self.data, self.made, self.language = book, data, made, data.language
        self.sheet = book.add_worksheet(word("sheets", "report", data.language))
        add, font = book.add_format, {"font_name": "Arial", "font_size": 10}
        base = {**font, "valign": "top", "border": 1, "border_color": LINE}
        closed = {**base, "bg_color": GREY, "text_wrap": True}
        right = {**closed, "align": "right"}
        open_ = {**base, "bg_color": YELLOW, "locked": False}
        head = {**base, "bold": True, "text_wrap": True, "bg_color": INK, "font_color": "#FFFFFF"}
        self.formats = {
            "head": add({**head, "valign": "vcenter"}),
            "closed": add(closed),
            "closed_number": add({**right, "num_format": "#,##0.##"}),
            "closed_whole": add({**right, "num_format": "0"}),
            "closed_day": add({**closed, "num_format": "dd.mm.yyyy", "align": "left"}),
            "text": add({**open_, "text_wrap": True, "num_format": "@"}),
            "choice": add({**open_, "text_wrap": True}),
            "number": add({**open_, "align": "right"}),
            "title": add({**font, "bold": True, "font_size": 14, "font_color": INK}),
            "plain": add(font),
            "legend": add({**font, "bg_color": YELLOW, "bold": True}),
            "stamp": add({"font_name": "Courier New", "font_size": 8, "font_color": "#555555"}),
        }

    def write(self) -> None:
        self.heading()
        for column, key in enumerate(columns()):
            self.sheet.set_column(column, column, WIDTHS[key])
            self.sheet.write_string(HEADER, column, word("columns", key, self.language), self.formats["head"])
        self.sheet.set_row(HEADER, 34)
        for row, line in enumerate(self.data.lines, HEADER + 1):
            for column, key in enumerate(columns()):
                self.cell(row, column, key, line)
            self.validations(row, line)
        self.layout()

    def heading(self) -> None:
        stamp, language = self.data.stamp, self.language
        due = f"{self.data.due:%d.%m.%Y}" if self.data.due else word("head", "no_due", language)
        period = word("head", "period", language).format(
            start=f"{stamp.start:%d.%m.%Y}", end=f"{stamp.end:%d.%m.%Y}", due=due
        )
        moment = f"{self.made:%d.%m.%Y %H:%M} UTC"
        rows = (
            (f"{word('head', 'title', language)}: {self.data.plan}", "title"),
            (word("head", "body", language).format(body=self.data.body), "plain"),
            (period, "plain"),
            (word("head", "made", language).format(moment=moment), "plain"),
            (word("head", "legend", language), "legend"),
            (stamp.text, "stamp"),
        )
        for row, (text, form) in enumerate(rows):
            self.sheet.write_string(row, 0, text, self.formats[form])

    def cell(self, row: int, column: int, key: str, line: BookLine) -> None:
        value = _value(key, line, self.language)
        if key in INPUTS and line.is_open and (line.is_measured or key not in NUMBERS or key == "spend"):
            form = "number" if key in NUMBERS else "choice" if key == "outcome" else "text"
        elif isinstance(value, Decimal):
            form = "closed_number"
        elif isinstance(value, int):
            form = "closed_whole"
        else:
            form = "closed_day" if isinstance(value, datetime) else "closed"
        format_ = self.formats[form]
        if value in (None, ""):
            self.sheet.write_blank(row, column, None, format_)
        elif isinstance(value, datetime):
            self.sheet.write_datetime(row, column, value, format_)
        elif isinstance(value, Decimal | int):
            self.sheet.write_number(row, column, float(value), format_)
        else:
            self.sheet.write_string(row, column, str(value)[:TEXT_LONGEST], format_)

    def validations(self, row: int, line: BookLine) -> None:
        """What is checked as one types. An upload is checked anew: pasting goes past these."""
        if not line.is_open:
            return
        places, language = {key: column for column, key in enumerate(columns())}, self.language
        outcomes = [word("outcomes", key, language) for key in ("done", "partly", "not_done")]
        self.check(row, places["outcome"], "outcome", "outcome_error", validate="list", source=outcomes)
        for key in NUMBERS:
            if not line.is_measured and key != "spend":
                continue
            hint = "spend" if key == "spend" else "value" if key == "value" else "share"
            limits: dict[str, Any] = {"criteria": ">=", "value": 0}
            if key == "value" and line.is_percent:
                limits = {"criteria": "between", "minimum": 0, "maximum": 100}
            self.check(row, places[key], hint, "number_error", validate="decimal", **limits)

    def check(self, row: int, column: int, hint: str, error: str, **rule: Any) -> None:
        said = {"ignore_blank": True, "error_type": "stop"}
        said["input_message"] = word("hints", hint, self.language)[:255]
        said["error_message"] = word("hints", error, self.language)[:255]
        self.sheet.data_validation(row, column, row, column, said | rule)

    def layout(self) -> None:
        sheet, last = self.sheet, HEADER + len(self.data.lines)
        sheet.freeze_panes(HEADER + 1, 2)
        sheet.autofilter(HEADER, 0, max(last, HEADER + 1), len(columns()) - 1)
        allowed = ("format_columns", "format_rows", "autofilter", "sort", "select_locked_cells")
        sheet.protect("", {**dict.fromkeys(allowed, True), "select_unlocked_cells": True})
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER)
        sheet.print_area(0, 0, last, len(columns()) - 1)
        sheet.set_footer(f"&L&8{self.data.stamp.text[:180]}&R&8&P / &N")
        sheet.set_zoom(90)


def _value(key: str, line: BookLine, language: str) -> Any:
    """What stands in a cell."""
    fact = line.fact
    if key == "outcome":
        return "" if line.fields.outcome == "unknown" else word("outcomes", line.fields.outcome, language)
    if key in INPUTS:
        return getattr(line.fields, key)
    if key == "state":
        return word("states", line.state, language)
    if key == "revision":
        return line.version
    if not key.startswith("seen"):
        return getattr(line, key)
    if fact is None:
        return ""
    if key == "seen_on":
        return datetime(fact.day.year, fact.day.month, fact.day.day)
    if key == "seen_by":
        kind = word("sources", fact.source_kind, language)
        return f"{kind}: {fact.source_name}" if fact.source_name else kind
    if fact.numerator is not None and fact.denominator is not None:
        return f"{_plain(fact.value)} % ({_plain(fact.numerator)} / {_plain(fact.denominator)})"
    return fact.value


def _plain(value: Decimal) -> str:
    """A number for people: two decimals at most, with the comma of kk and ru."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def _help(book: Any, language: str) -> None:
    """The instructions, in the workbook's language first, then in the others."""
    sheet = book.add_worksheet(word("sheets", "help", language))
    title = book.add_format({"font_name": "Arial", "bold": True, "font_size": 14, "font_color": INK})
    text = book.add_format({"font_name": "Arial", "font_size": 11, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 100)
    row = 0
    for code in sorted(("kk", "ru", "en"), key=lambda one: one != language):
        sheet.write_string(row, 1, word("sheets", "help", code), title)
        for place, paragraph in enumerate(texts()["help"], 1):
            sheet.write_number(row + place, 0, place, text)
            sheet.write_string(row + place, 1, paragraph[code], text)
        row += len(texts()["help"]) + 2
    sheet.protect("")
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
