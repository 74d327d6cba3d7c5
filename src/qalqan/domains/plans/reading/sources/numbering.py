"""Automatic list numbers of Word, which stand in no text: counted here as Word counts them (ISO/IEC
29500-1, 17.9).

Decimal, roman and letter levels are told; a bullet becomes the dash that the plan's typist would have
written.
"""

import re
from collections.abc import Callable

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN: tuple[tuple[int, str], ...] = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
)
_ROMAN += ((9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """4 -> "IV"."""
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


_WRITTEN: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "upperLetter": lambda n: chr(64 + n) if n <= 26 else str(n),
    "lowerLetter": lambda n: chr(96 + n) if n <= 26 else str(n),
    "russianUpper": lambda n: "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"[(n - 1) % 28],
    "russianLower": lambda n: "абвгдежзиклмнопрстуфхцчшщэюя"[(n - 1) % 28],
}


class Numbering:
    """Counters of one document; `mark` must be called once per paragraph, in document order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[
            tuple[str, int], tuple[str, str, int]
        ] = {}  # (numId, level) -> format, text, start
        self._style_lists: dict[str, tuple[str, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        if numbering is not None:
            self._read_levels(numbering)
        for style in styles.iter(f"{W}style") if styles is not None else ():
            listed = self._own_list(style)
            if listed:
                self._style_lists[style.get(f"{W}styleId", "")] = listed

    def mark(self, paragraph: etree._Element) -> str:
        """What Word shows before the paragraph: "12.", "IV.", "-", or "" when it is in no list."""
        listed = self._own_list(paragraph)
        if listed is None:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            listed = self._style_lists.get(style.get(f"{W}val", "")) if style is not None else None
        if listed is None or listed not in self._levels:
            return ""
        list_id, level = listed
        form, text, start = self._levels[listed]
        self._counts[listed] = self._counts.get(listed, start - 1) + 1
        for deeper in range(level + 1, 9):
            self._counts.pop((list_id, deeper), None)
        if form == "bullet":
            return "-"
        return (
            re.sub(r"%(\d)", lambda found: self._number(list_id, int(found[1]) - 1), text)
            if form != "none"
            else ""
        )

    def _number(self, list_id: str, level: int) -> str:
        form, _, start = self._levels.get((list_id, level), ("decimal", "", 1))
        return _WRITTEN.get(form, str)(self._counts.get((list_id, level), start))

    def _own_list(self, element: etree._Element) -> tuple[str, int] | None:
        properties = element.find(f"{W}pPr/{W}numPr")
        if properties is None:
            return None
        list_id, level = properties.find(f"{W}numId"), properties.find(f"{W}ilvl")
        if list_id is None:
            return None
        return list_id.get(f"{W}val", ""), int(level.get(f"{W}val", "0")) if level is not None else 0

    def _read_levels(self, numbering: etree._Element) -> None:
        abstract = {item.get(f"{W}abstractNumId"): item for item in numbering.findall(f"{W}abstractNum")}
        for number in numbering.findall(f"{W}num"):
            chosen = number.find(f"{W}abstractNumId")
            levels = abstract.get(chosen.get(f"{W}val")) if chosen is not None else None
            for level in levels.findall(f"{W}lvl") if levels is not None else ():
                key = (number.get(f"{W}numId", ""), int(level.get(f"{W}ilvl", "0")))
                form, text, start = (_attribute(level, name) for name in ("numFmt", "lvlText", "start"))
                self._levels[key] = (form or "decimal", text or "", int(start or 1))


def _attribute(level: etree._Element, name: str) -> str:
    found = level.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")
