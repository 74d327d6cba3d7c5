"""Mails of this room. A job knows an id; the words and the link are made when it runs."""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qalqan.kernel.access.invitation import Invitation
from qalqan.kernel.access.models import Emergency, Seat
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.scope import Service, scope


@task(attempts=8)  # type: ignore[call-overload]
def send_invitation(invitation_id: str) -> None:
    """Mail the link of an invitation, if it is still open. A mail that was sent and not marked is sent again:
    two mails with the same link harm nobody, none does."""
    from qalqan.kernel.access.inviting import path  # `inviting` enqueues this job

    with scope(Service("access.send_invitation"), "administration"):
        found = Invitation.objects.select_related("post").filter(pk=UUID(invitation_id)).first()
    if found is None or not found.is_open or found.waits_for_second or found.expires_at < timezone.now():
        return
    with override(found.language):
        link = settings.ADDRESS + path(found)
        words = {"name": found.name, "post": str(ROLES[found.post.role].title), "link": link}
        EmailMessage(
            subject=_("Qalqan: an invitation for you"),
            body=_(
                "%(name)s,\n\n"
                "you are invited to work in Qalqan. Your post: %(post)s.\n\n"
                "Open this link within 72 hours and choose a password; it works once:\n%(link)s\n\n"
                "Nobody will ever ask you for the password. If you did not expect this mail, do nothing."
            )
            % words,
            to=[found.email],
        ).send()


@task(attempts=8)  # type: ignore[call-overload]
def tell_of_emergency(emergency_id: str) -> None:
    """Mail the data protection officers of a region that a record was opened in an emergency: in all three
    languages, because an account has none, and without a name."""
    with scope(Service("access.tell_of_emergency"), "audit"):
        found = Emergency.objects.filter(pk=UUID(emergency_id)).first()
    if found is None:
        return
    officers = Seat.objects.filter(
        post__role="data_officer", post__region_id=found.region_id, period__contains=timezone.now()
    ).select_related("user")
    addresses = sorted({taken.user.email for taken in officers if taken.user.email})
    subjects, bodies = [], []
    for language, _name in settings.LANGUAGES:
        with override(language):
            subjects.append(_("Qalqan: emergency access"))
            bodies.append(
                _(
                    "Somebody opened a person's record in an emergency, beyond their own reach. Who, whose "
                    "and why you see after signing in: %(link)s"
                )
                % {"link": settings.ADDRESS}
            )
    for address in addresses:
        EmailMessage(subject=" / ".join(subjects), body="\n\n".join(bodies), to=[address]).send()
