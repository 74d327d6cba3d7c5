"""Pages of norms, gaps and budgets: who sees them, in three languages, and what the open ones leave out."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from qalqan.domains.schools.actions.budgeting import NewScenario, order
from qalqan.domains.schools.models import BudgetScenario
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import scope
from qalqan.kernel.jobs import runner

from . import places
from .test_budgeting import ALL, KEYS, lacking

pytestmark = pytest.mark.django_db


def signed_in(name: str) -> Client:
    client = Client(headers={"host": "localhost"})
    user = User.objects.get(username=name)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client.force_login(user)
    return client


def test_open_pages_speak_three_languages_and_keep_silent_of_guards() -> None:
    lacking()
    reader = Client(headers={"host": "localhost"})
    for language, word in (("kk", "жылы"), ("ru", "Тёплый"), ("en", "warm")):
        page = reader.get(f"/{language}/open/schools/gaps/?region=KZ-61").content.decode()
        assert word in page
        norms = reader.get(f"/{language}/open/schools/requirements/")
        assert norms.status_code == 200
    assert "Video surveillance is there" not in page
    written = reader.get("/en/open/schools/gaps/?format=csv&requirement=video_present").content.decode()
    assert "Video" not in written
    assert "No outdoor toilet" in written
    assert "pupils" not in written.lower()


def test_a_filter_that_is_nonsense_is_none() -> None:
    reader = Client(headers={"host": "localhost"})
    for query in ("?region=XX&district=1&requirement=guard&page=99999", "?page=-1", "?page=x&format=exe"):
        assert reader.get(f"/en/open/schools/gaps/{query}").status_code == 200


def test_money_is_planned_by_those_who_have_it() -> None:
    places.seated()
    assert signed_in("demo.inspector").get("/en/schools/budget/").status_code == 403
    akimat = signed_in("demo.akimat")
    refused = akimat.post("/en/schools/budget/", {"millions": "-1", "share": "50", "keys": list(KEYS)})
    assert refused.status_code == 400
    assert 'name="millions"' in refused.content.decode()
    lacking()
    sent = akimat.post(
        "/en/schools/budget/", {"millions": "30", "share": "50", "keys": list(KEYS), "name": "A"}
    )
    assert sent.status_code == 302
    assert "being worked out" in akimat.get(sent["Location"]).content.decode()
    runner.run_waiting()
    page = akimat.get(sent["Location"]).content.decode()
    assert "proven: nothing is better" in page
    assert "akimat_officer" not in page  # who asked stands by title
    table = akimat.get(sent["Location"] + "?format=csv").content.decode()
    assert "No outdoor toilet" in table
    with scope(ALL, "safety"):
        assert BudgetScenario.objects.get().name == "A"


def test_two_answers_side_by_side() -> None:
    places.seated()
    lacking()
    actor = places.actor("demo.akimat", "schools.plan_money")
    keys = [order(actor, NewScenario(money, 0, KEYS)) for money in (2_000_000, 200_000_000)]
    runner.run_waiting()
    akimat = signed_in("demo.akimat")
    page = akimat.get(f"/ru/schools/budget/compare/?a={keys[0]}&b={keys[1]}")
    assert page.status_code == 200
    assert akimat.get("/ru/schools/budget/compare/?a=1&b=2").status_code == 404
