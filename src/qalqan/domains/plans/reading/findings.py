"""What the text leaves open or gets wrong, as far as reading alone can see it. Judging is the linter's."""

import re
from collections.abc import Mapping, Sequence

from .document import Finding, Measure, Paragraph

_DAY = re.compile(r"(?:не позднее|до|к)\s+(\d{1,2})(?:-го)?\s+числа[^.;]*", re.IGNORECASE)
_DAY_KK = re.compile(
    r"[^.;,]*?(\d{1,2})(?:-і|-ы|-на|-не|-сына|-сіне|-ына|-іне)?\s*(?:күнінен|күніне|числосынан)?\s*(?:кешіктірмей|дейін)[^.;]*",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"январ|феврал|март|апрел|\bма[йяе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр|месяц|"
    r"қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан(?!а)|қараша|желтоқсан|айдың|ай сайын",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\w-])[А-ЯӘҒҚҢӨҰҮҺІ]{2,6}(?![\w])")
_ADDRESSEE = re.compile(r"(?:^|\s)в\s+([А-ЯӘҒҚҢӨҰҮҺІ]{2,6})(?!\w)")
USUAL = frozenset({"РК", "ҚР"})


def reporting_gaps(paragraphs: Sequence[Paragraph]) -> list[Finding]:
    """Duties that name a day and no month: "не позднее 10 числа, следующего за отчетным годом"."""
    gaps = []
    for paragraph in paragraphs:
        day = _DAY.search(paragraph.text) or _DAY_KK.search(paragraph.text)
        if day and not _MONTH.search(day[0]):
            quote = re.split(r",\s*(?=представ|обеспеч|направ)", day[0])[0].strip()
            place = f"paragraph {paragraph.number}"
            gaps.append(Finding("report-month-missing", place, quote, paragraph.spans, {"day": day[1]}))
    return gaps


def undefined(measures: Sequence[Measure], abbreviations: Mapping[str, str]) -> list[Finding]:
    """Bodies and addressees by a code that the act never defines; none if the act defines no code at all."""
    if not abbreviations:
        return []
    defined = {part for code in abbreviations for part in (code, *code.split())} | USUAL
    found = []
    for measure in measures:
        named = [("bodies", ref.code) for ref in measure.bodies if _CODE.fullmatch(ref.code)]
        named += [("form", code) for code in _ADDRESSEE.findall(measure.form)]
        for key, code in named:
            if code not in defined:
                place = f"row {measure.number}, {key}"
                found.append(
                    Finding("abbreviation-undefined", place, code, measure.spans.get(key, ()), {"code": code})
                )
    return found
