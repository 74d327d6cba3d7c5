"""What everybody may see: the list, one item, its feed. Read under the mirror's scope, so that the rule of
what is shown is the room's and not a page's. What a stranger wrote is shown only in the words that a
moderator let through (`public_text`); the place is told by the register's names, never by the words in
which somebody described it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from qalqan.domains.schools import api as schools
from qalqan.domains.territory import api as territory
from qalqan.domains.watch import api, limits
from qalqan.domains.watch.actor import MIRROR, PURPOSE
from qalqan.domains.watch.api import ClusterView
from qalqan.domains.watch.rules import everybody
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock import labels
from qalqan.kernel.clock.rules import INSTANT
from qalqan.kernel.geo import Point
from qalqan.kernel.i18n.formatting import language

from .control import READ_SECONDS, READING, busy, kept, page

ROWS = 20
LAST_PAGE = 200
FEED_ROWS = 50
HIDDEN_SITES = {"protection"}  # homes and shelters: where they are is nobody's business
MARKS = {"closed": "good", "rejected": "bad", "fixed_said": "soon", "handed_over": "soon"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A work item in the reader's words. `point`: the register's where it is at a place of that; `spot`: to
    which a distance may be told, None for none; `due`: with its hour elsewhere only, since the hour of the
    report follows from it; `late`: days past its deadline, 0 when it is not."""

    view: ClusterView
    category: str
    state: str
    mark: str
    owner: str
    place: str
    point: Point
    spot: Point | None
    due: str
    late: int
    url: str

    @property
    def late_words(self) -> str:
        """How late it is, in words."""
        return ngettext("%(count)s day late", "%(count)s days late", self.late) % {"count": self.late}


def shown(views: Sequence[ClusterView]) -> list[Shown]:
    """Work items in the reader's words, inside a scope; places are asked all at once."""
    code = language()
    today = timezone.localdate()
    districts = {one.id: one.name[code] for one in territory.districts_on(today)}
    regions = {one.id: one.name[code] for one in territory.regions_on(today)}
    held = schools.sites_named(one.site_id for one in views if one.site_id)
    sites = {key: one for key, one in held.items() if one.kind not in HIDDEN_SITES}
    return [_shown(one, code, regions, districts, sites) for one in views]


