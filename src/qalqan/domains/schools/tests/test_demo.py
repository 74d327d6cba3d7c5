"""The demonstration's register: every organisation a place, honest about what nobody knows, once only."""

from collections import Counter
from datetime import date

import pytest

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools import demo
from qalqan.domains.schools.models import Asset, AssetState, Coverage, Site
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.names import Names

from . import places

READER = Service("schools.tests")


@pytest.mark.django_db
def test_every_organisation_is_a_place_in_its_region_once() -> None:
    district = territory.districts_on(date(2026, 1, 1), "KZ-61")[0].id
    with scope(READER, "administration"):
        bodies.load_organisations(
            bodies.NewOrganisation(
                places.region_id(),
                district,
                kind,
                f"{kind}-{number}",
                Names(f"№ {number} мектеп (Жаңа{number % 3} ауылы)", f"№ {number}", f"No. {number}"),
                date(2010, 9, 1),
            )
            for kind, count in (("school", 60), ("clinic", 3), ("police", 1))
            for number in range(count)
        )
    demo.load()
    with scope(READER, "safety"):
        sites = list(Site.objects.all())
        before = (AssetState.objects.count(), Asset.objects.count())
        statuses = Counter(Coverage.objects.values_list("status", flat=True))
        sources = Counter(AssetState.objects.filter(known_until=None).values_list("source_kind", flat=True))
    assert Counter(one.kind for one in sites) == {"school": 60, "clinic": 3}
    assert 0 < sum(one.lat is None for one in sites) < 12
    for one in sites:
        if one.lat is not None and one.lon is not None:
            at = territory.place_at(one.lat, one.lon)
            assert at is not None
            assert at.region_code == "KZ-61"
    assert min(statuses["met"], statuses["unmet"], statuses["unknown"]) > 30
    assert {"registry", "claim", "inspection"} == set(sources)
    demo.load()
    with scope(READER, "safety"):
        assert (AssetState.objects.count(), Asset.objects.count()) == before
