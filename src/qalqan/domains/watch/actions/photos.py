"""Pictures of reports: sealed at once, made public by a job, withheld, covered, erased.

The original is in the vault before anything is acknowledged; its public copy costs a second of a core and
is made by a job that was enqueued in the same transaction, so a process killed between the two loses
nothing and makes nothing twice. Until then the picture is "waiting" and nobody sees it. Everything here
runs in the scope of its caller, except the verbs that take an actor.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from qalqan.domains.territory import api as territory
from qalqan.domains.watch.actor import Actor, frame
from qalqan.domains.watch.models import Cluster, ClusterStep, Report, ReportPhoto
from qalqan.domains.watch.photos import PhotoRefused, SafePhoto, cover, finish
from qalqan.domains.watch.photos.phash import signed
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.pictures import GRID
from qalqan.kernel import jobs, ledger
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault.files import accept, content_of, storage
from qalqan.kernel.vault.files.content import Checked
from qalqan.kernel.vault.models import StoredFile, StoredPaper

ORIGINAL, PUBLIC = "watch.original", "watch.public"
MODERATE = "watch.moderate"
FORGOTTEN = timedelta(hours=1)  # a picture that waits longer has lost its job: it was too busy four times
TRIED = timedelta(days=30)
REMADE = 1000  # of a region, a night


def keep(report: Report, photos: Sequence[SafePhoto]) -> list[ReportPhoto]:
    """Seal the pictures of a report, in the program's open scope: the originals now, and the public copies
    now or, for pictures that were only admitted, by a job. FileRefused when the vault takes no more. A report
    that has its pictures already gets none twice."""
    kept = list(ReportPhoto.objects.filter(region_id=report.region_id, report=report).order_by("position"))
    for position, photo in list(enumerate(photos))[len(kept) :]:
        row = ReportPhoto(
            region_id=report.region_id,
            district_id=report.district_id,
            organisation_id=report.organisation_id,
            report=report,
            position=position,
            original_id=sealed(report, ORIGINAL, photo.original),
            width=photo.width,
            height=photo.height,
            faces=photo.faces,
            plates=photo.plates,
            phash=signed(photo.phash),
        )
        if photo.public is not None:
            row.public_id, row.state = sealed(report, PUBLIC, photo.public), "ready"
        row.save(force_insert=True)
        if photo.public is None:
            make_public.enqueue(str(row.pk))
        kept.append(row)
    return kept


def keep_shown(about: Cluster, photos: Sequence[SafePhoto]) -> list[str]:
    """Public pictures of a step or a confirmation, in the open scope; their ids for `file_ids`. Of these no
    original is kept: they show the thing mended, and staff take them on duty. `finish` them before the scope
    opens; PhotoRefused("unsafe") for one without a public copy."""
    if any(photo.public is None for photo in photos):
        raise PhotoRefused("unsafe")
    return [str(sealed(about, PUBLIC, photo.public)) for photo in photos if photo.public is not None]


def sealed(about: Report | Cluster, kind: str, content: bytes) -> UUID:
    """A picture of ours into the vault, attached to a report or a work item."""
    row = accept(
        Checked("photo.jpg", "image/jpeg", content, content),
        kind,
        region_id=about.region_id,
        target_id=about.pk,
        district_id=about.district_id,
        organisation_id=about.organisation_id,
    )
    return row.pk


@jobs.task(attempts=4, once=True, coalesce=True)
def make_public(photo_id: str) -> None:
    """The public copy of a picture that was admitted. Where no detector is installed, or the original does
    not open, it is "unsafe" and stays with the moderators; `remake` tries again every night.

    Nobody sees a picture that no moderator saw: one made after its report was shown is "withheld", and a
    page of moderation that was drawn before is out of date, since the work item has changed."""
    with scope(Service("watch.photos"), "safety") as s:
        waiting = ReportPhoto.objects.within(s).filter(
            pk=photo_id, state="waiting", original_id__isnull=False
        )
        row = waiting.first()
        if row is None:
            return
        try:
            photo = finish(bare(row, original(row)))
        except PhotoRefused as refused:
            if refused.rule == "busy":
                raise
            photo = None
        # Locked only now: nobody waits for the second that the detectors take.
        cluster = Cluster.objects.select_for_update().get(reports__photos=photo_id)
        row = waiting.select_for_update(of=("self",)).select_related("report").first()
        if row is None:  # erased meanwhile
            return
        if photo is None or photo.public is None:
            row.state = "unsafe"
        else:
            row.public_id = sealed(row.report, PUBLIC, photo.public)
            row.state = "withheld" if row.report.moderation == "shown" else "ready"
            row.width, row.height = photo.width, photo.height
            row.faces, row.plates = photo.faces, photo.plates
        row.save()
        cluster.changed_at = timezone.now()
        cluster.save(update_fields=["changed_at"])


def remake(region_id: UUID) -> int:
    """Give the job the pictures of a region that have no public copy, in the program's scope: those whose job
    gave up, and for a month those that could not be made safe: a detector may be there since. How many."""
    moment = timezone.now()
    left = Q(state="waiting", report__received_at__lt=moment - FORGOTTEN)
    again = Q(state="unsafe", report__received_at__gte=moment - TRIED)
    rows = ReportPhoto.objects.filter(left | again, region_id=region_id, original_id__isnull=False)
    ids = list(rows.order_by("-report__received_at").values_list("pk", flat=True)[:REMADE])
    ReportPhoto.objects.filter(region_id=region_id, pk__in=ids).update(state="waiting")
    for pk in ids:
        make_public.enqueue(str(pk))
    return len(ids)


def remake_all() -> int:
    """`remake` of every region that stands. Opens its own scope."""
    with scope(Service("watch.photos"), "safety"):
        return sum(remake(one.id) for one in territory.regions_on(timezone.localdate()))


def bare(row: ReportPhoto, content: bytes) -> SafePhoto:
    return SafePhoto(content, None, row.width, row.height, 0, 0, row.phash & 0xFFFF_FFFF_FFFF_FFFF, None)


def original(row: ReportPhoto) -> bytes:
    """The sealed original, in an open scope that reaches it. For the program and for `actions/originals.py`,
    which writes each opening down."""
    return b"".join(content_of(StoredFile.objects.get(pk=row.original_id, region_id=row.region_id)))


def public(row: ReportPhoto) -> bytes:
    """The public copy, in an open scope that reaches it."""
    return b"".join(content_of(StoredPaper.objects.get(pk=row.public_id, region_id=row.region_id)))


def withhold(actor: Actor, photo_id: UUID, *, is_withheld: bool = True) -> None:
    """Take one picture out of what everybody sees, or back. ReportPhoto.DoesNotExist out of reach; a picture
    that has no public copy stays as it is."""
    with frame(actor, MODERATE) as s:
        row = ReportPhoto.objects.within(s).select_for_update(of=("self",)).get(pk=photo_id)
        before, after = ("ready", "withheld") if is_withheld else ("withheld", "ready")
        if row.state != before:
            return
        row.state = after
        row.save(update_fields=["state"])
        ledger.record(
            "watch.withhold_photo",
            kind="watch_photo",
            id=row.pk,
            region_id=row.region_id,
            before=before,
            after=after,
        )


def take_down(actor: Actor, file_id: UUID) -> None:
    """Erase a picture of a step for good: of these no original is kept, so nothing could be covered anew. The
    step stays, with a line in the book. Refused("no_such_cluster") for a picture of no step in reach."""
    with frame(actor, MODERATE) as s:
        row = ClusterStep.objects.within(s).filter(file_ids__contains=[str(file_id)]).first()
        if row is None:
            raise Refused("no_such_cluster")
        erase_files([file_id])
        ledger.record(
            "watch.withhold_photo",
            kind="cluster",
            id=row.cluster_id,
            region_id=row.region_id,
            after={"erased": str(file_id)},
        )


def hide_parts(actor: Actor, photo_id: UUID, cells: Iterable[int]) -> bool:
    """Destroy parts of a public copy that the detectors missed: cells of a grid over the picture, counted by
    rows. The old copy is erased. False when there is nothing to do."""
    wanted = sorted({cell for cell in cells if 0 <= cell < GRID[0] * GRID[1]})
    with frame(actor, MODERATE) as s:
        row = ReportPhoto.objects.within(s).select_for_update(of=("self",)).get(pk=photo_id)
        if not wanted or row.public_id is None:
            return False
        old = row.public_id
        content = cover(public(row), wanted, GRID)
        erase_files([old])
        row.public_id = sealed(row.report, PUBLIC, content)
        row.save(update_fields=["public_id"])
        ledger.record(
            "watch.cover_photo",
            kind="watch_photo",
            id=row.pk,
            region_id=row.region_id,
            after={"cells": wanted},
        )
    return True


def erase(report_ids: Sequence[UUID], *, public_too: bool) -> int:
    """Erase the pictures of reports, in the program's open scope: the originals when a report is anonymised,
    everything when it was spam. The file's own key goes with its row, so the bytes are noise at once; they
    are removed after the commit. How many files went."""
    rows = list(ReportPhoto.objects.filter(report__in=report_ids).select_for_update(of=("self",)))
    gone = [row.original_id for row in rows]
    if public_too:
        gone += [row.public_id for row in rows]
        ReportPhoto.objects.filter(pk__in=[row.pk for row in rows]).delete()
    else:
        ReportPhoto.objects.filter(pk__in=[row.pk for row in rows], state="waiting").update(state="unsafe")
        ReportPhoto.objects.filter(pk__in=[row.pk for row in rows]).update(original_id=None)
    return erase_files([one for one in gone if one is not None])


def erase_files(ids: Sequence[UUID]) -> int:
    """Delete rows of the vault, and their bytes once that is committed."""
    for table in (StoredFile, StoredPaper):
        table.objects.filter(pk__in=ids, kind__in=(ORIGINAL, PUBLIC)).delete()

    def unlink() -> None:
        for one in ids:
            storage.path_of(one).unlink(missing_ok=True)

    transaction.on_commit(unlink)
    return len(ids)
