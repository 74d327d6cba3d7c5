"""The files of a report, read back by their own readers and by LibreOffice; and errors planted in each."""

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import docx
import openpyxl
import pypdfium2  # type: ignore[import-untyped]
import pytest
import typst
from docx.oxml.ns import qn

from qalqan.domains.reporting.report import content, pdf, reading
from qalqan.domains.reporting.report.facts import LineFacts, national, regional
from qalqan.domains.reporting.report.links import Links
from qalqan.domains.reporting.report.linter import Files, lint
from qalqan.domains.reporting.report.making import NEEDED, Made, make
from qalqan.domains.reporting.report.tree import Document, Heading, Para, Part, Table
from qalqan.domains.reporting.report.words import LANGUAGES, SLOT, words
from qalqan.domains.reporting.rules.numbers import Finding, Number, Quote, plain
from qalqan.domains.reporting.tests.report_facts import make_facts

FACTS = make_facts(regions=4, measures=7)
BASE = "https://qalqan.example"
MADE: Made = make(FACTS, BASE)
DOCUMENTS: list[Document] = [content.document(FACTS, language) for language in LANGUAGES]


def relint(**changed: bytes) -> tuple[Finding, ...]:
    """The linter on the files, some of them exchanged: docx_kk=…"""
    files: dict[tuple[str, str], bytes] = dict(MADE.files)
    for name, data in changed.items():
        kind, _, language = name.partition("_")
        files[kind, language] = data
    return lint(DOCUMENTS, MADE.numbers, files)


def test_it_works() -> None:
    assert MADE.findings == ()
    assert MADE.files.keys() == NEEDED


def test_the_same_facts_give_the_same_content() -> None:
    again = make(FACTS, BASE)
    assert again.digest == MADE.digest
    assert again.files["pdf", "kk"] == MADE.files["pdf", "kk"]


def test_two_lines_of_a_body_on_a_measure_are_two_numbers() -> None:
    """Half-years, or two duties: each value has a key of its own, and the report is written."""
    first = replace(FACTS.lines[0], state="accepted", value=Decimal(7))
    twice = (first, replace(first, value=Decimal(8)))
    made = make(replace(FACTS, lines=(*twice, *FACTS.lines[1:])), BASE)
    assert made.findings == ()
    key = f"line.{first.measure}.{first.body.code}"
    assert [made.numbers[f"{name}.value"].value for name in (key, f"{key}.2")] == [7, 8]


def test_both_languages_have_the_same_sentences_with_the_same_slots() -> None:
    def shape(language: str) -> dict[str, set[str]]:
        return {
            f"{table}.{key}": set(SLOT.findall(sentence)) if isinstance(sentence, str) else set()
            for table, sentences in words(language).tables.items()
            for key, sentence in sentences.items()
        }

    assert shape("kk") == shape("ru")


def test_a_claim_is_never_worded_as_a_fact() -> None:
    for language, forbidden in (
        ("ru", "исполнение подтверждено независимыми"),
        ("kk", "орындалғаны тәуелсіз"),
    ):
        for standing in ("claimed", "contradicted", "none", "partly"):
            sentence = words(language).of(f"measure.{standing}").lower()
            assert not sentence.startswith(forbidden)


def test_a_draft_is_not_quoted() -> None:
    lines = tuple(replace(line, state="not_submitted") for line in FACTS.lines)
    document = content.document(replace(FACTS, lines=lines), "ru")
    said = [
        plain(cell)
        for part in document.parts
        for block in part.blocks
        for row in (block.rows if isinstance(block, Table) else ())
        for cell in row.cells
    ] + [plain(b.text) for part in document.parts for b in part.blocks if not isinstance(b, Table)]
    assert not any("345" in words_of for words_of in said)


def test_a_contradiction_in_one_region_contradicts_the_nation() -> None:
    standings = {(1, region.key): "evidenced" for region in FACTS.regions}
    assert national(replace(FACTS, standings=standings), 1) == "evidenced"
    standings[1, FACTS.regions[0].key] = "contradicted"
    assert national(replace(FACTS, standings=standings), 1) == "contradicted"
    assert national(replace(FACTS, standings={}, lines=()), 1) == "none"


def test_a_certified_line_without_a_value_is_a_claim() -> None:
    """Many measures have no indicator: evidence keeps no claim of theirs, and the report has."""
    first, second, *_ = (line for line in FACTS.lines if line.measure == 1)

    def stand(*lines: LineFacts, kept: Mapping[tuple[int, str], str] = MappingProxyType({})) -> str:
        facts = replace(FACTS, standings=kept, lines=lines, contradictions=())
        return " ".join((national(facts, 1), *regional(facts).values()))

    said, refused, draft = (
        replace(first, state="submitted", outcome="done"),
        replace(first, state="accepted", outcome="not_done"),
        replace(first, state="not_submitted", outcome="done"),
    )
    silent = replace(second, state="not_submitted", outcome="unknown")
    assert stand(said, silent) == "claimed claimed none"
    assert stand(refused) == "none none"
    assert stand(draft) == "none none"
    assert stand(replace(said, region="")) == "claimed"
    assert stand(said, kept={(1, ""): "none", (1, said.region): "none"}) == "claimed claimed"
    assert stand(said, kept={(1, ""): "evidenced"}) == "evidenced claimed"
    assert stand(said, kept={(1, said.region): "evidenced"}) == "evidenced evidenced"


