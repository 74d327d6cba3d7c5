"""Amendments: pure timelines, and `as_of` in the register, in both directions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans import actions, models, queries, store
from qalqan.domains.plans.actions import Actor, SourceFile
from qalqan.domains.plans.amendments import Change, Patch, direction, timeline
from qalqan.domains.plans.cells import cells, row_from
from qalqan.domains.plans.differences import bare
from qalqan.domains.plans.patches import load_patch
from qalqan.domains.plans.reading.document import Measure
from qalqan.domains.plans.refusals import Refused
from qalqan.kernel.access.scope import Service

from .builders import DECREE, gold, make_document, make_measure

ME = Actor("coordinator МОН", Service("tests"), "Айгерім")
START = date(2020, 3, 30)
REAL = DECREE / "amendments" / "850-2022.toml"


def patch(
    *changes: Change, number: str = "1", in_force: date = date(2022, 1, 1), held: bool | None = None
) -> Patch:
    return Patch(
        number, in_force, {"kk": "", "ru": "", "en": ""}, in_force, "text", {}, changes, (), held, number * 64
    )


def change(row: int, column: str, before: str | None, after: str | None, kind: str = "replace") -> Change:
    return Change(kind, row, column, before, after)


TEXT = {m.number: m for m in (make_measure(1), make_measure(2, "Второе"), make_measure(3, "Третье"))}


def test_an_amendment_to_come_changes_the_days_from_its_day_on() -> None:
    new = patch(change(2, "title", "Второе", "Второе, исправленное"), held=False)
    found = timeline(TEXT, [new], START)
    assert [(s.start, s.end, s.row.title, s.cause) for s in found[2]] == [
        (START, date(2022, 1, 1), "Второе", None),
        (date(2022, 1, 1), None, "Второе, исправленное", new.key),
    ]
    assert [s.row for s in found[1]] == [TEXT[1]]
    assert found[1][0].row is TEXT[1]


def test_an_amendment_that_the_text_holds_gives_the_days_before_it() -> None:
    old = patch(change(2, "title", "Прежнее", "Второе"), held=True)
    found = timeline(TEXT, [old], START)
    assert [(s.start, s.end, s.row.title, s.cause) for s in found[2]] == [
        (START, date(2022, 1, 1), "Прежнее", old.key),
        (date(2022, 1, 1), None, "Второе", None),
    ]


def test_a_row_is_added_and_a_row_is_deleted() -> None:
    parts = cells(make_measure(4, "Новое"))
    adds = [change(4, column, None, text, "add") for column, text in parts.items()]
    drops = [change(1, column, text, None, "delete") for column, text in cells(TEXT[1]).items()]
    found = timeline(TEXT, [patch(*adds, *drops, held=False)], START)
    assert [(s.start, s.end) for s in found[4]] == [(date(2022, 1, 1), None)]
    assert found[4][0].row == make_measure(4, "Новое")
    assert [(s.start, s.end) for s in found[1]] == [(START, date(2022, 1, 1))]
    added = [change(1, column, None, text, "add") for column, text in cells(TEXT[1]).items()]
    back = timeline(TEXT, [patch(*added, held=True)], START)
    assert [(s.start, s.end, s.cause) for s in back[1]] == [(date(2022, 1, 1), None, None)]


def test_several_amendments_fold_from_both_ends() -> None:
    first = patch(change(2, "title", "А", "Второе"), number="1", in_force=date(2021, 1, 1), held=True)
    second = patch(change(2, "title", "Второе", "В"), number="2", in_force=date(2023, 1, 1), held=False)
    third = patch(change(2, "title", "В", "Второе"), number="3", in_force=date(2024, 1, 1), held=False)
    found = timeline(TEXT, [third, first, second], START)[2]
    assert [(s.row.title, s.cause) for s in found] == [
        ("А", first.key),
        ("Второе", None),
        ("В", second.key),
        ("Второе", None),
    ]


@pytest.mark.parametrize(
    ("patches", "rule"),
    [
        ([patch(change(2, "title", "Иное", "Х"), held=False)], "patch-before-differs"),
        ([patch(change(9, "title", "Иное", "Х"), held=False)], "patch-row-unknown"),
        ([patch(change(2, "title", None, "Х", "add"), held=False)], "patch-row-exists"),
        ([patch(change(2, "title", "Второе", "Х"), in_force=START, held=False)], "patch-too-early"),
        (
            [
                patch(change(2, "title", "Второе", "Х"), number="1", in_force=date(2021, 1, 1), held=False),
                patch(change(3, "title", "Х", "Третье"), number="2", in_force=date(2022, 1, 1), held=True),
            ],
            "patch-order",
        ),
    ],
)
def test_a_wrong_patch_is_refused_with_its_place(patches: list[Patch], rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        timeline(TEXT, patches, START)
    assert refusal.value.rule == rule
    for language in ("kk", "ru", "en"):
        words = refusal.value.words(language)
        assert words["message"]
        assert "{" not in words["message"] + words["mend"]


def test_the_direction_is_found_from_the_text() -> None:
    assert direction(TEXT, patch(change(2, "title", "Прежнее", "Второе"))) is True
    assert direction(TEXT, patch(change(2, "title", "Второе", "Новое"))) is False
    with pytest.raises(Refused, match="patch-mixed"):
        direction(TEXT, patch(change(2, "title", "Прежнее", "Второе"), change(3, "title", "Третье", "Новое")))
    with pytest.raises(Refused, match="patch-before-differs"):
        direction(TEXT, patch(change(2, "title", "Раз", "Два")))


COLUMNS = {
    "title": "Иной текст",
    "form": "приказ",
    "bodies": "МЗ, ГП (по согласованию)",
    "deadline": "2021 год",
    "finance": "в пределах средств",
    "sources": "МБ, РБ",
    "programmes": "001, 104",
    "section": "2",
    "total": "105.0",
    "years.2021": "85.0",
}


@given(st.lists(st.sampled_from(sorted(COLUMNS)), unique=True, min_size=1), st.integers(1, 3), st.booleans())
def test_before_and_after_are_each_others_mirror(columns: list[str], row: int, held: bool) -> None:
    """Folding forwards and then backwards by the same patch gives the text again, to the last value."""
    own = cells(TEXT[row])
    forward = patch(*(change(row, c, own.get(c, ""), COLUMNS[c]) for c in columns), held=False)
    after = {number: segments[-1].row for number, segments in timeline(TEXT, [forward], START).items()}
    dated = any(c == "deadline" for c in columns)
    back = timeline(after, [replace(forward, is_consolidated=True)], START)
    assert {n: s[0].row for n, s in back.items()} == TEXT
    assert after[row] != TEXT[row]
    assert not dated or after[row].deadline.end == date(2021, 12, 31)
    assert all(after[n] is TEXT[n] for n in TEXT if n != row)


def test_cells_give_the_row_back() -> None:
    for measure in gold().measures:
        own = bare(measure)
        assert row_from(own.number, cells(own)) == own


@pytest.mark.parametrize("value", ["-1", "много", "NaN", "Infinity"])
def test_money_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(Refused, match="money-unread"):
        row_from(1, {"title": "x", "total": value})
    assert row_from(1, {"title": "x", "total": "80,5"}).finance.total == Decimal("80.5")


def bring(document: object = None) -> None:
    actions.import_plan(document or gold(), actor=ME, code="plan", file=SourceFile("f", "a" * 64))  # type: ignore[arg-type]


def rows_on(day: date) -> dict[int, Measure]:
    held = models.MeasureVersion.objects.filter(measure__plan__code="plan", legal__contains=day, **store.OPEN)
    return {stored.number: stored.row for stored in store.load(held)}


@pytest.mark.django_db
def test_the_real_amendment() -> None:
    bring()
    ids = dict(models.MeasureVersion.objects.values_list("measure__number", "id"))
    result = actions.amend("plan", load_patch(REAL.read_bytes()), actor=ME)
    assert (result.status, result.is_consolidated, result.rows) == ("created", True, (34, 57))
    before, after = rows_on(date(2022, 11, 5)), rows_on(date(2022, 11, 6))
    assert {n for n in after if before[n] != after[n]} == {34, 57}
    assert (before[34].form, after[34].form) == ("информация в МОН", "информация в МП")
    assert list(after.values()) == [bare(m) for m in gold().measures]
    kept = dict(models.MeasureVersion.objects.filter(**store.OPEN).values_list("id", "measure__number"))
    assert all(kept.get(ids[n]) == n for n in ids if n not in {34, 57})
    assert {g.rule for g in queries.gaps("plan", "kk")} >= {
        "amendment.850.in-force",
        "amendment.850.earlier-titles",
    }


@pytest.mark.django_db
def test_untouched_rows_are_byte_identical() -> None:
    bring()
    sql = (
        "SELECT v.*, v.xmin FROM plans_measure_version v JOIN plans_measure m ON m.id = measure_id"
        " WHERE number NOT IN (34, 57) ORDER BY number"
    )
    before = [tuple(map(str, row)) for row in _fetch(sql)]
    actions.amend("plan", load_patch(REAL.read_bytes()), actor=ME)
    assert [tuple(map(str, row)) for row in _fetch(sql)] == before
    assert len(before) == 68


def _fetch(sql: str) -> list[tuple[object, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.mark.django_db
def test_the_same_patch_twice_changes_nothing_and_a_changed_one_waits() -> None:
    bring()
    actions.amend("plan", load_patch(REAL.read_bytes()), actor=ME)
    count = models.MeasureVersion.objects.count()
    assert actions.amend("plan", load_patch(REAL.read_bytes()), actor=ME).status == "unchanged"
    later = REAL.read_text("utf-8").replace("in_force = 2022-11-06", "in_force = 2022-11-20").encode()
    assert actions.amend("plan", load_patch(later), actor=ME).status == "different"
    assert models.MeasureVersion.objects.count() == count
    assert actions.amend("plan", load_patch(later), actor=ME, accept=True).status == "updated"
    assert rows_on(date(2022, 11, 19))[34].form == "информация в МОН"
    assert rows_on(date(2022, 11, 20))[34].form == "информация в МП"


@pytest.mark.django_db
def test_a_refused_patch_leaves_nothing_behind() -> None:
    bring(make_document())
    with pytest.raises(Refused, match="patch-before-differs"):
        actions.amend("plan", patch(change(1, "title", "чужое", "иное"), held=False), actor=ME)
    assert not models.Amendment.objects.exists()


@pytest.mark.django_db
def test_rows_come_and_go_by_the_day() -> None:
    bring(make_document())
    parts = cells(make_measure(4, "Новое"))
    adds = [change(4, column, None, text, "add") for column, text in parts.items()]
    own = {m.number: m for m in make_document().measures}
    drops = [change(1, column, text, None, "delete") for column, text in cells(own[1]).items()]
    actions.amend("plan", patch(*adds, *drops), actor=ME)
    assert set(rows_on(date(2021, 12, 31))) == {1, 2, 3}
    assert set(rows_on(date(2022, 1, 1))) == {2, 3, 4}
    with pytest.raises(Refused, match="measure-unknown"):
        queries.measure("plan", 1, as_of=date(2022, 1, 1))
    assert queries.measure("plan", 1, as_of=date(2021, 12, 31)).row.number == 1
    assert queries.measure("plan", 4, as_of=date(2022, 1, 1)).uncited[:2] == ("section", "title")


@pytest.mark.django_db
def test_a_changed_text_is_amended_anew() -> None:
    bring()
    actions.amend("plan", load_patch(REAL.read_bytes()), actor=ME)
    document = gold()
    mended = replace(
        document,
        measures=tuple(
            replace(m, form="информация в МВД") if m.number == 52 else m for m in document.measures
        ),
    )
    done = actions.import_plan(mended, actor=ME, code="plan", file=SourceFile("f", "b" * 64), accept=True)
    assert [(d.number, d.column) for d in done.differences] == [("52", "form")]
    assert rows_on(date(2021, 1, 1))[34].form == "информация в МОН"
    assert rows_on(date(2021, 1, 1))[52].form == "информация в МВД"


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        (b"\xff\xfe", "codec"),
        (b"[act", "Expected"),
        (b"[act]\nnumber = '1'", "date is missing"),
        (b"[act]\nnumber='1'\ndate=2020-01-01\nin_force=2020-02-01", "no [[change]]"),
        (b"[act]\nnumber='1'\ndate='x'\nin_force=2020-02-01", "Invalid isoformat"),
        (
            b"[act]\nnumber='1'\ndate=2020-01-01\nin_force=2020-02-01\n[[change]]\nkind='swap'\nrow=1",
            "kind must be one of",
        ),
        (
            b"[act]\nnumber='1'\ndate=2020-01-01\nin_force=2020-02-01\n[[change]]\nkind='add'\nrow=1\ncells={title='x'}",
            "at least section and title",
        ),
    ],
)
def test_a_patch_that_cannot_be_read_says_why(toml: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        load_patch(toml, "patch.toml")
    assert refusal.value.rule == "patch-unreadable"
    assert reason in refusal.value.params["reason"]
