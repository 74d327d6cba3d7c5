"""What the rooms that keep facts hold of work items, counted anew from the items themselves.

The outbox tells each change; an event that failed for good would leave a mended item's testimony standing, a
contradiction that never closes, or a confirmed one unheard. Every night `feed` runs again over what changed
lately and over everything that evidence was told or could be told of. It writes differences only, so a night
in which all is right writes nothing. Each item in a transaction of its own: one that fails stops no other,
and at the end the whole has failed, so that the job is tried again and somebody reads of it.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from qalqan.domains.watch.actions.feeding import feed
from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.models import Cluster, Testimony
from qalqan.domains.watch.rules.categories import categories
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.access.scope import Service, scope

log = logging.getLogger(__name__)
PROGRAM = Service("watch.feed")
LATELY = timedelta(days=8)  # a worker that was down over a week's end has told it by then
AT_ONCE = 500
TESTIFYING = tuple(one.key for one in categories() if one.indicator)


class UntoldError(Exception):
    """Some work items could not be counted anew; all others were. The log names each."""


def recount(now: datetime | None = None) -> int:
    """Tell anew what is held otherwise; of how many work items it was. UntoldError, after all others were
    told, if some could not be."""
    since = (now or timezone.now()) - LATELY
    told, untold, last = 0, 0, None
    while ids := _some(since, last):
        for one in ids:
            is_news = _told(one)
            told += is_news is True
            untold += is_news is None
        last = ids[-1]
    if untold:
        raise UntoldError(f"work items that could not be counted anew: {untold}; told anew: {told}")
    return told


def _some(since: datetime, last: UUID | None) -> list[UUID]:
    """The next work items at places of the register that may be held otherwise than they stand."""
    with scope(PROGRAM, PURPOSE) as s:
        stands = Testimony.objects.filter(cluster=OuterRef("pk"), value__gt=0)
        rows = Cluster.objects.within(s).filter(
            Q(changed_at__gte=since)
            | Q(category__in=TESTIFYING, state__in=life().open)
            | Q(Exists(stands), category__in=TESTIFYING),
            site_id__isnull=False,
        )
        if last is not None:
            rows = rows.filter(pk__gt=last)
        return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def _told(cluster_id: UUID) -> bool | None:
    """Whether it was held otherwise; None: it could not be told."""
    try:
        with scope(PROGRAM, PURPOSE):
            return feed(cluster_id)
    except Exception:
        log.exception("watch: the facts of work item %s could not be counted anew", cluster_id)
        return None
