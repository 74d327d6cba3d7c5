"""What a client is told when a call cannot be fulfilled: place, rule, mend, in the caller's language. The
standard wants the code in the body to be the HTTP status in most cases, so it is."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .params import Fault

WORDS: dict[str, Promise] = {
    "jurisdiction_missing": _(
        "jurisdiction_id: not given, and several are served here. Send the code of a region, such as KZ-71."
    ),
    "jurisdiction_unknown": _(
        "jurisdiction_id: there is no %(value)s here. Send the code of a region, such as KZ-71."
    ),
    "no_service_code": _("service_code: not given. Take one from GET services."),
    "service_unknown": _("service_code: there is no %(value)s here. Take one from GET services."),
    "request_unknown": _("service_request_id: there is no request %(value)s that everybody may read."),
    "token_unknown": _("token: there is no %(value)s here."),
    "address_unknown": _("There is nothing at this address. What there is: GET discovery."),
    "method": _("This address is not asked in this way. Allowed: %(value)s."),
    "key_missing": _("api_key: not given. Ask the coordinator of this jurisdiction for one."),
    "key_unknown": _("api_key: not known in this jurisdiction, or ended. Ask its coordinator for one."),
    "body": _(
        "The body cannot be read. Send application/x-www-form-urlencoded, or multipart/form-data with media."
    ),
    "too_large": _("The body is larger than is taken here."),
    "too_many_ids": _("service_request_id: at most %(value)s at once."),
    "status": _("status: %(value)s is neither open nor closed."),
    "moment": _(
        "%(value)s: write date, time and zone as the W3C note does, such as 2026-11-23T08:00:00Z or +05:00."
    ),
    "span": _("start_date and end_date: at most %(value)s days apart. Ask several times for a longer time."),
    "span_order": _("start_date and end_date: the start is later than the end."),
    "number": _("%(value)s: send a whole number in these bounds."),
    "bbox": _("bbox: send west,south,east,north in degrees, such as 71.2,51.0,71.7,51.3."),
    "near": _("lat, long, radius: send degrees and metres up to 50000."),
    "text_long": _("description: at most 4000 characters; this one has %(value)s."),
    "long": _("%(value)s: longer than is taken here."),
    "email": _("email: not an address of mail. Leave it out, or mend it."),
    "media_url": _("media_url: send an address that begins with https://, or the picture itself as media."),
    "future": _("requested_datetime: it lies in the future."),
    "no_place": _("No place: send lat and long, or address_string, or address_id."),
    "half_point": _("lat and long: send both."),
    "address_not_found": _(
        "This address was not found: addresses are known here for schools and kindergartens only. "
        "Send lat and long."
    ),
    "point_not_number": _("lat and long: send degrees as numbers, such as lat=51.128&long=71.430."),
    "point_range": _("lat and long: there is no such place on Earth."),
    "point_swapped": _("lat and long: they are swapped. Latitude here is 40 to 56, longitude 46 to 88."),
    "point_outside": _("lat and long: the place lies outside the country."),
    "point_elsewhere": _("lat and long: the place lies in another jurisdiction, %(value)s. Send it there."),
    "client_id": _("client_id: send a UUID, or nothing."),
    "id": _("%(value)s: send a UUID, or nothing."),
    "attribute": _("%(value)s: write attributes as attribute[code]=value."),
    "attribute_wrong": _(
        "attribute[%(value)s]: required and missing, unknown, or not of its type. See GET services/<code>."
    ),
    "media": _("media: %(value)s"),
    "media_many": _("media: at most %(value)s pictures."),
    "busy": _("Too many requests by this key. Wait %(value)s seconds and send it again."),
    "general": _("The request could not be taken; nothing was kept. Send it again later."),
}


def body(faults: tuple[Fault, ...]) -> list[dict[str, Any]]:
    """The error document: one entry for each finding. "sense" brings the words of people's control itself."""
    return [{"code": fault.status, "description": _words(fault)} for fault in faults]


def _words(fault: Fault) -> str:
    return fault.value if fault.rule == "sense" else str(WORDS[fault.rule]) % {"value": fault.value}
