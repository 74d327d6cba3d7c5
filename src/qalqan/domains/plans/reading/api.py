"""Read a plan: bytes in, `PlanDocument` out, no Django, no database.

    document = read_plan(data, format=None, name="plan.pdf")
    to_json(document)  # the shape printed by `qalqan plan read --json`

Every format meets in `rows.RawPlan`; from there on one path: words, values, findings, invariant.
"""

from .checks import check
from .document import PlanDocument, Source, Span
from .findings import reporting_gaps, undefined
from .grid import read_grid
from .invariant import check as check_invariant
from .jsonform import to_json
from .lexicon import Lexicon
from .lines import split_lines
from .measures import Context, read_measures, read_sections
from .outline import outline
from .prose import Prose, read_abbreviations, read_act
from .rows import RawPlan
from .sources.door import open_source
from .text_table import read_table, table_span

__all__ = ["read_plan", "read_source", "to_json"]

_KAZAKH = frozenset("әғқңөұүһі")


def read_plan(data: bytes, *, format: str | None = None, name: str = "", strict: bool = True) -> PlanDocument:
    """The plan in `data`. `format`: text, pdf, docx, html, xlsx, or None to tell by content.

    Not `strict`, a plan with flaws that no register could take over (two rows with one number, an unknown
    body) is given all the same, for the linter to report them. Raises PlanUnreadable with place, rule and
    mend.
    """
    document = read_source(open_source(data, format=format, name=name))
    if strict:
        check(document)
    return document


def read_source(source: Source) -> PlanDocument:
    """The plan in an opened source."""
    return _read_grid(source) if source.tables else _read_text(source)


def _read_text(source: Source) -> PlanDocument:
    regions = outline(source)
    abbreviations, heading = read_abbreviations(regions.tail)
    prose = read_act(regions.act)
    raw = read_table(regions, tuple(abbreviations))
    prose.furniture["abbreviations-heading"] = heading
    return _document(source, raw, prose, abbreviations, table_span(regions))


def _read_grid(source: Source) -> PlanDocument:
    """The table is found first: the act stands before it, the abbreviations after."""
    found = read_grid(source)
    before = split_lines(source.text, *found.before)
    after = split_lines(source.text, *found.after)
    abbreviations, heading = read_abbreviations(after)
    prose = read_act(before)
    prose.furniture["abbreviations-heading"] = heading
    return _document(source, found.plan, prose, abbreviations, Span(found.before.end, found.after.start))


def language(text: str) -> str:
    """kk or ru, by the share of letters that only Kazakh has."""
    letters = [char for char in text.lower() if "а" <= char <= "я" or char in _KAZAKH]
    own = sum(char in _KAZAKH for char in letters)
    return "kk" if own > 0.05 * max(1, len(letters)) else "ru"


def _document(
    source: Source, raw: RawPlan, prose: Prose, abbreviations: dict[str, str], table: Span
) -> PlanDocument:
    tongue = language(source.text)
    context = Context(Lexicon(tongue, abbreviations), abbreviations, source.words_whole)
    measures = read_measures(raw, context)
    sections = read_sections(raw, context)
    document = PlanDocument(
        act=prose.act,
        paragraphs=prose.paragraphs,
        sections=sections,
        measures=measures,
        abbreviations=abbreviations,
        gaps=(*reporting_gaps(prose.paragraphs), *context.gaps),
        defects=(*prose.defects, *context.defects, *undefined(measures, abbreviations)),
        joints=tuple(context.joints),
        furniture={**prose.furniture, **raw.furniture},
        source=source,
        language=tongue,
        notes=source.notes,
    )
    check_invariant(document, table)
    return document
