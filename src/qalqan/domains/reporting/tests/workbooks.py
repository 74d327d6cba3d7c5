"""Workbooks in the hands of a reporter, for tests: built, filled, sent, looked at."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest

from qalqan.domains.reporting.actions import uploads
from qalqan.domains.reporting.actor import READING, frame
from qalqan.domains.reporting.models import Package
from qalqan.domains.reporting.queries.uploads import UploadView, upload
from qalqan.domains.reporting.queries.workbook import book_data
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.domains.reporting.rules.workbook_texts import column_of
from qalqan.domains.reporting.workbook import writer
from qalqan.kernel.vault.files.content import checked
from qalqan.kernel.vault.files.kinds import kinds

from .making import program

HEADER = writer.HEADER + 1
TEXTS = {"outcome": "исполнено", "text_kk": "Орындалды.", "text_ru": "Сделано."}


def built(package: Package, language: str = "ru") -> bytes:
    with frame(program(), "reporting.read", READING):
        return writer.written(book_data(package.pk, language), datetime(2022, 1, 10, tzinfo=UTC))


class Filled:
    """A workbook in the hands of a reporter."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet = self.book.worksheets[0]

    def column(self, key: str) -> int:
        return next(c.column for c in self.sheet[HEADER] if column_of(str(c.value or "")) == key)

    def row(self, number: int) -> int:
        return next(
            r for r in range(HEADER + 1, 100) if self.sheet.cell(r, self.column("number")).value == number
        )

    def at(self, number: int, key: str) -> Any:
        return self.sheet.cell(self.row(number), self.column(key))

    def set(self, number: int, /, **values: object) -> "Filled":
        for key, value in values.items():
            self.at(number, key).value = value
        return self

    def save(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def send(package: Package, content: bytes) -> UploadView:
    """What the page of an upload shows."""
    ready = checked("отчёт.xlsx", content, kinds()["reporting.workbook"])
    done = uploads.receive(program(), package.pk, ready)
    return seen(done.id)


def seen(upload_id: object, language: str = "ru") -> UploadView:
    with frame(program(), "reporting.read", READING):
        return upload(upload_id, language=language)


def rules_of(view: UploadView) -> list[str]:
    return [f.rule for f in view.findings if f.severity != "note"]


@contextmanager
def refusal(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as refused:
        yield
    assert refused.value.code == code


def now(package: Package) -> dict[int, Fields]:
    with frame(program(), "reporting.read", READING):
        return {line.number: line.fields for line in book_data(package.pk, "ru").lines}
