"""The store of children's keys: two copies, appended and overwritten, whatever dies between the two."""

import multiprocessing
import os
from pathlib import Path

import pytest

from qalqan.kernel.vault.store import ERASED, HEADER, LIVING, NOTHING, SLOT, Store, StoreError

SEALED = bytes(range(60))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "one" / "children", tmp_path / "two" / "children.copy")


def tag(number: int) -> bytes:
    return number.to_bytes(16)


def test_it_works(store: Store) -> None:
    assert store.put(tag(1), SEALED, 77) == 0
    assert store.get(0, 77) == (LIVING, SEALED)
    assert store.get(0, 78) is None
    assert store.get(1, 77) is None
    assert store.paths[0].read_bytes() == store.paths[1].read_bytes()
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in store.paths)


def test_erased_bytes_are_in_neither_file(store: Store) -> None:
    for number in range(5):
        store.put(tag(number % 2), os.urandom(12) + bytes([number]) * 48, number)
    assert store.erase(tag(1)) == 2
    assert store.erase(tag(1)) == 0
    for path in store.paths:
        content = path.read_bytes()
        assert bytes([1]) * 48 not in content
        assert bytes([3]) * 48 not in content
        assert bytes([2]) * 48 in content
    assert store.get(1, 1) == (ERASED, NOTHING)
    assert store.erasures() == 1


def test_one_copy_lost_comes_back_from_the_other(store: Store) -> None:
    store.put(tag(1), SEALED, 5)
    for lost in store.paths:
        lost.unlink()
        again = Store(*store.paths)
        assert again.get(0, 5) == (LIVING, SEALED)
        assert again.heal() == (1, 0, 0)
        assert lost.exists()


def test_a_damaged_slot_is_read_from_the_copy_and_mended(store: Store) -> None:
    for number in range(3):
        store.put(tag(number), SEALED, number)
    content = bytearray(store.paths[0].read_bytes())
    content[HEADER + SLOT + 40] ^= 255
    store.paths[0].write_bytes(content)
    again = Store(*store.paths)
    assert again.get(1, 1) == (LIVING, SEALED)
    assert again.heal() == (3, 1, 0)
    assert store.paths[0].read_bytes() == store.paths[1].read_bytes()


def test_a_crash_between_the_copies_of_an_erasure_ends_erased(store: Store) -> None:
    store.put(tag(1), SEALED, 5)
    second = store.paths[1].read_bytes()
    store.erase(tag(1))
    store.paths[1].write_bytes(second)  # only the first copy was reached
    again = Store(*store.paths)
    assert again.heal() == (1, 1, 0)
    assert SEALED[12:] not in store.paths[1].read_bytes()


def test_a_torn_append_is_written_over(store: Store) -> None:
    store.put(tag(1), SEALED, 1)
    for path in store.paths:
        with path.open("ab") as file:
            file.write(b"torn")
    assert store.put(tag(2), SEALED, 2) == 1
    assert store.get(0, 1) == (LIVING, SEALED)
    assert store.get(1, 2) == (LIVING, SEALED)


def test_an_append_that_reached_only_the_second_copy_takes_no_slot_twice(store: Store) -> None:
    store.put(tag(1), SEALED, 1)
    first = store.paths[0].read_bytes()
    store.put(tag(2), SEALED, 2)
    store.paths[0].write_bytes(first)
    again = Store(*store.paths)
    assert again.get(1, 2) == (LIVING, SEALED)
    assert again.put(tag(3), SEALED, 3) == 2
    assert again.heal()[2] == 0


def test_a_wrong_file_is_refused_in_words(store: Store) -> None:
    store.paths[0].parent.mkdir()
    store.paths[0].write_bytes(b"something else")
    with pytest.raises(StoreError, match="no store"):
        store.put(tag(1), SEALED, 1)
    assert store.paths[0].read_bytes() == b"something else"


def append(store: Store, start: int) -> None:
    for number in range(start, start + 25):
        store.put(tag(number), SEALED, number)


def test_processes_that_append_together_take_slots_of_their_own(store: Store) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=append, args=(store, start)) for start in (0, 100, 200)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert store.heal() == (75, 0, 0)
    found = {store.read(store.paths[0], number)[0] for number in range(75)}  # type: ignore[index]
    assert len(found) == 75
