"""What procrastinate does not keep: why a job failed, that a job of the kind `once` ran, the canary."""

from django.db import models
from django.db.models.functions import UUID7, Now


class Failure(models.Model):
    """One failed attempt: class and place of the error, never its text (it may quote a person's row)."""

    id = models.BigAutoField(primary_key=True)
    job_id = models.BigIntegerField(db_index=True)
    attempt = models.SmallIntegerField()
    at = models.DateTimeField(db_default=Now())
    error_class = models.CharField(max_length=200)
    error_place = models.CharField(max_length=200)
    worker = models.CharField(max_length=80)

    class Meta:
        db_table = "jobs_failure"

    def __str__(self) -> str:
        return f"{self.job_id} {self.error_class}"


class Done(models.Model):
    """A job of the kind `once` that has run: written in the transaction of its effects."""

    job_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "jobs_done"

    def __str__(self) -> str:
        return str(self.job_id)


class Canary(models.Model):
    """A self-test of the whole way: asked on a page, heard by a handler of the outbox, done by a job. The
    counts are there to be 1: more would mean an effect that happened twice."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    asked_at = models.DateTimeField(db_default=Now())
    heard_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    heard = models.SmallIntegerField(db_default=0)
    done = models.SmallIntegerField(db_default=0)

    class Meta:
        db_table = "jobs_canary"

    def __str__(self) -> str:
        return str(self.id)
