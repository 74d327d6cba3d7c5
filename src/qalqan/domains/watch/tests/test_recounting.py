"""The night mends what a lost event left: the facts held of work items are counted from the items."""

import pytest
from django.db import connection

from qalqan.domains.schools.models import Site
from qalqan.domains.watch import api, models
from qalqan.domains.watch.actions import feeding
from qalqan.domains.watch.actions.recounting import UntoldError, recount
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.outbox import dispatcher

from . import worlds
from .test_feeding import NOTE, claim, show, sighting, states, toilet

pytestmark = pytest.mark.django_db


def lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """What happened until now is told by no event for good: the handler fails, and its last try is over."""

    def fail(*_: object) -> None:
        raise RuntimeError("the register of schools does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(feeding, "feed", fail)
        dispatcher.settle()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_delivery SET state = 'parked', settled_at = now()"
            " WHERE handler = 'watch.feed' AND state = 'waiting'"
        )
        assert cursor.rowcount
    dispatcher.settle()


def held() -> list[int]:
    with scope(Service("tests"), "safety"):
        return list(models.Testimony.objects.values_list("value", flat=True))


def test_a_lost_event_leaves_no_fact_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds.school()
    claim("schools.toilets.outdoor", 0)
    dispatcher.settle()
    both = api.receive(toilet()), api.receive(toilet())
    for one in both:
        api.moderate(worlds.actor("moderator"), one.report_id, "shown", "Ауладағы дәретхана")
    lost(monkeypatch)
    assert held() == []  # confirmed by two, and evidence does not know
    assert recount() == 1
    assert held() == [1]
    assert states() == ["open"]
    assert sighting(both[0].cluster_id) == ("confirmed", 2)
    assert recount() == 0  # a night in which all is right writes nothing

    api.move(worlds.actor("akimat_officer"), both[0].cluster_id, "say_fixed", reason=NOTE, public_note=NOTE)
    assert both[1].secret
    api.confirm(api.WitnessKey(both[1].secret), both[0].cluster_id, "fixed")
    lost(monkeypatch)
    assert (held(), states()) == ([1], ["open"])  # mended, and the contradiction would never close
    long_ago = models.Cluster.objects.filter(pk=both[0].cluster_id)
    with scope(Service("tests"), "safety"):
        long_ago.update(changed_at="2020-01-01T00:00Z")
    assert recount() == 1
    assert (held(), states()) == ([0], ["source_corrected"])
    assert recount() == 0


def test_one_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds.school()
    kinds = ("outdoor_toilet", "playground", "manhole")
    told = [api.receive(worlds.new(one, metres=10, text="опасно")) for one in kinds]
    assert len({one.cluster_id for one in told}) == 3
    lost(monkeypatch)
    real = feeding.sighted

    def sighted(row: models.Cluster) -> str:
        if row.pk == told[1].cluster_id:
            raise RuntimeError("a row that cannot be told")
        return real(row)

    monkeypatch.setattr(feeding, "sighted", sighted)
    with pytest.raises(UntoldError, match=r"anew: 1; told anew: 2"):  # the job is red, and is tried again
        recount()
    monkeypatch.undo()
    assert recount() == 1


def test_a_place_that_lost_its_organisation_leaves_no_fact_behind() -> None:
    site = worlds.school()
    claim("schools.toilets.outdoor", 0)
    both = api.receive(toilet()), api.receive(toilet())
    show(*both)
    assert (states(), held()) == (["open"], [1])
    with scope(Service("tests"), "safety"):
        Site.objects.filter(pk=site.id).update(organisation_id=None)
    assert recount() == 0  # it is still there: what was said stands where it was said
    for one in both:
        api.moderate(worlds.actor("moderator"), one.report_id, "spam")
    assert (states(), held()) == (["source_corrected"], [0])
