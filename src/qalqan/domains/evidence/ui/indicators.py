"""The dictionary of indicators, and what closes each measure of a plan: public reference, drawn in the mirror
and behind sign-in alike."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.evidence import indicators as dictionary
from qalqan.domains.evidence.queries.bindings import bindings, bound_plans
from qalqan.domains.evidence.rules.indicator import Indicator
from qalqan.domains.evidence.rules.standing import Bound, MeasureBinding
from qalqan.domains.plans import api as plans
from qalqan.kernel.access import policy
from qalqan.kernel.i18n import formatting
from qalqan.kernel.i18n.formatting import language

from .contradictions import kept
from .contradictions_shown import SOURCES
from .indicator_words import DIMS, DIRECTIONS, EACH, FAMILIES, KINDS, MEANINGS, MODES, RECURS, ROLL_UPS

ALL_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Use:
    """A measure that an indicator is bound to. `closes`: its target closes the measure."""

    plan_code: str
    number: int
    title: str
    target: str
    closes: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator as the dictionary shows it."""

    key: str
    name: str
    definition: str
    unit: str
    kind: Promise
    roll_up: Promise
    direction: Promise
    meaning: Promise | None
    numerator: str
    denominator: str
    sources: Sequence[Promise]
    dims: Sequence[Promise]
    uses: Sequence[Use]


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator of a measure: its name, the target in words, and why."""

    key: str
    name: str
    target: str
    closes: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A measure and what closes it."""

    row: plans.OverviewRow
    mode: Promise
    each: Promise
    recurs: Promise
    reason: str
    parts: Sequence[Part]
    papers: Sequence[tuple[str, Sequence[str]]]


def target_words(one: Indicator, target: Decimal | None) -> str:
    """A target in words: "at least 100 %", "none", "yes"; empty where there is none."""
    if target is None:
        return ""
    if one.unit == "yes_no":
        return _("yes")
    if one.direction == "down":
        if target == 0:
            return _("none left")
        return _("at most: %(value)s") % {"value": amount(one, target)}
    if one.unit == "percent" and target == 100:
        return _("all: %(value)s") % {"value": amount(one, target)}
    return _("at least: %(value)s") % {"value": amount(one, target)}


def amount(one: Indicator, value: Decimal) -> str:
    """A value with its unit: "62,9 %", "245 schools", "yes"."""
    if one.unit == "yes_no":
        return _("yes") if value else _("no")
    places = 0 if value == value.to_integral_value() else 1
    return f"{formatting.number(value, places)}\u00a0{one.measured_in.short[language()]}"


def _shown_plans(*, is_open: bool) -> dict[str, dict[int, plans.OverviewRow]]:
    """Rows by number of each plan that has bindings and may be shown."""
    known = {head.code for head in plans.plans(language(), public_only=is_open)}
    return {
        code: {row.number: row for row in plans.overview(code, language=language(), page_rows=ALL_ROWS).rows}
        for code in bound_plans()
        if code in known
    }


def _uses(
    shown: dict[str, dict[int, plans.OverviewRow]], known: dict[str, Indicator]
) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = defaultdict(list)
    for code, rows in shown.items():
        for one in bindings(code):
            for bound in one.indicators:
                title = rows[one.number].title.text if one.number in rows else ""
                words = target_words(known[bound.indicator], bound.target)
                found[bound.indicator].append(Use(code, one.number, title, words, bound.closes))
    return found


def _entry(one: Indicator, uses: Sequence[Use]) -> Entry:
    lang = language()
    return Entry(
        key=one.key,
        name=one.name[lang],
        definition=one.definition[lang],
        unit=one.measured_in.name[lang],
        kind=KINDS[one.kind],
        roll_up=ROLL_UPS[one.roll_up],
        direction=DIRECTIONS[one.direction],
        meaning=MEANINGS.get(one.meaning),
        numerator=one.numerator[lang] if one.numerator else "",
        denominator=one.denominator[lang] if one.denominator else "",
        sources=[SOURCES[kind] for kind in one.sources],
        dims=[DIMS[name] for name in one.dims],
        uses=uses,
    )


@require_safe
def index(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """All indicators by family: what is counted, how it travels, who may see it, what it closes."""
    known = {one.key: one for one in dictionary.indicators()}
    shown = _shown_plans(is_open=is_open)
    uses = _uses(shown, known)
    wanted = request.GET.get("family", "")
    families = [
        (key, words, [_entry(one, uses[one.key]) for one in dictionary.FAMILIES[key]])
        for key, words in FAMILIES.items()
        if wanted not in FAMILIES or key == wanted
    ]
    context = {
        "is_open": is_open,
        "families": families,
        "choices": FAMILIES.items(),
        "family": wanted if wanted in FAMILIES else "",
        "total": sum(len(entries) for _key, _words, entries in families),
        "plans": list(shown),
        "may_read_papers": not is_open and policy.may(request.user, "evidence.read_proofs"),
        "plan_page": "open" if is_open else "plans",
    }
    return kept(request, render(request, "evidence/indicators.html", context), is_open=is_open)


@require_safe
def closing(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """What closes each measure of a plan, and why: indicators with their targets, papers with their items."""
    found = {one.number: one for one in bindings(code)}
    if code not in {head.code for head in plans.plans("ru", public_only=is_open)}:
        raise Http404
    known = {one.key: one for one in dictionary.indicators()}
    rows = plans.overview(code, language=language(), page_rows=ALL_ROWS)
    context = {
        "is_open": is_open,
        "plan": rows.plan,
        "sections": [
            (
                section,
                [_closed(row, found[row.number], known) for row in rows.rows if _in(row, section, found)],
            )
            for section in rows.sections
        ],
        "notes": sum(row.is_claim_only for row in rows.rows),
        "total": len(found),
        "may_read_papers": not is_open and policy.may(request.user, "evidence.read_proofs"),
        "plan_page": "open" if is_open else "plans",
    }
    return kept(request, render(request, "evidence/closing.html", context), is_open=is_open)


def _in(row: plans.OverviewRow, section: object, found: dict[int, MeasureBinding]) -> bool:
    return row.section == getattr(section, "number", None) and row.number in found


def _closed(row: plans.OverviewRow, one: MeasureBinding, known: dict[str, Indicator]) -> Closed:
    lang = language()
    return Closed(
        row=row,
        mode=MODES[one.mode],
        each=EACH[one.each],
        recurs=RECURS[one.recurs],
        reason=one.reason[lang],
        parts=[_part(bound, known[bound.indicator], lang) for bound in one.indicators],
        papers=[
            (plans.contract(kind).name[lang], plans.contract(kind).takes[lang]) for kind in one.proofs_needed
        ],
    )


def _part(bound: Bound, one: Indicator, lang: str) -> Part:
    return Part(one.key, one.name[lang], target_words(one, bound.target), bound.closes, bound.reason[lang])
