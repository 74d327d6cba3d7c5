"""The verbs of an administrator: what is done, what is refused, and when a right ends."""

import datetime
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from qalqan.kernel.access import actions, appointing, policy
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.models import Post, Seat, User
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope

REGION, OTHER, SCHOOL, NEXT_SCHOOL = uuid4(), uuid4(), uuid4(), uuid4()
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


def someone(username: str = "", **fields) -> User:
    return actions.add_user(username or f"u{User.objects.count()}", **fields)


def sits(role: str, *, since=None, user=None, **place) -> SeatView:
    """Somebody who sits in such a post, as the policy sees it."""
    post = actions.post(role, **place)
    taken = actions.seat(user or someone(), post, since=since or timezone.now() - DAY)
    return policy.view(Seat.objects.select_related("post").get(pk=taken.pk))


@pytest.fixture
def admin() -> SeatView:
    return sits("region_admin", region_id=REGION)


def head_post(region=REGION, school=SCHOOL) -> Post:
    return actions.post("school_head", region_id=region, organisation_id=school)


def acts_of(post_id) -> list[tuple[str, str]]:
    """What the book holds about a target, as its auditors read it."""
    with scope(Service("test"), "audit"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, outcome FROM ledger_entry WHERE target_id = %s ORDER BY at, id", [str(post_id)]
        )
        return cursor.fetchall()


def test_an_administrator_opens_fills_and_ends(admin):
    post = appointing.open_post(admin, "school_head", region_id=REGION, organisation_id=SCHOOL)
    aigul = someone()
    taken = appointing.seat(admin, post.id, aigul.id)
    assert policy.seats(aigul)[0].role == "school_head"
    appointing.end(admin, taken.id)
    assert policy.seats(User.objects.get(pk=aigul.pk)) == ()
    assert acts_of(post.id) == [
        ("access.open_post", "done"),
        ("access.seat", "done"),
        ("access.end_seat", "done"),
    ]


def test_a_hand_over_moves_the_right_in_the_same_moment(admin):
    post = head_post()
    old, new = someone(), someone()
    taken = appointing.seat(admin, post.id, old.id)
    appointing.hand_over(admin, post.id, new.id)
    assert policy.seats(User.objects.get(pk=old.pk)) == ()
    assert [seat.post_id for seat in policy.seats(new)] == [post.id]
    taken.refresh_from_db()
    assert taken.period.upper == Seat.objects.get(user=new).period.lower  # not a moment between them


def test_a_hand_over_of_a_later_day_waits_for_its_midnight(admin):
    post = head_post()
    old, new = someone(), someone()
    appointing.seat(admin, post.id, old.id)
    tomorrow = timezone.localdate() + DAY
    appointing.hand_over(admin, post.id, new.id, at=tomorrow)
    midnight = actions.moment(tomorrow)
    for user, before, after in ((old, 1, 0), (new, 0, 1)):
        assert len(policy.seats(user, midnight - MINUTE)) == before
        assert len(policy.seats(user, midnight)) == after


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("school_head", {"region_id": OTHER, "organisation_id": SCHOOL}),
        ("region_admin", {"region_id": REGION}),
        ("data_officer", {"region_id": REGION}),
        ("national_admin", {}),
        ("operator", {}),
    ],
)
def test_nobody_grants_what_he_does_not_have(admin, role, place):
    post = actions.post(role, **place)
    aigul = someone()
    with pytest.raises(PermissionDenied):
        appointing.open_post(admin, role, **place)
    with pytest.raises(PermissionDenied):
        appointing.seat(admin, post.id, aigul.id)
    assert policy.seats(aigul) == ()
    assert ("access.seat", "refused") in acts_of(post.id)


def test_a_school_head_fills_the_own_school_only():
    head = sits("school_head", region_id=REGION, organisation_id=SCHOOL)
    mine = appointing.open_post(head, "class_teacher", region_id=REGION, organisation_id=SCHOOL, unit="5 A")
    appointing.seat(head, mine.id, someone().id)
    with pytest.raises(PermissionDenied):
        appointing.open_post(head, "class_teacher", region_id=REGION, organisation_id=NEXT_SCHOOL)
    with pytest.raises(PermissionDenied):
        appointing.end(head, head.id)


def test_nobody_decides_about_himself(admin):
    own = sits("doctor", region_id=REGION, organisation_id=SCHOOL, user=User.objects.get(pk=admin.user_id))
    for act in (
        lambda: appointing.end(admin, own.id),
        lambda: appointing.hand_over(admin, own.post_id, someone().id),
        lambda: appointing.seat(admin, head_post().id, admin.user_id),
    ):
        with pytest.raises(AccessError, match="his own"):
            act()
    with pytest.raises(PermissionDenied):  # his own account holds a post that he could not give
        appointing.suspend(admin, admin.user_id)


