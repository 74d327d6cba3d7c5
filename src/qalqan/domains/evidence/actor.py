"""Who acts on evidence: the kernel's actor and frame, with the purposes of this room."""

from collections.abc import Iterator
from contextlib import contextmanager

from qalqan.kernel.access import actor as kernel
from qalqan.kernel.access.actor import Actor
from qalqan.kernel.access.scope import Scope, Service

__all__ = ["MIRROR", "READING", "WRITING", "Actor", "frame"]

WRITING = "planning"
READING = "statistics"
MIRROR = Service("evidence.mirror")


@contextmanager
def frame(actor: Actor, act: str, purpose: str = WRITING) -> Iterator[Scope]:
    """The scope of an act, for work on plans unless said otherwise. As `kernel.frame`."""
    with kernel.frame(actor, act, purpose) as s:
        yield s
