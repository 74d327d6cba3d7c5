"""Who acts on people's control: the kernel's actor and frame, for the purpose of safety."""

from collections.abc import Iterator
from contextlib import contextmanager

from qalqan.kernel.access import actor as kernel
from qalqan.kernel.access.actor import Actor
from qalqan.kernel.access.scope import Scope, Service

__all__ = ["MIRROR", "PURPOSE", "Actor", "frame"]

PURPOSE = "safety"
MIRROR = Service("watch.mirror")  # the open pages read under it


@contextmanager
def frame(actor: Actor, act: str) -> Iterator[Scope]:
    """The scope of an act. As `kernel.frame`."""
    with kernel.frame(actor, act, PURPOSE) as s:
        yield s
