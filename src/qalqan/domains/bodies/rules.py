"""Who owes it on that day: succession by function.

A decree names a body by a code (МОН) and lives for years; bodies do not. What survives a reform is the
*function*: child rights passed from the Ministry of Education and Science to the Ministry of Education on
11 June 2022, higher education to another ministry on the same day. So a code is read as a function (its first
mandate, unless the reader knows better), and the register knows who held each function on each day: exactly
one living body. A function whose scope is regional is held in each region by one body: МИО is not a body but
the akimats of the regions that stood on the day.

Pure: `Register` is built from the files by `reference` or from the tables by `queries`.
See docs/algorithms/succession.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from qalqan.kernel.names import Names, sort_key
from qalqan.kernel.periods import Period, gaps, inclusive, overlaps

KINDS = (
    "government",
    "ministry",
    "court",
    "prosecutor",
    "committee",
    "commission",
    "project-unit",
    "akimat",
    "department",
    "collective",
)
ORGANISATION_KINDS = (
    "school",
    "kindergarten",
    "college",
    "clinic",
    "police",
    "social_centre",
    "commission",
    "department",
)
NOT_STORED = UUID(int=0)  # the id of what was read from files and not from tables
NATIONAL, REGIONAL = "national", "regional"


class UnknownBodyError(LookupError):
    """No body has this code."""


class UnknownFunctionError(LookupError):
    """No such function, or the code never stood for it."""


class OutsideRegisterError(LookupError):
    """The day is before the register begins, or the body (or its region) did not stand on that day."""


class CollectiveError(LookupError):
    """A letter has one addressee; the code stands for many bodies."""


class UnknownOrganisationError(LookupError):
    """No organisation has this id."""


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """A school, a clinic, a police unit. `district_id` None: it serves its whole region. `body_code`: the
    state body that runs it, "" if none is named."""

    id: UUID
    region_id: UUID
    district_id: UUID | None
    kind: str
    code: str
    name: Names
    body_code: str
    life: Period


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What a load needs to know of an organisation; `code` is unique within its region."""

    region_id: UUID
    district_id: UUID | None
    kind: str
    code: str
    name: Names
    since: date
    body_code: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a body was called in a period. `is_official` is false for a working title."""

    valid: Period
    name: Names
    short: Names
    is_official: bool = True


@dataclass(frozen=True, slots=True)
class Body:
    """A body's whole life. `mandates`: keys of the functions its code stands for, the default first."""

    code: str
    kind: str
    life: Period
    namings: tuple[Naming, ...]
    mandates: tuple[str, ...]
    region: str | None = None
    superior: str | None = None
    source: str = ""
    id: UUID = field(default=NOT_STORED, compare=False)


@dataclass(frozen=True, slots=True)
class Function:
    """A task of the state that outlives the bodies that perform it. `life` begins where the register does."""

    key: str
    scope: str
    life: Period
    name: Names
    id: UUID = field(default=NOT_STORED, compare=False)


