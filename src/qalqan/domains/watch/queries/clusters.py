"""Work items as frozen values: one with all that is known of it, lists by the page, what everybody may see.
Inside a scope; who sees which row is the scope's rule."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from qalqan.domains.watch.models import Cluster, ClusterStep, Report, ReportPhoto
from qalqan.domains.watch.queries.around import owner_names
from qalqan.domains.watch.rules import numbers
from qalqan.domains.watch.rules.categories import categories
from qalqan.domains.watch.rules.states import life
from qalqan.domains.watch.rules.words import TARGET
from qalqan.kernel.access.rules import All
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.clock.rules import OPEN as RUNNING
from qalqan.kernel.geo import Point
from qalqan.kernel.names import Names
from qalqan.kernel.vault.models import StoredPaper

PER_PAGE = 25
COUNTED = 1_000  # a list says "more than 1,000" rather than to count a nation for each page
# Words are sought in the newest of those that answer to the other filters: no index of words serves a reader
# who is bound by row policies, and to read all of a nation's reports takes seconds.
SOUGHT = 2_000
PUBLIC_MOST = 2000
GUARDED = tuple(one.key for one in categories() if one.is_guarded)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step. `reason` is for those who work on it, `public_note` for everybody. `files`: public pictures."""

    at: datetime
    move: str
    before: str
    after: str
    by_kind: str
    post: str
    reason: str
    public_note: str
    files: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ClusterView:
    """A work item. `owner`: who has to act, in words; `due`: None where no clock was started; `clock`: state
    of that obligation. `photos`: ids of public pictures. A list leaves `steps` and `photos` empty."""

    id: UUID
    region_id: UUID
    district_id: UUID | None
    organisation_id: UUID | None
    number: str
    category: str
    state: str
    point: Point
    place_text: str
    site_id: UUID | None
    asset_id: UUID | None
    owner_body: str
    owner: Names
    routed_by: str
    routed_why: dict[str, Any]
    risk: int
    risk_why: dict[str, Any]
    witnesses: int
    opened_at: datetime
    last_seen_at: datetime
    changed_at: datetime
    confirmed_at: datetime | None
    fixed_said_at: datetime | None
    closed_at: datetime | None
    due: datetime | None
    clock: str
    is_shown: bool
    is_guarded: bool
    merged_into: UUID | None
    text: str = ""
    steps: tuple[StepView, ...] = ()
    photos: tuple[UUID, ...] = field(default=())

    @property
    def is_hurt(self) -> bool:
        """Whether a report says that somebody is hurt."""
        return bool(self.risk_why.get("is_hurt"))

    @property
    def is_late(self) -> bool:
        """Whether its deadline has passed."""
        return self.clock in ("breached", "met_late")


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters of a list. `only`: "", open, late, hurt, unconfirmed (said to be fixed, nobody looked)."""

    region_id: UUID | None = None
    district_id: UUID | None = None
    site_id: UUID | None = None
    state: str = ""
    category: str = ""
    owner_body: str = ""
    only: str = ""
    order: str = "risk"  # risk, due, newest
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. `total`: how many answer to the filters, `is_more`: there are more than counted.
    `order`: the one that it stands in; what has ended has no deadline any more and stands by danger.
    `is_newest`: words were sought in the newest SOUGHT only, and there are more."""

    clusters: tuple[ClusterView, ...]
    total: int
    is_more: bool
    number: int
    order: str = "risk"
    is_newest: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PER_PAGE))


def cluster(cluster_id: UUID) -> ClusterView | None:
    """A work item with its steps and public pictures; None if there is none within reach."""
    row = Cluster.objects.within(scope.current()).filter(pk=cluster_id).first()
    return None if row is None else whole(row)


def cluster_by_number(region_code: str, number: str) -> ClusterView | None:
    """A work item by the number that people quote, however it was typed; None if there is none within
    reach. `region_code` "" asks the number's own letters."""
    plain = numbers.read(number)
    if not plain or (region_code and numbers.letters().get(region_code) != plain[:2]):
        return None
    row = Cluster.objects.within(scope.current()).filter(number=plain).first()
    return None if row is None else whole(row)


