"""What every table of the register shares."""

from django.db import models
from django.db.models.functions import UUID7


class Row(models.Model):
    """A row whose key is made by the database and rises with time."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)

    class Meta:
        abstract = True
