"""Doubtful joints: found in the wording by counting, decided by people, kept through imports."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans import actions, joints, models, queries, store
from qalqan.domains.plans.actions import Actor, SourceFile
from qalqan.domains.plans.patches import Wording
from qalqan.domains.plans.reading.document import Joint, Span
from qalqan.domains.plans.refusals import Refused
from qalqan.kernel.access.scope import Service

from .builders import make_document, make_measure, with_joint

ME = Actor("coordinator МОН", Service("tests"), "Айгерім")


@given(st.lists(st.text(alphabet="абвгд", min_size=1, max_size=5), min_size=2, max_size=8), st.data())
def test_a_joint_is_found_and_turned_and_turned_back(words: list[str], data: st.DataObject) -> None:
    """Print words one to a line; the joint between any two of them is found and decided either way."""
    at = data.draw(st.integers(1, len(words) - 1))
    source = "шапка\n" + "\n".join(words) + "\nхвост"
    starts = [6 + sum(len(w) + 1 for w in words[:n]) for n in range(len(words))]
    spans = [Span(start, start + len(word)) for start, word in zip(starts, words, strict=True)]
    edge = Span(spans[at - 1].end - 1, spans[at].start + 1)
    joint = Joint(edge, words[at - 1], words[at], False, 0.5, 1, "title")
    measure = make_measure(1, " ".join(words))
    joined = joints.apply(measure, joint, source, True, spans)
    assert joined is not None
    assert joined.title == " ".join(words[:at]) + " ".join(words[at:])
    apart = joints.apply(joined, joint, source, False, spans)
    assert apart == measure


@pytest.mark.parametrize(
    "joint",
    [
        Joint(Span(0, 3), "нет", "здесь", False, 0.5, 1, "title"),
        Joint(Span(0, 3), "раз", "два", False, 0.5, 1, "bodies"),
        Joint(Span(9, 9), "раз", "два", False, 0.5, 1, "title"),
    ],
)
def test_a_joint_that_is_not_there_is_not_guessed(joint: Joint) -> None:
    assert joints.apply(make_measure(1, "раз два"), joint, "раз два\nтри", True, [Span(0, 7)]) is None


@pytest.fixture
def joint(db: None) -> models.Joint:
    document = make_document(make_measure(1, "Создать лабо раторию при школе"), make_measure(2, "Иное"))
    bring(with_joint(document, 1, "лабо", "раторию", joined=False))
    return models.Joint.objects.get()


def bring(document: object, sha: str = "a" * 64) -> actions.ImportResult:
    return actions.import_plan(document, actor=ME, code="plan", file=SourceFile("f", sha), accept=True)  # type: ignore[arg-type]


def title(number: int = 1) -> str:
    return queries.measure("plan", number, language="ru").row.title.text


def test_a_decision_mends_the_wording_and_keeps_the_old_one(joint: models.Joint) -> None:
    actions.translate("plan", [Wording("Создать лабо раторию при школе", "kk", "Зертхана құру")], actor=ME)
    actions.decide_joint(joint.id, True, actor=ME, reason="одно слово")
    assert title() == "Создать лабораторию при школе"
    versions = models.MeasureVersion.objects.filter(measure__number=1)
    assert [v.title for v in versions.exclude(**store.OPEN)] == ["Создать лабо раторию при школе"]
    assert queries.measure("plan", 1, language="kk").row.title.text == "Зертхана құру"
    assert [
        r.number for r in queries.overview("plan", filters=queries.Filters(search="лаборатория")).rows
    ] == [1]
    (view,) = queries.measure("plan", 1).joints
    assert (view.stands_joined, view.read_joined, view.decided_by) == (True, False, "Айгерім")
    assert view.before.endswith("Создать")
    assert view.after.startswith("при школе")
    actions.decide_joint(joint.id, False, actor=ME)
    assert title() == "Создать лабо раторию при школе"


def test_a_confirmation_writes_no_new_wording(joint: models.Joint) -> None:
    count = models.MeasureVersion.objects.count()
    actions.decide_joint(joint.id, False, actor=ME, reason="так и есть")
    assert models.MeasureVersion.objects.count() == count
    assert joint.decisions.count() == 1


def test_a_decision_outlives_a_new_reading(joint: models.Joint) -> None:
    actions.decide_joint(joint.id, True, actor=ME)
    document = make_document(make_measure(1, "Создать лабо раторию при школе"), make_measure(2, "Другое"))
    done = bring(with_joint(document, 1, "лабо", "раторию", joined=False), "b" * 64)
    assert [(d.number, d.column) for d in done.differences] == [("2", "title")]
    assert title() == "Создать лабораторию при школе"
    (view,) = queries.measure("plan", 1).joints
    assert (view.stands_joined, view.decided_by) == (True, "Айгерім")
    assert view.id != joint.id
    with pytest.raises(Refused, match="joint-unknown"):
        actions.decide_joint(joint.id, False, actor=ME)
    actions.decide_joint(view.id, False, actor=ME)
    assert title() == "Создать лабо раторию при школе"


@pytest.mark.django_db
def test_an_unknown_joint_is_refused() -> None:
    with pytest.raises(Refused, match="joint-unknown"):
        actions.decide_joint(uuid4(), True, actor=ME)


def test_a_joint_whose_place_is_lost_is_refused_and_nothing_is_written(joint: models.Joint) -> None:
    models.Joint.objects.filter(pk=joint.pk).update(left="чужое")
    with pytest.raises(Refused, match="joint-lost"):
        actions.decide_joint(joint.id, True, actor=ME)
    assert not models.JointDecision.objects.exists()


def test_builders_are_true() -> None:
    document = with_joint(make_document(), 1, "теплыми", "туалетами", joined=False)
    span = document.joints[0].span
    assert document.source.text[span.start : span.end] == "теплыми туалетами"
    assert replace(document, joints=()) == make_document()
