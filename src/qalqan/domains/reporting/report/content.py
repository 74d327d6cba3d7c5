"""The content of the report: from frozen facts to a tree of texts and tables, in Kazakh or in Russian.

What is written of a measure follows its standing, never what was claimed of it: a claim is told as a claim,
an unknown as an unknown. The order is the decree's own. Nothing is left out because it looks bad, and nothing
is averaged: a share over regions is told by its lowest and its highest.

See docs/algorithms/report.md.
"""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from zoneinfo import ZoneInfo

from qalqan.domains.reporting.report import annexes
from qalqan.domains.reporting.report.facts import (
    OUTCOMES,
    STANDINGS,
    Facts,
    LineFacts,
    MeasureFacts,
    ValueFacts,
    national,
    regional,
)
from qalqan.domains.reporting.report.tree import Block, Document, Heading, Para, Part, Row, Table
from qalqan.domains.reporting.report.words import Words, words
from qalqan.domains.reporting.rules.numbers import Label, Number, Quote, Text, day, quoted, text

PARAGRAPH = re.compile(r"paragraph ([\d.]+)")
LIST_ITEM = re.compile(r"(?<=[:;])\s+[-–]\s+")  # "A, namely: - b; - c"
CLOCK = ZoneInfo("Asia/Almaty")
QUOTES = 3  # bodies quoted under a measure; all lines stand in the workbook
LONGEST_QUOTE = 320


def document(facts: Facts, language: str) -> Document:
    """The whole report in one language."""
    w = words(language)
    main = Part(
        "main",
        (*_front(facts, w), *_brief(facts, w), *_progress(facts, w), *annexes.closing(facts, w), *_sign(w)),
    )
    return Document(
        language=language,
        title=f"{w.of('front.title')}: {facts.act_title[language]}",
        author=facts.sender.name[language],
        running="".join(
            piece if isinstance(piece, str) else piece.text
            for piece in w.say("front.running", number=Label(facts.act_number))
            if isinstance(piece, (str, Label))
        ),
        parts=(main, *annexes.annexes(facts, w)),
    )


def count(key: str, value: int, address: str) -> Number:
    """A number of things."""
    return Number(key, Decimal(value), address)


def _front(facts: Facts, w: Words) -> list[Block]:
    at = facts.as_of.astimezone(CLOCK)
    year = facts.period_start.year
    whole = (facts.period_start.month, facts.period_start.day) == (1, 1) and (
        facts.period_end.year,
        facts.period_end.month,
        facts.period_end.day,
    ) == (year, 12, 31)
    span = (
        w.say("front.year", year=Label(str(year)))
        if whole
        else w.say("front.span", start=day(facts.period_start), end=day(facts.period_end))
    )
    due = {"due": day(facts.due)} if facts.due else {}
    clause = "front.moment_clause" if facts.due else "front.moment_undated"
    return [
        Para(text(quoted(facts.recipient.name[w.language])), "addressee"),
        Para(text(quoted(facts.sender.name[w.language])), "sender"),
        Heading(1, w.say("front.title")),
        Para(w.say("front.plan", title=quoted(facts.act_title[w.language])), "title"),
        Para(
            w.say(
                "front.resolution" if facts.is_resolution else "front.act",
                **({} if facts.is_resolution else {"body": quoted(facts.act_body[w.language])}),
                date=w.date(facts.act_date),
                number=Label(facts.act_number, facts.addresses.plan),
            ),
            "lead",
        ),
        Para(span, "lead"),
        Para(
            w.say(
                "front.moment",
                day=day(at.date()),
                time=Label(f"{at:%H:%M}"),
                number=Label(str(facts.number)),
            ),
            "note",
        ),
        Para(w.say(clause, clause=_clause(facts.clause, w), **due), "note"),
        Para(w.say("front.reading"), "note"),
    ]


def _clause(clause: str, w: Words) -> Text:
    """The place in the act; what is no plain paragraph is cited as the duty states it."""
    found = PARAGRAPH.fullmatch(clause)
    return w.say("front.paragraph", number=Label(found[1])) if found else text(quoted(clause))


