"""Words and shapes of the reporter's pages. Everything a template shows of a line is made here, once."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qalqan.domains.evidence import api as evidence
from qalqan.domains.reporting import line_labels
from qalqan.domains.reporting.queries.lines import EntryView, LineRow
from qalqan.domains.reporting.rules.lines import Fields, percent
from qalqan.kernel.i18n import formatting

from .ministry_shown import ACTS, STATES

OUTCOMES = {
    "unknown": gettext_lazy("not said"),
    "done": gettext_lazy("done"),
    "partly": gettext_lazy("partly done"),
    "not_done": gettext_lazy("not done"),
}
SOURCES = {
    "claim": gettext_lazy("claimed last by the reporter"),
    "inspection": gettext_lazy("inspection"),
    "police": gettext_lazy("police"),
    "citizens": gettext_lazy("citizens"),
    "sensor": gettext_lazy("sensor"),
    "registry": gettext_lazy("register"),
    "media": gettext_lazy("press"),
}
ORIGINS = {
    "web": gettext_lazy("on this page"),
    "workbook": gettext_lazy("by workbook"),
    "program": gettext_lazy("by the program"),
}


def badges() -> dict[str, SafeString]:
    """The badge of every state, drawn once for a page however many lines it has."""
    return {
        key: SafeString(render_to_string("components/state.html", {"kind": kind, "content": words}).strip())
        for key, (kind, words) in STATES.items()
    }


def written(value: Decimal | None) -> str:
    """A number as it stands in a form's field: the reader's comma, no grouping, nothing for none."""
    if value is None:
        return ""
    text = f"{value.normalize():f}"
    return text if formatting.language() == "en" else text.replace(".", ",")


def amount(row: LineRow, fields: Fields | None = None) -> str:
    """What a line says in numbers: "90 of 100 (90 %)", "7 schools"; nothing for none."""
    said, indicator = fields or row.fields, row.indicator
    if indicator is None:
        return ""
    if row.needs.share and said.numerator is not None and said.denominator:
        return _of(said.numerator, said.denominator)
    return "" if said.value is None else _with_unit(said.value, indicator)


def fact(found: evidence.Fact) -> dict[str, Any]:
    """What a source saw, in words."""
    indicator = evidence.indicator(found.indicator)
    if indicator.unit == "percent" and found.numerator is not None and found.denominator:
        shown = _of(found.numerator, found.denominator)
    else:
        shown = _with_unit(found.value, indicator)
    return {
        "name": indicator.name[formatting.language()],
        "shown": shown,
        "on": found.period_end,
        "kind": SOURCES.get(found.source_kind, found.source_kind),
        "is_claim": found.is_claim,
        "source": "" if found.is_claim else found.source_name,
        "address": found.address if found.address.startswith(("https://", "http://")) else "",
        "known_from": found.known_from,
    }


def _of(part: Decimal, whole: Decimal) -> str:
    return _("%(part)s of %(whole)s (%(share)s %%)") % {
        "part": formatting.number(part),
        "whole": formatting.number(whole),
        "share": formatting.number(percent(part, whole).quantize(Decimal("0.1"))),
    }


def _with_unit(value: Decimal, indicator: evidence.Indicator) -> str:
    unit = indicator.measured_in.short[formatting.language()]
    return f"{formatting.number(value)} {unit}".strip()


def problems(row: LineRow, errors: Mapping[str, str] | None = None) -> list[tuple[str, str, str]]:
    """What is missing as (field, its name, words); what could not be read first."""
    found = [(name, line_labels.field(name), words) for name, words in (errors or {}).items()]
    known = {name for name, _label, _words in found}
    found += [
        (one.field, line_labels.field(one.field), line_labels.problem(one))
        for one in row.problems
        if one.field not in known
    ]
    return found


def change(row: LineRow) -> str:
    """How the number moved since the period before: "+5", or nothing when it cannot be said."""
    if row.previous is None or row.indicator is None:
        return ""
    now, before = _value(row, row.fields), _value(row, row.previous)
    if now is None or before is None:
        return ""
    moved = now - before
    if not moved:
        return _("no change")
    sign = "+" if moved > 0 else "−"
    short = row.indicator.measured_in.short[formatting.language()]
    unit = _("percentage points") if row.needs.share else short
    return f"{sign}{formatting.number(abs(moved).quantize(Decimal('0.1')))} {unit}".strip()


def _value(row: LineRow, said: Fields) -> Decimal | None:
    if row.needs.share and said.numerator is not None and said.denominator:
        return percent(said.numerator, said.denominator)
    return said.value


def changed(entry: EntryView) -> str:
    """What a revision changed, by the names of its fields."""
    return ", ".join(line_labels.field(name) for name in entry.changed) or _("nothing")


def act(name: str) -> str:
    """What was done, in words."""
    return str(ACTS.get(name, name))
