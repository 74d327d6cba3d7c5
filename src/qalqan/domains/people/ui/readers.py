"""Who saw this child and why: the data protection officer's pages. Looking here is in the book as well.

Everything runs in a scope of the purpose `audit`: the officer's own region, of a record the name alone.
"""

import datetime
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.domains.people import queries
from qalqan.domains.people.models import Person
from qalqan.domains.people.ui.readers_shown import places_of, shown
from qalqan.kernel import ledger
from qalqan.kernel.access import emergency, policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.models import User
from qalqan.kernel.access.purposes import PURPOSES
from qalqan.kernel.access.scope import Scope, scope
from qalqan.kernel.ledger import labels
from qalqan.kernel.ledger import queries as book

ACT = "ledger.audit"
EMERGENCIES_SINCE = datetime.timedelta(days=90)
IDENTITY = frozenset({"identity"})


class FilterForm(forms.Form):
    """What a list of lines is narrowed to. A wrong day is said at its field, and the rest is kept."""

    since = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("All")), *labels.OUTCOMES.items()]
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        required=False,
        choices=[("", _("All")), *((key, purpose.title) for key, purpose in PURPOSES.items())],
    )
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> book.Wanted:
        """The filters that are right; a wrong one filters nothing and is said."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return book.Wanted(**given)


def person_or_404(open_scope: Scope, person_id: UUID) -> Person:
    """The person, if the scope reaches one. Another region's answers like one that does not exist."""
    found = Person.objects.within(open_scope).filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


def pages(
    request: HttpRequest, lines: tuple[book.Line, ...], is_more: bool, form: FilterForm
) -> dict[str, object]:
    """What the list's frame needs: the form, how many filters, the way to older lines."""
    wanted = form.wanted()
    return {
        "form": form,
        "filter_count": wanted.count,
        "older": lines[-1].id if is_more else None,
        "is_first": wanted.before is None,
    }


@act(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find a child by name, IIN or telephone. What is searched for is sent and never stands in an address."""
    text = request.POST.get("q", "").replace("\0", "").strip()[:200]
    found = None
    if text:
        with scope(policy.acting(request, ACT), "audit") as s:
            found = queries.search(s, text)
            seen = [(line.id, line.region_id) for line in found.lines]
            ledger.read("people.search", kind="person", persons=seen, sections=IDENTITY)
    return render(request, "people/readers/search.html", {"text": text, "found": found})


@act(ACT)
@require_safe
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who saw this child, when, what, and why."""
    form = FilterForm(request.GET)
    with scope(policy.acting(request, ACT), "audit") as s:
        person = person_or_404(s, person_id)
        lines, is_more = book.of_person(person_id, form.wanted())
        rows = shown(lines, names=True, places=places_of(s, person_id))
        name = queries.name_of(person)
        ledger.read(ACT, kind="person", persons=[(person.id, person.region_id)], sections=IDENTITY)
    context = pages(request, lines, is_more, form) | {"lines": rows, "name": name, "with_user": True}
    context["person_id"] = person_id
    return render(request, "people/readers/person.html", context)


@act(ACT)
@require_safe
def of_user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """What a member of staff read and did, in the officer's region."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Http404
    form = FilterForm(request.GET)
    with scope(policy.acting(request, ACT), "audit") as s:
        lines, is_more = book.of_user(user_id, form.wanted())
        if not lines and not book.of_user(user_id, book.Wanted())[0]:  # a filter changes nothing in that
            raise Http404  # nobody who ever acted here: not told apart from nobody at all
        people = Person.objects.within(s).in_bulk({line.person_id for line in lines if line.person_id})
        rows = shown(lines, names=True)
        seen = [(person.id, person.region_id) for person in people.values()]
        ledger.read(ACT, kind="person", persons=seen, sections=IDENTITY)
    context = pages(request, lines, is_more, form) | {
        "lines": [(row, named(people, row.person_id)) for row in rows],
        "user_shown": user,
    }
    return render(request, "people/readers/user.html", context)


def named(people: dict[UUID, Person], person_id: UUID | None) -> object:
    """A person's name; None for a line about nobody, or about somebody who left the region."""
    return queries.name_of(people[person_id]) if person_id in people else None


@act(ACT)
@require_safe
def emergencies(request: HttpRequest) -> HttpResponse:
    """Emergency accesses of the last three months, open ones first."""
    now = timezone.now()
    with scope(policy.acting(request, ACT), "audit") as s:
        found = emergency.opened(s, since=now - EMERGENCIES_SINCE)
        people = Person.objects.within(s).in_bulk({one.person_id for one in found})
        users = User.objects.in_bulk({one.user_id for one in found})
        seen = [(person.id, person.region_id) for person in people.values()]
        ledger.read(ACT, kind="person", persons=seen, sections=IDENTITY)
    rows = [
        (one, named(people, one.person_id), users.get(one.user_id), PURPOSES[one.purpose].title)
        for one in sorted(found, key=lambda one: (not one.is_open(now), -one.opened_at.timestamp()))
    ]
    return render(request, "people/readers/emergencies.html", {"rows": rows, "now": now})
