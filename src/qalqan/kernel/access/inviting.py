"""The way into a post for somebody who has no account yet, and for somebody who has one elsewhere: a mail
with a one-time link, good for 72 hours. No administrator sets or sees a password, or learns who has an
account.

    invite > (a second person confirms, for wide roles) > mail > link > password > seat

The seat is taken when the link is used, in the transaction that uses it up.
"""

import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qalqan.kernel import ledger, outbox
from qalqan.kernel.access import appointing, granting
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.appointing import Administrator
from qalqan.kernel.access.granting import Place
from qalqan.kernel.access.invitation import LASTS, Invitation, fits, new_nonce, parsed
from qalqan.kernel.access.jobs import send_invitation
from qalqan.kernel.access.models import Post, Seat, User
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope

SENDS = 5  # mails an invitation may cause: an administrator's slip must not flood somebody's mailbox
PROGRAM = Service("access.invitation")


def invite(
    actor: Administrator,
    post_id: UUID,
    *,
    email: str,
    name: str,
    language: str,
    take_over: bool = False,
    since: datetime.date | None = None,
) -> Invitation:
    """Offer a post to the owner of an e-mail address. `take_over`: who sits there leaves when it is accepted,
    or on the day `since` if that is later. PermissionDenied; AccessError if the post is taken or promised."""
    with appointing.deciding(actor):
        place = appointing.locked_post(actor, "access.invite", post_id)
        not_own_address(actor, email)
        when = appointing.moment_of(since) if since is not None else None
        if not take_over and appointing.sitting(place, when):
            raise AccessError(_("Somebody sits in this post. Hand it over in place of inviting to it."))
        made = stored(place, actor, email=email, name=name, language=language)
        made.take_over, made.since = take_over, when
        made.save(update_fields=["take_over", "since"])
        appointing.recorded("access.invite", place, after={"invitation": made.id, "take_over": take_over})
        outbox.emit("access.invited", region_id=place.region_id, invitation_id=made.id)
        if not made.waits_for_second:
            send(made)
        return made


def confirm(actor: SeatView, invitation_id: UUID) -> Invitation:
    """The second person agrees; only then the mail goes out. AccessError for who made the invitation."""
    with appointing.deciding(actor):
        found = locked(actor, "access.confirm_invitation", invitation_id)
        if not found.waits_for_second:
            raise AccessError(_("This invitation waits for nobody."))
        maker = found.made_by.user_id if found.made_by else None
        if maker == actor.user_id:
            raise AccessError(_("A second person must confirm: not the one who made the invitation."))
        not_own_address(actor, found.email)
        found.confirmed_by_id = actor.id
        found.expires_at = timezone.now() + LASTS
        found.save(update_fields=["confirmed_by", "expires_at"])
        recorded("access.confirm_invitation", found)
        send(found)
        return found


def resend(actor: Administrator, invitation_id: UUID) -> Invitation:
    """A new link for 72 hours more; the one before is dead. AccessError after too many."""
    with appointing.deciding(actor):
        found = locked(actor, "access.resend_invitation", invitation_id)
        if found.waits_for_second:
            raise AccessError(_("A second person must confirm this invitation before it is sent."))
        if found.sends >= SENDS:
            raise AccessError(
                _("Sent too often. Check the address, revoke this invitation and make another.")
            )
        found.nonce, found.expires_at = new_nonce(), timezone.now() + LASTS
        found.save(update_fields=["nonce", "expires_at"])
        recorded("access.resend_invitation", found)
        send(found)
        return found


def revoke(actor: Administrator, invitation_id: UUID) -> Invitation:
    """The link is dead from now on."""
    with appointing.deciding(actor):
        found = locked(actor, "access.revoke_invitation", invitation_id)
        found.revoked_at = timezone.now()
        found.save(update_fields=["revoked_at"])
        recorded("access.revoke_invitation", found)
        return found


def offered(key: str) -> Invitation:
    """The open invitation of a link, its post fetched, for the page that asks for a password. AccessError
    if the link is wrong, used, revoked or too old. Using it up is `accept_anew` or `accept_as`: a mail
    program that looks at links beforehand changes nothing."""
    with scope(PROGRAM, appointing.PURPOSE):
        return opened(key)


def accept_anew(key: str, password: str) -> User:
    """The invited person sets a password: account, seat and the used-up link in one transaction.
    ValidationError for a weak password; AccessError as `offered`, or if the address has an account."""
    with scope(PROGRAM, appointing.PURPOSE):
        found = opened(key, lock=True)
        if account_of(found.email):
            raise AccessError(_("There is an account with this address. Sign in, then open the link again."))
        person = User(username=found.email.lower(), email=found.email, name=found.name)
        validate_password(password, person)
        person.set_password(password)
        try:
            person.full_clean()
            with transaction.atomic():
                person.save()
        except (ValidationError, IntegrityError) as problem:
            raise AccessError(
                _("There is an account with this address. Sign in, then open the link again.")
            ) from problem
        used(found, person)
        return person


