"""What the room does by itself: tell how duty was kept, cut the names of visitors."""

from django.utils import timezone

from qalqan.domains.schools.actions import duty_feeding, visitors
from qalqan.kernel import jobs


@jobs.task(attempts=5, coalesce=True)
def feed_duty() -> None:
    """How duty at crossings was kept so far this month."""
    duty_feeding.feed_all()


@jobs.task(attempts=5, coalesce=True)
def forget_visitors() -> None:
    """Names of visitors are cut after 90 days, a batch at a time."""
    while visitors.forget(timezone.now() - visitors.KEPT) == visitors.BATCH:
        pass


jobs.every("23 20 * * *", feed_duty)  # UTC: the night after a school day
jobs.every("7 21 * * *", forget_visitors)
