"""What every page promises: its language, its safety headers, the way to other languages, its refusals."""

import re

import pytest
from django.db import connection
from django.test import Client

LANGUAGES = ("kk", "ru", "en")


@pytest.mark.parametrize(
    ("wish", "given"),
    [("ru-RU,ru;q=0.9,en;q=0.5", "ru"), ("en-GB", "en"), ("kk-KZ", "kk"), ("fr-FR", "kk"), ("", "kk")],
)
def test_the_bare_address_leads_to_the_readers_language(client, wish, given):
    answer = client.get("/", headers={"accept-language": wish})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{given}/")
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_its_language_and_links_the_others_with_page_and_query(client, language):
    page = client.get(f"/{language}/account/login/?next=/x/&a=1").content.decode()
    assert f'<html lang="{language}"' in page
    for other in LANGUAGES:
        assert f'hreflang="{other}" href="http://testserver/{other}/account/login/?next=/x/&amp;a=1"' in page


@pytest.mark.django_db
def test_pages_differ_by_language(client):
    pages = {language: client.get(f"/{language}/").content.decode() for language in LANGUAGES}
    assert "Орындалатын қаулы" in pages["kk"]
    assert "Постановление, которое исполняется" in pages["ru"]
    assert "The decree that runs" in pages["en"]


@pytest.mark.django_db
def test_the_policy_allows_our_own_files_and_nothing_inline(client):
    answer = client.get("/kk/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r'(src|href)="(https?:)?//(?!testserver)', page)


def test_a_public_page_leaves_no_cookie_so_that_it_can_be_cached(client):
    for path in ("/kk/no-such-page/", "/health"):
        assert not client.get(path).cookies


def test_safety_headers_and_cookies(client):
    answer = client.get("/kk/account/login/")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    cookie = answer.cookies["csrftoken"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Мұндай бет жоқ"), ("ru", "Такой страницы нет"), ("en", "no such page")]
)
def test_a_missing_page_says_so_in_the_readers_language(client, language, words):
    answer = client.get(f"/{language}/no-such-page/")
    assert answer.status_code == 404
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "нысанның мерзімі өтті"), ("ru", "Срок действия этой формы истёк"), ("en", "form has expired")],
)
def test_a_form_from_elsewhere_is_refused_in_words(language, words):
    answer = Client(enforce_csrf_checks=True).post(
        f"/{language}/account/login/", {"login": "x", "password": "y"}
    )
    assert answer.status_code == 403
    assert words in answer.content.decode()


def test_a_bad_host_gets_our_400_without_a_trace(client):
    answer = client.get("/kk/", headers={"host": "evil.example"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Мекенжай дұрыс емес" in page
    assert "Неверный адрес" in page
    assert "evil" not in page
    assert "Traceback" not in page


def test_a_failure_speaks_three_languages_and_needs_no_database(client, monkeypatch):
    """The page stays up when nothing else does: no query may run, and none is needed."""

    def broken(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("qalqan.web.context.menu", broken)
    client.raise_request_exception = False
    assert (
        not connection.in_atomic_block
    )  # this test has no database access: pytest-django would refuse a query
    answer = client.get("/kk/")
    page = answer.content.decode()
    assert answer.status_code == 500
    for words in ("Бізде ақау шықты", "У нас произошла ошибка", "Something failed"):
        assert words in page
    assert "secret detail" not in page
    assert "Traceback" not in page


def test_demo_addresses_do_not_exist_outside_demo_mode(client):
    assert client.post("/kk/demo/sign-in/", {"person": "demo.coordinator"}).status_code == 404
    assert client.get("/kk/styleguide/").status_code == 404
    assert "demo" not in client.get("/kk/account/login/").content.decode()


def test_health_needs_no_language_and_no_database(client):
    assert client.get("/health").content == b"ok\n"


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_asked_the_wrong_way_says_so_and_what_it_takes(client, language):
    answer = client.post(f"/{language}/", headers={"accept": "text/html"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "<h1" in answer.content.decode()
    assert client.post(f"/{language}/", headers={"accept": "application/json"}).content == b""
