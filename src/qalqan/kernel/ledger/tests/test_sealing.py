"""Sealing on a real server, as the worker does it: nothing lost, nothing joined later, whatever happens."""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from click.testing import CliRunner, Result

from qalqan.kernel.embedded.server import Server
from qalqan.kernel.ledger import anchors, database, export, keys, live, proof, sealing
from qalqan.kernel.ledger.cli import ledger

pytestmark = pytest.mark.django_db(transaction=True)

ROW = """INSERT INTO ledger_entry (user_id, region_id, person_id, role, purpose, act, kind, target_id,
  sections, outcome, note, server, before_digest)
SELECT uuidv7(), uuidv7(), uuidv7(), 'class_teacher', 'education', 'people.read', 'person', n::text,
  'identity', 'done', '', 'host', decode('00ff', 'hex') FROM generate_series(1, {count}) n"""


@pytest.fixture(autouse=True)
def own_ledger(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, embedded_server: Server) -> None:
    """An empty ledger, and anchors of this test alone. Refusals in other tests commit by themselves, and the
    home is shared by all workers."""
    as_superuser(embedded_server, "TRUNCATE ledger_entry, ledger_seal, ledger_key")
    monkeypatch.setattr(anchors, "folder", lambda: tmp_path)


def write(count: int = 1) -> None:
    with database.connect("app") as connection:
        connection.execute(ROW.format(count=count))


def settle() -> None:
    """Wait until whatever is older has ended. Transaction numbers are the whole server's: a test of another
    worker, in its own database, holds the seals back as any long transaction does."""
    with database.connect("app") as connection:
        (now,) = connection.execute("SELECT pg_current_xact_id()").fetchone()  # type: ignore[misc]
    until = time.monotonic() + 120
    with database.connect("app") as connection:
        connection.autocommit = True
        while time.monotonic() < until:
            row = connection.execute(
                "SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::text::xid8", [str(now)]
            ).fetchone()
            if row == (True,):
                return
            time.sleep(0.05)
    raise AssertionError("an older transaction does not end")


def seal() -> sealing.Sealed:
    """Seal what was written so far."""
    settle()
    return sealing.run()


def verify(**kept: object) -> proof.Report:
    return live.verify(proof.Reader(**kept))  # type: ignore[arg-type]


def as_superuser(server: Server, *statements: str) -> None:
    """What a master of the database can do: triggers and policies do not bind him."""
    lifted = ["SET session_replication_role = replica", *statements]
    server.sql([";".join(lifted)], os.environ["QALQAN_DATABASE"])


def call(*arguments: str) -> Result:
    return CliRunner().invoke(ledger, list(arguments))


def test_it_works() -> None:
    write(3)
    assert seal() == sealing.Sealed(1, 3)
    assert seal() == sealing.Sealed(0, 0)
    report = verify()
    assert (report.whole, report.entries, report.seals, report.unsealed) == (True, 3, 1, 0)


def test_an_entry_still_being_written_is_sealed_later_and_not_lost() -> None:
    with database.connect("app") as slow:
        slow.execute(ROW.format(count=1))  # its transaction is older than the next ones, and still open
        write(2)
        assert sealing.run().entries == 0
        assert verify().unsealed == 2
        slow.commit()
    assert seal().entries == 3
    assert verify().whole


def test_a_sealer_that_dies_half_way_loses_nothing() -> None:
    write(5)
    settle()
    with database.connect("worker") as connection:
        sealing.lock(connection)
        assert sealing.seal_once(connection, even_empty=False) is not None
        connection.rollback()  # what the server does when the sealer is killed
    assert seal() == sealing.Sealed(1, 5)
    assert verify().whole


