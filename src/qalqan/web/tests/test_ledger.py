"""The ledger's public page: anyone may keep a line; nothing on it names anybody."""

import datetime

import pytest
from django.test import Client

from qalqan.kernel.embedded.server import Server
from qalqan.kernel.ledger import database, proof
from qalqan.kernel.ledger.tests.test_sealing import as_superuser, seal, write


@pytest.mark.django_db(transaction=True)
def test_a_stranger_reads_the_days_and_checks_the_chain(client: Client, embedded_server: Server) -> None:
    as_superuser(embedded_server, "TRUNCATE ledger_entry, ledger_seal, ledger_key")
    for _ in range(3):
        write(2)
        seal()
    with database.connect("audit") as connection:
        last = database.last_seal(connection)
    assert last is not None
    page = client.get("/en/ledger/")
    assert page.status_code == 200
    assert last.hash().hex() in page.content.decode()
    day = f"{last.at.astimezone(datetime.UTC):%Y-%m-%d}"
    document = client.get(f"/en/ledger/{day}.jsonl").content
    trusted = [bytes.fromhex(line) for line in client.get("/en/ledger/keys.txt").content.decode().split()]
    report = proof.verify_lines(iter(document.splitlines(keepends=True)), proof.Reader(trusted=trusted))
    assert (report.whole, report.seals, report.last_hash) == (True, 3, last.hash())
    forged = document.replace(b'"count":2', b'"count":3', 1)
    broken = proof.verify_lines(iter(forged.splitlines(keepends=True)), proof.Reader())
    assert not broken.whole


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "?month=2026-13",
        "?month=x",
        "?month=9999-12",
        "2026-02-30.jsonl",
        "x.jsonl",
        "1999-01-01.jsonl",
        "9999-12-31.jsonl",
    ],
)
def test_what_is_no_day_is_not_found(path: str, client: Client) -> None:
    assert client.get(f"/en/ledger/{path}").status_code == 404


@pytest.mark.django_db
def test_an_empty_month_says_so(client: Client) -> None:
    assert "Nothing sealed" in client.get("/en/ledger/?month=2001-02").content.decode()
