"""Who listens to what. Handlers live in a room's `handlers.py` and are found there by the worker."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `ids` are plain values (a UUID as text): read the rows they name, as they
    are now; `at` is when the act's transaction began (UTC)."""

    id: UUID
    name: str
    region_id: UUID | None
    at: datetime
    ids: dict[str, Any] = field(default_factory=dict)

    def uuid(self, key: str) -> UUID:
        """An id of the event as a UUID; KeyError when the event carries none of this name."""
        return UUID(self.ids[key])


@dataclass(frozen=True, slots=True)
class Handler:
    """`name` is kept with each delivery: to rename a handler is to lose what waits for it. `purpose` is that
    of the scope it runs in; the scope reaches the event's region, or with `everywhere` all of them."""

    name: str
    events: tuple[str, ...]
    purpose: str
    everywhere: bool
    function: Callable[[Event], None]


_handlers: dict[str, Handler] = {}


def on(
    *events: str, name: str, purpose: str = "operation", everywhere: bool = False
) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Have a function called with every event of these names. `name`: `<room>.<verb>`, unique and lasting.

    It runs in `scope(Service(name, regions=(event.region_id,)), purpose)`; an event without a region reaches
    no personal row unless `everywhere` is asked for. It must not open another scope.
    """

    def register(function: Callable[[Event], None]) -> Callable[[Event], None]:
        known = _handlers.get(name)
        if known is not None and known.function.__module__ != function.__module__:
            raise ValueError(f"two handlers are named {name}")
        _handlers[name] = Handler(name, events, purpose, everywhere, function)
        return function

    return register


@cache
def discover() -> None:
    autodiscover_modules("handlers")


def handlers() -> dict[str, Handler]:
    """Every handler of every room, by its name."""
    discover()
    return _handlers
