"""Reads the finished files back and compares every number: with the content, with the register of numbers,
and so between the files. One difference is a finding; a report with a finding is not published.

What it catches: a digit changed, a comma lost, a number typed by hand, a row dropped, two numbers exchanged,
a number without its link, a language that says other numbers than the other. See docs/algorithms/report.md.
"""

from collections.abc import Iterator, Mapping, Sequence

from qalqan.domains.reporting.report import reading
from qalqan.domains.reporting.report.tree import Document, addresses, expected, linked, numbers
from qalqan.domains.reporting.rules.numbers import Finding, Number, Place, compare, tokens

type Files = Mapping[tuple[str, str], bytes]  # by format and language; JSON is one for both, ""


def lint(documents: Sequence[Document], registry: Mapping[str, Number], files: Files) -> tuple[Finding, ...]:
    """All findings; none for files that say what the content says."""
    found: list[Finding] = []
    for document in documents:
        found += _registered(document, registry)
        for output in reading.READERS:
            found += _file(document, output, files.get((output, document.language)))
        workbook = files.get(("xlsx", document.language))
        found += _listed(f"xlsx-{document.language}", workbook, reading.registry_of_xlsx, registry)
        found += _json(document, files.get(("json", "")))
    found += _listed("json", files.get(("json", "")), reading.registry_of_json, registry)
    return tuple(found)


def _registered(document: Document, registry: Mapping[str, Number]) -> Iterator[Finding]:
    """Every number of the content is in the register, and every registered one in the content: languages that
    left out different numbers differ here."""
    name = f"content-{document.language}"
    said = {number.key: number for number in numbers(document)}
    for key in registry.keys() | said.keys():
        if registry.get(key) != said.get(key):
            was, now = registry.get(key), said.get(key)
            yield Finding(name, "registry", key, was.shown if was else "", now.shown if now else "")


def _file(document: Document, output: str, data: bytes | None) -> Iterator[Finding]:
    name = f"{output}-{document.language}"
    try:
        if data is None:
            raise ValueError(name)
        found = reading.READERS[output](data)
        wanted = expected(document, output, tables_only=output == "xlsx")
        more = [*MORE[output](name, document, data)]
    except Exception:  # a file that its own reader refuses, whatever the reader raises
        yield Finding(name, "unreadable")
        return
    if output == "docx":
        wanted += [Place(token, "foot") for token in tokens(document.running)]
    yield from compare(name, wanted, found)
    yield from more


def _docx(name: str, document: Document, data: bytes) -> Iterator[Finding]:
    """Every number of a document stands in its link."""
    for finding in compare(name, linked(document, "docx"), reading.links_of_docx(data)):
        yield Finding(name, "unlinked", finding.where, finding.expected, finding.found)


def _pdf(name: str, document: Document, data: bytes) -> Iterator[Finding]:
    """The paper leads to every address of the content, with this language; its feet number its pages."""
    found = reading.links_of_pdf(data)
    for address in sorted(addresses(document, "pdf")):
        if not any(link.endswith(f"/{document.language}{address}") for link in found):
            yield Finding(name, "unlinked", address)
    running, feet = tokens(document.running), reading.feet_of_pdf(data)
    for page, foot in enumerate(feet, 1):
        at = [Place(token, f"foot, {page}") for token in (*running, str(page), str(len(feet)))]
        yield from compare(name, at, foot)


def _xlsx(name: str, document: Document, data: bytes) -> Iterator[Finding]:
    """Every number of a sheet has its link."""
    for where, shown in reading.unlinked_of_xlsx(data):
        yield Finding(name, "unlinked", where, shown)


MORE = {"docx": _docx, "pdf": _pdf, "xlsx": _xlsx}


def _json(document: Document, data: bytes | None) -> Iterator[Finding]:
    try:
        found = reading.from_json(data or b"", document.language)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield Finding("json", "unreadable")
        return
    yield from compare("json", expected(document, "json"), found)


def _listed(
    name: str, data: bytes | None, reader: reading.RegistryReader, registry: Mapping[str, Number]
) -> Iterator[Finding]:
    """The list of numbers in a file against the register: exact values, and how they are shown."""
    try:
        listed = reader(data or b"")
    except Exception:
        yield Finding(name, "unreadable")
        return
    for key in sorted(registry.keys() | listed.keys()):
        number, written = registry.get(key), listed.get(key)
        if number is None or written is None or written != (number.value, number.shown):
            was = f"{number.value} ({number.shown})" if number else ""
            now = f"{written[0]} ({written[1]})" if written else ""
            yield Finding(name, "registry", key, was, now)
