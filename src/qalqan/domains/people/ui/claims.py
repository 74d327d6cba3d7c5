"""Two records of one person: who claims it, both side by side, the second person's word, and undoing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.people import labels, records, sameness
from qalqan.domains.people.actions import Desk
from qalqan.domains.people.records import ClaimLine
from qalqan.domains.people.refusals import Refused
from qalqan.kernel import ledger
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope

from .common import desk_of, full, only, page, people_page, seen
from .forms import ClaimForm, ReasonForm


@act("people.claim_same")
@require_safe
@people_page
def claims(request: HttpRequest) -> HttpResponse:
    """The claims within reach, those that wait first."""
    desk = desk_of(request, "people.claim_same")
    with scope(desk.seat, desk.purpose) as s:
        found = records.claims(s)
        seen = [(p.id, p.region_id) for line in found for p in (line.one, line.other) if p is not None]
        ledger.read("people.list", kind="person", persons=seen, sections={"identity"})
    return page(request, "claims.html", desk, {"rows": [_row(line) for line in found], "here": "claims"})


def _row(line: ClaimLine) -> dict[str, object]:
    return {
        "claim": line,
        "one": full(line.one.name),
        "other": full(line.other.name) if line.other else "",
        "state": "withdrawn" if line.withdrawn_at else "confirmed" if line.confirmed_at else "waiting",
    }


@act("people.claim_same")
@require_safe
@people_page
def claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Both records side by side, and what can be decided."""
    return _claim(request, desk_of(request, "people.claim_same"), claim_id, ReasonForm())


@act("people.decide_same")
@require_POST
@people_page
def confirm(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The second person's word."""
    sameness.confirm_same(desk_of(request, "people.decide_same"), claim_id)
    messages.success(
        request, _("Confirmed: both records stand for one person. It can be undone at any time.")
    )
    return HttpResponseRedirect(reverse("people:claim", args=[claim_id]))


@act("people.decide_same")
@require_POST
@people_page
def undo(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """They are not one person after all."""
    desk = desk_of(request, "people.decide_same")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _claim(request, desk, claim_id, form, 422)
    sameness.undo_same(desk, claim_id, reason=form.cleaned_data["reason"])
    messages.success(request, _("Undone: the records stand apart again, exactly as before."))
    return HttpResponseRedirect(reverse("people:claim", args=[claim_id]))


@act("people.claim_same")
@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Claim that this record and another are one person's."""
    desk = desk_of(request, "people.claim_same")
    name = seen(desk, person_id)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (other := only(desk, form, "other", person_id)):
        try:
            made = sameness.claim_same(desk, person_id, other, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, str(refused.words))
        else:
            messages.success(request, _("Claimed. A second person must look at both records and confirm."))
            return HttpResponseRedirect(reverse("people:claim", args=[made]))
    context = {
        "form": form,
        "title": _("Another record of the same person"),
        "caption": name,
        "button": _("Claim that they are one"),
        "back": reverse("people:person", args=[person_id]),
    }
    return page(request, "form.html", desk, context, 422 if form.errors else 200)


def _claim(
    request: HttpRequest, desk: Desk, claim_id: UUID, form: ReasonForm, status: int = 200
) -> HttpResponse:
    with scope(desk.seat, desk.purpose) as s:
        found = records.claim(s, claim_id)
    if found is None:
        raise Refused("gone")
    line = found.line
    may_decide = policy.may(request.user, "people.decide_same") and line.withdrawn_at is None
    is_own = line.claimed_by == request.user.pk
    context = _row(line) | {
        "fields": [
            (labels.FIELDS[name], labels.value(name, one), labels.value(name, other), *labels.SAMENESS[how])
            for name, one, other, how in found.fields
        ],
        "may_confirm": may_decide and line.confirmed_at is None and not is_own,
        "waits_for_second": line.confirmed_at is None and line.withdrawn_at is None and is_own,
        "may_undo": may_decide,
        "form": form,
    }
    return page(request, "claim.html", desk, context, status)
