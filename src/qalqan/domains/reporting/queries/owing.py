"""What a reporter owes: the packages of the own bodies by due day, with the lines counted by state. Two
questions to the database for any number of packages."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.reporting.queries import reach
from qalqan.domains.reporting.rules import lines as rules
from qalqan.kernel.names import Names


@dataclass(frozen=True, slots=True)
class Owed:
    """A report owed on a day. `days_left`: to its due day, negative when it has passed, None without one.
    `counts`: lines by state, every state named."""

    id: UUID
    plan_code: str
    duty_code: str
    body: Names
    period_start: date
    period_end: date
    due: date | None
    opens: date
    days_left: int | None
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def given(self) -> int:
        """Lines that are with the ministry or accepted."""
        return self.counts["submitted"] + self.counts["accepted"]

    @property
    def step(self) -> str:
        """The one next thing: mend (returned lines), write, wait (for its period, or for the ministry), or
        nothing."""
        if self.counts["returned"]:
            return "mend"
        if self.counts[rules.OVERDUE] or self.counts[rules.DUE]:
            return "write"
        if self.counts[rules.NOT_DUE]:
            return "early"
        return "wait" if self.counts["submitted"] else "nothing"


def owed(*, national: bool, day: date | None = None) -> tuple[Owed, ...]:
    """The packages within reach of regional bodies, or of national ones: what needs work first, by due day
    (without one last); then what is given, the newest first."""
    shown_on = day or timezone.localdate()
    register = bodies.register()
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    rows = reach.lines().values_list("package_id", "state", "due", "period_end")
    for package, state, due, end in rows:
        counts[package][rules.state_on(state, due, end, shown_on)] += 1
    found = []
    for one in reach.packages():
        body = register.body(one.body_code, None)
        if (body.region is None) != national:
            continue
        found.append(
            Owed(
                one.pk,
                one.plan_code,
                one.duty_code,
                body.name,
                one.period_start,
                one.period_end,
                one.due,
                rules.opens_on(one.due, one.period_end),
                (one.due - shown_on).days if one.due else None,
                {state: counts[one.pk][state] for state in rules.STATES},
            )
        )
    work = [one for one in found if one.step in ("mend", "write", "early")]
    given = [one for one in found if one.step not in ("mend", "write", "early")]
    work.sort(key=lambda one: (one.step == "early", one.due or date.max, one.period_end, one.plan_code))
    given.sort(key=lambda one: (one.period_end, one.plan_code), reverse=True)
    return (*work, *given)
