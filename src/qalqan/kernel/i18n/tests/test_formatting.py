"""Dates, numbers and money as each language writes them."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.utils.formats import date_format, localize
from django.utils.translation import override

from qalqan.kernel.i18n import formatting

DAY = datetime.date(2020, 3, 30)


@pytest.mark.parametrize(
    ("language", "long", "short", "month"),
    [
        ("kk", "2020 жылғы 30 наурыз", "30.03.2020", "2020 жылғы наурыз"),
        ("ru", "30 марта 2020 года", "30.03.2020", "март 2020 года"),
        ("en", "30 March 2020", "30 Mar 2020", "March 2020"),
    ],
)
def test_dates(language, long, short, month):
    with override(language):
        assert (formatting.date(DAY), formatting.date(DAY, "short"), formatting.date(DAY, "month")) == (
            long,
            short,
            month,
        )


@pytest.mark.parametrize(
    ("language", "number", "money", "percent"),
    [
        ("kk", "1 234 567,5", "200,0 млн теңге", "62 %"),
        ("ru", "1 234 567,5", "200,0 млн тенге", "62 %"),
        ("en", "1,234,567.5", "200.0 mln tenge", "62%"),
    ],
)
def test_numbers(language, number, money, percent):
    with override(language):
        assert formatting.number(Decimal("1234567.5")).replace("\xa0", " ") == number
        assert formatting.money(200) == money
        assert formatting.percent(0.62).replace("\xa0", " ") == percent
        assert formatting.number(12, 2)[-2:] == "00"


def test_a_moment_is_told_in_the_time_of_kazakhstan():
    """One zone, UTC+5, since 1 March 2024; before that day Almaty stood at UTC+6."""
    after = datetime.datetime(2024, 3, 1, 20, 30, tzinfo=datetime.UTC)
    before = datetime.datetime(2024, 2, 1, 20, 30, tzinfo=datetime.UTC)
    with override("kk"):
        assert formatting.moment(after) == "2024 жылғы 2 наурыз, 01:30"
        assert formatting.moment(before) == "2024 жылғы 2 ақпан, 02:30"
        assert formatting.date(after) == "2024 жылғы 2 наурыз"


def test_a_language_we_do_not_speak_falls_to_kazakh():
    with override("fr"):
        assert formatting.language() == "kk"


@pytest.mark.parametrize(
    ("language", "day", "month", "number"),
    [
        ("kk", "2020 жылғы 30 наурыз", "2020 жылғы наурыз", "1234,5"),
        ("ru", "30 марта 2020 года", "март 2020 года", "1234,5"),
        ("en", "30 March 2020", "March 2020", "1234.5"),
    ],
)
def test_djangos_own_filters_say_the_same(language, day, month, number):
    with override(language):
        assert date_format(DAY) == day
        assert date_format(DAY, "YEAR_MONTH_FORMAT").lower() == month.lower()
        assert localize(Decimal("1234.5")) == number


def test_dates_are_read_as_people_here_type_them():
    for language in ("kk", "ru", "en"):
        with override(language):
            assert forms.DateField().clean("30.03.2020") == DAY
