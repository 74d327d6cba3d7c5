"""Sums, sources and programmes out of their cells."""

import re
from decimal import Decimal

from .problems import PlanUnreadable

_SUM = re.compile(r"[-–−]?\d[\d.,\u00a0 ]*")
_THREE, _CODES = re.compile(r"\d{3}"), re.compile(r"(?:\d{3})+")
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?")
_THOUSANDS_COMMA = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+")
_THOUSANDS_POINT = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+")


def is_dash(text: str) -> bool:
    """Whether a cell says "nothing here"."""
    return text.strip() in ("-", "–", "—", "−", "")


def amount(stripped: str, place: str) -> Decimal | None:
    """The sum written in a cell, with its decimals as written ("80,0" is 80.0); None for a dash or for words.

    Raises PlanUnreadable where a sum could be read in two ways ("1.234,5,6") or is below zero.
    """
    text = stripped.replace("\u00a0", "")
    unit = re.fullmatch(r"(.*\d)(млн|тыс|млрд)?\.?(тенге|тг|теңге)?\.?", text)
    if is_dash(text) or not unit or not _SUM.fullmatch(unit[1]):
        return None
    digits = unit[1].replace("–", "-").replace("−", "-")
    if digits.startswith("-"):
        raise PlanUnreadable("money.negative", place, {"text": stripped})
    if _PLAIN.fullmatch(digits):
        return Decimal(digits.replace(",", "."))
    if _THOUSANDS_POINT.fullmatch(digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if _THOUSANDS_COMMA.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    raise PlanUnreadable("money.ambiguous", place, {"text": stripped})


def sources(text: str) -> tuple[str, ...]:
    """ "РБ, МБ" as ("РБ", "МБ"); names in words stay whole."""
    return tuple(part.strip() for part in re.split(r"[,;/]|\s(?:и|және)\s", text) if part.strip())


def programmes(text: str) -> tuple[str, ...]:
    """ "001 104" as ("001", "104"); codes have three digits each, whatever the blanks between them."""
    parts = (part for part in re.split(r"[\s,;/]+", text) if part and part not in ("и", "және"))
    return tuple(
        code for part in parts for code in (_THREE.findall(part) if _CODES.fullmatch(part) else [part])
    )
