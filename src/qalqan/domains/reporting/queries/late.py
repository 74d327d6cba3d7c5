"""Reports that are late on a day, and when reports fall due in a year. Public, as the map is: who owes, what,
to whom, since when; never what a draft says."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.reporting.models import Package
from qalqan.domains.reporting.queries.heat import MIRROR, LineAt, codes_of_regions, read_lines
from qalqan.domains.reporting.rules import lines as rules
from qalqan.kernel import clock
from qalqan.kernel.access.scope import scope


@dataclass(frozen=True, slots=True)
class LateReport:
    """A report of which lines are overdue. `place`: a region's code or NATION. `recipient_name` empty: a plan
    to be adopted, or no body to receive it. `numbers`: the measures of which nothing has come."""

    package: UUID
    plan: str
    duty: str
    body: str
    body_name: str
    recipient_name: str
    place: str
    start: date
    end: date
    due: date
    days: int
    numbers: tuple[int, ...]
    of: int


def late_reports(
    plan_codes: Iterable[str], *, place: str = "", day: date | None = None, language: str = "kk"
) -> tuple[LateReport, ...]:
    """The late ones of some plans as of the end of `day` (now if None), the longest late first. `place`: of
    one region or of the nation only."""
    on, found = day or timezone.localdate(), []
    codes, names = codes_of_regions(), Names(on, language)
    with scope(MIRROR, "statistics") as s:
        for plan in plan_codes:
            owed: dict[UUID, list[LineAt]] = defaultdict(list)
            for line in read_lines(plan, clock.as_of(day), codes, due__lt=on):
                if not place or line.place == place:
                    owed[line.package].append(line)
            late = {key: [each for each in lines if is_late(each, on)] for key, lines in owed.items()}
            heads = Package.objects.within(s).filter(pk__in=[key for key, lines in late.items() if lines])
            for head in heads:
                lines = late[head.pk]
                due = min(each.due for each in lines if each.due)
                found.append(
                    LateReport(
                        package=head.pk,
                        plan=plan,
                        duty=head.duty_code,
                        body=head.body_code,
                        body_name=names(head.body_code),
                        recipient_name=names(head.recipient_code),
                        place=lines[0].place,
                        start=head.period_start,
                        end=head.period_end,
                        due=due,
                        days=(on - due).days,
                        numbers=tuple(sorted(each.number for each in lines)),
                        of=len(owed[head.pk]),
                    )
                )
    return tuple(sorted(found, key=lambda one: (-one.days, one.place, one.body_name)))


def is_late(line: LineAt, day: date) -> bool:
    """`rules.lines.is_late` of a line of the map."""
    return rules.is_late(line.state, line.due, line.end, day)


class Names:
    """Names of bodies on a day, each looked up once."""

    def __init__(self, day: date, language: str) -> None:
        self._register, self._day, self._language = bodies.register(), day, language
        self._known: dict[str, str] = {"": ""}

    def __call__(self, code: str) -> str:
        """A body's name of the day, its last one if it did not stand then; the code when it is not known."""
        if code not in self._known:
            self._known[code] = self._find(code)
        return self._known[code]

    def _find(self, code: str) -> str:
        for when in (self._day, None):
            try:
                return self._register.body(code, when).name[self._language]
            except LookupError:
                continue
        return code


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which reports of one kind fall due: how many bodies owe one, how many have met it by now."""

    day: date
    plan: str
    duty: str
    start: date
    end: date
    bodies: int
    met: int


def due_days(plan_codes: Iterable[str], year: int) -> tuple[DueDay, ...]:
    """The due days of reports in a year, in order."""
    with scope(MIRROR, "statistics") as s:
        rows = (
            Package.objects.within(s)
            .filter(plan_code__in=list(plan_codes), due__year=year)
            .order_by("due", "plan_code", "duty_code", "period_start")
            .values_list("due", "plan_code", "duty_code", "period_start", "period_end")
            .annotate(n=Count("id"), met=Count("id", filter=Q(met_at__isnull=False)))
        )
        return tuple(DueDay(*row) for row in rows)
