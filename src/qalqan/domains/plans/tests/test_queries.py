"""What the register answers: lists, filters, searches, one measure, calendar, bodies; in how many queries."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from qalqan.domains.plans import actions, patches, queries
from qalqan.domains.plans.actions import Actor, SourceFile
from qalqan.domains.plans.queries import Filters
from qalqan.domains.plans.queries.source import Piece, Place, cut
from qalqan.domains.plans.refusals import Refused
from qalqan.domains.plans.rules import State
from qalqan.kernel.access.scope import Service

from .builders import DECREE, gold, make_document, make_measure

pytestmark = pytest.mark.django_db
ME = Actor("coordinator МОН", Service("tests"), "Айгерім")
CODE = "kz-156-2020"
DAY = date(2021, 5, 1)


@pytest.fixture(scope="module")
def decree(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The real plan, loaded once for the module in a transaction that each test nests in."""
    with django_db_blocker.unblock(), transaction.atomic():
        facts = patches.load_facts((DECREE / "plan.toml").read_bytes())
        actions.import_plan(gold(), actor=ME, code=CODE, file=SourceFile("f", "a" * 64), facts=facts)
        wordings = patches.load_translations((DECREE / "translations.toml").read_bytes(), gold())
        actions.translate(CODE, wordings, actor=ME)
        patch = patches.load_patch((DECREE / "amendments" / "850-2022.toml").read_bytes())
        actions.amend(CODE, patch, actor=ME)
        yield
        transaction.set_rollback(True)


def numbers(**filters: str) -> list[int]:
    return [row.number for row in queries.overview(CODE, as_of=DAY, filters=Filters(**filters)).rows]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_overview_speaks_three_languages(decree: None, language: str) -> None:
    view = queries.overview(CODE, as_of=DAY, language=language)
    assert [(section.number, section.rows) for section in view.sections] == [
        (1, 12),
        (2, 19),
        (3, 8),
        (4, 28),
        (5, 3),
    ]
    assert view.found == view.total == len(view.rows) == 70
    assert all(row.title.is_translated == (language != "ru") for row in view.rows)
    assert all(row.form.is_translated == (language != "ru") for row in view.rows)
    assert {row.title.language for row in view.rows} == {language}
    assert view.plan.is_public
    assert view.plan.period == (date(2020, 1, 1), date(2023, 12, 31))
    for facet in view.facets:
        assert all(value.label for value in facet.values)


def test_facets_count_what_each_value_would_show(decree: None) -> None:
    chosen = {"body": "МИО", "funding": "within_local"}
    view = queries.overview(CODE, as_of=DAY, filters=Filters(**chosen))
    for facet in view.facets:
        for value in facet.values:
            assert value.count == len(numbers(**{**chosen, facet.name: value.value})), (facet.name, value)
            assert value.is_active == (chosen.get(facet.name) == value.value)


def test_counts_of_the_decree(decree: None) -> None:
    assert len(numbers(body="МИО")) == 51
    assert len(numbers(funding="not_required")) == 40
    assert len(numbers(form="information_note")) == 32
    assert numbers(funding="money") == [16, 18, 36, 40]
    assert len(numbers(section="4")) == 28
    assert numbers(deadline="2020-1") == []
    assert set(numbers(deadline="2020")) >= set(numbers(deadline="2020-2"))
    assert set(numbers(state="overdue")) == {*numbers(deadline="2020"), 36}


def test_an_unknown_value_finds_nothing_and_breaks_nothing(decree: None) -> None:
    for name in ("section", "body", "form", "deadline", "funding", "state"):
        view = queries.overview(CODE, as_of=DAY, filters=Filters(**{name: "нет<такого>"}))
        assert view.rows == ()
        assert any(value.is_active for facet in view.facets if facet.name == name for value in facet.values)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("туалет", {6, 62}),
        ("туалетами", {6, 62}),
        ("ТУАЛЕТОВ", {6, 62}),
        ("дәретхана", {6, 62}),
        ("дәретханаларды", {6, 62}),
        ("toilet", {6, 62}),
        ("видеонаблюдения", {61}),
        ("бейнебақылау", {61}),
        ("видеонаблюд", {61}),
        ("теплыми туалетами", {62}),
        ("61", {61}),
        ("!?", set()),
        ("туалет & ')", {6, 62}),
        ("несуществующееслово", set()),
    ],
)
def test_search_copes_with_word_forms(decree: None, words: str, expected: set[int]) -> None:
    assert set(numbers(search=words)) == expected


