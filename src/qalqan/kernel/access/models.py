"""Users, posts and seats. Rights belong to a *post* in an organisation and a territory; a person *sits* in a
post for a period. Bodies and regions live in higher rooms, so a post keeps their ids as plain columns.

The user has neither groups nor permissions nor a superuser's flag: there is one way to a right, a seat."""

import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models.functions import UUID7, Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qalqan.kernel.access.invitation import Invitation
from qalqan.kernel.access.regional import Regional, ScopedManager
from qalqan.kernel.access.rules import Reach

__all__ = [
    "Emergency",
    "Invitation",
    "Post",
    "Reach",
    "Regional",
    "ScopedManager",
    "Seat",
    "User",
    "UserManager",
    "Wall",
]


class UserManager(BaseUserManager["User"]):
    """Finds users by name in any letter case; makes them with or without a password."""

    def create_user(
        self, username: str, email: str = "", password: str | None = None, **fields: Any
    ) -> "User":
        """A saved user. Without a password nobody can sign in until one is set through a one-time link."""
        user = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. Carries no right of its own."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    username = models.CharField(_("username"), max_length=150, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("full name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        db_table = "access_user"
        constraints = (
            models.UniqueConstraint(
                Lower("username"),
                name="one_user_a_name",
                violation_error_message=_("This username is taken."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="one_user_an_address",
                violation_error_message=_("This e-mail address is taken."),
            ),
        )

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.name or self.username


class Post(models.Model):
    """A place of work: a role in a body, bound to as much of a place as the role's level asks: region,
    district, organisation, and `unit`, a part of the organisation ("7 A"; empty: all of it). `role` is a key
    of `roles.ROLES`. Read by everyone; written only inside a scope that holds its region."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    role = models.CharField(max_length=40)
    body_code = models.CharField(max_length=40, blank=True)
    region_id = models.UUIDField(null=True)
    district_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    unit = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "access_post"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "organisation_id", "district_id", "role", "body_code", "unit"],
                nulls_distinct=False,
                name="one_post_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.body_code}".strip()


class Seat(models.Model):
    """Who sits in a post, from when to when, to the moment (half-open; no upper bound while the person is in
    office): a right ends in the minute in which it is ended, not at midnight.

    One person a post and moment: `UNIQUE (post_id, period WITHOUT OVERLAPS)`, in migration 0004. Django has
    no word for a temporal key, and an exclusion constraint cannot be what a temporal foreign key points at.
    """

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="seats", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    period = DateTimeRangeField()

    class Meta:
        db_table = "access_seat"

    def __str__(self) -> str:
        return f"{self.post_id} {self.period}"


class Wall(Regional):
    """A person's rows are hidden from a user, a post, or everyone in an organisation: the alleged, his kin,
    the same staff room; one of the three is given. One raises it (`origin` declared: the one concerned did);
    two people lower it."""

    REACH: ClassVar[Reach] = Reach(person="person_id")

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    person_id = models.UUIDField()
    user_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    origin = models.CharField(max_length=10, choices=[("raised", "raised"), ("declared", "declared")])
    reason = models.CharField(max_length=500)
    raised_by = models.UUIDField(null=True)
    raised_at = models.DateTimeField(db_default=Now())
    lowering_asked_by = models.UUIDField(null=True)
    lowering_asked_at = models.DateTimeField(null=True)
    lowering_reason = models.CharField(max_length=500, blank=True, db_default="")
    lowered_by = models.UUIDField(null=True)
    lowered_at = models.DateTimeField(null=True)

    class Meta(Regional.Meta):
        db_table = "access_wall"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(lowered_at__isnull=True)
                | (
                    models.Q(lowered_by__isnull=False, lowering_asked_by__isnull=False)
                    & ~models.Q(lowered_by=models.F("lowering_asked_by"))
                ),
                name="wall_lowered_by_two",
            ),
        )
        indexes = (
            models.Index(fields=["user_id"], name="wall_user"),
            models.Index(fields=["post_id"], name="wall_post"),
            models.Index(fields=["organisation_id"], name="wall_organisation"),
        )

    def __str__(self) -> str:
        return str(self.id)


class Emergency(Regional):
    """A seat opened one person's records beyond its reach, with a reason, for at most 24 hours. The region is
    the seat's: its data officer is told at once. Ends by itself; `closed_at` ends it earlier."""

    REACH: ClassVar[Reach] = Reach(person="person_id")

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    seat_id = models.UUIDField()
    user_id = models.UUIDField()
    person_id = models.UUIDField()
    purpose = models.CharField(max_length=20)
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(Regional.Meta):
        db_table = "access_emergency"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__lte=models.F("opened_at") + datetime.timedelta(hours=24)),
                name="emergency_of_a_day",
            ),
        )
        indexes = (
            models.Index(fields=["seat_id", "until"], name="emergency_of_seat"),
            models.Index(fields=["region_id", "opened_at"], name="emergency_in_region"),
        )

    def __str__(self) -> str:
        return str(self.id)
