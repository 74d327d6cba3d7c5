"""Who acts, and the frame that every act of a room stands in: the policy is asked, then a scope opens, which
is the transaction. What an act writes, its row in the book and its event stand or fall together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied

from qalqan.kernel.access import policy
from qalqan.kernel.access.models import User
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope, Service, scope


def post_of(seat: SeatView) -> str:
    """A post as records name it: the role and the body."""
    return f"{seat.role} {seat.body_code}".strip()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: for the record by post, for the policy and the book by `seat`, a seat held today or the
    program itself."""

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
        return cls(post_of(seat), seat)

    @classmethod
    def program(cls, name: str) -> "Actor":
        """The program itself, for instance `watch.intake`."""
        return cls(name, Service(name))


@dataclass(frozen=True, slots=True)
class NamedActor(Actor):
    """Who acts where the record keeps a name beside the post: who imports, certifies, decides."""

    name: str

    @classmethod
    def of(cls, user: policy.Person, act: str) -> "NamedActor":
        """As `Actor.of`."""
        seat = policy.acting(user, act)
        return cls(post_of(seat), seat, User.objects.get(pk=seat.user_id).get_full_name())

    @classmethod
    def program(cls, name: str) -> "NamedActor":
        """The program itself, for instance `reporting.demo`."""
        return cls(name, Service(name), "Qalqan")


@contextmanager
def frame(actor: Actor, act: str, purpose: str, refused: Exception | None = None) -> Iterator[Scope]:
    """The scope of an act, which is its transaction. PermissionDenied (or `refused`, a room's own word for
    it), and a row in the book, if it is no business of the seat's role."""
    try:
        policy.demand(actor.seat, act)
    except PermissionDenied:
        if refused is None:
            raise
        raise refused from None
    with scope(actor.seat, purpose) as s:
        yield s
