"""What the rules look at: a `PlanDocument` with its texts cut into fields and words, each with its place.

A place is named by part ("row", "paragraph", "section", ...), key (the number as written) and column, and
carries the characters of the source, found by counting the letters that are not blank: reading joins and
spaces words but never changes a letter, so the n-th letter of a field is the n-th letter of its spans.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from qalqan.domains.plans.lint.language import Language, Word, language_of, words
from qalqan.domains.plans.reading.document import BodyRef, Measure, PlanDocument, Span

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands. `quote` is the text as read, `spans` its characters in the source."""

    part: str
    key: str = ""
    column: str = ""
    quote: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One text of the plan: a cell of a row, a paragraph, a section's title, the act's title."""

    part: str
    key: str
    column: str
    text: str
    spans: tuple[Span, ...] = ()


def locate(text: str, spans: Sequence[Span], source: str, start: int, end: int) -> tuple[Span, ...]:
    """Source spans of `text[start:end]`, by counting letters.

    Where the field is not letter for letter its source, the one place that has the letters sought; else all.
    """
    letters, printed, is_whole = _printed(text, tuple(spans), source)
    sought = solid(text[start:end])
    first = len(solid(text[:start]))
    if not is_whole:
        if not sought or printed.count(sought) != 1:
            return tuple(spans)
        first = printed.index(sought)
    chosen = letters[first : first + len(sought)]
    runs: list[list[int]] = []
    for at in chosen:
        if runs and not source[runs[-1][1] : at].strip():
            runs[-1][1] = at + 1
        else:
            runs.append([at, at + 1])
    return tuple(Span(*run) for run in runs)


@lru_cache(maxsize=8)
def _printed(text: str, spans: tuple[Span, ...], source: str) -> tuple[list[int], str, bool]:
    """Where the letters of the spans stand, the letters, and whether they are the text's. Kept, because rules
    ask for place after place of one text, and a cell may be long."""
    letters = [at for span in spans for at in range(span.start, span.end) if not source[at].isspace()]
    printed = "".join(source[at] for at in letters)
    return letters, printed, printed == solid(text)


def solid(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def as_listed(names: Sequence[str], printed: str) -> str:
    """Names with the separators that the source prints between and after them, else with commas."""
    text, at = "", 0
    for name in names:
        if not printed.startswith(solid(name), at):
            return ", ".join(names)
        at += len(solid(name))
        mark = printed[at : at + 1] if printed[at : at + 1] in (",", ";") else ""
        text += f"{name}{mark} "
        at += len(mark)
    return text.rstrip()


class Draft:
    """A plan as the rules see it. Texts are cut once; rules share the cuts."""

    def __init__(self, document: PlanDocument) -> None:
        self.document = document
        self.measures = document.measures
        self.language: Language = language_of(document.language)

    # -- texts and their places ---------------------------------------------------------------------

    def cell(self, measure: Measure, column: str) -> Field:
        """The text of one column of a row, as read."""
        finance = measure.finance
        if column in ("title", "form"):
            text = str(getattr(measure, column))
        elif column == "bodies":
            text = as_listed([self.name(ref) for ref in measure.bodies], self.raw(measure, "bodies"))
        elif column == "deadline":
            text = measure.deadline.text
        elif column == "finance":
            text = finance.text or ""
        elif column == "total":
            text = "" if finance.total is None else self.raw(measure, column) or str(finance.total)
        elif column in ("sources", "programmes"):
            text = ", ".join(getattr(finance, column))
        else:
            amount = finance.years.get(column.removeprefix("years."))
            text = "" if amount is None else self.raw(measure, column) or str(amount)
        spans = measure.spans.get(column, ())
        if column == "finance" and not spans:  # the wording stands where the total would
            spans = measure.spans.get("total", ())
        return Field("row", str(measure.number), column, text, tuple(spans))

    def name(self, ref: BodyRef) -> str:
        """A body as the row writes it."""
        written = ref.written or ref.code
        return (
            f"{written} ({self.language['agreement']})"
            if ref.by_agreement and "(" not in written
            else written
        )

    def mark(self, field: Field, start: int = 0, end: int | None = None) -> Place:
        """The place of `field.text[start:end]`; the whole field without bounds."""
        stop = len(field.text) if end is None else end
        spans = field.spans
        if (start, stop) != (0, len(field.text)):
            spans = locate(field.text, field.spans, self.document.source.text, start, stop)
        return Place(field.part, field.key, field.column, field.text[start:stop], spans)

    def at(self, measure: Measure, column: str) -> Place:
        return self.mark(self.cell(measure, column))

    def raw(self, measure: Measure, column: str) -> str:
        """The source's own characters of a column, without white space; "" where the source has none."""
        text = self.document.source.text
        return "".join(solid(text[a:b]) for a, b in measure.spans.get(column, ()))

    @cached_property
    def prose(self) -> tuple[Field, ...]:
        """Every text written in sentences: act, paragraphs, sections, and the worded columns of rows."""
        document = self.document
        fields = [Field("act", "", "title", document.act.title)]
        fields += [Field("paragraph", each.number, "", each.text, each.spans) for each in document.paragraphs]
        fields += [
            Field("section", str(each.number), "", each.title, each.spans) for each in document.sections
        ]
        for measure in self.measures:
            fields += [self.cell(measure, name) for name in ("title", "form", "deadline", "finance")]
        return tuple(field for field in fields if field.text)

    @cached_property
    def titles(self) -> tuple[Field, ...]:
        return tuple(self.cell(measure, "title") for measure in self.measures)

    @cached_property
    def _words(self) -> dict[str, tuple[Word, ...]]:
        return {}

    def words(self, text: str) -> tuple[Word, ...]:
        found = self._words.get(text)
        if found is None:
            found = self._words[text] = words(text)
        return found

    # -- what the plan says of itself -----------------------------------------------------------------

    @cached_property
    def period(self) -> tuple[int, int] | None:
        """First and last year that the act's title names: the years the plan is for."""
        years = [int(year) for year in YEAR.findall(self.document.act.title)]
        return (min(years), max(years)) if years else None

    @cached_property
    def codes(self) -> Mapping[str, str]:
        return self.document.abbreviations

    def matches(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Bounds of the phrases of the vocabulary list `name` in `text`, misspelt words read as meant."""
        yield from self.language.phrases(name, tuple(self.as_meant(word) for word in self.words(text)))

    def has(self, name: str, text: str) -> bool:
        return next(self.matches(name, text), None) is not None

    def opens_or_closes_with(self, name: str, text: str) -> tuple[int, int] | None:
        """A phrase of the list at the head of the sentence: first words in Russian, last in Kazakh."""
        return self.language.head(name, tuple(self.as_meant(word) for word in self.words(text)))

    def as_meant(self, word: Word) -> Word:
        """The word with a certain misspelling put right, at its own place."""
        mended = self.correction(word.text.lower())
        return Word(mended, word.start, word.end) if mended else word

    @cached_property
    def columns(self) -> frozenset[str]:
        """Columns that say something in at least one row; a plan may be printed without money."""
        said = set()
        for each in self.measures:
            finance = each.finance
            is_funded = finance.text or finance.total is not None or finance.years or finance.sources
            said |= {name for name in ("form", "deadline") if self.cell(each, name).text.strip(" -–—")}
            said |= {"bodies"} if each.bodies else set()
            said |= {"finance"} if is_funded else set()
            said |= {name for name in ("sources", "programmes") if getattr(finance, name)}
        return frozenset(said)

    @cached_property
    def _spelt(self) -> frozenset[str]:
        return frozenset(word.text.lower() for field in self.prose for word in self.words(field.text))

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """Dictionary forms of the words that the plan uses and the dictionary has."""
        return frozenset(self.language.lemma(word) for word in self._spelt if self.language.known(word))

    def correction(self, word: str) -> str | None:
        """The word meant, when `word` (lower case) is surely misspelt; one that the plan uses comes first."""
        candidates = self.language.corrections(word)
        return next(
            (each for each in candidates if each in self._spelt), candidates[0] if candidates else None
        )
