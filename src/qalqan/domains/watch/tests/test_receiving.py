"""A report comes in: placed, joined, numbered, weighed, routed, once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone, translation

from qalqan.domains.watch import api
from qalqan.domains.watch.models import Cluster, ClusterStep, Report
from qalqan.domains.watch.queries import candidates
from qalqan.domains.watch.rules import numbers
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.geo import Point

from . import worlds

pytestmark = pytest.mark.django_db


def seen(cluster_id: object) -> Cluster:
    with scope(Service("tests"), "safety"):
        return Cluster.objects.get(pk=cluster_id)


def test_it_works() -> None:
    school = worlds.school()
    told = api.receive(worlds.new(contact="parent@example.kz"))
    row = seen(told.cluster_id)
    assert told.is_new
    assert not told.joined
    assert told.secret
    assert (row.region_id, row.site_id, row.state) == (worlds.region_id(), school.id, "new")
    assert numbers.read(told.number) == told.number == row.number
    assert (row.owner_body, row.routed_by) == ("akimat-61", "region")
    with scope(Service("tests"), "safety"):
        clock = Obligation.objects.get(pk=row.obligation_id)
        report = Report.objects.get(pk=told.report_id)
        (step,) = ClusterStep.objects.filter(cluster=row)
        assert bytes(report.secret_hash) == api.secret_hash(told.secret)
        assert "parent@example.kz" in report.contact
    assert (clock.code, clock.owes) == ("watch.danger", "akimat-61")
    assert clock.due - clock.started == timedelta(hours=24)
    assert (step.move, step.by_kind) == ("receive", "program")


def test_a_draft_sent_twice_is_one_report() -> None:
    new = worlds.new()
    first, second = api.receive(new), api.receive(new)
    assert (second.number, second.report_id) == (first.number, first.report_id)
    assert second.secret is None
    assert not second.is_new


def test_a_report_is_compared_with_the_newest_of_each_thing_and_no_more() -> None:
    told = [api.receive(worlds.new(text=f"Люк {number}")) for number in range(candidates.TEXTS + 3)]
    other = api.receive(worlds.new("dogs", metres=200, text="Собаки", accuracy=5.0))
    assert len({one.cluster_id for one in told}) == 1
    assert other.cluster_id != told[0].cluster_id
    api.moderate(worlds.actor("moderator"), told[-1].report_id, "spam")
    with scope(Service("tests"), "safety"):
        found = candidates.candidates(worlds.region_id(), Point(worlds.LAT, worlds.LON), timezone.now())
    known = [mark.text for cluster, mark in found if cluster == told[0].cluster_id]
    assert known == [f"Люк {number}" for number in range(candidates.TEXTS + 1, 1, -1)]
    assert [mark.text for cluster, mark in found if cluster == other.cluster_id] == ["Собаки"]


def test_a_second_witness_joins_and_the_danger_grows() -> None:
    worlds.school()
    first = api.receive(worlds.new())
    before = seen(first.cluster_id)
    second = api.receive(worlds.new(metres=70))
    after = seen(first.cluster_id)
    assert second.joined
    assert second.cluster_id == first.cluster_id
    assert second.why
    assert (before.witnesses, after.witnesses) == (1, 2)
    assert after.risk > before.risk
    assert before.confirmed_at is None
    assert after.confirmed_at


def test_who_reports_twice_is_one_witness() -> None:
    sender = uuid4().bytes
    first = api.receive(worlds.new(sender_key=sender))
    second = api.receive(worlds.new(sender_key=sender))
    assert second.cluster_id == first.cluster_id
    assert seen(first.cluster_id).witnesses == 1


def test_another_thing_and_another_place_open_their_own() -> None:
    first = api.receive(worlds.new())
    dogs = api.receive(worlds.new("dogs", text="Стая собак бросается на детей"))
    assert dogs.cluster_id != first.cluster_id
    assert api.receive(worlds.new(metres=900)).cluster_id != first.cluster_id


def test_somebody_hurt_comes_first() -> None:
    worlds.school()
    told = api.receive(worlds.new("pothole", text="Ребёнок упал в яму, много крови, без сознания"))
    row = seen(told.cluster_id)
    assert row.risk >= 95
    assert row.risk_why["is_hurt"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lat": 68.25, "lon": 43.30}, "swapped"),
        ({"lat": 0, "lon": 0}, "outside"),
        ({"lat": 41.31, "lon": 69.28}, "outside"),  # Tashkent, inside the country's box
        ({"lat": "x"}, "bad_point"),
        ({"text": "я" * 4001}, "too_long"),
        ({"text": "\U0001f600\U0001f600"}, "nothing_said"),
        ({"text": "  "}, "nothing_said"),
        ({"category": "nothing"}, "no_category"),
        ({"language": "de"}, "no_language"),
        ({"contact": "not an address"}, "bad_contact"),
        ({"details": {"cover": "gold"}}, "bad_answer"),
        ({"seen_at": timezone.now() + timedelta(days=1)}, "future"),
        ({"seen_at": timezone.now() - timedelta(days=400)}, "long_ago"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(change: dict[str, object], code: str) -> None:
    with pytest.raises(api.Refused) as refused:
        api.receive(replace(worlds.new(), **change))
    assert refused.value.code == code
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            assert len(str(refused.value)) > 20
    with scope(Service("tests"), "safety"):
        assert not Report.objects.exists()


def test_text_is_kept_as_written_without_what_cannot_be_seen() -> None:
    told = api.receive(worlds.new(text="<script>alert(1)</script>\u202eқұдық\x00"))
    with scope(Service("tests"), "safety"):
        assert Report.objects.get(pk=told.report_id).text == "<script>alert(1)</script>құдық"


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_one_report_and_one_work_item() -> None:
    new, things = worlds.new(), [worlds.new(metres=60 + step) for step in range(4)]

    def send(one: api.NewReport) -> api.Received:
        try:
            return api.receive(one)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(send, [new] * 4 + things))
    assert len({one.number for one in told}) == 1
    assert sum(one.secret is not None for one in told[:4]) == 1
    with scope(Service("tests"), "safety"):
        assert (Cluster.objects.count(), Report.objects.count()) == (1, 5)
        assert Cluster.objects.get().witnesses == 5
        assert Obligation.objects.filter(target_kind="watch.cluster").count() == 1


def test_i_saw_it_too_is_about_that_one_however_long_ago() -> None:
    first = api.receive(worlds.new(metres=100))
    long_ago = timezone.now() - timedelta(days=70)
    with scope(Service("tests"), "safety"):
        Cluster.objects.filter(pk=first.cluster_id).update(opened_at=long_ago, last_seen_at=long_ago)
        Report.objects.filter(pk=first.report_id).update(seen_at=long_ago, received_at=long_ago)
    again = api.receive(worlds.new(metres=100, text="Я тоже это видел", about=first.cluster_id))
    assert (again.cluster_id, again.joined, again.why) == (first.cluster_id, True, {"about": True})
    with scope(Service("tests"), "safety"):
        Cluster.objects.filter(pk=first.cluster_id).update(state="closed")
    anew = api.receive(worlds.new(metres=100, about=first.cluster_id))
    assert anew.cluster_id != first.cluster_id


def test_a_shelter_changes_nothing_of_a_report_near_it() -> None:
    """Who puts pins on a street must not find by the answers where children are hidden from somebody; and a
    moderator, who may not know of the place, weighs the danger as the program did."""
    shelter = worlds.school(kind="protection", owner_body="social-61")
    told = api.receive(worlds.new("rubbish", metres=20, text="Қоқыс жатыр"))
    with scope(Service("tests"), "safety"):
        before = Cluster.objects.get(pk=told.cluster_id)
    assert before.owner_body == "akimat-61"
    assert (before.site_id, before.organisation_id) == (None, None)
    assert str(shelter.id) not in str(before.__dict__)
    assert ["nowhere", 0, ""] in before.risk_why["terms"]
    api.moderate(worlds.actor("moderator"), told.report_id, "shown", "")
    with scope(Service("tests"), "safety"):
        after = Cluster.objects.get(pk=told.cluster_id)
    assert after.is_shown
    assert (after.risk, after.risk_why) == (before.risk, before.risk_why)
