"""Rounds and what they say. All inside a scope."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils import timezone

from qalqan.domains.schools.models import Answer
from qalqan.domains.schools.rules.instrument import LOOKED, instruments
from qalqan.kernel.access.scope import scope


def surveyed(site_ids: Collection[UUID] | None = None) -> dict[tuple[UUID, str], date]:
    """For (site, kind of thing): the last day on which an inspector looked for such things in all of the
    place, by submitted rounds; of all sites in reach for None. Whoever finds nothing on record there knows
    that there was nothing, and not that nobody looked. A school's own round does not count. One query."""
    asking = {
        (one.code, one.version, question.key): question
        for one in instruments()
        for question in one.questions
        if any(question.looked_at(answer) for answer in LOOKED)
    }
    rows = Answer.objects.within(scope.current()).filter(
        assessment__state="submitted",
        assessment__is_own=False,
        answer__in=LOOKED,
        question__in={key for _code, _version, key in asking},
    )
    if site_ids is not None:
        rows = rows.filter(assessment__site__in=site_ids)
    found: dict[tuple[UUID, str], date] = {}
    for site_id, code, version, key, answer, at in rows.order_by("at").values_list(
        "assessment__site_id", "assessment__instrument", "assessment__version", "question", "answer", "at"
    ):
        question = asking.get((code, version, key))
        for kind in question.looked_at(answer) if question else ():
            found[site_id, kind] = timezone.localdate(at)
    return found
