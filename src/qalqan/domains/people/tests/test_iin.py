"""The lines that decide whether a number is an IIN: numbers worked by hand, properties, exhaustive counts."""

import itertools
from collections import Counter
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qalqan.domains.people.rules import IinFault, check_digit, evidence_of, read_iin

ELEVEN = st.text("0123456789", min_size=11, max_size=11)


@pytest.mark.parametrize(
    ("eleven", "digit"),
    [
        ("00000000000", 0),
        ("10000000000", 1),
        ("00000000001", 0),  # 11 mod 11
        ("99999999999", 0),  # 9 * 66 = 54 * 11
        ("00000000090", 2),  # 9 * 10 = 8 * 11 + 2
        ("00000000010", 1),  # 10 by the first weights; the tenth of the second weights is 1
        ("20000000100", 0),  # 2 + 9 = 11
        ("00002000000", 3),  # 2 * 5 = 10; by the second weights 2 * 7 = 14
    ],
)
def test_numbers_worked_by_hand(eleven, digit):
    assert check_digit(eleven) == digit


def test_ten_twice_is_never_issued():
    # 1*1 + 1*9 = 10 by the first weights; 1*3 + 1*11 = 14 -> 3 by the second: issued, with a 3.
    assert check_digit("10000000100") == 3
    # 5*2 = 10; by the second weights 5*4 = 20 -> 9.
    assert check_digit("05000000000") == 9
    # Found by going through them: both sums leave ten.
    never = next(
        "".join(digits)
        for digits in itertools.product("0123456789", repeat=11)
        if check_digit("".join(digits)) is None
    )
    first = sum(int(d) * w for d, w in zip(never, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), strict=True))
    second = sum(int(d) * w for d, w in zip(never, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2), strict=True))
    assert (first % 11, second % 11) == (10, 10)
    for last in "0123456789":
        assert read_iin(never + last) == (never + last, IinFault.NEVER_ISSUED)


def test_a_validator_of_one_pass_would_refuse_one_valid_number_in_twelve():
    """All numbers of one day and century: 10^4 serials, exhaustively. One pass calls the tens unissued."""
    counted = Counter()
    for serial in range(10_000):
        eleven = f"1403155{serial:04d}"
        first = sum(int(d) * w for w, d in enumerate(eleven, 1)) % 11
        counted[first == 10, check_digit(eleven) is None] += 1
    issued = counted[False, False] + counted[True, False]
    assert counted[False, True] == 0
    refused_wrongly = counted[True, False] / issued
    never = counted[True, True] / 10_000
    assert 0.080 < refused_wrongly < 0.087
    assert 0.005 < never < 0.012


@given(ELEVEN)
def test_every_issued_number_is_accepted_and_each_other_last_digit_is_refused(eleven):
    right = check_digit(eleven)
    assume(right is not None)
    for last in range(10):
        fault = read_iin(f"{eleven}{last}")[1]
        assert fault is (None if last == right else IinFault.CHECK)


@given(ELEVEN, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_seen_unless_the_second_weights_hide_it(eleven, place, shift):
    """The rule finds each slip of one digit where the first weights decide both numbers."""
    slipped = f"{eleven[:place]}{(int(eleven[place]) + shift) % 10}{eleven[place + 1 :]}"
    plain = [sum(int(d) * w for w, d in enumerate(number, 1)) % 11 for number in (eleven, slipped)]
    assume(10 not in plain)
    assert check_digit(eleven) != check_digit(slipped) or plain[0] == plain[1]
    weight = place + 1
    assert plain[0] != plain[1] or weight == 11  # the eleventh digit weighs nothing modulo 11


@pytest.mark.parametrize(
    ("written", "number", "fault"),
    [
        ("00000000001 0", "000000000010", None),
        (" 0000-0000-0010\u00a0", "000000000010", None),
        ("", "", IinFault.DIGITS),
        ("12345678901", "12345678901", IinFault.LENGTH),
        ("1234567890123", "1234567890123", IinFault.LENGTH),
        ("12345678901O", "12345678901O", IinFault.DIGITS),
        ("١٢٣٤٥٦٧٨٩٠١٢", "١٢٣٤٥٦٧٨٩٠١٢", IinFault.DIGITS),
        ("000000000019", "000000000019", IinFault.CHECK),
    ],
)
def test_what_is_wrong_is_said(written, number, fault):
    assert read_iin(written) == (number, fault)


@pytest.mark.parametrize(
    ("iin", "born", "sex"),
    [
        ("140315500000", date(2014, 3, 15), "m"),
        ("140315600000", date(2014, 3, 15), "f"),
        ("990228300000", date(1999, 2, 28), "m"),
        ("990228400000", date(1999, 2, 28), "f"),
        ("990228100000", date(1899, 2, 28), "m"),
        ("990228200000", date(1899, 2, 28), "f"),
        ("000229500000", date(2000, 2, 29), "m"),
        ("000229300000", None, "m"),  # 1900 had no such day: the digits say no date, and the number stands
        ("140315000000", None, None),  # a foreigner's
        ("140315700000", None, None),
        ("141315500000", None, "m"),
    ],
)
def test_digits_are_evidence_or_say_nothing(iin, born, sex):
    evidence = evidence_of(iin)
    assert (evidence.birth_date, evidence.sex) == (born, sex)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_evidence_never_decides(iin):
    """Whatever birth the digits tell or fail to tell, only the check digit accepts or refuses."""
    evidence_of(iin)
    right = check_digit(iin[:11])
    assert (read_iin(iin)[1] is None) == (right is not None and str(right) == iin[11])


def test_the_shares_over_all_hundred_thousand_million_beginnings():
    """Exhaustive, by counting digit by digit the pairs of remainders that beginnings leave."""
    counted = Counter({(0, 0): 1})
    for first, second in zip(
        (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2), strict=True
    ):
        longer = Counter()
        for (one, two), count in counted.items():
            for digit in range(10):
                longer[(one + digit * first) % 11, (two + digit * second) % 11] += count
        counted = longer
    tens = sum(count for (one, _), count in counted.items() if one == 10)
    never = counted[10, 10]
    assert sum(counted.values()) == 10**11
    assert (tens - never, never) == (8_264_462_810, 826_446_280)
    assert round((tens - never) / (10**11 - never), 4) == 0.0833