def test_a_region_of_which_nothing_is_known_is_not_evidenced() -> None:
    first, second, *_ = (line for line in FACTS.lines if line.measure == 1)
    silent = replace(second, state="not_submitted")
    kept = {(1, first.region): "evidenced"}
    facts = replace(FACTS, standings=kept, lines=(first, silent), contradictions=())
    assert national(facts, 1) == "partly"


def in_docx(data: bytes, old: str, new: str, *, last: bool = False) -> bytes:
    """A document with the first (last) run of these words changed."""
    word = docx.Document(io.BytesIO(data))
    runs = [piece for piece in word.element.body.iter(qn("w:t")) if piece.text == old]
    runs[-1 if last else 0].text = new
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def test_a_digit_changed_in_the_document() -> None:
    data = in_docx(MADE.files["docx", "kk"], "91,3\u00a0%", "91,8\u00a0%")
    findings = relint(docx_kk=data)
    assert {(f.output, f.rule, f.expected, f.found) for f in findings} >= {
        ("docx-kk", "changed", "91,3", "91,8")
    }
    assert {f.output for f in findings} == {"docx-kk"}


def test_a_comma_lost_in_the_document() -> None:
    findings = relint(docx_ru=in_docx(MADE.files["docx", "ru"], "91,3\u00a0%", "913\u00a0%"))
    assert any(f.expected == "91,3" and f.found == "913" for f in findings)


def test_a_number_typed_by_hand_into_the_document() -> None:
    word = docx.Document(io.BytesIO(MADE.files["docx", "ru"]))
    word.paragraphs[9].add_run(" Охвачено 100 процентов школ.")
    out = io.BytesIO()
    word.save(out)
    findings = relint(docx_ru=out.getvalue())
    assert [(f.rule, f.found) for f in findings] == [("unknown", "100")]


def test_a_row_dropped_from_the_document() -> None:
    word = docx.Document(io.BytesIO(MADE.files["docx", "kk"]))
    table = word.tables[1]._tbl
    table.remove(table.tr_lst[-1])
    out = io.BytesIO()
    word.save(out)
    findings = relint(docx_kk=out.getvalue())
    assert findings
    assert {f.rule for f in findings} <= {"missing", "unlinked", "changed"}


def test_a_number_that_lost_its_link() -> None:
    word = docx.Document(io.BytesIO(MADE.files["docx", "kk"]))
    link = next(word.element.body.iter(qn("w:hyperlink")))
    for run in link:
        link.addprevious(run)
    out = io.BytesIO()
    word.save(out)
    assert {f.rule for f in relint(docx_kk=out.getvalue())} == {"unlinked"}


def test_a_cell_of_the_workbook_that_lost_its_link() -> None:
    book = openpyxl.load_workbook(io.BytesIO(MADE.files["xlsx", "ru"]))
    cell = next(
        cell for row in book["late"].iter_rows(min_row=4) for cell in row if isinstance(cell.value, int)
    )
    cell.hyperlink = None
    out = io.BytesIO()
    book.save(out)
    assert [(f.rule, f.where) for f in relint(xlsx_ru=out.getvalue())] == [
        ("unlinked", f"late, {cell.coordinate}")
    ]


def test_a_paper_whose_links_lead_elsewhere() -> None:
    data = pdf.write(DOCUMENTS[0], Links(BASE, "ru"), FACTS.as_of)  # the numbers are right, the language not
    assert {f.rule for f in relint(pdf_kk=data)} == {"unlinked"}


def test_a_cell_changed_in_the_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(MADE.files["xlsx", "ru"]))
    changed = next(
        cell for row in book["values"].iter_rows(min_row=4) for cell in row if isinstance(cell.value, float)
    )
    changed.value = 12345.5
    out = io.BytesIO()
    book.save(out)
    assert {(f.output, f.rule) for f in relint(xlsx_ru=out.getvalue())} == {("xlsx-ru", "changed")}


def test_a_value_changed_in_the_list_of_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(MADE.files["xlsx", "kk"]))
    book.worksheets[-1]["C2"].value = 7
    out = io.BytesIO()
    book.save(out)
    assert {(f.output, f.rule) for f in relint(xlsx_kk=out.getvalue())} == {("xlsx-kk", "registry")}


