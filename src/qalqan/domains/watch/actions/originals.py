"""Opening a sealed original: by the data officer, for a stated reason, each opening a row and a line of the
book. The row is written in the transaction that reads the picture: nobody has seen one without it.
"""

from uuid import UUID

from qalqan.domains.watch.actions.photos import original
from qalqan.domains.watch.actor import Actor
from qalqan.domains.watch.models import Opening, ReportPhoto
from qalqan.domains.watch.rules.pictures import MOST_NOTE, OPENING_REASONS
from qalqan.kernel import ledger
from qalqan.kernel.access.actor import frame

ACT = "watch.open_original"
PURPOSE = "audit"
LEAST_NOTE = 3


class NotOpened(Exception):  # noqa: N818 - a finding about what was asked
    """The original was not opened. `rule`: reason, note, gone."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def open_original(actor: Actor, photo_id: UUID, *, reason: str, note: str) -> bytes:
    """The original as a JPEG. NotOpened when no reason is given or it was erased; ReportPhoto.DoesNotExist
    out of reach."""
    note = " ".join(note.split())
    if reason not in OPENING_REASONS:
        raise NotOpened("reason")
    if not LEAST_NOTE <= len(note) <= MOST_NOTE:
        raise NotOpened("note")
    if actor.user_id is None:
        raise NotOpened("reason")  # the program has none
    with frame(actor, ACT, PURPOSE) as s:
        row = ReportPhoto.objects.within(s).get(pk=photo_id)
        if row.original_id is None:
            raise NotOpened("gone")
        content = original(row)
        Opening(
            region_id=row.region_id,
            district_id=row.district_id,
            organisation_id=row.organisation_id,
            photo_id=row.pk,
            report_id=row.report_id,
            by_user=actor.user_id,
            post=actor.post,
            reason=reason,
            note=note,
        ).save(force_insert=True)
        ledger.record(ACT, kind="watch_photo", id=row.pk, region_id=row.region_id, note=f"for_{reason}")
    return content
