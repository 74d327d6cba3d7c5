"""A load that is killed in the middle, with its processes and their database connections, and run again."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from qalqan.kernel.embedded.server import Server

# The command's own way, for four small districts in place of a region.
SCRIPT = """
import os, sys
from pathlib import Path
from qalqan.kernel.embedded import session
if __name__ == "__main__":
    with session.running():
        os.environ["DJANGO_SETTINGS_MODULE"] = "qalqan.settings"
        import django
        django.setup()
        from qalqan.synthetic import running
        from qalqan.synthetic.errors import rates
        names = ("shal-akyn", "ualikhanov", "akzhar", "mamlyut")
        districts = tuple(f"KZ-59-{name}-district" for name in names)
        task = running.Task(1, rates("0"), districts, truth=Path(sys.argv[1]), processes=2)
        print(running.run(task).rows)
"""
COUNTS = """
SELECT (SELECT count(*) FROM people_person),
       (SELECT count(*) FROM people_attachment WHERE capacity = 'pupil'),
       (SELECT coalesce(sum(children), 0) FROM synthetic_load), (SELECT count(*) FROM synthetic_load)
"""


def asked(server: Server, question: str) -> tuple[int, ...]:
    with psycopg.connect(server.address()) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]
    assert row is not None
    return tuple(int(value) for value in row)


@pytest.mark.slow
@pytest.mark.faults
def test_a_killed_load_goes_on_and_nothing_is_there_twice(own_home, tmp_path):
    script = tmp_path / "load.py"
    script.write_text(SCRIPT)
    environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "QALQAN_POOL")}
    line = [sys.executable, str(script), str(tmp_path / "truth.csv")]
    first = subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    server = Server.at_home()
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if asked(server, "SELECT count(*) FROM synthetic_load")[0]:
                break
        except psycopg.Error:
            time.sleep(0.2)  # no server, no database, no table yet
        assert first.poll() is None, first.stdout.read()
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdout.close()
    while asked(server, "SELECT count(*) FROM pg_stat_activity WHERE usename = 'qalqan_app'")[0]:
        assert time.monotonic() < until, "processes of a killed load live on"
        time.sleep(0.2)
    persons, pupils, children, districts = asked(server, COUNTS)
    assert pupils == children > 0
    assert 1 <= districts < 4

    again = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=150)
    assert again.returncode == 0, again.stderr
    assert int(again.stdout) > 0
    server.start()  # the load was alone and stopped it when it left
    after = asked(server, COUNTS)
    assert after[1] == after[2] > children
    assert after[3] == 4
    told = (tmp_path / "truth.csv").read_text().splitlines()
    assert len(told) - 1 == after[0] > persons
    server.stop()
