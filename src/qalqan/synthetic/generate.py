"""A district's people, school by school. Pure: the same seed gives the same rows, byte for byte, on every
machine and in every order, because each school draws from a stream of its own."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from qalqan.synthetic import plan
from qalqan.synthetic.draw import ranked, stream
from qalqan.synthetic.errors import Knob, Rates
from qalqan.synthetic.family import Family, Ids, Maker
from qalqan.synthetic.names import DATA
from qalqan.synthetic.numbers import Numbers

FAMILY, COPY = 1, 2


@dataclass(slots=True)
class Batch:
    """What lives around one school. `families`: as the registry has them, faults and duplicates included."""

    school: plan.School
    families: list[Family]

    @property
    def children(self) -> int:
        return sum(len(family.children) for family in self.families)


@cache
def _streets() -> tuple[list[str], list[str]]:
    places = tomllib.loads((DATA / "places.toml").read_text("utf-8"))
    return ranked(places["streets"]), ranked(places["streets_ru"])


def district(country: plan.Country, code: str, rates: Rates) -> Iterator[Batch]:
    """The batches of a district, one a school. All are made in their order, as numbers go on from school to
    school."""
    where, seed = country.districts[code], country.seed
    shares = {**plan.families()["rates"], "boys": plan.margins()["nation"]["boys"]}
    maker = Maker(
        where,
        country.as_of,
        Numbers(where.orders, where.phones),
        Ids(seed, where, FAMILY),
        shares,
        _streets(),
    )
    copies = Ids(seed, where, COPY)
    for school in where.schools:
        chance = stream(seed, code, school.number)
        knob = Knob(rates, country, copies, stream(seed, "errors", code, school.number))
        left, families = school.size, []
        while left > 0:
            family = maker.family(chance, school)
            if not family.children:
                continue
            left -= len(family.children)
            families += knob.apply(family) if rates.text else [family]
        yield Batch(school, families)


def fingerprint(batches: Iterator[Batch]) -> str:
    """SHA-256 over all that the batches hold."""
    digest = hashlib.sha256()
    for batch in batches:
        digest.update(repr((batch.school, batch.families)).encode())
    return digest.hexdigest()
