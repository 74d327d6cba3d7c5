"""Signing in as people do it: password, code of an app, recovery code, forgotten password, other sessions."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from qalqan.kernel.access import actions

pytestmark = pytest.mark.django_db
PASSWORD = "жеті қазына алты алаш"


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


@pytest.fixture
def aigul():
    person = actions.add_user("aigul", name="Айгүл", email="aigul@example.org")
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client: Client, login="aigul", password=PASSWORD, language="en"):
    return client.post(f"/{language}/account/login/", {"login": login, "password": password})


def code_of(secret: str) -> str:
    """RFC 6238: the six digits of this half minute."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def with_app(client: Client) -> str:
    """Activate an authenticator app for the person of `client`; give its secret."""
    start = client.get("/en/account/2fa/totp/activate/")
    assert start.headers["Location"].startswith("/en/account/reauthenticate/")  # it asks who is there, first
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/en/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret"[^>]* value="(\w+)"', page).group(1)
    answer = client.post("/en/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302
    return secret


@pytest.mark.parametrize("login", ["aigul", "AIGUL", "aigul@example.org", "Aigul@Example.org"])
def test_by_name_or_address_in_any_letter_case(client, aigul, login):
    assert sign_in(client, login).headers["Location"] == "/en/"
    assert "Айгүл" in client.get("/kk/").content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Пайдаланушы аты немесе құпиясөз қате"), ("ru", "пароль неверны"), ("en", "are not correct")],
)
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, aigul, language, words):
    wrong = sign_in(client, password="nope", language=language).content.decode()
    unknown = sign_in(client, login="nobody", language=language).content.decode()
    assert words in wrong
    assert words in unknown


def test_guessing_is_stopped_in_words(client, aigul):
    for _ in range(5):
        sign_in(client, password="nope")
    answer = sign_in(client)  # even the right password, for a while
    assert answer.status_code == 200
    assert "Too many failed" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Әрекеттер тым көп"), ("ru", "Слишком много попыток")]
)
def test_a_flood_from_one_address_meets_a_page_not_a_form(client, language, words):
    reset = f"/{language}/account/password/reset/"
    answers = [client.post(reset, {"email": f"person{number}@example.org"}) for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert words in answers[-1].content.decode()


def test_the_count_of_guesses_is_shared_by_all_processes(client, aigul):
    """It lies in the database: another process, which has a memory of its own, sees it too."""
    sign_in(client, password="nope")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] > 0


def test_a_closed_person_cannot_enter(client, aigul):
    aigul.is_active = False
    aigul.save()
    sign_in(client)
    assert client.get("/en/account/sessions/").status_code == 302


def test_nobody_signs_up(client):
    answer = client.post("/en/account/signup/", {"username": "me", "password1": PASSWORD})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/en/account/login/")


def test_the_app_is_asked_for_after_the_password(client, aigul):
    sign_in(client)
    secret = with_app(client)
    client.logout()
    assert sign_in(client).headers["Location"] == "/en/account/2fa/authenticate/"
    assert client.get("/en/account/sessions/").status_code == 302  # not in yet
    page = client.post("/en/account/2fa/authenticate/", {"code": "000000"})
    assert "Incorrect code" in page.content.decode()
    cache.clear()  # a code counts once: forget that this half minute's was used to activate
    client.post("/en/account/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/en/account/sessions/").status_code == 200


def test_a_recovery_code_opens_once(client, aigul):
    sign_in(client)
    with_app(client)
    client.post("/en/account/2fa/recovery-codes/generate/")
    codes = client.get("/en/account/2fa/recovery-codes/download/").content.decode().split()
    assert len(codes) == 10
    for attempt, is_in in ((codes[0], 200), (codes[0], 302), (codes[1], 200)):
        client.logout()
        sign_in(client)
        client.post("/en/account/2fa/authenticate/", {"code": attempt})
        assert client.get("/en/account/sessions/").status_code == is_in


def test_other_sessions_can_be_ended_from_here(client, aigul):
    elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    sign_in(elsewhere)
    sign_in(client)
    page = client.get("/kk/account/sessions/").content.decode()
    assert "Firefox, Windows" in page
    client.post("/kk/account/sessions/")
    assert elsewhere.get("/kk/account/sessions/").status_code == 302
    assert client.get("/kk/account/sessions/").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("kk", "құпиясөз"), ("ru", "парол"), ("en", "password")])
def test_a_forgotten_password_is_set_anew_by_mail(client, aigul, language, words):
    client.post(f"/{language}/account/password/reset/", {"email": aigul.email})
    letter = mail.outbox[0]
    assert letter.to == [aigul.email]
    assert words in letter.body.lower()
    link = re.search(r"http://testserver(/\S+/password/reset/key/\S+)", letter.body).group(1)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    fresh = "қырық күн шілде деген"
    client.post(form, {"password1": fresh, "password2": fresh})
    assert sign_in(client, password=fresh).status_code == 302


def test_an_unknown_address_is_told_nothing_on_the_page(client, aigul):
    known = client.post("/en/account/password/reset/", {"email": aigul.email})
    unknown = client.post("/en/account/password/reset/", {"email": "nobody@example.org"})
    assert known.headers["Location"] == unknown.headers["Location"]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_weak_password_is_refused_in_the_persons_language(client, aigul, language):
    sign_in(client)
    weak = {"oldpassword": PASSWORD, "password1": "123", "password2": "123"}
    page = client.post(f"/{language}/account/password/change/", weak).content.decode()
    errors = re.findall(r'govuk-error-message"[^>]*>(.*?)</div>', page, re.S)
    assert errors
    assert not re.search(r"[a-z]{4,}", re.sub(r"<[^>]+>", "", " ".join(errors)))
