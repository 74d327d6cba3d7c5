"""The offline reporter: a workbook goes out, comes back filled, damaged, late or from elsewhere; what is
taken over is what was agreed to."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qalqan.domains.reporting.actions import lines as verbs
from qalqan.domains.reporting.actions import uploads
from qalqan.domains.reporting.actor import READING, frame
from qalqan.domains.reporting.models import Entry, Package, Upload
from qalqan.domains.reporting.queries.uploads import file_of, upload
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.domains.reporting.rules.workbook_findings import catalogue, words
from qalqan.domains.reporting.rules.workbook_texts import column_of, columns
from qalqan.domains.reporting.workbook.annotating import Remark, annotated
from qalqan.kernel import sheets
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault.files.content import checked
from qalqan.kernel.vault.files.kinds import kinds

from .making import actor as acting
from .making import bind, lines_of, make_package, officer, program
from .making import seen as looked
from .workbooks import HEADER, TEXTS, Filled, built, now, refusal, rules_of, seen, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QALQAN_FILES", str(tmp_path / "files"))


@pytest.fixture
def package() -> Package:
    bind(2, "schools.toilets.warm")
    bind(3, "schools.toilets.outdoor")
    return make_package(1, 2, 3, 4)


def test_it_works(package: Package) -> None:
    """Out, filled in, back, looked at, taken over: a revision by workbook at the lines that changed."""
    user = officer()
    content = Filled(built(package)).set(1, **TEXTS).set(2, **TEXTS, numerator=90, denominator=100).save()
    ready = checked("отчёт.xlsx", content, kinds()["reporting.workbook"])
    done = uploads.receive(acting(user, "reporting.upload"), package.pk, ready)
    view = seen(done.id)
    assert (view.state, view.read, view.good, view.bad, view.same) == ("checked", 4, 2, 0, 2)
    assert {line.entry_number for line in lines_of(package)} == {0}, "nothing is taken over by looking"
    assert uploads.apply(acting(user, "reporting.upload"), done.id).lines == 2
    assert now(package)[2] == Fields("done", "Орындалды.", "Сделано.", None, Decimal(90), Decimal(100))
    with scope(Service("tests"), "statistics"):
        assert set(Entry.objects.values_list("origin", "upload_id", "by_name")) == {
            ("workbook", done.id, "aigul")
        }
    assert [number for number, _ in seen(done.id).taken] == [1, 2]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_workbook_that_nobody_touched_changes_nothing(package: Package, language: str) -> None:
    line = lines_of(package)[1]
    said = Fields("partly", "Мәтін", "Текст", None, Decimal("12"), Decimal("40"), Decimal("1.5"))
    verbs.save(program(), line.pk, seen=line.version, fields=said)
    view = send(package, built(package, language))
    assert (view.read, view.same, view.findings) == (4, 4, ())
    with refusal("nothing_good"):
        uploads.apply(program(), view.id)


def test_the_same_file_twice_is_one_upload_and_one_revision(package: Package) -> None:
    content = Filled(built(package)).set(1, **TEXTS).save()
    first = send(package, content)
    assert uploads.apply(program(), first.id).lines == 1
    assert send(package, content).id == first.id
    assert uploads.apply(program(), first.id).lines == 0
    assert lines_of(package)[0].entry_number == 1


def test_saved_anew_with_the_same_words_changes_nothing(package: Package) -> None:
    content = Filled(built(package)).set(1, **TEXTS).save()
    uploads.apply(program(), send(package, content).id)
    view = send(package, Filled(content).set(4, term="other").save())
    assert (view.good, view.same) == (0, 4)


Spoil = Callable[[Filled], object]


def merge_cells(book: Filled) -> None:
    row, column = book.row(1), book.column("text_ru")
    book.sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    book.sheet.cell(row, column).value = "на двоих"


def hide(book: Filled) -> None:
    book.set(1, **TEXTS).sheet.row_dimensions[book.row(1)].hidden = True


def hide_column(book: Filled) -> None:
    letter = book.at(1, "spend").column_letter
    book.set(1, spend=3).sheet.column_dimensions[letter].hidden = True


def twice(book: Filled) -> None:
    book.set(1, **TEXTS).set(4, number=1)


def sorted_apart(book: Filled) -> None:
    book.set(1, **TEXTS, title="Чужое название")


CELLS: list[tuple[str, Spoil, list[str], str]] = [
    ("formula", lambda b: b.set(1, text_ru="=A1"), ["formula"], "text_ru"),
    ("text in a number", lambda b: b.set(2, numerator="девяносто", denominator=100), ["value"], "numerator"),
    ("two readings", lambda b: b.set(1, spend="1.234"), ["value"], "spend"),
    ("a day", lambda b: b.set(1, spend=date(2022, 5, 1)), ["date-for-number"], "spend"),
    ("an error", lambda b: b.set(1, text_ru="#REF!"), ["cell-error"], "text_ru"),
    ("another word", lambda b: b.set(1, outcome="почти"), ["outcome-unknown"], "outcome"),
    ("merged", merge_cells, ["merged", "merged"], "text_ru"),
    ("hidden row", hide, ["row-hidden"], "outcome"),
    ("hidden column", hide_column, ["column-hidden"], "spend"),
    (
        "part beyond whole",
        lambda b: b.set(2, numerator=9, denominator=5),
        ["line-part_beyond_whole"],
        "numerator",
    ),
    ("share", lambda b: b.set(2, value=50, numerator=9, denominator=10), ["line-share_disagrees"], "value"),
    ("no indicator", lambda b: b.set(1, value=5), ["no-indicator"], "value"),
    ("twice", twice, ["measure-twice", "measure-twice", "rows-missing"], "number"),
    ("unknown", lambda b: b.set(1, number=99), ["measure-unknown", "rows-missing"], ""),
    ("revision", lambda b: b.set(1, revision="жаңа", outcome="исполнено"), ["revision-unknown"], "revision"),
]


@pytest.mark.parametrize(
    ("spoil", "rules", "key"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS]
)
def test_each_wrong_cell_is_named_with_its_mend(
    package: Package, spoil: Spoil, rules: list[str], key: str
) -> None:
    book = Filled(built(package))
    address = (
        book.at(2 if key in ("numerator", "value") and rules != ["no-indicator"] else 1, key).coordinate
        if key
        else ""
    )
    book.set(3, text_kk="Жақсы жол")
    spoil(book)
    view = send(package, book.save())
    assert rules_of(view) == rules
    first = view.findings[0]
    assert first.message
    assert first.mend
    assert not address or first.cell == address
    assert {f.message for f in view.findings}.isdisjoint(f.message for f in seen(view.id, "kk").findings)
    assert uploads.apply(program(), view.id).lines == view.good
    assert now(package)[3].text_kk == "Жақсы жол", "the good line is taken over"
    assert now(package)[1] == Fields(), "the bad one is not"


@pytest.mark.parametrize("written", ["98,2", "98.2", 98.2, " 98,2 % "])
def test_commas_and_points_are_one(package: Package, written: object) -> None:
    view = send(package, Filled(built(package)).set(2, value=written).save())
    assert rules_of(view) == []
    uploads.apply(program(), view.id)
    assert now(package)[2].value == Decimal("98.2")


def test_ninety_eight_percent_is_not_zero_point_ninety_eight(package: Package) -> None:
    book = Filled(built(package)).set(2, value=0.98)
    book.at(2, "value").number_format = "0%"
    uploads.apply(program(), send(package, book.save()).id)
    assert now(package)[2].value == Decimal(98)


def test_an_emptied_cell_is_said_and_becomes_not_said(package: Package) -> None:
    line = lines_of(package)[0]
    verbs.save(program(), line.pk, seen=0, fields=Fields("done", "Мәтін", "Текст"))
    view = send(package, Filled(built(package)).set(1, text_ru=None).save())
    assert rules_of(view) == ["emptied"]
    assert "Текст" in view.findings[0].message
    uploads.apply(program(), view.id)
    assert now(package)[1] == Fields("done", "Мәтін", "")


def test_what_both_sides_changed_is_shown_and_the_rest_is_joined(package: Package) -> None:
    content = Filled(built(package)).set(1, text_ru="из книги").set(4, text_kk="кітаптан").save()
    first, last = lines_of(package)[0], lines_of(package)[3]
    verbs.save(program(), first.pk, seen=0, fields=Fields(text_ru="на сайте"))
    verbs.save(program(), last.pk, seen=0, fields=Fields(text_ru="на сайте"))
    view = send(package, content)
    assert rules_of(view) == ["collision"]
    assert "на сайте" in view.findings[0].message
    assert "из книги" in view.findings[0].message
    assert uploads.apply(program(), view.id).lines == 1
    assert now(package)[1].text_ru == "на сайте"
    assert now(package)[4] == Fields(text_kk="кітаптан", text_ru="на сайте")


def test_what_changes_between_the_look_and_the_word_is_asked_again(package: Package) -> None:
    view = send(package, Filled(built(package)).set(1, **TEXTS).save())
    line = lines_of(package)[0]
    verbs.save(program(), line.pk, seen=0, fields=Fields(text_ru="на сайте"))
    assert uploads.apply(program(), view.id).is_stale
    fresh = seen(view.id)
    assert (fresh.state, fresh.good, rules_of(fresh)) == ("checked", 0, ["collision"])


def test_a_line_that_was_submitted_meanwhile_is_closed(package: Package) -> None:
    content = Filled(built(package)).set(1, text_ru="поздно").save()
    line = lines_of(package)[0]
    verbs.save(program(), line.pk, seen=0, fields=Fields("done", "Орындалды.", "Исполнено."))
    verbs.certify(program(), package.pk, looked([line.pk]))
    view = send(package, content)
    assert rules_of(view) == ["line-locked"]
    assert "сдана" in view.findings[0].message


def test_rows_and_columns_are_found_wherever_they_were_moved(package: Package) -> None:
    book = Filled(built(package, "kk")).set(1, **{**TEXTS, "outcome": "орындалды"})
    book.sheet.insert_cols(3)
    book.sheet.insert_rows(HEADER)
    out = io.BytesIO()
    book.book.save(out)
    view = send(package, out.getvalue())
    assert (view.good, rules_of(view)) == (1, [])


def test_set_aside_and_restored_never_deleted(package: Package) -> None:
    view = send(package, Filled(built(package)).set(1, **TEXTS).save())
    uploads.set_aside(program(), view.id)
    with refusal("upload_state"):
        uploads.apply(program(), view.id)
    uploads.restore(program(), view.id)
    assert uploads.apply(program(), view.id).lines == 1
    with refusal("upload_state"):
        uploads.set_aside(program(), view.id)
    with scope(Service("tests"), "statistics"):
        assert Upload.objects.count() == 1


def test_another_region_sees_and_sends_nothing(package: Package) -> None:
    stranger = acting(officer("bolat", "KZ-71"), "reporting.upload")
    ready = checked("a.xlsx", built(package), kinds()["reporting.workbook"])
    with refusal("no_such_package"):
        uploads.receive(stranger, package.pk, ready)
    view = send(package, Filled(built(package)).set(1, **TEXTS).save())
    with refusal("no_such_upload"):
        uploads.apply(stranger, view.id)
    with refusal("no_such_upload"), frame(stranger, "reporting.read", READING):
        upload(view.id, language="ru")


def test_the_workbook_is_closed_but_for_what_is_to_be_written(package: Package) -> None:
    book = Filled(built(package))
    assert book.sheet.protection.sheet
    unlocked = {
        (
            book.sheet.cell(row, book.column("number")).value,
            column_of(book.sheet.cell(HEADER, cell.column).value),
        )
        for row in range(HEADER + 1, HEADER + 5)
        for cell in book.sheet[row]
        if not cell.protection.locked
    }
    texts = {"outcome", "text_kk", "text_ru", "spend"}
    numbers = {"value", "numerator", "denominator"}
    assert unlocked == {(n, key) for n in (1, 4) for key in texts} | {
        (n, key) for n in (2, 3) for key in texts | numbers
    }
    read = sheets.read(built(package))
    assert not any(sheet.is_hidden or sheet.hidden_rows or sheet.hidden_columns for sheet in read.sheets)
    assert book.sheet.freeze_panes == f"C{HEADER + 1}"


def test_the_annotated_copy_has_the_words_at_the_cells(package: Package) -> None:
    book = Filled(built(package)).set(1, text_ru="=A1")
    merge_cells(book)
    view = send(package, book.save())
    with frame(program(), "reporting.read", READING):
        _, content = file_of(view.id)
    remarks = [Remark(f.sheet, f.cell, f.severity, f"{f.message} {f.mend}") for f in view.findings]
    copy = openpyxl.load_workbook(io.BytesIO(annotated(content, remarks, "Qalqan")))
    comments = [cell.comment.text for row in copy.worksheets[0].iter_rows() for cell in row if cell.comment]
    assert comments
    assert all(any(f.mend in text for text in comments) for f in view.findings)


def test_headers_and_words_are_whole_in_three_languages() -> None:
    assert all(column_of(name) for name in ("№", "Исполнение", "What was done (Kazakh)"))
    assert len(set(columns())) == len(columns())
    for rule, entry in catalogue().items():
        for language in ("kk", "ru", "en"):
            message, mend = words(rule, {}, language)
            assert message, (rule, language)
            assert mend, (rule, language)
        assert entry["severity"] in ("error", "warning", "note")
