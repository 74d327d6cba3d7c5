"""Staff need a second factor before anything opens; acts that lower protection ask for it again."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from qalqan.kernel.access import actions
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.stepup import step_up
from qalqan.web import urls

from .test_sign_in import PASSWORD, code_of, sign_in, with_app

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


@pytest.fixture
def aigul():
    person = actions.add_user("aigul", name="Айгүл", email="aigul@example.org")
    person.set_password(PASSWORD)
    person.save()
    actions.seat(person, actions.post("coordinator"), since=actions.timezone.now())
    return person


@act("session.own")
@step_up
def lowering(request):
    return HttpResponse(f"lowered {request.method} {request.POST.get('word', '')}")


urlpatterns = [path("lowering/", lowering), *urls.urlpatterns]


def give_app(person) -> None:
    TOTP.activate(person, SECRET)


def in_with_app(client: Client, person) -> None:
    """Signed in, and a code of the app was given this moment."""
    give_app(person)
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def aged(client: Client, seconds: float) -> None:
    """As if everything this session has proved were older."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - seconds} for record in records
    ]
    session.save()


def test_a_seated_person_without_a_factor_gets_to_the_set_up_and_no_further(client, aigul):
    assert sign_in(client).headers["Location"] == "/en/account/2fa/"
    for shut in ("/en/plans/", "/en/administration/me/", "/en/account/sessions/"):
        answer = client.get(shut)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/en/account/2fa/")
    assert "second step" in client.get("/en/account/2fa/").content.decode()
    for open_page in ("/en/account/2fa/", "/en/", "/en/open/", "/en/account/2fa/webauthn/"):
        assert client.get(open_page).status_code == 200
    with_app(client)
    assert client.get("/en/plans/").status_code == 200


def test_a_person_without_a_seat_is_not_asked(client):
    person = actions.add_user("reader", email="reader@example.org")
    person.set_password(PASSWORD)
    person.save()
    assert sign_in(client, "reader").headers["Location"] == "/en/"
    assert client.get("/en/plans/").status_code == 200


def test_a_factor_taken_away_closes_at_the_next_request(client, aigul):
    in_with_app(client, aigul)
    assert client.get("/en/plans/").status_code == 200
    Authenticator.objects.filter(user=aigul).delete()
    assert client.get("/en/plans/").status_code == 302


@pytest.mark.urls(__name__)
class TestStepUp:
    def test_right_after_a_code_it_opens(self, client, aigul):
        in_with_app(client, aigul)
        assert client.get("/lowering/").content == b"lowered GET "

    def test_later_it_asks_and_the_form_goes_on_after_the_answer(self, client, aigul):
        in_with_app(client, aigul)
        aged(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
        asked = client.post("/lowering/", {"word": "kept"})
        assert asked.status_code == 302
        assert "/account/2fa/reauthenticate/" in asked.headers["Location"]
        wrong = client.post(asked.headers["Location"], {"code": "000000"})
        assert b"lowered" not in wrong.content
        cache.clear()  # a code counts once: forget that this half minute's was used to sign in
        done = client.post(asked.headers["Location"], {"code": code_of(SECRET)})
        assert done.content == b"lowered POST kept"

    def test_a_password_is_not_enough(self, client, aigul):
        in_with_app(client, aigul)
        aged(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
        client.post("/en/account/reauthenticate/", {"password": PASSWORD})
        assert client.get("/lowering/").status_code == 302

    def test_who_has_no_factor_is_refused(self, client):
        person = actions.add_user("reader", email="reader@example.org")
        person.set_password(PASSWORD)
        person.save()
        sign_in(client, "reader")
        assert client.get("/lowering/").status_code == 403

    @override_settings(DEMO=True)
    def test_a_demonstration_excepts_sessions_of_its_own_form_only(self, client, aigul):
        client.force_login(aigul)
        Authenticator.objects.filter(user=aigul).delete()
        assert client.get("/lowering/").status_code == 302
        session = client.session
        session["account_authentication_methods"] = [{"method": "demo", "at": time.time()}]
        session["account_authentication_methods_user"] = str(aigul.pk)
        session.save()
        assert client.get("/lowering/").status_code == 200
        with override_settings(DEMO=False):
            assert client.get("/lowering/").status_code == 302


@pytest.mark.parametrize("page", ["totp/deactivate/", "recovery-codes/", "recovery-codes/generate/"])
def test_a_stolen_password_and_an_open_session_change_no_factor(client, aigul, page):
    in_with_app(client, aigul)
    aged(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    answer = client.post(f"/en/account/2fa/{page}")
    assert "/2fa/reauthenticate/" in answer.headers["Location"]
    answer = client.get("/en/account/2fa/webauthn/add/")
    assert "/2fa/reauthenticate/" in answer.headers["Location"]
    assert Authenticator.objects.filter(user=aigul).count() == 1


def test_a_recovery_code_lets_a_new_key_in_and_takes_nothing_away(client, aigul):
    sign_in(client)
    with_app(client)
    codes = client.get("/en/account/2fa/recovery-codes/download/").content.decode().split()
    client.logout()
    sign_in(client)
    client.post("/en/account/2fa/authenticate/", {"code": codes[0]})
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    assert client.get("/en/account/2fa/webauthn/add/").status_code == 200
    refused = client.post("/en/account/2fa/totp/deactivate/")
    assert "/2fa/reauthenticate/" in refused.headers["Location"]


def test_guessing_codes_is_stopped_for_the_account_wherever_it_comes_from(aigul):
    """Five wrong codes, each from another address: the sixth is refused, even if it is right."""
    give_app(aigul)
    for number in range(5):
        guesser = Client(REMOTE_ADDR=f"192.0.2.{number + 1}")
        sign_in(guesser)
        guesser.post("/en/account/2fa/authenticate/", {"code": "000000"})
    client = Client(REMOTE_ADDR="192.0.2.99")
    sign_in(client)
    page = client.post("/en/account/2fa/authenticate/", {"code": code_of(SECRET)}).content.decode()
    assert re.search("Too many", page)


def test_guessing_passwords_is_stopped_for_an_address_whatever_the_account(db):
    for number in range(10):
        sign_in(Client(), f"somebody-{number}", "nope")
    assert "Too many failed" in sign_in(Client(), "somebody-else", "nope").content.decode()
