"""Data keys, wrapped by the master key, and which master keys this database knows.

These tables hold no person and no row policy: without the master key they are noise, and with it the walls
stand around the sealed rows themselves. `region` is not `region_id` for that reason."""

from django.db import models
from django.db.models.functions import Now


class MasterKey(models.Model):
    """A master key that this database was sealed under: its fingerprint, so that a server with another one
    refuses to start in place of sealing what its neighbours cannot open."""

    id = models.BigIntegerField(primary_key=True)
    created = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "vault_master_key"

    def __str__(self) -> str:
        return f"{self.id:016x}"


class DataKey(models.Model):
    """A wrapped key. `purpose`: data (one living key per region and year) or search (one for the nation).
    `retired`: opens, seals no more. `destroyed`: `wrapped` is emptied, what it sealed is gone."""

    id = models.BigIntegerField(primary_key=True)
    purpose = models.CharField(max_length=10)
    region = models.UUIDField(null=True)
    year = models.SmallIntegerField(null=True)
    wrapped = models.BinaryField()
    created = models.DateTimeField(db_default=Now())
    retired = models.DateTimeField(null=True)
    destroyed = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_key"
        constraints = (
            models.UniqueConstraint(
                fields=["purpose", "region", "year"],
                condition=models.Q(retired=None),
                nulls_distinct=False,
                name="vault_one_living_key",
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed=None) | models.Q(wrapped=b"", retired__isnull=False),
                name="vault_destroyed_is_empty",
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.region} {self.year}"
