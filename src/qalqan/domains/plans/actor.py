"""Who acts on the register, and the frame that every act stands in: the policy is asked, then a scope opens,
which is the transaction. What an act writes, its row in the book and its event stand or fall together.

Plans hold no person's data, so the scope reaches nobody: it is there for its seat and its purpose, which the
book takes from it."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied

from qalqan.kernel.access import policy
from qalqan.kernel.access.models import User
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope

from .refusals import Refused

PURPOSE = "planning"
COMMAND_LINE = Service("plan.cli")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: for the record by name and post; for the policy and the book by `seat`, which is a seat held
    today, or the program itself: whoever is at the machine's own command line owns the database."""

    name: str
    post: str
    seat: SeatView | Service

    @property
    def user_id(self) -> UUID | None:
        """The signed-in person, if it is one."""
        return self.seat.user_id if isinstance(self.seat, SeatView) else None

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
        return cls(getpass.getuser(), "command line", COMMAND_LINE)


@contextmanager
def acting(actor: Actor, act: str) -> Iterator[None]:
    """The scope of an act. Refused, and a row in the book, if it is no business of the seat's role."""
    try:
        policy.demand(actor.seat, act)
    except PermissionDenied:
        raise Refused("not-allowed", act) from None
    with scope(actor.seat, PURPOSE):
        yield
