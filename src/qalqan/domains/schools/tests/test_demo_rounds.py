"""Rounds of the demonstration: loaded twice they are the same three."""

import pytest

from qalqan.domains.schools import demo_rounds
from qalqan.domains.schools.models import Assessment
from qalqan.kernel.access.scope import Service, scope

from . import places


@pytest.mark.django_db
def test_three_rounds_however_often() -> None:
    demo_rounds.load()  # nobody is there yet
    organisation = places.organisation()
    places.seated(organisation)
    places.site(organisation_id=organisation)
    demo_rounds.load()
    demo_rounds.load()
    with scope(Service("tests"), "safety"):
        rows = list(Assessment.objects.order_by("submitted_at").values_list("is_own", "score_high"))
    assert [own for own, _high in rows] == [True, False, False]
    assert rows[1][1] <= 40 < rows[2][1]  # a locked exit caps the first of the inspector's