def _brief(facts: Facts, w: Words) -> list[Block]:
    a = facts.addresses
    lines, spent = facts.lines, [line.spend for line in facts.lines if line.is_in and line.spend is not None]
    planned = [m.plan_money for m in facts.measures if m.plan_money is not None]
    complete = sum(package.submitted == package.total for package in facts.packages)
    open_ = sum(one.is_open for one in facts.contradictions)
    money: Text = w.say("brief.no_money")
    if planned:
        plan = Number("money.plan", sum(planned, Decimal(0)), a.plan, digits=3)
        total = Number("money.spent", sum(spent, Decimal(0)), a.overview, digits=3)
        money = (
            w.say("brief.money", plan=plan, spent=total) if spent else w.say("brief.money_plan", plan=plan)
        )
    return [
        Heading(2, w.say("headings.brief")),
        Para(
            w.say(
                "brief.packages",
                total=count("packages.total", len(facts.packages), a.overview),
                complete=count("packages.complete", complete, a.overview),
                lacking=count("packages.lacking", len(facts.packages) - complete, a.late),
            )
        ),
        Para(
            w.say(
                "brief.lines",
                total=count("lines.total", len(lines), a.overview),
                submitted=count("lines.submitted", sum(line.is_in for line in lines), a.overview),
                accepted=count("lines.accepted", sum(line.state == "accepted" for line in lines), a.overview),
            )
        ),
        Para(
            w.say("brief.contradictions", open=count("contradictions.open", open_, a.contradictions))
            if open_
            else w.say("brief.no_contradictions")
        ),
        Para(money),
        Para(w.say("brief.measures", measures=count("measures", len(facts.measures), a.plan))),
        _standings(facts, w),
    ]


def _standings(facts: Facts, w: Words) -> Table:
    """Sections by standing."""
    by_section: dict[int, Counter[str]] = {number: Counter() for number in facts.sections}
    for measure in facts.measures:
        by_section.setdefault(measure.section, Counter())[national(facts, measure.number)] += 1
    address = facts.addresses.overview

    def cells(key: str, counted: Counter[str]) -> tuple[Text, ...]:
        counts = [count(f"{key}.measures", counted.total(), address)]
        counts += [count(f"{key}.{standing}", counted[standing], address) for standing in STANDINGS]
        return tuple((number,) for number in counts)

    rows = [
        Row(
            (
                w.say(
                    "headings.section",
                    number=Label(str(number)),
                    title=_section(facts, number, w),
                ),
                *cells(f"section.{number}", counted),
            )
        )
        for number, counted in sorted(by_section.items())
    ]
    whole = sum(by_section.values(), Counter[str]())
    rows.append(Row((w.say("tables.total"), *cells("nation", whole)), "total"))
    heads = (
        w.of("heads.section"),
        w.of("heads.measures"),
        *(w.of(f"standing.{standing}") for standing in STANDINGS),
    )
    return Table(
        "standings",
        w.say("tables.standings"),
        heads,
        (20, 11, 13, 13, 15, 18, 10),
        tuple(rows),
        frozenset(range(1, 7)),
    )


def _section(facts: Facts, number: int, w: Words) -> Quote:
    """A section's title; one that the act sets in capitals as a sentence."""
    title = facts.sections[number][w.language] if number in facts.sections else ""
    return quoted(title.capitalize() if title.isupper() else title)


def _progress(facts: Facts, w: Words) -> list[Block]:
    blocks: list[Block] = [Heading(2, w.say("headings.progress"))]
    lines: dict[int, list[LineFacts]] = {}
    for line in facts.lines:
        lines.setdefault(line.measure, []).append(line)
    values: dict[int, list[ValueFacts]] = {}
    for value in facts.values:
        values.setdefault(value.measure, []).append(value)
    section = None
    for measure in facts.measures:
        if measure.section != section:
            section = measure.section
            title = _section(facts, section, w)
            blocks.append(Heading(2, w.say("headings.section", number=Label(str(section)), title=title)))
        blocks += _measure(facts, w, measure, lines.get(measure.number, []), values.get(measure.number, []))
    return blocks


