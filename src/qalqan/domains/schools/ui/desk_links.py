"""What a signed-in reader works with in this room: links from its first page, those of the reader's own
acts."""

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qalqan.kernel.access import policy

LINKS: tuple[tuple[Promise, str, str], ...] = (
    (_("My school"), "schools:own", "schools.drill"),
    (_("Places"), "schools:sites", "schools.read"),
    (_("Rounds"), "schools:round", "schools.assess"),
    (_("Safety rounds"), "schools:assessments", "schools.read"),
    (_("What to buy first"), "schools:budgets", "schools.plan_money"),
    (_("Police duty at crossings"), "schools:duty", "schools.read_duty"),
    (_("Evacuation drills"), "schools:drills", "schools.read_drills"),
    (_("Visitors"), "schools:visitors", "schools.visitors"),
)


def links(request: HttpRequest) -> list[tuple[Promise, str]]:
    """Label and route of each link whose act the reader may do."""
    return [(label, route) for label, route, act in LINKS if policy.may(request.user, act)]
