"""The canary's middle step."""

from qalqan.kernel import outbox
from qalqan.kernel.jobs import actions


@outbox.on("jobs.canary_sent", name="jobs.hear_canary")
def hear_canary(event: outbox.Event) -> None:
    actions.hear_canary(event.uuid("canary"))