def test_two_sealers_at_once_make_one_chain() -> None:
    write(400)
    done: list[sealing.Sealed] = []
    threads = [threading.Thread(target=lambda: done.append(seal())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.entries for one in done) == 400
    assert verify().whole


def test_a_second_sealer_leaves_while_one_is_at_work() -> None:
    write()
    with database.connect("worker") as connection:
        sealing.lock(connection)
        assert seal().busy


def test_a_clock_that_jumps_back_disturbs_no_order() -> None:
    write(2)
    seal()
    with database.connect("app") as connection:
        past = "uuidv7('-40 days')"
        values = ROW.format(count=2).replace("(user_id", "(id, at, user_id", 1)
        values = values.replace("SELECT uuidv7()", f"SELECT {past}, now() - interval '40 days', uuidv7()", 1)
        connection.execute(values)
    write(1)
    assert seal().entries == 3
    report = verify()
    assert report.whole
    assert {finding.code for finding in report.findings} == {"backdated"}


def test_a_long_stretch_is_sealed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST", 100)
    write(250)  # one transaction: the pieces part it
    write(3)
    assert seal() == sealing.Sealed(3, 253)
    report = verify()
    assert (report.whole, report.entries) == (True, 253)


def test_a_rotated_key_is_vouched_for_by_the_old_one() -> None:
    write()
    seal()
    new = keys.rotate()
    write()
    seal()
    report = verify(trusted=[keys.chain()[0][0].public])
    assert report.whole
    assert report.keys[-1] == new


def test_a_counter_behind_the_seals_stops_the_sealer(embedded_server: Server) -> None:
    write()
    seal()
    as_superuser(embedded_server, "UPDATE ledger_seal SET until_xid = until_xid + 1000000")
    with pytest.raises(sealing.CounterBehindError, match="restored dump"):
        seal()


def refusal(role: str, statement: str) -> str:
    """What the server says to a role; empty when it lets it through."""
    try:
        with database.connect(role) as connection:
            connection.execute(statement)
    except psycopg.DatabaseError as error:
        return str(error)
    return ""


def test_no_role_changes_what_stands_there() -> None:
    write()
    seal()
    columns = {"ledger_entry": "note", "ledger_seal": "count", "ledger_key": "id"}
    for table, column in columns.items():
        for verb in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            assert "permission denied" in refusal("app", verb)
            assert "permission denied" in refusal("worker", verb)
            if table != "ledger_entry":  # of the entries the owner sees none: row security binds him too
                assert "append-only" in refusal("owner", verb)
        assert "permission denied" in refusal("worker", f"TRUNCATE {table}")
        assert "append-only" in refusal("owner", f"TRUNCATE {table} CASCADE")
    assert verify().whole


def test_the_app_cannot_reach_round_to_a_partition() -> None:
    write()
    with database.connect("app") as connection, pytest.raises(Exception, match="permission denied"):
        connection.execute("SELECT * FROM ledger_entry_2026_11")


LAST = "(SELECT id FROM ledger_entry ORDER BY id DESC LIMIT 1)"
BACK = f"UPDATE ledger_entry SET xid = (SELECT min(xid) FROM ledger_entry) WHERE id = {LAST}"
SWAP = "UPDATE ledger_entry SET target_id = CASE target_id WHEN '7' THEN '8' ELSE '7' END "
DAMAGES = {
    "edit": ("UPDATE ledger_entry SET user_id = uuidv7() WHERE target_id = '7'", "changed"),
    "deletion": ("DELETE FROM ledger_entry WHERE target_id = '7'", "missing"),
    "insertion": (f"{ROW.format(count=1)}; {BACK}", "added"),
    "exchange": (SWAP + "WHERE target_id IN ('7', '8')", "changed"),
    "loss of all entries": ("TRUNCATE ledger_entry", "missing"),
    "loss of all seals": ("TRUNCATE ledger_seal", "truncated"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_the_databases_master_does_is_found(name: str, embedded_server: Server) -> None:
    damage, code = DAMAGES[name]
    write(20)
    seal()
    anchors.append()
    as_superuser(embedded_server, damage)
    report = verify(anchors=anchors.kept())
    assert not report.whole
    assert code in {finding.code for finding in report.findings}


def test_an_export_proves_itself_without_the_program(tmp_path: Path) -> None:
    """The reader is one folder: run alone, isolated, from another place, it needs neither us nor Django."""
    write(20)
    seal()
    anchors.append()
    document = tmp_path / "book.jsonl"
    assert call("export", str(document)).exit_code == 0
    shutil.copytree(Path(proof.__file__).parent, tmp_path / "proof")
    probe = (
        "import runpy, sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "try: runpy.run_module('proof', run_name='__main__', alter_sys=True)\n"
        "finally: assert not any(m.split('.')[0] in {'django', 'qalqan', 'psycopg'} for m in sys.modules)"
    )
    kept = ["--anchor", str(tmp_path / anchors.FILE), "--key", str(tmp_path / "keys.txt")]

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-c", probe, str(tmp_path), str(document), *kept]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("WHOLE\n")
    lines = document.read_bytes().splitlines(keepends=True)
    document.write_bytes(b"".join(lines[:5] + lines[6:]))
    done = run()
    assert done.returncode == 1
    assert "BROKEN [missing]" in done.stdout


def damages(lines: list[bytes]) -> dict[str, list[bytes]]:
    """Documents broken in every way that a document can be."""
    return {
        "edited": [*lines[:6], lines[6].replace(b"class_teacher", b"school_head"), *lines[7:]],
        "deleted": lines[:6] + lines[7:],
        "doubled": [*lines[:7], *lines[6:]],
        "moved": [*lines[:6], lines[7], lines[6], *lines[8:]],
        "cut": lines[:-3],
        "cut mid-line": [*lines[:-1], lines[-1][:40]],
        "garbage": [*lines[:6], b"\xff\xfe not json\n", *lines[7:]],
        "wrong types": [*lines[:6], b'{"t":"entry","xid":"a"}\n', *lines[7:]],
        "unknown line": [*lines[:6], b'{"t":"song"}\n', *lines[6:]],
        "list line": [*lines[:6], b"[1]\n", *lines[6:]],
        "appended": [*lines, lines[6]],
        "header": [lines[0].replace(b'"to_the_end":true', b'"to_the_end":false'), *lines[1:]],
        "huge number": [*lines[:6], lines[6].replace(b'"xid":', b'"xid":9999999999999999999999'), *lines[7:]],
    }


def test_every_damage_to_a_document_is_found_and_none_ends_in_a_traceback(tmp_path: Path) -> None:
    for _ in range(3):
        write(4)
        seal()
    lines = list(export.lines())
    for name, broken in damages(lines).items():
        file = tmp_path / "broken.jsonl"
        file.write_bytes(b"".join(broken))
        done = call("verify", str(file))
        assert (name, done.exit_code, done.exception.__class__) == (name, 1, SystemExit)
    for name, nothing in {"empty": b"", "picture": b"\x89PNG", "other": b'{"t":"x"}\n'}.items():
        (tmp_path / "other").write_bytes(nothing)
        assert (name, call("verify", str(tmp_path / "other")).exit_code) == (name, 2)


def test_a_closed_export_proves_and_names_nobody(tmp_path: Path) -> None:
    write(5)
    seal()
    with database.connect("audit") as connection:
        database.see_all(connection)
        secret = connection.execute("SELECT user_id, person_id, salt FROM ledger_entry").fetchall()
    document = tmp_path / "closed.jsonl"
    assert call("export", "--closed", str(document)).exit_code == 0
    text = document.read_text()
    assert not [value for row in secret for value in row if str(value) in text]
    assert call("verify", str(document)).exit_code == 0


def test_a_part_of_the_ledger_is_exported_and_says_where_it_begins(tmp_path: Path) -> None:
    moments = []
    for _ in range(3):
        write(2)
        seal()
        with database.connect("audit") as connection:
            last = database.last_seal(connection)
            assert last is not None
            moments.append(last.at)
    part = b"".join(export.lines(since=moments[1], until=moments[1]))
    reader = proof.Reader()
    report = proof.verify_lines(iter(part.splitlines(keepends=True)), reader)
    assert (report.whole, report.first, report.last, report.entries) == (True, 2, 2, 2)


def test_an_anchor_is_kept_once_and_mailed_once_a_day(settings: object, mailoutbox: list) -> None:
    from qalqan.kernel.ledger import jobs

    settings.ANCHOR_MAIL = ["court@example.org"]  # type: ignore[attr-defined]
    for _ in range(3):
        write()
        settle()
        jobs.seal.call()
        jobs.anchor.call()
        jobs.anchor.call()
    assert [anchor.number for anchor in anchors.kept()] == [1, 2, 3]
    (mail,) = mailoutbox
    (anchor,) = proof.anchors_of(mail.body.splitlines())
    assert anchor == anchors.kept()[0]


def test_the_months_to_come_have_tables() -> None:
    from qalqan.kernel.ledger import jobs

    jobs.make_partitions.call()
    with database.connect("worker") as connection:
        made = connection.execute("SELECT ledger_make_partitions(5)").fetchone()
        again = connection.execute("SELECT ledger_make_partitions(5)").fetchone()
        assert (made, again) == ((2,), (0,))
        with pytest.raises(Exception, match="permission denied"):
            connection.execute("SELECT ledger_close('ledger_entry_rest')")


OFFSETS = {"edit": 123_456, "delete": 234_567, "swap": 345_678, "insert": 456_789, "tail": 999_990}


@pytest.mark.slow
def test_one_of_each_damage_among_a_million_rows_is_found(embedded_server: Server) -> None:
    """A million rows, sealed; then one edit, one deletion, one insertion, one exchange, one cut tail."""
    as_superuser(embedded_server, "DROP INDEX ledger_of_person", "DROP INDEX ledger_of_user")  # loads faster
    as_superuser(embedded_server, ROW.format(count=1_000_000))
    done = seal()
    assert done.entries == 1_000_000
    with database.connect("audit") as connection:
        database.see_all(connection)
        query = "SELECT id FROM ledger_entry ORDER BY ledger_entry.xid, id OFFSET {} LIMIT 2"
        place = {
            name: [found[0] for found in connection.execute(query.format(offset))]
            for name, offset in OFFSETS.items()
        }
    one, other = place["swap"]
    like, added = place["insert"][0], UUID(int=place["insert"][0].int + 1)
    as_superuser(
        embedded_server,
        f"UPDATE ledger_entry SET purpose = 'audit' WHERE id = '{place['edit'][0]}'",
        f"DELETE FROM ledger_entry WHERE id = '{place['delete'][0]}'",
        f"CREATE TEMP TABLE one AS SELECT * FROM ledger_entry WHERE id = '{like}'",
        f"UPDATE one SET id = '{added}'",
        "INSERT INTO ledger_entry SELECT * FROM one",
        f"UPDATE ledger_entry e SET user_id = o.user_id, person_id = o.person_id FROM ledger_entry o "
        f"WHERE (e.id, o.id) IN (('{one}', '{other}'), ('{other}', '{one}'))",
        f"DELETE FROM ledger_entry WHERE id >= '{place['tail'][0]}'",
    )
    report = verify()
    told = {(finding.code, finding.place) for finding in report.findings}
    assert not report.whole
    for wanted in (place["edit"][0], one, other, added):
        assert any(str(wanted) in where for _, where in told), wanted
    assert sum(code == "missing" for code, _ in told) == 2
    assert {where.split(" (")[0] for code, where in told if code == "root"} == {
        f"seal {offset // sealing.MOST + 1}" for offset in OFFSETS.values()
    }
