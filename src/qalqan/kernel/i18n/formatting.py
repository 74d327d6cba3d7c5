"""Dates, numbers and money as each of the three languages writes them.

CLDR (through Babel) is the source, with one addition: Kazakh legal dates are written
«2020 жылғы 30 наурыз», which CLDR gives only as «2020 ж. 30 наурыз».
"""

import datetime
from decimal import Decimal, localcontext

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from django.utils import timezone, translation

from qalqan.kernel.names import LANGUAGES

LONG = {"kk": "y 'жылғы' d MMMM", "ru": "d MMMM y 'года'", "en": "d MMMM y"}
SHORT = {"kk": "dd.MM.y", "ru": "dd.MM.y", "en": "d MMM y"}
MONTH = {"kk": "y 'жылғы' MMMM", "ru": "LLLL y 'года'", "en": "MMMM y"}
MILLIONS = {"kk": "млн теңге", "ru": "млн тенге", "en": "mln tenge"}


def language() -> str:
    """The language of this request, one of LANGUAGES."""
    active = (translation.get_language() or "kk").split("-")[0]
    return active if active in LANGUAGES else "kk"


def locale(code: str) -> str:
    """The CLDR locale of a language: English as the rest of the world writes it, day first."""
    return "en_GB" if code == "en" else code


def date(value: datetime.date, style: str = "long") -> str:
    """`long` 2020 жылғы 30 наурыз, `short` 30.03.2020, `month` 2020 жылғы наурыз."""
    code = language()
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    pattern = {"long": LONG, "short": SHORT, "month": MONTH}[style][code]
    return format_date(value, pattern, locale=locale(code))


def moment(value: datetime.datetime) -> str:
    """Date and time of day in Kazakhstan: 2020 жылғы 30 наурыз, 14:05."""
    code = language()
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_datetime(local, f"{LONG[code]}, HH:mm", locale=locale(code), tzinfo=None)


def number(value: Decimal | float, digits: int | None = None) -> str:
    """Grouped by a no-break space and with a decimal comma in kk and ru; `digits` fixes the decimals."""
    pattern = "#,##0.###" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return _decimal(value, pattern)


def money(millions: Decimal | float) -> str:
    """Millions of tenge with one decimal at least: 200,0 млн теңге."""
    return f"{_decimal(millions, '#,##0.0##')} {MILLIONS[language()]}"


def _decimal(value: Decimal | float, pattern: str) -> str:
    """A number by a CLDR pattern, with as many digits as it has: a misprint of forty digits in a plan is a
    number to show, and Babel refuses what does not fit the precision at hand."""
    with localcontext() as context:
        context.prec = max(context.prec, len(str(value)) + 8)
        return format_decimal(value, pattern, locale=locale(language()))


def percent(share: Decimal | float, digits: int = 0) -> str:
    """A share (0..1) as a percentage: 62 %."""
    pattern = "0" + ("." + "0" * digits if digits else "") + ("\xa0%" if language() != "en" else "%")
    return format_percent(share, pattern, locale=locale(language()))
