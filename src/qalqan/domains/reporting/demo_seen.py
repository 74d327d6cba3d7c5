"""What invented sources saw of the demonstration's invented claims, and invented papers with their decisions,
dated in the past. Without them its map would know nothing but claims.

Every value says in the name of its source that it is invented, every paper in its number and text. Whoever
offers and whoever verifies are two invented posts. The public stories are not touched: they have measures and
sources of their own. docs/algorithms/heat-map.md names the words that this makes visible.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from qalqan.domains.evidence import api as evidence
from qalqan.domains.reporting.models import Line
from qalqan.domains.reporting.rules import invented
from qalqan.domains.reporting.rules.invented import Seed, Words
from qalqan.domains.reporting.rules.invented_seen import Sight, sights
from qalqan.kernel.access.scope import Service, scope

SERVICE = Service("reporting.demo")
MINISTRY = evidence.Actor("coordinator МП", SERVICE)
CAME = timedelta(days=3)  # from the day of a sight until it was known
DECIDED = timedelta(days=20)
NOON = time(7, tzinfo=UTC)  # in Kazakhstan
DAY = 15  # of the month, on which sources look

type Sown = list[tuple[Line, Seed]]


def load(file: Path, lines: Sown, words: Words) -> None:
    """What the file of a plan says was seen and offered, before the engine looks at the plan."""
    told = tomllib.loads(file.read_text("utf-8"))
    with scope(SERVICE, "planning"):
        evidence.observe_many(_seen(told, lines, words), by=SERVICE.name, tell=False)
    for row in told["papers"]:
        _papers(told, row, lines)


def _seen(told: Mapping[str, Any], lines: Sown, words: Words) -> Iterable[evidence.NewObservation]:
    refuted = {tuple(row) for row in told["refuted"]}
    bound = {
        one.number: one
        for one in (evidence.bindings(lines[0][0].plan_code) if lines else ())
        if one.each == "region" and one.number in told["measures"]
    }
    regional = [
        pair for pair in lines if pair[0].measure_number in bound and pair[1].region.startswith("KZ-")
    ]
    for line, seed in regional:
        units = [evidence.indicator(one.indicator) for one in bound[seed.number].closing]
        claim = invented.line(seed, words, units[0].unit)
        for place, one in enumerate(units):
            for sight in sights(
                seed,
                claim,
                one.key,
                one.unit,
                is_first=place == 0,
                is_refuted=(seed.number, seed.region, seed.year) in refuted,
                is_followed=seed.number in told["followed"],
            ):
                yield _observation(line.region_id, one, seed, sight, told["source"])


def _observation(
    region_id: UUID, indicator: evidence.Indicator, seed: Seed, sight: Sight, source: str
) -> evidence.NewObservation:
    on = date(seed.year, sight.month, DAY)
    return evidence.NewObservation(
        at=evidence.At(region_id),
        indicator=indicator.key,
        period_start=date(seed.year, 1, 1) if indicator.kind == "flow" else on,
        period_end=on,
        source_kind=indicator.sources[0],
        value=sight.value,
        numerator=sight.numerator,
        denominator=sight.denominator,
        coverage=Decimal(1),
        source_ref="demo",
        source_name=source,
        known_from=datetime.combine(on + CAME, NOON),
    )


def _papers(told: Mapping[str, Any], row: Mapping[str, Any], lines: Sown) -> None:
    """Offer a paper in each of its places, and decide it as the file says."""
    owed = {
        seed.region: line
        for line, seed in lines
        if seed.number == row["measure"] and seed.year == row["year"]
    }
    places: list[tuple[UUID | None, str]] = [(None, _national(owed))]
    if "regions" in row:
        places = [(owed[code].region_id, owed[code].body_code) for code in row["regions"]]
    for region_id, body in places:
        seed = Seed(body, row["year"], row["measure"])
        on = date(row["year"], seed.between("paper month", 6, 11), seed.between("paper day", 1, 28))
        new = evidence.NewProof(
            plan_code=lines[0][0].plan_code,
            number=row["measure"],
            contract=row["contract"],
            period_start=date(row["year"], 1, 1),
            period_end=date(row["year"], 12, 31),
            items=_items(row["contract"], on, told),
            region_id=region_id,
            body_code=body,
        )
        offered = datetime.combine(on + CAME, NOON)
        role = "akimat_officer" if region_id else "coordinator"
        author = evidence.Actor(f"{role} {body}".strip(), SERVICE)
        key = evidence.offer_proof(author, new, at=offered, tell=False)
        if row["state"] != "offered":
            verified = row["state"] == "verified"
            evidence.decide_proof(
                MINISTRY,
                key,
                is_verified=verified,
                reason="" if verified else told["reason"],
                at=offered + DECIDED,
                tell=False,
            )


def _national(owed: Mapping[str, Line]) -> str:
    """The body that owes a measure for the nation; empty if none reports on it."""
    return next((line.body_code for place, line in owed.items() if not place.startswith("KZ-")), "")


def _items(kind: str, on: date, told: Mapping[str, Any]) -> dict[str, evidence.Given]:
    """Everything that a contract of this kind may ask for."""
    values = {
        "day": evidence.Given(day=on),
        "paper": evidence.Given(text=told["address"]),
        "yes_no": evidence.Given(text="no"),
        "text": evidence.Given(text=told["source"]),
    }
    return {item.key: values[item.kind] for item in evidence.contract(kind).items}
