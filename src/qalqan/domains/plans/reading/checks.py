"""What makes a plan unfit to be taken over, whatever file it came from. Judging its quality is the linter's.

Each check refuses the first row that fails with place, rule and mend. Unknown bodies are refused only where
the act has a list of abbreviations: without one there is nothing to know them by.
"""

import re
from collections.abc import Iterable
from functools import cache

from .document import BodyRef, Deadline, Measure, PlanDocument
from .grammar import data
from .problems import PlanUnreadable

_QUOTE = 60
_NEEDED = ("form", "bodies", "deadline", "total", "finance")
_MOST_ROWS = 0.9  # a column that nine rows of ten fill is not left empty by the last row on purpose
_FORGOTTEN = 1
_FEW_ROWS = 3  # fewer say nothing about what is usual
_NO_SUCH_PART = re.compile(
    r"\b((V|VI|5|6|пят|шест|бесінші|алтыншы)\S*\s+(квартал|тоқсан)|(III|3|трет|үшінші)\S*\s+(полугод|жартыжыл))",
    re.IGNORECASE,
)
_CODE = re.compile(r"[А-ЯӘҒҚҢӨҰҮҺІЁA-Zа-я]{0,3}[А-ЯӘҒҚҢӨҰҮҺІЁA-Z]{2,}( [А-ЯӘҒҚҢӨҰҮҺІЁA-Z]{1,6})?")


def check(document: PlanDocument) -> None:
    """Raises PlanUnreadable: plan.no_rows, row.bad_number, row.number_twice, row.no_title, table.truncated,
    body.unknown, deadline.impossible, money.negative."""
    if not document.measures:
        raise PlanUnreadable("plan.no_rows", "header")
    _numbers_differ(document.measures)
    for measure in document.measures:
        if not measure.title:
            raise PlanUnreadable("row.no_title", f"row {measure.number}, title")
    _ends_whole(document.measures)
    for measure in document.measures:
        _money(measure)
        _deadline(measure.number, measure.deadline)
        _bodies(measure, document.abbreviations)


def _numbers_differ(measures: Iterable[Measure]) -> None:
    seen: dict[int, str] = {}
    for measure in measures:
        if measure.number < 1:
            number = str(measure.number)
            raise PlanUnreadable("row.bad_number", f"row {number}, number", {"text": number})
        if measure.number in seen:
            titles = {"first": seen[measure.number][:_QUOTE], "second": measure.title[:_QUOTE]}
            number = str(measure.number)
            raise PlanUnreadable("row.number_twice", f"row {number}, number", {"number": number, **titles})
        seen[measure.number] = measure.title


def _ends_whole(measures: tuple[Measure, ...]) -> None:
    """The last row fills the columns that nearly all rows fill: else the file's end is missing."""
    *others, last = measures
    if len(others) < _FEW_ROWS:
        return
    usual = [
        key for key in _NEEDED if sum(bool(row.spans.get(key)) for row in others) >= _MOST_ROWS * len(others)
    ]
    missing = [key for key in usual if not last.spans.get(key)]
    # one mark may be forgotten ("- - - -" for five); several, where the table's rows have them, are cut away
    keys = {key: None for row in others for key in row.spans if key not in usual}
    marked = [key for key in keys if sum(key in row.spans for row in others) >= _MOST_ROWS * len(others)]
    unmarked = [key for key in marked if key not in last.spans]
    missing += unmarked if len(unmarked) > _FORGOTTEN else []
    if missing:
        raise PlanUnreadable(
            "table.truncated", f"row {last.number}", {"missing": f"place:{', '.join(missing)}"}
        )


def _money(measure: Measure) -> None:
    finance = measure.finance
    sums = {"total": finance.total, **{f"years.{year}": value for year, value in finance.years.items()}}
    for key, value in sums.items():
        if value is not None and value < 0:
            raise PlanUnreadable("money.negative", f"row {measure.number}, {key}", {"text": str(value)})


def _deadline(number: int, deadline: Deadline) -> None:
    backwards = deadline.start and deadline.end and deadline.start > deadline.end
    if backwards or _NO_SUCH_PART.search(deadline.text):
        raise PlanUnreadable("deadline.impossible", f"row {number}, deadline", {"text": deadline.text})


def _bodies(measure: Measure, abbreviations: Iterable[str]) -> None:
    defined = {part for code in abbreviations for part in (code, *code.split())}
    for body in measure.bodies if defined else ():
        if body.code not in defined and not _is_known(body):
            text = (body.written or body.code)[:_QUOTE]
            raise PlanUnreadable("body.unknown", f"row {measure.number}, bodies", {"text": text})


def _is_known(body: BodyRef) -> bool:
    codes, beginnings = _known()
    if _CODE.fullmatch(body.code):
        return body.code in codes
    return any(word.startswith(beginnings) for word in re.split(r"[^\w]+", body.code.lower()))


@cache
def _known() -> tuple[frozenset[str], tuple[str, ...]]:
    known = data("known_bodies")
    return frozenset(known["codes_ru"] + known["codes_kk"]), tuple(known["words_ru"] + known["words_kk"])
