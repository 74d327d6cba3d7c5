"""Who acts on the register: the kernel's named actor and frame. Plans hold no person's data, so the scope
reaches nobody: it is there for its seat and its purpose, which the book takes from it."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from qalqan.kernel.access import actor as kernel
from qalqan.kernel.access.actor import NamedActor as Actor
from qalqan.kernel.access.scope import Service

from .refusals import Refused

__all__ = ["PURPOSE", "Actor", "acting", "operator"]

PURPOSE = "planning"
COMMAND_LINE = Service("plan.cli")


def operator() -> Actor:
    """The person at the machine's own command line, by the operating system's name: who owns the database."""
    return Actor("command line", COMMAND_LINE, getpass.getuser())


@contextmanager
def acting(actor: Actor, act: str) -> Iterator[None]:
    """The scope of an act. Refused("not-allowed"), and a row in the book, if it is no business of the seat's
    role."""
    with kernel.frame(actor, act, PURPOSE, Refused("not-allowed", act)):
        yield
