"""The exchange with other centres, for the coordinator: who may post to us, whom we exchange with, how it
goes. A key is shown once, as the answer to the form that made it: it has no address and no
cache keeps it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from qalqan.domains.territory import api as territory
from qalqan.domains.watch.actor import PURPOSE, Actor
from qalqan.domains.watch.models import ExchangeKey, ExchangePeer
from qalqan.domains.watch.open311 import administrating, jobs
from qalqan.domains.watch.open311.administrating import ACT, NewPeer, NotKept, PeerView
from qalqan.domains.watch.open311.client import Trouble
from qalqan.domains.watch.open311.reading import GUARDED
from qalqan.domains.watch.rules.categories import categories
from qalqan.kernel.access.actor import frame
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n.formatting import language

CODE = "code_"
WRONG: dict[str, tuple[str | None, Promise]] = {
    "name": ("name", gettext_lazy("Write a name.")),
    "name_taken": ("name", gettext_lazy("Another centre of this region has this name.")),
    "url": (
        "url",
        gettext_lazy(
            "Write an address that begins with https://, without a name, a question mark or a hash in it. "
            "A centre inside the state's own network is first named by the operator (QALQAN_OPEN311_INSIDE)."
        ),
    ),
    "peer": ("peer", gettext_lazy("This centre belongs to another region.")),
    "region": ("region", gettext_lazy("There is no such region.")),
}
TROUBLES: dict[str, Promise] = {
    "address": gettext_lazy("The address is none that may be asked."),
    "inside": gettext_lazy(
        "The address leads into an inner network. The operator names such centres (QALQAN_OPEN311_INSIDE)."
    ),
    "unreachable": gettext_lazy("The centre does not answer at this address."),
    "broken": gettext_lazy("The centre broke off its answer."),
    "slow": gettext_lazy("The centre answers too slowly."),
    "large": gettext_lazy("The centre's answer is too large."),
    "unreadable": gettext_lazy("The centre's answer is neither XML nor JSON of Open311."),
    "status": gettext_lazy("The centre refuses the call: check key and jurisdiction."),
}
STATES = {
    True: ("late", pgettext_lazy("peer", "trouble")),
    False: ("good", pgettext_lazy("peer", "works")),
    None: ("waiting", pgettext_lazy("peer", "not asked yet")),
}


def trouble_words(rule: str) -> str:
    """Why a call failed, in words; the HTTP status behind it. "" for no trouble."""
    name, _space, status = rule.partition(" ")
    words = str(TROUBLES.get(name, rule))
    return f"{words} (HTTP {status})" if status else words


class KeyForm(forms.Form):
    """A key for somebody."""

    region = forms.ChoiceField(label=gettext_lazy("Region"))
    name = forms.CharField(
        label=gettext_lazy("Who gets the key"),
        help_text=gettext_lazy("The centre or the program, for instance: 109 of Astana"),
        max_length=120,
    )
    peer = forms.ChoiceField(
        label=gettext_lazy("Is it a centre that we exchange with?"),
        help_text=gettext_lazy("Then a report that both posted and listed is known as one."),
        required=False,
    )

    def __init__(self, peers: tuple[PeerView, ...], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["region"].choices = regions()  # type: ignore[attr-defined]
        known = [(str(one.id), f"{one.name}, {one.region}") for one in peers if one.ended_at is None]
        self.fields["peer"].choices = [("", _("no")), *known]  # type: ignore[attr-defined]


class PeerForm(forms.Form):
    """A centre, and what each of our kinds is called there."""

    region = forms.ChoiceField(label=gettext_lazy("Region"))
    name = forms.CharField(label=gettext_lazy("Name of the centre"), max_length=120)
    url = forms.CharField(
        label=gettext_lazy("Address of its Open311 endpoint"),
        help_text=gettext_lazy("Without services.xml at the end, for instance https://109.kz/open311/v2"),
        max_length=300,
    )
    jurisdiction = forms.CharField(
        label=gettext_lazy("Its jurisdiction_id"),
        help_text=gettext_lazy("Empty if it asks for none"),
        required=False,
        max_length=80,
    )
    api_key = forms.CharField(
        label=gettext_lazy("Its key for us"),
        help_text=gettext_lazy("It is sealed and never shown. Empty: the key kept before stays."),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    is_sending = forms.BooleanField(
        label=gettext_lazy("Send there what was handed over to another centre"), required=False
    )
    is_taking = forms.BooleanField(label=gettext_lazy("Take its reports of these kinds"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["region"].choices = regions()  # type: ignore[attr-defined]
        for one in categories():
            if one.key not in GUARDED:
                label = one.names[language()]
                self.fields[CODE + one.key] = forms.CharField(label=label, required=False, max_length=80)

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields about the centre."""
        return [field for field in self if not field.name.startswith(CODE)]

    @property
    def codes(self) -> list[forms.BoundField]:
        """A field for each kind."""
        return [field for field in self if field.name.startswith(CODE)]

    def peer(self) -> NewPeer:
        """What was written."""
        given = dict(self.cleaned_data)
        given.pop("region")
        codes = {name.removeprefix(CODE): given.pop(name) for name in list(given) if name.startswith(CODE)}
        return NewPeer(**given, codes=codes)


