"""The main menu, and the tabs that the pages of a plan share. A room adds one line; a line whose act the
reader may not do is not shown. The tabs stand here because several rooms draw pages of one plan, and none of
them may know the rooms above it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qalqan.kernel.access import policy


@dataclass(frozen=True, slots=True)
class Entry:
    """`url` is a route name; `act` None means that everyone sees the line, `unless` that those who may do
    that act do not: they have a line of their own for it."""

    label: Promise
    url: str
    act: str | None = None
    unless: str | None = None


MENU: tuple[Entry, ...] = (
    Entry(_("Children"), "people:children", "people.list"),
    Entry(_("My record"), "people:own", "people.own"),
    Entry(_("Plans"), "plans:list", "plans.read"),
    Entry(_("Progress"), "reporting:progress", "reporting.read"),
    Entry(_("Reports"), "reporting:home", "reporting.read"),
    Entry(_("Contradictions"), "evidence:contradictions", "reporting.read"),
    Entry(_("Safety of schools"), "schools:map", "schools.read"),
    Entry(_("Safety of schools"), "schoolsopen:map", unless="schools.read"),
    Entry(_("Evacuation drills"), "schools:drills", "schools.count_heads", unless="schools.read"),
    Entry(_("People's control"), "watch:queue", "watch.read"),
    Entry(_("People's control"), "citizen:report", unless="watch.read"),
    Entry(_("Sealed originals"), "watch:originals", "watch.open_original"),
    Entry(_("Public mirror"), "open:list"),
    Entry(_("Deadlines"), "deadlines:register"),
    Entry(_("Administration"), "administration:organisations", "access.read_administration"),
    Entry(_("Who saw this child"), "readers:search", "ledger.audit"),
    Entry(_("Operation"), "operation:jobs", "operation.jobs"),
)


def menu(request: HttpRequest) -> list[dict[str, object]]:
    """The lines this reader sees: label, address, and whether the page shown stands under it."""
    allowed = [
        entry
        for entry in MENU
        if (entry.act is None or policy.may(request.user, entry.act))
        and not (entry.unless and policy.may(request.user, entry.unless))
    ]
    lines = [(entry.label, reverse(entry.url)) for entry in allowed]
    # the nearest one only: /people/own/ stands under "My record", not under "Children" as well
    here = max((url for _label, url in lines if request.path.startswith(url)), key=len, default=None)
    return [{"label": label, "url": url, "active": url == here} for label, url in lines]


@dataclass(frozen=True, slots=True)
class PlanTab:
    """A page of one plan: route names behind sign-in and in the mirror ("" for no such page there); `act`
    None means that whoever sees one tab sees this one."""

    key: str
    label: Promise
    desk: str
    mirror: str = ""
    act: str | None = None


PLAN_TABS: tuple[PlanTab, ...] = (
    PlanTab("overview", _("Measures"), "plans:overview", "open:overview"),
    PlanTab("progress", _("Progress"), "reporting:heat", "mirror:heat", "reporting.read"),
    PlanTab("closing", _("What closes a measure"), "evidence:closing", "witness:closing", "evidence.read"),
    PlanTab("bodies", _("Who owes what"), "plans:bodies", "open:bodies"),
    PlanTab("regional", _("Regional plans"), "plans:regional", "open:regional"),
    PlanTab("calendar", _("Calendar"), "plans:calendar", "open:calendar"),
    PlanTab("findings", _("Quality of the text"), "plans:findings", "open:findings"),
    PlanTab("gaps", _("Open questions"), "plans:gaps", "open:gaps"),
    PlanTab("review", _("Import review"), "plans:review", "", "plans.review"),
)


def plan_tabs(request: HttpRequest, code: str, here: str, *, is_open: bool) -> list[dict[str, object]]:
    """The tabs of a plan that this reader sees, in the mirror or behind sign-in; `here` is the key shown."""
    shown = [
        (tab, tab.mirror if is_open else tab.desk)
        for tab in PLAN_TABS
        if is_open or tab.act is None or policy.may(request.user, tab.act)
    ]
    return [
        {"label": tab.label, "url": reverse(route, args=[code]), "active": tab.key == here}
        for tab, route in shown
        if route
    ]
