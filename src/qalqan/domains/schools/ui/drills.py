"""The drill day on a phone: plan, start, count, close; and an inspector's word that it was so."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.people import api as people
from qalqan.domains.schools.actions import drills as verbs
from qalqan.domains.schools.actor import PURPOSE, Actor
from qalqan.domains.schools.queries import drills as queries
from qalqan.domains.schools.queries.duty import site_names
from qalqan.domains.schools.queries.own import own_site
from qalqan.domains.schools.rules.drill import Count, unaccounted
from qalqan.domains.schools.rules.problem import Refused
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language

from .drill_forms import CloseForm, CountForm, DrillForm
from .field_words import DRILL_KINDS, DRILL_STATES


@dataclass(frozen=True, slots=True)
class Row:
    """A drill in a list, in words."""

    drill: queries.DrillView
    kind: Promise
    badge: str
    state: Promise
    school: str


def _row(one: queries.DrillView, names: dict[UUID, str]) -> Row:
    return Row(one, DRILL_KINDS[one.kind], *DRILL_STATES[one.state], names.get(one.site_id, ""))


@act("schools.read_drills")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Drills of the own school, or of the reader's region."""
    seat = policy.acting(request, "schools.read_drills")
    with scope(seat, PURPOSE):
        site = own_site(seat)
        found = queries.drills(site.id if site else None)
        names = {key: name[language()] for key, name in site_names({one.site_id for one in found}).items()}
    context = {
        "rows": [_row(one, names) for one in found],
        "site": site,
        "is_own": seat.organisation_id is not None,
        "may_plan": site is not None and policy.may(request.user, "schools.drill"),
        "may_admit": site is not None and policy.may(request.user, "schools.visitors"),
    }
    return render(request, "schools/drills.html", context)


@act("schools.drill")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a drill at the own school."""
    seat = policy.acting(request, "schools.drill")
    with scope(seat, PURPOSE):
        site = own_site(seat)
    form = DrillForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and site is not None:
        data = form.cleaned_data
        try:
            made = verbs.plan(
                Actor.of(request.user, "schools.drill"),
                site.id,
                kind=data["kind"],
                at=data["at"],
                scenario=data["scenario"],
                is_announced=data["is_announced"],
            )
        except Refused as refused:
            for problem in refused.problems:
                words = problem.words(language())
                form.add_error(problem.field or None, f"{words['message']} {words['mend']}")
        else:
            return HttpResponseRedirect(reverse("schools:drill", args=[made]))
    return render(request, "schools/drill_new.html", {"form": form, "site": site})


def classes_of(seat: SeatView) -> dict[str, int]:
    """The classes of the seat's school that the register of people knows, with their pupils: for the count,
    not for a record. A teacher's own class, a head's whole school; nobody else's."""
    if seat.organisation_id is None or seat.role not in ("school_head", "class_teacher"):
        return {}
    with scope(seat, "education"):
        return people.class_sizes(seat.organisation_id)


@act("schools.read_drills")
@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """A drill: before, while it runs with the counts of every group, and after."""
    return _page(request, key)


def _page(request: HttpRequest, key: UUID, tried: CountForm | None = None) -> HttpResponse:
    """The page of a drill; `tried`: a count that was refused, shown again where it was typed."""
    seat = policy.acting(request, "schools.read_drills")
    with scope(seat, PURPOSE):
        found = queries.drill(key)
        if found is None:
            raise Http404
        counts = queries.counts_of(key)
        names = {one: name[language()] for one, name in site_names({found.site_id}).items()}
    classes = classes_of(seat)
    held = {one.group: one for one in counts}
    groups = list(dict.fromkeys([*classes, *sorted(held)]))
    missing = unaccounted(classes, counts) if found.state == "running" else ()
    tried_group = str(tried["group"].value() or "").strip() if tried else ""
    context = {
        "row": _row(found, names),
        "counts": [
            _count(group, held.get(group), classes.get(group), tried if group == tried_group else None)
            for group in groups
        ],
        "other": tried if tried and tried_group not in groups else _other(),
        "open_groups": missing,
        "counted": len(counts),
        "groups": len(groups),
        "tried": tried,
        "expected": sum(one.expected for one in counts),
        "present": sum(one.present for one in counts),
        "excused": sum(one.excused for one in counts),
        "close": CloseForm(),
        "may_lead": found.state in ("planned", "running") and policy.may(request.user, "schools.drill"),
        "may_count": found.state == "running" and policy.may(request.user, "schools.count_heads"),
        "may_watch": found.state == "closed"
        and found.witnessed_at is None
        and policy.may(request.user, "schools.watch_drill"),
    }
    return render(request, "schools/drill.html", context, status=422 if tried else 200)


def _other() -> CountForm:
    return CountForm(initial={"client_id": uuid4()}, auto_id="other_%s")


def _count(group: str, held: Count | None, pupils: int | None, tried: CountForm | None) -> dict[str, object]:
    if tried is not None:
        return {"group": group, "held": held, "form": tried}
    start: dict[str, object] = {"client_id": uuid4(), "group": group, "expected": pupils, "excused": 0}
    if held is not None:
        start |= {"expected": held.expected, "present": held.present, "excused": held.excused}
    safe = "".join(letter if letter.isalnum() else "_" for letter in group)
    return {"group": group, "held": held, "form": CountForm(initial=start, auto_id=f"g_{safe}_%s")}


def _do(request: HttpRequest, key: UUID, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
    except Refused as refused:
        words = refused.words(language())
        messages.error(request, f"{words['message']} {words['mend']}")
    return HttpResponseRedirect(reverse("schools:drill", args=[key]))


@act("schools.drill")
@require_POST
def move(request: HttpRequest, key: UUID) -> HttpResponse:
    """Start, say that the building is empty, call off, close."""
    actor, to = Actor.of(request.user, "schools.drill"), request.POST.get("to", "")
    if to == "empty":
        return _do(request, key, lambda: verbs.empty(actor, key))
    if to not in DRILL_STATES:
        raise Http404
    form = CloseForm(request.POST)
    lessons = form.cleaned_data["lessons"] if form.is_valid() else ""
    groups = tuple(classes_of(policy.acting(request, "schools.drill")))
    return _do(request, key, lambda: verbs.move(actor, key, to, lessons=lessons, groups=groups))


@act("schools.count_heads")
@require_POST
def count(request: HttpRequest, key: UUID) -> HttpResponse:
    """A head count. The same one sent twice is one."""
    form = CountForm(request.POST, auto_id="tried_%s")
    if not form.is_valid():
        return _page(request, key, form)
    data = form.cleaned_data
    new_count = verbs.NewCount(
        client_id=data["client_id"],
        group=data["group"].strip(),
        expected=data["expected"],
        present=data["present"],
        excused=data["excused"] or 0,
        missing_where=data["missing_where"],
        at=form.moment(),
    )
    try:
        verbs.count(Actor.of(request.user, "schools.count_heads"), key, new_count)
    except Refused as refused:
        for problem in refused.problems:
            words = problem.words(language())
            form.add_error(
                problem.field if problem.field in form.fields else None,
                f"{words['message']} {words['mend']}",
            )
        return _page(request, key, form)
    return HttpResponseRedirect(reverse("schools:drill", args=[key]))


@act("schools.watch_drill")
@require_POST
def witness(request: HttpRequest, key: UUID) -> HttpResponse:
    """An inspector says that he watched it."""
    return _do(request, key, lambda: verbs.witness(Actor.of(request.user, "schools.watch_drill"), key))