def _shown(
    one: ClusterView,
    code: str,
    regions: dict[UUID, str],
    districts: dict[UUID, str],
    sites: dict[UUID, schools.SiteView],
) -> Shown:
    site = sites.get(one.site_id) if one.site_id else None
    place = [
        site.name[code] if site else None,
        districts.get(one.district_id) if one.district_id else None,
        regions.get(one.region_id),
    ]
    points = {key: held.point for key, held in sites.items()}
    late = 0
    if one.due and one.clock == "breached":  # by days of the calendar: they turn at no hour of the report
        late = (timezone.localdate() - timezone.localdate(one.due - INSTANT)).days
        late = max(late, 0 if one.site_id else 1)
    return Shown(
        view=one,
        category=api.category(one.category).names[code],
        state=api.life().state(one.state).names[code],
        mark=MARKS.get(one.state, ""),
        owner=one.owner[code],
        place=", ".join(filter(None, place)),
        point=everybody.public_point(one.point, one.site_id, points),
        spot=everybody.known_point(one.point, one.site_id, points),
        due=labels.due(one.due, with_hour=one.site_id is None) if one.due else "–",
        late=late,
        url=reverse("citizen:item", args=[one.number]),
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to, each "" for all; what is not known is taken for "all"."""

    region: str = ""
    category: str = ""
    state: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        """The filters of an address."""
        regions = {one.code for one in territory.regions_on(timezone.localdate())}
        known = {
            "region": regions,
            "category": {one.key for one in api.categories() if not one.is_guarded},
            "state": {one.key for one in api.life().states if one.key != "merged"},
        }
        asked = {name: request.GET.get(name, "") for name in known}
        return cls(**{name: value if value in known[name] else "" for name, value in asked.items()})

    def rows(self, *, most: int, start: int = 0) -> tuple[ClusterView, ...]:
        """Work items that answer to the filters, the newest first."""
        region = territory.region(self.region, timezone.localdate()).id if self.region else None
        return api.public_clusters(
            region_id=region, category=self.category, state=self.state, most=most, start=start
        )

    def query(self, **more: object) -> str:
        """The filters as the query of an address."""
        given = {"region": self.region, "category": self.category, "state": self.state, **more}
        return urlencode({name: value for name, value in given.items() if value})


def choices() -> dict[str, list[dict[str, str]]]:
    """What the filters offer, in the reader's language."""
    code = language()
    return {
        "regions": [
            {"key": one.code, "name": one.name[code]}
            for one in territory.regions_on(timezone.localdate(), code)
        ],
        "categories": [
            {"key": one.key, "name": one.names[code]} for one in api.categories() if not one.is_guarded
        ],
        "states": [
            {"key": one.key, "name": one.names[code]} for one in api.life().states if one.key != "merged"
        ],
    }


@act("watch.read_public", public=True)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list: newest first, filtered, paged; it needs no script and no eyes."""
    filters = Filters.of(request)
    number = _number(request.GET.get("page", ""))
    with scope(MIRROR, PURPOSE):
        found = filters.rows(most=ROWS + 1, start=(number - 1) * ROWS)
        rows = shown(found[:ROWS])
    before = filters.query(page=number - 1) if number > 1 else ""
    after = filters.query(page=number + 1) if len(found) > ROWS and number < LAST_PAGE else ""
    context: dict[str, Any] = {
        "tab": "list",
        "rows": rows,
        "filters": filters,
        "page": number,
        "before": before,
        "after": after,
        "feed": f"{reverse('citizen:feed')}?{filters.query()}".rstrip("?"),
        **choices(),
    }
    return page(request, "list", context, seconds=READ_SECONDS)


def _number(text: str) -> int:
    return min(int(text), LAST_PAGE) if text.isascii() and text.isdigit() and int(text[:6]) > 0 else 1


def public_item(number: str) -> ClusterView:
    """A work item that everybody may see, inside a scope. Http404 for any other, in the same words."""
    found = api.cluster_by_number("", number)
    if found is None or not found.is_shown or found.is_guarded:
        raise Http404
    return found


@act("watch.read_public", public=True)
@require_safe
def item(request: HttpRequest, number: str) -> HttpResponse:
    """One item: what is wrong, who has to act and by when, what was done, before and after."""
    with scope(MIRROR, PURPOSE):
        found = api.cluster_by_number("", number)
        if found is not None and found.merged_into is not None:
            into = api.cluster(found.merged_into)
            if into is not None and into.is_shown:
                return redirect("citizen:item", into.number)
        view = public_item(number)
        (row,) = shown([view])
    if number != view.number:  # typed from a poster, in small letters or without dashes
        return redirect("citizen:item", view.number)
    may_witness = not api.life().state(view.state).is_final
    context = {"tab": "list", "row": row, "may_witness": may_witness, **history(view)}
    return page(request, "item", context, seconds=READ_SECONDS)


def history(view: ClusterView) -> dict[str, Any]:
    """Steps and pictures of an item in the reader's words: before, and after it was said to be fixed."""
    code = language()
    steps = [
        {
            "at": one.at,
            "words": api.life().state(one.after).names[code],
            "by": STEPPERS[one.by_kind](),
            "note": one.public_note,
            "files": one.files,
        }
        for one in view.steps
    ]
    return {
        "steps": steps,
        "before_pictures": view.photos,
        "after_pictures": [file for one in view.steps for file in one.files],
    }


STEPPERS: dict[str, Any] = {
    "citizen": lambda: _("a witness"),
    "officer": lambda: _("who has to act"),
    "inspector": lambda: _("an inspector"),
    "moderator": lambda: _("a moderator"),
    "program": lambda: _("the program"),
    "remote": lambda: _("another centre"),
}


@act("watch.read_public", public=True)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest items as an Atom feed, with the list's filters."""
    if not READING.admits(limits.caller(request)):
        return kept(HttpResponse(busy(10), status=429, headers={"Retry-After": "10"}))
    filters = Filters.of(request)
    with scope(MIRROR, PURPOSE):
        rows = shown(filters.rows(most=FEED_ROWS))
    made = Atom1Feed(
        title=_("People's control: dangers to children"),
        link=settings.ADDRESS + reverse("citizen:list"),
        feed_url=settings.ADDRESS + request.get_full_path(),
        description="",
        language=language(),
    )
    for row in rows:
        made.add_item(
            title=f"{row.category}: {row.place}",
            link=settings.ADDRESS + row.url,
            description=f"{row.view.number}. {row.state}. {row.owner}",
            unique_id=settings.ADDRESS + reverse("citizen:item", args=[row.view.number]),
            pubdate=_seen(row.view.opened_at),
            updateddate=_seen(row.view.changed_at),
        )
    text = made.writeString("utf-8")
    return kept(HttpResponse(text, content_type="application/atom+xml; charset=utf-8"), READ_SECONDS * 5)


def _seen(moment: datetime.datetime) -> datetime.datetime:
    """The day of a moment, as everybody is shown it."""
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
