"""The act's own text and the list of abbreviations: prose in wide lines, where words are never cut.

An indented line, a line after a blank one or a numbered line begins a paragraph. The act is known by the
line that gives its kind, body, date and number; its title stands before it. Numbered paragraphs follow; what
is not numbered after them (signature, seal of approval, the plan's title, notes) is furniture.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from . import deadlines
from .displaced import mend
from .document import Act, Finding, Paragraph, Span
from .lexicon import morphology
from .lines import Line, Token
from .typography import compose
from .words import BREAK, JOIN, Fragment

_NUMBERED = re.compile(r"(\d{1,2}(?:-\d{1,2})?)([.)])\s*(?=\D|$)")
_ACT_RU = re.compile(
    r"(?P<kind>постановление|приказ|распоряжение|решение|указ)\s+(?P<body>.+?)\s+от\s+"
    r"(?P<date>\d{1,2}\s+\w+\s+\d{4})\s*(?:года|г\.)?\s*№\s*(?P<number>[\w/-]*\w)",
    re.IGNORECASE,
)
_ACT_KK = re.compile(
    r"(?P<body>.+?)\s+(?P<date>\d{4}\s+жылғы\s+\d{1,2}\s+\w+?)(?:дағы|дегі|тағы|тегі)?\s+№\s*(?P<number>[\w/-]*\w)\s*"
    r"(?P<kind>қаулысы|бұйрығы|өкімі|шешімі|жарлығы)",
    re.IGNORECASE,
)
_SEAL = re.compile(
    r"(?:от\s+(?P<ru>\d{1,2}\s+\w+\s+\d{4})\s*года|(?P<kk>\d{4}\s+жылғы\s+\d{1,2}\s+\w+?)(?:дағы|дегі)?)\s*№\s*(?P<number>[\w/-]*\w)"
)
_NOTE = re.compile(r"(сноска|ескерту)", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"((заместитель\s+)?премьер-министр|министр|президент|аким|руководитель|әкім|"
    r"қазақстан республикасының\s*премьер)",
    re.IGNORECASE,
)
_SEAL_HEAD = re.compile(r"(утвержден|приложени|бекітілген|қосымша|бекітілді)", re.IGNORECASE)
_CODE = r"[А-ЯӘҒҚҢӨҰҮҺІЁA-Z][А-ЯӘҒҚҢӨҰҮҺІЁA-Zа-я]{0,9}(?:\s[А-ЯӘҒҚҢӨҰҮҺІЁ]{1,6})?"
_ENTRY = re.compile(rf"(?P<code>{_CODE})\s*[–—-]\s+(?P<meaning>\S.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of prose: its text, and its places in reading order."""

    text: str
    spans: tuple[Span, ...]
    displaced: tuple[str, ...] = ()
    holes: tuple[Span, ...] = ()
    after_blank: bool = False


@dataclass
class Prose:
    """What the act's region holds."""

    act: Act
    paragraphs: tuple[Paragraph, ...]
    furniture: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    defects: tuple[Finding, ...] = ()


def blocks(lines: Sequence[Line]) -> list[Block]:
    """Paragraphs of a region of prose."""
    groups: list[list[tuple[Line, str]]] = []
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else None
        next_word = (
            following.tokens[0].text if following and not following.blanks and not following.indented else ""
        )
        starts = (
            not groups
            or line.indented
            or line.blanks
            or _NUMBERED.match(line.text)
            or _ENTRY.match(line.text)
        )
        if starts:
            groups.append([])
        groups[-1].append((line, next_word))
    return [_block(group) for group in groups]


def _block(group: list[tuple[Line, str]]) -> Block:
    tokens: list[tuple[Token, bool]] = []
    displaced, holes = [], []
    for line, next_word in group:
        mended = mend(line, next_word)
        if mended.moved:
            words = line.tokens[-mended.moved :]
            displaced.append(" ".join(token.text for token in words))
            holes.append(Span(words[0].start, words[-1].end))
        tokens.extend((token, at + 1 == len(mended.tokens)) for at, token in enumerate(mended.tokens))
    parts = [
        Fragment(
            token, JOIN if last and token.text[-1] == "-" and len(token.text) > 1 else BREAK, "prose", 1.0
        )
        for token, last in tokens
    ]
    text = compose(parts, [part.after == JOIN for part in parts])
    return Block(
        text, _runs([token for token, _ in tokens]), tuple(displaced), tuple(holes), bool(group[0][0].blanks)
    )


def _runs(tokens: Sequence[Token]) -> tuple[Span, ...]:
    """Spans in reading order; neighbours in the source are one span."""
    spans: list[Span] = []
    for token in tokens:
        if spans and 0 <= token.start - spans[-1].end <= 120 and token.start > spans[-1].start:
            spans[-1] = Span(spans[-1].start, token.end)
        else:
            spans.append(Span(token.start, token.end))
    return tuple(spans)


