"""Invented plans as DOCX, HTML and XLSX, each with the habits of its kind.

DOCX: automatic numbers, a wording merged over the money columns, a term merged over rows. HTML: the nested
inline tags, line breaks and non-breaking spaces of a legal database. XLSX: money as numbers, codes by
number format.
"""

import html
import io
from dataclasses import dataclass
from itertools import pairwise

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table

from tests.corpora.header_cells import depth, header_cells
from tests.corpora.invent import ROMAN, Invented, Row, cell_texts
from tests.corpora.prose import closing, opening


@dataclass(frozen=True)
class Habits:
    """What the typist of a DOCX does."""

    automatic_numbers: bool = False
    merged_wording: bool = False
    merged_terms: bool = False


def headings(plan: Invented) -> dict[int, str]:
    """Number of the first row of each section -> its heading."""
    first: dict[int, str] = {}
    for at, title in enumerate(plan.sections, start=1):
        first[next(row.number for row in plan.rows if row.section == at)] = f"{ROMAN[at]}. {title}"
    return first


def to_docx(plan: Invented, habits: Habits = Habits()) -> bytes:
    """A Word document, written by python-docx."""
    document = docx.Document()
    for paragraph in opening(plan):
        document.add_paragraph(paragraph.strip())
    table = document.add_table(rows=depth(plan), cols=len(plan.columns))
    for cell in header_cells(plan):
        first = table.cell(cell.row, cell.column)
        last = table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1)
        first.merge(last).text = cell.text
    starts = headings(plan)
    for row in plan.rows:
        if row.number in starts:
            cells = table.add_row().cells
            cells[0].merge(cells[-1]).text = starts[row.number]
        _docx_row(table, row, plan, habits)
    if habits.merged_terms:
        _merge_terms(table, plan)
    for paragraph in closing(plan):
        document.add_paragraph(paragraph.strip())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _docx_row(table: Table, row: Row, plan: Invented, habits: Habits) -> None:
    cells = table.add_row().cells
    texts = cell_texts(row, plan)
    money = [at for at, key in enumerate(plan.columns) if key == "total" or key.startswith("years.")]
    for at, key in enumerate(plan.columns):
        if key == "number" and habits.automatic_numbers:
            cells[at].paragraphs[0].style = "List Number"
        elif habits.merged_wording and row.finance_text and at in money[1:]:
            continue
        else:
            first, *rest = texts[key].split("\n")
            cells[at].text = first
            for line in rest:
                cells[at].add_paragraph(line)
    if habits.merged_wording and row.finance_text and len(money) > 1:
        cells[money[0]].merge(cells[money[-1]])


def _merge_terms(table: Table, plan: Invented) -> None:
    """Merge the term of neighbouring rows that have the same one."""
    at = plan.columns.index("deadline")
    rows = list(table.rows)
    for above, below in pairwise(rows):
        same = above.cells[at].text == below.cells[at].text and below.cells[at].text
        if same and above.cells[0].text[:-1].isdigit() and below.cells[0].text[:-1].isdigit():
            below.cells[at].text = ""
            start = above.cells[at]._tc.get_or_add_tcPr()
            if start.find(qn("w:vMerge")) is None:
                restart = OxmlElement("w:vMerge")
                restart.set(qn("w:val"), "restart")
                start.append(restart)
            below.cells[at]._tc.get_or_add_tcPr().append(OxmlElement("w:vMerge"))


def to_html(plan: Invented) -> bytes:
    """A page as a legal database prints it."""
    starts = headings(plan)
    rows = []
    for level in range(depth(plan)):
        cells = "".join(
            f'<td rowspan="{cell.rows}" colspan="{cell.columns}"><p><b>{html.escape(cell.text)}</b></p></td>'
            for cell in header_cells(plan)
            if cell.row == level
        )
        rows.append(f"<tr>{cells}</tr>")
    rows.append("<tr>" + "".join(f"<td>{at}</td>" for at in range(1, len(plan.columns) + 1)) + "</tr>")
    for row in plan.rows:
        if row.number in starts:
            rows.append(
                f'<tr><td colspan="{len(plan.columns)}"><p>{html.escape(starts[row.number])}</p></td></tr>'
            )
        rows.append(
            "<tr>" + "".join(f"<td>{_markup(text)}</td>" for text in cell_texts(row, plan).values()) + "</tr>"
        )
    before, after = (
        "\n".join(f"<p>&nbsp;&nbsp;{html.escape(line.strip())}</p>" for line in lines if line)
        for lines in (opening(plan), closing(plan))
    )
    page = f"""<!DOCTYPE html>
<html lang="{plan.language}"><head><meta charset="utf-8"><title>{html.escape(plan.topic)}</title>
<style>td {{ border: 1px solid }}</style><script>var menu = "№ п/п";</script></head>
<body><nav><ul><li>Басты бет</li><li>Главная</li></ul></nav>
<article>{before}<table><tbody>{"".join(rows)}</tbody></table>{after}</article></body></html>"""
    return page.encode()


def _markup(text: str) -> str:
    """Inline tags in the middle of a sentence and of a word, list items after <br>, hard spaces after №."""
    words = html.escape(text, quote=False).split(" ")
    middle = len(words) // 2
    if len(words) > 3:
        word = words[middle]
        words[middle] = f"<a href='#z1'><span>{word[:2]}</span>{word[2:]}</a>"
    return "<p>" + " ".join(words).replace("№ ", "№&nbsp;").replace("\n", "<br/>\n") + "</p>"


def to_xlsx(plan: Invented) -> bytes:
    """A workbook: the act above the table on the same sheet, the abbreviations below."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    at = 1
    for paragraph in opening(plan):
        sheet.cell(at, 1, paragraph.strip() or None)
        at += 1
    for cell in header_cells(plan):
        top, left = at + cell.row, cell.column + 1
        sheet.cell(top, left, cell.text)
        if cell.rows > 1 or cell.columns > 1:
            sheet.merge_cells(None, top, left, top + cell.rows - 1, left + cell.columns - 1)
    at += depth(plan)
    starts = headings(plan)
    for row in plan.rows:
        if row.number in starts:
            sheet.cell(at, 1, starts[row.number])
            sheet.merge_cells(None, at, 1, at, len(plan.columns))
            at += 1
        for column, (key, text) in enumerate(cell_texts(row, plan).items(), start=1):
            _typed(sheet.cell(at, column), key, text)
        at += 1
    for paragraph in closing(plan):
        sheet.cell(at, 1, paragraph.strip() or None)
        at += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(cell: "openpyxl.cell.cell.Cell", key: str, text: str) -> None:
    if key == "number":
        cell.value = int(text.rstrip("."))
    elif key == "programmes" and text.isdigit():
        cell.value, cell.number_format = int(text), "000"
    elif (key == "total" or key.startswith("years.")) and text.replace(",", "", 1).lstrip("-").isdigit():
        cell.value, cell.number_format = float(text.replace(",", ".")), "0.0" if "," in text else "0"
    else:
        cell.value = text
