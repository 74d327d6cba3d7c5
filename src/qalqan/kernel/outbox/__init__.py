"""Events: what one room tells those above it, at least once and never before it is true.

`emit()` writes one row in the transaction of the act, so an event exists exactly when the act does. A
dispatcher
(in every `qalqan worker`) hands it to each handler that asked for its name:

    @outbox.on("people.merged", name="notices.tell")
    def tell(event: outbox.Event) -> None: ...        # in the room's handlers.py

The handler runs in one transaction with the mark that it ran: its effects on the database happen exactly
once.
What it does elsewhere (a mail) it hands to a job. docs/algorithms/outbox.md has the rules.
"""

from qalqan.kernel.outbox.emitting import emit
from qalqan.kernel.outbox.registry import Event, Handler, handlers, on

__all__ = ["Event", "Handler", "emit", "handlers", "on"]
