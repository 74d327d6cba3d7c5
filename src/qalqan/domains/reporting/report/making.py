"""All files of a report from its facts, and what the linter says of them. The same facts give the same
content."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from qalqan.domains.reporting.report import content, docx, jsonout, pdf, xlsx
from qalqan.domains.reporting.report.facts import Facts
from qalqan.domains.reporting.report.links import Links
from qalqan.domains.reporting.report.linter import lint
from qalqan.domains.reporting.report.tree import numbers
from qalqan.domains.reporting.report.words import LANGUAGES
from qalqan.domains.reporting.rules.numbers import Finding, Number, registry

NEEDED = frozenset({("json", ""), *((f, lang) for f in ("docx", "pdf", "xlsx") for lang in LANGUAGES)})


@dataclass(frozen=True, slots=True)
class Made:
    """`digest`: SHA-256 of the data file, which holds all of the content in both languages."""

    files: Mapping[tuple[str, str], bytes]
    numbers: Mapping[str, Number]
    findings: tuple[Finding, ...]
    digest: str


def make(facts: Facts, base: str) -> Made:
    """Write everything and read it back. `base`: this installation's address, for the links. LooseDigitsError
    or typst.TypstError if the content cannot be written."""
    documents = [content.document(facts, language) for language in LANGUAGES]
    known = registry(number for document in documents for number in numbers(document))
    files: dict[tuple[str, str], bytes] = {}
    for document in documents:
        language = document.language
        links = Links(base, language)
        files["docx", language] = docx.write(document, links, facts.as_of)
        files["pdf", language] = pdf.write(document, links, facts.as_of)
        files["xlsx", language] = xlsx.write(document, known, links, facts.as_of)
    data = jsonout.write(documents, known, _head(facts))
    files["json", ""] = data
    return Made(files, known, lint(documents, known, files), hashlib.sha256(data).hexdigest())


def _head(facts: Facts) -> dict[str, object]:
    return {
        "plan": facts.plan_code,
        "act": {"number": facts.act_number, "date": facts.act_date.isoformat()},
        "sender": facts.sender.code,
        "recipient": facts.recipient.code,
        "period": [facts.period_start.isoformat(), facts.period_end.isoformat()],
        "as_of": facts.as_of.isoformat(),
        "number": facts.number,
    }
