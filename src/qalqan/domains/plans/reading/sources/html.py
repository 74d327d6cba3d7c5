"""HTML pages of legal databases: paragraphs and tables with colspan, rowspan and <br>; words are whole.

The HTML parser of libxml2 knows no external entities and opens nothing; scripts, menus and forms are not
text.
"""

import re

from lxml import etree, html

from qalqan.domains.plans.reading.document import Cell, Source, Span, Table
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.canonical import Canonical
from qalqan.domains.plans.reading.sources.limits import DEFAULT, Limits
from qalqan.domains.plans.reading.sources.tables import CellDraft, place_cells
from qalqan.domains.plans.reading.sources.text import decode

_SIGN = re.compile(r"<(!doctype\s+html|html|head|body|table|div|p)[\s>/]", re.IGNORECASE)
_NOT_TEXT = {
    "script",
    "style",
    "head",
    "nav",
    "aside",
    "form",
    "button",
    "select",
    "noscript",
    "template",
    "svg",
    "iframe",
}
_INLINE = {
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
}
_INLINE |= {
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    "nobr",
}
_DELETED = {"del", "strike"}


def looks_like_html(text: str) -> bool:
    """Whether `text` begins as an HTML page or fragment does (after a prologue and comments)."""
    start = re.sub(r"^\s*(<\?xml.*?\?>|<!--.*?-->|\s)*", "", text[:4096], flags=re.DOTALL)
    return bool(_SIGN.match(start))


def read_html(data: bytes, limits: Limits = DEFAULT) -> Source:
    """A page as canonical text and tables.

    Raises PlanUnreadable: encoding.*, xml.entities, xml.broken, xml.depth.
    """
    text = decode(data)
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise PlanUnreadable("xml.entities", "file")
    # An XML declaration would forbid parsing from str; the bytes are known to be UTF-8 by now.
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.LxmlError as error:
        raise PlanUnreadable("xml.broken", "file", {"detail": str(error)}) from error
    _check_depth(root, limits)
    reader = _Page(limits)
    reader.block(_main_part(root))
    return Source("html", reader.canonical.text, tuple(reader.tables), words_whole=True)


def _check_depth(root: html.HtmlElement, limits: Limits) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.xml_depth:
            raise PlanUnreadable("xml.depth", "file", {"limit": str(limits.xml_depth)})


def _main_part(root: html.HtmlElement) -> html.HtmlElement:
    """The one <article> or <main> that holds a table, if the page marks one; else its body."""
    for name in ("article", "main"):
        found = [part for part in root.iter(name) if part.find(".//table") is not None]
        if len(found) == 1:
            return found[0]
    body = root.find("body")
    return root if body is None else body


class _Page:
    """Walks the elements in reading order and writes each block as a line of the canonical text."""

    def __init__(self, limits: Limits) -> None:
        self.canonical = Canonical()
        self.tables: list[Table] = []
        self.limits = limits

    def block(self, element: html.HtmlElement) -> None:
        """Everything in `element`: text as paragraphs, tables as tables."""
        for part in _lines_and_tables(element):
            if isinstance(part, str):
                self.canonical.add(part) if part else self.canonical.gap()
            elif _has_rows_inside(part):
                self.block_of_layout(part)
            else:
                self.table(part)

    def block_of_layout(self, table: html.HtmlElement) -> None:
        """A table that only places other tables on the page: its cells are blocks."""
        for cell in _own(table, "td", "th"):
            self.block(cell)

    def table(self, table: html.HtmlElement) -> None:
        drafts: list[list[CellDraft]] = []
        for row in _own(table, "tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            drafts.append([_draft(cell) for cell in cells])
        self.canonical.gap()
        start = self.canonical.length
        rows: list[tuple[Cell, ...]] = place_cells(drafts, self.canonical, self.limits)
        if rows:
            self.tables.append(Table(tuple(rows), Span(start, self.canonical.length)))


def _own(table: html.HtmlElement, *tags: str) -> list[html.HtmlElement]:
    """Descendants with these tags that belong to this table and to no table inside it."""
    return [found for found in table.iter(*tags) if next(found.iterancestors("table")) is table]


def _has_rows_inside(table: html.HtmlElement) -> bool:
    return any(len(_own(inner, "tr")) > 1 for inner in table.iter("table") if inner is not table)


def _draft(cell: html.HtmlElement) -> CellDraft:
    lines: list[str] = []
    for part in _lines_and_tables(cell):
        lines += [part] if isinstance(part, str) else [" ".join("".join(map(str, part.itertext())).split())]
    return CellDraft(
        [line for line in lines if line], _number(cell.get("colspan")), _number(cell.get("rowspan"))
    )


def _number(value: str | None) -> int:
    return min(max(int(value), 1), 1000) if value and value.strip().isdigit() else 1


def _lines_and_tables(element: html.HtmlElement) -> list[str | html.HtmlElement]:
    """Lines of text as the page shows them (white space collapsed) and tables, in order;

    "" ends a paragraph.
    """
    parts: list[str | html.HtmlElement] = []
    line: list[str] = []

    def end_line() -> None:
        text = " ".join("".join(line).split())
        line.clear()
        if text:
            parts.append(text)

    def end_block() -> None:
        end_line()
        if parts and parts[-1] != "":
            parts.append("")

    def walk(node: html.HtmlElement) -> None:
        if not isinstance(node.tag, str) or node.tag in _NOT_TEXT | _DELETED:
            return
        if node.tag == "table" and node is not element:
            end_line()
            parts.append(node)
            return
        inline = node.tag in _INLINE
        if not inline:
            end_block() if node.tag != "br" else end_line()
        line.append(node.text or "")
        for child in node:
            walk(child)
            line.append(child.tail or "")
        if not inline and node.tag != "br":
            end_block()

    walk(element)
    return parts
