"""What the limits of people's control remember: moments under keyed hashes. No address is stored, and the
salt of a day is destroyed with the next but one: after that nobody, this program included, can say from where
a report came. These rows belong to no region and tell nothing of any."""

from django.db import models


class Pace(models.Model):
    """A bucket: `key` is a keyed hash of a sender, a place or the country; it is empty at `full_at`."""

    key = models.BinaryField(primary_key=True, max_length=16)
    full_at = models.DateTimeField()

    class Meta:
        db_table = "watch_pace"
        indexes = (models.Index(fields=["full_at"], name="watch_pace_empty"),)

    def __str__(self) -> str:
        return f"{bytes(self.key).hex()} {self.full_at}"


class SpentToken(models.Model):
    """A puzzle or form that was used: for one `subject` only (a draft in a region), `tries` times so far."""

    token = models.BinaryField(primary_key=True, max_length=16)
    subject = models.CharField(max_length=80)
    tries = models.PositiveSmallIntegerField(default=1)
    until = models.DateTimeField()

    class Meta:
        db_table = "watch_spent_token"
        indexes = (models.Index(fields=["until"], name="watch_spent_token_until"),)

    def __str__(self) -> str:
        return f"{self.subject}, {self.tries}"


class DaySalt(models.Model):
    """What the hashes of one day are made with."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    class Meta:
        db_table = "watch_day_salt"

    def __str__(self) -> str:
        return str(self.day)