def test_a_value_changed_in_the_data() -> None:
    data = json.loads(MADE.files["json", ""])
    key = next(iter(data["numbers"]))
    data["numbers"][key]["value"] = "1000000"
    assert [(f.rule, f.where) for f in relint(json_=json.dumps(data).encode())] == [("registry", key)]


def test_numbers_of_another_report_in_the_paper() -> None:
    other = make(make_facts(regions=4, measures=7, seed=2), BASE)
    assert {f.output for f in relint(pdf_kk=other.files["pdf", "kk"])} == {"pdf-kk"}


def test_a_page_dropped_from_the_paper() -> None:
    document = pypdfium2.PdfDocument(MADE.files["pdf", "ru"])
    document.del_page(1)
    out = io.BytesIO()
    document.save(out)
    assert {f.output for f in relint(pdf_ru=out.getvalue())} == {"pdf-ru"}


@pytest.mark.parametrize("name", ["docx_kk", "pdf_kk", "xlsx_kk", "json_"])
def test_a_file_that_cannot_be_read(name: str) -> None:
    assert "unreadable" in {finding.rule for finding in relint(**{name: b"\x00 no file"})}


def test_a_language_that_says_other_numbers() -> None:
    other = content.document(make_facts(regions=4, measures=7, seed=2), "ru")
    findings = lint([DOCUMENTS[0], other], MADE.numbers, MADE.files)
    assert any(f.output == "content-ru" and f.rule == "registry" for f in findings)


def test_everything_the_paper_may_draw_is_drawn() -> None:
    """UA-1 refuses a character that no font at hand has, in any style that the report uses."""
    characters = "".join(chr(c) for c in range(0x20, 0xFFFF) if not pdf.UNDRAWN.match(chr(c)))
    said = Quote(" ".join(characters))
    blocks = tuple(Para((said,), style) for style in ("body", "verdict", "title", "note"))
    document = replace(DOCUMENTS[0], parts=(Part("all", (Heading(1, ("А",)), *blocks)),))
    assert pdf.write(document, Links(BASE, "kk"), FACTS.as_of).startswith(b"%PDF-")
    assert len(characters) > 700


def test_what_no_font_has_does_not_stop_the_report() -> None:
    said = {"kk": "", "ru": "Готово 👍 на 50\u0663 процентов\x00 =1+1 <b>&amp;</b>"}
    lines = tuple(replace(line, text=said, state="accepted") for line in FACTS.lines)
    assert make(replace(FACTS, lines=lines), BASE).findings == ()


def test_a_value_that_a_spreadsheet_would_round_stays_exact() -> None:
    lines = (replace(FACTS.lines[0], state="accepted", value=Decimal("123456789012345678.125")),)
    made = make(replace(FACTS, lines=lines), BASE)
    assert made.findings == ()
    value, _shown = reading.registry_of_xlsx(made.files["xlsx", "kk"])[
        f"line.{lines[0].measure}.{lines[0].body.code}" + ".value"
    ]
    assert value == Decimal("123456789012345678.125")


def test_the_paper_is_tagged() -> None:
    data = MADE.files["pdf", "kk"]
    assert b"/StructTreeRoot" in data
    assert b"pdfuaid" in data


def test_no_number_of_the_data_is_without_an_address() -> None:
    assert all(isinstance(n, Number) and n.address.startswith("/open/") for n in MADE.numbers.values())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_document_and_workbook(tmp_path: Path) -> None:
    for kind in ("docx", "xlsx"):
        (tmp_path / f"report.{kind}").write_bytes(MADE.files[kind, "kk"])
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    for kind, to in (
        ("docx", "txt:Text (encoded):UTF8"),
        ("xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1"),
    ):
        subprocess.run(
            [
                "soffice",
                profile,
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                tmp_path,
                tmp_path / f"report.{kind}",
            ],
            check=True,
            timeout=120,
            capture_output=True,
        )
    said = (tmp_path / "report.txt").read_text("utf-8-sig")
    assert "ОРЫНДАЛУЫ ТУРАЛЫ ЕСЕП" in said.upper()
    assert "91,3" in said
    assert "Жиыны" in (tmp_path / "report.csv").read_text("utf-8")


def test_files_are_what_they_are_named() -> None:
    for (kind, _language), data in MADE.files.items():
        if kind in ("docx", "xlsx"):
            assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    files: Files = MADE.files
    assert all(files.values())


def test_a_row_of_single_figures_in_narrow_cells_is_read_as_many_numbers() -> None:
    """PDFium takes such a row for one word with wide letters."""
    table = "#table(columns: (1fr,) * 20, align: center, " + "[1], " * 20 + ")"
    source = f"#set page(flipped: true)\n#set text(size: 7pt)\n= 11 2022\n{table}"
    made = typst.compile(source.encode())
    assert reading.from_pdf(made) == ["11", "2022", *["1"] * 20]
