"""Papers that close measures: those that wait for a verifier, those still asked for, and the two acts of
people upon them. Seen by staff only: a paper becomes public when its body publishes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence.actions import proving
from qalqan.domains.evidence.actor import READING, Actor
from qalqan.domains.evidence.queries.bindings import bindings, bound_plans
from qalqan.domains.evidence.queries.proofs import ProofView
from qalqan.domains.evidence.queries.proofs import proof as one_proof
from qalqan.domains.evidence.queries.proofs import proofs as all_proofs
from qalqan.domains.evidence.rules.contract import contract
from qalqan.domains.evidence.rules.problem import Refusal
from qalqan.domains.evidence.rules.standing import MeasureBinding, may_decide
from qalqan.domains.plans import api as plans
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.vault.files import FileRefused

from .proof_form import ProofDecisionForm, ProofForm

ALL_ROWS = 10_000
STATES: dict[str, tuple[str, Promise]] = {
    "offered": ("waiting", pgettext_lazy("paper", "waits for a verifier")),
    "verified": ("good", pgettext_lazy("paper", "verified")),
    "refused": ("late", pgettext_lazy("paper", "refused")),
    "withdrawn": ("closed", pgettext_lazy("paper", "withdrawn")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A paper in a list or on its page, in words."""

    proof: ProofView
    title: str
    form: str
    place: str
    body: str
    author: str
    verifier: str
    badge: str
    state: Promise
    is_own: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper that a measure asks for and that nobody has offered."""

    plan_code: str
    number: int
    title: str
    contract: str
    form: str
    years: str


def _seat(request: HttpRequest) -> SeatView:
    return policy.acting(request, "evidence.read_proofs")


def _rows_of_plans() -> dict[str, dict[int, plans.OverviewRow]]:
    return {
        code: {row.number: row for row in plans.overview(code, language=language(), page_rows=ALL_ROWS).rows}
        for code in bound_plans()
    }


def _shown(
    found: Sequence[ProofView], known: dict[str, dict[int, plans.OverviewRow]], user_id: UUID | None
) -> list[Row]:
    lang, today = language(), timezone.localdate()
    register = bodies.register()
    rows = []
    for one in found:
        row = known.get(one.plan_code, {}).get(one.number)
        badge, state = STATES[one.state]
        is_nation = one.place == "nation"
        rows.append(
            Row(
                proof=one,
                title=row.title.text if row else "",
                form=plans.contract(one.contract).name[lang],
                place=_("the whole country")
                if is_nation
                else territory.region_name(one.region_id, today, lang),
                body=_body(register, one.body_code, lang),
                author=bodies.post_title(one.offered_by, lang),
                verifier=bodies.post_title(one.decided_by, lang),
                badge=badge,
                state=state,
                is_own=one.offered_user is not None and one.offered_user == user_id,
            )
        )
    return rows


def _body(register: bodies.Register, code: str, lang: str) -> str:
    try:
        return register.body(code).short[lang]
    except LookupError:
        return code


@act("evidence.read_proofs")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Papers that wait, papers that are asked for, and what was decided."""
    seat = _seat(request)
    state = request.GET.get("state", "")
    with scope(seat, READING):
        found = all_proofs(region_id=seat.region_id)
    if seat.region_id is not None:  # the nation's papers are only kept in the capital's region
        found = tuple(one for one in found if one.place != "nation")
    known = _rows_of_plans()
    rows = _shown(found, known, seat.user_id)
    context = {
        "waiting": [row for row in rows if row.proof.state == "offered"],
        "decided": [row for row in rows if row.proof.state != "offered" and state in ("", row.proof.state)],
        "states": [(key, words) for key, (_badge, words) in STATES.items() if key != "offered"],
        "state": state,
        "asked": _asked(seat, found, known) if policy.may(request.user, proving.OFFER) else [],
        "may_verify": policy.may(request.user, proving.VERIFY),
        "is_national": seat.region_id is None,
    }
    return _private(render(request, "evidence/proofs.html", context))


def _asked(
    seat: SeatView, found: Sequence[ProofView], known: dict[str, dict[int, plans.OverviewRow]]
) -> list[Asked]:
    """What this seat may offer and nobody has: an akimat for its region, the ministry for the country."""
    held = {
        (one.plan_code, one.number, one.contract) for one in found if one.state in ("offered", "verified")
    }
    return [
        Asked(
            code,
            one.number,
            known[code][one.number].title.text,
            kind,
            plans.contract(kind).name[language()],
            known[code][one.number].deadline.text,
        )
        for code in known
        for one in bindings(code)
        for kind in one.proofs_needed
        if _is_theirs(seat, one) and one.number in known[code] and (code, one.number, kind) not in held
    ]


