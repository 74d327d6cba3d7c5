"""What a scope reaches of reports beyond its region, and whose drafts it reads.

Rows of national bodies stand in the region of the capital, so the region alone would open them to the seats
of that region: a regional seat never sees a body that has no region. A draft is its writer's own: who does
not report for the body sees what was signed, and nothing else. Every question that a seat asks begins here.
"""

from django.db.models import Q

from qalqan.domains.bodies import api as bodies
from qalqan.domains.reporting.access import REPORTERS
from qalqan.domains.reporting.models import Line, Package, Upload
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.regional import ScopedQuerySet
from qalqan.kernel.access.scope import Own, Service, scope


def packages() -> ScopedQuerySet[Package]:
    """The packages that the open scope may see."""
    return Package.objects.within(scope.current()).filter(_seen("body_code"))


def lines() -> ScopedQuerySet[Line]:
    """The lines of those packages."""
    return Line.objects.within(scope.current()).filter(_seen("package__body_code"))


def uploads() -> ScopedQuerySet[Upload]:
    """The workbooks sent in for those packages."""
    return Upload.objects.within(scope.current()).filter(_seen("package__body_code"))


def _seen(column: str) -> Q:
    seat = scope.current().actor
    if not isinstance(seat, SeatView) or seat.region_id is None:
        return Q()
    return Q(**{f"{column}__in": [body.code for body in bodies.register().bodies if body.region]})


def reports_for(seat: SeatView | Service | Own, body_code: str) -> bool:
    """Whether a seat reports for a body: an officer of a region for the bodies of it (the scope has bound the
    region), the coordinator for national ones, the program for all."""
    if not isinstance(seat, SeatView):
        return isinstance(seat, Service)
    is_national = bodies.body(body_code).region is None
    return seat.role in REPORTERS and is_national == (seat.role == "coordinator")


def reads_drafts(body_code: str) -> bool:
    """Whether the open scope sees what a body has written and not signed."""
    return reports_for(scope.current().actor, body_code)
