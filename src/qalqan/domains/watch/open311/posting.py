"""A report that comes by Open311: key, words, place, pictures, then the same door as everybody's.

Names, phones and device ids are taken, as the standard wants, and let go: a report has no person in it. From
what tells senders apart only a keyed hash remains, to count witnesses. A `media_url` is not fetched: a server
that fetches what strangers name opens the inside of its network to them. It is kept for the moderator, who
may look; pictures come as `media` in a multipart body.

The same `client_id` by the same party gives the same request, however often it is sent.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qalqan.domains.schools import api as schools
from qalqan.domains.territory import api as territory
from qalqan.domains.watch import limits, refusals
from qalqan.domains.watch.actions.receiving import NewReport, Received, receive
from qalqan.domains.watch.actor import MIRROR, PURPOSE
from qalqan.domains.watch.models import ExchangeItem, ExchangeKey
from qalqan.domains.watch.photos import PhotoRefused, SafePhoto, admit, words
from qalqan.domains.watch.rules.categories import Category, checked_details
from qalqan.domains.watch.rules.words import MAX_PHOTOS
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point
from qalqan.kernel.vault import search_key

from . import keys
from .dictionary import service
from .params import Fault, Posted, Refused, posted
from .places import SHELTERS
from .reading import Reader


def post(
    reader: Reader, key: ExchangeKey, given: dict[str, list[str]], files: Sequence[UploadedFile]
) -> list[dict[str, Any]]:
    """Take one request; the answer of the standard. Refused with every finding; nothing is kept then."""
    now = timezone.now()
    new = posted(given, now)
    kind = service(new.service_code)
    details = _details(kind, new)
    point = _place(reader, new)
    photos = tuple(_photo(file) for file in _few(files))
    _pace(key)
    try:
        received = _receive(reader, key, new, kind, details, point, photos, now)
    except refusals.Refused as refused:
        raise Refused(Fault("sense", str(refused))) from None
    return [
        {
            "service_request_id": str(received.report_id),
            "service_notice": _("Number %(number)s. A moderator reads it before everybody can.")
            % {"number": received.number},
            "account_id": None,
        }
    ]


def _details(kind: Category, new: Posted) -> dict[str, object]:
    try:
        return checked_details(kind, new.attributes)
    except ValueError as wrong:
        raise Refused(Fault("attribute_wrong", str(wrong)[:80])) from None


def _place(reader: Reader, new: Posted) -> Point:
    """The point of a request, in this jurisdiction."""
    point = new.point or _by_address(reader, new)
    region = territory.region_at(point.lat, point.lon)
    if region is None:
        raise Refused(Fault("point_outside"))
    if region.id != reader.region.id:
        raise Refused(Fault("point_elsewhere", region.code))
    return point


def _by_address(reader: Reader, new: Posted) -> Point:
    """An address is looked for in the register of schools, the only one there is here: by id or code, then
    by exactly these words. Nothing is guessed."""
    wanted = {text.casefold() for text in (new.address_id, new.address) if text}
    with scope(MIRROR, PURPOSE):
        found = {
            site.point
            for site in schools.sites(region_id=reader.region.id)
            if site.point is not None
            and site.kind not in SHELTERS  # an answer would say where one is
            and wanted & {text.casefold() for text in (str(site.id), site.code, site.address) if text}
        }
    if len(found) != 1:
        raise Refused(Fault("address_not_found"))
    return found.pop()


def _few(files: Sequence[UploadedFile]) -> Sequence[UploadedFile]:
    if len(files) > MAX_PHOTOS:
        raise Refused(Fault("media_many", str(MAX_PHOTOS)))
    return files


def _photo(file: UploadedFile) -> SafePhoto:
    if getattr(file, "is_cut", False):
        raise Refused(Fault("too_large"))
    try:
        return admit(file.read(), file.name or "")
    except PhotoRefused as refused:
        raise Refused(Fault("media", str(words.said(refused)))) from None


def _pace(key: ExchangeKey) -> None:
    try:
        limits.take("key", keys.pace(keys.party(key)))
    except limits.Refused as busy:
        raise Refused(Fault("busy", str(busy.seconds), 429)) from None


def _receive(
    reader: Reader,
    key: ExchangeKey,
    new: Posted,
    kind: Category,
    details: dict[str, object],
    point: Point,
    photos: tuple[SafePhoto, ...],
    now: datetime,
) -> Received:
    """The report and whose it is, together or not at all."""
    mark = new.mark or uuid4()
    sender = f"{keys.party(key)}/{new.sender}"
    with transaction.atomic():
        received = receive(
            NewReport(
                client_id=keys.client_id(keys.party(key), mark),
                category=kind.key,
                text=new.description or kind.names[reader.language],  # the standard lets it be empty
                language=reader.language,
                lat=point.lat,
                lon=point.lon,
                accuracy=None,
                place_text=new.address,
                seen_at=new.seen_at or now,
                channel="open311",
                details=details,
                contact=new.email,
                photos=photos,
                sender_key=search_key("watch.open311.sender", sender),
                jurisdiction=reader.region.code,
            )
        )
        note(reader.region.id, received, key=key, mark=str(mark), link=new.link)
    return received


def note(region_id: UUID, received: Received, *, mark: str, key: ExchangeKey, link: str = "") -> None:
    """Keep whose report it is, once; inside the transaction that took it."""
    with scope(Service("watch.open311", regions=(region_id,)), PURPOSE) as s:
        own = ExchangeItem.objects.within(s).filter(region_id=region_id, report_id=received.report_id)
        if own.filter(peer_id=key.peer_id, **({} if key.peer_id else {"key": key})).exists():
            return
        ExchangeItem.objects.create(
            region_id=region_id,
            peer_id=key.peer_id,
            key=key,
            direction="in",
            report_id=received.report_id,
            cluster_id=received.cluster_id,
            remote_id=mark,
            state="known",
            link=link,
        )


def by_token(region_id: UUID, token: str) -> list[dict[str, Any]]:
    """The request that a token (here: the sender's own `client_id`) became. Refused with 404 for none."""
    with scope(Service("watch.open311", regions=(region_id,)), PURPOSE) as s:
        found = (
            ExchangeItem.objects.within(s)
            .filter(region_id=region_id, direction="in", key__isnull=False, remote_id=token.lower()[:200])
            .order_by("pk")
            .first()
        )
    if found is None:
        raise Refused(Fault("token_unknown", token[:40], 404))
    return [{"service_request_id": str(found.report_id), "token": token}]