def _is_theirs(seat: SeatView, one: MeasureBinding) -> bool:
    return one.papers == ("nation" if seat.region_id is None else "region")


@act("evidence.offer_proof")
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, code: str, number: int, kind: str) -> HttpResponse:
    """The form of one paper; a refused one keeps what was written, but for files, which are chosen anew."""
    seat = policy.acting(request, proving.OFFER)
    bound = next((one for one in bindings(code) if one.number == number), None)
    if bound is None:
        raise Http404
    row = next(
        (r for r in plans.overview(code, language=language(), page_rows=ALL_ROWS).rows if r.number == number),
        None,
    )
    if row is None or kind not in bound.proofs_needed or not _is_theirs(seat, bound):
        raise Http404
    form = ProofForm(contract(kind), _years(row), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data["year"]
        new = proving.NewProof(
            plan_code=code,
            number=number,
            contract=kind,
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            items=form.items(),
            region_id=seat.region_id,
            files=form.uploads(),
        )
        try:
            made = proving.offer_proof(Actor.of(request.user, proving.OFFER), new)
        except Refusal as refusal:
            form.refuse(refusal)
        except FileRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The paper is offered. Another person verifies it."))
            return HttpResponseRedirect(reverse("evidence:proof", args=[made]))
    context = {
        "form": form,
        "row": row,
        "plan_code": code,
        "form_name": plans.contract(kind).name[language()],
        "takes": plans.contract(kind).takes[language()],
        "reason": bound.reason[language()],
    }
    return _private(render(request, "evidence/offer.html", context, status=422 if form.errors else 200))


def _years(row: plans.OverviewRow) -> range:
    """The years of the measure's term, else this year."""
    today = timezone.localdate()
    if row.start is None or row.end is None:
        return range(today.year, today.year + 1)
    return range(row.start.year, row.end.year + 1)


@act("evidence.read_proofs")
@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One paper with what was attached, its decision, and what the reader may do."""
    return _detail(request, key, None)


def _detail(request: HttpRequest, key: UUID, form: ProofDecisionForm | None) -> HttpResponse:
    seat = _seat(request)
    with scope(seat, READING):
        found = one_proof(key)
    if found is None or (seat.region_id is not None and found.place == "nation"):
        raise Http404
    waits = found.state == "offered"
    may_verify = waits and policy.may(request.user, proving.VERIFY)
    is_author = not may_decide(found.author, str(seat.user_id))
    context = {
        "row": _shown((found,), _rows_of_plans(), seat.user_id)[0],
        "items": [(item.name[language()], item.kind, given) for item, given in found.items],
        "form": form or (ProofDecisionForm() if may_verify and not is_author else None),
        "is_own_to_verify": may_verify and is_author,
        "may_withdraw": waits
        and policy.may(request.user, proving.OFFER)
        and seat.body_code == found.body_code,
    }
    refused = form is not None and bool(form.errors)
    return _private(render(request, "evidence/proof.html", context, status=422 if refused else 200))


@act("evidence.verify_proof")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """The verifier's decision."""
    back = HttpResponseRedirect(reverse("evidence:proof", args=[key]))
    if request.method != "POST":
        return back
    form = ProofDecisionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            proving.decide_proof(
                Actor.of(request.user, proving.VERIFY),
                key,
                is_verified=given["decision"] == "verify",
                reason=given["reason"],
            )
        except Refusal as refusal:
            words = refusal.words(language())
            field = "reason" if refusal.findings[0].problem.rule == "proof-reason" else None
            form.add_error(field, f"{words['message']} {words['mend']}")
    if form.errors:
        return _detail(request, key, form)
    messages.success(request, _("The decision is recorded."))
    return back


@act("evidence.offer_proof")
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """The author's body takes back a paper that waits."""
    try:
        proving.withdraw_proof(Actor.of(request.user, proving.OFFER), key)
    except Refusal as refusal:
        words = refusal.words(language())
        messages.error(request, f"{words['message']} {words['mend']}")
    else:
        messages.success(request, _("The paper is withdrawn."))
    return HttpResponseRedirect(reverse("evidence:proofs"))


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