def _measure(
    facts: Facts, w: Words, measure: MeasureFacts, lines: list[LineFacts], values: list[ValueFacts]
) -> list[Block]:
    address = facts.addresses.measures[measure.number]
    title, *items = LIST_ITEM.split(measure.title[w.language])
    head = w.say("headings.measure", number=Label(str(measure.number), address), title=quoted(title))
    standing = national(facts, measure.number)
    blocks: list[Block] = [Heading(3, head), *(Para(text("– ", quoted(item)), "item") for item in items)]
    blocks.append(Para(w.say(f"measure.{standing}"), "verdict"))
    told: Text = w.say("measure.deadline", deadline=quoted(measure.deadline[w.language].rstrip(".")))
    if measure.form[w.language]:
        told = text(*w.say("measure.form", form=quoted(measure.form[w.language].rstrip("."))), " ", *told)
    blocks.append(Para(text(*told, *_regions(facts, w, measure.number, address))))
    blocks.append(Para(_said(w, measure.number, lines, address)))
    blocks += [Para(sentence) for sentence in _values(w, measure.number, values, address)]
    for line in sorted((one for one in lines if _quotable(one, w.language)), key=_national_first)[:QUOTES]:
        words_of = line.text[w.language] if line.text else ""
        body = quoted(line.body.short[w.language], line.address)
        cited = quoted(words_of, longest=LONGEST_QUOTE)
        blocks.append(Para(w.say("measure.quote", body=body, text=cited), "quote"))
    return blocks


def _national_first(line: LineFacts) -> tuple[bool, bool, str]:
    return (bool(line.region), line.outcome == "unknown", line.body.code)


def _quotable(line: LineFacts, language: str) -> bool:
    return line.is_in and line.text is not None and bool(line.text[language].strip())


def _regions(facts: Facts, w: Words, measure: int, address: str) -> Text:
    """How many regions stand where; nothing for a measure that no region owes."""
    counted = Counter(standing for (number, _), standing in regional(facts).items() if number == measure)
    if not counted:
        return ()
    counts = {s: count(f"m{measure}.regions.{s}", counted[s], address) for s in STANDINGS}
    return (" ", *w.say("measure.regions", **counts))


def _said(w: Words, measure: int, lines: Iterable[LineFacts], address: str) -> Text:
    """What the bodies reported, counted."""
    of = list(lines)
    if not of:
        return w.say("measure.no_lines")
    given = [line for line in of if line.is_in]
    total = count(f"m{measure}.lines.total", len(of), address)
    if not given:
        return w.say("measure.nobody", total=total)
    counted = Counter(line.outcome for line in given)
    return w.say(
        "measure.said",
        reported=count(f"m{measure}.lines.reported", len(given), address),
        total=total,
        **{o: count(f"m{measure}.lines.{o}", counted[o], address) for o in OUTCOMES},
    )


def _values(w: Words, measure: int, values: list[ValueFacts], address: str) -> Iterable[Text]:
    """Each indicator of a measure: what regions claimed beside what was seen."""
    for indicator in dict.fromkeys(value.indicator for value in values):
        of = [value for value in values if value.indicator == indicator and value.region]
        key = f"m{measure}.{indicator}"
        unit = of[0].unit if of else ""
        claimed = _span(w, f"{key}.claimed", [v.claimed for v in of if v.claimed is not None], unit, address)
        seen = _span(w, f"{key}.seen", [v.seen for v in of if v.seen is not None], unit, address)
        name: Quote = quoted(next(v.name[w.language] for v in values if v.indicator == indicator))
        if claimed and seen:
            yield w.say("measure.value", name=name, claimed=claimed, seen=seen)
        elif claimed:
            yield w.say("measure.value_claimed", name=name, claimed=claimed)
        elif seen:
            yield w.say("measure.value_seen", name=name, seen=seen)


def _span(w: Words, key: str, values: list[Decimal], unit: str, address: str) -> Text:
    """Lowest and highest with the number of regions; empty for none."""
    if not values:
        return ()
    low, high = min(values), max(values)
    of = count(f"{key}.count", len(values), address)
    if low == high:
        return w.say("measure.one", value=Number(f"{key}.low", low, address, unit, 1), count=of)
    return w.say(
        "measure.span",
        low=Number(f"{key}.low", low, address, unit, 1),
        high=Number(f"{key}.high", high, address, unit, 1),
        count=of,
    )


def _sign(w: Words) -> list[Block]:
    return [
        Para(text(w.of("sign_block.post"), "  ", w.of("sign_block.name")), "sign"),
        Para(w.say("sign_block.prepared"), "note"),
    ]
