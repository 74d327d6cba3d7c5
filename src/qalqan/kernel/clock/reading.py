"""Reads `data/`: the calendar, the zones and the rules as this release states them. Pure."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.kernel.clock.calendar import LawDay, Move, WorkingCalendar, YearFile
from qalqan.kernel.clock.rules import Rule, Rung
from qalqan.kernel.clock.zones import Zone, Zones
from qalqan.kernel.names import Names
from qalqan.kernel.periods import Period, overlaps

DATA = Path(__file__).parent / "data"


def toml(name: str) -> dict[str, Any]:
    """A file of `data/` as a dictionary."""
    return tomllib.loads((DATA / name).read_text("utf-8"))


def names(row: dict[str, Any]) -> Names:
    """The three languages of a row."""
    return Names(row["kk"], row["ru"], row["en"])


@cache
def working_calendar() -> WorkingCalendar:
    """Kazakhstan's calendar: the law's days and one file a year."""
    law = toml("law.toml")
    days = tuple(
        LawDay(
            key=row["key"],
            kind=row["kind"],
            dates=tuple((int(text[:2]), int(text[3:])) for text in row["dates"]),
            name=names(row),
            since=row.get("from", date.min.year),
            until=row.get("to", date.max.year),
            draft=row.get("draft", False),
            source=row.get("source", law["source"]),
        )
        for row in law["day"]
    )
    files = (toml(path.name) for path in sorted(DATA.glob("kz-*.toml")))
    return WorkingCalendar(days, {file["year"]: _year(file) for file in files})


def _year(file: dict[str, Any]) -> YearFile:
    return YearFile(
        year=file["year"],
        qurban_ait=file["qurban_ait"],
        qurban_ait_draft=file["qurban_ait_draft"],
        moves_checked=file["moves_checked"],
        moves=tuple(Move(row["from"], row["to"], row["source"]) for row in file.get("moved", ())),
        source=file["source"],
    )


@cache
def zones() -> Zones:
    """The zones of `data/zones.toml`."""
    return Zones({row["key"]: _zone(row) for row in toml("zones.toml")["zone"]})


def _zone(row: dict[str, Any]) -> Zone:
    offsets: list[tuple[int, datetime | None]] = [(o["hours"], o.get("until")) for o in row["offsets"]]
    return Zone(row["key"], row["iana"], tuple(offsets), tuple(row.get("regions", ())), row["source"])


def fingerprint() -> str:
    """SHA-256 over the files, to know whether the tables hold this edition."""
    together = hashlib.sha256()
    for path in sorted(DATA.glob("*.toml")):
        together.update(path.name.encode() + path.read_bytes())
    return together.hexdigest()


@dataclass(frozen=True, slots=True)
class RuleText:
    """A version of a rule with all that is shown of it."""

    rule: Rule
    name: Names
    basis: str
    act: str
    address: str
    start: str
    owes: str
    confirmed: bool


@cache
def rules() -> tuple[RuleText, ...]:
    """The versions of `data/rules.toml` in the file's order. ValueError naming the rule whose words, periods
    or terms are wrong."""
    found = tuple(_rule(row) for row in toml("rules.toml")["rule"])
    for code in dict.fromkeys(text.rule.code for text in found):
        if both := overlaps(text.rule.valid for text in found if text.rule.code == code):
            raise ValueError(f"rules.toml: {code}: two versions in force on one day: {both}")
    return found


def _rule(row: dict[str, Any]) -> RuleText:
    known, code = vocabulary(), row["code"]
    for kind, word in (
        ("start", row["start"]),
        ("party", row["owes"]),
        *(("party", rung["to"]) for rung in row["ladder"]),
        *(("ground", ground) for ground in row.get("grounds", ())),
        *(("act", act) for act in [row.get("act")] if act),
    ):
        if word not in known[kind]:
            raise ValueError(f"rules.toml: {code}: {kind} {word!r} has no words in vocabulary.toml")
    if sum(rung["offset"] == 0 for rung in row["ladder"]) != 1:
        raise ValueError(f"rules.toml: {code}: the ladder needs exactly one rung at the deadline itself")
    rule = Rule(
        code=code,
        unit=row["unit"],
        amount=row["amount"],
        shift=row["shift"],
        counts_first_day=row.get("counts_first_day", False),
        grounds=tuple(row.get("grounds", ())),
        ladder=tuple(
            Rung(number, rung["offset"], rung["unit"], rung["to"])
            for number, rung in enumerate(row["ladder"], 1)
        ),
        valid=Period(row.get("from"), row.get("to")),
    )
    shown = (row["basis"], row.get("act", ""), row.get("address", ""), row["start"], row["owes"])
    return RuleText(rule, names(row), *shown, row.get("confirmed", False))


@cache
def vocabulary() -> dict[str, dict[str, Names]]:
    """Words by kind (start, party, ground, act) and key."""
    return {
        kind: {key: names(row) for key, row in rows.items()} for kind, rows in toml("vocabulary.toml").items()
    }
