"""The pages of protection: a child in need is opened by number, a wall holds, an erasure takes two; and each
of them refuses in words."""

import re
import time
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from qalqan.domains.people.protection import FRUITLESS
from qalqan.domains.people.tests.test_readers import client_of, member, seat_of
from qalqan.domains.people.tests.town import TODAY, Town
from qalqan.domains.people.tests.town import iin as number
from qalqan.kernel.access import walls
from qalqan.kernel.access.models import Emergency, User, Wall
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.access.walls import Against
from qalqan.kernel.vault import children
from qalqan.kernel.vault.models import Erasure, StoredFile

pytestmark = pytest.mark.django_db
REASON = "The child ran to our school at night and asks for help"
PEOPLE = "/en/people"


def with_key(user: User) -> Client:
    """Signed in, and the code of the app shown a moment ago."""
    client = client_of(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def head(town: Town) -> User:
    """Heads the other school: reaches Timur and none of the others."""
    return member("erlan", "school_head", region_id=town.here, district_id=town.other_district,
                  organisation_id=town.two)  # fmt: skip


@pytest.fixture
def own_head(town: Town) -> User:
    return member("dinara", "school_head", region_id=town.here, district_id=town.district,
                  organisation_id=town.one)  # fmt: skip


@pytest.fixture
def officers(town: Town) -> tuple[User, User]:
    return tuple(member(name, "data_officer", region_id=town.here) for name in ("sabina", "olzhas"))


def asked(iin: str) -> dict[str, object]:
    return {"iin": iin, "purpose": "protection", "reason": REASON, "hours": "2"}


def purposed(user: User, purpose: str) -> Client:
    client = with_key(user)
    client.post(f"{PEOPLE}/purpose/", {"purpose": purpose})
    return client


def refused_rows(user: User) -> list[tuple[object, str]]:
    with scope(Service("test"), "audit"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, note FROM ledger_entry WHERE user_id = %s AND outcome = 'refused' ORDER BY id",
            [user.pk],
        )
        return cursor.fetchall()


def plain(page: bytes) -> str:
    """A page without what differs in every answer."""
    return re.sub(
        r'csrfmiddlewaretoken" value="\w+|value="\d{12}"|/people/[0-9a-f-]{36}/[\w/]*', "", page.decode()
    )


# Emergency access


def test_it_opens_the_child_tells_the_officer_and_ends(town: Town, head: User) -> None:
    client = with_key(head)
    answer = client.post(f"{PEOPLE}/emergency/", asked(town.aigul.iin))
    assert answer.headers["Location"] == f"{PEOPLE}/{town.aigul.id}/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Ахметова" in page
    assert "Emergency access until" in page
    assert "The data protection officer was told" in page
    with scope(Service("test"), "audit"):
        (row,) = Emergency.objects.all()
    assert (row.until - row.opened_at).total_seconds() == 2 * 3600
    assert client.post(f"{PEOPLE}/emergency/{row.id}/end/").status_code == 302
    assert client.get(f"{PEOPLE}/{town.aigul.id}/").status_code == 404
    again = client.post(f"{PEOPLE}/emergency/{row.id}/end/", follow=True).content.decode()
    assert "has ended already" in again


def test_a_child_of_another_region_is_opened_too(town: Town, head: User) -> None:
    client = with_key(head)
    page = client.post(f"{PEOPLE}/emergency/", asked(town.stranger.iin), follow=True).content.decode()
    assert "Emergency access until" in page


def test_nobody_an_adult_and_a_walled_child_answer_alike(town: Town, head: User, own_head: User) -> None:
    walls.raise_wall(seat_of(own_head), person_id=town.aigul.id, region_id=town.here,
                     against=Against(user_id=head.pk), reason="uncle", purpose="protection")  # fmt: skip
    client = with_key(head)
    pages = []
    for iin in (town.aigul.iin, town.mother.iin, number(TODAY.replace(day=1, month=5, year=2015), "m", 900)):
        answer = client.post(f"{PEOPLE}/emergency/", asked(iin))
        assert answer.status_code == 422
        pages.append(plain(answer.content))
    assert len(set(pages)) == 1
    assert "can be opened by this number" in pages[0]
    with scope(Service("test"), "audit"):
        assert not Emergency.objects.exists()
    assert refused_rows(head) == [(town.aigul.id, "nobody"), (None, "nobody"), (None, "nobody")]


def test_fruitless_tries_end(town: Town, head: User) -> None:
    client = with_key(head)
    for _ in range(FRUITLESS):
        assert client.post(f"{PEOPLE}/emergency/", asked(town.mother.iin)).status_code == 422
    answer = client.post(f"{PEOPLE}/emergency/", asked(town.aigul.iin))
    assert answer.status_code == 429
    assert "Wait an hour" in answer.content.decode()
    with scope(Service("test"), "audit"):
        assert not Emergency.objects.exists()
    assert refused_rows(head)[-1] == (None, "too_many")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"iin": "12345"}, "exactly 12 digits"),
        ({"iin": "150501500001"}, "last digit does not follow"),
        ({"reason": "urgent"}, "at least 20 characters"),
        ({"hours": "48"}, "Select a valid choice"),
        ({"purpose": "justice"}, "Select a valid choice"),
    ],
)
def test_a_bad_request_is_said_keeps_the_rest_and_is_no_attempt(
    town: Town, head: User, change: dict[str, str], words: str
) -> None:
    answer = with_key(head).post(f"{PEOPLE}/emergency/", asked(town.aigul.iin) | change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert REASON in page or "reason" in change
    assert refused_rows(head) == []


@pytest.mark.parametrize(("language", "words"), [("kk", "4 сағат"), ("ru", "4 часа"), ("en", "4 hours")])
def test_hours_are_counted_in_the_readers_language(head: User, language: str, words: str) -> None:
    assert words in with_key(head).get(f"/{language}/people/emergency/").content.decode()


def test_who_is_reached_anyway_needs_no_emergency(town: Town, own_head: User) -> None:
    answer = with_key(own_head).post(f"{PEOPLE}/emergency/", asked(town.aigul.iin), follow=True)
    assert "Ахметова" in answer.content.decode()
    assert "Emergency access until" not in answer.content.decode()
    with scope(Service("test"), "audit"):
        assert not Emergency.objects.exists()


@pytest.mark.parametrize("role", ["data_officer", "region_admin", "viewer", "education_officer"])
def test_roles_that_do_not_help_children_open_nothing(town: Town, role: str) -> None:
    where = {"region_id": town.here} if role != "viewer" else {}
    where |= {"district_id": town.district} if role == "education_officer" else {}
    answer = with_key(member("someone", role, **where)).post(f"{PEOPLE}/emergency/", asked(town.aigul.iin))
    assert answer.status_code == 403


def test_the_key_is_asked(town: Town, head: User) -> None:
    answer = client_of(head).post(f"{PEOPLE}/emergency/", asked(town.aigul.iin))
    assert "/2fa/reauthenticate/" in answer.headers["Location"]
    with scope(Service("test"), "audit"):
        assert not Emergency.objects.exists()


def test_the_officer_ends_it(town: Town, head: User, officers: tuple[User, User]) -> None:
    with_key(head).post(f"{PEOPLE}/emergency/", asked(town.aigul.iin))
    officer = client_of(officers[0])
    page = officer.get("/en/readers/emergencies/").content.decode()
    (path,) = re.findall(r'action="(/en/people/emergency/[^"]+/end/)"', page)
    assert officer.post(path).headers["Location"] == "/en/readers/emergencies/"
    assert "End it now" not in officer.get("/en/readers/emergencies/").content.decode()
    stranger = member("zhanna", "data_officer", region_id=town.there)
    assert "not yours to end" in client_of(stranger).post(path, follow=True).content.decode()


# Walls


def standing(town: Town) -> list[Wall]:
    with scope(Service("test"), "audit"):
        return list(Wall.objects.filter(lowered_at__isnull=True))


def test_a_wall_is_raised_holds_and_says_nothing(town: Town, own_head: User) -> None:
    teacher = member("aliya", "class_teacher", region_id=town.here, district_id=town.district,
                     organisation_id=town.one, unit="7A")  # fmt: skip
    kept_out = purposed(teacher, "education")
    assert kept_out.get(f"{PEOPLE}/{town.aigul.id}/").status_code == 200
    client, path = purposed(own_head, "protection"), f"{PEOPLE}/{town.aigul.id}/walls"
    page = client.get(f"{path}/raise/").content.decode()
    assert f"user:{teacher.pk}" in page
    assert f"user:{own_head.pk}" not in page
    assert client.post(f"{path}/raise/", {"against": f"user:{teacher.pk}", "reason": ""}).status_code == 422
    done = client.post(f"{path}/raise/", {"against": f"user:{teacher.pk}", "reason": "hit her"}, follow=True)
    assert "hit her" in done.content.decode()
    assert "Aliya" in done.content.decode()
    nobody = kept_out.get(f"{PEOPLE}/{uuid4()}/")
    for page_name in ("", "walls/", "walls/raise/", "conflict/"):
        answer = kept_out.get(f"{PEOPLE}/{town.aigul.id}/{page_name}")
        assert answer.status_code == 404
        assert plain(answer.content) == plain(nobody.content)
    assert "Ахметова" not in kept_out.get(f"{PEOPLE}/").content.decode()


def test_only_somebody_of_the_chosen_place_can_be_named(town: Town, own_head: User, head: User) -> None:
    client = purposed(own_head, "protection")
    for against in (f"user:{head.pk}", f"organisation:{town.two}", "user:x", "role:all", ""):
        answer = client.post(f"{PEOPLE}/{town.aigul.id}/walls/raise/", {"against": against, "reason": "x"})
        assert answer.status_code == 422, against
    assert client.get(f"{PEOPLE}/{town.timur.id}/walls/").status_code == 404
    assert standing(town) == []


def test_the_own_organisation_closes_to_oneself(town: Town, own_head: User) -> None:
    client = purposed(own_head, "protection")
    sent = {"against": f"organisation:{town.one}", "reason": "the whole staff room"}
    answer = client.post(f"{PEOPLE}/{town.aigul.id}/walls/raise/", sent)
    assert answer.headers["Location"] == f"{PEOPLE}/"
    assert "Ахметова" not in client.get(f"{PEOPLE}/").content.decode()


def test_an_officer_chooses_a_district_first(town: Town, own_head: User, officers: tuple[User, User]) -> None:
    client, path = with_key(officers[0]), f"{PEOPLE}/{town.aigul.id}/walls/raise/"
    assert str(town.one) not in client.get(path).content.decode()
    assert str(town.one) in client.get(f"{path}?district={town.district}").content.decode()
    chosen = f"{path}?district={town.district}&organisation={town.one}"
    assert "Dinara" in client.get(chosen).content.decode()
    answer = client.post(chosen, {"against": f"user:{own_head.pk}", "reason": "kin of the accused"})
    assert answer.status_code == 302
    assert standing(town)[0].user_id == own_head.pk


def test_who_is_kin_closes_the_record_to_himself(
    town: Town, own_head: User, officers: tuple[User, User]
) -> None:
    client, path = purposed(own_head, "education"), f"{PEOPLE}/{town.aigul.id}/conflict/"
    assert client.post(path, {"conflict": "kin", "reason": ""}).status_code == 422
    assert client.post(path, {"conflict": "kin", "reason": "my niece"}).headers["Location"] == f"{PEOPLE}/"
    assert client.get(f"{PEOPLE}/{town.aigul.id}/").status_code == 404
    page = with_key(officers[0]).get(f"{PEOPLE}/{town.aigul.id}/walls/").content.decode()
    assert "I am kin" in page
    assert "my niece" in page


def wall_of(town: Town, raiser: User, against: User) -> str:
    id = walls.raise_wall(seat_of(raiser), person_id=town.aigul.id, region_id=town.here,
                          against=Against(user_id=against.pk), reason="x", purpose="protection")  # fmt: skip
    return f"{PEOPLE}/walls/{id}"


def test_two_people_lower_a_wall(town: Town, own_head: User, head: User, officers: tuple[User, User]) -> None:
    path = wall_of(town, own_head, head)
    first, second = map(with_key, officers)
    assert first.post(f"{path}/ask/", {"reason": ""}).status_code == 422
    assert "somebody must ask for it first" in second.post(f"{path}/lower/", follow=True).content.decode()
    assert first.post(f"{path}/ask/", {"reason": "acquitted by the court"}).status_code == 302
    assert "another one must agree" in first.post(f"{path}/lower/", follow=True).content.decode()
    assert len(standing(town)) == 1
    page = second.get(f"{PEOPLE}/protection/").content.decode()
    assert "acquitted by the court" in page
    assert f"{path}/lower/" in page
    assert f"{path}/lower/" not in first.get(f"{PEOPLE}/protection/").content.decode()
    assert second.post(f"{path}/lower/").status_code == 302
    assert standing(town) == []
    assert second.post(f"{path}/lower/").status_code == 404


def test_the_second_person_refuses_and_the_wall_stands(
    town: Town, own_head: User, head: User, officers: tuple[User, User]
) -> None:
    path = wall_of(town, own_head, head)
    raiser, officer = purposed(own_head, "protection"), with_key(officers[0])
    raiser.post(f"{path}/ask/", {"reason": "a mistake"})
    assert raiser.post(f"{path}/lower/").status_code == 403
    assert "The wall stands" in officer.post(f"{path}/keep/", follow=True).content.decode()
    assert standing(town)[0].lowering_asked_by is None
    assert "Nobody has asked" in officer.post(f"{path}/keep/", follow=True).content.decode()
    assert "Nothing waits" in officer.get(f"{PEOPLE}/protection/").content.decode()


def test_a_wall_of_others_is_nobodys_to_see_or_lower(
    town: Town, own_head: User, head: User, officers: tuple[User, User]
) -> None:
    path = wall_of(town, own_head, head)
    social = member("gulnar", "social_worker", region_id=town.here, district_id=town.district)
    elsewhere = member("zhanna", "data_officer", region_id=town.there)
    for user in (social, head, elsewhere):
        client = purposed(user, "protection")
        for verb in ("ask", "keep"):
            assert client.post(f"{path}/{verb}/", {"reason": "x"}).status_code == 404
    assert "No wall" in purposed(social, "care").get(f"{PEOPLE}/{town.aigul.id}/walls/").content.decode()
    assert standing(town)[0].lowering_asked_by is None


def test_the_key_is_asked_before_protection_falls(
    town: Town, own_head: User, head: User, officers: tuple[User, User]
) -> None:
    path, client = wall_of(town, own_head, head), client_of(officers[0])
    for address in (f"{path}/ask/", f"{path}/lower/", f"{PEOPLE}/{town.aigul.id}/erasure/ask/"):
        assert "/2fa/reauthenticate/" in client.post(address, {"reason": "x"}).headers["Location"]


# Erasure


def erasure_path(town: Town) -> str:
    return f"{PEOPLE}/{town.aigul.id}/erasure"


def test_an_erasure_takes_two_and_shows_that_it_is_gone(town: Town, officers: tuple[User, User]) -> None:
    with scope(Service("test"), "care"):
        id = uuid4()
        StoredFile(
            id=id, region_id=town.here, person_id=town.aigul.id, kind="vault.erasure_basis", name="told.pdf",
            media="application/pdf", size=1, sha256=b"x", key=b"x", scan="clean", stored_by=id,
            stored=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
    first, second = map(with_key, officers)
    path = erasure_path(town)
    page = first.get(f"{path}/").content.decode()
    assert "Gone for ever" in page
    assert "told.pdf" not in page
    wrong = first.post(f"{path}/ask/", {"ground": "", "reason": "court No. 12"})
    assert (wrong.status_code, "court No. 12" in wrong.content.decode()) == (422, True)
    sent = {"ground": "court", "reason": "court No. 12"}
    assert first.post(f"{path}/ask/", sent).status_code == 302
    again = first.post(f"{path}/ask/", sent)
    assert "has asked for it already" in again.content.decode()
    with scope(Service("test"), "audit"):
        asked = Erasure.objects.get()
    agree = f"{path}/{asked.id}/agree/"
    assert "erasing takes two people" in first.post(agree, {"is_sure": "on"}, follow=True).content.decode()
    assert (None, "same_person") not in refused_rows(officers[0])
    assert (town.aigul.id, "same_person") in refused_rows(officers[0])
    page = second.get(f"{path}/").content.decode()
    assert "A court&#x27;s decision" in page
    assert "court No. 12" in page
    assert second.post(agree, {}).status_code == 422
    of_another = f"{PEOPLE}/{town.dana.id}/erasure/{asked.id}/agree/"
    assert second.post(of_another, {"is_sure": "on"}).status_code == 404
    assert second.post(agree, {"is_sure": "on"}).status_code == 302
    with scope(Service("test"), "audit"):
        assert Erasure.objects.get().agreed_by == officers[1].pk
    children.erase_child(town.aigul.id)  # what runs after the commit, which a test never reaches
    assert "[erased]" in second.get(f"{path}/").content.decode()
    assert second.post(agree, {"is_sure": "on"}).status_code == 404


def test_who_may_not_erase(town: Town, own_head: User, officers: tuple[User, User]) -> None:
    path = erasure_path(town)
    for address in ("/", "/ask/"):
        assert purposed(own_head, "protection").get(f"{path}{address}").status_code == 403
    elsewhere = with_key(member("zhanna", "data_officer", region_id=town.there))
    for address in (f"{path}/", f"{path}/ask/", f"{PEOPLE}/{town.aigul.id}/walls/"):
        assert elsewhere.get(address).status_code == 404
    with_key(officers[0]).post(f"{path}/ask/", {"ground": "term", "reason": "x"})
    with scope(Service("test"), "audit"):
        asked = Erasure.objects.get()
    assert elsewhere.post(f"{path}/{asked.id}/agree/", {"is_sure": "on"}).status_code == 404
    assert "Nothing waits" in elsewhere.get(f"{PEOPLE}/protection/").content.decode()
