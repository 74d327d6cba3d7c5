"""What the room does by itself: judge again, tell what was seen, answer questions of money, cut names of
visitors."""

from uuid import UUID

from django.utils import timezone

from qalqan.domains.schools.actions import covering, drill_feeding, duty_feeding, feeding, solving, visitors
from qalqan.domains.schools.actor import PURPOSE
from qalqan.domains.territory import api as territory
from qalqan.kernel import jobs
from qalqan.kernel.access.scope import Service, scope


@jobs.task(attempts=5, coalesce=True)
def feed_field() -> None:
    """How duty at crossings was kept so far this month, and which schools have held a drill this year."""
    duty_feeding.feed_all()
    drill_feeding.feed_all()


@jobs.task(attempts=5, coalesce=True)
def forget_visitors() -> None:
    """Names of visitors are cut after 90 days, a batch at a time."""
    while visitors.forget(timezone.now() - visitors.KEPT) == visitors.BATCH:
        pass


@jobs.task(attempts=5, coalesce=True)
def cover_all() -> None:
    """Every place judged again, since looks age, and what independent people saw told to `evidence`; a region
    is a transaction, so a change waits for its own region's few seconds only."""
    for region in territory.regions_on(timezone.localdate()):
        with scope(Service("schools.cover"), PURPOSE):
            covering.recompute_all(region.id)
            feeding.feed(region.id)


@jobs.task(attempts=3)
def solve_budget(scenario_id: str) -> None:
    """Answer an ordered question of money; harmless when it runs again."""
    solving.solve(UUID(scenario_id))


jobs.every("41 20 * * *", cover_all)
jobs.every("23 20 * * *", feed_field)  # UTC: the night after a school day
jobs.every("7 21 * * *", forget_visitors)