def read_act(lines: Sequence[Line]) -> Prose:
    """Act, numbered paragraphs, and the rest as furniture."""
    found = blocks(lines)
    act_at, match = next(
        ((i, match) for i, block in enumerate(found) if (match := _act_match(block.text))), (0, None)
    )
    prose = Prose(Act("", None, "", ""), ())
    body_from = 0
    if match is not None:
        title = " ".join(block.text for block in found[:act_at])
        prose.act = Act(match["number"], _date(match["date"]), title, _nominative(match["body"]))
        prose.furniture["act-line"] = found[act_at].spans
        prose.furniture["act-title"] = tuple(span for block in found[:act_at] for span in block.spans)
        body_from = act_at + 1
    _paragraphs(found[body_from:], prose)
    prose.defects = tuple(
        Finding("text-displaced", "act", quote, (hole,))
        for block in found
        for quote, hole in zip(block.displaced, block.holes, strict=True)
    )
    return prose


def _paragraphs(found: list[Block], prose: Prose) -> None:
    paragraphs: list[Paragraph] = []
    rest: list[Block] = []
    last = max((i for i, block in enumerate(found) if _NUMBERED.match(block.text)), default=-1)
    current = ""
    for at, block in enumerate(found):
        match = _NUMBERED.match(block.text)
        if at > last:
            rest.append(block)
        elif match and match[2] == ".":
            current = match[1]
            paragraphs.append(Paragraph(current, block.text[match.end() :].strip(), block.spans))
        elif match:
            number = f"{current}.{match[1]}" if current else match[1]
            paragraphs.append(Paragraph(number, block.text[match.end() :].strip(), block.spans))
        elif paragraphs:
            grown = paragraphs[-1]
            paragraphs[-1] = Paragraph(grown.number, f"{grown.text} {block.text}", grown.spans + block.spans)
        else:
            paragraphs.append(Paragraph("", block.text, block.spans))
    prose.paragraphs = tuple(paragraphs)
    _furniture(rest, prose)


def _furniture(rest: list[Block], prose: Prose) -> None:
    """Signature, seal, the plan's title and notes, in the order in which they come."""
    kind, title = "signature", []
    if not prose.paragraphs:
        kind = "plan-title"
    for block in rest:
        if _NOTE.match(block.text):
            kind = "note"
        elif _SIGNATURE.match(block.text):
            kind = "signature"
        elif _SEAL_HEAD.match(block.text):
            kind = "seal"
        elif kind == "note" or (kind == "seal" and _is_title(block.text)):
            kind = "plan-title"
        if kind == "plan-title":
            title.append(block.text)
        prose.furniture[kind] = prose.furniture.get(kind, ()) + block.spans
        seal = _SEAL.search(block.text)
        if seal and not prose.act.number and kind in ("seal", "plan-title"):
            day = _date(seal["ru"] or seal["kk"])
            prose.act = Act(seal["number"], day, prose.act.title, prose.act.body)
    if not prose.act.title and title:
        prose.act = Act(prose.act.number, prose.act.date, " ".join(title), prose.act.body)


def _is_title(text: str) -> bool:
    first = text.split(" ", 1)[0].strip(".,")
    return (len(first) > 3 and first.isupper()) or bool(
        re.match(r"(план|дорожная|комплексный|жоспар|іс-шара)", text, re.IGNORECASE)
    )


def _act_match(text: str) -> re.Match[str] | None:
    return _ACT_RU.match(text) or _ACT_KK.match(text)


def _date(text: str) -> date | None:
    try:
        first, last = deadlines.bounds(text)
    except ValueError:
        return None
    return last if first == last else None


def _nominative(body: str) -> str:
    """The body's name as it names itself: "Правительства Республики Казахстан" is Правительство."""
    head, space, rest = body.partition(" ")
    for reading in morphology().parse(head):
        if reading.tag.POS == "NOUN" and reading.tag.case == "gent":
            nominative = reading.inflect({"nomn"})
            if nominative:
                return nominative.word.capitalize() + space + rest
    if re.search(r"[әғқңөұүһі]", body):
        name = re.sub(r"(ның|нің|дың|дің|тың|тің)$", "", body)
        return re.sub(r"Республикасы(?= )", "Республикасының", name)
    return body


def read_abbreviations(lines: Sequence[Line]) -> tuple[dict[str, str], tuple[Span, ...]]:
    """Code -> meaning, and the places of what is not an entry (the heading of the list)."""
    meanings: dict[str, str] = {}
    rest: list[Span] = []
    last = ""
    for block in blocks(lines):
        entries = re.split(rf";\s+(?={_CODE}\s*[–—-]\s)", block.text)
        for text in entries:
            match = _ENTRY.match(text)
            if match:
                last = " ".join(match["code"].split())
                meanings.setdefault(last, match["meaning"].strip().rstrip(";").strip())
            elif last and not block.after_blank and entries == [block.text]:
                meanings[last] = f"{meanings[last]} {text.strip().rstrip(';')}"
            else:
                rest.extend(block.spans)
    return meanings, tuple(rest)


def codes(meanings: Mapping[str, str]) -> tuple[str, ...]:
    """Codes in the order of their definition."""
    return tuple(meanings)
