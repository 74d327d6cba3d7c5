"""Sealed originals, for the data officer: find a picture by the number of its work item, say why, see it,
and see who saw it before. The picture itself is the answer to the form: it has no address, nothing keeps
it, and looking again is asking again.
"""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.watch.actions.originals import ACT, PURPOSE, NotOpened, open_original
from qalqan.domains.watch.actor import Actor
from qalqan.domains.watch.models import ReportPhoto
from qalqan.domains.watch.queries.photos import OpeningView, PictureView, openings, picture, pictures
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.pictures import MOST_NOTE
from qalqan.kernel.access.actor import frame
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.vault.files.views import HEADERS

REASONS = {
    "danger": pgettext_lazy("reason", "A child on it may be in danger"),
    "police": pgettext_lazy("reason", "Request of the police or a prosecutor"),
    "court": pgettext_lazy("reason", "Order of a court"),
    "complaint": pgettext_lazy("reason", "Complaint of somebody who is on it"),
    "check": pgettext_lazy("reason", "Check whether everybody was covered"),
}
STATES = {
    "waiting": ("waiting", pgettext_lazy("picture", "public copy is being made")),
    "ready": ("good", pgettext_lazy("picture", "public copy made")),
    "unsafe": ("late", pgettext_lazy("picture", "could not be made safe, shown to nobody")),
    "withheld": ("closed", pgettext_lazy("picture", "withheld by a moderator")),
}
WRONG = {
    "reason": ("reason", gettext_lazy("Choose a reason.")),
    "note": (
        "note",
        gettext_lazy("Write the number of the request, or what is checked: 3 to 500 characters."),
    ),
    "gone": (None, gettext_lazy("The original was erased: its time was over. Nothing was opened.")),
}


class OpeningForm(forms.Form):
    """Why the original is opened."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why it is opened"),
        choices=[("", ""), *REASONS.items()],
        error_messages={"required": WRONG["reason"][1]},
    )
    note = forms.CharField(
        label=gettext_lazy("Number of the request, or what is checked"),
        help_text=gettext_lazy("It stays in the list of openings. Write no names here."),
        max_length=MOST_NOTE,
        error_messages={"required": WRONG["note"][1]},
    )


@act(ACT)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find a picture; who opened what lately."""
    number = request.GET.get("number", "").strip().upper()[:16]
    with frame(Actor.of(request.user, ACT), ACT, PURPOSE):
        found = [described(one) for one in pictures(number=number)] if number else []
        log = [logged(one) for one in openings()]
    return render(request, "watch/originals/list.html", {"number": number, "found": found, "log": log})


@act(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for an original. The answer to a sound form is the picture."""
    actor = Actor.of(request.user, ACT)
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            content = open_original(actor, pk, **form.cleaned_data)
        except NotOpened as refused:
            field, words = WRONG[refused.rule]
            form.add_error(field, str(words))
        except ReportPhoto.DoesNotExist:
            raise Http404 from None
        else:
            return HttpResponse(content, headers={**HEADERS, "Content-Type": "image/jpeg"})
    with frame(actor, ACT, PURPOSE):
        found = picture(pk)
        log = [logged(row) for row in openings(pk)]
    if found is None:
        raise Http404
    context = {"form": form, "picture": described(found), "log": log}
    return render(request, "watch/originals/one.html", context, status=422 if form.errors else 200)


def described(one: PictureView) -> dict[str, object]:
    """A picture in words."""
    badge, state = STATES[one.state]
    return {"one": one, "badge": badge, "state": state, "category": category_name(one.category)}


def category_name(key: str) -> str:
    try:
        return category(key).names[language()]
    except KeyError:
        return key


def logged(one: OpeningView) -> dict[str, object]:
    return {"one": one, "reason": REASONS[one.reason], "by": bodies.post_title(one.post, language())}