def accept_as(key: str, user_id: UUID) -> User:
    """Somebody with an account takes the offered post. AccessError as `offered`, or if it was another's."""
    with scope(PROGRAM, appointing.PURPOSE):
        found = opened(key, lock=True)
        person = appointing.active(user_id)
        if person.email.lower() != found.email.lower():
            raise AccessError(_("This invitation was sent to another address. Sign in with that account."))
        used(found, person)
        return person


def account_of(email: str) -> User | None:
    """The account of an address, for who holds the link that was sent there."""
    return User.objects.filter(email__iexact=email).first()


def path(invitation: Invitation) -> str:
    """The path (no host) of an invitation's link."""
    with override(invitation.language):
        return reverse("invitation", args=[invitation.key])


def not_own_address(actor: Administrator, email: str) -> None:
    """AccessError when somebody invites or confirms himself."""
    if isinstance(actor, SeatView):
        owner = account_of(email)
        if owner is not None:
            appointing.not_oneself(actor, owner.id)


def stored(place: Post, actor: Administrator, *, email: str, name: str, language: str) -> Invitation:
    """A new open invitation; one that was not used in time makes room. AccessError if one is on its way."""
    now = timezone.now()
    waiting = Invitation.objects.filter(post=place, accepted_at=None, revoked_at=None)
    waiting.filter(expires_at__lte=now).update(revoked_at=now)
    try:
        with transaction.atomic():
            return Invitation.objects.create(
                region_id=place.region_id,
                organisation_id=place.organisation_id,
                post=place,
                email=User.objects.normalize_email(email),
                name=name,
                language=language,
                made_by_id=actor.id if isinstance(actor, SeatView) else None,
                needs_second=isinstance(actor, SeatView) and granting.needs_second(place.role),
                expires_at=now + LASTS,
            )
    except IntegrityError as problem:
        if "one_open_invitation_a_post" not in str(problem):
            raise
        raise AccessError(
            _("An invitation to this post is on its way already. Send it again, or revoke it first.")
        ) from problem


def locked(actor: Administrator, act: str, invitation_id: UUID) -> Invitation:
    """An open invitation to a post that is the actor's to fill, locked. PermissionDenied; AccessError."""
    found = Invitation.objects.filter(pk=invitation_id).first()
    if found is None:
        appointing.refuse(actor, act, Place(""), invitation_id)
    assert found is not None  # noqa: S101 - `refuse` has raised
    appointing.locked_post(actor, act, found.post_id)
    found = Invitation.objects.select_for_update(of=("self",)).select_related("post").get(pk=found.pk)
    if not found.is_open:
        raise AccessError(_("This invitation is used or revoked already."))
    return found


def opened(key: str, *, lock: bool = False) -> Invitation:
    """The open invitation of a key. AccessError says why there is none; not whether there ever was one."""
    invitation_id = parsed(key)
    rows = Invitation.objects.select_related("post")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=invitation_id).first() if invitation_id else None
    if found is None or not fits(found, key) or found.waits_for_second:
        raise AccessError(
            _("This link is not valid. Perhaps a newer one was sent: look for the latest mail.")
        )
    if not found.is_open:
        raise AccessError(_("This link was used or withdrawn. If you have an account, sign in."))
    if found.expires_at <= timezone.now():
        raise AccessError(_("This link is older than 72 hours. Ask who invited you to send it again."))
    return found


def used(found: Invitation, person: User) -> Seat:
    """Seat the person, end the seat of who was there, use the invitation up."""
    place = Post.objects.select_for_update().get(pk=found.post_id)
    now = timezone.now()
    when = max(found.since, now) if found.since else now
    leaving = appointing.sitting(place, when)
    if leaving is not None and (not found.take_over or leaving.user_id == person.id):
        raise AccessError(_("Somebody sits in this post by now. Ask who invited you."))
    if leaving is not None:
        appointing.ended(leaving, when, act="access.hand_over")
    found.accepted_at, found.accepted_by = now, person
    found.save(update_fields=["accepted_at", "accepted_by"])
    recorded("access.accept_invitation", found, person)
    return appointing.seated(place, person, when)


def recorded(act: str, found: Invitation, person: User | None = None) -> None:
    """A row of the book about an invitation."""
    after = {"post": found.post_id, "user": person.id if person else None, "until": found.expires_at}
    ledger.record(act, kind="invitation", id=found.id, region_id=found.region_id, after=after)


def send(found: Invitation) -> None:
    """Have the mail written once the transaction holds."""
    found.sends += 1
    found.save(update_fields=["sends"])
    send_invitation.enqueue(str(found.id))
