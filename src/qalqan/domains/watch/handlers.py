"""What people's control does after its own acts: tell the rooms that keep facts, and those who reported."""

from qalqan.domains.watch.actions import feeding, telling
from qalqan.domains.watch.jobs import write_letter
from qalqan.kernel import outbox


@outbox.on(
    "watch.received",
    "watch.joined",
    "watch.moved",
    "watch.confirmed",
    "watch.closed",
    "watch.moderated",
    name="watch.feed",
    purpose="safety",
)
def changed(event: outbox.Event) -> None:
    """What a work item says of a place may be another thing now."""
    feeding.feed(event.uuid("cluster"))


@outbox.on("watch.moved", "watch.closed", name="watch.tell", purpose="safety")
def stepped(event: outbox.Event) -> None:
    """A step was taken: one job a letter, after this is committed."""
    for letter_id in telling.prepare(event.uuid("step")):
        write_letter.enqueue(str(letter_id))


@outbox.on("watch.joined", name="watch.welcome", purpose="safety")
def joined(event: outbox.Event) -> None:
    """Somebody reported a known thing: told where that stands."""
    if "report" not in event.ids:
        return
    for letter_id in telling.welcome(event.uuid("report")):
        write_letter.enqueue(str(letter_id))
