"""Invented plans: what a careful typist would write, and nothing about how it is printed.

A plan is drawn from a seed by small grammars over `words_{ru,kk}.toml`. The reader under test shares no list
with these files, so its score speaks of language and layout, not of memory.
"""

import random
import tomllib
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII")


@cache
def words(language: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"words_{language}.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Row:
    """A measure as written: texts of its cells and the values that they mean."""

    number: int
    section: int
    title: str
    form: str
    bodies: tuple[tuple[str, bool], ...]  # (code, by agreement)
    deadline: tuple[str, date | None, date | None]
    finance_text: str | None
    total: str | None
    years: dict[str, str]
    sources: tuple[str, ...]
    programmes: tuple[str, ...]
    result: str


@dataclass(frozen=True)
class Invented:
    """A whole act with its plan. `columns` are the keys of the columns that the plan prints, in order."""

    language: str
    columns: tuple[str, ...]
    years: tuple[int, ...]
    sections: tuple[str, ...]
    rows: tuple[Row, ...]
    number: str
    signed: date
    topic: str
    header: dict[str, str] = field(default_factory=dict)
    own_names: dict[str, str] = field(default_factory=dict)

    @property
    def abbreviations(self) -> dict[str, str]:
        """What the plan's codes mean, as its list after the table says."""
        book = words(self.language)
        bodies = {code: name for code, name in book["bodies"].items() if code != "agreement"}
        return self.own_names or bodies | book["others"]


def invent(seed: int, language: str, columns: tuple[str, ...], rows: int, sections: int) -> Invented:
    """A plan with `rows` measures in `sections` sections. Same arguments, same plan."""
    draw = random.Random(f"{seed} {language}")  # noqa: S311 (a corpus, not a secret)
    book = words(language)
    years = tuple(int(key[6:]) for key in columns if key.startswith("years."))
    period = years or (2024, 2025, 2026)
    starts = sorted(draw.sample(range(2, rows), sections - 1)) if sections > 1 else []
    made: list[Row] = []
    titles: set[str] = set()
    for number in range(1, rows + 1):
        section = 1 + sum(number >= start for start in starts)
        row = _row(draw, book, number, section, period, columns)
        while row.title in titles:
            row = _row(draw, book, number, section, period, columns)
        titles.add(row.title)
        made.append(row)
    header = {key: draw.choice(names) for key, names in book["header"].items()}
    header = {
        key: name.format(first=period[0], last=period[-1], year="{year}") for key, name in header.items()
    }
    signed = date(period[0] - 1, draw.randint(1, 12), draw.randint(1, 28))
    return Invented(
        language,
        columns,
        period,
        tuple(draw.sample(book["sections"]["titles"], sections)),
        tuple(made),
        str(draw.randint(11, 999)),
        signed,
        draw.choice(book["prose"]["topics"]),
        header,
    )


def _row(
    draw: random.Random,
    book: dict[str, Any],
    number: int,
    section: int,
    period: tuple[int, ...],
    columns: tuple[str, ...],
) -> Row:
    text, total, years, sources, programmes = _finance(draw, book, period, columns)
    return Row(
        number,
        section,
        title(draw, book),
        draw.choice(book["forms"]),
        _bodies(draw, book),
        _deadline(draw, book, period),
        text,
        total,
        years,
        sources,
        programmes,
        _sentence(draw.choice(book["connect"]["aim"])),
    )


def title(draw: random.Random, book: dict[str, Any]) -> str:
    """One sentence of what is to be done, by one of four patterns."""
    connect = book["connect"]
    pattern = draw.random()
    if pattern < 0.12:
        return _act_title(draw, connect)
    if pattern < 0.27:
        items = draw.sample(connect["list_items"], draw.randint(2, 4))
        return f"{draw.choice(connect['list_head'])} " + " ".join(
            f"- {item}{';' if at < len(items) else ''}" for at, item in enumerate(items, start=1)
        )
    slots = {key: draw.choice(connect[key]) for key in ("aim", "about", "for_whom")}
    if pattern < 0.37:
        return _sentence(draw.choice(connect["named"]).format(name=draw.choice(connect["names"]), **slots))
    group = draw.choice(book["verbs"])
    verb, thing = draw.choice(group["say"]), draw.choice(group["what"])
    extras = draw.sample(sorted(slots.values()), draw.choice((0, 1, 1, 2)))
    tail = draw.choice(connect["tail"])
    if book["bodies"].get("МП"):  # Russian: verb, object, then the rest
        return _sentence(" ".join([verb, thing, *extras]) + tail)
    return _sentence(" ".join([*extras, thing, verb]) + tail)


def _act_title(draw: random.Random, connect: dict[str, Any]) -> str:
    return _sentence(
        draw.choice(connect["act"]).format(
            day=draw.randint(1, 28),
            month=draw.choice(connect["months"]),
            year=draw.randint(2009, 2022),
            no=draw.randint(12, 990),
            rules=draw.choice(connect["rules"]),
            about=draw.choice(connect["acts_about"]),
            part=draw.choice(connect["part"]),
        )
    )


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _bodies(draw: random.Random, book: dict[str, Any]) -> tuple[tuple[str, bool], ...]:
    codes = [code for code in book["bodies"] if code != "agreement"]
    chosen = draw.sample(codes, draw.choice((1, 2, 2, 3, 3, 4, 5)))
    outside = {"ГП", "УПР", "БП", "БҚУ"}  # not under the Government: always by agreement
    return tuple((code, code in outside) for code in chosen)


def bodies_text(row: Row, language: str) -> str:
    """The cell as written: "МП, ГП (по согласованию)"."""
    agreement = words(language)["bodies"]["agreement"]
    return ", ".join(code + (agreement if agreed else "") for code, agreed in row.bodies)


def _deadline(
    draw: random.Random, book: dict[str, Any], period: tuple[int, ...]
) -> tuple[str, date | None, date | None]:
    say = book["deadlines"]
    year = draw.choice(period)
    kind = draw.choice(("half", "half", "quarter", "month", "year", "years", "years"))
    if kind == "half":
        second = draw.random() < 0.5
        dates = (date(year, 7, 1), date(year, 12, 31)) if second else (date(year, 1, 1), date(year, 6, 30))
        return say["half"][second].format(year=year), *dates
    if kind == "quarter":
        at = draw.randint(1, 4)
        last = 3 * at
        text = say["quarter"].format(roman=ROMAN[at], year=year)
        return text, date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])
    if kind == "month":
        month = draw.randint(1, 12)
        text = say["month"].format(month=say["month_names"][month - 1], year=year)
        return text, date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if kind == "year":
        return say["year"].format(year=year), date(year, 1, 1), date(year, 12, 31)
    first, last = sorted(draw.sample(period, 2)) if len(period) > 1 else (period[0], period[0] + 1)
    return say["years"].format(first=first, last=last), date(first, 1, 1), date(last, 12, 31)