def regions() -> list[tuple[str, str]]:
    """Ids and names of the regions of today."""
    lang = language()
    return [(str(one.id), one.name[lang]) for one in territory.regions_on(timezone.localdate(), lang)]


@act(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Keys and peers; a new key is the answer to its form."""
    actor = Actor.of(request.user, ACT)
    with frame(actor, ACT, PURPOSE):
        peers = administrating.peer_views()
    form = KeyForm(peers, request.POST or None)
    told = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            peer_id = UUID(given["peer"]) if given["peer"] else None
            told = administrating.make_key(actor, UUID(given["region"]), given["name"], peer_id)
        except NotKept as wrong:
            form.add_error(*_wrong(wrong))
        else:
            form = KeyForm(peers)
    with frame(actor, ACT, PURPOSE):
        keys = administrating.key_views()
    context = {
        "form": form,
        "told": told,
        "keys": keys,
        "peers": [_described(one) for one in peers],
        "endpoint": request.build_absolute_uri(reverse("open311:root")).rstrip("/"),
    }
    status = 422 if form.errors else 200
    return _private(render(request, "watch/exchange/list.html", context, status=status))


@act(ACT)
@require_POST
def end_key(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A key opens nothing any more."""
    try:
        administrating.end_key(Actor.of(request.user, ACT), pk)
    except ExchangeKey.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The key is ended: nothing more comes by it."))
    return HttpResponseRedirect(reverse("watch:exchange"))


@act(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def peer(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    """A centre: a new one, or one that is changed."""
    actor = Actor.of(request.user, ACT)
    found = _peer(actor, pk) if pk else None
    form = PeerForm(request.POST or None, initial=_initial(found) if found else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = administrating.keep_peer(actor, UUID(form.cleaned_data["region"]), form.peer(), pk)
        except NotKept as wrong:
            form.add_error(*_wrong(wrong))
        except ExchangePeer.DoesNotExist:
            form.add_error(*_wrong(NotKept("peer")))
        else:
            messages.success(request, _("The centre is kept. Ask for its services to see that it answers."))
            return HttpResponseRedirect(reverse("watch:exchange_peer", args=[made]))
    return _page(request, form, found)


@act(ACT)
@require_POST
def ask_peer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask a centre for its services, to see that it answers and what its codes are."""
    actor = Actor.of(request.user, ACT)
    found = _peer(actor, pk)
    form = PeerForm(initial=_initial(found))
    try:
        return _page(request, form, found, offered=administrating.offered(actor, pk))
    except Trouble as trouble:
        rule = f"{trouble.rule} {trouble.status or ''}".strip()
        return _page(request, form, found, trouble=trouble_words(rule))


@act(ACT)
@require_POST
def run_peer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Exchange with a centre now."""
    found = _peer(Actor.of(request.user, ACT), pk)
    jobs.exchange_one.enqueue(str(found.region_id), str(found.id))
    messages.success(request, _("The exchange has begun. What it did is shown here in a minute."))
    return HttpResponseRedirect(reverse("watch:exchange_peer", args=[pk]))


@act(ACT)
@require_POST
def end_peer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No more exchange with a centre."""
    actor = Actor.of(request.user, ACT)
    _peer(actor, pk)
    administrating.end_peer(actor, pk)
    messages.success(request, _("The exchange with this centre is ended, and the keys given to it."))
    return HttpResponseRedirect(reverse("watch:exchange"))


def _peer(actor: Actor, pk: UUID) -> PeerView:
    with frame(actor, ACT, PURPOSE):
        found = administrating.peer_views(pk)
    if not found:
        raise Http404
    return found[0]


def _page(
    request: HttpRequest,
    form: PeerForm,
    found: PeerView | None,
    *,
    offered: list[tuple[str, str]] | None = None,
    trouble: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "one": _described(found) if found else None,
        "offered": offered,
        "trouble": trouble,
    }
    status = 422 if form.errors else 200
    return _private(render(request, "watch/exchange/peer.html", context, status=status))


def _described(one: PeerView) -> dict[str, object]:
    """A centre in words."""
    badge, state = STATES[bool(one.trouble) if one.asked_at else None]
    if one.ended_at is not None:
        badge, state = "closed", pgettext_lazy("peer", "ended")
    return {
        "peer": one,
        "badge": badge,
        "state": state,
        "trouble": one.trouble and trouble_words(one.trouble),
    }


def _initial(found: PeerView) -> dict[str, object]:
    given: dict[str, object] = {
        "region": str(found.region_id),
        "name": found.name,
        "url": found.url,
        "jurisdiction": found.jurisdiction,
        "is_sending": found.is_sending,
        "is_taking": found.is_taking,
    }
    return given | {CODE + key: code for key, code in found.codes.items()}


def _wrong(wrong: NotKept) -> tuple[str | None, str]:
    field, words = WRONG[wrong.rule]
    return field, str(words)


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
