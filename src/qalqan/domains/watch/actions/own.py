"""What a reporter does with the own report by its secret link: add pictures, have the address deleted, take
the report back. Each opens the program's scope, for the reporter has none; Refused("no_such_report") for a
link that leads nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils import timezone

from qalqan.domains.watch.actions.confirming import WITNESS
from qalqan.domains.watch.actions.photos import erase, erase_files, keep
from qalqan.domains.watch.actions.stepping import locked, tell
from qalqan.domains.watch.actions.weighing import weigh
from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.models import Confirmation, Report
from qalqan.domains.watch.photos import SafePhoto
from qalqan.domains.watch.queries.around import around
from qalqan.domains.watch.queries.own import row_of
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.words import MAX_PHOTOS
from qalqan.kernel import ledger
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point

WITHDRAWN = "withdrawn"


@contextmanager
def own(secret: str) -> Iterator[Report]:
    """The report of a link and its work item, both locked, the work item first as everywhere."""
    with scope(WITNESS, PURPOSE):
        found = row_of(secret)
        if found is None:
            raise Refused("no_such_report")
        cluster = locked(found.cluster_id)
        row = Report.objects.select_for_update(of=("self",)).get(pk=found.pk)
        row.cluster = cluster
        yield row


def add_photos(secret: str, photos: tuple[SafePhoto, ...]) -> int:
    """Keep further pictures; how many the report has now. A moderator looks before anybody sees them: the
    report waits again. Refused: too_many_photos; FileRefused of the vault."""
    with own(secret) as row:
        held = row.photos.count()
        if held + len(photos) > MAX_PHOTOS or row.moderation == WITHDRAWN:
            raise Refused("too_many_photos", most=MAX_PHOTOS)
        # `keep` numbers from what is there, so the new ones stand behind as many empty places
        kept = keep(row, (*(photos[:1] * held), *photos))
        if row.moderation in ("shown", "hidden"):
            _moderate(row, "waiting")
        _noted(row, "watch.add_photo")
        return len(kept)


def drop_contact(secret: str) -> None:
    """Delete the reporter's address; letters about it end."""
    with own(secret) as row:
        row.contact = None
        row.save(update_fields=["contact"])
        _noted(row, "watch.drop_contact")


def take_back(secret: str) -> None:
    """Delete what the reporter wrote and photographed, the address, what joins the report with its sender and
    where the phone stood, but for a hundred metres. It counts as no witness any more. The danger itself stays
    with who has to act: it may be there all the same. The link goes on telling that it was taken back."""
    with own(secret) as row:
        if row.moderation == WITHDRAWN:
            return
        erase([row.pk], public_too=True)
        looked = Confirmation.objects.filter(report_id=row.pk).values_list("file_ids", flat=True)
        erase_files([UUID(one) for files in looked for one in files])
        row.lat, row.lon, row.accuracy = round(row.lat, 3), round(row.lon, 3), None
        row.text = row.public_text = row.place_text = ""
        row.details, row.contact, row.sender_key = {}, None, None
        row.anonymised_at = timezone.now()
        row.save()
        _moderate(row, WITHDRAWN)
        _noted(row, "watch.withdraw")


def _moderate(row: Report, to: str) -> None:
    """Another state of moderation, and the work item counted anew."""
    row.moderation = to
    row.save(update_fields=["moderation"])
    cluster = row.cluster
    if to == WITHDRAWN and not cluster.reports.exclude(place_text="").exists():
        cluster.place_text = ""
    weigh(cluster, around(Point(cluster.lat, cluster.lon), category(cluster.category)))
    cluster.changed_at = timezone.now()
    cluster.save()
    tell("watch.moderated", cluster, report=row.pk)  # what it said of a place may stand no longer


def _noted(row: Report, act: str) -> None:
    ledger.record(act, kind="report", id=row.pk, region_id=row.region_id)
