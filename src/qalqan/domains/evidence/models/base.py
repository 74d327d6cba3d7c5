"""What every table of evidence shares.

Rows of a region are reached by the region's seats, rows of a district or an organisation by theirs too.
What is known of the whole country stands in the region of the capital with `place` "nation", as
obligations of national bodies do. Nothing here is about a person.
"""

from django.db import models
from django.db.models.functions.uuid import UUID7

from qalqan.kernel.access.regional import Regional
from qalqan.kernel.access.rules import Reach

PLACES = ("nation", "region", "district", "organisation")


def one_of(column: str, words: tuple[str, ...], name: str) -> models.CheckConstraint:
    """A column that holds one of these words."""
    return models.CheckConstraint(condition=models.Q(**{f"{column}__in": words}), name=name)


class Placed(Regional):
    """A row of a place. The key is made by the database and rises with time."""

    REACH = Reach(district="district_id", organisation="organisation_id")

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    district_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)

    class Meta(Regional.Meta):
        abstract = True
