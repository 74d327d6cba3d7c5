"""The door of a school: who is inside, who is to come in, who has left."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST

from qalqan.domains.schools.actions import visitors as verbs
from qalqan.domains.schools.actor import PURPOSE, Actor
from qalqan.domains.schools.queries.own import own_site
from qalqan.domains.schools.queries.visitors import VisitorView, visitors
from qalqan.domains.schools.rules.problem import Refused
from qalqan.kernel import ledger
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language

from .drill_forms import VisitorForm
from .field_words import ENTRIES


@act("schools.visitors")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The book at the door. Reading it is written down: it holds names."""
    seat = policy.acting(request, "schools.visitors")
    with scope(seat, PURPOSE):
        site = own_site(seat)
    form = VisitorForm(request.POST or None)
    if request.method == "POST" and site is not None and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.let_in(
                Actor.of(request.user, "schools.visitors"),
                site.id,
                name=data["name"],
                entry=data["entry"],
                visits=data["visits"],
                reason=data["reason"],
                badge=data["badge"].strip(),
                until=form.ends(),
            )
        except Refused as refused:
            for problem in refused.problems:
                words = problem.words(language())
                form.add_error(problem.field or None, f"{words['message']} {words['mend']}")
        else:
            return HttpResponseRedirect(reverse("schools:visitors"))
    inside: tuple[VisitorView, ...] = ()
    left: tuple[VisitorView, ...] = ()
    if site is not None:
        with scope(seat, PURPOSE):
            inside, left = visitors(site.id)
            ledger.record("schools.visitors", kind="site", id=site.id, region_id=site.region_id, note="list")
    context = {
        "site": site,
        "site_name": site.name[language()] if site else "",
        "form": form,
        "inside": _worded(inside),
        "left": _worded(left),
    }
    response = render(request, "schools/visitors.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _worded(rows: tuple[VisitorView, ...]) -> list[tuple[VisitorView, Promise]]:
    return [(row, ENTRIES[row.entry]) for row in rows]


@act("schools.visitors")
@require_POST
def out(request: HttpRequest, key: UUID) -> HttpResponse:
    """A visitor left."""
    try:
        verbs.let_out(Actor.of(request.user, "schools.visitors"), key)
    except Refused as refused:
        words = refused.words(language())
        messages.error(request, f"{words['message']} {words['mend']}")
    return HttpResponseRedirect(reverse("schools:visitors"))
