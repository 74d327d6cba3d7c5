"""Kill -9 of the database while rows are being written: what was acknowledged is there afterwards."""

import os
import signal
import threading
import time

import psycopg
import pytest

from qalqan.kernel.embedded.server import Server

pytestmark = [pytest.mark.faults, pytest.mark.slow]


def test_every_acknowledged_row_survives_three_kills(own_home):
    server = Server.at_home()
    server.create()
    with psycopg.connect(server.address(role="qalqan_owner")) as owner:
        owner.execute("CREATE TABLE facts (id int PRIMARY KEY, filler text)")
    acknowledged: list[int] = []
    said: list[str] = []

    for _ in range(3):
        writer = threading.Thread(target=write_until_cut, args=(server, acknowledged))
        before = len(acknowledged)
        writer.start()
        while len(acknowledged) < before + 50:
            time.sleep(0.01)
        os.kill(server.pid(), signal.SIGKILL)
        writer.join(30)
        assert not writer.is_alive()
        server.start(said.append)

    with psycopg.connect(server.address(role="qalqan_app")) as app:
        found = {row[0] for row in app.execute("SELECT id FROM facts").fetchall()}
    assert len(acknowledged) >= 150
    assert set(acknowledged) <= found
    assert len(found - set(acknowledged)) <= 3  # committed, but killed before the answer
    assert "recovering" in said


def write_until_cut(server, acknowledged):
    with psycopg.connect(server.address(role="qalqan_app"), autocommit=True) as app:
        try:
            while True:
                number = (acknowledged[-1] if acknowledged else 0) + 1
                app.execute(
                    "INSERT INTO facts VALUES (%s, repeat('x', 500)) ON CONFLICT DO NOTHING", [number]
                )
                acknowledged.append(number)
        except psycopg.OperationalError:
            return


def test_a_creation_cut_short_is_done_anew(own_home):
    server = Server.at_home()
    server.create()
    (server.data / "qalqan.ready").unlink()  # as when the power failed before the last step
    os.kill(server.pid(), signal.SIGKILL)
    assert not server.exists()

    server.create()

    with psycopg.connect(server.address(role="qalqan_app")) as app:
        assert app.execute("SELECT kk_key('Ә') < kk_key('Б')").fetchone() == (True,)
    assert len(list(own_home.glob("data.broken-*"))) == 1
