"""What reporting listens to: the clock's rungs, its own returns, and what changes what a plan asks for."""

from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.actions import packages, reminding
from qalqan.domains.reporting.jobs import open_plan, remind
from qalqan.kernel import outbox


@outbox.on("clock.escalated", name="reporting.remind")
def rung(event: outbox.Event) -> None:
    """A report comes near its day, or has passed it: one job a reader, after this is committed."""
    if event.ids.get("target_kind") != packages.TARGET:
        return
    for reminder_id in reminding.prepare(event.uuid("target"), event.uuid("escalation")):
        remind.enqueue(str(reminder_id))


@outbox.on("reporting.returned", "reporting.reopened", name="reporting.missing_again", purpose="planning")
def sent_back(event: outbox.Event) -> None:
    """Lines went back to the reporter: the report is owed again."""
    packages.owe_again(event.uuid("package"))


@outbox.on(
    "plans.imported",
    "plans.amended",
    "plans.gap_decided",
    "plans.joint_decided",
    name="reporting.open_again",
    purpose="planning",
    everywhere=True,
)
def changed(event: outbox.Event) -> None:
    """What a plan asks for may be another thing now: its reports are opened anew, in a job of their own. A
    plan that a region adopted fulfils the duty to adopt one."""
    code = plans.code_of(event.uuid("plan"))
    if code is None:
        return
    packages.adopted(code)
    open_plan.enqueue(code)
