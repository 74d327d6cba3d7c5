"""The desk's lists to their ends: pages beyond what is counted, an order that there is none of, words sought
among what is newest."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from django.utils.translation import override

from qalqan.domains.watch import api
from qalqan.domains.watch.models import Cluster
from qalqan.domains.watch.queries import clusters as listed
from qalqan.domains.watch.queries import reports
from qalqan.domains.watch.rules import routing
from qalqan.domains.watch.ui import routes
from qalqan.kernel.access.scope import Service, scope

from . import worlds
from .test_desk import client_of

pytestmark = pytest.mark.django_db


def test_reports_are_paged_to_the_last_one_however_many_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "COUNTED", 2)
    monkeypatch.setattr(reports, "PER_PAGE", 1)
    told = [api.receive(worlds.new(metres=600 * n, text=f"№ {n}")) for n in range(1, 5)]
    with scope(Service("tests"), "safety"):
        pages = [reports.moderated("waiting", number) for number in range(1, 5)]
        last = reports.moderated("waiting", 99)
        assert reports.counts()["waiting"] == 3  # "more than 2"
    assert [page.reports[0].id for page in pages] == [one.report_id for one in told]
    assert [page.total for page in pages] == [2, 3, 4, 4]  # the page after this one can be asked for
    assert (last.number, last.reports) == (4, pages[3].reports)


def test_what_has_ended_is_said_to_stand_by_danger() -> None:
    told = [api.receive(worlds.new(metres=600 * n)) for n in (1, 2)]
    with scope(Service("tests"), "safety"):
        for one, risk in zip(told, (20, 40), strict=True):
            Cluster.objects.filter(pk=one.cluster_id).update(state="closed", risk=risk)
        page = listed.clusters(listed.Asked(order="due", state="closed"))
        assert listed.clusters(listed.Asked(order="due")).order == "due"
    assert (page.order, [one.risk for one in page.clusters]) == ("risk", [40, 20])
    shown = client_of("akimat_officer").get("/en/watch/", {"order": "due", "state": "closed"})
    assert re.search(r'value="risk"[^>]*selected', shown.content.decode())


def test_words_are_sought_in_the_newest_and_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [api.receive(worlds.new(metres=600 * n, text=f"Арматура № {n}")) for n in (1, 2, 3)]
    again = api.receive(worlds.new(metres=600, text="торчит арматура"))
    assert again.cluster_id == told[0].cluster_id
    client = client_of("akimat_officer")
    with scope(Service("tests"), "safety"):
        for old, one in enumerate(told):
            Cluster.objects.filter(pk=one.cluster_id).update(opened_at=timezone.now() - timedelta(days=old))

    def found(text: str) -> tuple[set[UUID], bool]:
        with scope(Service("tests"), "safety"):
            page = listed.clusters(listed.Asked(text=text))
        assert page.total == len(page.clusters)  # twice in one item is once in the list
        return {one.id for one in page.clusters}, page.is_newest

    assert found("арматура") == ({one.cluster_id for one in told}, False)
    assert found("№ 3") == ({told[2].cluster_id}, False)
    assert found(told[1].number.lower()) == ({told[1].cluster_id}, False)
    monkeypatch.setattr(listed, "SOUGHT", 2)
    assert found("АРМАТУРА") == ({one.cluster_id for one in told[:2]}, True)
    assert "newest 2,000 work items only" in client.get("/en/watch/", {"q": "арматура"}).content.decode()
    assert "newest 2,000 work items only" not in client.get("/en/watch/").content.decode()


def test_the_page_of_rules_names_the_things_that_a_rule_is_for() -> None:
    (rule,) = (one for one in routing.rules() if one.key == "thing.owner")
    with override("en"):
        shown = routes._rule(1, rule)["conditions"]
    assert isinstance(shown, list)
    assert "Open manhole, " in shown[0]
    assert "Stray dogs" not in shown[0]
    assert shown[1:] == ["the register names the owner of the thing"]
