"""Held observations, filtered and as of a day: what was said and seen, by whom, known since when."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.evidence import indicators as dictionary
from qalqan.domains.evidence.actor import READING
from qalqan.domains.evidence.queries.listed import MOST_PAGES, Asked, Held, listed
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.i18n import formatting
from qalqan.kernel.i18n.formatting import language

from .contradictions import asked_day, kept, public_plans, reader
from .contradictions_shown import SOURCES
from .indicators import amount

NATION = "KZ"
OURS = ("story:", "line:")  # references of the program itself tell a reader nothing
FILTERS = ("indicator", "region", "source_kind")


@dataclass(frozen=True, slots=True)
class Row:
    """An observation in words."""

    held: Held
    indicator: str
    place: str
    value: str
    fraction: str
    kind: Promise
    source: str
    is_claim: bool


def asked_of(request: HttpRequest) -> Asked:
    """The filters of an address; what is not known is no filter."""
    actor, _answers = reader(request, is_open=False)
    code = request.GET.get("region", "")[:10]
    kind, key = request.GET.get("source_kind", "")[:20], request.GET.get("indicator", "")[:80]
    region = next((one for one in territory.atlas().regions if one.code == code), None)
    return Asked(
        indicator=key if key in {one.key for one in dictionary.indicators()} else "",
        region_id=region.id if region else None,
        is_nation=code == NATION,
        source_kind=kind if kind in SOURCES else "",
        at=asked_day(request).at,
        plans=public_plans() if isinstance(actor, Service) else None,
    )


def asked_page(request: HttpRequest) -> int:
    """The page of an address, the first if it says none."""
    text = request.GET.get("page", "1")[:4]
    return min(max(int(text), 1), MOST_PAGES) if text.isdecimal() else 1


@act("evidence.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list."""
    actor, _answers = reader(request, is_open=False)
    asked, page = asked_of(request), asked_page(request)
    with scope(actor, READING):
        found, has_more = listed(asked, page)
    lang, today = language(), timezone.localdate()
    regions = [(one.code, one.name[lang]) for one in territory.regions_on(today, lang)]
    known = sorted(dictionary.indicators(), key=lambda one: one.name[lang])
    on = asked_day(request)
    context = {
        "rows": [shown(one) for one in found],
        "indicators": [(one.key, one.name[lang]) for one in known],
        "regions": [(NATION, _("the whole country")), *regions],
        "kinds": list(SOURCES.items()),
        "indicator": asked.indicator,
        "region": request.GET.get("region", "")[:10],
        "source_kind": asked.source_kind,
        "active": sum(bool(request.GET.get(name)) for name in FILTERS),
        "day": on.day,
        "bad_day": on.bad,
        "number": page,
        "before": page - 1,
        "after": page + 1 if has_more and page < MOST_PAGES else 0,
        "may_import": policy.may(request.user, "evidence.import"),
    }
    return kept(request, render(request, "evidence/observations/list.html", context), is_open=False)


def shown(held: Held) -> Row:
    """An observation in the reader's language."""
    one, lang = dictionary.indicator(held.indicator), language()
    ref = "" if held.source_ref.startswith(OURS) else held.source_ref
    words = (held.source_name, held.source_body, f"№ {ref}" if ref else "")
    return Row(
        held=held,
        indicator=one.name[lang],
        place=_place(held, lang),
        value=amount(one, held.value),
        fraction=_fraction(held.numerator, held.denominator),
        kind=SOURCES[held.source_kind],
        source=", ".join(part for part in words if part),
        is_claim=held.source_kind == "claim",
    )


def _place(held: Held, lang: str) -> str:
    if held.place == "nation":
        return _("the whole country")
    try:
        return territory.region_name(held.region_id, held.period_end, lang)
    except territory.UnknownRegionError:  # it did not stand on that day: its name of today
        return territory.region_name(held.region_id, timezone.localdate(), lang)


def _fraction(numerator: Decimal | None, denominator: Decimal | None) -> str:
    if numerator is None or denominator is None:
        return ""
    return f"{formatting.number(numerator, 0)} / {formatting.number(denominator, 0)}"
