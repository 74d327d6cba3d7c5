"""The report as PDF, by Typst: tagged (PDF/UA-1), made to last (PDF/A-2a), the same bytes for the same
content.

The font is Libertinus Serif, which Typst carries (SIL Open Font License): it has every letter of the three
languages in all four styles. A character that no font here can draw is shown as the replacement character on
paper; DOCX, XLSX and JSON keep it.
"""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from qalqan.domains.reporting.report.links import Links
from qalqan.domains.reporting.report.tree import TONES, Block, Document, Heading, Para, Table
from qalqan.domains.reporting.rules.numbers import Text, wording

TEMPLATE = Path(__file__).with_name("report.typ")
STANDARDS: list[Any] = ["ua-1", "a-2a"]
FOOT_MM = 20  # the lowest stretch of every page holds the page number and nothing of the content
# What the fonts at hand draw; a test typesets every character of it.
DRAWN = (
    r"\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u0370-\u0377\u037a-\u037f\u0384-\u038a"
    r"\u038e-\u03a1\u03a3-\u03ce\u0400-\u0482\u048a-\u04ff\u2002-\u200a\u2010-\u2015\u2018-\u201f"
    r"\u2020-\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u2070\u2074-\u2079\u2080-\u2089"
    r"\u20a0-\u20a4\u20a6-\u20bf\u2116\u2122\u2190-\u2193\u2212\u221e\u2248\u2260\u2264\u2265"
    r"\u25a0\u25a1\u25cb\u25cf\ufffd"
)
UNDRAWN = re.compile(f"[^{DRAWN}]")


def write(document: Document, links: Links, made: datetime) -> bytes:
    """The PDF of one language. typst.TypstError if the content cannot be set."""
    compiler = typst.Compiler(
        input=TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        sys_inputs={"data": _data(document, links)},
    )
    found = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=int(made.timestamp()))
    if not isinstance(found, bytes):
        raise TypeError("Typst gave no single file")
    return found


def drawable(words: str) -> str:
    """The words with what no font at hand can draw replaced."""
    return UNDRAWN.sub("\ufffd", words)


def _data(document: Document, links: Links) -> str:
    return json.dumps(
        {
            "language": document.language,
            "title": drawable(document.title),
            "author": drawable(document.author),
            "running": drawable(document.running),
            "parts": [
                {"wide": part.wide, "blocks": [_block(block, links, part.wide) for block in part.blocks]}
                for part in document.of("pdf")
            ],
        },
        ensure_ascii=False,
    )


def _block(block: Block, links: Links, wide: bool) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": _text(block.text, links)}
    if isinstance(block, Para):
        return {"kind": "para", "style": block.style, "text": _text(block.text, links)}
    return _table(block, links, wide)


def _table(table: Table, links: Links, wide: bool) -> dict[str, Any]:
    return {
        "kind": "table",
        "wide": wide,
        "fine": table.fine,
        "caption": _text(table.caption, links),
        "heads": [drawable(head) for head in table.heads],
        "widths": list(table.widths),
        "numeric": sorted(table.numeric),
        "centred": sorted(table.centred),
        "rows": [
            {
                "kind": row.kind,
                "cells": [_text(cell, links) for cell in row.cells],
                "tones": [TONES.get(tone, "") for tone in row.tones],
            }
            for row in table.rows
        ],
    }


def _text(text: Text, links: Links) -> list[dict[str, str]]:
    return [
        {"text": drawable(wording(run)), **({"to": address} if (address := links(run)) else {})}
        for run in text
    ]
