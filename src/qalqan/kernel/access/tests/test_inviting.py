"""Invitations: a link works once, for 72 hours, for one address; two people for wide power; nothing leaks."""

import datetime
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from qalqan.kernel.access import actions, appointing, inviting, policy
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.invitation import Invitation
from qalqan.kernel.access.jobs import send_invitation
from qalqan.kernel.access.models import Seat, User
from qalqan.kernel.access.scope import NoScope, Service, scope

from .test_appointing import OTHER, REGION, SCHOOL, head_post, sits, someone

PASSWORD = "қозы көрпеш баян сұлу"
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return sits("region_admin", region_id=REGION)


def invited(actor, post=None, email="aigul@example.org", **more) -> Invitation:
    post = post or head_post()
    return inviting.invite(actor, post.id, email=email, name="Айгүл", language="kk", **more)


def aged(invitation: Invitation, **fields) -> None:
    with scope(Service("test"), "administration"):
        Invitation.objects.filter(pk=invitation.pk).update(**fields)


def test_a_link_makes_account_and_seat_and_works_once(admin):
    made = invited(admin)
    assert not User.objects.filter(email="aigul@example.org").exists()  # nobody exists who never came
    assert inviting.offered(made.key).post_id == made.post_id
    aigul = inviting.accept_anew(made.key, PASSWORD)
    assert aigul.check_password(PASSWORD)
    assert [seat.post_id for seat in policy.seats(aigul)] == [made.post_id]
    for again in (
        lambda: inviting.offered(made.key),
        lambda: inviting.accept_anew(made.key, PASSWORD),
        lambda: inviting.accept_as(made.key, aigul.id),
    ):
        with pytest.raises(AccessError, match="used or withdrawn"):
            again()


def test_the_mail_carries_the_link_and_the_table_does_not(admin):
    made = invited(admin)
    send_invitation.func(str(made.id))
    assert mail.outbox[0].to == ["aigul@example.org"]
    assert made.key in mail.outbox[0].body
    with scope(Service("test"), "administration"):
        stored = Invitation.objects.filter(pk=made.pk).values().get()
    assert made.key[32:] not in str(stored)
    inviting.revoke(admin, made.id)
    send_invitation.func(str(made.id))
    assert len(mail.outbox) == 1  # a mail that comes too late is not sent


def test_a_link_ends_after_72_hours_and_a_new_one_begins(admin):
    made = invited(admin)
    aged(made, expires_at=timezone.now() - datetime.timedelta(seconds=1))
    with pytest.raises(AccessError, match="72 hours"):
        inviting.accept_anew(made.key, PASSWORD)
    fresh = inviting.resend(admin, made.id)
    with pytest.raises(AccessError, match="not valid"):
        inviting.offered(made.key)
    assert inviting.accept_anew(fresh.key, PASSWORD).email == "aigul@example.org"


@pytest.mark.parametrize("spoil", [lambda k: k[:-1] + ("0" if k[-1] != "0" else "1"), lambda k: k[:-1]])
def test_a_tampered_link_and_a_made_up_one_are_the_same(admin, spoil):
    made = invited(admin)
    for key in (spoil(made.key), uuid4().hex + made.key[32:], "", "я" * 72, "x" * 72):
        with pytest.raises(AccessError, match="not valid"):
            inviting.offered(key)


def test_a_revoked_link_is_dead(admin):
    made = invited(admin)
    inviting.revoke(admin, made.id)
    with pytest.raises(AccessError, match="used or withdrawn"):
        inviting.accept_anew(made.key, PASSWORD)
    with pytest.raises(AccessError, match="used or revoked"):
        inviting.resend(admin, made.id)


def test_one_invitation_a_post_and_an_expired_one_makes_room(admin):
    first = invited(admin)
    with pytest.raises(AccessError, match="on its way"):
        invited(admin, email="other@example.org")
    aged(first, expires_at=timezone.now())
    second = invited(admin, email="other@example.org")
    assert inviting.accept_anew(second.key, PASSWORD).email == "other@example.org"


def test_a_post_filled_in_the_meantime_is_not_taken_from_who_sits_there(admin):
    made = invited(admin)
    appointing.seat(admin, made.post_id, someone().id)
    with pytest.raises(AccessError, match="by now"):
        inviting.accept_anew(made.key, PASSWORD)
    assert not User.objects.filter(email="aigul@example.org").exists()


