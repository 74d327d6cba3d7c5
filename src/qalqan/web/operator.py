"""The operator's page: is anything stuck, what failed and where, and a self-test through the whole way.

It shows counts, ages, names of tasks and classes of errors. No argument of a job, no ids of an event, no text
of
an error: whoever operates the system learns nothing about anybody.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from qalqan.kernel import ledger
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.embedded import home, session, settings
from qalqan.kernel.i18n import formatting
from qalqan.kernel.jobs import actions, queries, rules
from qalqan.kernel.outbox import actions as outbox_actions
from qalqan.kernel.outbox import queries as outbox_queries

TROUBLES: dict[str, tuple[Promise, Promise]] = {
    "no_worker": (
        gettext_lazy("No worker runs"),
        gettext_lazy("Nothing is sent, sealed or reminded until one runs: `qalqan worker`."),
    ),
    "disk_low": (
        gettext_lazy("The disk is nearly full"),
        gettext_lazy("Make room; the database stops when none is left."),
    ),
    "outbox_late": (
        gettext_lazy("Events wait for more than a minute"),
        gettext_lazy("A long transaction holds them back, or one worker is too few."),
    ),
    "jobs_late": (
        gettext_lazy("Jobs wait for more than a minute"),
        gettext_lazy("One worker is too few, or a long job is running."),
    ),
    "seals_late": (
        gettext_lazy("The book was not sealed for more than a day"),
        gettext_lazy("Look for the sealing job among the failures below."),
    ),
    "parked": (
        gettext_lazy("Deliveries were given up"),
        gettext_lazy("Decide below: try again after the cause is gone, or discard."),
    ),
    "failed": (
        gettext_lazy("Jobs have failed"),
        gettext_lazy("Decide below: try again after the cause is gone, or discard."),
    ),
}


@dataclass(frozen=True, slots=True)
class Room:
    """The database's size and the room left on its disk, in MB; None where it is not ours to know."""

    database: int
    free: int | None


def disk() -> Room:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) >> 20")
        size: int = cursor.fetchone()[0]
    return Room(size, None if settings.url() else session.free_megabytes(home.path()))


def last_seal() -> timedelta | None:
    """How long ago the book was last sealed; None before the first time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() - max(at) FROM ledger_seal")
        found: timedelta | None = cursor.fetchone()[0]
    return found


def span(value: timedelta | None) -> str:
    """A length of time in its largest fitting unit; an en dash for none."""
    if value is None:
        return "–"
    seconds = max(0.0, value.total_seconds())
    if seconds < 1:
        return _("%(number)s ms") % {"number": formatting.number(round(seconds * 1000))}
    if seconds < 120:
        return _("%(number)s s") % {"number": formatting.number(round(seconds))}
    if seconds < 7200:
        return _("%(number)s min") % {"number": formatting.number(round(seconds / 60))}
    return _("%(number)s h") % {"number": formatting.number(round(seconds / 3600))}


def short(name: str) -> str:
    """A dotted path without the part that all have."""
    return name.removeprefix("qalqan.")


@act("operation.jobs")
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Everything at a glance; asked anew at each visit."""
    with scope(policy.acting(request, "operation.jobs"), "operation"):
        queues, workers, outbox = queries.queues(), queries.workers(), outbox_queries.outbox()
        failed, parked = queries.failed(), outbox_queries.parked()
        sealed, room = last_seal(), disk()
        timetable, canaries = queries.timetable(), queries.canaries()
    figures = rules.Figures(
        silences=tuple(worker.silence for worker in workers),
        oldest_job=max((queue.oldest for queue in queues if queue.oldest), default=None),
        failed=sum(queue.failed for queue in queues),
        parked=outbox.parked,
        outbox_lag=outbox.lag,
        overdue=outbox.overdue,
        last_seal=sealed,
        free_megabytes=room.free,
    )
    context = {
        "troubles": [TROUBLES[code] for code in rules.troubles(figures)],
        "queues": [(queue, span(queue.oldest)) for queue in queues],
        "workers": [(worker, span(worker.silence)) for worker in workers],
        "outbox": outbox,
        "outbox_lag": span(outbox.lag) if outbox.unread else "–",
        "overdue": span(outbox.overdue) if outbox.overdue else "–",
        "failed": [(job, short(job.task), short(job.error_class or "")) for job in failed],
        "parked": [(one, short(one.error_class)) for one in parked],
        "sealed": span(sealed),
        "room": room,
        "timetable": [(line, short(line.task)) for line in timetable],
        "canaries": [(one, span(one.heard_after), span(one.done_after)) for one in canaries],
        "may_settle": policy.may(request.user, "operation.settle"),
        "may_send": policy.may(request.user, "operation.canary"),
    }
    return render(request, "operator/jobs.html", context)


def back(request: HttpRequest, done: bool, said: str) -> HttpResponse:
    """To the page, with a word about what happened. A second click on the same button is no error."""
    if done:
        messages.success(request, said)
    else:
        messages.info(request, _("That was settled already."))
    return HttpResponseRedirect(reverse("operation:jobs"))


@act("operation.settle")
@require_POST
def settle_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try a failed job again, or discard it (`what`: retry, discard)."""
    what = "discard" if request.POST.get("what") == "discard" else "retry"
    with scope(policy.acting(request, "operation.settle"), "operation"):
        done = actions.discard(job_id) if what == "discard" else actions.retry(job_id)
        if done:
            ledger.record(f"operation.{what}_job", kind="job", id=str(job_id))
    return back(request, done, _("Discarded.") if what == "discard" else _("It is tried again."))


@act("operation.settle")
@require_POST
def settle_delivery(request: HttpRequest) -> HttpResponse:
    """Try a parked delivery again, or discard it. Which one: its place in the list would move, so the form
    names the pair (`event`, `handler`)."""
    what = "discard" if request.POST.get("what") == "discard" else "retry"
    verb = outbox_actions.discard if what == "discard" else outbox_actions.retry
    with scope(policy.acting(request, "operation.settle"), "operation"):
        known = {(str(one.event_id), one.handler): one for one in outbox_queries.parked(1000)}
        one = known.get((request.POST.get("event", ""), request.POST.get("handler", "")))
        done = one is not None and verb(one.event_id, one.handler)
        if one is not None and done:
            ledger.record(f"operation.{what}_delivery", kind="delivery", id=f"{one.event_id}:{one.handler}")
    return back(request, done, _("Discarded.") if what == "discard" else _("It is tried again."))


@act("operation.canary")
@require_POST
def send_canary(request: HttpRequest) -> HttpResponse:
    """Send a self-test through outbox, handler and job."""
    with scope(policy.acting(request, "operation.canary"), "operation"):
        canary = actions.send_canary()
        ledger.record("operation.send_canary", kind="canary", id=canary)
    messages.success(request, _("The self-test is on its way. Load the page again to see it arrive."))
    return HttpResponseRedirect(reverse("operation:jobs") + "#canary")


patterns = (
    [
        path("", jobs, name="jobs"),
        path("jobs/<int:job_id>/", settle_job, name="settle_job"),
        path("deliveries/", settle_delivery, name="settle_delivery"),
        path("canary/", send_canary, name="canary"),
    ],
    "operation",
)
