"""The proof finds every single damage: thousands of random ones on a small ledger, without a database."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from qalqan.kernel.ledger.proof import CLOSED, OPEN, Tree
from qalqan.kernel.ledger.tests import books

BOOK = books.make()
ROWS = len(BOOK.rows)
FIELDS = (*OPEN, *CLOSED)

# The roots of the first 1..8 leaves that RFC 6962's own implementation tests with.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def changed(value: Any, bit: int) -> Any:
    """Another value of the same kind."""
    if value is None:
        return "x"
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, int):
        return value + 1 + bit
    if isinstance(value, UUID):
        return UUID(int=value.int ^ (1 << bit % 128))
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    return value + timedelta(microseconds=1 + bit)


def copy() -> books.Book:
    return books.Book(BOOK.key, list(BOOK.rows), list(BOOK.seals))


def test_the_tree_is_that_of_rfc_6962() -> None:
    tree = Tree()
    assert tree.root() == hashlib.sha256().digest()
    for text, root in zip(LEAVES, ROOTS, strict=True):
        tree.add(hashlib.sha256(b"\x00" + bytes.fromhex(text)).digest())
        assert tree.root().hex() == root


def test_a_whole_book_is_whole() -> None:
    report = books.check(BOOK, anchors=BOOK.anchors())
    assert (report.whole, report.findings, report.entries, report.anchors) == (True, [], ROWS, 12)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, ROWS - 1), st.integers(0, len(FIELDS) - 1), st.integers(0, 127))
def test_any_edit_of_any_field_of_any_row_is_found_and_named(row: int, place: int, bit: int) -> None:
    book = copy()
    values = list(book.rows[row])
    values[place] = changed(values[place], bit)
    book.rows[row] = tuple(values)
    report = books.check(book)
    assert not report.whole
    if FIELDS[place] not in {"xid", "id"}:  # these move the row: it is found missing in one place or added
        assert any(f.code == "changed" and str(values[1]) in f.place for f in report.findings)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, ROWS - 1))
def test_any_deleted_row_is_found_and_its_place_named(row: int) -> None:
    book = copy()
    del book.rows[row]
    (root, missing) = books.check(book).findings
    assert (root.code, missing.code) == ("root", "missing")
    assert f"row {row % 17 + 1} of the seal" in missing.text


@settings(max_examples=150, deadline=None)
@given(st.integers(0, ROWS - 1), st.integers(0, 2**128 - 1))
def test_any_inserted_row_is_found_and_named(like: int, number: int) -> None:
    book = copy()
    added = UUID(int=number)
    book.rows.append((book.rows[like][0], added, *book.rows[like][2:]))
    report = books.check(book)
    assert any(f.code == "added" and str(added) in f.place for f in report.findings)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, ROWS - 1), st.integers(0, ROWS - 1))
def test_any_two_rows_that_exchange_their_places_are_found(one: int, other: int) -> None:
    if one == other:
        return
    book = copy()
    first, second = book.rows[one], book.rows[other]
    book.rows[one], book.rows[other] = (*first[:2], *second[2:]), (*second[:2], *first[2:])
    assert not books.check(book).whole


@settings(max_examples=60, deadline=None)
@given(st.integers(1, ROWS))
def test_a_cut_tail_is_found(length: int) -> None:
    book = copy()
    del book.rows[-length:]
    assert not books.check(book).whole


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 11), st.integers(0, 9), st.integers(0, 127))
def test_any_edit_of_any_seal_is_found(seal: int, place: int, bit: int) -> None:
    book = copy()
    values = list(book.seals[seal])
    values[place] = changed(values[place], bit)
    book.seals[seal] = type(book.seals[seal])(*values)
    assert not books.check(book).whole


@pytest.mark.parametrize("seal", range(11))
def test_a_seal_taken_out_with_its_rows_is_found(seal: int) -> None:
    book = copy()
    gone = book.seals.pop(seal)
    start = book.seals[seal - 1].until_xid if seal else 0
    book.rows = [values for values in book.rows if not start < values[0] <= gone.until_xid]
    assert any(f.code == "missing" for f in books.check(book).findings)


def rewritten(key: Ed25519PrivateKey) -> books.Book:
    """What a master of the database makes: one row gone, the whole chain sealed anew with a key."""
    book = books.Book(key, [values for number, values in enumerate(BOOK.rows) if number != 40])
    for minute in range(12):
        book.seal(109 + minute * 10)
    return book


def test_a_chain_made_anew_without_the_key_is_found_by_the_trusted_key_and_by_an_anchor() -> None:
    book = rewritten(Ed25519PrivateKey.generate())
    trusted = [BOOK.public_key().public]
    assert books.check(book).whole  # at its word it is consistent: this is why a key or an anchor is kept
    assert any(f.code == "key" for f in books.check(book, trusted=trusted).findings)
    assert any(f.code == "anchor" for f in books.check(book, anchors=BOOK.anchors()).findings)


def test_a_chain_made_anew_with_the_stolen_key_is_found_by_one_anchor_only() -> None:
    book = rewritten(BOOK.key)
    trusted = [BOOK.public_key().public]
    assert books.check(book, trusted=trusted).whole
    report = books.check(book, trusted=trusted, anchors=BOOK.anchors()[-1:])
    assert [f.code for f in report.findings] == ["anchor"]


def test_an_end_cut_off_with_its_seals_is_found_by_an_anchor() -> None:
    book = copy()
    del book.seals[-2:], book.rows[-34:]
    assert books.check(book).whole
    report = books.check(book, anchors=BOOK.anchors())
    assert [f.code for f in report.findings] == ["truncated"]


def test_a_row_written_back_in_time_is_pointed_at() -> None:
    book = books.make(seals=1)
    row = list(book.rows[3])
    row[1], row[2] = uuid4(), row[2] - timedelta(days=3)
    book.rows[3] = tuple(row)
    book.seals.clear()
    book.seal(109)
    report = books.check(book)
    assert report.whole
    assert [f.code for f in report.findings] == ["backdated"]
