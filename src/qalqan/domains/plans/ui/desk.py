"""The coordinator's desk: the import review and the two decisions that people make on a text."""

from collections import defaultdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act

from .. import actions, labels, queries
from ..refusals import Refused
from .common import language, page, register_page
from .forms import GapDecisionForm, JointDecisionForm
from .views import gaps_page

# A decision's address is also reached by following a link: the way back from signing in, the other language
# of a refused form. Reading it decides nothing and leads to where the decision can be taken.
decision = require_http_methods(["GET", "HEAD", "POST"])


@act("plans.review")
@require_safe
@register_page
def review(request: HttpRequest, code: str, *, is_open: bool = False) -> HttpResponse:
    """Source and result side by side, row by row, with the doubtful joints first."""
    found = queries.source_view(code, language())
    rows = queries.overview(code, language=language(), page_rows=10_000).rows
    by_row: dict[str, list[queries.Piece]] = defaultdict(list)
    for piece in found.pieces:
        if piece.owner == "measure":
            by_row[piece.number].append(piece)
    furniture: dict[str, int] = defaultdict(int)
    for piece in found.pieces:
        if piece.owner == "furniture":
            furniture[piece.field] += len(piece.text.split())
    return page(
        request,
        "review.html",
        {
            "is_open": False,
            "plan": found.plan,
            "found": found,
            "rows": [(row, by_row[str(row.number)]) for row in rows],
            "furniture": [
                (labels.furniture(name, language()), words) for name, words in sorted(furniture.items())
            ],
            "undecided": sum(not joint.decided_by for joint in found.joints),
            "may_decide": policy.may(request.user, "plans.decide_joint"),
        },
    )


@act("plans.decide_joint")
@decision
@register_page
def decide_joint(request: HttpRequest, code: str, joint: UUID, *, is_open: bool = False) -> HttpResponse:
    """One word or two: appended to the joint's decisions; a changed word corrects the wording."""
    back = reverse("plans:review", args=[code]) + "#joints"
    if request.method != "POST":
        return HttpResponseRedirect(back)
    form = JointDecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether it is one word or two. Nothing was changed."))
    else:
        given = form.cleaned_data
        actor = actions.Actor.of(request.user, "plans.decide_joint")
        actions.decide_joint(joint, given["is_joined"], actor=actor, reason=given["reason"], plan_code=code)
        messages.success(request, _("The decision is recorded."))
    return HttpResponseRedirect(back)


@act("plans.decide_gap")
@decision
@register_page
def decide_gap(request: HttpRequest, code: str, gap: UUID, *, is_open: bool = False) -> HttpResponse:
    """A signed answer to what the text leaves open. A refused form keeps what was written."""
    back = reverse("plans:gaps", args=[code]) + f"#gap-{gap}"
    if request.method != "POST":
        return HttpResponseRedirect(back)
    form = GapDecisionForm(request.POST, auto_id=f"%s-{gap}")
    if not form.is_valid():
        response = gaps_page(request, code, is_open=False, form=form, form_gap=gap)
        response.status_code = 422
        return response
    given = form.cleaned_data
    actor = actions.Actor.of(request.user, "plans.decide_gap")
    try:
        actions.decide_gap(gap, given["value"], given["reason"], actor=actor, plan_code=code)
    except Refused as refused:
        if refused.rule != "month-unknown":
            raise
        words = refused.words(language())
        form.add_error("value", f"{words['message']} {words['mend']}")
        response = gaps_page(request, code, is_open=False, form=form, form_gap=gap)
        response.status_code = 422
        return response
    messages.success(request, _("The decision is signed and stands in the ledger."))
    return HttpResponseRedirect(back)