@pytest.mark.parametrize("role", ["data_officer", "national_admin"])
def test_a_post_that_takes_two_people_is_filled_by_no_administrator_alone(role):
    nation = sits("national_admin", user=someone(), body_code="first")
    place = {"region_id": REGION} if role == "data_officer" else {}
    held, doctor = sits(role, **place), sits("doctor", region_id=REGION, organisation_id=SCHOOL)
    for act in (
        lambda: appointing.hand_over(nation, held.post_id, doctor.user_id),
        lambda: appointing.seat(nation, held.post_id, doctor.user_id),
        lambda: appointing.transfer(nation, doctor.id, held.post_id),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert appointing.sitting(Post.objects.get(pk=held.post_id)).user_id == held.user_id
    assert ("access.hand_over", "refused") in acts_of(held.post_id)
    assert appointing.hand_over(Service("test"), held.post_id, doctor.user_id).user_id == doctor.user_id


def test_an_account_that_reaches_further_is_not_the_administrators(admin):
    both = someone()
    sits("doctor", region_id=REGION, organisation_id=SCHOOL, user=both)
    sits("doctor", region_id=OTHER, organisation_id=NEXT_SCHOOL, user=both)
    for act in (appointing.suspend, appointing.end_sessions, appointing.remove_second_factor):
        with pytest.raises(PermissionDenied):
            act(admin, both.id)
    with pytest.raises(PermissionDenied):
        appointing.suspend(admin, uuid4())


def test_transfer_ends_one_seat_and_begins_another(admin):
    aigul = someone()
    first, second = head_post(), head_post(school=NEXT_SCHOOL)
    taken = appointing.seat(admin, first.id, aigul.id)
    appointing.transfer(admin, taken.id, second.id)
    assert [seat.post_id for seat in policy.seats(aigul)] == [second.id]
    beyond = head_post(region=OTHER)
    with pytest.raises(PermissionDenied):
        appointing.transfer(admin, Seat.objects.get(post=second).id, beyond.id)


def test_a_transfer_into_a_taken_post_changes_nothing(admin):
    first, second = head_post(), head_post(school=NEXT_SCHOOL)
    taken = appointing.seat(admin, first.id, someone().id)
    appointing.seat(admin, second.id, someone().id)
    with pytest.raises(AccessError, match="sits in this post"):
        appointing.transfer(admin, taken.id, second.id)
    taken.refresh_from_db()
    assert taken.period.upper is None


def test_a_suspended_person_is_out_at_the_next_request_and_comes_back(admin, client):
    aigul = someone()
    appointing.seat(admin, head_post().id, aigul.id)
    client.force_login(aigul)
    assert client.get("/en/account/2fa/").status_code == 200
    appointing.suspend(admin, aigul.id)
    assert client.get("/en/account/2fa/").status_code == 302
    with pytest.raises(AccessError, match="suspended already"):
        appointing.suspend(admin, aigul.id)
    appointing.restore(admin, aigul.id)
    assert User.objects.get(pk=aigul.pk).is_active


def test_a_lost_second_factor_is_taken_away_with_the_sessions(admin):
    aigul = someone()
    appointing.seat(admin, head_post().id, aigul.id)
    with pytest.raises(AccessError, match="no second factor"):
        appointing.remove_second_factor(admin, aigul.id)
    Authenticator.objects.create(user=aigul, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert appointing.remove_second_factor(admin, aigul.id) == 1
    assert not Authenticator.objects.filter(user=aigul).exists()


@pytest.mark.parametrize("day", [datetime.date(2020, 1, 1), timezone.localdate() - DAY])
def test_no_right_begins_or_ends_in_the_past(admin, day):
    post = head_post()
    with pytest.raises(AccessError, match="has passed"):
        appointing.seat(admin, post.id, someone().id, since=day)
    taken = appointing.seat(admin, post.id, someone().id)
    with pytest.raises(AccessError, match="has passed"):
        appointing.end(admin, taken.id, at=day)


def test_a_seat_that_has_not_begun_is_withdrawn(admin):
    taken = appointing.seat(admin, head_post().id, someone().id, since=timezone.localdate() + 9 * DAY)
    appointing.end(admin, taken.id)
    assert not Seat.objects.filter(pk=taken.id).exists()


def test_a_post_of_a_kind_is_opened_once(admin):
    place = {"region_id": REGION, "organisation_id": SCHOOL}
    appointing.open_post(admin, "class_teacher", unit="5 A", **place)
    appointing.open_post(admin, "class_teacher", unit="5 B", **place)
    with pytest.raises(AccessError, match="such a post"):
        appointing.open_post(admin, "class_teacher", unit="5 A", **place)
    with pytest.raises(AccessError, match="needs an organisation"):
        appointing.open_post(admin, "class_teacher", region_id=REGION)


@pytest.mark.parametrize("unknown", [UUID(int=7)])
def test_what_does_not_exist_is_refused_like_what_is_anothers(admin, unknown):
    for act in (
        lambda: appointing.seat(admin, unknown, someone().id),
        lambda: appointing.end(admin, unknown),
        lambda: appointing.hand_over(admin, unknown, someone().id),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_vacant_post_is_not_handed_over_and_a_taken_one_not_filled(admin):
    post = head_post()
    with pytest.raises(AccessError, match="Nobody sits"):
        appointing.hand_over(admin, post.id, someone().id)
    appointing.seat(admin, post.id, someone().id)
    with pytest.raises(AccessError, match="sits in this post"):
        appointing.seat(admin, post.id, someone().id)
