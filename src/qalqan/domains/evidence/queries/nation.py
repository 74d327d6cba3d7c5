"""Where rows of the whole country stand: in the region of the capital, with `place` "nation"."""

from uuid import UUID

from django.utils import timezone

from qalqan.domains.territory import api as territory

CAPITAL = "KZ-71"


def capital() -> UUID:
    """The capital's region."""
    return territory.region(CAPITAL, timezone.localdate()).id
