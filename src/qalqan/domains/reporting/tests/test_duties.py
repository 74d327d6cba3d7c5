"""Clauses become duties, duties become days: eleven real clauses, and the arithmetic between them."""

import tomllib
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.reporting.rules import duties
from qalqan.domains.reporting.rules.duties import Duty, DutyError, Span, Term
from qalqan.kernel.clock.calendar import LawDay, WorkingCalendar
from qalqan.kernel.clock.reading import working_calendar
from qalqan.kernel.names import Names

HERE = Path(__file__).parent
ROOT = HERE.parents[4]
KNOWN = duties.jurisdictions((HERE.parent / "data" / "jurisdictions.toml").read_text("utf-8"))
ACTS = (ROOT / "plans" / "kz-156-2020" / "reporting.toml", *sorted((HERE / "acts").glob("*.toml")))
WEEK = WorkingCalendar((), {})  # weekends only
RUSSIA = WorkingCalendar(  # the New Year's holidays of the Labour Code
    (LawDay("new_year", "holiday", tuple((1, day) for day in range(1, 9)), Names("", "", "")),), {}
)


def duty(plan: str, code: str) -> Duty:
    found = [d for path in ACTS for d in duties.compile_clauses(path.read_text("utf-8"), KNOWN)]
    return next(d for d in found if (d.plan_code, d.code) == (plan, code))


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31))


def test_all_eleven_clauses_compile() -> None:
    compiled = [d for path in ACTS for d in duties.compile_clauses(path.read_text("utf-8"), KNOWN)]
    clauses = {(d.plan_code, d.address, d.recipient) for d in compiled}
    assert len(clauses) == 11  # the Sverdlovsk clause is one, with a rhythm for each default
    assert len(compiled) == 13
    assert {d.term.kind for d in compiled} == {"day_of_month", "date", "months_after"}


D = date
GOLDEN = [
    # plan, duty, period, decision, calendar, due
    ("kz-156-2020", "akimats", year(2020), None, None, None),  # the month is a gap: unknown
    ("kz-156-2020", "akimats", year(2020), 1, None, D(2021, 1, 10)),  # a Sunday; nothing moves it
    ("kz-156-2020", "akimats", year(2023), 1, None, D(2024, 1, 10)),
    ("kz-156-2020", "government", year(2020), 1, None, D(2021, 1, 25)),
    ("kz-156-2020", "government", year(2020), None, None, None),
    ("kz-156-2020", "akimats", year(2020), 2, None, D(2021, 2, 10)),
    ("kz-55r-2020", "bodies", Span(D(2020, 3, 1), D(2020, 3, 31)), None, None, D(2020, 4, 10)),
    ("kz-55r-2020", "government", Span(D(2020, 12, 1), D(2020, 12, 31)), None, None, D(2021, 1, 25)),
    ("kz-624-2008", "bodies", year(2008), None, None, D(2008, 12, 1)),
    ("kz-624-2008", "government", year(2008), None, None, D(2008, 12, 20)),
    ("kz-23-2015", "regional-plans", Span(D(2015, 1, 28), D(2015, 1, 28)), None, None, D(2015, 2, 28)),
    ("kz-23-2015", "regional-plans", Span(D(2015, 1, 31), D(2015, 1, 31)), None, None, D(2015, 2, 28)),
    ("kz-23-2015", "regional-plans", Span(D(2016, 1, 31), D(2016, 1, 31)), None, None, D(2016, 2, 29)),
    ("kg-479-2017", "bodies", Span(D(2018, 1, 1), D(2018, 6, 30)), None, WEEK, None),
    ("kg-479-2017", "bodies", Span(D(2018, 1, 1), D(2018, 6, 30)), 1, WEEK, D(2018, 7, 15)),
    ("kg-479-2017", "government", Span(D(2018, 7, 1), D(2018, 12, 31)), 1, WEEK, D(2019, 1, 25)),
    ("kz-elorda-2023", "units", Span(D(2023, 1, 1), D(2023, 3, 31)), None, None, D(2023, 4, 5)),
    ("kz-elorda-2023", "units", Span(D(2023, 10, 1), D(2023, 12, 31)), None, None, D(2024, 1, 5)),
    # back, off a Saturday and a Sunday; the decision is not asked where the text is plain
    ("ru-sve-control", "monthly", Span(D(2021, 6, 1), D(2021, 6, 30)), 5, RUSSIA, D(2021, 7, 9)),
    ("ru-sve-control", "monthly", Span(D(2021, 9, 1), D(2021, 9, 30)), None, RUSSIA, D(2021, 10, 8)),
    ("ru-sve-control", "monthly", Span(D(2021, 7, 1), D(2021, 7, 31)), None, RUSSIA, D(2021, 8, 10)),
    ("ru-sve-control", "quarterly", Span(D(2021, 10, 1), D(2021, 12, 31)), None, RUSSIA, D(2022, 1, 10)),
    ("ru-sve-control", "constantly", year(2023), None, RUSSIA, D(2024, 1, 19)),  # 20 January is a Saturday
]


@pytest.mark.parametrize(("plan", "code", "period", "decision", "calendar", "expected"), GOLDEN)
def test_golden_days(
    plan: str,
    code: str,
    period: Span,
    decision: int | None,
    calendar: WorkingCalendar | None,
    expected: date | None,
) -> None:
    assert duties.due(duty(plan, code), period, calendar or working_calendar(), decision) == expected


def made(term: Term, shift: str = "none", period: str = "year", kind: str = "report") -> Duty:
    return Duty("p", "d", 1, kind, ("МИО",), "", "МОН", "", period, term, shift, "KZ", "here")


