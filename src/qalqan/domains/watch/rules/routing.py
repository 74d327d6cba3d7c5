"""Who has to act: ordered rules as data (`data/routes.toml`), the first that fits decides. Pure.

No rule can lose a report: the last one fits everything, and the file is refused otherwise. A rule names
what it needs to know; what is not known never fits, so an unknown owner falls through to the akimat rather
than to a guess. `compare` is the dry run: the same reports by two files, and which would go elsewhere.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from qalqan.kernel.names import LANGUAGES, Names

from .categories import categories, groups

FILE = Path(__file__).parents[1] / "data" / "routes.toml"
NEEDS = ("site", "site_owner", "asset_owner")
BODIES = ("akimat", "education", "health", "social", "police")  # one of each stands in every region
TO = (*BODIES, "asset_owner", "site_owner", "site")
CONDITIONS = ("regions", "districts", "categories", "groups", "site_kinds", "assets")
WORDS = frozenset({"key", "to", "needs", *CONDITIONS, *LANGUAGES})
MAX_RULES = 500


class RoutesError(ValueError):
    """The file breaks a rule; the message names the entry and the mend."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a thing when it is routed. `region`: "KZ-61"; `district`: its code or ""; `category`
    with its `group`; of the place it is at and of the thing it is about: "" or None where not known."""

    region: str
    category: str
    group: str
    district: str = ""
    site_kind: str = ""
    site_owner: str = ""
    organisation_id: UUID | None = None
    asset_kind: str = ""
    asset_owner: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Empty conditions hold for everything."""

    key: str
    why: Names
    to: str
    needs: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    site_kinds: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()

    def fits(self, case: Case) -> bool:
        """Whether every condition holds."""
        return (
            (not self.categories or case.category in self.categories)
            and (not self.groups or case.group in self.groups)
            and (not self.regions or case.region in self.regions)
            and (not self.districts or case.district in self.districts)
            and (not self.site_kinds or case.site_kind in self.site_kinds)
            and (not self.assets or case.asset_kind in self.assets)
            and ("site" not in self.needs or bool(case.site_kind))
            and ("site_owner" not in self.needs or bool(case.site_owner))
            and ("asset_owner" not in self.needs or bool(case.asset_owner))
        )


@dataclass(frozen=True, slots=True)
class Route:
    """Who has to act: a body by its code, and the organisation if it is one's own; by which rule and why."""

    owner_body: str
    organisation_id: UUID | None
    rule: str
    why: Names


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that another file of rules would send elsewhere."""

    at: int  # its place among the cases
    before: Route
    after: Route


@cache
def rules() -> tuple[Rule, ...]:
    """The rules as they are shipped."""
    return read(text())


def text() -> str:
    """The shipped file's text."""
    return FILE.read_text(encoding="utf-8")


def route(case: Case, by: tuple[Rule, ...] | None = None) -> Route:
    """Who has to act in a case, by the shipped rules or by others."""
    for rule in by or rules():
        if rule.fits(case):
            return _route(rule, case)
    raise RoutesError("no rule fits; the last one must fit everything")  # `read` lets no such file through


def _route(rule: Rule, case: Case) -> Route:
    akimat = f"akimat-{case.region.removeprefix('KZ-')}"
    if rule.to == "asset_owner":
        return Route(case.asset_owner, None, rule.key, rule.why)
    if rule.to == "site_owner":
        return Route(case.site_owner, case.organisation_id, rule.key, rule.why)
    if rule.to == "site":
        return Route(case.site_owner or akimat, case.organisation_id, rule.key, rule.why)
    return Route(f"{rule.to}-{case.region.removeprefix('KZ-')}", None, rule.key, rule.why)


def compare(cases: Iterable[Case], by: tuple[Rule, ...]) -> tuple[Moved, ...]:
    """The dry run: which cases other rules would send to somebody else than the shipped ones do."""
    found = []
    for place, case in enumerate(cases):
        before, after = route(case), route(case, by)
        if (before.owner_body, before.organisation_id) != (after.owner_body, after.organisation_id):
            found.append(Moved(place, before, after))
    return tuple(found)


def read(text: str) -> tuple[Rule, ...]:
    """Rules of a file's text. RoutesError names what is wrong in it, and where."""
    try:
        rows = tomllib.loads(text).get("route", [])
    except tomllib.TOMLDecodeError as error:
        raise RoutesError(f"this is no TOML: {error}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RoutesError("rules are written as [[route]]")
    if not rows or len(rows) > MAX_RULES:
        raise RoutesError(f"a file has 1 to {MAX_RULES} rules; this one has {len(rows)}")
    found = tuple(_rule(row, number) for number, row in enumerate(rows, 1))
    keys = [rule.key for rule in found]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise RoutesError(f"{', '.join(sorted(twice))}: a key stands once")
    last = found[-1]
    if last.needs or any(getattr(last, name) for name in CONDITIONS):
        raise RoutesError(f"{last.key}: the last rule fits everything, so that no report is lost")
    for rule in found[:-1]:
        if not rule.needs and not any(getattr(rule, name) for name in CONDITIONS):
            raise RoutesError(f"{rule.key}: it fits everything, and what follows is never asked")
    return found


def _rule(row: dict[str, Any], number: int) -> Rule:
    key = str(row.get("key") or f"rule {number}")
    if unknown := sorted(set(row) - WORDS):
        raise RoutesError(f"{key}: unknown word {unknown[0]}; known are {', '.join(sorted(WORDS))}")
    if missing := [one for one in ("key", "to", *LANGUAGES) if not isinstance(row.get(one), str)]:
        raise RoutesError(f"{key}: {', '.join(missing)} must be given as text")
    if row["to"] not in TO:
        raise RoutesError(f"{key}: to = {row['to']!r} is none of {', '.join(TO)}")
    if row["to"] in NEEDS[1:] and row["to"] not in _list(row, "needs", key):
        raise RoutesError(f'{key}: to = "{row["to"]}" asks for needs = ["{row["to"]}"]')
    known = {
        "needs": set(NEEDS),
        "categories": {one.key for one in categories()},
        "groups": {one.key for one in groups()},
    }
    sets = {}
    for name in ("needs", *CONDITIONS):
        sets[name] = _list(row, name, key)
        if name in known and (unknown := sorted(sets[name] - known[name])):
            raise RoutesError(f"{key}: {name} knows no {unknown[0]!r}")
    return Rule(key=key, why=Names(row["kk"], row["ru"], row["en"]), to=row["to"], **sets)


def _list(row: dict[str, Any], name: str, key: str) -> frozenset[str]:
    values = row.get(name, [])
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise RoutesError(f'{key}: {name} is a list of words, for instance {name} = ["..."]')
    return frozenset(values)
