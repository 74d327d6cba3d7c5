"""A line's form as it is sent: numbers as people write them, each field by itself. A number that cannot be
read keeps what was held before and says why; the other fields are saved all the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from qalqan.domains.evidence import api as evidence
from qalqan.domains.reporting.queries.lines import LineRow
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.kernel.i18n import formatting

OUTCOMES = ("done", "partly", "not_done")
NUMBERS = ("value", "numerator", "denominator", "spend")
MONEY, COUNT = "mln_tenge", "count"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a form. `fields`: to be saved; `errors`: by field, in words; `typed`: the numbers as
    they were written, so that a page that comes back loses nothing; `seen`: the version the writer had."""

    fields: Fields
    seen: int
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def read(data: Mapping[str, str], row: LineRow) -> Sent:
    """A form of a line. A field that the form does not have keeps what is held."""
    said: dict[str, Any] = {}
    errors, typed = {}, {}
    if data.get("outcome") in OUTCOMES:
        said["outcome"] = data["outcome"]
    said |= {name: _text(data[name]) for name in ("text_kk", "text_ru") if name in data}
    for name in NUMBERS:
        if name not in data:
            continue
        typed[name] = data[name][:64]
        found = _number(name, data[name], row)
        if isinstance(found, str):
            errors[name] = found
        else:
            said[name] = found
    seen = data.get("seen", "")
    is_number = seen.isdecimal() and len(seen) < 9
    return Sent(replace(row.fields, **said), int(seen) if is_number else row.version, errors, typed)


def _text(written: str) -> str:
    """A text with one kind of line end, without blanks around it and without the NUL that no table takes."""
    return written.replace("\r\n", "\n").replace("\0", "").strip()


def _number(name: str, written: str, row: LineRow) -> Decimal | str | None:
    unit: evidence.Indicator | str = MONEY if name == "spend" else COUNT
    if name == "value":
        unit = row.indicator or COUNT
    found = evidence.parse(written, unit)
    if isinstance(found, evidence.Problem):
        words = found.words(formatting.language())
        return _("%(message)s %(mend)s") % {"message": words["message"], "mend": words["mend"]}
    return found
