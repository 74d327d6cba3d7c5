"""Observations as they were known on a day."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db.models import Q

from qalqan.domains.evidence.models import Observation
from qalqan.kernel.access.regional import ScopedQuerySet
from qalqan.kernel.access.scope import scope


def known(at: datetime | None = None) -> Q:
    """The condition of rows held at a moment (now if None): for every table with known_from, known_until."""
    moment = at or datetime.now(UTC)
    return Q(known_from__lte=moment) & (Q(known_until=None) | Q(known_until__gt=moment))


def observations(
    indicators: Iterable[str] | None = None, *, at: datetime | None = None
) -> ScopedQuerySet[Observation]:
    """Observations that the current scope reaches, held at a moment (now if None), newest period first.

    NoScope outside a scope. For rooms of this domain; others ask `api`."""
    rows = Observation.objects.within(scope.current()).filter(known(at))
    if indicators is not None:
        rows = rows.filter(indicator__in=list(indicators))
    return rows.order_by("-period_end", "-known_from")
