"""Mails about reports: 21, 14 and 7 days before, on the day, and to the ministry when the day has passed.

The clock rings a rung once and tells it in its own transaction. The handler of that event writes one row a
reader and leaves one job a row, in the transaction in which the event is marked as done: so nobody is
forgotten and nobody stands there twice. A job sends its own mail and marks its own row; a server that is down
is tried again for a day without a second mail to those who were reached. What no transaction can cover is a
machine that dies between the server's "accepted" and our mark: the second mail then bears the same
Message-ID, by which mail programs know it as the same letter.

A mail names the body and the plan, never a person; what stands in the lines is read behind the sign-in.
"""

from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from qalqan.domains.bodies import api as bodies
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.models import Package, Reminder
from qalqan.domains.reporting.rules.lines import WRITABLE
from qalqan.kernel.access.models import Seat, User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.models import Escalation
from qalqan.kernel.i18n import formatting

PROGRAM = Service("reporting.remind")
LANGUAGES = ("kk", "ru")  # an account has no language: a letter of the state says it in both


def prepare(package_id: UUID, escalation_id: UUID) -> list[UUID]:
    """Write a row for each reader of a rung that rang; their ids. In the handler's scope. Nothing for a
    report that has come in, and nothing again for a rung that was prepared."""
    package = Package.objects.within(scope.current()).filter(pk=package_id, met_at=None).first()
    if package is None:
        return []
    rung = Escalation.objects.within(scope.current()).get(pk=escalation_id)
    held = set(Reminder.objects.filter(escalation_id=rung.pk).values_list("user_id", flat=True))
    made = Reminder.objects.bulk_create(
        Reminder(
            region_id=package.region_id,
            package=package,
            escalation_id=rung.pk,
            user_id=user_id,
            is_breach=rung.is_deadline,
        )
        for user_id in readers(package, is_breach=rung.is_deadline)
        if user_id not in held
    )
    return [row.pk for row in made]


def readers(package: Package, *, is_breach: bool) -> list[UUID]:
    """Who is written to: the akimat officers of the region; the ministry's coordinators about a national
    body's report, about a missed day, and where no officer of the region can be reached."""
    is_national = bodies.body(package.body_code).region is None
    if not (is_breach or is_national) and (found := _seated("akimat_officer", package.region_id)):
        return found
    return _seated("coordinator", None)


def _seated(role: str, region_id: UUID | None) -> list[UUID]:
    seats = Seat.objects.filter(
        post__role=role, period__contains=timezone.now(), user__is_active=True, post__region_id=region_id
    )
    return sorted(seats.exclude(user__email="").values_list("user_id", flat=True).distinct())


def send(reminder_id: UUID) -> bool:
    """Send one mail, if it is still to be sent; whether it went out. Opens its own scope. Raises what the
    mail server raises: the job tries again."""
    with scope(PROGRAM, "operation"):
        rows = Reminder.objects.select_for_update(of=("self",)).select_related("package")
        row = rows.filter(pk=reminder_id, sent_at=None, dropped_at=None).first()
        if row is None:
            return False
        reader = User.objects.filter(pk=row.user_id, is_active=True).exclude(email="").first()
        if reader is None or row.package.met_at is not None:
            row.dropped_at = timezone.now()
            row.save(update_fields=["dropped_at"])
            return False
        letter(row, reader.email).send()
        row.sent_at = timezone.now()
        row.save(update_fields=["sent_at"])
        return True


def letter(row: Reminder, address: str) -> EmailMessage:
    """The mail in Kazakh and Russian, plain text."""
    subjects, texts = [], []
    for language in LANGUAGES:
        with override(language):
            subject, text = _worded(row.package, is_breach=row.is_breach)
            subjects.append(subject)
            texts.append(text)
    return EmailMessage(
        subject="Qalqan: " + " / ".join(subjects),
        body="\n\n* * *\n\n".join(texts) + "\n",
        to=[address],
        headers={"Message-ID": f"<reminder-{row.pk}@{_domain()}>", "Auto-Submitted": "auto-generated"},
    )


def _domain() -> str:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return sender or urlsplit(settings.ADDRESS).hostname or "localhost"


def _worded(package: Package, *, is_breach: bool) -> tuple[str, str]:
    """Subject and text in the active language."""
    language, due = formatting.language(), package.due or package.period_end
    left = (due - timezone.localdate()).days
    states = list(package.lines.values_list("state", flat=True))
    body = bodies.body(package.body_code)
    subject = _("report is overdue") if is_breach or left < 0 else _until(left)
    lines = [
        _("Who reports: %(body)s") % {"body": body.name[language]},
        _("Plan: %(plan)s") % {"plan": plans.plan_head(package.plan_code, language).act_title.text},
        _("Period: %(first)s – %(last)s")
        % {"first": formatting.date(package.period_start), "last": formatting.date(package.period_end)},
        _("Falls due: %(due)s, 24:00") % {"due": formatting.date(due)},
        _("Lines still to be submitted: %(open)s of %(all)s")
        % {"open": sum(state in WRITABLE for state in states), "all": len(states)},
        _("Open the report: %(link)s")
        % {"link": settings.ADDRESS + reverse("reporting:package", args=[package.pk])},
    ]
    return subject, "\n".join([subject.capitalize() + ".", "", *lines])


def _until(left: int) -> str:
    if left == 0:
        return _("report falls due today")
    return ngettext("report falls due in %(days)s day", "report falls due in %(days)s days", left) % {
        "days": left
    }
