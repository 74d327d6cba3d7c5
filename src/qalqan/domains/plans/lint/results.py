"""Rules on results: what is to be there at the end, how one would know, and whether two rows are one.

The demand behind most of them is the Government's own: a draft instruction states a concrete final result,
a realistic term and resources, and repeats no other instruction (Regulations of the Government, resolution
No. 10 of 06.01.2023, demands on draft instructions). Their first principle puts the measurable result before
the form of work.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from qalqan.domains.plans.lint.draft import Draft, Place
from qalqan.domains.plans.lint.engine import Hit, rule
from qalqan.domains.plans.lint.language import words
from qalqan.domains.plans.reading.document import Measure

# a share, or a number before what can be counted; numbers of grades, acts, articles and years are no targets
TARGET = re.compile(r"\d+(?:[.,]\d+)?\s*(?:%|процент|пайыз)")
QUANTITY = re.compile(r"(?<![\w.,–-])(?<!№ )(?<!№)(\d+)\s+([^\W\d_]{4,})")
NOT_COUNTED = re.compile(
    r"год|класс|курс|числ|стать|пункт|част|жыл|сынып|курс|бап|тарма|январ|феврал|март|апрел|июн|июл|август|сентябр"
    r"|октябр|ноябр|декабр|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан"
)
HEAD_WORDS = 4  # a title names its work within so many words
SAME = 0.6  # cosine of weighted lemmas above which two titles are one instruction
SIMILAR = 0.4  # and from which they are worth reading side by side


def has_target(title: str) -> bool:
    """The title names a share or a counted quantity: "100 %", "20 центров"."""
    if TARGET.search(title):
        return True
    return any(not NOT_COUNTED.match(found[2].lower()) for found in QUANTITY.finditer(title))


@rule("results.note-only", "warning")
def note_only(draft: Draft) -> Iterator[Hit]:
    """The measure ends in an information note and in nothing else; one finding for the plan."""
    rows = [each for each in draft.measures if is_note(draft, each)]
    if rows:
        yield Hit(tuple(draft.at(each, "form") for each in rows), {"total": str(len(draft.measures))})


def is_note(draft: Draft, measure: Measure) -> bool:
    """Every part of the form ("a, b и c") is a note."""
    pieces = [piece for piece in re.split(r"[,;]", measure.form) if piece.strip()]
    return bool(pieces) and all(draft.has("note_form", piece) for piece in pieces)


@rule("results.no-target", "warning")
def no_target(draft: Draft) -> Iterator[Hit]:
    """No share and no counted quantity in the measure: "done" can mean anything; one finding for the plan."""
    rows = [each for each in draft.measures if each.title and not has_target(each.title)]
    if rows:
        yield Hit(tuple(draft.at(each, "title") for each in rows), {"total": str(len(draft.measures))})


@rule("results.vague-title", "warning")
def vague_title(draft: Draft) -> Iterator[Hit]:
    """The measure is a process ("improvement of", "taking measures") and names no final result."""
    for each in draft.measures:
        bounds = draft.opens_or_closes_with("process", each.title)
        if bounds and not TARGET.search(each.title):
            yield Hit((draft.mark(draft.cell(each, "title"), *bounds),))


@rule("results.vague-form", "warning")
def vague_form(draft: Draft) -> Iterator[Hit]:
    """The form is one bare word ("пособие"): neither what kind, nor who accepts it."""
    groups: dict[str, list[Place]] = defaultdict(list)
    for each in draft.measures:
        cut = words(each.form)
        bare = len(cut) == 1 and next(draft.language.phrases("vague_form", cut), None)
        if bare:
            groups[each.form.lower()].append(draft.at(each, "form"))
    for form, places in groups.items():
        yield Hit(tuple(places), {"form": form})


@rule("results.form-author", "note")
def form_author(draft: Draft) -> Iterator[Hit]:
    """An order without saying whose, while several bodies answer for the row."""
    rows = [
        each
        for each in draft.measures
        if len(each.bodies) > 1 and len(words(each.form)) == 1 and draft.has("signed_form", each.form)
    ]
    if rows:
        yield Hit(tuple(draft.at(each, "form") for each in rows))


@rule("results.note-unaddressed", "error")
def note_unaddressed(draft: Draft) -> Iterator[Hit]:
    """An information note to nobody."""
    for each in draft.measures:
        if len(words(each.form)) == 1 and draft.has("note_form", each.form):
            yield Hit((draft.at(each, "form"),))


@rule("results.form-mismatch", "warning")
def form_mismatch(draft: Draft) -> Iterator[Hit]:
    """The title drafts one document and the form names another, or it amends an act and ends in a note."""
    for each in draft.measures:
        if draft.opens_or_closes_with("amending", each.title) and is_note(draft, each):
            yield Hit((draft.at(each, "form"),), {"title": each.title[:80]})
            continue
        named = drafted_document(draft, each.title)
        if named and draft.language.lemma(named.lower()) not in lemmas_of(draft, each.form):
            yield Hit((draft.at(each, "form"),), {"title": named})


def drafted_document(draft: Draft, title: str) -> str | None:
    """The document that the title drafts: within three words of "разработка"; before "әзірлеу"."""
    head = draft.opens_or_closes_with("drafting", title)
    if head is None:
        return None
    cut = draft.words(title)
    near = cut[1:4] if head[0] == cut[0].start else cut[-3:-1]
    bounds = next(draft.language.phrases("documents", near), None)
    return title[slice(*bounds)] if bounds else None


def lemmas_of(draft: Draft, text: str) -> set[str]:
    return {draft.language.lemma(word.text.lower()) for word in words(text)}


@rule("results.form-number", "note")
def form_number(draft: Draft) -> Iterator[Hit]:
    """One form of completion is written in singular here and in plural there."""
    groups: dict[tuple[str, ...], dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for each in draft.measures:
        cut = [draft.as_meant(word).text.lower() for word in draft.words(each.form)]
        if cut:
            key = tuple(draft.language.lemma(word) for word in cut)
            groups[key][" ".join(cut)].append(draft.at(each, "form"))
    for variants in groups.values():
        if len(variants) > 1:
            places = tuple(places[0] for places in variants.values())
            yield Hit(places, {"variants": " / ".join(variants)})


# -- rows that may be one --------------------------------------------------------------------------------

Vector = Mapping[str, float]


def weights(bags: Sequence[Sequence[str]]) -> list[Vector]:
    """tf-idf vectors of unit length; lemmas of fewer than four letters carry no meaning here."""
    documents = Counter(lemma for bag in bags for lemma in set(bag))
    vectors: list[Vector] = []
    for bag in bags:
        raw = {
            lemma: times * (1 + math.log((1 + len(bags)) / (1 + documents[lemma])))
            for lemma, times in Counter(bag).items()
            if len(lemma) > 3
        }
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        vectors.append({lemma: value / length for lemma, value in raw.items()})
    return vectors


def cosine(left: Vector, right: Vector) -> float:
    """Cosine of two unit vectors, 0..1, symmetric."""
    small, large = sorted((left, right), key=len)
    return min(1.0, sum(value * large.get(lemma, 0.0) for lemma, value in small.items()))


@rule("results.same-activity", "warning")
def same_activity(draft: Draft) -> Iterator[Hit]:
    """Several rows order the same kind of work ("seminars") at the head of their titles."""
    groups: dict[str, list[Place]] = defaultdict(list)
    names: dict[str, str] = {}
    for each in draft.measures:
        cut = draft.words(each.title)
        near = cut[:HEAD_WORDS] if draft.language.code == "ru" else cut[-HEAD_WORDS:]
        bounds = next(draft.language.phrases("activities", near), None)
        if bounds:
            word = each.title[slice(*bounds)].lower()
            activity = draft.language.lemma(word)
            names.setdefault(activity, draft.language.headword(word))
            groups[activity].append(draft.mark(draft.cell(each, "title"), *bounds))
    for activity, places in groups.items():
        if len(places) > 1:
            yield Hit(tuple(places), {"activity": names[activity]})


def likeness(draft: Draft) -> list[list[float]]:
    """Cosine of every pair of titles, by row index; 0 on the diagonal."""
    bags = [
        [draft.language.lemma(word.text.lower()) for word in draft.words(each.title)]
        for each in draft.measures
    ]
    vectors = weights(bags)
    size = range(len(vectors))
    return [[cosine(vectors[a], vectors[b]) if a != b else 0.0 for b in size] for a in size]


@rule("results.duplicate", "warning")
def duplicate(draft: Draft) -> Iterator[Hit]:
    """Rows whose titles say nearly the same: one instruction given twice; one finding for each group."""
    table = likeness(draft)
    links = {a: {b for b, near in enumerate(row) if near >= SAME} for a, row in enumerate(table)}
    for group in components({a: others for a, others in links.items() if others}):
        yield Hit(tuple(draft.at(draft.measures[index], "title") for index in group))


@rule("results.overlap", "note")
def overlap(draft: Draft) -> Iterator[Hit]:
    """Two rows, each the nearest to the other, that share much and not all: to be read side by side."""
    table = likeness(draft)
    nearest = [max(range(len(row)), key=row.__getitem__) if row else 0 for row in table]
    for a, b in enumerate(nearest):
        if a < b and nearest[b] == a and SIMILAR <= table[a][b] < SAME:
            yield Hit((draft.at(draft.measures[a], "title"), draft.at(draft.measures[b], "title")))


def components(links: Mapping[int, set[int]]) -> Iterator[list[int]]:
    """Connected groups of a symmetric relation, each sorted, in order of their first member."""
    seen: set[int] = set()
    for start in sorted(links):
        if start in seen:
            continue
        group, queue = set(), [start]
        while queue:
            node = queue.pop()
            if node not in group:
                group.add(node)
                queue += links.get(node, set())
        seen |= group
        yield sorted(group)
