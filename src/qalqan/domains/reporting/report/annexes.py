"""The tables that close the report: contradictions, late bodies, money; and its annexes: every measure in
each region, every indicator, and (for workbook and JSON) every line."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from qalqan.domains.reporting.report.facts import (
    STANDINGS,
    ContradictionFacts,
    Facts,
    MeasureFacts,
    PackageFacts,
    ValueFacts,
    national,
    regional,
)
from qalqan.domains.reporting.report.tree import DATA, Block, Heading, Para, Part, Row, Table
from qalqan.domains.reporting.report.words import Words
from qalqan.domains.reporting.rules.numbers import Label, Number, Quote, Run, Text, day, quoted, text

LONGEST_TITLE = 66  # one line of the wide table
LONGEST_CELL = 1_200  # characters of a text in a workbook's cell


def closing(facts: Facts, w: Words) -> list[Block]:
    """Contradictions, late bodies and money, as the report's last sections."""
    return [
        Heading(2, w.say("headings.contradictions")),
        _contradictions(facts, w) if facts.contradictions else Para(w.say("tables.nothing_against")),
        Heading(2, w.say("headings.late")),
        _late(facts, w) or Para(w.say("tables.nothing_late")),
        Heading(2, w.say("headings.money")),
        _money(facts, w) or Para(w.say("brief.no_money")),
    ]


def annexes(facts: Facts, w: Words) -> tuple[Part, ...]:
    """Wide pages; the lines themselves for workbook and JSON only."""
    found = [Part("annex-map", (Heading(2, w.say("headings.annex_map")), _map(facts, w)), wide=True)]
    if any(value.region for value in facts.values):
        blocks: tuple[Block, ...] = (Heading(2, w.say("headings.annex_values")), _values(facts, w))
        if any(value.seen is not None and value.region for value in facts.values):
            blocks = (*blocks, _sources(facts, w))
        found.append(Part("annex-values", blocks, wide=True))
    lines = (Heading(2, w.say("headings.annex_lines")), _lines(facts, w))
    return (*found, Part("annex-lines", lines, wide=True, outputs=DATA))


def _value(key: str, value: Decimal | None, address: str, unit: str, w: Words, digits: int = 1) -> Text:
    """A value, or the word that there is none: an empty cell would read as zero."""
    if value is None:
        return text(w.of("tables.no_value"))
    return (Number(key, value, address, unit, digits),)


def _measure_label(facts: Facts, number: int) -> Label:
    return Label(str(number), facts.addresses.measures.get(number, facts.addresses.plan))


def _heads(w: Words, *keys: str) -> tuple[str, ...]:
    return tuple(w.of(f"heads.{key}") for key in keys)


def _contradictions(facts: Facts, w: Words) -> Table:
    def row(one: ContradictionFacts) -> Row:
        key = f"contradiction.{one.key}"
        return Row(
            (
                (_measure_label(facts, one.measure),),
                text(quoted(one.place[w.language])),
                text(quoted(one.explanation[w.language], one.address)),
                _value(f"{key}.claimed", one.claimed, one.address, one.unit, w),
                _value(f"{key}.seen", one.seen, one.address, one.unit, w),
                text(day(one.since)),
                (Number(f"{key}.days", Decimal(one.days), one.address),),
                text(w.of("tables.open" if one.is_open else "tables.closed")),
            )
        )

    return Table(
        "contradictions",
        w.say("tables.contradictions"),
        _heads(w, "number", "place", "what", "claimed", "seen", "since", "days", "state"),
        (5, 16, 27, 13, 13, 13, 7, 11),
        tuple(row(one) for one in facts.contradictions),
        frozenset({3, 4, 6}),
    )


def _late(facts: Facts, w: Words) -> Table | None:
    owing = [one for one in facts.packages if one.submitted < one.total or one.days_late]
    if not owing:
        return None

    def row(one: PackageFacts) -> Row:
        key = f"package.{one.body.code}"
        late: Text = text("–")
        if one.days_late is not None:
            late = (Number(f"{key}.late", Decimal(one.days_late), one.address),)
        return Row(
            (
                text(quoted(one.body.name[w.language], one.address)),
                text(day(one.due) if one.due else "–"),
                (Number(f"{key}.total", Decimal(one.total), one.address),),
                (Number(f"{key}.submitted", Decimal(one.submitted), one.address),),
                late,
            )
        )

    return Table(
        "late",
        w.say("tables.late"),
        _heads(w, "body", "due", "owed", "given", "late"),
        (44, 14, 13, 16, 13),
        tuple(row(one) for one in owing),
        frozenset({2, 3, 4}),
    )


def _money(facts: Facts, w: Words) -> Table | None:
    spent: dict[int, list[Decimal]] = {}
    for line in facts.lines:
        if line.is_in and line.spend is not None:
            spent.setdefault(line.measure, []).append(line.spend)
    rows = [
        Row(
            (
                (_measure_label(facts, m.number),),
                text(quoted(m.title[w.language], longest=160)),
                _value(f"money.m{m.number}.plan", m.plan_money, _page(facts, m.number), "", w, 3),
                _value(
                    f"money.m{m.number}.spent",
                    sum(spent[m.number], Decimal(0)) if m.number in spent else None,
                    _page(facts, m.number),
                    "",
                    w,
                    3,
                ),
            )
        )
        for m in facts.measures
        if m.plan_money is not None or m.number in spent
    ]
    if not rows:
        return None
    return Table(
        "money",
        w.say("tables.money"),
        _heads(w, "number", "measure", "plan", "spent"),
        (6, 58, 16, 20),
        tuple(rows),
        frozenset({2, 3}),
    )


