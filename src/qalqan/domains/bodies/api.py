"""The door of the domain: who owes what on a day. Bodies go by code (МОН, akimat-10), functions by key.

`register()` is one snapshot for a page that asks many questions; the functions below ask it once each. Days
before the register begins (`register().since`) raise OutsideRegisterError; days after `checked_until` are
answered with what was known then.

Organisations (schools, clinics, police units) go by id; everyone may read them.
"""

from datetime import date

from qalqan.domains.bodies.actions import load_organisations
from qalqan.domains.bodies.labels import KINDS, ORGANISATION_KINDS, explain, post_title
from qalqan.domains.bodies.queries import (
    EmptyRegisterError,
    organisation,
    organisations,
    organisations_by_id,
    register,
)
from qalqan.domains.bodies.rules import (
    BodyView,
    CollectiveError,
    Function,
    NewOrganisation,
    OrganisationView,
    OutsideRegisterError,
    Owned,
    Register,
    UnknownBodyError,
    UnknownFunctionError,
    UnknownOrganisationError,
)

__all__ = [
    "KINDS",
    "ORGANISATION_KINDS",
    "BodyView",
    "CollectiveError",
    "EmptyRegisterError",
    "Function",
    "NewOrganisation",
    "OrganisationView",
    "OutsideRegisterError",
    "Owned",
    "Register",
    "UnknownBodyError",
    "UnknownFunctionError",
    "UnknownOrganisationError",
    "addressee",
    "akimats_on",
    "bodies_on",
    "body",
    "explain",
    "function",
    "functions",
    "is_collective",
    "load_organisations",
    "organisation",
    "organisations",
    "organisations_by_id",
    "owners_through",
    "post_title",
    "register",
    "resolve",
]


def resolve(code: str, function: str | None, day: date, region: str | None = None) -> tuple[BodyView, ...]:
    """Who owes it on `day`: the one living body that holds the function (the code's default if None), or for
    a collective code such as МИО one body in each region that stood, in `region` alone if given.
    UnknownBodyError, UnknownFunctionError, OutsideRegisterError."""
    return register().resolve(code, function, day, region)


def owners_through(
    code: str, function: str | None, start: date, end: date, region: str | None = None
) -> tuple[Owned, ...]:
    """Stretches (body, start, end), days counted at both ends, of who owed it from `start` to `end`, in
    order; cut where the owner or its name changes. Errors as `resolve`; ValueError if `end` < `start`."""
    return register().owners_through(code, function, start, end, region)


def addressee(code: str, day: date, function: str | None = None) -> BodyView:
    """The one living body to which a letter for `code` goes on `day`: for МОН in 2023 the Ministry of
    Education. CollectiveError for a code that stands for many; else as `resolve`."""
    return register().addressee(code, day, function)


def body(code: str, day: date | None = None) -> BodyView:
    """A body under its name of `day`, or its last name when no day is given; also collective codes, for
    their names. UnknownBodyError; OutsideRegisterError if it did not stand on `day`."""
    return register().body(code, day)


def bodies_on(day: date, kind: str | None = None, region: str | None = None) -> tuple[BodyView, ...]:
    """The bodies that stood on `day`, of one kind or region if asked."""
    return register().bodies_on(day, kind, region)


def akimats_on(day: date) -> tuple[BodyView, ...]:
    """The akimats of the regions that stood on `day`: 17 before 8 June 2022, 20 since."""
    return register().bodies_on(day, "akimat")


def function(code: str, function: str | None = None) -> Function:
    """What a code stands for: `function` if it is one of its mandates, else its default."""
    return register().function(code, function)


def functions() -> tuple[Function, ...]:
    """All functions, by key."""
    return register().functions


def is_collective(code: str, function: str | None = None) -> bool:
    """Whether the code stands for one body in each region."""
    return register().is_collective(code, function)
