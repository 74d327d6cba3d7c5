"""What a process keeps of a plan is never stale: every action that changes the register changes the answer,
and an answer that is kept costs two queries however many rows it has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qalqan.kernel.access.scope import Service

from .. import actions, models, patches, queries
from ..actions import SourceFile
from .builders import make_document, make_measure

pytestmark = pytest.mark.django_db
ME = actions.Actor("", Service("tests"), "tester")


def put(title: str, digest: str) -> None:
    document = make_document(measures=[make_measure(1, title=title)])
    actions.import_plan(document, actor=ME, code="plan", file=SourceFile("f", digest * 64), accept=True)


def test_a_new_text_is_seen_at_once() -> None:
    put("Первое название", "a")
    assert queries.overview("plan", language="ru").rows[0].title.text == "Первое название"
    assert queries.measure("plan", 1, language="ru").row.title.text == "Первое название"
    put("Второе название", "b")
    assert queries.overview("plan", language="ru").rows[0].title.text == "Второе название"
    assert queries.measure("plan", 1, language="ru").row.title.text == "Второе название"


def test_a_translation_is_seen_at_once() -> None:
    put("Название", "a")
    assert not queries.overview("plan", language="kk").rows[0].title.is_translated
    actions.translate("plan", [patches.Wording("Название", "kk", "Атауы")], actor=ME)
    assert queries.overview("plan", language="kk").rows[0].title.text == "Атауы"


def test_a_kept_answer_costs_a_fixed_few_queries() -> None:
    put("Название", "a")
    queries.overview("plan", language="ru")
    queries.measure("plan", 1, language="ru")
    for ask in (
        lambda: queries.overview("plan", language="ru"),
        lambda: queries.measure("plan", 1, language="ru"),
    ):
        with CaptureQueriesContext(connection) as asked:
            ask()
        assert len(asked) <= 2


def test_importing_the_same_file_keeps_the_revision() -> None:
    put("Название", "a")
    before = models.Plan.objects.get(code="plan").revision
    put("Название", "a")
    assert models.Plan.objects.get(code="plan").revision == before
