"""What a client says is understood as the standard means it, or refused with its place."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.watch.open311.faults import WORDS, body
from qalqan.domains.watch.open311.params import MOST, SPAN, Refused, moment, posted, query, w3c
from qalqan.kernel.geo import Point

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
GOOD = {"service_code": ["QK-101"], "lat": ["51.128"], "long": ["71.43"], "description": ["Открыт люк"]}


def rules(call, *arguments) -> list[str]:
    with pytest.raises(Refused) as refused:
        call(*arguments)
    return [fault.rule for fault in refused.value.faults]


def test_nothing_asked_is_the_last_ninety_days_and_a_thousand() -> None:
    found = query({}, NOW)
    assert (found.start, found.end, found.size, found.page) == (NOW - SPAN, NOW, MOST, 1)


def test_an_empty_parameter_is_no_parameter() -> None:
    assert query({"status": "", "start_date": " ", "bbox": "", "lat": "", "page": ""}, NOW) == query({}, NOW)


def test_lists_are_comma_delimited() -> None:
    found = query({"service_request_id": "a, b,,a", "status": "open,closed", "service_code": "x,y"}, NOW)
    assert (found.ids, found.statuses, found.codes) == (("a", "b"), ("open", "closed"), ("x", "y"))


def test_a_start_alone_reaches_ninety_days_and_an_end_alone_too() -> None:
    long_ago = query({"start_date": "2020-01-01T00:00:00Z"}, NOW)
    assert long_ago.end - long_ago.start == SPAN
    assert query({"end_date": "2020-01-01T00:00:00Z"}, NOW).start == datetime(2020, 1, 1, tzinfo=UTC) - SPAN


def test_a_query_by_update_has_no_range_of_requests() -> None:
    assert query({"updated_after": "2026-11-01T00:00:00Z"}, NOW).start is None


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"}, "span"),
        ({"start_date": "2026-11-02T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"}, "span_order"),
        ({"start_date": "2026-11-02"}, "moment"),
        ({"start_date": "2026-11-02T10:00:00"}, "moment"),
        ({"end_date": "yesterday"}, "moment"),
        ({"end_date": "0001-01-01T00:00:00Z"}, "span_order"),
        ({"status": "lost"}, "status"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "71.7,51.0,71.2,51.3"}, "bbox"),
        ({"bbox": "nan,1,2,3"}, "bbox"),
        ({"lat": "51"}, "near"),
        ({"lat": "51", "long": "71", "radius": "-5"}, "near"),
        ({"page": "0"}, "number"),
        ({"page_size": "5000"}, "number"),
        ({"service_request_id": ",".join(map(str, range(300)))}, "too_many_ids"),
    ],
)
def test_a_query_that_cannot_be_meant(given: dict[str, str], rule: str) -> None:
    assert rules(query, given, NOW) == [rule]


def test_a_plus_that_arrived_as_a_blank_is_a_plus() -> None:
    assert moment("2026-11-23T13:00:00 05:00") == NOW
    assert moment("2026-11-23T13:00:00+05:00") == NOW


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_moments_are_written_so_that_they_are_read(at: datetime) -> None:
    assert moment(w3c(at)) == at.replace(microsecond=0)


def test_a_request_by_point() -> None:
    found = posted({**GOOD, "attribute[cover]": ["missing"], "attribute[many][]": ["a", "b"]}, NOW)
    assert found.point == Point(51.128, 71.43)
    assert found.attributes == {"cover": "missing", "many": ["a", "b"]}


def test_who_sends_is_one_word_and_names_are_let_go() -> None:
    found = posted({**GOOD, "first_name": ["Айгүл"], "phone": ["+7 701"], "email": ["a@b.kz"]}, NOW)
    assert (found.sender, found.email) == ("a@b.kz", "a@b.kz")
    assert "Айгүл" not in repr(found)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"service_code": []}, "no_service_code"),
        ({"description": ["ж" * 4001]}, "text_long"),
        ({"lat": ["71.43"], "long": ["51.128"]}, "point_swapped"),
        ({"lat": ["0"], "long": ["0"]}, "point_outside"),
        ({"lat": ["251"]}, "point_range"),
        ({"lat": ["north"]}, "point_not_number"),
        ({"lat": []}, "half_point"),
        ({"lat": [], "long": []}, "no_place"),
        ({"email": ["nobody"]}, "email"),
        ({"media_url": ["file:///etc/passwd"]}, "media_url"),
        ({"media_url": ["javascript:alert(1)"]}, "media_url"),
        ({"client_id": ["7"]}, "client_id"),
        ({"requested_datetime": ["2027-01-01T00:00:00Z"]}, "future"),
        ({"attribute": ["x"]}, "attribute"),
        ({"phone": ["7" * 61]}, "long"),
    ],
)
def test_a_request_that_cannot_be_meant(change: dict[str, list[str]], rule: str) -> None:
    assert rules(posted, {**GOOD, **change}, NOW) == [rule]


def test_four_thousand_letters_are_taken_and_html_is_text() -> None:
    text = "<script>" + "ж" * 3992
    assert posted({**GOOD, "description": [text]}, NOW).description == text


def test_every_finding_is_told_at_once_in_words() -> None:
    with pytest.raises(Refused) as refused:
        posted({"lat": ["1"], "email": ["x"]}, NOW)
    told = body(refused.value.faults)
    assert [one["code"] for one in told] == [400, 400, 400]
    assert all("%(" not in one["description"] for one in told)


FIELDS = st.sampled_from(
    [*GOOD, "email", "client_id", "media_url", "attribute[cover]", "attribute[x][]", "requested_datetime"]
)
QUERIES = st.sampled_from(
    [
        "service_request_id",
        "start_date",
        "end_date",
        "updated_after",
        "status",
        "bbox",
        "lat",
        "long",
        "radius",
        "page",
        "page_size",
        "extensions",
    ]
)


@given(st.dictionaries(FIELDS, st.lists(st.text(max_size=30), max_size=3), max_size=6))
def test_any_fields_are_understood_or_refused(fields: dict[str, list[str]]) -> None:
    try:
        found = posted(fields, NOW)
    except Refused as refused:
        assert {fault.rule for fault in refused.faults} <= set(WORDS)  # noqa: PT017
    else:
        assert found.mark is None or isinstance(found.mark, UUID)


@given(st.dictionaries(QUERIES, st.text(max_size=30), max_size=6))
def test_any_query_is_understood_or_refused(given_: dict[str, str]) -> None:
    try:
        found = query(given_, NOW)
    except Refused as refused:
        assert {fault.rule for fault in refused.faults} <= set(WORDS)  # noqa: PT017
    else:
        assert found.start is None or found.end - found.start <= SPAN + timedelta(seconds=1)
