"""What citizens saw at a place is written beside its facts by the room that hears citizens."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from qalqan.domains.schools.actions.writing import tell
from qalqan.domains.schools.models import Sighting, Site
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.words import ASSET_KINDS, SIGHTING_STATES
from qalqan.kernel.access.scope import scope

OTHER = "other"


@dataclass(frozen=True, slots=True)
class NewSighting:
    """What a cluster of reports says of a place now. `kind`: a word of ASSET_KINDS or "other"; `ref`: the
    cluster; `page`: the public address where it is told, "" if none."""

    site_id: UUID
    kind: str
    ref: UUID
    state: str
    witnesses: int
    seen_on: date
    page: str = ""


def sight(new: NewSighting) -> bool:
    """Keep it, in the caller's scope; False if it is held so already. ValueError for words that are none of
    ours, Refused("site-unknown")."""
    if new.kind not in (*ASSET_KINDS, OTHER) or new.state not in SIGHTING_STATES or new.witnesses < 0:
        raise ValueError(f"no sighting: {new.kind} {new.state} {new.witnesses}")
    s = scope.current()
    site = Site.objects.within(s).filter(pk=new.site_id).first()
    if site is None:
        raise Refused.of("site-unknown")
    said = {"state": new.state, "witnesses": new.witnesses, "seen_on": new.seen_on, "page": new.page}
    same = Sighting.objects.within(s).filter(
        region_id=site.region_id, site=site, kind=new.kind, ref=new.ref, **said
    )
    if same.exists():
        return False
    Sighting.objects.update_or_create(
        region_id=site.region_id,
        site=site,
        kind=new.kind,
        ref=new.ref,
        defaults={
            **said,
            "district_id": site.district_id,
            "organisation_id": site.organisation_id,
            "changed_at": datetime.now(UTC),
        },
    )
    tell("schools.sighted", site.region_id, site_ids=[site.pk], site=site.pk, ref=new.ref, kind=new.kind)
    return True
