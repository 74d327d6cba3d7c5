"""Letters to those who reported: what became of it, to everybody who left an address.

A step that is told leaves one row a report, in the transaction in which the event is marked as done: nobody
is forgotten and nobody stands there twice. A job sends its own letter and marks its own row; a mail server
that is down is tried again for a day. What no transaction can cover is a machine that dies between the
server's "accepted" and our mark: the second letter then bears the same Message-ID.

A letter names no other person and holds nothing but the number, the state, who has to act and by when, the
public note and the reader's own link. Whoever was joined to a known thing gets every later letter about it.

Nobody proved that an address is his. So of one step one letter goes to an address, however many reports bear
it; an address gets so many a day from us and no more; and the one button that ends letters ends those of
every report about the same thing.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qalqan.domains.watch import limits
from qalqan.domains.watch.actions.confirming import disputes_alone
from qalqan.domains.watch.actions.receiving import secret_hash
from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.models import Cluster, ClusterStep, Letter, Report
from qalqan.domains.watch.queries.around import owner_names
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock import labels
from qalqan.kernel.vault import search_key

PROGRAM = Service("watch.tell")


def prepare(step_id: UUID) -> list[UUID]:
    """Write a row for each reader of a step; their ids. In the handler's scope. Nothing for a step that is
    not told, nor again for one that was prepared."""
    step = ClusterStep.objects.within(scope.current()).filter(pk=step_id).first()
    if step is None or not life().move(step.move).is_told:
        return []
    held = set(Letter.objects.filter(step_id=step.pk).values_list("report_id", flat=True))
    rows = Report.objects.filter(contact__isnull=False, received_at__lte=step.at)
    if step.move == "merge":  # its reports are another's now; who reported that one is told nothing by it
        into = Cluster.objects.get(pk=step.cluster_id).merged_into
        rows = rows.filter(cluster=into, score_why__merged=str(step.cluster_id))
    else:
        rows = rows.filter(cluster=step.cluster_id)
    rows = rows.exclude(moderation__in=("spam", "withdrawn")).order_by("received_at", "id")
    made = Letter.objects.bulk_create(
        Letter(
            region_id=row.region_id,
            district_id=row.district_id,
            organisation_id=row.organisation_id,
            report=row,
            step_id=step.pk,
        )
        for row in _one_an_address(rows, _told(step.pk))
        if row.pk not in held
    )
    return [row.pk for row in made]


def _one_an_address(rows: Iterable[Report], told: set[str]) -> Iterator[Report]:
    """The first report of each address that was not told yet."""
    for row in rows:
        if (address := _address(row)) not in told:
            told.add(address)
            yield row


def _told(step_id: UUID) -> set[str]:
    """The addresses that have a letter of a step."""
    rows = Report.objects.filter(letters__step_id=step_id, contact__isnull=False)
    return {_address(row) for row in rows}


def _address(row: Report) -> str:
    return str(json.loads(row.contact)["email"]).lower() if row.contact else ""


def welcome(report_id: UUID) -> list[UUID]:
    """The first letter of a report that joined a known thing: the last step of that."""
    row = Report.objects.within(scope.current()).filter(pk=report_id, contact__isnull=False).first()
    if row is None or Letter.objects.filter(report=row).exists():
        return []
    step = ClusterStep.objects.filter(cluster=row.cluster_id).latest("at", "id")
    if _address(row) in _told(step.pk):
        return []
    letter = Letter.objects.create(
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        report=row,
        step_id=step.pk,
    )
    return [letter.pk]


def send(letter_id: UUID) -> bool:
    """Send one letter, if it is still to be sent; whether it went out. Opens its own scope. Raises what the
    mail server raises: the job tries again."""
    with scope(PROGRAM, PURPOSE):
        rows = Letter.objects.select_for_update(of=("self",)).select_related("report__cluster__obligation")
        row = rows.filter(pk=letter_id, sent_at=None, dropped_at=None).first()
        if row is None:
            return False
        if (
            row.report.contact is None
            or row.report.moderation in ("spam", "withdrawn")
            or not _has_room(_address(row.report))
        ):
            row.dropped_at = timezone.now()
            row.save(update_fields=["dropped_at"])
            return False
        contact = json.loads(row.report.contact)
        letter(row, contact["email"], contact["secret"]).send()
        row.sent_at = timezone.now()
        row.save(update_fields=["sent_at"])
        return True


def _has_room(address: str) -> bool:
    """Whether an address may get one more today; counted with the letter, or not at all."""
    try:
        limits.take("letter", search_key("watch.letter", address))
    except limits.Refused:
        return False
    return True


def letter(row: Letter, address: str, secret: str) -> EmailMessage:
    """The letter, plain text, in the language of the report."""
    step = ClusterStep.objects.get(pk=row.step_id)
    with override(row.report.language):
        own = settings.ADDRESS + reverse("citizen:own", args=[secret])
        stop = settings.ADDRESS + reverse("citizen:unsubscribe", args=[secret])
        subject, lines = _worded(row.report, step)
        text = "\n".join(
            [
                *lines,
                "",
                _("Your own page, with everything that was done: %(link)s") % {"link": own},
                _("Do not pass this link on: who has it, speaks for you."),
                _("There you can also delete your address, and no more letters come."),
            ]
        )
    return EmailMessage(
        subject=subject,
        body=text + "\n",
        to=[address],
        headers={
            "Message-ID": f"<watch-{row.pk}@{_domain()}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _worded(report: Report, step: ClusterStep) -> tuple[str, Sequence[str]]:
    """Subject and first lines in the active language."""
    cluster, language = report.cluster, report.language
    state = life().state(cluster.state if step.move == "receive" else step.after).names[language]
    subject = f"Qalqan {cluster.number}: {state}"
    lines = [
        _("You told of a danger to children. This is what is new."),
        "",
        _("Number: %(number)s") % {"number": cluster.number},
        _("About: %(what)s") % {"what": category(cluster.category).names[language]},
        _("State: %(state)s") % {"state": state},
    ]
    if step.after in ("new", "accepted", "in_work"):  # what a reader asks next: who mends it, and by when
        lines.append(_("Has to act: %(who)s") % {"who": owner_names(cluster.owner_body)[language]})
        if cluster.obligation and cluster.obligation.due:
            due = cluster.obligation.due
            day = labels.due(due, with_hour=cluster.site_id is None)  # at a school the hour tells who it was
            lines.append(
                (
                    _("Should have been fixed by: %(day)s")
                    if due <= timezone.now()
                    else _("To be fixed by: %(day)s")
                )
                % {"day": day}
            )
    if step.public_note:
        lines += ["", step.public_note]
    if step.after == "fixed_said":
        lines += ["", _("Please look, and say on your page whether it is fixed. Without you it stays open.")]
    if step.after == "closed":
        lines += ["", _("Thank you: children are safer for it.")]
    if step.after == "rejected":
        lines += [
            "",
            _("Is it still there? Say so on your own page: the work begins again.")
            if disputes_alone(cluster, report)
            else _(
                "Is it still there? When somebody else who sees it reports it too, the work begins again."
            ),
        ]
    return subject, lines


def _domain() -> str:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return sender or urlsplit(settings.ADDRESS).hostname or "localhost"


def unsubscribe(secret: str) -> bool:
    """Forget the address of a link's report, in every report about the same thing: no letter about it goes
    there any more. False for nobody's link. Opens its own scope."""
    with scope(PROGRAM, PURPOSE):
        row = Report.objects.filter(secret_hash=secret_hash(secret)).first()
        if row is None:
            return False
        address = _address(row)
        rows = Report.objects.filter(region_id=row.region_id, cluster=row.cluster_id, contact__isnull=False)
        same = [one.pk for one in rows if _address(one) == address]
        Report.objects.filter(region_id=row.region_id, pk__in=same).update(contact=None)
        return True