def _page(facts: Facts, measure: int) -> str:
    return facts.addresses.measures.get(measure, facts.addresses.plan)


def _map(facts: Facts, w: Words) -> Table:
    """Every measure in every region, one letter a cell; a legend before it."""
    known = regional(facts)

    def row(m: MeasureFacts) -> Row:
        regions = (known.get((m.number, region.key), "apart") for region in facts.regions)
        found = [national(facts, m.number), *regions]
        return Row(
            (
                (_measure_label(facts, m.number),),
                text(quoted(m.title[w.language], longest=LONGEST_TITLE)),
                *(text(w.of(f"sign.{one}")) for one in found),
            ),
            tones=("", "", *found),
        )

    legend = "; ".join(f"{w.of(f'sign.{one}')} – {w.of(f'standing.{one}').lower()}" for one in STANDINGS)
    legend += f"; {w.of('sign.apart')} – {w.of('sign_words.apart')}"
    return Table(
        "map",
        w.say("tables.map", legend=legend),
        (*_heads(w, "number", "measure", "nation"), *(r.short[w.language] for r in facts.regions)),
        (8, 78, 7, *(7 for _ in facts.regions)),
        tuple(row(m) for m in facts.measures),
        frozenset(),
        fine=True,
        centred=frozenset(range(2, 3 + len(facts.regions))),
    )


def _values(facts: Facts, w: Words) -> Table:
    """Every indicator in every region: a row of what was claimed, and one of what was seen, if any was."""
    by_place: dict[tuple[int, str], dict[str, ValueFacts]] = {}
    for one in facts.values:
        by_place.setdefault((one.measure, one.indicator), {})[one.region] = one
    rows: list[Row] = []
    for (measure, _), found in by_place.items():
        name = _named(next(iter(found.values())), w)
        for kind in ("claimed", "seen"):
            cells = [_cell(facts, found.get(region.key), kind) for region in facts.regions]
            if any(isinstance(cell[0], Number) for cell in cells):
                label = text(w.of(f"tables.{kind}_row"))
                rows.append(Row(((_measure_label(facts, measure),), text(name), label, *cells)))
    return Table(
        "values",
        w.say("tables.values"),
        (*_heads(w, "number", "indicator", "what_value"), *(r.short[w.language] for r in facts.regions)),
        (6, 46, 15, *(10 for _ in facts.regions)),
        tuple(rows),
        frozenset(range(3, 3 + len(facts.regions))),
        fine=True,
    )


def _sources(facts: Facts, w: Words) -> Table:
    """Where each seen value comes from."""
    names = {region.key: region.name[w.language] for region in facts.regions}
    return Table(
        "sources",
        w.say("tables.sources"),
        _heads(w, "number", "indicator", "region", "seen", "source", "seen_on"),
        (6, 40, 26, 12, 32, 13),
        tuple(
            Row(
                (
                    (_measure_label(facts, one.measure),),
                    text(_named(one, w)),
                    text(quoted(names[one.region])),
                    _cell(facts, one, "seen"),
                    text(quoted(one.source[w.language])) if one.source else text("–"),
                    text(day(one.seen_on) if one.seen_on else "–"),
                )
            )
            for one in facts.values
            if one.seen is not None and one.region in names
        ),
        frozenset({3}),
    )


def _named(one: ValueFacts, w: Words) -> Quote:
    """An indicator with the unit that its bare numbers are in."""
    sign = ", %" if one.unit == "percent" else ""
    return quoted(one.name[w.language] + sign)


def _cell(facts: Facts, one: ValueFacts | None, kind: str) -> Text:
    """A claimed or seen value without the sign of its unit; a dash for none."""
    value = getattr(one, kind) if one else None
    if one is None or value is None:
        return text("–")
    key = f"value.m{one.measure}.{one.indicator}.{one.region}.{kind}"
    return (Number(key, value, one.address or _page(facts, one.measure), one.unit, 1, is_bare=True),)


def _lines(facts: Facts, w: Words) -> Table:
    def cells() -> Iterable[Row]:
        met: Counter[str] = Counter()
        for one in facts.lines:
            key = f"line.{one.measure}.{one.body.code}"
            met[key] += 1
            if met[key] > 1:  # half-years, or two duties: a body has several lines on a measure
                key = f"{key}.{met[key]}"
            address = one.address or _page(facts, one.measure)
            said: tuple[Run, ...] = ("–",)
            if one.is_in and one.text is not None and one.text[w.language].strip():
                said = (quoted(one.text[w.language], longest=LONGEST_CELL),)
            spoke = one.is_in
            yield Row(
                (
                    (_measure_label(facts, one.measure),),
                    text(quoted(one.body.short[w.language], one.address)),
                    text(w.of(f"state.{one.state}")),
                    text(w.of(f"outcome.{one.outcome}") if spoke else "–"),
                    _value(f"{key}.value", one.value if spoke else None, address, "", w, 3),
                    _value(f"{key}.spend", one.spend if spoke else None, address, "", w, 3),
                    text(*said),
                )
            )

    return Table(
        "lines",
        w.say("tables.lines"),
        _heads(w, "number", "body", "state", "outcome", "value", "spend", "text"),
        (6, 20, 14, 14, 10, 10, 60),
        tuple(cells()),
        frozenset({4, 5}),
    )
