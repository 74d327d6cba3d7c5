"""What people's control does outside of a request."""

from uuid import UUID

from qalqan.domains.watch.actions import feeding, photos, recounting, retention, telling
from qalqan.domains.watch.open311 import jobs as open311
from qalqan.kernel import jobs
from qalqan.kernel.access.scope import Service, scope

exchange_all = open311.exchange_all
make_public = photos.make_public  # declared beside the verb that enqueues it; a worker looks for jobs here


@jobs.task(attempts=30)
def write_letter(letter_id: str) -> None:
    """Send one letter; tried again for about a day while the mail server is down."""
    telling.send(UUID(letter_id))


@jobs.task(attempts=3, coalesce=True)
def anonymise() -> None:
    """Once a night: what is a year over leads to nobody any more."""
    retention.anonymise()


@jobs.task(attempts=3, coalesce=True)
def remake_pictures() -> None:
    """Once a night: no picture waits for ever, and none stays unsafe only because a detector was missing."""
    photos.remake_all()


@jobs.task(attempts=3, coalesce=True)
def feed_answers() -> None:
    """Once a night: how many reports were answered in time, to evidence."""
    with scope(Service("watch.feed"), "safety"):
        feeding.feed_all_answers()


@jobs.task(attempts=3, coalesce=True)
def recount_facts() -> None:
    """Once a night: what the register of schools and evidence hold of work items is what these say."""
    recounting.recount()


jobs.every("17 20 * * *", anonymise)  # UTC: at night in Kazakhstan
jobs.every("47 20 * * *", feed_answers)
jobs.every("57 20 * * *", recount_facts)
jobs.every("27 21 * * *", remake_pictures)
