"""What the register listens to: its own events, so that the answers of coverage are judged with the eyes of
the program, which sees across borders and more than one school. What a seat of a region computed in the act
itself is only confirmed here."""

from uuid import UUID

from qalqan.domains.schools.actions.covering import recompute_near
from qalqan.domains.schools.actions.importing import cover
from qalqan.domains.schools.models import AssetState
from qalqan.domains.schools.queries.assets import line_of
from qalqan.domains.schools.queries.sites import point_of
from qalqan.kernel import outbox
from qalqan.kernel.geo import Point


@outbox.on("schools.asset_changed", name="schools.cover_asset", purpose="safety", everywhere=True)
def asset_changed(event: outbox.Event) -> None:
    """Wherever the thing ever was said to be, as long as somebody may still be judged by it."""
    recompute_near(_points(event.uuid("asset")), _sites(event))


@outbox.on("schools.site_changed", name="schools.cover_site", purpose="safety", everywhere=True)
def site_changed(event: outbox.Event) -> None:
    """A place moved, or has other pupils."""
    recompute_near((), _sites(event))


@outbox.on("schools.imported", name="schools.cover_import", purpose="safety", everywhere=True)
def imported(event: outbox.Event) -> None:
    """A large register came in."""
    if event.region_id is not None:
        cover(event.region_id)


@outbox.on("schools.sighted", name="schools.cover_sighting", purpose="safety", everywhere=True)
def sighted(event: outbox.Event) -> None:
    """Citizens saw something at a place."""
    recompute_near((), _sites(event))


@outbox.on("schools.assessed", name="schools.cover_round", purpose="safety", everywhere=True)
def assessed(event: outbox.Event) -> None:
    """A round was submitted or withdrawn: what it had looked for counts, or counts no longer."""
    recompute_near((), _sites(event))


@outbox.on("schools.drill_closed", name="schools.cover_drill", purpose="safety", everywhere=True)
def drill_closed(event: outbox.Event) -> None:
    """A drill was held, or an inspector said that he watched it."""
    recompute_near((), _sites(event))


def _sites(event: outbox.Event) -> tuple[UUID, ...]:
    return (event.uuid("site"),) if event.ids.get("site") else ()


def _points(asset_id: UUID) -> list[Point | None]:
    rows = AssetState.objects.filter(asset_id=asset_id).values_list("lat", "lon", "line").order_by()
    return [one for lat, lon, line in rows for one in line_of(line) or (point_of(lat, lon),)]
