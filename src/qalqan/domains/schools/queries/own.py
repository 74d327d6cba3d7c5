"""The place that a seat answers for."""

from qalqan.domains.schools.queries.sites import SiteView, site_of
from qalqan.kernel.access.policy import SeatView


def own_site(seat: SeatView) -> SiteView | None:
    """The place of the seat's organisation; None for a seat of no organisation, or while the register has
    none."""
    return site_of(seat.organisation_id) if seat.organisation_id else None
