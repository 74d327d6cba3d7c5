"""Letting a file in and giving it out again. Both inside a scope: who is not there for a person stores
nothing about that person and opens nothing."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from qalqan.kernel import ledger
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Own, Service, scope
from qalqan.kernel.vault import children, keys, sealing
from qalqan.kernel.vault.envelope import KEY_BYTES, place
from qalqan.kernel.vault.files import chunks, scanner, storage
from qalqan.kernel.vault.files.content import Checked, checked
from qalqan.kernel.vault.files.kinds import MEGABYTE, FileKind, kinds
from qalqan.kernel.vault.files.refusals import FileRefused
from qalqan.kernel.vault.ids import new_id
from qalqan.kernel.vault.models import StoredFile, StoredPaper


def accept(
    uploaded: UploadedFile | Checked,
    kind: str,
    *,
    region_id: UUID,
    person_id: UUID | None = None,
    target_id: UUID | None = None,
    district_id: UUID | None = None,
    organisation_id: UUID | None = None,
) -> StoredFile | StoredPaper:
    """Check, scan, seal and store a file, inside a scope; its row stands when the transaction commits.

    `target_id`: what it is attached to, for the limit there. District and organisation default to the seat's.
    FileRefused; KeyError for a kind no room states; ValueError for a person with a kind about nobody."""
    stated = kinds()[kind]
    if person_id and not stated.is_personal:
        raise ValueError(f"{kind} is about no person")
    actor = scope.current().actor
    content = uploaded.original if isinstance(uploaded, Checked) else whole(uploaded, stated)
    ready = uploaded if isinstance(uploaded, Checked) else checked(uploaded.name or "", content, stated)
    user_id = actor.user_id if isinstance(actor, SeatView | Own) else UUID(int=0)
    within_quota(stated, user_id, region_id, target_id, len(ready.content))
    scan = scanner.scan(content)
    seat = actor if isinstance(actor, SeatView) else None
    row = table(stated)(
        id=new_id(),
        region_id=region_id,
        district_id=district_id or (seat.district_id if seat else None),
        organisation_id=organisation_id or (seat.organisation_id if seat else None),
        kind=kind,
        target_id=target_id,
        name=ready.name,
        media=ready.media,
        size=len(ready.content),
        sha256=hashlib.sha256(ready.content).digest(),
        scan=scan,
        stored_by=user_id,
        **({"person_id": person_id} if stated.is_personal else {}),
    )
    seal_to_disk(row, ready.content)
    row.save(force_insert=True)
    ledger.record(
        "vault.store_file",
        kind="file",
        id=row.id,
        region_id=region_id,
        person_id=person_id,
        after={"kind": kind, "media": row.media, "sha256": row.sha256.hex()},
    )
    return row


def table(kind: FileKind) -> type[StoredFile] | type[StoredPaper]:
    """Where files of a kind have their rows."""
    return StoredFile if kind.is_personal else StoredPaper


def seal_to_disk(row: StoredFile | StoredPaper, content: bytes) -> None:
    """Write the bytes under a key of their own, and seal that key into the row."""
    secret = os.urandom(KEY_BYTES)
    person_id = row.person_id if isinstance(row, StoredFile) else None
    holder = children.key_for(person_id) if person_id else keys.data_key(row.region_id, timezone.now().year)
    row.key = holder.seal(secret, place(row._meta.db_table, "key", row.id))
    storage.write(row.id, chunks.sealed(content, AESGCM(secret), row.id))


def whole(uploaded: UploadedFile, kind: FileKind) -> bytes:
    """All bytes of an upload, refused before they are read when they are too many."""
    if getattr(uploaded, "is_cut", False) or (uploaded.size or 0) > kind.megabytes * MEGABYTE:
        raise FileRefused("size", size=f"{(uploaded.size or 0) / MEGABYTE:.1f}", most=kind.megabytes)
    uploaded.seek(0)
    return uploaded.read()


def within_quota(kind: FileKind, user_id: UUID, region_id: UUID, target_id: UUID | None, size: int) -> None:
    """Refuse the file that would be one too many. Uploads of one person are counted one after another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"vault_file {user_id}",))
    files = table(kind).objects.within(scope.current()).filter(region_id=region_id)
    since = timezone.now() - timedelta(days=1)
    day = files.filter(stored_by=user_id, stored__gt=since).aggregate(count=Count("id"), size=Sum("size"))
    if day["count"] >= kind.per_day:
        raise FileRefused("quota_day", count=day["count"])
    total = (day["size"] or 0) + size
    if total > kind.megabytes_per_day * MEGABYTE:
        raise FileRefused("quota_bytes", size=round(total / MEGABYTE), most=kind.megabytes_per_day)
    if target_id and files.filter(target_id=target_id, kind=kind.key).count() >= kind.per_target:
        raise FileRefused("quota_target", count=kind.per_target)


def content_of(row: StoredFile | StoredPaper, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """Bytes `start` to `stop` of a file whose row was reached. The first piece is opened before this
    returns, so an error comes before an answer has begun: KeyGoneError when the child was erased,
    TamperedError, FileNotFoundError when the bytes are not on this disk."""
    envelope = bytes(row.key)
    secret = sealing.key_of(envelope).open(envelope, place(row._meta.db_table, "key", row.id))
    file = storage.path_of(row.id).open("rb")
    pieces = chunks.opened(file, AESGCM(secret), row.id, row.size, start, row.size if stop is None else stop)
    try:
        first = next(pieces)
    except BaseException:
        file.close()
        raise
    return following(file, first, pieces)


def following(file: BinaryIO, first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    with closing(file):
        yield first
        yield from pieces


def sweep() -> int:
    """Remove bytes that no row stands for and that are older than a day; how many files went."""
    removed = 0
    for file_id, path in list(storage.stale()):
        with scope(Service("vault.sweep_files"), "operation") as s:
            stands = file_id is not None and any(
                model.objects.within(s).filter(pk=file_id).exists() for model in (StoredFile, StoredPaper)
            )
            if not stands:
                path.unlink(missing_ok=True)
                removed += 1
    return removed
