"""What somebody independent saw is not washed away: by worse news first, by other days, by time, by repeating
it, or by moving the place away from the norm."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.schools import api
from qalqan.domains.schools.actions.assessing import withdraw
from qalqan.domains.schools.actions.covering import recompute_all
from qalqan.domains.schools.models import AssetState, Site
from qalqan.domains.schools.rules.confidence import is_best
from qalqan.domains.schools.rules.statement import Basis, Said, Standing, against
from qalqan.domains.schools.rules.words import ASSET_KINDS, ASSET_STATES
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.periods import Period

from . import places, test_rounds
from .places import PROGRAM, actor, days_ago, moved, said

TODAY = date(2026, 5, 4)


@given(
    kind=st.sampled_from(ASSET_KINDS),
    states=st.tuples(*[st.sampled_from(ASSET_STATES)] * 2),
    age=st.integers(0, 4000),
    start=st.integers(-50, 50),
)
def test_no_word_replaces_a_bad_look_and_worse_news_replaces_a_good_one(
    kind: str, states: tuple[str, str], age: int, start: int
) -> None:
    seen, word = states
    look = TODAY - timedelta(days=age)
    held = Standing(plain(seen), Basis("inspection", look, "round:1"), Period(look, None))
    valid = Period(look + timedelta(days=start), None)
    problem = against(kind, [held], plain(word), valid, "claim", TODAY)
    is_repeated = word == seen and start >= 0
    if seen != "unknown" and not is_best(kind, seen):
        assert (problem is None) == is_repeated
    elif seen != word and word != "unknown":
        assert problem is None
    assert against(kind, [held], plain(word), valid, "inspection", TODAY) is None


def test_what_was_measured_does_not_expire() -> None:
    old = TODAY - timedelta(days=3000)
    held = Standing(plain("working", resolution=480), Basis("inspection", old), Period(old, None))
    today = Period(TODAY, None)
    assert against("camera", [held], plain("working", resolution=1080), today, "claim", TODAY)
    assert against("camera", [held], plain("working"), today, "claim", TODAY)
    more = plain("working", resolution=480, days_kept=30)
    assert against("camera", [held], more, today, "claim", TODAY) is None
    assert against("camera", [held], plain("broken"), today, "claim", TODAY) is None
    better, before = plain("working", resolution=1080), Period(old - timedelta(days=9), old)
    assert against("camera", [], better, today, "claim", TODAY, held)
    assert against("camera", [], better, before, "claim", TODAY, held) is None


def plain(state: str, **details: object) -> Said:
    return Said(state, None, None, "", None, details)


@pytest.fixture
def school(db: None) -> UUID:
    organisation = places.organisation()
    places.seated(organisation)
    site: UUID = places.site(organisation_id=organisation, pupils=1200)
    return site


def answer(site: UUID, key: str) -> tuple[str, str]:
    with scope(Service("schools.tests"), "safety"):
        recompute_all()
        return next((c.status, c.reason) for c in api.coverage_of(site) if c.requirement.key == key)


def refused(verb: Any, *given: Any) -> str:
    with pytest.raises(api.Refused) as found:
        verb(*given)
    return found.value.problems[0].rule


def test_a_camera_that_broke_and_was_mended_sees_no_better(school: UUID) -> None:
    head, poor = actor("demo.head"), {"resolution": 480}
    seen = said("working", days_ago(9), details=poor)
    camera = api.find_asset(actor("demo.inspector", "schools.verify"), api.NewAsset("camera", seen, school))
    assert api.change_asset(head, camera, said("broken", days_ago(5))).is_new
    better = said("working", days_ago(2), details={"resolution": 1080})
    assert refused(api.change_asset, head, camera, better) == "seen-otherwise"
    assert api.change_asset(head, camera, said("working", days_ago(2), details=poor)).is_new


@pytest.mark.parametrize(
    ("kind", "seen", "key", "words"),
    [
        ("camera", "absent", "video_present", ("broken", "planned", "working", "unknown")),
        ("toilet_outdoor", "working", "no_toilet_outdoor", ("planned", "broken", "absent")),
        ("fence", "broken", "fence", ("absent", "working")),
    ],
)
def test_worse_first_and_better_then_washes_nothing(
    school: UUID, kind: str, seen: str, key: str, words: tuple[str, ...]
) -> None:
    inspector = actor("demo.inspector", "schools.verify")
    thing = api.find_asset(inspector, api.NewAsset(kind, said(seen, days_ago(5)), school))
    before = answer(school, key)
    assert before[0] == "unmet"
    for who in ("demo.head", "demo.akimat"):
        for word in words:
            assert refused(api.change_asset, actor(who), thing, said(word, days_ago(1))) == "seen-otherwise"
    assert answer(school, key) == before
    api.verify_asset(inspector, thing, said("working" if kind != "toilet_outdoor" else "absent", days_ago(0)))
    assert answer(school, key)[0] == "met"


def test_a_word_about_days_gone_by_does_not_cover_what_was_seen_in_them(school: UUID) -> None:
    head, inspector = actor("demo.head"), actor("demo.inspector", "schools.verify")
    camera = api.add_asset(head, api.NewAsset("camera", said("working", days_ago(100)), school))
    api.verify_asset(inspector, camera, said("broken", days_ago(50)))
    for state, until in (("working", 0), ("broken", 0), ("working", 20)):
        word = said(state, days_ago(51), until=days_ago(until))
        assert refused(api.change_asset, head, camera, word) == "seen-otherwise"
    with scope(Service("schools.tests"), "safety"):
        found = [api.asset(camera, on=days_ago(day)) for day in (51, 40, 0)]
    assert [(one.state, one.source_kind) for one in found if one] == [
        ("working", "claim"),
        ("broken", "inspection"),
        ("broken", "inspection"),
    ]


def test_who_repeats_a_round_does_not_keep_it_when_it_is_withdrawn(school: UUID) -> None:
    key = test_rounds.submitted(test_rounds.inspector(), school, test_rounds.said("toilets.warm", "yes"))
    (row,) = test_rounds.held(school, "toilet_warm")
    owned = said("working", days_ago(0), owner_body="akimat-61", details=row.details, source_ref="letter 7")
    assert api.change_asset(actor("demo.akimat"), row.asset_id, owned).is_new
    (row,) = test_rounds.held(school, "toilet_warm")
    assert (row.source_kind, row.source_ref, row.owner_body) == ("inspection", f"round:{key}", "akimat-61")
    withdraw(test_rounds.inspector(), key, "The neighbouring school was meant.")
    assert [one.state for one in test_rounds.held(school, "toilet_warm")] == ["unknown"]
    assert answer(school, "toilet_warm")[0] == "unknown"


def test_a_head_does_not_move_the_school_away_from_a_norm(school: UUID) -> None:
    head, akimat, inspector = (actor(f"demo.{one}") for one in ("head", "akimat", "inspector"))
    for change in (
        api.SiteChange(pupils=999),
        api.SiteChange(point=moved(2000)),
        api.SiteChange(kind="leisure"),
        api.SiteChange(until=days_ago(0)),
    ):
        assert refused(api.change_site, head, school, change) == "keepers-only"
    assert api.change_site(head, school, api.SiteChange(address="Абай көшесі, 1", pupils=1200))
    assert api.change_site(akimat, school, api.SiteChange(point=moved(100)))
    assert placed(school) == "claim"
    assert api.change_site(inspector, school, api.SiteChange(point=moved(100)))
    assert placed(school) == "inspection"
    elsewhere = api.SiteChange(point=moved(200))
    assert refused(api.change_site, akimat, school, elsewhere) == "seen-otherwise"
    assert api.change_site(inspector, school, elsewhere)


def placed(site: UUID) -> str:
    with scope(Service("schools.tests"), "safety"):
        return Site.objects.get(pk=site).placed_by


def test_a_number_of_a_thing_out_of_sight_is_refused_and_breaks_nothing(school: UUID) -> None:
    other = places.site("61-2")
    api.add_asset(PROGRAM, api.NewAsset("camera", said(source_kind="registry"), other, "SN-1"))
    twin = api.NewAsset("camera", said(), school, "SN-1")
    assert refused(api.add_asset, actor("demo.head"), twin) == "code-taken"
    with scope(Service("schools.tests"), "safety"):
        assert AssetState.objects.filter(asset__site_id=school).count() == 0


def test_a_place_that_moves_itself_to_a_crossing_is_not_covered_by_it(school: UUID) -> None:
    akimat, inspector = actor("demo.akimat"), actor("demo.inspector", "schools.verify")
    seen = said("working", days_ago(1), point=moved(3000))
    api.find_asset(inspector, api.NewAsset("crossing", seen))
    assert answer(school, "crossing_near") == ("unknown", "nothing_known")
    api.change_site(akimat, school, api.SiteChange(point=moved(2990)))
    assert answer(school, "crossing_near") == ("unknown", "place_claimed")
    api.change_site(actor("demo.inspector"), school, api.SiteChange(point=moved(2990)))
    assert answer(school, "crossing_near") == ("met", "seen")


def test_a_bad_look_does_not_grow_old_beside_a_claim(school: UUID) -> None:
    inspector = actor("demo.inspector", "schools.verify")
    api.find_asset(inspector, api.NewAsset("fence", said("broken", days_ago(3600)), school))
    api.add_asset(actor("demo.head"), api.NewAsset("fence", said("working", days_ago(1)), school, "new"))
    assert answer(school, "fence") == ("unmet", "broken")
