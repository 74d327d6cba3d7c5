"""The report as data: one file for both languages, described in docs/algorithms/report.md.

Addresses are relative to the installation and without the language, so that a reader joins his own.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from qalqan.domains.reporting.report.tree import Block, Document, Heading, Para, Part
from qalqan.domains.reporting.rules.numbers import Label, Number, Run, Text

SCHEMA = "qalqan-report/1"


def write(documents: Sequence[Document], registry: Mapping[str, Number], head: Mapping[str, Any]) -> bytes:
    """The file. `head`: plan, period, moment and number of the report."""
    content = {
        "schema": SCHEMA,
        **head,
        "numbers": {
            number.key: {
                "value": f"{number.value.normalize():f}",
                "unit": number.unit,
                "shown": number.shown,
                "address": number.address,
            }
            for number in registry.values()
        },
        "documents": {document.language: _document(document) for document in documents},
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8")


def _document(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "author": document.author,
        "parts": [_part(part) for part in document.of("json")],
    }


def _part(part: Part) -> dict[str, Any]:
    return {"key": part.key, "blocks": [_block(block) for block in part.blocks]}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"heading": block.level, "text": _text(block.text)}
    if isinstance(block, Para):
        return {"style": block.style, "text": _text(block.text)}
    rows = [[_text(cell) for cell in row.cells] for row in block.rows]
    return {"table": block.key, "caption": _text(block.caption), "columns": list(block.heads), "rows": rows}


def _text(text: Text) -> list[Any]:
    return [_run(run) for run in text]


def _run(run: Run) -> Any:
    if isinstance(run, str):
        return run
    if isinstance(run, Number):
        return {"number": run.key, "shown": run.shown}
    kind = "label" if isinstance(run, Label) else "quote"
    return {kind: run.text, "address": run.address} if run.address else {kind: run.text}
