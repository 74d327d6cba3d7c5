"""Who acts on reports, and the frame that every act stands in: the policy is asked, then a scope opens, which
is the transaction. What an act writes, its row in the book and its event stand or fall together."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied

from qalqan.domains.reporting.refusals import Refused
from qalqan.kernel.access import policy
from qalqan.kernel.access.models import User
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope, Service, scope

WRITING = "planning"
READING = "statistics"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: for the record by name and post; for the policy and the book by `seat`, which is a seat held
    today, or the program itself."""

    name: str
    post: str
    seat: SeatView | Service

    @property
    def user_id(self) -> UUID | None:
        """The signed-in person, if it is one."""
        return self.seat.user_id if isinstance(self.seat, SeatView) else None

    @property
    def role(self) -> str:
        """The role of the seat; empty for the program."""
        return self.seat.role if isinstance(self.seat, SeatView) else ""

    @property
    def region_id(self) -> UUID | None:
        """The region of the seat; None for a national one and for the program."""
        return self.seat.region_id if isinstance(self.seat, SeatView) else None

    @classmethod
    def of(cls, user: policy.Person, act: str) -> "Actor":
        """A signed-in person under the seat that gives this act. PermissionDenied, and a row in the book, if
        there is none."""
        seat = policy.acting(user, act)
        person = User.objects.get(pk=seat.user_id)
        return cls(person.get_full_name() or person.username, f"{seat.role} {seat.body_code}".strip(), seat)

    @classmethod
    def operator(cls) -> "Actor":
        """The person at the command line, by the operating system's name."""
        return cls(getpass.getuser(), "command line", Service("reporting.cli"))

    @classmethod
    def program(cls, name: str) -> "Actor":
        """The program itself, for instance `reporting.demo`."""
        return cls("Qalqan", name, Service(name))


@contextmanager
def frame(actor: Actor, act: str, purpose: str = WRITING) -> Iterator[Scope]:
    """The scope of an act, which is its transaction. Refused("not_allowed"), and a row in the book, if it is
    no business of the seat's role."""
    try:
        policy.demand(actor.seat, act)
    except PermissionDenied:
        raise Refused("not_allowed") from None
    with scope(actor.seat, purpose) as s:
        yield s