def _finance(
    draw: random.Random, book: dict[str, Any], period: tuple[int, ...], columns: tuple[str, ...]
) -> tuple[str | None, str | None, dict[str, str], tuple[str, ...], tuple[str, ...]]:
    say = book["finance"]
    if "total" not in columns or draw.random() < 0.7:
        text = draw.choice([say["none"], say["none"], *say["within"], say["outside"]])
        return (text if "total" in columns else None), None, {}, (), ()
    tenths = {year: draw.choice((0, draw.randint(5, 400), draw.randint(10, 90) * 10)) for year in period}
    if not any(tenths.values()):
        tenths[period[0]] = 125
    years = {
        str(year): _money(value) for year, value in tenths.items() if value and f"years.{year}" in columns
    }
    sources = (draw.choice([code for code in book["others"] if code != "ББ" and code != "БП"]),)
    programmes = tuple(f"{draw.randint(1, 199):03}" for _ in range(draw.choice((1, 1, 2))))
    return (
        None,
        _money(sum(tenths.values())),
        years,
        sources if "sources" in columns else (),
        programmes if "programmes" in columns else (),
    )


def _money(tenths: int) -> str:
    """Millions of tenge with a decimal point, as the truth states them; the cell prints a comma."""
    return f"{tenths // 10}.{tenths % 10}"


def cell_texts(row: Row, plan: Invented) -> dict[str, str]:
    """What each column's cell says, paragraphs separated by line ends (list items stand on lines of their
    own).
    """
    texts = {
        "number": f"{row.number}.",
        "title": row.title.replace(": - ", ":\n- ").replace("; - ", ";\n- "),
        "form": row.form,
        "bodies": bodies_text(row, plan.language),
        "deadline": row.deadline[0],
        "total": row.finance_text or (row.total or "-").replace(".", ","),
        "sources": ", ".join(row.sources) or "-",
        "programmes": ", ".join(row.programmes) or "-",
        "result": row.result,
    }
    for year in plan.years:
        texts[f"years.{year}"] = row.years.get(str(year), "-").replace(".", ",")
    return {key: texts[key] for key in plan.columns}
