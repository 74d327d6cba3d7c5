"""A small valid plan and ways to spoil it: the material of the bad-input tests."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx

from tests.corpora.invent import Invented, Row, invent
from tests.corpora.office import to_docx

COLUMNS = ("number", "title", "form", "bodies", "deadline", "total", "years.2025", "years.2026", "sources")


def small_plan(language: str = "ru") -> Invented:
    """Six rows in two sections, read without any problem."""
    return invent(7, language, COLUMNS, 6, 2)


def with_row(plan: Invented, number: int, /, **changes: Any) -> Invented:
    """The plan with fields of one row replaced."""
    rows = tuple(replace(row, **changes) if row.number == number else row for row in plan.rows)
    return replace(plan, rows=rows)


def row(plan: Invented, number: int) -> Row:
    return next(row for row in plan.rows if row.number == number)


def edit_docx(data: bytes, change: Callable[[Any], None]) -> bytes:
    """The document after `change(table)` on its table."""
    document = docx.Document(io.BytesIO(data))
    change(document.tables[0])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_part(data: bytes, name: str, content: bytes) -> bytes:
    """An Office file with one more part, or a part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(name)


def docx_row(table: Any, number: str) -> Any:
    """The table row whose first cell says `number`."""
    return next(row for row in table.rows if row.cells[0].text == number)


def small_docx() -> bytes:
    return to_docx(small_plan())
