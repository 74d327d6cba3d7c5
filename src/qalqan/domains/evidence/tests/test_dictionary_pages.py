"""The dictionary, what closes each measure, and papers: what strangers read, what staff may do."""

from datetime import date

import pytest
from django.test import Client
from django.utils.html import escape

from qalqan.domains.evidence.actions import binding
from qalqan.domains.evidence.indicators import indicators
from qalqan.domains.evidence.models import Proof
from qalqan.domains.evidence.ui import indicator_words as words
from qalqan.domains.plans import demo as plans_demo
from qalqan.kernel.access import demo as people
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.shipped import plans_folder
from qalqan.kernel.vault.ids import new_id

from . import worlds
from .test_pages import as_, get

pytestmark = pytest.mark.django_db
PLAN = worlds.PLAN
OFFER = f"/ru/evidence/proofs/offer/{PLAN}/42/recommendations/"
WRITTEN = {
    "year": "2021",
    "paper": "https://example.kz/ru/42",
    "approved_by": "Совет управления образования",
    "day": "2021-03-02",
    "sent_to": "все районы",
}


def test_every_word_of_the_dictionary_is_explained() -> None:
    for one in indicators():
        assert words.KINDS[one.kind]
        assert words.ROLL_UPS[one.roll_up]
        assert words.DIRECTIONS[one.direction]
        assert one.meaning == "" or words.MEANINGS[one.meaning]
        assert all(words.DIMS[name] for name in one.dims)
        assert one.key.partition(".")[0] in words.FAMILIES


def test_the_dictionary_and_papers_from_offer_to_decision() -> None:
    people.load(worlds.at().region_id, new_id(), new_id())
    plans_demo.load_plan(plans_folder() / PLAN / "plan.toml")
    binding.load()
    for language in ("kk", "ru", "en"):
        page = get(f"/{language}/open/evidence/indicators/")
        assert all(escape(one.name[language]) in page for one in indicators())
        page = get(f"/{language}/open/evidence/indicators/{PLAN}/")
        assert page.count('class="e-close"') == 70
    assert get("/ru/open/evidence/indicators/?family=nothing").count("e-term__key") == len(indicators())
    assert Client(headers={"host": "localhost"}).get("/ru/open/evidence/indicators/other/").status_code == 404

    akimat, coordinator = as_("demo.akimat"), as_("demo.coordinator")
    assert akimat.get("/kk/evidence/proofs/").content.decode().count("e-papers__quiet") > 0
    assert akimat.get(f"/kk/evidence/proofs/offer/{PLAN}/6/order/").status_code == 404  # the ministry's
    assert coordinator.get(f"/kk/evidence/proofs/offer/{PLAN}/6/order/").status_code == 200
    for nowhere in ("nope/1", f"{PLAN}/999"):
        assert akimat.get(f"/kk/evidence/proofs/offer/{nowhere}/order/").status_code == 404
    refused = akimat.post(OFFER, {**WRITTEN, "sent_to": "", "paper": "на столе"})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Этого не хватает." in text
    assert "Это не адрес документа." in text
    assert "Совет управления образования" in text  # what was written is kept

    made = akimat.post(OFFER, WRITTEN)
    assert made.status_code == 302
    with scope(Service("tests"), "planning"):
        proof = Proof.objects.get()
        assert (proof.period_start, proof.state) == (date(2021, 1, 1), "offered")
    page = f"/ru/evidence/proofs/{proof.pk}/"
    assert "все районы" in coordinator.get(page).content.decode()
    assert akimat.post(f"{page}decision/", {"decision": "verify"}).status_code == 403
    assert coordinator.post(f"{page}decision/", {"decision": "refuse"}).status_code == 422
    done = coordinator.post(f"{page}decision/", {"decision": "refuse", "reason": "Нет рассылки."})
    assert done.status_code == 302
    assert "Нет рассылки." in akimat.get(page).content.decode()
    assert "Нет рассылки." in akimat.get("/ru/evidence/proofs/?state=refused").content.decode()

    akimat.post(OFFER, WRITTEN)
    with scope(Service("tests"), "planning"):
        again = Proof.objects.get(state="offered").pk
    akimat.post(f"/ru/evidence/proofs/{again}/withdrawal/")
    with scope(Service("tests"), "planning"):
        assert Proof.objects.get(pk=again).state == "withdrawn"