def test_days_off_of_kazakhstan_move_a_day_both_ways() -> None:
    """Tuesday 8 March 2022 is a holiday. The Government moved Saturday's day off to Monday the 7th, so the
    working day before the holiday is Saturday the 5th: a rule of weekdays alone would say Friday."""
    month, kz = Span(D(2022, 2, 1), D(2022, 2, 28)), working_calendar()
    eighth = Term("day_of_month", day=8, month_offset=1)
    assert duties.due(made(eighth, "forward", "month"), month, kz) == D(2022, 3, 9)
    assert duties.due(made(eighth, "backward", "month"), month, kz) == D(2022, 3, 5)
    assert duties.due(made(eighth, "none", "month"), month, kz) == D(2022, 3, 8)


def test_the_last_day_of_a_short_month_stands_for_one_it_lacks() -> None:
    last = made(Term("day_of_month", day=31, month_offset=2))
    assert duties.due(last, year(2023), WEEK) == D(2024, 2, 29)
    assert duties.due(last, year(2022), WEEK) == D(2023, 2, 28)


def test_a_move_back_never_reaches_into_the_period() -> None:
    """1 January 2022 is a Saturday: the working day before it lies in the year that is reported on."""
    first = made(Term("day_of_month", day=1, month_offset=1), "backward")
    assert duties.due(first, year(2021), WEEK) == D(2022, 1, 1)


def test_a_year_without_a_calendar_is_said_to_be_estimated() -> None:
    tenth = made(Term("day_of_month", day=10, month_offset=1), "forward")
    assert duties.reckon(tenth, year(2039), working_calendar()).is_estimated
    assert not duties.reckon(tenth, year(2021), working_calendar()).is_estimated


def test_periods_are_whole_and_those_over_before_the_act_are_not_owed() -> None:
    yearly = duty("kz-156-2020", "akimats")
    spans = duties.periods(yearly, D(2020, 1, 1), D(2023, 12, 31), D(2020, 3, 30))
    assert spans == tuple(year(n) for n in (2020, 2021, 2022, 2023))
    monthly = duties.periods(duty("kz-55r-2020", "bodies"), D(2020, 1, 1), D(2021, 12, 31), D(2020, 3, 27))
    assert (monthly[0].start, monthly[-1].end, len(monthly)) == (D(2020, 3, 1), D(2021, 12, 31), 22)
    halves = duties.periods(duty("kg-479-2017", "bodies"), D(2018, 1, 1), D(2028, 12, 31))
    assert len(halves) == 22
    adopted = duty("kz-23-2015", "regional-plans")
    signed = D(2015, 1, 28)
    assert duties.periods(adopted, D(2015, 1, 1), D(2017, 12, 31), signed) == (Span(signed, signed),)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reporter": ""}, "`reporter` is missing"),
        ({"period": "decade"}, "period 'decade' is unknown"),
        ({"term": {"day": 32, "month_offset": 1}}, "no day 32"),
        ({"term": {"day": 10}}, "a term is"),
        ({"term": {"day": 10, "gap": ""}}, "a term is"),
        ({"term": {"day": 10, "month_offset": 13}}, "a term is"),
        ({"term": {"on": "soon"}}, "a term is"),
        ({"term": {"months_after": 1}}, "needs a day of a month"),
        ({"recipient": ""}, "Name `recipient`"),
        ({"kind": "adopt", "period": "once", "term": {"months_after": 1}}, "Leave `recipient` out"),
        ({"jurisdiction": "XX"}, "jurisdiction 'XX' is unknown"),
        ({"shift": "sideways"}, "shift 'sideways' is unknown"),
        ({"term": None}, "KZ has no default"),
    ],
)
def test_a_wrong_clause_is_refused_with_its_place_and_mend(change: dict[str, object], says: str) -> None:
    clause: dict[str, object] = {
        "code": "one", "reporter": "МИО", "recipient": "МОН", "period": "year", "citation": "paragraph 1",
        "term": {"day": 10, "month_offset": 1},
    } | change  # fmt: skip
    text = 'plan = "p"\njurisdiction = "KZ"\n[[duty]]\n' + "".join(
        f"{key} = {_written(value)}\n" for key, value in clause.items() if value is not None
    )
    with pytest.raises(DutyError, match="p/one") as refused:
        duties.compile_clauses(text, KNOWN)
    assert says in str(refused.value)


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_written(part)}" for key, part in value.items()) + "}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def test_two_duties_do_not_share_a_code() -> None:
    text = ACTS[0].read_text("utf-8")
    first = tomllib.loads(text)["duty"][0]["code"]
    with pytest.raises(DutyError, match=f"{first}: two duties"):
        duties.compile_clauses(text.replace('code = "government"', f'code = "{first}"'), KNOWN)


@given(
    st.dates(date(2015, 1, 1), date(2027, 12, 31)),
    st.sampled_from(sorted(duties.LENGTH)),
    st.integers(1, 31),
    st.integers(1, 12),
    st.sampled_from(duties.SHIFTS),
)
def test_a_report_falls_due_after_its_period_near_its_stated_day(
    first: date, period: str, day: int, offset: int, shift: str
) -> None:
    each = made(Term("day_of_month", day=day, month_offset=offset), shift, period)
    spans = duties.periods(each, first, first + timedelta(days=800))
    assert spans[0].start <= first <= spans[0].end
    for before, after in pairwise(spans):
        assert after.start - before.end == timedelta(days=1)
    for span in spans:
        found = duties.reckon(each, span, working_calendar())
        assert found.day is not None
        assert found.stated is not None
        assert found.day > span.end
        assert abs(found.day - found.stated) < timedelta(days=10)
        if shift == "none":
            assert found.day == found.stated
        elif found.day != found.stated:
            assert not working_calendar().is_off(found.day)
            assert (found.day > found.stated) == (shift == "forward")
