"""Users, posts and seats. Rights belong to a *post* in an organisation and a territory; a person *sits* in a
post for a period. Bodies and regions live in higher rooms, so a post keeps their ids as plain columns."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import UUID7


class User(AbstractUser):
    """A person who signs in. Carries no right of its own."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)


class Post(models.Model):
    """A place of work: a role in a body, perhaps bound to a region. `role` is a key of `roles.ROLES`."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    role = models.CharField(max_length=40)
    body_code = models.CharField(max_length=40, blank=True)
    region_id = models.UUIDField(null=True)

    class Meta:
        db_table = "access_post"


class Seat(models.Model):
    """Who sits in a post, from when to when (half-open; no upper bound while the person is in office)."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    period = DateRangeField()

    class Meta:
        db_table = "access_seat"
