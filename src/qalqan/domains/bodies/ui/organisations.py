"""Organisations of my region, and one of them with its posts."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.domains.bodies import queries
from qalqan.domains.bodies.labels import ORGANISATION_KINDS
from qalqan.domains.bodies.rules import OrganisationView
from qalqan.kernel.access import appointing, granting, policy
from qalqan.kernel.access import queries as access
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.rules import Level

from . import common
from .forms import OpenPostForm

ON_A_PAGE = 25


@act(common.READ)
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The organisations of the administrator's region. Who administers one organisation is led to it."""
    actor = policy.acting(request, common.READ)
    if actor.organisation_id is not None:
        return HttpResponseRedirect(reverse("administration:organisation", args=[actor.organisation_id]))
    region_id = actor.region_id or common.uuid_asked(request, "region")
    kind = request.GET.get("kind", "")
    wanted = queries.Wanted(
        region_id=region_id,
        district_id=common.uuid_asked(request, "district"),
        kind=kind if kind in ORGANISATION_KINDS else "",
        search=request.GET.get("search", "").replace("\0", "").strip()[:100],
    )
    found = Paginator(queries.wanted_organisations(wanted, common.language()), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    counts = access.filled_counts(row.id for row in found)
    districts = dict(common.districts_of(region_id))
    regions = dict(common.regions())
    rows = [
        {
            "id": row.id,
            "name": queries.seen(row).name[common.language()],
            "kind": ORGANISATION_KINDS[row.kind],
            "place": districts.get(str(row.district_id)) or regions.get(str(row.region_id), ""),
            "posts": counts[row.id][0],
            "filled": counts[row.id][1],
        }
        for row in found
    ]
    context = {
        "page": found,
        "rows": rows,
        "wanted": wanted,
        "kinds": list(ORGANISATION_KINDS.items()),
        "districts": list(districts.items()),
        "district": str(wanted.district_id or ""),
        "regions": [] if actor.region_id else list(regions.items()),
        "region": str(wanted.region_id or ""),
        "place": common.region_words(actor.region_id),
        "active": sum(map(bool, (wanted.district_id, wanted.kind, wanted.search))),
        "here": "organisations",
        "actor": actor,
    }
    return common.page(request, "organisations.html", context)


@act(common.READ)
@require_safe
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation: its posts, who sits there, what is vacant."""
    found = common.organisation_or_404(organisation_id)
    actor = common.administrator_of(request, common.READ, found)
    return _organisation(request, actor, found, OpenPostForm(roles=_roles(actor)))


@act("access.open_post")
@require_http_methods(["GET", "HEAD", "POST"])
def open_post(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """A new post in an organisation; shown on the organisation's page."""
    found = common.organisation_or_404(organisation_id)
    actor = common.administrator_of(request, "access.open_post", found)
    form = OpenPostForm(common.posted(request), roles=_roles(actor))

    def decide(given: dict[str, Any]) -> str:
        made = appointing.open_post(
            actor,
            given["role"],
            region_id=found.region_id,
            district_id=found.district_id,
            organisation_id=found.id,
            body_code=found.body_code,
            unit=given["unit"],
        )
        messages.success(request, _("The post is open. Invite the person who will sit there."))
        return reverse("administration:post", args=[made.id])

    def show(form: forms.Form, status: int) -> HttpResponse:
        return _organisation(request, actor, found, form, status)

    return common.decided(request, form, decide, show)


def _roles(actor: SeatView) -> list[tuple[str, str]]:
    """The roles of an organisation that the actor may open and fill."""
    return [
        (key, str(role.title))
        for key, role in ROLES.items()
        if role.level is Level.ORGANISATION and key in granting.appointable(actor.role)
    ]


def _organisation(
    request: HttpRequest, actor: SeatView, found: OrganisationView, form: forms.Form, status: int = 200
) -> HttpResponse:
    posts = access.posts(actor, organisation_id=found.id)
    context = {
        "found": found,
        "name": found.name[common.language()],
        "kind": ORGANISATION_KINDS[found.kind],
        "district": common.district_words(found.district_id),
        "region": common.region_words(found.region_id),
        "posts": posts,
        "vacant": sum(1 for post in posts if post.now is None),
        "form": form,
        "may_open": bool(_roles(actor)),
        "here": "organisations",
        "actor": actor,
    }
    return common.page(request, "organisation.html", context, status)
