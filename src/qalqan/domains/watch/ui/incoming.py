"""What a stranger's form says, read with suspicion and with patience: every fault is named at once, with its
place, its rule and its mend, and nothing that was typed or photographed is lost on the way back."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from qalqan.domains.territory import api as territory
from qalqan.domains.territory.api import RegionView
from qalqan.domains.watch.photos import PhotoRefused, SafePhoto, admit
from qalqan.domains.watch.photos.words import said
from qalqan.domains.watch.rules import sense
from qalqan.domains.watch.rules.categories import categories
from qalqan.domains.watch.rules.words import MAX_PHOTOS, MAX_TEXT
from qalqan.kernel.geo import BadPoint, Point, point

from .places import Choice, search

PAIR = re.compile(r"^\s*(-?\d{1,3}[.,]\d+)\s*[,;\s]\s*(-?\d{1,3}[.,]\d+)\s*$")
OLDEST = timedelta(days=30)  # a draft that waited longer tells of today
HELD_BYTES = 2_000_000  # of pictures that go back with a refused form; forms are read up to 2.5 MB


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, and what to do. `field`: "" for the whole."""

    field: str
    text: str


@dataclass(slots=True)
class Given:
    """What was typed, as it goes back into the form."""

    client_id: str = ""
    category: str = ""
    text: str = ""
    place: str = ""
    region: str = ""
    lat: str = ""
    lon: str = ""
    accuracy: str = ""
    contact: str = ""
    choice: str = ""
    seen_at: str = ""


@dataclass(slots=True)
class Incoming:
    """A form, read. `point` and `region` are set when `problems` is empty; `choices`: places that the words
    may mean; `contents`: the bytes and names of pictures."""

    given: Given
    draft: UUID
    problems: list[Problem] = field(default_factory=list)
    choices: tuple[Choice, ...] = ()
    contents: list[tuple[bytes, str]] = field(default_factory=list)
    photos: list[SafePhoto] = field(default_factory=list)
    point: Point | None = None
    region: RegionView | None = None
    accuracy: float | None = None

    def refuse(self, where: str, text: str) -> None:
        """Note a fault."""
        self.problems.append(Problem(where, text))

    def held(self) -> list[str]:
        """The pictures as text for hidden fields, as many as a form may carry back."""
        found, room = [], HELD_BYTES
        for content in [photo.original for photo in self.photos] or [one for one, _name in self.contents]:
            text = base64.b64encode(content).decode("ascii")
            room -= len(text)
            if room >= 0:
                found.append(text)
        return found


def read(request: HttpRequest) -> Incoming:
    """A form with all its faults but those of pictures, which cost work to find (`decode`)."""
    found = begun(request)
    _check_words(found)
    if not found.contents and not sense.says_something(found.given.text):
        found.refuse("text", _("Add a photo or say in words what is wrong."))
    if found.given.category not in {one.key for one in categories()}:
        found.refuse("category", _("Choose what kind of danger it is."))
    if found.given.contact and not sense.email(found.given.contact):
        found.refuse(
            "contact", _("This is no e-mail address. Write it as name@example.kz, or leave it empty.")
        )
    _find_place(found)
    return found


def read_of(request: HttpRequest, *, category: str, point: Point) -> Incoming:
    """The form of who saw a known thing: its kind and place are those of the thing."""
    found = begun(request)
    found.given.category, found.given.contact = category, ""
    found.point, found.region = point, territory.region_at(point.lat, point.lon)
    _check_words(found)
    return found


def begun(request: HttpRequest) -> Incoming:
    given = Given(**{name: sense.plain(request.POST.get(name, "")) for name in Given.__slots__})
    found = Incoming(given, draft_of(given.client_id))
    given.client_id = str(found.draft)
    _read_pictures(request, found)
    return found


