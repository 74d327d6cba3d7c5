"""What the pages of people share: the desk (seat and stated purpose), refusals as pages, values in words."""

import datetime
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people import actions, labels, names, queries
from qalqan.domains.people.actions import Desk
from qalqan.domains.people.names import Name
from qalqan.domains.people.refusals import Refused
from qalqan.domains.territory import api as territory
from qalqan.kernel import ledger
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.purposes import ALLOWED, PURPOSES
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n import formatting

KEPT = "people_purpose"
View = Callable[..., HttpResponse]


class NoPurpose(Exception):  # noqa: N818 - a step on the way, not a fault
    """The seat may look for several purposes and has not said for which."""

    def __init__(self, purposes: tuple[str, ...]) -> None:
        super().__init__("no purpose stated")
        self.purposes = purposes


def language() -> str:
    """The language of this page: kk, ru or en."""
    return (get_language() or "kk")[:2]


def purposes_of(role: str) -> tuple[str, ...]:
    """The purposes for which a role may open records of people."""
    return tuple(key for key in ALLOWED.get(role, ()) if PURPOSES[key].is_personal)


def desk_of(request: HttpRequest, name: str) -> Desk:
    """The seat under which this person does an act, and the purpose stated in this session. A seat with one
    purpose needs no statement. NoPurpose until one of several is stated; PermissionDenied without a seat."""
    seat = policy.acting(request, name)
    possible = purposes_of(seat.role)
    if len(possible) == 1:
        return Desk(seat, possible[0])
    stated = request.session.get(KEPT)
    if stated not in possible:
        raise NoPurpose(possible)
    return Desk(seat, stated)


def people_page(view: View) -> View:
    """Asks for a purpose where none is stated; turns a refusal into a page with its words. A stranger's
    record answers as one that does not exist."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NoPurpose as missing:
            here = (
                request.get_full_path() if request.method in ("GET", "HEAD") else reverse("people:children")
            )
            choices = [(key, PURPOSES[key].title) for key in missing.purposes]
            return render(request, "people/purpose.html", {"choices": choices, "next": here})
        except Refused as refused:
            status = 404 if refused.rule == "gone" else 409
            return render(request, "people/refused.html", {"words": refused.words}, status=status)

    return shown


@act("people.list")
@require_POST
def state_purpose(request: HttpRequest) -> HttpResponse:
    """Remember for this session why its person looks at records; then on to the page that was asked for."""
    seat = policy.acting(request, "people.list")
    stated = request.POST.get("purpose", "")
    if stated in purposes_of(seat.role):
        request.session[KEPT] = stated
    else:
        request.session.pop(KEPT, None)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("people:children")
    return HttpResponseRedirect(target)


def page(
    request: HttpRequest, template: str, desk: Desk, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page under a desk, whose purpose stands at its top."""
    shared = {
        "purpose": PURPOSES[desk.purpose].title,
        "may_change_purpose": len(purposes_of(desk.seat.role)) > 1,
        "may_register": policy.may(request.user, "people.register"),
        "may_lifts": policy.may(request.user, "people.ask_lift"),
        "may_emergency": policy.may(request.user, "access.open_emergency"),
        "may_lower": policy.may(request.user, "access.lower_wall"),
        "may_claim": policy.may(request.user, "people.claim_same"),
    }
    return render(request, f"people/{template}", shared | dict(context), status=status)


def full(name: Name) -> str:
    return names.full(name, language())


def birth(day: datetime.date | None, known: str) -> str:
    """A birth date as exactly as it is known."""
    if day is None:
        return _("not known")
    if known == "year":
        return str(day.year)
    if known == "month":
        return date_format(day, "YEAR_MONTH_FORMAT")
    return formatting.date(day, "short")


def seen(desk: Desk, person_id: UUID) -> str:
    """The name over a form about a person within reach; seeing it is a read like any other."""
    with scope(desk.seat, desk.purpose) as s:
        row = actions.reached(s, person_id)
        ledger.read("people.read", kind="person", persons=[(row.id, row.region_id)], sections={"identity"})
        return full(queries.name_of(row))


def only(desk: Desk, form: forms.Form, field: str, person_id: UUID) -> UUID | None:
    """The one record within reach, but not this person's, that the text in a field means; else the form says
    why there is none."""
    with scope(desk.seat, desk.purpose) as s:
        found = [line for line in queries.search(s, form.cleaned_data[field]).lines if line.id != person_id]
        found_ids = [(line.id, line.region_id) for line in found]
        ledger.read("people.search", kind="person", persons=found_ids, sections={"identity"})
    if not found:
        form.add_error(
            field, _("Nobody within your reach is found by this. Check the spelling or the digits.")
        )
    elif len(found) > 1:
        born = "; ".join(
            f"{full(line.name)}, {birth(line.birth_date, line.birth_known)}" for line in found[:5]
        )
        form.add_error(
            field, _("Several are found: %(people)s. Write the IIN of the one you mean.") % {"people": born}
        )
    return found[0].id if len(found) == 1 else None


def uuid_asked(request: HttpRequest, name: str) -> UUID | None:
    """An id of the address; None for none or for something else."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def organisation_names(ids: set[UUID]) -> dict[UUID, str]:
    """What organisations are called, in the reader's language."""
    found = bodies.organisations_by_id(ids) if ids else {}
    return {id: place.name[language()] for id, place in found.items()}


def districts_of(region_id: UUID) -> list[tuple[str, str]]:
    """The districts of a region as choices."""
    today = timezone.localdate()
    return [(str(d.id), d.name[language()]) for d in territory.districts_on(today, region_id, language())]


def words(field: str, stored: str) -> Any:
    return labels.value(field, stored)