@dataclass(frozen=True, slots=True)
class Holding:
    """A body performs a function in a period; in a region, if the function is regional."""

    function: str
    body: str
    valid: Period
    region: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body as it stood on a day. `until` is the first day no longer; `region` and `superior` are codes."""

    id: UUID
    code: str
    kind: str
    name: Names
    short: Names
    is_official: bool
    region: str | None
    superior: str | None
    since: date | None
    until: date | None


class Owned(NamedTuple):
    """A stretch of days, both counted, in which one body under one name owed the function."""

    body: BodyView
    start: date
    end: date


@dataclass(frozen=True)
class Register:
    """All bodies, functions and who held them. `regions`: the life of each region, by code.

    Days before `since` raise OutsideRegisterError. Days after `checked_until` are answered with what was
    known then; a screen that shows such a day says so.
    """

    bodies: tuple[Body, ...]
    functions: tuple[Function, ...]
    holdings: tuple[Holding, ...]
    regions: tuple[tuple[str, Period], ...]
    checked_until: date
    edition: UUID | None = None  # which load of the tables this is: a key for whoever keeps what it answered

    @cached_property
    def _bodies(self) -> dict[str, Body]:
        return {body.code: body for body in self.bodies}

    @cached_property
    def _functions(self) -> dict[str, Function]:
        return {function.key: function for function in self.functions}

    @cached_property
    def _held(self) -> dict[str, list[Holding]]:
        held: dict[str, list[Holding]] = {function.key: [] for function in self.functions}
        for holding in self.holdings:
            held[holding.function].append(holding)
        return held

    @property
    def since(self) -> date:
        """The first day the register answers for."""
        return max(function.life.since or date.min for function in self.functions)

    # --- bodies -------------------------------------------------------------------------------------------

    def body(self, code: str, day: date | None = None) -> BodyView:
        """A body under its name of `day`, or under its last name when no day is given. UnknownBodyError;
        OutsideRegisterError if it did not stand on `day`."""
        if code not in self._bodies:
            raise UnknownBodyError(code)
        body = self._bodies[code]
        if day is None:
            return _view(body, body.namings[-1])
        if day >= self.since and day in body.life:
            for naming in body.namings:
                if day in naming.valid:
                    return _view(body, naming)
        raise OutsideRegisterError(
            f"{code} did not stand on {day}, or the register does not reach back to it"
        )

    def bodies_on(
        self, day: date, kind: str | None = None, region: str | None = None
    ) -> tuple[BodyView, ...]:
        """The bodies that stood on `day` (collectives, which are not bodies, left out), of one kind or
        region if asked; alphabetical in Kazakh within kind. OutsideRegisterError before the register."""
        self._answer_for(day)
        views = [
            self.body(body.code, day)
            for body in self.bodies
            if day in body.life
            and body.kind != "collective"
            and kind in (None, body.kind)
            and region in (None, body.region)
        ]
        return tuple(sorted(views, key=lambda v: (KINDS.index(v.kind), sort_key(v.name.kk), v.code)))

    # --- functions ----------------------------------------------------------------------------------------

    def function(self, code: str, function: str | None = None) -> Function:
        """What a code stands for: `function` if it is one of the code's mandates, else its default.
        UnknownBodyError, UnknownFunctionError."""
        if code not in self._bodies:
            raise UnknownBodyError(code)
        mandates = self._bodies[code].mandates
        key = mandates[0] if function is None and mandates else function
        if key not in mandates:
            raise UnknownFunctionError(f"{code} stands for {', '.join(mandates)}; not for {function}")
        return self._functions[key]

    def is_collective(self, code: str, function: str | None = None) -> bool:
        """Whether the code stands for one body in each region, not for one body."""
        return self.function(code, function).scope == REGIONAL

    def resolve(
        self, code: str, function: str | None, day: date, region: str | None = None
    ) -> tuple[BodyView, ...]:
        """Who owes it on `day`: one body, or for a regional function one in each region that stood (in
        `region` alone if given). Errors as `function`; OutsideRegisterError."""
        self._answer_for(day)
        wanted = self.function(code, function)
        holders = [h for h in self._scoped(wanted, region) if day in h.valid]
        if not holders:
            raise OutsideRegisterError(f"nobody held {wanted.key} on {day} in {region or 'the country'}")
        return tuple(self.body(h.body, day) for h in holders)

    def owners_through(
        self, code: str, function: str | None, start: date, end: date, region: str | None = None
    ) -> tuple[Owned, ...]:
        """Who owed it from `start` to `end`, both counted: stretches in order of their first day, cut where
        the owner or its name changes. Every day of the span is in exactly one stretch (one for each region
        then standing). ValueError if `end` is before `start`; else as `resolve`."""
        self._answer_for(start)
        span = inclusive(start, end)
        stretches = [
            (piece, holding.body)
            for holding in self._scoped(self.function(code, function), region)
            for naming in self._bodies[holding.body].namings
            if (held := holding.valid.meet(span)) and (piece := held.meet(naming.valid))
        ]
        stretches.sort(key=lambda s: (s[0].since or date.min, s[1]))
        return tuple(
            Owned(self.body(body, piece.since), piece.since or start, piece.last_day or end)
            for piece, body in stretches
        )

    def addressee(self, code: str, day: date, function: str | None = None) -> BodyView:
        """The one living body to which a letter for `code` goes on `day`. CollectiveError for a code that
        stands for many; else as `resolve`."""
        if self.is_collective(code, function):
            raise CollectiveError(code)
        return self.resolve(code, function, day)[0]

    def _scoped(self, function: Function, region: str | None) -> list[Holding]:
        return [
            holding
            for holding in self._held[function.key]
            if function.scope == NATIONAL or region in (None, holding.region)
        ]

    def _answer_for(self, day: date) -> None:
        if day < self.since:
            raise OutsideRegisterError(f"the register begins on {self.since}; asked for {day}")


def _view(body: Body, naming: Naming) -> BodyView:
    return BodyView(
        body.id,
        body.code,
        body.kind,
        naming.name,
        naming.short,
        naming.is_official,
        body.region,
        body.superior,
        body.life.since,
        body.life.until,
    )


def faults(register: Register) -> list[str]:
    """What is wrong with a register, in words for its editor; empty when it may be loaded: a function held
    by nobody or by two on some day, by a body that does not live or stands elsewhere; a nameless day."""
    return [*_body_faults(register), *_holding_faults(register), *_succession_faults(register)]


def _body_faults(register: Register) -> Iterator[str]:
    bodies, functions = register._bodies, register._functions
    regions = dict(register.regions)
    if len(bodies) != len(register.bodies) or len(functions) != len(register.functions):
        yield "two bodies share a code, or two functions a key"
    for body in register.bodies:
        named = [naming.valid for naming in body.namings]
        if gaps(named, body.life) or overlaps(named) or not all(map(body.life.covers, named)):
            yield f"{body.code}: it must have one name on each day of its life"
        if body.namings != tuple(sorted(body.namings, key=lambda n: n.valid.since or date.min)):
            yield f"{body.code}: its names must stand in order"
        if body.kind not in KINDS:
            yield f"{body.code}: no such kind: {body.kind}"
        yield from (f"{body.code}: no function {key}" for key in body.mandates if key not in functions)
        if not body.mandates or len(set(body.mandates)) != len(body.mandates):
            yield f"{body.code}: its code must stand for functions, each once"
        if body.superior is not None and body.superior not in bodies:
            yield f"{body.code}: no superior {body.superior}"
        if body.region is not None and not (
            body.region in regions and regions[body.region].covers(body.life)
        ):
            yield f"{body.code}: {body.region} does not stand through all its life"


def _holding_faults(register: Register) -> Iterator[str]:
    bodies, functions = register._bodies, register._functions
    for holding in register.holdings:
        where = f"{holding.function} held by {holding.body}"
        body, function = bodies.get(holding.body), functions.get(holding.function)
        if body is None or function is None:
            yield f"{where}: no such body or function"
        elif body.kind == "collective":
            yield f"{where}: a collective is not a body and holds nothing"
        elif not body.life.covers(holding.valid):
            yield f"{where}: it does not live through {holding.valid.since} .. {holding.valid.until}"
        elif holding.region != body.region or (holding.region is None) != (function.scope == NATIONAL):
            yield f"{where}: the region of holding, body and function must agree"


def _succession_faults(register: Register) -> Iterator[str]:
    """Exactly one holder for every function, place and day."""
    for function in register.functions:
        places: list[tuple[str | None, Period]] = [(None, function.life)]
        if function.scope == REGIONAL:
            lives = [(code, life.meet(function.life)) for code, life in register.regions]
            places = [(code, life) for code, life in lives if life is not None]
        for region, life in places:
            held = [h.valid for h in register.holdings if (h.function, h.region) == (function.key, region)]
            where = f"{function.key} in {region or 'the country'}"
            yield from (f"{where}: nobody from {gap.since} to {gap.until}" for gap in gaps(held, life))
            yield from (f"{where}: two from {second.since}" for _, second in overlaps(held))
