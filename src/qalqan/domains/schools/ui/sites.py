"""The list of places: search, filters, pages, and the same list as a file."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.schools.queries import sites as queries
from qalqan.domains.schools.queries.sites import PER_PAGE, Asked, SiteView
from qalqan.domains.schools.rules.requirements import requirements
from qalqan.domains.schools.rules.words import SITE_KINDS
from qalqan.domains.territory import api as territory
from qalqan.kernel import tables
from qalqan.kernel.access import policy
from qalqan.kernel.i18n.formatting import language

from .reading import hidden_kinds, kept, reading
from .site_words import KINDS

MOST_PAGES = 10_000
MOST_ROWS = 20_000  # of a file
FILTERS = ("q", "kind", "region", "district", "lacks", "placed")
PLACED = {"yes": True, "no": False}


def asked_of(request: HttpRequest, *, is_open: bool) -> Asked:
    """The filters of an address; what is not known is no filter."""
    get = request.GET
    region = next((one for one in territory.atlas().regions if one.code == get.get("region", "")), None)
    known = {one.key for one in requirements() if one.is_public or not is_open}
    hidden = hidden_kinds(request, is_open=is_open)
    return Asked(
        region_id=region.id if region else None,
        district_id=_key(get.get("district", "")),
        kind=get.get("kind", "") if get.get("kind") in set(SITE_KINDS) - hidden else "",
        text=get.get("q", "")[:100].replace("\0", ""),
        is_placed=PLACED.get(get.get("placed", "")),
        lacks=get.get("lacks", "") if get.get("lacks") in known else "",
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
def index(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """The list, or with `?format=` a file of it."""
    asked = asked_of(request, is_open=is_open)
    kind = request.GET.get("format", "")
    if kind in tables.WRITERS:
        return _file(request, asked, kind, is_open=is_open)
    with reading(request, is_open=is_open):
        page = queries.page(asked, _number(request))
    lang = language()
    districts = _districts(asked.region_id)
    hidden = hidden_kinds(request, is_open=is_open)
    context = {
        "page": page,
        "rows": [(one, KINDS[one.kind], _place(one)) for one in page.sites],
        "first": (page.number - 1) * PER_PAGE,
        "asked": asked,
        "region": request.GET.get("region", ""),
        "district": str(asked.district_id or ""),
        "placed": request.GET.get("placed", ""),
        "active": sum(bool(request.GET.get(name)) for name in FILTERS),
        "kinds": [(kind, words) for kind, words in KINDS.items() if kind not in hidden],
        "regions": [(one.code, one.name[lang]) for one in territory.regions_on(timezone.localdate(), lang)],
        "districts": districts,
        "lacking": [(one.key, one.name[lang]) for one in requirements() if one.is_public or not is_open],
        "placings": [("yes", _("known")), ("no", _("not known"))],
        "before": page.number - 1,
        "after": page.number + 1 if page.number < page.pages else 0,
        "may_import": not is_open and policy.may(request.user, "schools.import"),
        "is_open": is_open,
    }
    return kept(request, render(request, "schools/sites.html", context), is_open=is_open)


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")[:6]
    return min(max(int(text), 1), MOST_PAGES) if text.isdecimal() and text.isascii() else 1


def _districts(region_id: UUID | None) -> list[tuple[str, str]]:
    """The districts of a chosen region; none without one."""
    if region_id is None:
        return []
    lang = language()
    found = territory.districts_on(timezone.localdate(), region_id, lang)
    return [(str(one.id), one.name[lang]) for one in found]


def _place(one: SiteView) -> str:
    """Region and district in words."""
    return ", ".join(place_names(one))


def place_names(one: SiteView) -> list[str]:
    """The names of the region and of the district, if it is known, by today's names."""
    lang, today, atlas = language(), timezone.localdate(), territory.atlas()
    names = [atlas.region(one.region_id, today).name[lang]]
    if one.district_id is not None:
        districts = {each.id: each for each in atlas.districts_on(today, one.region_id, lang)}
        if one.district_id in districts:
            names.append(districts[one.district_id].name[lang])
    return names


def _file(request: HttpRequest, asked: Asked, kind: str, *, is_open: bool) -> HttpResponse:
    with reading(request, is_open=is_open):
        rows = queries.filtered(asked).order_by("region_id", "kk", "code", "pk")[:MOST_ROWS]
        found = [queries.view(row) for row in rows]
    table = tables.Table(_("Places"), columns(is_open=is_open), tuple(_row(one, is_open) for one in found))
    response = HttpResponse(tables.written(table, kind), content_type=tables.CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="qalqan-sites.{kind}"'
    return response


def columns(*, is_open: bool) -> tuple[tables.Column, ...]:
    """The columns of the file; when children come and go is not for everybody."""
    told = (
        tables.Column("code", _("Number"), 16),
        tables.Column("kind", _("Kind"), 16),
        tables.Column("kk", _("Name in Kazakh"), 40),
        tables.Column("ru", _("Name in Russian"), 40),
        tables.Column("en", _("Name in English"), 40),
        tables.Column("region", _("Region"), 24),
        tables.Column("district", _("District"), 24),
        tables.Column("address", _("Address"), 30),
        tables.Column("lat", _("Latitude"), 12),
        tables.Column("lon", _("Longitude"), 12),
        tables.Column("owner_body", _("Owner"), 16),
    )
    inside = (tables.Column("pupils", _("Pupils"), 10), tables.Column("shifts", _("Shifts"), 8))
    return told if is_open else (*told, *inside)


def _row(one: SiteView, is_open: bool) -> tuple[Any, ...]:
    names = place_names(one)
    told = (
        one.code,
        str(KINDS[one.kind]),
        one.name.kk,
        one.name.ru,
        one.name.en,
        names[0],
        names[1] if len(names) > 1 else "",
        one.address,
        Decimal(str(one.point.lat)) if one.point else None,
        Decimal(str(one.point.lon)) if one.point else None,
        one.owner_body,
    )
    return told if is_open else (*told, one.pupils, one.shifts)
