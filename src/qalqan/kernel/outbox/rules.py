"""When a failed delivery or job is tried again, and what may be told of its failure. Pure."""

import traceback
from datetime import timedelta

ATTEMPTS = 8  # then it is parked for the operator: about three hours after the first failure
FIRST = 2.0  # seconds
LONGEST = 3600.0


def backoff(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failure (1, 2, ...): 2 s, 8 s, 32 s, ... at most 1 h."""
    return timedelta(seconds=min(LONGEST, FIRST * 4 ** min(attempts - 1, 10)))


def is_last(attempts: int, allowed: int = ATTEMPTS) -> bool:
    """Whether the `attempts`-th failure is the last one."""
    return attempts >= allowed


def described(error: BaseException) -> tuple[str, str]:
    """The class of an error and where it arose (module:line of our own code, else of the raiser). Never its
    text: a database's message quotes the row it refused, and the row may be a child's."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    frames = [
        (frame.f_globals.get("__name__", "?"), line) for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    ours = [frame for frame in frames if frame[0].startswith("qalqan.")]
    module, line = (ours or frames or [("?", 0)])[-1]
    return name[:200], f"{module}:{line}"[:200]