def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    counts = []
    for code, size in (("small", 2), ("large", 40)):
        rows = [make_measure(n, f"Мера {n}") for n in range(1, size + 1)]
        actions.import_plan(make_document(*rows), actor=ME, code=code, file=SourceFile("f", "a" * 64))
        queries.overview(code)
        with CaptureQueriesContext(connection) as overview:
            queries.overview(code, filters=Filters(search="мера"))
        with CaptureQueriesContext(connection) as measure:
            queries.measure(code, 2)
        counts.append((len(overview), len(measure)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 16


def test_a_measure_with_all_that_is_known(decree: None) -> None:
    view = queries.measure(CODE, 34, as_of=DAY, language="ru")
    assert view.row.form.text == "информация в МОН"
    assert view.uncited == ("form",)
    assert [(v.start, v.end) for v in view.versions if v.superseded_at is None] == [
        (date(2020, 3, 30), date(2022, 11, 6)),
        (date(2022, 11, 6), None),
    ]
    assert [v.is_shown for v in view.versions if v.superseded_at is None] == [True, False]
    (act,) = view.amendments
    assert [(c.column, c.before, c.after, c.basis) for c in act.changes] == [
        ("form", "информация в МОН", "информация в МП", "inference")
    ]
    assert (view.previous, view.next) == (33, 35)
    assert view.has_no_milestone
    assert view.deliverables[0].is_claim


def test_owners_follow_the_function_through_time(decree: None) -> None:
    view = queries.measure(CODE, 38, as_of=date(2023, 1, 1), language="ru")
    duty = next(duty for duty in view.duties if duty.body.code == "МОН")
    owners = [(owner.code, owner.start, owner.end) for owner in duty.ownership.owners]
    assert owners[0] == ("МОН", date(2020, 3, 30), date(2022, 6, 10))
    assert owners[1][1] == date(2022, 6, 11)
    assert owners[1][0] != "МП"
    assert duty.ownership.function == "higher-education"
    assert duty.function_reason
    default = next(
        d for d in queries.measure(CODE, 61, as_of=date(2023, 1, 1)).duties if d.body.code == "МИО"
    )
    assert default.ownership.is_collective
    assert len(default.ownership.owners) == 20
    before = next(d for d in queries.measure(CODE, 61, as_of=DAY).duties if d.body.code == "МИО")
    assert len(before.ownership.owners) == 17


def test_nothing_is_addressed_to_a_body_that_is_gone(decree: None) -> None:
    def living(day: date) -> list[list[str]]:
        things = queries.measure(CODE, 61, as_of=day, language="ru").deliverables
        return [[body.code for body in thing.living] for thing in things]

    assert living(date(2022, 6, 10)) == [["МОН"]]
    assert living(date(2022, 6, 11)) == [["МП"]]


def test_the_act_is_read_in_three_languages(decree: None) -> None:
    for language in ("kk", "ru", "en"):
        paragraphs = queries.act_text(CODE, language)
        assert [p.number for p in paragraphs] == ["", "1", "2", "2.1", "2.2", "3", "4"]
        assert all(p.text.is_translated == (language != "ru") for p in paragraphs)


def test_every_duty_of_the_decree_has_an_owner_on_every_day_asked(decree: None) -> None:
    for day in (date(2020, 3, 30), date(2021, 1, 1), date(2022, 6, 11), date(2023, 12, 31)):
        for number in (1, 8, 14, 18, 33, 38, 48, 57, 59, 61):
            for duty in queries.measure(CODE, number, as_of=day).duties:
                assert duty.ownership.owners, (number, day, duty.body.code, duty.ownership.unknown)


def test_before_the_act_there_is_nothing(decree: None) -> None:
    assert queries.overview(CODE, as_of=date(2020, 3, 29)).total == 0
    with pytest.raises(Refused, match="measure-unknown"):
        queries.measure(CODE, 1, as_of=date(2020, 3, 29))


def test_the_calendar_of_a_year(decree: None) -> None:
    view = queries.calendar(CODE, 2021, as_of=DAY, language="ru")
    assert view.years == (2020, 2021, 2022, 2023)
    assert [e.day for e in view.entries] == sorted(e.day for e in view.entries)
    assert {e.day.year for e in view.entries} == {2021}
    (recurring,) = [e for e in view.entries if e.row.number == 36]
    assert (recurring.day, recurring.occurrence, recurring.of) == (date(2021, 12, 31), 2, 2)
    due = {e.row.number for e in view.entries}
    assert not due & {row.number for row in view.running}
    everything = [queries.calendar(CODE, year, as_of=DAY).entries for year in view.years]
    assert sum(map(len, everything)) == 71


def test_what_a_body_owes(decree: None) -> None:
    page = queries.body_page("МОН", as_of=date(2023, 1, 1), language="ru")
    (plan,) = page.plans
    assert plan.leads + plan.takes_part == 60
    assert (len(page.leads), len(page.takes_part)) == (plan.leads, plan.takes_part)
    assert [body.code for body in page.stands_today] == ["МП"]
    assert all(row.duties[0].body.code == "МОН" for row in page.leads)
    assert not any(row.duties[0].body.code == "МОН" for row in page.takes_part)
    assert queries.body_page("НИКТО").plans == ()


def test_who_owes_how_much_adds_up(decree: None) -> None:
    found = queries.bodies_of(CODE, language="ru")
    assert sum(tally.leads for tally in found.bodies) == 70
    counts = {tally.body.code: tally.leads + tally.takes_part for tally in found.bodies}
    assert (counts["МОН"], counts["МИО"]) == (60, 51)
    assert queries.calendar_years(CODE) == (2020, 2021, 2022, 2023)


def test_a_private_plan_stays_out_of_the_public_list(decree: None) -> None:
    actions.import_plan(make_document(), actor=ME, code="draft", file=SourceFile("f", "a" * 64))
    assert [head.code for head in queries.plans(public_only=True)] == [CODE]
    assert {head.code for head in queries.plans()} == {CODE, "draft"}


def test_unknown_plans_are_refused() -> None:
    for ask in (queries.overview, queries.findings, queries.gaps, queries.source_view):
        with pytest.raises(Refused, match="plan-unknown"):
            ask("nope")


def test_the_source_view_is_the_whole_source() -> None:
    document = make_document()
    actions.import_plan(document, actor=ME, code="plan", file=SourceFile("f", "a" * 64))
    view = queries.source_view("plan", "ru")
    assert "".join(piece.text for piece in view.pieces) == document.source.text
    assert [p.text for p in view.pieces if (p.number, p.field) == ("2", "title")] == [
        document.measures[1].title
    ]
    assert [p.field for p in view.pieces if p.owner == "furniture"] == ["title"]
    (defect,) = [f for f in queries.findings("plan", "en") if f.kind == "defect"]
    assert (defect.row, defect.field, defect.place) == (2, "bodies", "row 2, responsible bodies")


def test_pieces_do_not_overlap() -> None:
    places = [Place(2, 5, "a", "1", "x"), Place(4, 7, "b", "2", "y"), Place(4, 5, "c", "3", "z")]
    assert cut("0123456789", places) == (
        Piece("01", 0),
        Piece("234", 2, "a", "1", "x"),
        Piece("56", 5, "b", "2", "y"),
        Piece("789", 7),
    )


def test_a_clock_reads_the_day_asked_for(decree: None) -> None:
    def state(day: date) -> State:
        return queries.measure(CODE, 61, as_of=day).row.clock.state

    assert state(date(2020, 6, 1)) == State.NOT_STARTED
    assert state(date(2020, 8, 1)) == State.RUNNING
    assert state(date(2020, 12, 25)) == State.DUE_SOON
    assert state(date(2021, 1, 1)) == State.OVERDUE
