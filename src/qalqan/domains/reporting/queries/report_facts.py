"""The frozen facts a report is compiled from, as they were known at one moment.

Everything is read as of `moment`: lines by their appended steps, standings, values and contradictions by when
they were known, so that a job that runs again after a crash finds the same. Drafts are their writers' own
business: of a line that was not submitted only that is told. A fixed number of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence import api as evidence
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.models import Entry, Line, Package, Report, ReportDuty, Step
from qalqan.domains.reporting.queries.board import late
from qalqan.domains.reporting.report.facts import (
    Addresses,
    ContradictionFacts,
    Facts,
    LineFacts,
    MeasureFacts,
    PackageFacts,
    Party,
    RegionFacts,
    ValueFacts,
)
from qalqan.domains.reporting.rules.lines import is_late
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import scope
from qalqan.kernel.names import Names

EVERY_ROW = 10_000
GIVEN = ("submitted", "accepted")


def facts(report: Report) -> Facts:
    """What `report` is made of, in the open scope. plans.Refused for a plan that is not in the register,
    LookupError for a duty that is not there or a sender that no register knows."""
    return _Gathering(report).facts()


@dataclass(frozen=True, slots=True)
class _At:
    """A line as it stood at the moment."""

    line: Line
    state: str
    entry: Entry | None
    came: datetime | None


class _Gathering:
    """One report's facts; what several of them need is read once."""

    def __init__(self, report: Report) -> None:
        self.report, self.moment = report, report.as_of
        self.day = timezone.localdate(report.as_of)
        self.plan = report.plan_code
        self.span = (report.period_start, report.period_end)
        self.duty = ReportDuty.objects.get(plan_code=self.plan, code=report.duty_code)
        self.register = bodies.register()
        self.regions = territory.regions_on(report.period_end)
        self.codes = {region.code: region for region in self.regions}
        self.rows = {
            language: plans.overview(
                self.plan, as_of=report.period_end, language=language, page_rows=EVERY_ROW
            )
            for language in ("kk", "ru")
        }
        self.addresses = self._addresses()
        self.due = self._due()
        self.until = max(self.span[1], self.due or self.span[1])

    def facts(self) -> Facts:
        head = {language: found.plan for language, found in self.rows.items()}
        act = head["ru"]
        lines = self._lines()
        return Facts(
            plan_code=self.plan,
            act_number=act.act_number,
            act_date=act.act_date or self.span[0],
            act_title=_both({language: one.act_title.text for language, one in head.items()}),
            act_body=_both({language: one.act_body.text for language, one in head.items()}),
            is_resolution=act.act_body.text in self._government(),
            clause=self.duty.citation,
            sender=self._owner(self.duty.reporter, self.duty.reporter_function),
            recipient=self._owner(self.duty.recipient, self.duty.recipient_function),
            period_start=self.span[0],
            period_end=self.span[1],
            due=self.due,
            as_of=self.moment,
            number=self.report.number,
            sections=self._sections(),
            regions=tuple(
                RegionFacts(str(region.id), region.code, region.name, region.name) for region in self.regions
            ),
            measures=self._measures(),
            lines=tuple(self._line(one) for one in lines),
            standings=self._standings(),
            values=self._values(),
            contradictions=self._contradictions(),
            packages=self._packages(lines),
            addresses=self.addresses,
        )

    def _government(self) -> tuple[str, ...]:
        """The names of the body that the report goes to, by which an act shows that it is its own."""
        recipient = self.register.body(self.duty.recipient)
        return (recipient.name.ru, recipient.name.kk) if recipient.kind == "government" else ()

    def _addresses(self) -> Addresses:
        """Pages of the open mirror, as of the day of the report."""
        on, plan = f"?on={self.day:%Y-%m-%d}", self.plan
        numbers = [row.number for row in self.rows["ru"].rows]
        return Addresses(
            plan=f"/open/{plan}/?on={self.span[1]:%Y-%m-%d}",
            overview=f"/open/progress/{plan}/{on}",
            contradictions=f"/open/evidence/contradictions/{on}",
            late=f"/open/late/{on}",
            measures={n: f"/open/progress/{plan}/measures/{n}/{on}" for n in numbers},
            regions={code: f"/open/progress/{plan}/regions/{code}/{on}" for code in self.codes},
        )

    def _due(self) -> date | None:
        """When this report is due: the day of the ministry's own package."""
        own = Package.objects.within(scope.current()).filter(
            plan_code=self.plan, duty_code=self.duty.code, period_start=self.span[0]
        )
        return own.values_list("due", flat=True).first()

    def _sections(self) -> Mapping[int, Names]:
        by_language = {
            language: {section.number: section.title.text for section in found.sections}
            for language, found in self.rows.items()
        }
        return {
            number: _both({language: by_language[language].get(number, title) for language in by_language})
            for number, title in by_language["ru"].items()
        }

    def _measures(self) -> tuple[MeasureFacts, ...]:
        kazakh = {row.number: row for row in self.rows["kk"].rows}
        years = range(self.span[0].year, self.span[1].year + 1)
        found = []
        for row in self.rows["ru"].rows:
            own = {"kk": kazakh[row.number], "ru": row}
            money = [row.years[year] for year in years if year in row.years]
            found.append(
                MeasureFacts(
                    number=row.number,
                    section=row.section,
                    title=_both({language: one.title.text for language, one in own.items()}),
                    form=_both({language: one.form.text for language, one in own.items()}),
                    deadline=_both({language: one.deadline.text for language, one in own.items()}),
                    plan_money=sum(money, Decimal(0)) if money else None,
                )
            )
        return tuple(found)

    def _lines(self) -> list[_At]:
        """Lines that feed this report: all of the plan and the period but those of the report's own duty."""
        s = scope.current()
        rows = (
            Line.objects.within(s)
            .filter(plan_code=self.plan, period_start__lte=self.span[1], period_end__gte=self.span[0])
            .exclude(package__duty_code=self.duty.code)
            .select_related("package")
            .order_by("measure_number", "body_code")
        )
        lines = [row for row in rows if self.span[0] <= row.period_end <= self.span[1]]
        last: dict[UUID, tuple[str, int]] = {}
        came: dict[UUID, datetime] = {}
        steps = Step.objects.within(s).filter(
            line__plan_code=self.plan, line__period_end__range=self.span, at__lte=self.moment
        )
        for line, act, after, entry, at in steps.order_by("number").values_list(
            "line_id", "act", "after", "entry_number", "at"
        ):
            last[line] = (after, entry)
            if act == "submit":
                came.setdefault(line, at)
        spoken = {line: number for line, (state, number) in last.items() if state in GIVEN}
        entries = {
            entry.line_id: entry
            for entry in Entry.objects.within(s).filter(
                line__plan_code=self.plan, line__period_end__range=self.span
            )
            if spoken.get(entry.line_id) == entry.number
        }
        return [
            _At(line, last.get(line.pk, ("open", 0))[0], entries.get(line.pk), came.get(line.pk))
            for line in lines
        ]

    def _line(self, one: _At) -> LineFacts:
        region, entry = self._region_of(one.line.body_code), one.entry
        return LineFacts(
            measure=one.line.measure_number,
            body=self._party(one.line.body_code),
            region=str(region.id) if region else "",
            state=one.state if one.state != "open" else "not_submitted",
            outcome=entry.outcome if entry else "unknown",
            text=Names(entry.text_kk, entry.text_ru, "") if entry else None,
            value=entry.value if entry else None,
            spend=entry.spend if entry else None,
            address=self.addresses.measures.get(one.line.measure_number, self.addresses.overview),
        )

    def _packages(self, lines: list[_At]) -> tuple[PackageFacts, ...]:
        by_package: dict[UUID, list[_At]] = defaultdict(list)
        for one in lines:
            by_package[one.line.package_id].append(one)
        found = []
        for of in by_package.values():
            package = of[0].line.package
            region = self._region_of(package.body_code)
            came = [one.came for one in of if one.came is not None]
            is_open = any(is_late(one.state, one.line.due, one.line.period_end, self.day) for one in of)
            days = late(package.due, is_open, came, self.day)
            found.append(
                PackageFacts(
                    body=self._party(package.body_code),
                    due=package.due,
                    total=len(of),
                    submitted=sum(one.state in GIVEN for one in of),
                    accepted=sum(one.state == "accepted" for one in of),
                    days_late=days or None,
                    address=self.addresses.regions.get(region.code, self.addresses.late)
                    if region
                    else self.addresses.late,
                )
            )
        return tuple(sorted(found, key=lambda one: (-(one.days_late or 0), one.body.code)))

    def _standings(self) -> Mapping[tuple[int, str], str]:
        """Evidence keeps them by calendar year: of the year for a part of it, the newest one for several."""
        first = date(self.span[0].year, 1, 1)
        known = evidence.standings(self.plan, at=self.moment)
        return {
            (number, str(region) if region else ""): known[number, region, start]
            for number, region, start in sorted(known, key=lambda key: key[2])
            if first <= start <= self.span[1]
        }

    def _values(self) -> tuple[ValueFacts, ...]:
        """The newest claim of the measure about the period, and what counts of the words of independent
        sources on days of it, or on days until the report is due."""
        found: list[ValueFacts] = []
        held: dict[str, list[evidence.Point]] = {}  # several measures share an indicator
        for binding in evidence.bindings(self.plan):
            if binding.number not in self.addresses.measures:
                continue
            for bound in binding.indicators:
                indicator = evidence.indicator(bound.indicator)
                if indicator.key not in held:
                    held[indicator.key] = self._held(indicator.key)
                found += self._indicator(binding.number, indicator, held[indicator.key])
        return tuple(found)

    def _held(self, key: str) -> list[evidence.Point]:
        """Points of the regions on days of the period or until the report is due, the oldest first."""
        return [
            point
            for point in evidence.series(key, at=self.moment)
            if point.place == "region" and self.span[0] <= point.period_end <= self.until
        ]

    def _indicator(
        self, number: int, indicator: evidence.Indicator, held: Iterable[evidence.Point]
    ) -> list[ValueFacts]:
        claimed: dict[UUID, evidence.Point] = {}
        others: dict[UUID, list[evidence.Point]] = defaultdict(list)
        for point in held:
            if point.source_kind != "claim":
                others[point.place_id].append(point)
            elif point.is_claim_of(self.plan, number) and point.period_end <= self.span[1]:
                claimed[point.place_id] = point
        found = []
        for region in self.regions:
            claim, sight = claimed.get(region.id), evidence.counted(indicator, others[region.id])
            if claim is None and sight is None:
                continue
            source = (sight.source_name or sight.source_kind) if sight else ""
            found.append(
                ValueFacts(
                    measure=number,
                    indicator=indicator.key,
                    name=Names(*(indicator.name[language] for language in ("kk", "ru", "en"))),
                    unit=indicator.unit,
                    region=str(region.id),
                    claimed=claim.value if claim else None,
                    seen=sight.value if sight else None,
                    source=Names(source, source, source) if source else None,
                    seen_on=sight.period_end if sight else None,
                    address=self.addresses.measures[number],
                )
            )
        return found

    def _contradictions(self) -> tuple[ContradictionFacts, ...]:
        """Against claims on days of the period and before it: what stood at the moment, and what was settled
        since the period began."""
        on = f"?on={self.day:%Y-%m-%d}"
        regions = {region.id: region.name for region in self.regions}
        nation = Names("Қазақстан Республикасы", "Республика Казахстан", "Republic of Kazakhstan")
        found = []
        for one in evidence.contradictions(self.plan, at=self.moment):
            closed = timezone.localdate(one.known_until) if one.known_until else self.day
            if one.claim.on > self.span[1] or (not one.is_open and closed < self.span[0]):
                continue
            sight = one.against[-1] if one.against else None
            owner = one.owner_name
            found.append(
                ContradictionFacts(
                    key=str(one.id),
                    measure=one.number,
                    region=str(one.region_id) if one.place != "nation" else "",
                    place=nation if one.place == "nation" else regions.get(one.region_id, nation),
                    explanation=Names(one.sentence("kk"), one.sentence("ru"), one.sentence("en")),
                    owner=Names(owner["kk"], owner["ru"], owner["en"]),
                    since=timezone.localdate(one.since),
                    days=one.days,
                    is_open=one.is_open,
                    address=f"/open/evidence/contradictions/{one.id}/{on}",
                    claimed=one.claim.value,
                    seen=sight.value if sight and sight.indicator == one.claim.indicator else None,
                    unit=evidence.indicator(one.indicator).unit,
                )
            )
        return tuple(found)

    def _region_of(self, body: str) -> territory.RegionView | None:
        """The region that a body is of; None for a national one and for a region that is no more."""
        try:
            return self.codes.get(self.register.body(body).region or "")
        except LookupError:
            return None

    def _party(self, code: str) -> Party:
        try:
            view = self.register.body(code)
        except LookupError:
            return Party(code, Names(code, code, code), Names(code, code, code))
        return Party(view.code, view.name, view.short)

    def _owner(self, code: str, function: str) -> Party:
        """Who holds the duty on the day of the report: nobody writes under a ministry that is no more."""
        view = self.register.addressee(code, self.day, function or None)
        return Party(view.code, view.name, view.short)


def reporting_duty(plan_code: str) -> ReportDuty | None:
    """The duty by which a plan is reported to the Government: one body, its recipient the Government."""
    register = bodies.register()
    for duty in ReportDuty.objects.filter(plan_code=plan_code, kind="report"):
        try:
            if register.body(duty.recipient).kind == "government" and not register.is_collective(
                duty.reporter, duty.reporter_function or None
            ):
                return duty
        except LookupError:
            continue
    return None


def periods(plan_code: str) -> tuple[tuple[date, date], ...]:
    """The periods of a plan that bodies report on, the newest first, in the open scope."""
    rows = Package.objects.within(scope.current()).filter(plan_code=plan_code)
    found = rows.order_by("-period_end").values_list("period_start", "period_end").distinct()
    return tuple(dict.fromkeys(found))


def _both(texts: Mapping[str, str]) -> Names:
    """Words in the report's two languages."""
    return Names(texts["kk"], texts["ru"], "")
