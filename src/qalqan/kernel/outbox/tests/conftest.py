"""A handler for one test, which writes what it heard into a table that exists: the canary's counts."""

import psycopg
import pytest
from django.db import connection

from qalqan.kernel import outbox
from qalqan.kernel.embedded.server import Server
from qalqan.kernel.jobs import actions
from qalqan.kernel.jobs.models import Canary
from qalqan.kernel.outbox import registry


@pytest.fixture
def canary(db):
    return Canary.objects.create()


@pytest.fixture
def listen(monkeypatch):
    """`listen("x.happened", function)`: a handler that is forgotten after the test."""
    monkeypatch.setattr(registry, "_handlers", dict(registry.handlers()))

    def add(event, function, **options):
        outbox.on(event, name=options.pop("name", "tests.hear"), **options)(function)

    return add


@pytest.fixture
def count():
    """A handler whose effect can be counted."""

    def hear(event):
        actions.step(event.uuid("canary"), "heard")

    return hear


@pytest.fixture
def connect():
    """A connection of one's own to this test's database, as a role."""
    opened = []

    def open_one(role):
        address = Server.at_home().address(connection.settings_dict["NAME"], role)
        opened.append(psycopg.connect(address))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
