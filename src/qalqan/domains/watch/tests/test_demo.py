"""Reports of the demonstration: there, in many states, and only once."""

import pytest

from qalqan.domains.watch import demo
from qalqan.domains.watch.models import Cluster, Report
from qalqan.kernel.access.scope import Service, scope

from . import worlds

pytestmark = pytest.mark.django_db


def test_a_second_run_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds.school()
    monkeypatch.setattr(demo, "HOME", "nowhere")  # as in the other regions, but for more things
    monkeypatch.setattr(demo, "ELSEWHERE", 20)
    demo.load()
    with scope(Service("tests"), "safety"):
        first = (Cluster.objects.count(), Report.objects.count())
        states = set(Cluster.objects.values_list("state", flat=True))
    demo.load()
    with scope(Service("tests"), "safety"):
        assert (Cluster.objects.count(), Report.objects.count()) == first
        assert Cluster.objects.filter(is_shown=True, category="protection").count() == 0
    assert first[1] > 20
    assert len(states) > 3
