"""The public pages of progress: what they show of reports and evidence, on which day, and what they never
show."""

from datetime import UTC, date, datetime
from itertools import product
from uuid import UUID

import pytest
from django.test import Client

from qalqan.domains.evidence.models import Standing
from qalqan.domains.plans import actions as plan_actions
from qalqan.domains.plans.actions import SourceFile
from qalqan.domains.plans.patches import PlanFacts
from qalqan.domains.plans.tests.builders import make_document, make_measure
from qalqan.domains.reporting.actions import moving, writing
from qalqan.domains.reporting.queries.heat import NATION, heat, places_on
from qalqan.domains.reporting.queries.late import due_days, late_reports
from qalqan.domains.reporting.queries.progress import measure_progress
from qalqan.domains.reporting.rules.cells import State
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import scope

from . import ministry_year as year
from .making import officer, seen

pytestmark = pytest.mark.django_db
NUMBER_OF_REGIONS = 17  # that stood at the end of 2021
AKMOLA, TURKISTAN = "KZ-11", "KZ-61"
DRAFT = "Черновик, которого никто не подписывал"


@pytest.fixture(autouse=True)
def reports() -> dict[str, list[UUID]]:
    """A public plan of three measures; Turkistan signed all on 9 January 2022, Akmola has a draft."""
    document = make_document(*(make_measure(number) for number in (1, 2, 3)))
    plan_actions.import_plan(
        document,
        actor=plan_actions.Actor("tests", year.PROGRAM.seat, "Тест"),
        code=year.CODE,
        file=SourceFile("t.txt", "0" * 64),
        facts=PlanFacts(code=year.CODE, is_public=True),
        accept=True,
    )
    signed = year.report(year.package(TURKISTAN))
    drafted = year.lines(year.package(AKMOLA))
    writing.save(year.PROGRAM, drafted[0].pk, seen=0, fields=Fields("done", "Жоба", DRAFT), origin="program")
    return {TURKISTAN: signed, AKMOLA: [line.pk for line in drafted]}


def stand(
    number: int, word: str, *, since: datetime, until: datetime | None = None, nation: bool = False
) -> None:
    """What the engine keeps of a measure in Akmola, or in the nation."""
    with scope(year.PROGRAM.seat, "planning"):
        region = territory.region("KZ-71" if nation else AKMOLA, date(2021, 12, 31)).id
        Standing.objects.create(
            region_id=region, place="nation" if nation else "region", place_id=region, plan_code=year.CODE,
            measure_number=number, period_start=date(2021, 1, 1), period_end=date(2021, 12, 31),
            standing=word, known_from=since, known_until=until,
        )  # fmt: skip


def words(number: int, day: date | None = None) -> dict[str, State]:
    cells = heat(year.CODE, day=day).cells
    return {place: state for (n, place, when), state in cells.items() if (n, when) == (number, 2021)}


def test_it_works() -> None:
    assert words(1) == {TURKISTAN: State.CLAIMED, AKMOLA: State.LATE}


def test_the_past_is_shown_as_it_was() -> None:
    before, day_of = date(2022, 1, 8), date(2022, 1, 9)
    assert words(1, before) == {TURKISTAN: State.DUE, AKMOLA: State.DUE}
    assert words(1, day_of) == {TURKISTAN: State.CLAIMED, AKMOLA: State.DUE}
    assert words(1, date(2022, 1, 11))[AKMOLA] is State.LATE
    assert words(1, date(2021, 6, 1)) == {TURKISTAN: State.NOT_DUE, AKMOLA: State.NOT_DUE}


def test_a_returned_report_was_a_claim_until_it_was_returned(reports: dict[str, list[UUID]]) -> None:
    moving.send_back(
        year.PROGRAM, seen(reports[TURKISTAN][:1]), "Нет подтверждающих документов.", at=year.TWELFTH
    )
    assert words(1, date(2022, 1, 11))[TURKISTAN] is State.CLAIMED
    assert words(1, date(2022, 1, 12))[TURKISTAN] is State.LATE
    assert words(2)[TURKISTAN] is State.CLAIMED
    late = {one.place: one.numbers for one in late_reports([year.CODE])}
    assert late == {TURKISTAN: (1,), AKMOLA: (1, 2, 3)}


def test_evidence_outranks_paper_from_the_moment_it_is_known() -> None:
    stand(1, "partly", since=datetime(2022, 2, 1, tzinfo=UTC), until=datetime(2022, 3, 1, tzinfo=UTC))
    stand(1, "contradicted", since=datetime(2022, 3, 1, tzinfo=UTC))
    assert words(1, date(2022, 1, 20))[AKMOLA] is State.LATE
    assert words(1, date(2022, 2, 10))[AKMOLA] is State.PARTLY
    assert words(1)[AKMOLA] is State.CONTRADICTED


def test_the_nation_and_its_capital_are_two_places() -> None:
    stand(2, "evidenced", since=datetime(2022, 2, 1, tzinfo=UTC), nation=True)
    found = words(2)
    assert found[NATION] is State.EVIDENCED
    assert "KZ-71" not in found


