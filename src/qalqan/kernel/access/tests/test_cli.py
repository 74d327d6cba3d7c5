"""`qalqan user` as a person at a terminal meets it; the link it prints is followed to the end."""

import json
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from qalqan.kernel.access.cli import user

pytestmark = pytest.mark.django_db


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(user, words)
    assert result.exit_code == code, result.output
    return result.output


def test_add_prints_a_link_that_sets_the_password_once(client):
    added = json.loads(run("add", "aigul", "--email", "aigul@example.org", "--json"))
    path = urlsplit(added["link"]).path
    form = client.get(path, follow=True)
    assert form.status_code == 200
    here = form.redirect_chain[-1][0]
    words = {"password1": "қозы көрпеш баян сұлу", "password2": "қозы көрпеш баян сұлу"}
    done = client.post(here, words, follow=True)
    assert done.status_code == 200
    signed_in = client.post("/en/account/login/", {"login": "AIGUL", "password": words["password1"]})
    assert signed_in.status_code == 302
    assert signed_in.headers["Location"] == "/en/"
    client.logout()
    again = client.get(path, follow=True)
    assert b"password1" not in again.content


def test_seat_list_end():
    run("add", "aigul", "--name", "Айгүл")
    taken = json.loads(run("seat", "aigul", "--role", "coordinator", "--from", "2024-01-01", "--json"))
    listed = json.loads(run("list", "--json"))
    assert listed[0]["name"] == "Айгүл"
    assert listed[0]["seats"] == [taken]
    assert "Айгүл" in run("list")
    ended = json.loads(run("end", taken["id"], "--on", "2024-06-01", "--json"))
    assert ended["to"] == "2024-06-01"


def test_refusals_say_why_and_exit_with_2():
    run("add", "aigul")
    assert "taken" in run("add", "aigul", code=2)
    assert "no such user" in run("seat", "nobody", "--role", "viewer", code=2)
    assert "no such role" in run("seat", "aigul", "--role", "tsar", code=2)
    assert "no such seat" in run("end", "00000000-0000-7000-8000-000000000000", code=2)
