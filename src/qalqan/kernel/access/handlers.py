"""What this room does when it hears of something: an emergency access is told to the region's data protection
officers by mail, at once. The mail names nobody: who and why stands behind the sign-in."""

from qalqan.kernel import outbox
from qalqan.kernel.access.jobs import tell_of_emergency


@outbox.on("access.emergency_opened", name="access.tell_of_emergency", purpose="audit")
def tell(event: outbox.Event) -> None:
    """Hand the mail to a job: sent after this is committed, and again if it fails."""
    tell_of_emergency.enqueue(emergency_id=str(event.uuid("emergency_id")))
