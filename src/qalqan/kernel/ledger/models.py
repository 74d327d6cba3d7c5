"""The ledger's tables, for reading through Django. Rows are written by `writing` and `sealing` with SQL, and
nothing in the program, nor its database role, can change one (migration 0001)."""

from typing import Any

from django.db import models
from django.db.models.functions import UUID7


class Entry(models.Model):
    """One act or one read. In the database the key is (xid, id): the order of sealing; and the table is
    partitioned by month over `id`, which carries the time.

    `xid` is the writing transaction: once all older transactions have ended, no row can join it.
    """

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    xid = models.BigIntegerField(editable=False)
    at = models.DateTimeField(editable=False)
    seat_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    role = models.TextField()
    purpose = models.TextField()
    act = models.TextField()
    kind = models.TextField()
    target_id = models.TextField()
    region_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    sections = models.TextField()
    before_digest = models.BinaryField(null=True)
    after_digest = models.BinaryField(null=True)
    outcome = models.TextField()
    note = models.TextField()
    server = models.TextField()
    salt = models.UUIDField(editable=False)

    class Meta:
        db_table = "ledger_entry"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.act} {self.outcome}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse: entries are appended by `ledger.record`, `read` and `refused`, and never changed."""
        raise TypeError("ledger entries are appended by qalqan.kernel.ledger, never saved")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse."""
        raise TypeError("ledger entries are never deleted")
