"""Importing a reading: once, twice, changed, and with a failure in the middle."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection

from qalqan.domains.plans import actions, importing, models, store
from qalqan.domains.plans.actions import Actor, SourceFile
from qalqan.domains.plans.differences import Difference, bare
from qalqan.domains.plans.reading.document import PlanDocument
from qalqan.domains.plans.refusals import Refused
from qalqan.kernel.access.scope import Service

from .builders import gold, make_document, make_measure

pytestmark = pytest.mark.django_db
ME = Actor("coordinator МОН", Service("tests"), "Айгерім")


def bring(
    document: PlanDocument, sha: str = "a" * 64, code: str = "plan", accept: bool = False
) -> actions.ImportResult:
    return actions.import_plan(document, actor=ME, code=code, file=SourceFile("f.txt", sha), accept=accept)


def fingerprint() -> list[tuple[object, ...]]:
    """Every row of every table of the register: what "changes nothing" means."""
    found: list[tuple[object, ...]] = []
    with connection.cursor() as cursor:
        for model in (
            getattr(models, name) for name in models.__all__ if hasattr(getattr(models, name), "_meta")
        ):
            cursor.execute(
                f'SELECT t.id::text, t.xmin::text, t::text FROM "{model._meta.db_table}" t ORDER BY 1'
            )
            found += [(model._meta.db_table, *row) for row in cursor.fetchall()]
    return found


def test_it_works() -> None:
    result = bring(make_document())
    assert (result.status, result.measures) == ("created", 3)
    plan = models.Plan.objects.get(code="plan")
    rows = store.text_rows(plan)
    assert rows == {m.number: bare(m) for m in make_document().measures}
    assert str(rows[3].finance.total) == "80.0"


def test_the_decree_comes_back_as_it_went_in() -> None:
    bring(gold(), code="kz-156-2020")
    rows = store.text_rows(models.Plan.objects.get(code="kz-156-2020"))
    assert list(rows.values()) == [bare(m) for m in gold().measures]


def test_the_same_file_twice_changes_nothing() -> None:
    bring(make_document())
    before = fingerprint()
    assert bring(make_document()).status == "unchanged"
    assert fingerprint() == before


def test_a_changed_file_is_shown_first_and_written_when_accepted() -> None:
    bring(make_document())
    before = fingerprint()
    old = make_document()
    changed = make_document(
        *(replace(m, title=m.title + "!") if m.number == 2 else m for m in old.measures[:2])
    )
    shown = bring(changed, sha="b" * 64)
    assert shown.status == "different"
    assert (
        Difference("measure", "2", "title", old.measures[1].title, old.measures[1].title + "!")
        in shown.differences
    )
    assert {d.number for d in shown.differences if d.after is None} == {"3"}
    assert fingerprint() == before
    assert bring(changed, sha="b" * 64, accept=True).status == "updated"
    plan = models.Plan.objects.get(code="plan")
    assert set(store.text_rows(plan)) == {1, 2}
    versions = models.MeasureVersion.objects.filter(measure__plan=plan)
    assert versions.filter(measure__number=1).count() == 1
    assert [v.recorded.upper is None for v in versions.filter(measure__number=2).order_by("recorded")] == [
        False,
        True,
    ]
    assert models.SourceDocument.objects.filter(plan=plan).count() == 2


def test_the_same_content_read_better_needs_no_acceptance() -> None:
    bring(make_document())
    ids = set(models.MeasureVersion.objects.values_list("id", flat=True))
    document = make_document()
    better = replace(document, furniture={**document.furniture, "page": ()}, notes=("read anew",))
    assert bring(better).status == "reread"
    assert set(models.MeasureVersion.objects.values_list("id", flat=True)) == ids


def test_a_failure_in_the_middle_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    whole = importing._write_rest
    monkeypatch.setattr(
        importing, "_write_rest", lambda *a: (whole(*a), connection.cursor().execute("SELECT 1/0"))
    )
    with pytest.raises(DatabaseError):
        bring(make_document())
    assert fingerprint() == before
    assert not models.Plan.objects.exists()


def test_another_act_is_not_imported_over_a_plan() -> None:
    bring(make_document())
    other = make_document()
    with pytest.raises(Refused) as refusal:
        bring(replace(other, act=replace(other.act, number="157")), sha="c" * 64, accept=True)
    assert refusal.value.rule == "plan-act-differs"


@pytest.mark.parametrize("code", ["", "KZ 156", "план", "a--b", "../x"])
def test_a_code_is_plain(code: str) -> None:
    with pytest.raises(Refused, match="plan-code"):
        bring(make_document(), code=code)


def test_two_wordings_cannot_hold_for_one_day() -> None:
    bring(make_document(make_measure()))
    twin = models.MeasureVersion.objects.get()
    twin.pk = None
    with pytest.raises(DatabaseError, match="plans_version_no_overlap"):
        twin.save(force_insert=True)


def test_citations_lead_to_the_characters() -> None:
    document = make_document()
    bring(document)
    source = models.SourceDocument.objects.get()
    for measure in document.measures:
        cited = models.Citation.objects.filter(source=source, measure__number=measure.number, field="title")
        assert "".join(source.text[c.start : c.end] for c in cited.order_by("position")) == measure.title


def test_duties_and_deliverables_follow_from_the_row() -> None:
    bring(make_document())
    version = models.MeasureVersion.objects.get(measure__number=2)
    duties = version.duty_set.values_list("body_code", "role", "is_by_agreement")
    assert list(duties) == [("МИО", "lead", False), ("МОН", "co", False), ("ГП", "co", True)]
    assert list(version.deliverable_set.values_list("kind", "bodies")) == [("order", ["МОН", "МЗ"])]
