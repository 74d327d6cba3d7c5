"""What may stand in a job or an event, and above all what may not."""

import json
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.kernel import ids

PERSONAL = [
    "850101300123",  # an IIN
    "+77011234567",
    "87011234567",
    "Айгүл",
    "Aigul Sarsenova",
    "aigul@example.org",
    "2012-03-01",
    "ул. Абая 1",
    "",
    "x" * 81,
    b"bytes",
    3.5,
    ["list"],
    {"a": 1},
    2**63,
]


@pytest.mark.parametrize("value", PERSONAL)
def test_more_than_an_id_is_refused_without_being_repeated(value):
    with pytest.raises(ids.NotAnIdError) as refused:
        ids.mapping({"child": value})
    assert "child" in str(refused.value)
    assert not value or str(value) not in str(refused.value)


@pytest.mark.parametrize("value", [uuid4(), 7, -1, True, None, "kz-156-2020", "KZ-ALA", "school.closed"])
def test_ids_numbers_and_codes_pass(value):
    assert ids.mapping({"of": value})["of"] == (str(value) if isinstance(value, UUID) else value)


@given(st.text(min_size=1, max_size=60))
def test_whatever_passes_is_a_code_or_a_uuid(text):
    try:
        kept = ids.plain("of", text)
    except ids.NotAnIdError:
        return
    assert isinstance(kept, str)
    assert kept[0].isascii()
    assert " " not in kept
    assert kept[0].isalpha() or UUID(kept)


@given(st.text("0123456789", min_size=1, max_size=20))
def test_no_text_of_digits_alone_ever_passes(text):
    with pytest.raises(ids.NotAnIdError):
        ids.plain("of", text)


def test_a_list_in_disguise_is_refused():
    with pytest.raises(ids.NotAnIdError, match="store the list"):
        ids.mapping({f"child_{n}": uuid4() for n in range(30)})
    assert len(json.dumps(ids.mapping({f"child_{n}": uuid4() for n in range(10)}))) < ids.LARGEST
