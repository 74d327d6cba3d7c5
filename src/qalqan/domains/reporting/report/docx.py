"""The report as an editable document: named styles, real headings, header rows that repeat, links, wide pages
for the annexes, page numbers in the foot.

Paragraphs and tables are written as XML elements: python-docx searches all styles for each paragraph, and a
table for each cell, and an annex has two thousand.
"""

import io
from datetime import datetime

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from lxml.etree import _Element

from qalqan.domains.reporting.report.links import Links
from qalqan.domains.reporting.report.tree import TONES, Document, Heading, Para, Part, Row, Table
from qalqan.domains.reporting.rules.numbers import Text, wording

FONT = "Times New Roman"  # on every desk of the ministries, with all Kazakh letters; named, not shipped
INK = "0B3D78"
TAGS = {"kk": "kk-KZ", "ru": "ru-RU"}
# Name of the style, size, space before and after, left indent in mm, bold, alignment.
STYLES: dict[str, tuple[str, float, float, float, float, bool, WD_ALIGN_PARAGRAPH]] = {
    "addressee": ("Report Addressee", 14, 0, 6, 75, True, WD_ALIGN_PARAGRAPH.LEFT),
    "sender": ("Report Sender", 12, 0, 6, 75, False, WD_ALIGN_PARAGRAPH.LEFT),
    "title": ("Report Subject", 14, 4, 10, 0, True, WD_ALIGN_PARAGRAPH.CENTER),
    "lead": ("Report Lead", 12, 2, 4, 0, False, WD_ALIGN_PARAGRAPH.CENTER),
    "body": ("Report Text", 12, 0, 6, 0, False, WD_ALIGN_PARAGRAPH.JUSTIFY),
    "verdict": ("Report Verdict", 12, 0, 3, 0, True, WD_ALIGN_PARAGRAPH.LEFT),
    "item": ("Report Item", 12, 0, 3, 5, False, WD_ALIGN_PARAGRAPH.JUSTIFY),
    "quote": ("Report Quote", 11, 0, 5, 8, False, WD_ALIGN_PARAGRAPH.JUSTIFY),
    "note": ("Report Note", 10.5, 4, 6, 5, False, WD_ALIGN_PARAGRAPH.JUSTIFY),
    "sign": ("Report Signature", 12, 40, 20, 0, False, WD_ALIGN_PARAGRAPH.LEFT),
    "caption": ("Report Caption", 11, 10, 4, 0, False, WD_ALIGN_PARAGRAPH.LEFT),
    "cell": ("Report Cell", 10, 1, 1, 0, False, WD_ALIGN_PARAGRAPH.LEFT),
    "fine": ("Report Fine Cell", 7, 0, 0, 0, False, WD_ALIGN_PARAGRAPH.LEFT),
}
HEADINGS = {1: (16, 14, 8), 2: (13, 14, 6), 3: (12, 10, 4)}


