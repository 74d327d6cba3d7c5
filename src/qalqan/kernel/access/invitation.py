"""Invitations: a one-time link by which a person takes a post. The person's account is made when the link is
used, so nothing exists of somebody who never came, and no administrator ever holds a password.

The key in the link is not stored. It is a keyed digest of the row's id and a nonce: whoever reads the table
can make no link of it, a job needs the id alone to write the mail, and a new nonce kills the old link.
"""

import datetime
import secrets
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import UUID7, Now
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from qalqan.kernel.access.regional import ScopedManager
from qalqan.kernel.access.rules import Reach

LASTS = datetime.timedelta(hours=72)
NONCE_BYTES = 16
DIGEST = 40  # hexadecimal digits of the keyed digest that the link carries: 160 bits


def new_nonce() -> bytes:
    """What makes one sending of an invitation different from the next."""
    return secrets.token_bytes(NONCE_BYTES)


class Invitation(models.Model):
    """A post is offered to the owner of an e-mail address. Open until accepted or revoked, good until
    `expires_at`; one open invitation a post. `take_over`: whoever sits there leaves when it is accepted.
    `since`: the new seat begins then, or at once. `confirmed_by`: the second person, where the role asks for
    two; the mail goes out only then. Region and organisation are those of the post."""

    REACH: ClassVar[Reach] = Reach(organisation="organisation_id")

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    region_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    post = models.ForeignKey("access.Post", on_delete=models.PROTECT, related_name="+", db_index=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("full name"), max_length=200)
    language = models.CharField(max_length=2)
    take_over = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    nonce = models.BinaryField(default=new_nonce, max_length=NONCE_BYTES)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.ForeignKey("access.Seat", on_delete=models.PROTECT, null=True, related_name="+")
    needs_second = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey("access.Seat", on_delete=models.PROTECT, null=True, related_name="+")
    sends = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        db_table = "access_invitation"
        base_manager_name = "objects"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "post"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                nulls_distinct=False,
                name="one_open_invitation_a_post",
            ),
        )

    def __str__(self) -> str:
        return f"{self.post_id} {self.made_at}"

    @property
    def key(self) -> str:
        """What the link carries: the id and the keyed digest."""
        return self.id.hex + digest(self.id, bytes(self.nonce))

    @property
    def is_open(self) -> bool:
        """Neither accepted nor revoked; it may have expired."""
        return self.accepted_at is None and self.revoked_at is None

    @property
    def waits_for_second(self) -> bool:
        """Whether another person must confirm before the mail goes out."""
        return self.needs_second and self.confirmed_by_id is None


def digest(invitation_id: UUID, nonce: bytes) -> str:
    """The secret half of a key."""
    made = salted_hmac("qalqan.invitation", invitation_id.bytes + nonce, algorithm="sha256")
    return made.hexdigest()[:DIGEST]


def parsed(key: str) -> UUID | None:
    """The id that a key names; None if it has not the form of one."""
    if len(key) != 32 + DIGEST or not key.isascii():
        return None
    try:
        return UUID(hex=key[:32])
    except ValueError:
        return None


def fits(invitation: Invitation, key: str) -> bool:
    """Whether a key is this invitation's, compared in constant time."""
    return constant_time_compare(invitation.key, key)
