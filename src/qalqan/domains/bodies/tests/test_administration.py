"""Screens of administration: own region only, extra fields change nothing, rights end in the same minute."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from qalqan.domains.bodies import api
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import actions, inviting, policy
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.invitation import Invitation
from qalqan.kernel.access.models import Post, Seat, User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.names import Names

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
PASSWORD = "қозы көрпеш баян сұлу"
HERE = "/en/administration/"
pytestmark = pytest.mark.django_db


def school(region_id, code: str):
    names = Names(f"{code} мектебі", f"Школа {code}", f"School {code}")
    new = api.NewOrganisation(region_id, None, "school", code, names, datetime.date(2020, 1, 1))
    with actions.as_program("tests"):
        return next(iter(api.load_organisations([new]).values()))


def user(username: str) -> User:
    person = actions.add_user(username, name=f"Name of {username}", email=f"{username}@example.org")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    return person


def seat(person: User, role: str, **place) -> Seat:
    return actions.seat(person, actions.post(role, **place), since=timezone.now() - DAY)


def signed_in(person: User, *, proved: bool = True) -> Client:
    """A client of this person; `proved`: a code was given a moment ago."""
    client = Client()
    client.force_login(person)
    if proved:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": "totp", "at": timezone.now().timestamp()}
        ]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client


@pytest.fixture
def world():
    """A region with a school, its head and administrator; another region with a school and its head."""
    here, there = territory.region("KZ-61", TODAY).id, territory.region("KZ-10", TODAY).id
    mine, theirs = school(here, "s-1"), school(there, "s-2")
    admin, head, stranger = user("admin"), user("head"), user("stranger")
    seat(admin, "region_admin", region_id=here)
    sits = seat(head, "school_head", region_id=here, organisation_id=mine)
    beyond = seat(stranger, "school_head", region_id=there, organisation_id=theirs)
    return SimpleNamespace(
        here=here,
        there=there,
        mine=mine,
        theirs=theirs,
        admin=admin,
        head=head,
        stranger=stranger,
        post=sits.post,
        beyond=beyond.post,
    )


def open_invitations() -> list[Invitation]:
    with scope(Service("tests"), "administration"):
        return list(Invitation.objects.filter(accepted_at=None, revoked_at=None))


def test_the_list_shows_the_own_region_and_finds_by_any_name(world):
    client = signed_in(world.admin)
    shown = client.get(HERE).content.decode()
    assert "School s-1" in shown
    assert "School s-2" not in shown
    assert "School s-1" in client.get(HERE, {"search": "школа s-1"}).content.decode()
    assert "No organisation matches" in client.get(HERE, {"search": "s-2"}).content.decode()
    assert "School s-2" not in client.get(HERE, {"region": str(world.there)}).content.decode()
    for odd in ({"search": "\0"}, {"district": "x"}, {"kind": "castle"}, {"page": "999"}):
        assert client.get(HERE, odd).status_code == 200


def test_another_regions_school_posts_and_people_are_shut(world):
    client = signed_in(world.admin)
    assert client.get(f"{HERE}organisations/{world.mine}/").status_code == 200
    for shut in (
        f"organisations/{world.theirs}/",
        f"posts/{world.beyond.id}/",
        f"posts/{world.beyond.id}/hand-over/",
        f"posts/{world.beyond.id}/end/",
    ):
        assert client.get(HERE + shut).status_code == 403, shut
    nobody = "00000000-0000-7000-8000-000000000000"
    for missing in (f"people/{world.stranger.id}/", f"people/{nobody}/", f"people/{nobody}/suspend/"):
        assert client.get(HERE + missing).status_code == 404, missing
    theirs, nobodys = (
        client.get(f"{HERE}people/{who}/").content.decode().split("<main")[1].replace(str(who), "")
        for who in (world.stranger.id, nobody)
    )
    assert theirs == nobodys


def test_who_administers_nothing_gets_the_own_page_only(world):
    reader = user("reader")
    seat(reader, "viewer")
    client = signed_in(reader)
    assert client.get(f"{HERE}me/").status_code == 200
    for shut in ("", "posts/", "invitations/", f"posts/{world.post.id}/", f"people/{world.head.id}/"):
        assert client.get(HERE + shut).status_code == 403, shut
    assert Client().get(HERE).status_code == 302


def test_extra_fields_of_a_form_change_nothing(world):
    """Region, organisation, role and user come from the address and the seat, never from what is posted."""
    client = signed_in(world.admin)
    client.post(
        f"{HERE}organisations/{world.mine}/posts/",
        {
            "role": "class_teacher",
            "unit": "5 A",
            "region_id": str(world.there),
            "organisation_id": str(world.theirs),
            "district_id": str(world.there),
            "id": str(world.post.id),
            "body_code": "МП",
        },
    )
    made = Post.objects.get(role="class_teacher")
    assert (made.region_id, made.organisation_id, made.body_code) == (world.here, world.mine, "")
    client.post(
        f"{HERE}posts/{made.id}/invite/",
        {
            "name": "Айгүл",
            "email": "aigul@example.org",
            "role": "region_admin",
            "post": str(world.post.id),
            "take_over": "on",
            "needs_second": "",
            "password": PASSWORD,
            "language": "xx",
        },
    )
    (invitation,) = open_invitations()
    assert (invitation.post_id, invitation.take_over, invitation.language) == (made.id, False, "en")
    aigul = inviting.accept_anew(invitation.key, "басқа ұзын құпиясөз")
    assert not aigul.check_password(PASSWORD)


@pytest.mark.parametrize("role", ["region_admin", "data_officer", "national_admin", "tsar", ""])
def test_a_role_that_is_not_offered_is_refused_with_the_form_kept(world, role):
    client = signed_in(world.admin)
    for where in (f"organisations/{world.mine}/posts/", "posts/"):
        answer = client.post(HERE + where, {"role": role, "unit": "7 Б"})
        assert answer.status_code == 422
    assert not Post.objects.filter(role=role).exclude(region_id=world.here).exists()


def test_a_handed_over_right_is_gone_at_the_next_request(world):
    old = signed_in(world.head)
    assert old.get(f"{HERE}organisations/{world.mine}/").status_code == 200
    new = user("new")
    seat(new, "doctor", region_id=world.here, organisation_id=world.mine)  # works in the region already
    form = {"name": "x", "email": "new@example.org", "day": ""}
    answer = signed_in(world.admin).post(f"{HERE}posts/{world.post.id}/hand-over/", form)
    assert answer.headers["Location"] == f"{HERE}posts/{world.post.id}/"
    assert old.get(f"{HERE}organisations/{world.mine}/").status_code == 403
    assert signed_in(new).get(f"{HERE}organisations/{world.mine}/").status_code == 200


def test_hand_over_to_somebody_of_another_region_is_an_invitation_like_to_anybody(world):
    client = signed_in(world.admin)
    answer = client.post(
        f"{HERE}posts/{world.post.id}/hand-over/", {"name": "Кез келген", "email": "stranger@example.org"}
    )
    assert answer.headers["Location"] == f"{HERE}invitations/"
    page = client.get(f"{HERE}invitations/").content.decode()
    assert "Кез келген" in page
    assert "Name of stranger" not in page
    assert policy.seats(User.objects.get(pk=world.head.pk)) != ()  # nothing happens before the link is used


@pytest.mark.parametrize("page", ["posts/{post}/hand-over/", "people/{head}/second-factor/"])
def test_step_up_is_demanded(world, page):
    where = HERE + page.format(post=world.post.id, head=world.head.id)
    unproved = signed_in(world.admin, proved=False)
    for answer in (unproved.get(where), unproved.post(where, {"name": "x", "email": "new@example.org"})):
        assert answer.status_code == 302
        assert "/2fa/reauthenticate/" in answer.headers["Location"]
    assert signed_in(world.admin).get(where).status_code == 200


def test_an_administrator_ends_sessions_and_suspends(world):
    victim = signed_in(world.head)
    UserSession.objects.create(user=world.head, session_key=victim.session.session_key, ip="192.0.2.1")
    admin = signed_in(world.admin)
    page = f"{HERE}people/{world.head.id}/"
    assert victim.get(f"{HERE}me/").status_code == 200
    assert admin.post(f"{page}end-sessions/").headers["Location"] == page
    assert victim.get(f"{HERE}me/").status_code == 302
    again = signed_in(world.head)
    admin.post(f"{page}suspend/")
    assert again.get(f"{HERE}me/").status_code == 302
    assert "suspended" in admin.get(page).content.decode()
    admin.post(f"{page}restore/")
    assert User.objects.get(pk=world.head.pk).is_active


def test_nobody_acts_on_himself(world):
    client = signed_in(world.admin)
    own = f"{HERE}people/{world.admin.id}/"
    assert "another administrator" in client.get(own).content.decode()
    assert client.post(f"{own}suspend/").status_code == 403
    head = signed_in(world.head)
    assert head.post(f"{HERE}posts/{world.post.id}/end/").status_code == 403


def test_a_link_is_followed_by_a_stranger_once(world):
    client = signed_in(world.admin)
    client.post(f"{HERE}posts/{world.post.id}/end/")
    client.post(f"{HERE}posts/{world.post.id}/invite/", {"name": "Айгүл", "email": "aigul@example.org"})
    assert "/account/invitation/" not in client.get(f"{HERE}invitations/").content.decode()
    (invitation,) = open_invitations()
    where = f"/ru/account/invitation/{invitation.key}/"
    stranger = Client()
    page = stranger.get(where)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "strict-origin"
    differ = stranger.post(where, {"password": PASSWORD, "again": PASSWORD + "!"})
    assert differ.status_code == 422
    done = stranger.post(
        where, {"password": PASSWORD, "again": PASSWORD, "is_active": "", "role": "operator"}
    )
    assert done.headers["Location"] == "/ru/account/2fa/"
    assert stranger.get(f"{HERE}me/").headers["Location"] == "/en/account/2fa/"  # the second factor first
    for spoilt in (where, where.replace(invitation.key[-3:], "zzz")):
        assert Client().get(spoilt).status_code == 410
        assert Client().post(spoilt, {"password": PASSWORD, "again": PASSWORD}).status_code == 410


def test_who_has_an_account_signs_in_to_take_a_post(world):
    vacant = actions.post("doctor", region_id=world.here, organisation_id=world.mine)
    signed_in(world.admin).post(
        f"{HERE}posts/{vacant.id}/invite/", {"name": "Somebody", "email": "stranger@example.org"}
    )
    (invitation,) = open_invitations()
    where = f"/en/account/invitation/{invitation.key}/"
    assert "You have an account already" in Client().get(where).content.decode()
    other = signed_in(world.head)
    assert "for somebody else" in other.get(where).content.decode()
    other.post(where)
    assert len(open_invitations()) == 1
    assert signed_in(world.stranger).post(where).headers["Location"] == f"{HERE}me/"
    assert {one.role for one in policy.seats(User.objects.get(pk=world.stranger.pk))} == {
        "school_head",
        "doctor",
    }


def test_a_page_of_many_organisations_costs_few_queries(world, django_assert_max_num_queries):
    with actions.as_program("tests"):
        api.load_organisations(
            api.NewOrganisation(world.here, None, "school", f"n-{n}", Names("а", "б", "c"), TODAY)
            for n in range(300)
        )
    client = signed_in(world.admin)
    client.get(HERE)
    with django_assert_max_num_queries(20):
        client.get(HERE, {"page": "3"})


@pytest.mark.django_db(transaction=True)
def test_two_links_used_at_once_seat_one_person():
    """A link is used by two browsers in the same moment: one account, one seat; the other is told."""
    actor = Service("tests")
    with actions.as_program("tests"):
        place = actions.post("coordinator")
    made = inviting.invite(actor, place.id, email="a@example.org", name="A", language="en")
    together = Barrier(2)

    def accept(_: int) -> str:
        try:
            together.wait()
            inviting.accept_anew(made.key, PASSWORD)
            return "in"
        except AccessError:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, range(2))) == ["in", "refused"]
    assert Seat.objects.filter(post=place).count() == 1
    assert User.objects.filter(email="a@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_invitations_made_at_once_are_one():
    with actions.as_program("tests"):
        place = actions.post("coordinator")
    together = Barrier(2)

    def invite(number: int) -> str:
        try:
            together.wait()
            inviting.invite(
                Service("tests"), place.id, email=f"{number}@example.org", name="A", language="en"
            )
            return "sent"
        except AccessError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(invite, range(2))) == ["refused", "sent"]