def write(document: Document, links: Links, made: datetime) -> bytes:
    """The document of one language."""
    word = docx.Document()
    _styles(word, TAGS[document.language])
    core = word.core_properties
    core.title, core.author, core.language = document.title[:250], document.author[:250], document.language
    core.created = core.modified = made.replace(tzinfo=None)
    core.comments = ""
    writer = _Writer(word, links)
    for position, part in enumerate(document.of("docx")):
        writer.part(part, first=position == 0)
    for section in word.sections:
        section.footer.is_linked_to_previous = True
    word.sections[0].footer.is_linked_to_previous = False
    _foot(word, document.running)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _styles(word: Word, tag: str) -> None:
    """Named styles, so that an editor changes a look in one place."""
    normal = word.styles["Normal"]
    _font(normal, 12)
    fonts = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    if fonts is not None:
        fonts.set(qn("w:val"), tag)
    for name, size, before, after, indent, bold, align in STYLES.values():
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, size)
        style.font.bold = bold
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.left_indent = Mm(indent)
        style.paragraph_format.alignment = align
    word.styles["Report Caption"].paragraph_format.keep_with_next = True
    for level, (size, before, after) in HEADINGS.items():
        style = word.styles[f"Heading {level}"]
        _font(style, size)
        style.font.bold, style.font.italic, style.font.color.rgb = True, False, RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
    word.styles["Heading 1"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.styles["Heading 1"].font.all_caps = True


def _font(style: ParagraphStyle, size: float) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _foot(word: Word, running: str) -> None:
    """The running words and the page's number: a field, which the reader's program fills."""
    line = word.sections[0].footer.paragraphs[0]
    line.style = word.styles["Report Cell"]
    line.add_run(f"{running}\t")
    for kind, code in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = OxmlElement("w:r")
        piece = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            piece.set(qn("w:fldCharType"), kind)
        else:
            piece.text = code
        run.append(piece)
        line._p.append(run)


class _Writer:
    """Writes parts one after the other; knows the links it made."""

    def __init__(self, word: Word, links: Links) -> None:
        self.word, self.links = word, links
        self._relations: dict[str, str] = {}

    def part(self, part: Part, *, first: bool) -> None:
        """A part begins a section of its own orientation."""
        section = self.word.sections[0] if first else self.word.add_section(WD_SECTION.NEW_PAGE)
        long, short = Mm(297), Mm(210)
        section.orientation = WD_ORIENT.LANDSCAPE if part.wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if part.wide else (short, long)
        section.left_margin, section.right_margin = (Mm(14), Mm(14)) if part.wide else (Mm(28), Mm(15))
        section.top_margin = section.bottom_margin = Mm(18)
        width = 269 if part.wide else 167
        for block in part.blocks:
            if isinstance(block, Heading):
                self.paragraph(block.text, f"Heading {block.level}")
            elif isinstance(block, Para):
                self.paragraph(block.text, STYLES[block.style][0])
            else:
                self.table(block, width)

    def paragraph(self, text: Text, style: str) -> None:
        """One paragraph in a named style."""
        line = OxmlElement("w:p")
        form = OxmlElement("w:pPr")
        form.append(_with("w:pStyle", val=style.replace(" ", "")))  # the id that python-docx gives a name
        line.append(form)
        self.runs(line, text)
        self.append(line)

    def append(self, made: _Element) -> None:
        """A block at the end of the body, before the section's own properties."""
        body = self.word.element.body
        body.insert(len(body) - 1, made)

    def runs(self, into: _Element, text: Text, *, bold: bool = False) -> None:
        """Words as runs, what has an address as a link."""
        for run in text:
            address = self.links(run)
            holder = into
            if address:
                holder = OxmlElement("w:hyperlink")
                holder.set(qn("r:id"), self.relation(address))
                into.append(holder)
            holder.append(_run(wording(run), is_link=bool(address), bold=bold))

    def relation(self, address: str) -> str:
        """The id of a link, made once an address."""
        if address not in self._relations:
            rels = self.word.part.rels
            self._relations[address] = f"rLink{len(self._relations)}"
            rels.add_relationship(
                RELATIONSHIP_TYPE.HYPERLINK, address, self._relations[address], is_external=True
            )
        return self._relations[address]

    def table(self, table: Table, width: int) -> None:
        """A caption and a table whose head repeats on every page."""
        self.paragraph(table.caption, STYLES["caption"][0])
        total = sum(table.widths)
        columns = [round(width * share / total * 56.7) for share in table.widths]  # twentieths of a point
        made = OxmlElement("w:tbl")
        made.append(_table_look())
        grid = OxmlElement("w:tblGrid")
        for column in columns:
            grid.append(_with("w:gridCol", w=str(column)))
        made.append(grid)
        heads = Row(tuple((head,) for head in table.heads))
        made.append(self._row(table, heads, columns, is_head=True))
        for row in table.rows:
            made.append(self._row(table, row, columns))
        self.append(made)

    def _row(self, table: Table, row: Row, columns: list[int], *, is_head: bool = False) -> _Element:
        made = OxmlElement("w:tr")
        look = OxmlElement("w:trPr")
        look.append(OxmlElement("w:cantSplit"))
        if is_head and table.fine:  # turned words give a row no height of their own
            look.append(_with("w:trHeight", val="1900", hRule="exact"))
        if is_head:
            look.append(OxmlElement("w:tblHeader"))
        made.append(look)
        bold = is_head or row.kind != "plain"
        for column, cell in enumerate(row.cells):
            box = OxmlElement("w:tc")
            box.append(_cell_look(table, row, columns, column, is_head=is_head))
            line = OxmlElement("w:p")
            form = OxmlElement("w:pPr")
            form.append(_with("w:pStyle", val="ReportFineCell" if table.fine else "ReportCell"))
            side = "right" if column in table.numeric else "center" if column in table.centred else ""
            if side and not is_head:
                form.append(_with("w:jc", val=side))
            line.append(form)
            self.runs(line, cell, bold=bold)
            box.append(line)
            made.append(box)
        return made


def _cell_look(table: Table, row: Row, columns: list[int], column: int, *, is_head: bool) -> _Element:
    """A cell's width, span, shade and, in a fine head, its turned words. The order of elements is OOXML's."""
    look = OxmlElement("w:tcPr")
    whole = row.kind == "group"
    look.append(_with("w:tcW", w=str(sum(columns) if whole else columns[column]), type="dxa"))
    if whole:
        look.append(_with("w:gridSpan", val=str(len(columns))))
    shade = "EEF2F5" if is_head or whole else TONES.get(row.tones[column], "") if row.tones else ""
    if shade:
        look.append(_with("w:shd", val="clear", color="auto", fill=shade))
    if is_head and table.fine and column > 2:
        look.append(_with("w:textDirection", val="btLr"))
    return look


def _table_look() -> _Element:
    look = OxmlElement("w:tblPr")
    look.append(_with("w:tblW", w="5000", type="pct"))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_with(f"w:{side}", val="single", sz="4", space="0", color="7D8A94"))
    look.append(borders)
    look.append(_with("w:tblLayout", type="fixed"))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_with(f"w:{side}", w="60", type="dxa"))
    look.append(margins)
    return look


def _with(tag: str, **attributes: str) -> _Element:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _run(words: str, *, is_link: bool, bold: bool) -> _Element:
    made = OxmlElement("w:r")
    if is_link or bold:
        look = OxmlElement("w:rPr")
        if bold:
            look.append(OxmlElement("w:b"))
        if is_link:
            look.append(_with("w:color", val=INK))
        made.append(look)
    written = OxmlElement("w:t")
    written.text = words
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    made.append(written)
    return made
