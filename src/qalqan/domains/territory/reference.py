"""Reads `data/`: the map as this release states it. Pure; `actions.load_reference` writes it to tables."""

import csv
import hashlib
import re
import tomllib
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Any

from qalqan.domains.territory.rules import Atlas, District, Region, Spell
from qalqan.kernel.names import LANGUAGES, Names
from qalqan.kernel.periods import Period

DATA = Path(__file__).parent / "data"
FILES = ("regions.toml", "districts.csv")


def fingerprint(folder: Path = DATA, files: tuple[str, ...] = FILES) -> str:
    """SHA-256 over the names and contents of the reference files."""
    digest = hashlib.sha256()
    for name in files:
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes())
    return digest.hexdigest()


def read(folder: Path = DATA) -> Atlas:
    """The map of the files. Its faults are `rules.faults`'s matter; a malformed file raises ValueError."""
    entries = tomllib.loads((folder / "regions.toml").read_text("utf-8"))["region"]
    regions = tuple(_region(entry) for entry in entries)
    with (folder / "districts.csv").open(encoding="utf-8", newline="") as lines:
        districts = tuple(_district(row, regions) for row in csv.DictReader(lines))
    return Atlas(regions, districts)


def _names(table: dict[str, Any]) -> Names:
    return Names(*(table[language] for language in LANGUAGES))


def _region(entry: dict[str, Any]) -> Region:
    life = Period(entry.get("from"), entry.get("to"))
    spells = [
        Spell(
            Period(spell.get("from", life.since), spell.get("to", life.until)),
            _names(spell),
            _names(spell["of"]),
            spell.get("source", ""),
        )
        for spell in entry["name"]
    ]
    return Region(
        entry["code"], entry["kind"], life, entry.get("parent"), tuple(spells), entry.get("source", "")
    )


def _district(row: dict[str, str], regions: tuple[Region, ...]) -> District:
    since, known = known_since(row["since"])
    life = Period(since)
    region = next(r for r in regions if r.code == row["region"])
    slug = re.sub(r"[^a-z0-9]+", "-", row["en"].lower()).strip("-")
    return District(
        code=f"{region.code}-{slug}",
        kato=row["kato"] or None,
        kind=row["kind"],
        name=_names(row),
        life=life,
        since_known=known,
        places=tuple(places(region, life)),
    )


def known_since(text: str) -> tuple[date | None, str]:
    """The first day a district certainly stood, and how exactly that is known: "2024-01-01" the day itself,
    "2022-12" and "2022" the last day of what is known, "" not known. ValueError for anything else."""
    parts = [int(part) for part in text.split("-")] if text else []
    match parts:
        case []:
            return None, ""
        case [year]:
            return date(year, 12, 31), "year"
        case [year, month]:
            return date(year, month, monthrange(year, month)[1]), "month"
        case [year, month, day]:
            return date(year, month, day), "day"
    raise ValueError(f"not a day, a month or a year: {text!r}")


def places(region: Region, life: Period) -> list[tuple[str, Period]]:
    """Which regions a district belonged to, given the region it belongs to now: a region taken out of
    another took its districts along, so before the region's birth they were its parent's."""
    born = region.life.since
    if region.parent is None or born is None or (life.since is not None and life.since >= born):
        return [(region.code, life)]
    return [(region.parent, Period(life.since, born)), (region.code, Period(born, life.until))]
