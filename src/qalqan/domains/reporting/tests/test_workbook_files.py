"""Files that are no workbook of this report: refused whole, kept, and told in words."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from qalqan.domains.reporting.actions import lines as verbs
from qalqan.domains.reporting.actions import uploads
from qalqan.domains.reporting.models import Package
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.kernel.vault.files.refusals import FileRefused

from .making import bind, lines_of, make_package, program
from .workbooks import HEADER, Filled, built, refusal, seen, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QALQAN_FILES", str(tmp_path / "files"))


@pytest.fixture
def package() -> Package:
    bind(2, "schools.toilets.warm")
    bind(3, "schools.toilets.outdoor")
    return make_package(1, 2, 3, 4)


def other_year(_: Package) -> bytes:
    return built(make_package(1, period_start=date(2020, 1, 1), period_end=date(2020, 12, 31)))


def other_region(_: Package) -> bytes:
    return built(make_package(1, code="KZ-71"))


def no_table(package: Package) -> bytes:
    book = Filled(built(package))
    book.sheet.delete_rows(HEADER)
    return book.save()


def no_stamp(package: Package) -> bytes:
    made = openpyxl.Workbook()
    for row in Filled(built(package)).sheet.iter_rows(min_row=HEADER, values_only=True):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def copied_sheet(package: Package) -> bytes:
    book = Filled(built(package))
    book.book.copy_worksheet(book.sheet)
    return book.save()


def hidden_sheet(package: Package) -> bytes:
    book = Filled(built(package))
    book.sheet.sheet_state, book.book.active = "hidden", 1
    return book.save()


def moved_revisions(package: Package) -> bytes:
    verbs.save(program(), lines_of(package)[0].pk, seen=0, fields=Fields("done"))
    return Filled(built(package)).set(1, revision=0).set(2, revision=1).save()


def no_key(package: Package) -> bytes:
    book = Filled(built(package))
    book.sheet.delete_cols(book.column("revision"))
    return book.save()


def many_rows(package: Package) -> bytes:
    book = Filled(built(package))
    for row in range(200, 5300):
        book.sheet.cell(row, 30).value = row
    return book.save()


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (other_year, "other-period"),
        (other_region, "other-body"),
        (no_table, "table-missing"),
        (no_stamp, "stamp-missing"),
        (copied_sheet, "table-twice"),
        (hidden_sheet, "sheet-hidden"),
        (moved_revisions, "revisions-moved"),
        (no_key, "key-column-missing"),
        (many_rows, "unreadable"),
    ],
)
def test_a_wrong_file_is_refused_whole_and_kept(
    package: Package, make: Callable[[Package], bytes], rule: str
) -> None:
    view = send(package, make(package))
    assert (view.state, [f.rule for f in view.findings], view.good) == ("refused", [rule], 0)
    for language in ("kk", "ru", "en"):
        first = seen(view.id, language).findings[0]
        assert first.message != first.mend != ""
    with refusal("upload_state"):
        uploads.apply(program(), view.id)


def test_macros_are_refused_at_the_door(package: Package) -> None:
    content = io.BytesIO(built(package))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(FileRefused) as refused:
        send(package, content.getvalue())
    assert refused.value.code == "macros"
