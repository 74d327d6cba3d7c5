"""The demonstration's invented sources and papers: marked as such, the same every time, and enough to show
every word that evidence has."""

import tomllib
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.evidence import api as evidence
from qalqan.domains.evidence.actions import binding
from qalqan.domains.plans import demo as plans_demo
from qalqan.domains.reporting import demo_lines, demo_seen
from qalqan.domains.reporting.models import Line
from qalqan.domains.reporting.rules import invented
from qalqan.domains.reporting.rules.invented import Seed, Words
from qalqan.domains.reporting.rules.invented_seen import sights
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import scope
from qalqan.kernel.shipped import plans_folder

PLAN = "kz-156-2020"
HERE = plans_folder() / PLAN
TOLD = tomllib.loads((HERE / "demo-seen.toml").read_text("utf-8"))
WORDS = Words(**tomllib.loads((HERE / "demo-lines.toml").read_text("utf-8")))
REGIONS = ("KZ-11", "KZ-15", "KZ-39", "KZ-61", "KZ-75")
STORIES = {6, 61, 62}


@given(
    st.sampled_from(REGIONS),
    st.integers(2020, 2023),
    st.sampled_from([n for n in TOLD["measures"] if "whole" in WORDS.measures[str(n)]]),
    st.booleans(),
    st.booleans(),
)
def test_a_source_sees_a_share_and_refutes_only_what_it_is_told_to(
    region: str, year: int, number: int, is_refuted: bool, is_followed: bool
) -> None:
    seed = Seed(region, year, number)
    claim = invented.line(seed, WORDS, "percent")
    seen = sights(seed, claim, "x", "percent", is_first=True, is_refuted=is_refuted, is_followed=is_followed)
    assert claim.numerator is not None
    assert [one.month for one in seen] == sorted(one.month for one in seen)
    for one in seen:
        assert one.numerator is not None
        assert one.denominator is not None
        assert 0 <= one.numerator <= one.denominator
    last = seen[-1].numerator if seen else None
    if is_refuted:
        assert len(seen) == 1
        assert last is not None
        assert last <= claim.numerator * 6 / 10 + 1
    elif last is not None:
        assert last >= claim.numerator * 98 / 100 - 1


def test_the_public_stories_stay_apart() -> None:
    named = {*TOLD["measures"], *TOLD["followed"], *(row["measure"] for row in TOLD["papers"])}
    assert not named & STORIES
    assert {number for number, _, _ in TOLD["refuted"]} <= set(TOLD["measures"])
    assert set(TOLD["followed"]) <= set(TOLD["measures"])


def _sown() -> demo_lines.Sown:
    """A line of each measure in each of some regions and years, as its report would have it, and of the
    nation; nothing of them need be kept for sources to look."""
    lines = []
    for year in (2020, 2021, 2022):
        span = {"plan_code": PLAN, "period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
        named = {code for row in TOLD["papers"] for code in row.get("regions", ())}
        stood = {one.code: one.id for one in territory.regions_on(date(year, 12, 31), "ru")}
        for code in sorted(stood.keys() & {*REGIONS, *named}):
            region, body = stood[code], f"akimat-{code[3:]}"
            lines += [
                Line(region_id=region, body_code=body, measure_number=n, **span)
                for n in (*TOLD["measures"], 42, 60, 68)
            ]
    return demo_lines.sown(lines)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_map_knows_more_than_claims_and_every_source_says_that_it_is_invented() -> None:
    plans_demo.load_plan(HERE / "plan.toml")
    binding.bind(HERE / "bindings.toml")
    demo_seen.load(HERE / "demo-seen.toml", _sown(), WORDS)
    with scope(demo_lines.SERVICE, "planning"):
        evidence.reconsider_all(PLAN)
    with scope(demo_lines.SERVICE, "statistics"):
        words = Counter(evidence.standings(PLAN).values())
        papers = evidence.proofs(PLAN)
        points = [point for key in ("schools.guards.specialised",) for point in evidence.series(key)]
    assert {"evidenced", "partly"} <= words.keys()
    assert {point.source_name for point in points} == {TOLD["source"]}
    assert "вымышленный" in TOLD["source"]
    assert "ойдан шығарылған" in TOLD["source"]
    assert {paper.state for paper in papers} == {"offered", "verified", "refused"}
    assert all(paper.author != paper.decided_by for paper in papers)
    assert all(paper.offered_at.year == paper.period_end.year for paper in papers)
    assert all(paper.decided_at > paper.offered_at for paper in papers if paper.decided_at)
    national = [paper for paper in papers if paper.place == "nation" and paper.state == "verified"]
    assert len(national) > 5
