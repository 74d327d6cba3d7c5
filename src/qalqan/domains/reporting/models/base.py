"""What every table of reporting shares: a row of a region, reached by the region's own seats and by national
ones. Lines of national bodies stand in the region of the capital under the body's own code."""

from django.db import models
from django.db.models.functions.uuid import UUID7

from qalqan.kernel.access.regional import Regional


def one_of(column: str, words: tuple[str, ...], name: str) -> models.CheckConstraint:
    """A column that holds one of these words."""
    return models.CheckConstraint(condition=models.Q(**{f"{column}__in": words}), name=name)


class RegionRow(Regional):
    """The key is made by the database and rises with time."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)

    class Meta(Regional.Meta):
        abstract = True