def test_taking_over_ends_the_old_seat_in_the_same_moment(admin):
    post = head_post()
    old = someone()
    appointing.seat(admin, post.id, old.id)
    with pytest.raises(AccessError, match="Hand it over"):
        invited(admin, post)
    made = invited(admin, post, take_over=True)
    assert policy.seats(old) != ()
    new = inviting.accept_anew(made.key, PASSWORD)
    assert policy.seats(User.objects.get(pk=old.pk)) == ()
    assert policy.seats(new) != ()


def test_who_has_an_account_signs_in_and_keeps_it(admin):
    aigul = someone("aigul", email="Aigul@example.org")
    made = invited(admin)
    with pytest.raises(AccessError, match="account with this address"):
        inviting.accept_anew(made.key, PASSWORD)
    with pytest.raises(AccessError, match="another address"):
        inviting.accept_as(made.key, someone(email="other@example.org").id)
    inviting.accept_as(made.key, aigul.id)
    assert policy.seats(aigul) != ()


def test_an_invitation_tells_nobody_who_has_an_account(admin):
    """What an administrator sees of it is what he typed himself."""
    someone("known", email="known@example.org", name="Құпия Есім")
    made = invited(admin, email="known@example.org")
    assert (made.name, made.email) == ("Айгүл", "known@example.org")


def test_weak_passwords_are_refused_and_the_link_stays_good(admin):
    made = invited(admin)
    for weak in ("password", "short", "123456789012", "aigul@example.org"):
        with pytest.raises(ValidationError):
            inviting.accept_anew(made.key, weak)
    assert inviting.offered(made.key).id == made.id


def test_nobody_invites_himself_or_beyond_his_region(admin):
    User.objects.filter(pk=admin.user_id).update(email="admin@example.org")
    with pytest.raises(AccessError, match="his own"):
        invited(admin, email="Admin@example.org")
    beyond = head_post(region=OTHER)
    with pytest.raises(PermissionDenied):
        invited(admin, beyond)
    theirs = invited(sits("region_admin", region_id=OTHER), beyond)
    for act in (inviting.resend, inviting.revoke, inviting.confirm):
        with pytest.raises(PermissionDenied):
            act(admin, theirs.id)


def test_wide_power_takes_two_people():
    first, second = sits("national_admin"), sits("national_admin", body_code="МП")
    made = invited(first, actions.post("region_admin", region_id=REGION))
    with pytest.raises(AccessError, match="not valid"):  # the link is dead until it is confirmed
        inviting.offered(made.key)
    with pytest.raises(AccessError, match="second person"):
        inviting.resend(first, made.id)
    with pytest.raises(AccessError, match="not the one who made"):
        inviting.confirm(first, made.id)
    inviting.confirm(second, made.id)
    assert inviting.offered(made.key).id == made.id
    with pytest.raises(AccessError, match="waits for nobody"):
        inviting.confirm(second, made.id)


def test_mailboxes_are_not_flooded(admin):
    made = invited(admin)
    for _ in range(inviting.SENDS - 1):
        inviting.resend(admin, made.id)
    with pytest.raises(AccessError, match="too often"):
        inviting.resend(admin, made.id)


def test_invitations_are_reached_in_a_scope_of_their_region_only(admin):
    made = invited(admin)
    with pytest.raises(NoScope):
        Invitation.objects.filter(pk=made.pk).exists()
    with scope(sits("region_admin", region_id=OTHER), "administration"):
        assert not Invitation.objects.filter(pk=made.pk).exists()  # the row policy, without our filter
    with scope(sits("school_head", region_id=REGION, organisation_id=SCHOOL), "administration"):
        assert Invitation.objects.filter(pk=made.pk).exists()


def test_a_later_day_begins_on_that_day(admin):
    day = timezone.localdate() + datetime.timedelta(days=5)
    aigul = inviting.accept_anew(invited(admin, since=day).key, PASSWORD)
    assert policy.seats(aigul) == ()
    assert Seat.objects.get(user=aigul).period.lower == actions.moment(day)


def test_a_suspended_administrators_links_are_dead(admin):
    head = sits("school_head", region_id=REGION, organisation_id=SCHOOL)
    place = actions.post("class_teacher", region_id=REGION, organisation_id=SCHOOL, unit="5 A")
    made = invited(head, place)
    appointing.suspend(admin, head.user_id)
    with pytest.raises(AccessError, match="used or withdrawn"):
        inviting.accept_anew(made.key, PASSWORD)
