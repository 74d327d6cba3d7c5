"""Reads `data/bodies.toml` and makes the regional bodies from the map. Pure but for the map's door;
`actions.load_reference` writes the result to the tables."""

import hashlib
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from qalqan.domains.bodies.rules import Body, Function, Holding, Naming, Register
from qalqan.domains.territory.api import Atlas, Region
from qalqan.kernel.names import LANGUAGES, Names
from qalqan.kernel.periods import Period

DATA = Path(__file__).parent / "data"


def fingerprint(map_edition: str, folder: Path = DATA) -> str:
    """SHA-256 over the file and the edition of the map: regional bodies are born and named with regions."""
    return hashlib.sha256((folder / "bodies.toml").read_bytes() + map_edition.encode()).hexdigest()


def read(atlas: Atlas, folder: Path = DATA) -> Register:
    """The register of the file over a map. Its faults are `rules.faults`'s matter; a malformed file raises
    ValueError or KeyError."""
    stated = tomllib.loads((folder / "bodies.toml").read_text("utf-8"))
    since: date = stated["since"]
    functions = tuple(
        Function(entry["key"], entry["scope"], Period(since), _names(entry)) for entry in stated["function"]
    )
    regional = [
        (_regional_body(entry, region), entry["function"])
        for entry in stated["regional"]
        for region in atlas.regions
    ]
    return Register(
        bodies=(*(_body(entry) for entry in stated["body"]), *(body for body, _ in regional)),
        functions=functions,
        holdings=(
            *(_holding(entry) for entry in stated["holding"]),
            *(Holding(key, body.code, body.life, body.region) for body, key in regional),
        ),
        regions=tuple((region.code, region.life) for region in atlas.regions),
        checked_until=stated["checked_until"],
    )


def _names(table: dict[str, Any]) -> Names:
    return Names(*(table[language] for language in LANGUAGES))


def _body(entry: dict[str, Any]) -> Body:
    life = Period(entry.get("from"), entry.get("to"))
    return Body(
        code=entry["code"],
        kind=entry["kind"],
        life=life,
        namings=(Naming(life, _names(entry), _names(entry["short"])),),
        mandates=tuple(entry["mandates"]),
        superior=entry.get("superior"),
        source=entry.get("source", ""),
    )


def _holding(entry: dict[str, Any]) -> Holding:
    return Holding(
        entry["function"],
        entry["body"],
        Period(entry.get("from"), entry.get("to")),
        source=entry.get("source", ""),
    )


def _regional_body(entry: dict[str, Any], region: Region) -> Body:
    """A body that every region has, renamed whenever the region is; its short name is its name."""
    namings = []
    for spell in region.spells:
        of = {language: spell.of[language] for language in LANGUAGES}
        name = Names(*(entry[language].format(**of) for language in LANGUAGES))
        namings.append(Naming(spell.valid, name, name, entry["official"]))
    superior = entry.get("superior")
    return Body(
        code=f"{entry['code']}-{region.kato}",
        kind=entry["kind"],
        life=region.life,
        namings=tuple(namings),
        mandates=(entry["function"],),
        region=region.code,
        superior=f"akimat-{region.kato}" if superior == "akimat" else superior,
        source=region.source,
    )
