"""No address without an act; the documentation of who may open what is never stale."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import get_resolver, path

from qalqan.kernel.access import actions, policy
from qalqan.kernel.access.acts import act
from qalqan.web import access_matrix, urls


def test_every_address_declares_its_act():
    walked = list(access_matrix.addresses(get_resolver().url_patterns))
    assert len(walked) > 25
    assert [name or path for path, name, found in walked if found is None] == []


def test_every_declared_act_is_public_or_stated_by_a_room():
    stated = policy.acts()
    for where, _, found in access_matrix.addresses(get_resolver().url_patterns):
        assert found.public or found.name in stated, where


def test_the_matrix_in_the_documentation_is_what_the_code_says(tmp_path):
    program = (
        "from pathlib import Path; import sys; from qalqan.web import access_matrix as m;"
        "m.PAGE = Path(sys.argv[1]); m.main()"
    )
    fresh = tmp_path / "matrix.md"
    subprocess.run([sys.executable, "-c", program, str(fresh)], check=True)
    assert fresh.read_text("utf-8") == access_matrix.PAGE.read_text("utf-8"), (
        "run: python -m qalqan.web.access_matrix"
    )


def bare(request):
    return HttpResponse("let in by mistake")


@act("session.own")
def own(request):
    return HttpResponse("mine")


@act("session.sign_up")
def shut(request):
    return HttpResponse("never")


urlpatterns = [path("bare/", bare), path("own/", own), path("shut/", shut), *urls.urlpatterns]
handler403 = urls.handler403


@pytest.mark.urls(__name__)
class TestTheDoor:
    def test_a_view_without_an_act_is_refused(self, client):
        answer = client.get("/bare/")
        assert answer.status_code == 403
        assert b"by mistake" not in answer.content

    def test_and_shouts_at_whoever_develops_it(self, client, settings):
        settings.DEBUG = True
        with pytest.raises(ImproperlyConfigured, match="declares no act"):
            client.get("/bare/")

    def test_a_stranger_is_sent_to_sign_in_and_comes_back(self, client):
        answer = client.get("/own/?a=1")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/kk/account/login/?next=/own/%3Fa%3D1"

    @pytest.mark.django_db
    def test_the_signed_in_pass_or_get_403(self, client):
        client.force_login(actions.add_user("aigul"), settings.AUTHENTICATION_BACKENDS[0])
        assert client.get("/own/").content == b"mine"
        refused = client.get("/shut/")
        assert refused.status_code == 403
        assert b"never" not in refused.content
