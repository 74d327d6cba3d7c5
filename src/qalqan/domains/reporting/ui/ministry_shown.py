"""Words and shapes of the ministry's pages: states, outcomes, standings, and why a rule points at a line."""

from collections.abc import Mapping
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qalqan.domains.evidence import api as evidence
from qalqan.domains.reporting.queries.beside import Seen
from qalqan.domains.reporting.queries.board import Act
from qalqan.domains.reporting.queries.comparison import Compared
from qalqan.domains.reporting.rules.outliers import Note
from qalqan.kernel.i18n import formatting

from .cell_words import SOURCES

# The shape of each badge (web/components/state.html) and its words.
STATES = {
    "not_due": ("waiting", _("not due yet")),
    "due": ("soon", _("due")),
    "overdue": ("late", _("overdue")),
    "returned": ("warning", _("returned")),
    "submitted": ("draft", _("submitted")),
    "accepted": ("good", _("accepted")),
}
OUTCOMES = {
    "unknown": ("waiting", _("not said")),
    "done": ("good", _("done, says the reporter")),
    "partly": ("soon", _("partly done, says the reporter")),
    "not_done": ("closed", _("not done, says the reporter")),
}
STANDINGS = {
    "none": ("waiting", _("nothing known")),
    "claimed": ("draft", _("claimed, not evidenced")),
    "partly": ("soon", _("partly evidenced")),
    "evidenced": ("good", _("evidenced")),
    "contradicted": ("late", _("contradicted")),
}
ACTS = {
    "submit": _("submitted"),
    "return": _("returned"),
    "accept": _("accepted"),
    "reopen": _("reopened"),
}


def states(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The states in their order with badge, words and number, and where each begins in a bar."""
    shown, start = [], 0
    for key, (kind, words) in STATES.items():
        shown.append({"key": key, "kind": kind, "words": words, "n": counts.get(key, 0), "start": start})
        start += counts.get(key, 0)
    return shown


def pointed(note: Note, names: Mapping[Any, str]) -> str:
    """Why a rule points at a line, in the reader's language."""
    if note.rule == "far" and note.median is not None and note.score is not None:
        return _("The value stands far from the others (middle %(median)s, %(score)s deviations).") % {
            "median": formatting.number(note.median),
            "score": formatting.number(abs(note.score), 1),
        }
    if note.rule == "jump" and note.median is not None and note.score is not None:
        return _("It changed otherwise than the others (middle change %(median)s, %(score)s deviations).") % {
            "median": formatting.number(note.median),
            "score": formatting.number(abs(note.score), 1),
        }
    if note.rule == "same_words":
        listed = ", ".join(names.get(other, str(other)) for other in note.others[:3])
        more = len(note.others) - 3
        text = _("Word for word the same text: %(names)s") % {"names": listed}
        if more > 0:
            text += " " + ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
        return f"{text}."
    return str(_("Word for word the text of the period before."))


def moved(change: Decimal, unit: evidence.Indicator | None) -> str:
    """A change with its sign, a share's in percentage points to one decimal: +3.5, −2, 0."""
    if unit is not None and unit.unit == "percent":
        change = change.quantize(Decimal("0.1"))
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{formatting.number(abs(change))}"


def last_act(last: Act | None) -> str:
    """What was done last and when; empty while nothing was."""
    if last is None:
        return ""
    return _("%(act)s on %(day)s") % {"act": ACTS[last.act], "day": formatting.date(last.at, "short")}


def amount(
    value: Decimal, numerator: Decimal | None, denominator: Decimal | None, unit: evidence.Indicator | None
) -> str:
    """A value in its unit, a share with its two numbers: "62.9 % (4,360 / 6,936)"."""
    if unit is None:
        return formatting.number(value)
    short = unit.measured_in.short[formatting.language()]
    if unit.unit == "percent":
        said = f"{formatting.number(value.quantize(Decimal('0.1')))} %"
        if numerator is not None and denominator is not None:
            said += f" ({formatting.number(numerator)} / {formatting.number(denominator)})"
        return said
    return f"{formatting.number(value)} {short}".strip()


def seen(one: Seen) -> dict[str, Any]:
    """What a source saw, in words."""
    return {
        "name": one.indicator.name[formatting.language()],
        "amount": amount(one.value, one.numerator, one.denominator, one.indicator),
        "on": formatting.date(one.period_end, "short"),
        "kind": SOURCES.get(one.source_kind, one.source_kind),
        "source": one.source_name,
        "address": one.address if one.address.startswith(("https://", "http://")) else "",
    }


WIDE = 1000  # units of the strip's width


def strip(lines: tuple[Compared, ...], unit: evidence.Indicator | None) -> dict[str, Any] | None:
    """The values of all bodies on one axis with their middle; None for fewer than three. A share is drawn
    from 0 to 100, anything else from 0 to the largest."""
    said = [(one, one.signed.value) for one in lines if one.signed and one.signed.value is not None]
    if len(said) < 3:
        return None
    is_share = unit is not None and unit.unit == "percent"
    most = Decimal(100) if is_share else max(Decimal(1), *(value for __, value in said))
    middle = median(value for __, value in said)
    return {
        "points": [
            {"one": one, "x": int(WIDE * value / most), "amount": amount(value, None, None, unit)}
            for one, value in sorted(said, key=lambda pair: pair[1])
        ],
        "middle": int(WIDE * middle / most),
        "middle_amount": amount(middle, None, None, unit),
        "most": amount(most, None, None, unit),
        "least": amount(Decimal(0), None, None, unit),
        "said": len(said),
        "silent": len(lines) - len(said),
    }