def draft_of(text: str) -> UUID:
    """The id that the phone made; a new one when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _check_words(found: Incoming) -> None:
    text = found.given.text
    if sense.is_too_long(text):
        found.refuse(
            "text",
            _("The text has %(count)s characters; at most %(most)s are taken. Shorten it: nothing is lost.")
            % {"count": len(text), "most": MAX_TEXT},
        )


def _read_pictures(request: HttpRequest, found: Incoming) -> None:
    for content in request.POST.getlist("held")[:MAX_PHOTOS]:
        try:
            found.contents.append((base64.b64decode(content, validate=True), ""))
        except (binascii.Error, ValueError):
            found.refuse("photos", said(PhotoRefused("damaged")))
    for file in request.FILES.getlist("photos"):
        if getattr(file, "is_cut", False):
            size = f"{(file.size or 0) / 1_000_000:.1f}"
            found.refuse("photos", said(PhotoRefused("size", size=size, most=15)))
        elif file.size:
            found.contents.append((file.read(), file.name or ""))
    if len(found.contents) > MAX_PHOTOS:
        found.refuse("photos", _("At most 4 photos are taken. Choose the four that show the danger best."))
        del found.contents[MAX_PHOTOS:]


def decode(found: Incoming) -> None:
    """Check and redraw the pictures; each one's fault is named by its place in the row. What cannot be taken
    does not go back with the form: without a script nobody could take it out again."""
    good = []
    for number, (content, name) in enumerate(found.contents, 1):
        try:
            found.photos.append(admit(content, name))
            good.append((content, name))
        except PhotoRefused as refused:
            found.refuse("photos", _("Photo %(number)s: %(why)s") % {"number": number, "why": said(refused)})
    found.contents = good


def _find_place(found: Incoming) -> None:
    given = found.given
    pair = PAIR.match(given.place)
    lat, lon = (given.lat, given.lon) if given.lat or given.lon else pair.groups() if pair else ("", "")
    if not lat and not lon:
        _find_by_words(found)
        return
    _settle(found, lat, lon, given.accuracy)


def _settle(found: Incoming, lat: object, lon: object, accuracy: str) -> None:
    try:
        found.point = point(lat, lon)
    except BadPoint as bad:
        found.refuse("place", WRONG_POINT[bad.rule]())
        return
    found.region = territory.region_at(found.point.lat, found.point.lon)
    if found.region is None:
        found.refuse("place", WRONG_POINT["outside"]())
    try:
        metres = float(accuracy)
        found.accuracy = metres if 0 <= metres < 100_000 else None
    except ValueError:
        found.accuracy = None


def _find_by_words(found: Incoming) -> None:
    given = found.given
    if not given.place:
        found.refuse(
            "place", _("Say where it is: your position, a tap on the map, or a school and its region.")
        )
        return
    if not given.region:
        found.refuse("place", _("Choose the region, so that the place can be found by its name."))
        return
    matches = search(given.region, given.place)
    chosen = tuple(one for one in matches if one.key == given.choice)
    if chosen:  # and it stays chosen, as long as the words mean it, whatever else is wrong with the form
        matches = found.choices = chosen
    if len(matches) == 1:
        _settle(found, matches[0].lat, matches[0].lon, str(matches[0].accuracy))
    elif matches:
        found.choices = matches
        found.refuse("place", _("Several places have this name. Choose one of them below."))
    else:
        found.refuse(
            "place",
            _(
                "No school or kindergarten of this region has these words in its name. Write the nearest one,"
                " or the two numbers of the place as a map gives them: 51.13, 71.43."
            ),
        )


WRONG_POINT: dict[str, Any] = {
    "not_number": lambda: _("The place is no pair of numbers. Tap the map, or write 51.13, 71.43."),
    "range": lambda: _("There is no such place on Earth. Tap the map, or write 51.13, 71.43."),
    "swapped": lambda: _("The two numbers of the place are swapped: north comes first, as in 51.13, 71.43."),
    "outside": lambda: _("This place is not in Kazakhstan. Tap the right place on the map."),
}


def seen_at(given: Given, now: datetime | None = None) -> datetime:
    """When it was seen: the phone's word within reason, else now."""
    moment = now or timezone.now()
    try:
        said_at = parse_datetime(given.seen_at)
    except ValueError:
        said_at = None
    if said_at is None or timezone.is_naive(said_at) or not moment - OLDEST <= said_at <= moment:
        return moment
    return said_at


def as_values(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Faults for the page's script."""
    return [{"field": one.field, "text": one.text} for one in problems]
