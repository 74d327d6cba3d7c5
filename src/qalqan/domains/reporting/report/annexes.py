"""The tables that close the report: contradictions, late bodies, money; and its annexes: every measure in
each region, every indicator, and (for workbook and JSON) every line."""

from collections.abc import Iterable
from decimal import Decimal

from qalqan.domains.reporting.report.facts import (
    STANDINGS,
    ContradictionFacts,
    Facts,
    MeasureFacts,
    PackageFacts,
    national,
)
from qalqan.domains.reporting.report.tree import DATA, Block, Heading, Para, Part, Row, Table
from qalqan.domains.reporting.report.words import Words
from qalqan.domains.reporting.rules.numbers import Label, Number, Run, Text, day, quoted, text

LONGEST_TITLE = 62  # one line of the wide table
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
        blocks = (Heading(2, w.say("headings.annex_values")), _values(facts, w))
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
        (5, 16, 35, 10, 11, 11, 6, 10),
        tuple(row(one) for one in facts.contradictions),
        frozenset({3, 4, 6}),
    )


def _late(facts: Facts, w: Words) -> Table | None:
    owing = [one for one in facts.packages if one.submitted < one.total]
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
    owed = {(line.measure, line.region) for line in facts.lines if line.region}

    def standing(measure: int, region: str) -> str:
        found = facts.standings.get((measure, region))
        return found or ("none" if (measure, region) in owed else "apart")

    def row(m: MeasureFacts) -> Row:
        found = [national(facts, m.number), *(standing(m.number, region.key) for region in facts.regions)]
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
    names = {region.key: region.name[w.language] for region in facts.regions}
    rows: list[Row] = []
    group: tuple[int, str] | None = None
    for one in (value for value in facts.values if value.region in names):
        if (one.measure, one.indicator) != group:
            group = (one.measure, one.indicator)
            label = _measure_label(facts, one.measure)
            rows.append(Row((text(label, ". ", quoted(one.name[w.language])),), "group"))
        key = f"value.m{one.measure}.{one.indicator}.{one.region}"
        address = one.address or _page(facts, one.measure)
        rows.append(
            Row(
                (
                    text(quoted(names[one.region])),
                    _value(f"{key}.claimed", one.claimed, address, one.unit, w),
                    _value(f"{key}.seen", one.seen, address, one.unit, w),
                    text(quoted(one.source[w.language])) if one.source else text("–"),
                    text(day(one.seen_on) if one.seen_on else "–"),
                )
            )
        )
    return Table(
        "values",
        w.say("tables.values"),
        _heads(w, "region", "claimed", "seen", "source", "seen_on"),
        (30, 14, 14, 30, 12),
        tuple(rows),
        frozenset({1, 2}),
    )


def _lines(facts: Facts, w: Words) -> Table:
    def cells() -> Iterable[Row]:
        for one in facts.lines:
            key = f"line.{one.measure}.{one.body.code}"
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
