"""What holds for identities, without a database: the IIN, ages, who is one person with whom, who may know an
address. Pure. docs/algorithms/iin.md and same-person.md explain; tests prove."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

BIRTH_KNOWN = ("day", "month", "year", "unknown")
SEXES = ("m", "f", "unknown")
LANGUAGES = ("kk", "ru", "other", "unknown")
# known: twelve digits stand in the record. foreign: a citizen of another state, who has none. none: not given
# yet (a newborn, a stateless child). unknown: nobody has asked.
IIN_STATES = ("known", "foreign", "none", "unknown")
PARENTS = ("mother", "father")
KINSHIPS = (
    *PARENTS,
    "adoptive_parent",
    "guardian",
    "foster_parent",
    "step_parent",
    "grandparent",
    "sibling",
    "other",
)
CAPACITIES = ("pupil", "guardian", "patient", "client", "staff")
SOURCES = ("registry", "document", "declared", "court")
