"""Posts: those of a region and its districts, one post, and what an administrator does with it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.kernel.access import appointing, granting, inviting, policy
from qalqan.kernel.access import queries as access
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.models import Invitation
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.rules import Level
from qalqan.kernel.access.stepup import step_up

from . import common
from .forms import EndForm, HandOverForm, InviteForm, OpenPlacePostForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


@act("access.open_post")
@form_page
def place_posts(request: HttpRequest) -> HttpResponse:
    """The posts that belong to a region or a district and to no organisation; opens new ones."""
    actor = policy.acting(request, "access.open_post")
    if actor.organisation_id is not None:
        raise Http404
    region_id = actor.region_id or common.uuid_asked(request, "region")
    levels = {Level.REGION, Level.DISTRICT} if region_id else {Level.NATION}
    roles = [
        (key, str(role.title))
        for key, role in ROLES.items()
        if role.level in levels and key in granting.appointable(actor.role)
    ]
    districts = common.districts_of(region_id)
    form = OpenPlacePostForm(common.posted(request), roles=roles, districts=districts)

    def decide(given: dict[str, Any]) -> str:
        of_district = ROLES[given["role"]].level is Level.DISTRICT and given["district"]
        made = appointing.open_post(
            actor,
            given["role"],
            region_id=region_id,
            district_id=UUID(given["district"]) if of_district else None,
        )
        messages.success(request, _("The post is open. Invite the person who will sit there."))
        return reverse("administration:post", args=[made.id])

    def show(form: forms.Form, status: int) -> HttpResponse:
        found = access.posts(actor, region_id=region_id, is_national=region_id is None)
        context = {
            "posts": [(post, common.district_words(post.district_id)) for post in found],
            "place": common.region_words(region_id),
            "regions": [] if actor.region_id else common.regions(),
            "region": str(region_id or ""),
            "form": form,
            "has_districts": bool(districts),
            "here": "posts",
            "actor": actor,
        }
        return common.page(request, "posts.html", context, status)

    return common.decided(request, form, decide, show)


@act(common.READ)
@require_safe
def post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """One post: who sits there, who sat there, who comes."""
    actor, found = common.post_or_404(request, common.READ, post_id)
    invitation = next((one for one in access.invitations(actor) if one.post.id == found.id), None)
    context = {
        "post": found,
        "place": common.place_words(found),
        "invitation": invitation,
        "history": [one for one in access.history(post_id) if not one.is_now],
        "here": "organisations" if found.organisation_id else "posts",
        "actor": actor,
        "is_own": found.now is not None and found.now.user_id == actor.user_id,
    }
    return common.page(request, "post.html", context)


@act("access.invite")
@form_page
def invite(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Offer a vacant post to somebody by mail."""
    actor, found = common.post_or_404(request, "access.invite", post_id)
    form = InviteForm(common.posted(request))

    def decide(given: dict[str, Any]) -> str:
        made = _invited(actor, found, given, take_over=False)
        _tell(request, made.waits_for_second)
        return reverse("administration:invitations")

    return common.decided(request, form, decide, _shown(request, actor, found, "invite.html"))


@act("access.hand_over")
@step_up
@form_page
def hand_over(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Who sits in the post leaves it, and somebody else takes it with all its work: at once when that person
    has an account in the administrator's reach, else when the invitation is accepted. A post that takes two
    people to fill is offered by an invitation always."""
    actor, found = common.post_or_404(request, "access.hand_over", post_id)
    form = HandOverForm(common.posted(request))

    def decide(given: dict[str, Any]) -> str:
        alone = not granting.needs_second(found.role)
        successor = inviting.account_of(given["email"]) if alone else None
        if successor is not None and successor.is_active and access.person(actor, successor.id):
            appointing.hand_over(actor, post_id, successor.id, at=given["day"])
            messages.success(request, _("The post is handed over."))
            return reverse("administration:post", args=[post_id])
        made = _invited(actor, found, given, take_over=True)
        _tell(request, made.waits_for_second)
        return reverse("administration:invitations")

    return common.decided(request, form, decide, _shown(request, actor, found, "hand_over.html"))


@act("access.end_seat")
@form_page
def end(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Who sits in the post leaves it; it is vacant from then."""
    actor, found = common.post_or_404(request, "access.end_seat", post_id)
    if found.now is None and found.coming is None:
        raise Http404
    form = EndForm(common.posted(request))

    def decide(given: dict[str, Any]) -> str:
        taken = found.now or found.coming
        assert taken is not None  # noqa: S101 - asked above
        appointing.end(actor, taken.seat_id, at=given["day"])
        messages.success(request, _("The seat is ended. The work stays with the post."))
        return reverse("administration:post", args=[post_id])

    return common.decided(request, form, decide, _shown(request, actor, found, "end.html"))


def _invited(
    actor: SeatView, found: access.PostView, given: dict[str, Any], *, take_over: bool
) -> Invitation:
    return inviting.invite(
        actor,
        found.id,
        email=given["email"],
        name=given["name"],
        language=common.language(),
        take_over=take_over,
        since=given["day"],
    )


def _tell(request: HttpRequest, waits_for_second: bool) -> None:
    if waits_for_second:
        messages.info(request, _("A second administrator must confirm the invitation; then it is sent."))
    else:
        messages.success(request, _("The invitation is on its way. The link works once, for 72 hours."))


def _shown(request: HttpRequest, actor: SeatView, found: access.PostView, template: str) -> Any:
    def show(form: forms.Form, status: int) -> HttpResponse:
        context = {
            "post": found,
            "place": common.place_words(found),
            "form": form,
            "here": "organisations" if found.organisation_id else "posts",
            "actor": actor,
            "needs_second": granting.needs_second(found.role),
        }
        return common.page(request, template, context, status)

    return show