def clusters(asked: Asked, page: int = 1) -> Page:
    """A page of work items; a number past the end gives the last page."""
    rows, total, is_newest = _found(filtered(asked), asked.text.strip()[:100])
    number = min(max(page, 1), max(1, -(-min(total, COUNTED) // PER_PAGE)))
    first = (number - 1) * PER_PAGE
    has_ended = bool(asked.state) and asked.state not in life().open
    order = "risk" if asked.order == "due" and has_ended else asked.order
    found = _by_deadline(rows, asked, first) if order == "due" else _ordered(rows, order, first)
    return Page(views(found), min(total, COUNTED), total > COUNTED, number, order, is_newest)


def _counted(rows: QuerySet[Cluster]) -> int:
    return rows.order_by()[: COUNTED + 1].count()


def filtered(asked: Asked) -> QuerySet[Cluster]:
    """The rows that answer to filters, their words left out."""
    rows = Cluster.objects.within(scope.current())
    plain = {"region_id", "district_id", "site_id", "state", "category", "owner_body"}
    rows = rows.filter(**{name: value for name in plain if (value := getattr(asked, name))})
    if not asked.state:
        rows = rows.filter(state__in=("fixed_said",) if asked.only == "unconfirmed" else life().open)
    if asked.only == "late":
        rows = rows.filter(obligation__target_kind=TARGET, obligation__state="breached")
    elif asked.only == "hurt":
        rows = rows.filter(risk__gte=95)
    return rows


def _found(rows: QuerySet[Cluster], word: str) -> tuple[QuerySet[Cluster], int, bool]:
    """Those of a number or in which a word is said, how many, and whether only the newest were asked."""
    if not word or (plain := numbers.read(word)):
        rows = rows.filter(number=plain) if word else rows
        return rows, _counted(rows), False
    here = scope.current()
    said = Report.objects.within(here).filter(cluster=OuterRef("pk"), text__icontains=word)
    newest = rows.order_by("-opened_at", "-id").values("pk")[:SOUGHT]
    holding = Q(place_text__icontains=word) | Exists(said)
    found = list(Cluster.objects.within(here).filter(holding, pk__in=newest).values_list("pk", flat=True))
    is_newest = rows.order_by()[: SOUGHT + 1].count() > SOUGHT
    return rows.filter(pk__in=found), len(found), is_newest


def _ordered(rows: QuerySet[Cluster], order: str, first: int, most: int = PER_PAGE) -> list[Cluster]:
    words = ("-opened_at", "-id") if order == "newest" else ("-risk", "opened_at", "id")
    return list(rows.order_by(*words)[first : first + most])


def _by_deadline(rows: QuerySet[Cluster], asked: Asked, first: int) -> list[Cluster]:
    """Those whose clock runs, the earliest deadline first, read from the index of clocks; then the others by
    danger. The clocks are told the region, too: by it their index is read in order."""
    ticking = Q(obligation__target_kind=TARGET, obligation__state__in=RUNNING)
    regions = frozenset({asked.region_id}) if asked.region_id else scope.current().bounds.regions
    if not isinstance(regions, All) and len(regions) == 1:
        ticking &= Q(obligation__region_id=next(iter(regions)))
    running = rows.filter(ticking)
    found = list(running.order_by("obligation__due", "-risk", "id")[first : first + PER_PAGE])
    if len(found) < PER_PAGE:
        start = max(0, first - _counted(running))
        found += _ordered(rows.exclude(ticking), "risk", start, PER_PAGE - len(found))
    return found


def public_clusters(
    *,
    bbox: tuple[float, float, float, float] | None = None,
    region_id: UUID | None = None,
    district_id: UUID | None = None,
    site_id: UUID | None = None,
    category: str = "",
    state: str = "",
    since: datetime | None = None,
    most: int = 100,
    start: int = 0,
) -> tuple[ClusterView, ...]:
    """What everybody may see, the newest first: work items with a shown report and of no guarded category.
    `bbox`: south, west, north, east. In the scope of the open pages. Pictures are not loaded."""
    rows = public_rows()
    given = {"region_id": region_id, "district_id": district_id, "site_id": site_id, "category": category}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if state:
        rows = rows.filter(state=state)
    if since:
        rows = rows.filter(changed_at__gte=since)
    if bbox:
        south, west, north, east = bbox
        rows = rows.filter(lat__range=(south, north), lon__range=(west, east))
    most = min(most, PUBLIC_MOST)
    return views(rows.order_by("-opened_at", "-id")[start : start + most])


def public_rows() -> QuerySet[Cluster]:
    """The work items that everybody may see."""
    rows = Cluster.objects.within(scope.current()).filter(is_shown=True, merged_into=None)
    return rows.exclude(category__in=GUARDED)


def views(rows: Iterable[Cluster]) -> tuple[ClusterView, ...]:
    """Rows as values, their clocks and shown texts asked once for all of them."""
    listed = list(rows)
    clocks = {
        one.pk: one
        for one in Obligation.objects.within(scope.current()).filter(
            pk__in=[row.obligation_id for row in listed if row.obligation_id]
        )
    }
    names = {code: owner_names(code) for code in {row.owner_body for row in listed}}
    return tuple(
        _view(row, clocks.get(row.obligation_id) if row.obligation_id else None, names) for row in listed
    )


def whole(row: Cluster) -> ClusterView:
    """A row with its steps, its shown text and its public pictures."""
    (plain,) = views([row])
    shown = row.reports.filter(moderation="shown").order_by("received_at")
    text = next((one.public_text for one in shown if one.public_text), "")
    photos = ReportPhoto.objects.filter(
        report__cluster=row, report__moderation="shown", state="ready"
    ).order_by("report__received_at", "position")
    steps = list(ClusterStep.objects.filter(cluster=row).order_by("at", "id"))
    papers = StoredPaper.objects.within(scope.current()).filter(target_id=row.pk, region_id=row.region_id)
    held = set(papers.values_list("pk", flat=True)) if any(one.file_ids for one in steps) else set()
    return replace(
        plain,
        text=text,
        steps=tuple(step_view(one, held) for one in steps),
        photos=tuple(photos.values_list("public_id", flat=True)),
    )


def step_view(row: ClusterStep, held: Collection[UUID]) -> StepView:
    """A step as a value, with those of its pictures that were not taken down."""
    return StepView(
        at=row.at,
        move=row.move,
        before=row.before,
        after=row.after,
        by_kind=row.by_kind,
        post=row.post,
        reason=row.reason,
        public_note=row.public_note,
        files=tuple(one for one in map(UUID, row.file_ids) if one in held),
    )


def _view(row: Cluster, clock: Obligation | None, names: dict[str, Names]) -> ClusterView:
    same = (
        "region_id district_id organisation_id number category state place_text site_id asset_id owner_body "
        "routed_by routed_why risk risk_why witnesses opened_at last_seen_at changed_at confirmed_at "
        "fixed_said_at closed_at is_shown merged_into"
    )
    return ClusterView(
        id=row.pk,
        point=Point(row.lat, row.lon),
        owner=names[row.owner_body],
        due=clock.due if clock else None,
        clock=clock.state if clock else "",
        is_guarded=row.category in GUARDED,
        **{name: getattr(row, name) for name in same.split()},
    )


def is_running(view: ClusterView) -> bool:
    """Whether its deadline still counts."""
    return view.clock in RUNNING
