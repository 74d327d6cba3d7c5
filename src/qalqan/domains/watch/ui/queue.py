"""The queue: what is dangerous first, what is late beside it. One page for everybody who works on it; each
sees as far as the post reaches."""

from dataclasses import replace
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.schools import api as schools
from qalqan.domains.territory import api as territory
from qalqan.domains.watch.actor import Actor, frame
from qalqan.domains.watch.queries.clusters import (
    PER_PAGE,
    Asked,
    ClusterView,
    Page,
    cluster_by_number,
    clusters,
)
from qalqan.domains.watch.rules.categories import categories
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n.formatting import language

from .desk_words import row
from .item import as_reported_about

ORDERS = ("risk", "due", "newest")
ONLY = ("open", "late", "hurt", "unconfirmed")


def asked(request: HttpRequest, regions: dict[str, UUID]) -> Asked:
    """Filters of an address; what is none of ours is left out."""
    given = {
        name: request.GET.get(name, "")[:100]
        for name in ("region", "state", "category", "only", "order", "q")
    }
    states = {one.key for one in life().states}
    kinds = {one.key for one in categories()}
    return Asked(
        region_id=regions.get(given["region"]),
        state=given["state"] if given["state"] in states else "",
        category=given["category"] if given["category"] in kinds else "",
        only=given["only"] if given["only"] in ONLY else "",
        order=given["order"] if given["order"] in ORDERS else "risk",
        text=given["q"],
    )


@act("watch.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list, with its filters. A number typed whole goes to its work item."""
    actor = Actor.of(request.user, "watch.read")
    code, with_hour = language(), actor.role != "school_head"
    here = territory.regions_on(timezone.localdate(), code)
    filters = asked(request, {one.code: one.id for one in here})
    number = request.GET.get("page", "1")
    with frame(actor, "watch.read"):
        if filters.text and (found := cluster_by_number("", filters.text)):
            return redirect("watch:item", pk=found.id)
        if not with_hour:  # no search in words that the head may not read
            filters = replace(filters, text="")
        page = clusters(filters, int(number) if number.isdecimal() and len(number) < 6 else 1)
        filters = replace(filters, order=page.order)  # what has ended stands by danger, and the page says so
        sites = schools.sites_named(one.site_id for one in page.clusters if one.site_id)
    names = {one.id: one.name[code] for one in here}
    rows = page.clusters if with_hour else as_told(page.clusters, filters.order)
    return render(
        request,
        "watch/desk/queue.html",
        {
            "rows": [
                {
                    **row(one, with_hour=with_hour),
                    "place": place(one, sites, code),
                    "region": names.get(one.region_id, ""),
                }
                for one in rows
            ],
            "found": page,
            "page": paged(page),
            "regions": [] if actor.region_id else [(one.code, one.name[code]) for one in here],
            "states": [(one.key, one.names[code]) for one in life().states],
            "kinds": [(one.key, one.names[code]) for one in categories()],
            "onlys": [
                ("late", _("the deadline has passed")),
                ("hurt", _("somebody is hurt")),
                ("unconfirmed", _("said to be fixed, nobody looked")),
            ],
            "orders": [("risk", _("danger to children")), ("due", _("deadline")), ("newest", _("newest"))],
            "asked": filters,
            "region": request.GET.get("region", ""),
            "active": sum(
                bool(request.GET.get(name)) for name in ("region", "state", "category", "only", "q")
            ),
            "may_moderate": policy.allowed(request.user, "watch.moderate") is not None,
            "may_route": policy.allowed(request.user, "watch.route") is not None,
            "may_exchange": policy.allowed(request.user, "watch.exchange") is not None,
        },
    )


def as_told(rows: tuple[ClusterView, ...], order: str) -> tuple[ClusterView, ...]:
    """A page of items about the reader's school. By danger, it stands in the order of the numbers that are
    told: the true order would tell what they do not."""
    told = tuple(as_reported_about(one) for one in rows)
    return tuple(sorted(told, key=lambda one: (-one.risk, one.number))) if order == "risk" else told


def place(view: ClusterView, sites: dict[UUID, schools.SiteView], code: str) -> str:
    """Where it is in few words: by the register's name, else (beyond the reader's reach, too) as the reporter
    put it."""
    site = sites.get(view.site_id) if view.site_id else None
    return site.name[code] if site else view.place_text


def paged(page: Page) -> object:
    """A page of ours as the component of pages knows one."""
    return Paginator(range(page.total), PER_PAGE).get_page(page.number)
