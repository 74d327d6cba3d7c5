"""Pages of contradictions and stories: what the open mirror shows, what staff see, what an owner can do."""

from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qalqan.domains.evidence import api, demo
from qalqan.domains.evidence.actions.engine import reconsider
from qalqan.domains.evidence.models import Contradiction, ContradictionStep
from qalqan.domains.evidence.stories import story
from qalqan.domains.plans import demo as plans_demo
from qalqan.kernel.access import demo as people
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault.ids import new_id

from . import worlds
from .worlds import claim, seen

pytestmark = pytest.mark.django_db
TEXT = "Санаудағы айырма: екі мектеп жөндеуде."


@pytest.fixture
def contradicted(db: None) -> UUID:
    """Turkistan's claim is contradicted; the demonstration's people have their seats."""
    people.load(worlds.at().region_id, new_id(), new_id())
    with scope(Service("tests"), "planning"):
        kept = api.observe_many([claim(100, "2021-08-31", "2021-09-01"), seen(90, "2021-09-10")])
        reconsider([kept[1].id])
        return UUID(str(Contradiction.objects.get().pk))


def as_(username: str) -> Client:
    client = Client(headers={"host": "localhost"})
    user = User.objects.get(username=username)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    return client


def get(path: str) -> str:
    """A page of the open mirror."""
    page = Client(headers={"host": "localhost"}).get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def test_the_mirror_shows_open_ones_and_stories_but_no_answers(contradicted: UUID) -> None:
    assert str(contradicted) not in get("/kk/open/evidence/contradictions/")  # its plan is not public yet
    plans_demo.load()
    demo.load()
    for language in ("kk", "ru", "en"):
        assert str(contradicted) in get(f"/{language}/open/evidence/contradictions/?region=KZ-61")
    as_("demo.akimat").post(
        f"/kk/evidence/contradictions/{contradicted}/answer/", {"kind": "explain", "text": TEXT}
    )
    assert TEXT not in get(f"/kk/open/evidence/contradictions/{contradicted}/")
    before = get("/en/open/evidence/replay/toilets/?on=2021-01-10")
    after = get("/en/open/evidence/replay/toilets/?on=2021-09-10")
    assert "No contradiction stands open on this day" in before
    assert "Contradiction raised on this day" in after
    assert "194" not in after
    told = story("toilets")
    assert told is not None
    assert "194" in get(f"/en/open/evidence/replay/toilets/?step={len(told.days) - 1}")


def test_the_inbox_reads_only_the_rows_of_its_page(contradicted: UUID) -> None:
    def inbox(path: str) -> tuple[str, str]:
        with CaptureQueriesContext(connection) as asked:
            page = owner.get(path).content.decode()
        return page, "\n".join(one["sql"] for one in asked.captured_queries)

    owner = Client(headers={"host": "localhost"})
    page, sql = inbox("/en/open/evidence/contradictions/")  # its plan is not public
    assert "0 contradictions" in page
    assert "evidence_observation" not in sql
    owner = as_("demo.akimat")
    page, sql = inbox("/en/evidence/contradictions/?state=open&measure=62&region=KZ-61")
    assert str(contradicted) in page
    assert str(contradicted) not in inbox("/en/evidence/contradictions/?state=explained")[0]
    assert str(contradicted) in inbox("/en/evidence/contradictions/?on=2021-09-20&state=open")[0]
    assert str(contradicted) not in inbox("/en/evidence/contradictions/?on=2021-09-05")[0]


def test_a_contradiction_is_shown_as_of_the_day_asked_for(contradicted: UUID) -> None:
    owner, page = as_("demo.akimat"), f"/en/evidence/contradictions/{contradicted}/"
    owner.post(f"{page}answer/", {"kind": "explain", "text": TEXT})
    past = owner.get(f"{page}?on=2021-09-20").content.decode()
    assert "You are looking at the past" in past
    assert TEXT not in past
    assert "<textarea" not in past
    assert owner.get(f"{page}?on=2021-09-01").status_code == 404  # it did not stand yet
    for written in ("soon", "2098-01-01"):
        assert f"“{written}” is not a day" in owner.get(f"{page}?on={written}").content.decode()
        assert f"“{written}” is not a day" in get(f"/en/open/evidence/contradictions/?on={written}")


def test_the_owner_answers_and_another_person_closes(contradicted: UUID) -> None:
    owner = as_("demo.akimat")
    page = owner.post(
        f"/kk/evidence/contradictions/{contradicted}/answer/", {"kind": "explain", "text": TEXT}, follow=True
    )
    assert TEXT in page.content.decode()
    as_("demo.coordinator").post(
        f"/kk/evidence/contradictions/{contradicted}/decision/",
        {"decision": "accept", "text": "Түсіндірме қабылданды."},
    )
    with scope(Service("tests"), "statistics"):
        assert Contradiction.objects.get().state == "explained"


def test_a_refused_answer_keeps_what_was_written(contradicted: UUID) -> None:
    page = as_("demo.akimat").post(
        f"/ru/evidence/contradictions/{contradicted}/answer/", {"kind": "explain", "text": "кратко"}
    )
    assert (page.status_code, "кратко" in page.content.decode()) == (422, True)
    with scope(Service("tests"), "statistics"):
        assert [step.act for step in ContradictionStep.objects.all()] == ["raise"]


def test_a_reader_cannot_answer(contradicted: UUID) -> None:
    page = as_("demo.viewer").post(
        f"/ru/evidence/contradictions/{contradicted}/answer/", {"kind": "explain", "text": TEXT}
    )
    assert page.status_code == 403


def test_an_unknown_story_is_not_there(db: None) -> None:
    assert Client(headers={"host": "localhost"}).get("/en/open/evidence/replay/no-such/").status_code == 404