def test_a_signed_not_done_is_no_claim_of_done() -> None:
    package = year.package("KZ-15")
    lines = year.lines(package)
    for line in lines:
        writing.save(
            year.PROGRAM,
            line.pk,
            seen=0,
            fields=Fields("not_done", f"Жоқ. {year.TEXT}", year.TEXT),
            origin="program",
        )
    moving.certify(year.PROGRAM, package, seen([line.pk for line in lines]), at=year.NINTH)
    assert words(1)["KZ-15"] is State.NOT_DONE


def test_the_late_list_says_who_what_to_whom_and_since_when() -> None:
    (one,) = late_reports([year.CODE], day=date(2022, 1, 20), language="ru")
    assert (one.place, one.due, one.days, one.of) == (AKMOLA, date(2022, 1, 10), 10, 3)
    assert "Акмолинской" in one.body_name
    assert one.recipient_name.startswith("Министерство образования и науки")
    assert late_reports([year.CODE], day=date(2022, 1, 10)) == ()
    assert late_reports([year.CODE], place=TURKISTAN) == ()


def test_the_calendar_counts_bodies_of_a_due_day() -> None:
    (due,) = due_days([year.CODE], 2022)
    assert (due.day, due.bodies) == (date(2022, 1, 10), 2)
    assert due_days([year.CODE], 2021) == ()


def test_columns_are_the_regions_of_the_day_and_no_two_are_called_alike() -> None:
    for language in ("kk", "ru", "en"):
        then, now = (places_on(day, language) for day in (date(2021, 12, 31), date(2023, 1, 1)))
        assert (len(then), len(now)) == (NUMBER_OF_REGIONS, 20)
        assert len({place.short for place in now}) == 20


def test_one_place_asks_for_its_own_rows() -> None:
    own = heat(year.CODE, place=AKMOLA)
    assert {place for _, place, _ in own.cells} == {AKMOLA}
    assert own.of().total == 3
    assert measure_progress(year.CODE, 1).cells.keys() == {(1, AKMOLA, 2021), (1, TURKISTAN, 2021)}


PAGES = (
    "progress/",
    "progress/{code}/",
    "progress/{code}/?year=0",
    "progress/{code}/?year=2021&state=late&section=1",
    "progress/{code}/share/",
    "progress/{code}/measures/1/",
    "progress/{code}/regions/KZ-11/?year=2021",
    "progress/{code}/regions/nation/",
    "late/",
    "late/?place=KZ-11",
    "calendar/?year=2022",
)
ODD = (
    "?on=never",
    "?on=2021-13-45",
    "?on=1000-01-01",
    "?year=²",
    "?year=99999",
    "?state=x&section=-1",
    "?place=%00",
)


def test_every_page_answers_and_shows_no_draft(client: Client) -> None:
    for language, page in product(("kk", "ru", "en"), PAGES):
        answer = client.get(f"/{language}/open/{page.format(code=year.CODE)}")
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert DRAFT not in text
        inner = text.replace("/static/reporting/", "")
        assert "/reporting/" not in inner, page  # the mirror leads to no closed page


def test_odd_addresses_break_nothing(client: Client) -> None:
    pages = ("progress/{code}/", "progress/{code}/measures/1/", "late/", "calendar/")
    for page, odd in product(pages, ODD):
        assert client.get(f"/ru/open/{page.format(code=year.CODE)}{odd}").status_code == 200, (page, odd)


def test_an_unknown_plan_region_or_measure_is_not_there(client: Client) -> None:
    for path in (
        "progress/none/",
        f"progress/{year.CODE}/regions/KZ-99/",
        f"progress/{year.CODE}/measures/99/",
    ):
        assert client.get(f"/ru/open/{path}").status_code == 404


def test_the_mirror_has_no_closed_plan(client: Client) -> None:
    secret = make_document(make_measure(1, "Закрытое мероприятие"))
    plan_actions.import_plan(
        secret,
        actor=plan_actions.Actor("tests", year.PROGRAM.seat, "Тест"),
        code="shut",
        file=SourceFile("s.txt", "1" * 64),
        facts=PlanFacts(code="shut", is_public=False),
        accept=True,
    )
    for path in ("", "share/", "measures/1/", "regions/KZ-11/"):
        assert client.get(f"/ru/open/progress/shut/{path}").status_code == 404
    for path in ("progress/", "late/", "calendar/"):
        assert "shut" not in client.get(f"/ru/open/{path}").content.decode()


def test_the_past_is_stated_loudly(client: Client) -> None:
    address = f"/en/open/progress/{year.CODE}/"
    assert "You are looking at the past" in client.get(f"{address}?on=2022-01-09").content.decode()
    assert "You are looking at the past" not in client.get(address).content.decode()


def test_staff_see_the_same_map_and_their_own_lines(client: Client) -> None:
    client.force_login(officer("erlan", AKMOLA))
    own = client.get(f"/ru/reporting/progress/{year.CODE}/regions/{AKMOLA}/?year=2021").content.decode()
    other = client.get(f"/ru/reporting/progress/{year.CODE}/regions/{TURKISTAN}/?year=2021").content.decode()
    assert "/reporting/lines/" in own
    assert "/reporting/lines/" not in other
    assert client.get(f"/ru/reporting/progress/{year.CODE}/").status_code == 200
