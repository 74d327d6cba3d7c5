"""Three small tables: what happened, what is to be told to whom, and how far the telling has come."""

from typing import Any

from django.db import models
from django.db.models.functions import UUID7, Now


class TransactionId(models.Field):
    """PostgreSQL's xid8: the number of the writing transaction, which never comes around again."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class Event(models.Model):
    """Something that happened, written by the act itself. Never changed; deleted some weeks later."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    xid = TransactionId(db_default=models.Func(function="pg_current_xact_id"))
    name = models.CharField(max_length=80)
    region_id = models.UUIDField(null=True)
    ids = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_event"
        indexes = (models.Index(fields=["xid", "id"], name="outbox_event_order"),)

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Delivery(models.Model):
    """One event for one handler, once: the pair is the key. While it waits, `due_at` is when it may be taken
    (again); who takes it moves `due_at` on, so that what a killed worker held comes free by itself."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        PARKED = "parked"
        DISCARDED = "discarded"

    pk = models.CompositePrimaryKey("event_id", "handler")
    event_id = models.UUIDField()
    handler = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, db_default=State.WAITING)
    attempts = models.SmallIntegerField(db_default=0)
    due_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    error_class = models.CharField(max_length=200, db_default="")
    error_place = models.CharField(max_length=200, db_default="")

    class Meta:
        db_table = "outbox_delivery"
        indexes = (
            models.Index(
                fields=["due_at", "event_id"], name="outbox_delivery_due", condition=models.Q(state="waiting")
            ),
            models.Index(
                fields=["settled_at"], name="outbox_delivery_parked", condition=models.Q(state="parked")
            ),
        )

    def __str__(self) -> str:
        return f"{self.event_id} {self.handler} {self.state}"


class Position(models.Model):
    """The last event whose deliveries were written: one row."""

    id = models.SmallIntegerField(primary_key=True)
    xid = TransactionId()
    event_id = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_position"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_position"),)

    def __str__(self) -> str:
        return f"{self.xid} {self.event_id}"
