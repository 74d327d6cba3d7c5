"""Who acts on reports: the kernel's named actor and frame, with the purposes of this room."""

from collections.abc import Iterator
from contextlib import contextmanager

from qalqan.domains.reporting.refusals import Refused
from qalqan.kernel.access import actor as kernel
from qalqan.kernel.access.actor import NamedActor as Actor
from qalqan.kernel.access.scope import Scope

__all__ = ["READING", "WRITING", "Actor", "frame"]

WRITING = "planning"
READING = "statistics"


@contextmanager
def frame(actor: Actor, act: str, purpose: str = WRITING) -> Iterator[Scope]:
    """The scope of an act. Refused("not_allowed"), and a row in the book, if it is no business of the seat's
    role."""
    with kernel.frame(actor, act, purpose, Refused("not_allowed")) as s:
        yield s
