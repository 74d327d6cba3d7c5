"""The norms as data: what is shipped is whole, and a fault is named with its place, rule and mend."""

import tomllib
from typing import Any

import pytest

from qalqan.domains.schools.rules.requirements import (
    FAULTS,
    FILE,
    Faulty,
    Near,
    farthest,
    norms,
    read,
    requirement,
    requirements,
)

TEXT = FILE.read_text("utf-8")
PROMISED = (
    "crossing_near signal_near calmed_near road_camera_near lit_way footway_near toilet_warm "
    "no_toilet_outdoor video_present video_conforming video_connected access_control guard alarm_button "
    "fire_alarm evacuation_plan fence drill_held"
)


def test_the_promised_norms_are_there() -> None:
    assert {one.key for one in requirements()} >= set(PROMISED.split())
    assert requirement("crossing_near").test == Near(("crossing",), 300.0)
    assert farthest() == 300
    with pytest.raises(KeyError):
        requirement("no_such")


def test_what_helps_to_break_in_is_not_public() -> None:
    guarded = {"video_present", "video_conforming", "video_connected", "access_control", "guard"}
    guarded |= {"alarm_button", "fence"}
    assert not any(requirement(key).is_public for key in guarded)


def test_a_norm_without_an_article_says_that_its_cost_is_assumed() -> None:
    for one in requirements():
        assert one.act is not None or one.is_draft
        assert one.cost is None or one.cost.basis.en.startswith("An assumption")
    assert norms().version in TEXT


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('near = ["crossing"]', 'near = ["crosing"]', "kinds"),
        ("metres = 300", "metres = -3", "number"),
        ("metres = 300", "", "missing"),
        ("months = 24", 'months = "long"', "number"),
        ('act = "decree"', 'act = "no_such_act"', "reference"),
        ("is_draft = true", 'is_draft = "yes"', "yes_no"),
        ("low = 800_000, high = 3_000_000", "low = 9_000_000, high = 3_000_000", "cost"),
        ('near = ["crossing"]', 'near = ["crossing"]\nhas = ["lamp"]', "test"),
        ('owes = "local-executive"', 'owns = "local-executive"', "unknown_field"),
        ('ru = "Пешеходный переход рядом", ', "", "names"),
        ("weight = 8", "weight = 11", "number"),
        ("version = ", "versoin = ", "missing"),
        ('checks.days_kept = { least = 30 }', "checks.days_kept = { }", "check"),
        ("[acts.decree]", "[acts.decree", "toml"),
    ],
)  # fmt: skip
def test_each_fault_is_named(before: str, after: str, rule: str) -> None:
    assert before in TEXT
    with pytest.raises(Faulty) as faulty:
        read(TEXT.replace(before, after, 1))
    assert rule in {fault.rule for fault in faulty.value.faults}
    assert FAULTS[rule][1] in str(faulty.value)


def test_a_norm_without_an_act_is_a_proposed_one() -> None:
    data: dict[str, Any] = tomllib.loads(TEXT)
    assert data["requirements"]["toilet_warm"]["is_draft"] is False
    text = TEXT.replace('act = "sanitary"\nis_draft = false', "is_draft = false")
    with pytest.raises(Faulty, match="a norm without an act"):
        read(text)
