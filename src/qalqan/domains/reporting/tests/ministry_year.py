"""A small year of reports to test the ministry's desk on: three akimats and a plan of three measures."""

from datetime import UTC, date, datetime
from uuid import UUID

from qalqan.domains.plans import actions as plan_actions
from qalqan.domains.plans.actions import SourceFile
from qalqan.domains.plans.tests.builders import make_document, make_measure
from qalqan.domains.reporting.actions import moving, writing
from qalqan.domains.reporting.actor import Actor
from qalqan.domains.reporting.models import Line, Package
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.domains.reporting.tests.making import seen
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import Service, scope

PROGRAM = Actor.program("reporting.tests")
BODIES = {code: f"akimat-{code[3:]}" for code in ("KZ-61", "KZ-11", "KZ-15", "KZ-23")}
CODE = "test-2021"
DUE = date(2022, 1, 10)
NINTH = datetime(2022, 1, 9, 6, tzinfo=UTC)
TWELFTH = datetime(2022, 1, 12, 6, tzinfo=UTC)
FIFTEENTH = datetime(2022, 1, 15, 6, tzinfo=UTC)
TEXT = "Проведены семинары для педагогов всех районов области, программа обучения обновлена полностью."


def plan() -> str:
    """A plan of three measures in the register; its code."""
    actor = plan_actions.Actor("tests", Service("tests"), "Тест")
    measures = [make_measure(number) for number in (1, 2, 3)]
    document = make_document(*measures)
    plan_actions.import_plan(
        document, actor=actor, code=CODE, file=SourceFile("t.txt", "0" * 64), accept=True
    )
    return CODE


def package(region: str, year: int = 2021, numbers: tuple[int, ...] = (1, 2, 3)) -> UUID:
    """A report owed by an akimat."""
    span = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
    due = date(year + 1, 1, 10)
    region_id = territory.region(region, date(year, 12, 31)).id
    with scope(PROGRAM.seat, "planning"):
        made = Package.objects.create(
            region_id=region_id,
            plan_code=CODE,
            duty_code="akimats",
            body_code=BODIES[region],
            recipient_code="МОН",
            due=due,
            **span,
        )
        for number in numbers:
            Line.objects.create(
                region_id=region_id,
                package=made,
                plan_code=CODE,
                measure_number=number,
                body_code=BODIES[region],
                due=due,
                **span,
            )
    return made.pk


def lines(package_id: UUID) -> list[Line]:
    with scope(PROGRAM.seat, "statistics"):
        return list(Line.objects.filter(package_id=package_id).order_by("measure_number"))


def report(package_id: UUID, at: datetime = NINTH, text: str = TEXT, **fields: object) -> list[UUID]:
    """Write and certify all lines of a package; their ids."""
    found = lines(package_id)
    said = Fields(outcome="done", text_kk=f"Орындалды. {text}", text_ru=text, **fields)  # type: ignore[arg-type]
    for line in found:
        writing.save(PROGRAM, line.pk, seen=line.version, fields=said, origin="program")
    moving.certify(PROGRAM, package_id, seen([line.pk for line in found]), at=at)
    return [line.pk for line in found]
