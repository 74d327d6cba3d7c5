"""What an indicator is. The indicators themselves stand in `evidence/indicators/`, by family. Pure.

An indicator says in words what is counted, and in data how far the number may travel: its unit and range,
whether it is a stock (true on a day) or a flow (happened within a period), how values of places make a value
of the nation, and which sources are independent enough to evidence it. A use that the data does not define
is refused, never guessed.
"""

from dataclasses import dataclass
from decimal import Decimal

from .observing import SOURCES

KINDS = ("stock", "flow")
ROLL_UPS = ("sum", "ratio", "latest", "distinct", "max", "none")
MEANINGS = ("", "present", "conforming", "connected")
UP, DOWN, NEITHER = "up", "down", ""


@dataclass(frozen=True, slots=True)
class Names:
    """The same words in Kazakh, Russian and English."""

    kk: str
    ru: str
    en: str

    def __getitem__(self, language: str) -> str:
        if language not in ("kk", "ru", "en"):
            raise KeyError(language)
        return str(getattr(self, language))


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted. `whole`: no fractions. `minimum`, `maximum`: None is no limit."""

    key: str
    name: Names
    short: Names
    whole: bool = False
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = None


def _unit(key: str, name: Names, short: Names, *, whole: bool, maximum: int | None = None) -> Unit:
    return Unit(key, name, short, whole, Decimal(0), None if maximum is None else Decimal(maximum))


_PIECES = Names("дана", "единиц", "items")
_PERSONS = Names("адам", "человек", "persons")
_SCHOOLS = Names("мектеп", "школ", "schools")
_DAYS = Names("күн", "дней", "days")

UNITS: dict[str, Unit] = {
    unit.key: unit
    for unit in (
        _unit(
            "percent",
            Names("пайыз", "проценты", "percent"),
            Names("%", "%", "%"),
            whole=False,
            maximum=100,
        ),
        _unit("count", Names("саны", "количество", "count"), _PIECES, whole=True),
        _unit("persons", Names("адам саны", "число людей", "number of people"), _PERSONS, whole=True),
        _unit("schools", Names("мектеп саны", "число школ", "number of schools"), _SCHOOLS, whole=True),
        _unit("days", Names("күн саны", "число дней", "number of days"), _DAYS, whole=True),
        _unit("minutes", Names("минут", "минуты", "minutes"), Names("мин", "мин", "min"), whole=False),
        _unit(
            "mln_tenge",
            Names("миллион теңге", "миллионы тенге", "millions of tenge"),
            Names("млн теңге", "млн тенге", "mln tenge"),
            whole=False,
        ),
        _unit(
            "index",
            Names("индекс, 0-ден 100-ге дейін", "индекс от 0 до 100", "index, 0 to 100"),
            Names("ұпай", "баллов", "points"),
            whole=False,
            maximum=100,
        ),
        _unit(
            "yes_no",
            Names("иә немесе жоқ", "да или нет", "yes or no"),
            Names("", "", ""),
            whole=True,
            maximum=1,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that can be counted of a place.

    `direction`: "up" when more is better, "down" when less is; "" when the number alone says neither, and
    then no target may be set. `sources`: the kinds of source whose word evidences it; a claim never does.
    `minimum`, `maximum`: the valid range where narrower than the unit's. `dims`: what a value may be split
    by. `numerator`, `denominator`: of a ratio, in words.
    """

    key: str
    name: Names
    definition: Names
    unit: str
    kind: str
    roll_up: str
    direction: str = UP
    meaning: str = ""
    numerator: Names | None = None
    denominator: Names | None = None
    dims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ("inspection", "registry")
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def __post_init__(self) -> None:
        faults = [
            self.unit not in UNITS and "unit",
            self.kind not in KINDS and "kind",
            self.roll_up not in ROLL_UPS and "roll_up",
            self.direction not in (UP, DOWN, NEITHER) and "direction",
            self.meaning not in MEANINGS and "meaning",
            (self.roll_up == "ratio") != (self.denominator is not None) and "denominator",
            (self.numerator is None) != (self.denominator is None) and "numerator",
            (not self.sources or not set(self.sources) <= set(SOURCES) - {"claim"}) and "sources",
        ]
        if found := [fault for fault in faults if fault]:
            raise ValueError(f"indicator {self.key}: {', '.join(map(str, found))}")

    @property
    def measured_in(self) -> Unit:
        """The unit with its words and limits."""
        return UNITS[self.unit]

    @property
    def range(self) -> tuple[Decimal | None, Decimal | None]:
        """The least and the greatest valid value; None is no limit."""
        unit = self.measured_in
        least = unit.minimum if self.minimum is None else self.minimum
        greatest = unit.maximum if self.maximum is None else self.maximum
        return least, greatest

    @property
    def scale(self) -> int:
        """What numerator / denominator is multiplied by: a percent is 100 times the share."""
        return 100 if self.unit == "percent" else 1

    def reaches(self, value: Decimal, target: Decimal) -> bool:
        """Whether a value fulfils a target. ValueError where the number alone is neither good nor bad."""
        if self.direction == NEITHER:
            raise ValueError(f"indicator {self.key} has no direction: no target can be reached")
        return value >= target if self.direction == UP else value <= target

    def worse(self, a: Decimal, b: Decimal) -> Decimal:
        """The worse of two values: where two sources differ on one day, the country is not made safer."""
        return max(a, b) if self.direction == DOWN else min(a, b)
