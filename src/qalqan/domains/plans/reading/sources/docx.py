"""Word documents (ISO/IEC 29500, WordprocessingML): paragraphs, tables with gridSpan and vMerge; words are
whole.

Read straight from the XML rather than through python-docx: that library gives no list numbers, and in real
plans the column "№" is often an automatic list, whose numbers stand nowhere in the text.
"""

from lxml import etree

from qalqan.domains.plans.reading.document import Source, Span, Table
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.archive import open_archive
from qalqan.domains.plans.reading.sources.canonical import Canonical
from qalqan.domains.plans.reading.sources.limits import DEFAULT, Limits
from qalqan.domains.plans.reading.sources.numbering import Numbering, W
from qalqan.domains.plans.reading.sources.tables import CellDraft, place_cells

_FOOTNOTES = "word/footnotes.xml"


def read_docx(data: bytes, limits: Limits = DEFAULT) -> Source:
    """The document's canonical text and tables, footnotes last. Raises PlanUnreadable."""
    with open_archive(data, limits) as archive:
        if archive.format != "docx":
            raise PlanUnreadable("format.disagrees", "file", {"asked": "docx", "found": archive.format})
        names = set(archive.file.namelist())
        parts = {
            name: _parse(archive.file.read(name), name)
            for name in ("word/document.xml", "word/numbering.xml", "word/styles.xml", _FOOTNOTES)
            if name in names
        }
    body = parts["word/document.xml"].find(f"{W}body")
    if body is None:
        raise PlanUnreadable("xml.broken", "part word/document.xml", {"detail": "w:body"})
    reader = _Document(Numbering(parts.get("word/numbering.xml"), parts.get("word/styles.xml")), limits)
    reader.blocks(body)
    for note in parts[_FOOTNOTES].findall(f"{W}footnote") if _FOOTNOTES in parts else ():
        reader.blocks(note)
    return Source("docx", reader.canonical.text, tuple(reader.tables), words_whole=True)


def _parse(data: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise PlanUnreadable("xml.broken", f"part {name}", {"detail": str(error)}) from error


class _Document:
    def __init__(self, numbering: Numbering, limits: Limits) -> None:
        self.canonical = Canonical()
        self.tables: list[Table] = []
        self.numbering = numbering
        self.limits = limits

    def blocks(self, container: etree._Element) -> None:
        for block in _blocks(container):
            if block.tag == f"{W}tbl":
                self.table(block)
            else:
                for line in self.lines(block):
                    self.canonical.add(line)
                self.canonical.gap()

    def table(self, table: etree._Element) -> None:
        drafts = [self._row(row) for row in _rows(table)]
        _merge_vertically(drafts)
        start = self.canonical.length
        rows = place_cells(
            [[cell.draft for cell in row if not cell.continues] for row in drafts],
            self.canonical,
            self.limits,
        )
        if rows:
            self.tables.append(Table(tuple(rows), Span(start, self.canonical.length)))

    def _row(self, row: etree._Element) -> list["_WordCell"]:
        cells = []
        column = int(_value(row, "trPr/gridBefore") or 0)
        for cell in row.iter(f"{W}tc"):
            if next(cell.iterancestors(f"{W}tr")) is not row:
                continue
            span = int(_value(cell, "tcPr/gridSpan") or 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            lines = [line for block in _blocks(cell) for line in self._cell_lines(block)]
            continues = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            cells.append(_WordCell(CellDraft(lines, span, 1, column), continues))
            column += span
        return cells

    def _cell_lines(self, block: etree._Element) -> list[str]:
        if block.tag == f"{W}p":
            return self.lines(block)
        return [line for paragraph in block.iter(f"{W}p") for line in self.lines(paragraph)]

    def lines(self, paragraph: etree._Element) -> list[str]:
        """The paragraph as shown: its list number, then its text, one item per line break; none empty."""
        text: list[str] = []
        for node in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"):
            if any(above.tag == f"{W}moveFrom" for above in node.iterancestors()):
                continue
            if node.tag == f"{W}t":
                text.append(node.text or "")
            elif node.tag == f"{W}tab":
                in_run = node.getparent().tag == f"{W}r"  # type: ignore[union-attr]
                text.append(" " if in_run else "")
            else:
                text.append("-" if node.tag == f"{W}noBreakHyphen" else "\n")
        shown = f"{self.numbering.mark(paragraph)} {''.join(text)}"
        return [line for line in (" ".join(line.split()) for line in shown.split("\n")) if line]


class _WordCell:
    """A table cell and whether it only continues the cell above (vMerge)."""

    def __init__(self, draft: CellDraft, continues: bool) -> None:
        self.draft = draft
        self.continues = continues


def _merge_vertically(rows: list[list[_WordCell]]) -> None:
    """Lengthen each cell by the cells below that continue it; a continuation without a start stands alone."""
    open_cells: dict[int | None, tuple[_WordCell, int]] = {}
    for row in rows:
        still_open: dict[int | None, tuple[_WordCell, int]] = {}
        for cell in row:
            column = cell.draft.column
            first, height = open_cells.get(column, (cell, 0))
            if not cell.continues or height == 0:
                first, height, cell.continues = cell, 0, False
            draft = first.draft
            lines = draft.lines if first is cell else draft.lines + cell.draft.lines
            first.draft = CellDraft(lines, draft.column_span, height + 1, draft.column)
            still_open[column] = (first, height + 1)
        open_cells = still_open


def _blocks(container: etree._Element) -> list[etree._Element]:
    """Paragraphs and tables in order, through content controls and tracked insertions."""
    found = []
    for child in container:
        if child.tag in (f"{W}p", f"{W}tbl"):
            found.append(child)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"):
            found += _blocks(child)
    return found


def _rows(table: etree._Element) -> list[etree._Element]:
    return [row for row in table.iter(f"{W}tr") if next(row.iterancestors(f"{W}tbl")) is table]


def _value(element: etree._Element, path: str) -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}val")
