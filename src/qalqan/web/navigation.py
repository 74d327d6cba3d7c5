"""The main menu. A room adds one line; a line whose act the reader may not do is not shown."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qalqan.kernel.access import policy


@dataclass(frozen=True, slots=True)
class Entry:
    """`url` is a route name; `act` None means that everyone sees the line."""

    label: Promise
    url: str
    act: str | None = None


MENU: tuple[Entry, ...] = (
    Entry(_("Children"), "people:children", "people.list"),
    Entry(_("My record"), "people:own", "people.own"),
    Entry(_("Plans"), "plans:list", "plans.read"),
    Entry(_("Public mirror"), "open:list"),
    Entry(_("Deadlines"), "deadlines:register"),
    Entry(_("Administration"), "administration:organisations", "access.read_administration"),
    Entry(_("Who saw this child"), "readers:search", "ledger.audit"),
    Entry(_("Operation"), "operation:jobs", "operation.jobs"),
)


def menu(request: HttpRequest) -> list[dict[str, object]]:
    """The lines this reader sees: label, address, and whether the page shown stands under it."""
    allowed = [entry for entry in MENU if entry.act is None or policy.may(request.user, entry.act)]
    lines = [(entry.label, reverse(entry.url)) for entry in allowed]
    # the nearest one only: /people/own/ stands under "My record", not under "Children" as well
    here = max((url for _label, url in lines if request.path.startswith(url)), key=len, default=None)
    return [{"label": label, "url": url, "active": url == here} for label, url in lines]
