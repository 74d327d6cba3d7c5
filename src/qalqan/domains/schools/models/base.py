"""What every table of this room shares: a row of a region, reached by its seats, and by those of the district
and the organisation it is of. Nothing here is about a child."""

from django.db import models
from django.db.models.functions.uuid import UUID7

from qalqan.kernel.access.regional import Regional
from qalqan.kernel.access.rules import Reach


def one_of(column: str, words: tuple[str, ...], name: str) -> models.CheckConstraint:
    """A column that holds one of these words."""
    return models.CheckConstraint(condition=models.Q(**{f"{column}__in": words}), name=name)


class SiteRow(Regional):
    """A row of a place where children are, or near one. The key is made by the database and rises with
    time."""

    REACH = Reach(district="district_id", organisation="organisation_id")

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    district_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)

    class Meta(Regional.Meta):
        abstract = True
