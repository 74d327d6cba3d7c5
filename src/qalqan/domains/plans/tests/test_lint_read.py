"""Drafts that come through files: what reading does to a text (words cut and joined, cells, page cuts) must
not look like a defect to the linter.

The invented plans spread money over years at random, so `money.years-outside-deadline` is true of them and
not counted; in everything else they are in order.
"""

import pytest

from qalqan.domains.plans.lint.api import lint_plan
from qalqan.domains.plans.reading.api import read_plan
from tests.corpora.extract import text_stream
from tests.corpora.layouts import LAYOUTS, Layout
from tests.corpora.office import to_docx
from tests.corpora.typeset import typeset

TRUE_OF_THE_CORPUS = "money.years-outside-deadline"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_no_false_error_after_reading(layout: Layout) -> None:
    for data, name in (
        (text_stream(typeset(layout)).encode(), "plan.txt"),
        (to_docx(layout.plan()), "plan.docx"),
    ):
        document = read_plan(data, name=name, strict=False)
        assert len(document.measures) == layout.rows
        errors = [each for each in lint_plan(document) if each.severity == "error"]
        assert [(each.rule, each.rows) for each in errors if each.rule != TRUE_OF_THE_CORPUS] == []


def test_money_outside_the_deadline_is_true_where_it_is_reported() -> None:
    document = read_plan(to_docx(LAYOUTS[0].plan()), name="plan.docx", strict=False)
    by_number = {each.number: each for each in document.measures}
    findings = lint_plan(document, only=[TRUE_OF_THE_CORPUS])
    assert findings
    for finding in findings:
        row = by_number[finding.rows[0]]
        assert row.deadline.start is not None
        assert row.deadline.end is not None
        for place in finding.places:
            assert (
                not row.deadline.start.year
                <= int(place.column.removeprefix("years."))
                <= row.deadline.end.year
            )
