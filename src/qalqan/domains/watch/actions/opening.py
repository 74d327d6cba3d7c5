"""A work item is opened in two places, for a new report and for one that was taken out of another: here once,
with its place in the register, its number and its route."""

from datetime import datetime
from uuid import UUID

from qalqan.domains.watch.models import Cluster
from qalqan.domains.watch.queries.around import Around, case_of
from qalqan.domains.watch.rules import numbers
from qalqan.domains.watch.rules.categories import Category
from qalqan.domains.watch.rules.routing import route
from qalqan.kernel import vault
from qalqan.kernel.geo import Point


def opened(
    region: tuple[UUID, str, UUID | None],
    kind: Category,
    at: Point,
    found: Around,
    *,
    place_text: str,
    opened_at: datetime,
    seen_at: datetime,
) -> Cluster:
    """A work item of no state yet, written, in the open scope. `region`: its id and code, and the district's
    id if it is known."""
    region_id, code, district_id = region
    way = route(case_of(code, district_id, kind, found))
    number = numbers.draw(code)
    while Cluster.objects.filter(region_id=region_id, number=number).exists():
        number = numbers.draw(code)
    row = Cluster(
        id=vault.new_id(),
        region_id=region_id,
        district_id=district_id,
        organisation_id=way.organisation_id,
        number=number,
        category=kind.key,
        state="",
        lat=at.lat,
        lon=at.lon,
        place_text=place_text,
        site_id=found.site.id if found.site else None,
        asset_id=found.asset.id if found.asset else None,
        owner_body=way.owner_body,
        routed_by=way.rule,
        routed_why={"kk": way.why.kk, "ru": way.why.ru, "en": way.why.en},
        opened_at=opened_at,
        last_seen_at=seen_at,
    )
    row.save(force_insert=True)
    return row
