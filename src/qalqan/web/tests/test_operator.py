"""The operator's page: for operators only, without a word about anybody, and its buttons do what they say."""

import datetime
import inspect
import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils import translation

from qalqan.kernel import outbox
from qalqan.kernel.access import actions as access
from qalqan.kernel.jobs import actions, jobs, rules, runner
from qalqan.kernel.jobs.models import Canary, Failure
from qalqan.kernel.outbox import dispatcher
from qalqan.kernel.outbox.models import Delivery
from qalqan.web import operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    """Sign somebody in who sits in a post of this role."""

    def sign_in(role):
        person = access.add_user(role)
        access.seat(person, access.post(role), since=datetime.date(2020, 1, 1))
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def page(signed_in):
    client = signed_in("operator")
    return lambda: client.get("/en/operation/").content.decode()


def fail_a_job():
    job = jobs.finish_canary.enqueue("00000000-0000-7000-8000-00000000abcd")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job.id])
    Failure.objects.create(
        job_id=job.id, attempt=5, error_class="ValueError", error_place="qalqan.x:7", worker=""
    )
    return int(job.id)


def park_a_delivery():
    outbox.emit("jobs.canary_sent", canary="00000000-0000-7000-8000-00000000abcd")
    dispatcher.settle()
    Delivery.objects.update(state="parked", error_class="ValueError", settled_at="2026-01-01T00:00:00Z")
    return Delivery.objects.get()


def test_it_works(page):
    text = page()
    assert "No worker runs" in text  # in a test none does, and the page says so
    assert "Everything runs" not in text
    assert "kernel.jobs.jobs.sweep" in text


@pytest.mark.parametrize("role", ["coordinator", "national_admin", "viewer"])
def test_nobody_but_an_operator_sees_or_does_anything(signed_in, role):
    client = signed_in(role)
    job = fail_a_job()
    assert client.get("/en/operation/").status_code == 403
    for address in (f"jobs/{job}/", "deliveries/", "canary/"):
        assert client.post(f"/en/operation/{address}", {"what": "retry"}).status_code == 403
    assert Canary.objects.count() == 0


def test_the_page_names_tasks_and_errors_and_no_id_of_what_they_were_about(page):
    fail_a_job()
    text = page()
    assert "kernel.jobs.jobs.finish_canary" in text
    assert "ValueError" in text
    assert "x:7" in text
    assert "00000000-0000-7000-8000-00000000abcd" not in text
    park_a_delivery()
    assert "00000000-0000-7000-8000-00000000abcd" not in page()


@pytest.mark.parametrize(("what", "left"), [("retry", 1), ("discard", 0)])
def test_a_failed_job_is_settled_once(signed_in, what, left):
    client, job = signed_in("operator"), fail_a_job()
    for _ in range(2):  # a double click is no error
        assert client.post(f"/en/operation/jobs/{job}/", {"what": what}).status_code == 302
    assert runner.run_waiting() == left


@pytest.mark.parametrize(("what", "state"), [("retry", "waiting"), ("discard", "discarded")])
def test_a_parked_delivery_is_settled(signed_in, what, state):
    client, one = signed_in("operator"), park_a_delivery()
    values = {"event": str(one.event_id), "handler": one.handler, "what": what}
    assert client.post("/en/operation/deliveries/", values).status_code == 302
    assert Delivery.objects.get().state == state
    assert client.post("/en/operation/deliveries/", {"event": "no-uuid", "handler": "x"}).status_code == 302


def test_what_an_operator_settles_stands_in_the_book(signed_in):
    client, job = signed_in("operator"), fail_a_job()
    client.post(f"/en/operation/jobs/{job}/", {"what": "retry"})
    client.post("/en/operation/canary/")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.purpose', 'audit', true), set_config('app.regions', '*', true)"
        )
        cursor.execute("SELECT act, role FROM ledger_entry WHERE act LIKE 'operation.%' AND outcome = 'done'")
        found = cursor.fetchall()
    assert sorted(found) == [("operation.retry_job", "operator"), ("operation.send_canary", "operator")]


def test_a_self_test_arrives_once_and_the_page_shows_its_time(signed_in):
    client = signed_in("operator")
    assert client.post("/en/operation/canary/").status_code == 302
    assert "on its way" in client.get("/en/operation/").content.decode()
    dispatcher.settle()
    runner.run_waiting()
    text = client.get("/en/operation/").content.decode()
    assert "arrived, each step once" in text
    assert re.search(r"\d+ (ms|s)", text)


def test_an_effect_that_happened_twice_would_show(page):
    canary = Canary.objects.create()
    for _ in range(2):
        actions.step(canary.id, "heard")
    assert "happened twice" in page()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (-3, "0 ms"), (0.0049, "5 ms"), (1, "1 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h")],
)
def test_lengths_of_time(seconds, words):
    with translation.override("en"):
        span = None if seconds is None else datetime.timedelta(seconds=seconds)
        assert operator.span(span) == words


def test_every_trouble_has_words():
    codes = set(re.findall(r', "(\w+)"$', inspect.getsource(rules.troubles), re.M))
    assert codes == operator.TROUBLES.keys()
