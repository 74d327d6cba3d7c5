"""What of the invented country lies in this database: one row per district, or per school loaded alone. The
row is written in the transaction that wrote the people, so a load that was killed left neither.

No truth is here: which records are of one person is written to a file outside the database."""

from django.db import models
from django.db.models.functions import Now
from django.db.models.functions.uuid import UUID7


class Load(models.Model):
    """A loaded district (`school` null) or school. `edition`: fingerprint of the generator."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    seed = models.BigIntegerField()
    errors = models.TextField(blank=True)
    edition = models.CharField(max_length=64)
    district = models.CharField(max_length=60)
    school = models.PositiveIntegerField(null=True)
    children = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "synthetic_load"
        constraints = (
            models.UniqueConstraint(
                fields=["district", "school"], name="synthetic_load_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return self.district if self.school is None else f"{self.district}, school {self.school}"
