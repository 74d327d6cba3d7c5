"""The rule of coverage: missing is never safe. Properties over random evidence, and mutants of the rule that
each must fail one of them."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.schools.rules import coverage as rule
from qalqan.domains.schools.rules.coverage import Answer, Happening, Place, Sight, Thing, decide
from qalqan.domains.schools.rules.requirements import (
    Detail,
    HasNot,
    Near,
    Requirement,
    requirement,
    requirements,
)
from qalqan.domains.schools.rules.words import ASSET_STATES, SOURCE_KINDS

TODAY = date(2026, 11, 1)
ORDER = {"unmet": 0, "unknown": 1, "met": 2}
SCHOOL = Place(UUID(int=1), "school", 600, is_placed=True)
CROSSING, WARM, OUTDOOR = map(requirement, ("crossing_near", "toilet_warm", "no_toilet_outdoor"))
CONFORMING = requirement("video_conforming")
GOOD_CAMERA = {"days_kept": 30, "resolution": 1080, "covers_entrances": True}


def thing(kind: str, state: str = "working", source: str = "inspection", **more: Any) -> Thing:
    """A thing that an inspector saw a month ago, unless said otherwise."""
    looked = TODAY - timedelta(days=30) if source in rule.INDEPENDENT else None
    fields: dict[str, Any] = {"id": UUID(int=9), "looked": looked, **more}
    return Thing(kind=kind, state=state, source=source, **fields)


def said(one: Requirement, *things: Thing, place: Place = SCHOOL) -> tuple[str, str]:
    answer = decide(one, place, things, TODAY)
    assert answer is not None
    return answer.status, answer.reason


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        ([thing("crossing", metres=299.9)], ("met", "seen")),
        ([thing("crossing", metres=300.1)], ("unknown", "nothing_known")),
        ([thing("crossing", "planned", metres=50)], ("unmet", "planned")),
        ([thing("crossing", "broken", metres=50)], ("unmet", "broken")),
        ([thing("crossing", "broken", "claim", metres=50)], ("unmet", "broken")),
        ([thing("crossing", source="registry", metres=50)], ("unknown", "listed_only")),
        ([thing("crossing", "unknown", metres=50)], ("unknown", "state_unknown")),
        ([thing("crossing", metres=50, looked=TODAY - timedelta(days=900))], ("unknown", "stale")),
        ([thing("crossing", metres=50, looked=TODAY + timedelta(days=1))], ("unknown", "stale")),
        ([thing("signal", metres=10)], ("unknown", "nothing_known")),
        ([thing("crossing", "broken"), thing("crossing", metres=99, id=UUID(int=8))], ("met", "seen")),
        ([thing("crossing", "broken"), thing("crossing", source="claim")], ("unmet", "broken")),
    ],
)
def test_a_crossing_nearby(things: list[Thing], expected: tuple[str, str]) -> None:
    assert said(CROSSING, *things) == expected


def test_nothing_known_is_unknown_until_somebody_looked() -> None:
    looked = replace(SCHOOL, looked_for={"crossing": TODAY - timedelta(days=90)})
    long_ago = replace(SCHOOL, looked_for={"crossing": TODAY - timedelta(days=2000)})
    assert said(CROSSING) == ("unknown", "nothing_known")
    assert said(CROSSING, place=looked) == ("unmet", "none_seen")
    assert said(CROSSING, place=long_ago) == ("unknown", "nothing_known")
    assert said(CROSSING, thing("crossing", source="claim"), place=looked) == ("unmet", "none_seen")
    assert said(CROSSING, place=replace(looked, is_placed=False)) == ("unknown", "no_coordinates")


def test_a_warm_toilet_that_only_the_school_claims_is_unknown() -> None:
    assert said(WARM, thing("toilet_warm", source="claim")) == ("unknown", "claimed_only")
    assert said(WARM, thing("toilet_warm")) == ("met", "seen")
    assert said(WARM, thing("toilet_warm", is_own=False)) == ("unknown", "nothing_known")


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        ("open", ("unknown", "citizens_doubt")),
        ("confirmed", ("unmet", "citizens_saw")),
        ("fixed", ("met", "absent")),
    ],
)
def test_citizens_who_saw_an_outdoor_toilet_outweigh_a_claim_of_none(
    state: str, seen: tuple[str, str]
) -> None:
    place = replace(SCHOOL, sights=(Sight("toilet_outdoor", state),))
    claim = thing("toilet_outdoor", "absent", "claim")
    assert said(OUTDOOR, claim, place=place)[0] == ("unmet" if state == "confirmed" else "unknown")
    assert said(OUTDOOR, thing("toilet_outdoor", "absent"), place=place) == seen
    standing = thing("toilet_outdoor", "working")
    assert said(OUTDOOR, standing, place=replace(SCHOOL, sights=(Sight("toilet_outdoor", "open"),))) == (
        "unmet",
        "still_there",
    )


def test_no_outdoor_toilet_is_met_only_when_somebody_looked() -> None:
    assert said(OUTDOOR) == ("unknown", "nothing_known")
    assert said(OUTDOOR, thing("toilet_outdoor", "absent")) == ("met", "absent")
    assert said(OUTDOOR, thing("toilet_outdoor", "absent", "registry")) == ("unknown", "listed_only")
    assert said(OUTDOOR, thing("toilet_outdoor", "broken", "claim")) == ("unmet", "still_there")
    assert said(OUTDOOR, thing("toilet_outdoor", "unknown")) == ("unknown", "state_unknown")
    looked = replace(SCHOOL, looked_for={"toilet_outdoor": TODAY})
    assert said(OUTDOOR, place=looked) == ("met", "none_seen")


def test_what_citizens_see_takes_away_and_never_adds() -> None:
    doubt, sure = (replace(SCHOOL, sights=(Sight("toilet_warm", one),)) for one in ("open", "confirmed"))
    assert said(WARM, thing("toilet_warm"), place=doubt) == ("unknown", "citizens_doubt")
    assert said(WARM, thing("toilet_warm"), place=sure) == ("unmet", "citizens_saw")
    assert said(WARM, thing("toilet_warm", "broken"), place=doubt) == ("unmet", "broken")
    road = replace(SCHOOL, sights=(Sight("crossing", "confirmed"),))
    assert said(CROSSING, thing("crossing"), place=road) == ("unknown", "citizens_doubt")


def test_cameras_conform_only_as_the_norm_says() -> None:
    good = thing("camera", details=GOOD_CAMERA)
    other = thing("camera", id=UUID(int=8), details={"days_kept": 30, "resolution": 720})
    assert said(CONFORMING, good) == ("met", "seen")
    assert said(CONFORMING, good, other) == ("met", "seen")  # one of them sees the entrance
    assert said(CONFORMING, other) == ("unknown", "detail_unknown")
    assert said(CONFORMING, good, replace(other, details={"days_kept": 7, "resolution": 720})) == (
        "unmet",
        "below_norm",
    )
    assert said(CONFORMING, thing("camera", details={**GOOD_CAMERA, "covers_entrances": False})) == (
        "unmet",
        "below_norm",
    )
    claimed = thing("camera", source="claim", details=GOOD_CAMERA)
    assert said(CONFORMING, claimed) == ("unknown", "claimed_only")
    admitted = replace(claimed, details={**GOOD_CAMERA, "days_kept": 7})
    assert said(CONFORMING, admitted) == ("unmet", "below_norm")
    assert said(CONFORMING, thing("camera", "broken", details=GOOD_CAMERA)) == ("unmet", "broken")
    assert said(CONFORMING, thing("camera", details={**GOOD_CAMERA, "days_kept": "many"})) == (
        "unknown",
        "detail_unknown",
    )


def test_an_answer_names_the_thing_that_decided() -> None:
    nine = UUID(int=9)
    good = thing("camera", details=GOOD_CAMERA)
    silent = replace(good, details={"days_kept": 30, "resolution": 720})
    blind, short = ({**GOOD_CAMERA, "covers_entrances": False}, {**GOOD_CAMERA, "days_kept": 7})
    claimed = thing("camera", source="claim", id=UUID(int=3))
    doubted = replace(SCHOOL, sights=(Sight("crossing", "open"),))
    for norm, place, things, expected in (
        (CROSSING, doubted, [thing("crossing", metres=40)], Answer("unknown", "citizens_doubt", nine, 40.0)),
        (CONFORMING, SCHOOL, [good], Answer("met", "seen", nine)),
        (CONFORMING, SCHOOL, [replace(good, details=blind)], Answer("unmet", "below_norm", nine)),
        (CONFORMING, SCHOOL, [replace(good, details=short)], Answer("unmet", "below_norm", nine)),
        (CONFORMING, SCHOOL, [silent, claimed], Answer("unknown", "detail_unknown", nine)),
    ):
        assert decide(norm, place, things, TODAY) == expected


def test_an_old_look_says_nothing_of_details_and_every_check_is_asked() -> None:
    seen = thing("camera", details={"days_kept": 30, "resolution": 1080})
    old = thing("camera", id=UUID(int=8), details=GOOD_CAMERA, looked=TODAY - timedelta(days=2000))
    assert said(CONFORMING, seen, old) == ("unknown", "detail_unknown")
    test = CONFORMING.test
    assert isinstance(test, Detail)
    short = thing("camera", details={**GOOD_CAMERA, "days_kept": 7})
    for checks in (test.checks, test.checks[::-1]):
        asked = replace(CONFORMING, test=replace(test, checks=checks))
        assert said(asked, short) == ("unmet", "below_norm")
    assert all(rule.passes(one, {one.field: ""}) is None for one in test.checks)


def test_bounds_belong_to_what_they_bound() -> None:
    last = 487  # days in sixteen mean months
    assert rule.is_fresh(TODAY - timedelta(days=last), TODAY, 16)
    assert not rule.is_fresh(TODAY - timedelta(days=last + 1), TODAY, 16)
    today = replace(SCHOOL, happened=(Happening("drill", TODAY, "inspection"),))
    assert said(requirement("drill_held"), place=today) == ("met", "held")
    small = replace(CROSSING, pupils_from=1)
    assert [rule.binds(small, "school", pupils) for pupils in (None, 0, 1)] == [None, False, True]


def test_a_drill_counts_when_somebody_independent_watched() -> None:
    norm = requirement("drill_held")

    def after(days: int, source: str) -> tuple[str, str]:
        event = Happening("drill", TODAY - timedelta(days=days), source)
        return said(norm, place=replace(SCHOOL, happened=(event,)))

    assert said(norm) == ("unknown", "nothing_known")
    assert after(100, "inspection") == ("met", "held")
    assert after(100, "claim") == ("unknown", "claimed_only")
    assert after(400, "inspection") == ("unmet", "overdue")
    assert after(-2, "inspection") == ("unknown", "nothing_known")


def test_a_norm_for_large_schools_does_not_guess_their_size() -> None:
    norm = requirement("signal_near")
    assert decide(norm, SCHOOL, (), TODAY) is None
    assert said(norm, place=replace(SCHOOL, pupils=None)) == ("unknown", "pupils_unknown")
    assert said(norm, place=replace(SCHOOL, pupils=1000)) == ("unknown", "nothing_known")
    assert decide(CROSSING, replace(SCHOOL, kind="warehouse"), (), TODAY) is None


kinds = sorted({kind for one in requirements() for kind in one.kinds})
DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "days_kept": st.sampled_from([7, 30]),
        "resolution": st.sampled_from([360, 1080]),
        "covers_entrances": st.booleans(),
        "connected_to": st.sampled_from(["police_centre", "nothing"]),
        "specialised": st.booleans(),
    },
)


@st.composite
def several(draw: st.DrawFn, norm: Requirement) -> list[Thing]:
    """Up to five things of the norm's kinds, each with its own id."""
    return [
        Thing(
            UUID(int=number + 10),
            draw(st.sampled_from(norm.kinds)),
            draw(st.sampled_from(ASSET_STATES)),
            draw(st.sampled_from(SOURCE_KINDS)),
            draw(st.sampled_from([None, TODAY, TODAY - timedelta(days=5000), TODAY + timedelta(days=9)])),
            draw(st.sampled_from([0.0, 40.0, 199.0, 250.0, 301.0])),
            draw(st.booleans()),
            draw(DETAILS),
        )
        for number in range(draw(st.integers(0, 5)))
    ]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Requirement, Place, list[Thing]]:
    """A norm that looks at things, a place it may bind, and what is known there."""
    norm = draw(st.sampled_from([one for one in requirements() if one.kinds]))
    kind = st.sampled_from(norm.kinds)
    place = Place(
        UUID(int=1),
        norm.sites[0],
        draw(st.sampled_from([None, 10, 5000])),
        draw(st.booleans()),
        tuple(draw(st.lists(st.builds(Sight, kind, st.sampled_from(["open", "fixed"])), max_size=1))),
        draw(st.dictionaries(kind, st.sampled_from([TODAY, date(2001, 1, 1)]), max_size=2)),
    )
    return norm, place, draw(several(norm))


LOOKERS = ("inspection", "police", "sensor")  # said again here, so that a mutant cannot change both
type Decide = Callable[[Requirement, Place, Sequence[Thing], date], Answer | None]


def rank(answer: Answer | None) -> int:
    """Unmet < unknown < met; a norm that does not bind ranks nowhere and never changes here."""
    return -1 if answer is None else ORDER[answer.status]


def is_looked_at(norm: Requirement, place: Place, things: Sequence[Thing]) -> bool:
    def is_fresh(day: date | None) -> bool:
        return day is not None and timedelta(0) <= TODAY - day <= timedelta(days=31 * norm.months)

    seen = [one for one in things if one.source in LOOKERS and is_fresh(one.looked)]
    return bool(seen) or any(map(is_fresh, place.looked_for.values()))


def check(judge: Decide, norm: Requirement, place: Place, things: list[Thing]) -> None:
    """All that must hold of a rule of coverage."""
    answer = judge(norm, place, things, TODAY)
    for seed in range(3):
        mixed = random.Random(seed).sample(things, len(things))  # noqa: S311 - no secret
        assert judge(norm, place, mixed, TODAY) == answer, "the order in which things are told"
    if answer is not None and answer.status == "met":
        assert is_looked_at(norm, place, things), "met without an independent look"
        assert not any(one.state in ("open", "confirmed") for one in place.sights), "met against citizens"
        if isinstance(norm.test, Near):
            assert place.is_placed, "met where nobody knows where it is"
            assert answer.metres is not None, "met by nothing"
            assert answer.metres <= norm.test.metres, "met by what is far"
    if answer is not None and answer.status == "unmet" and not things and not place.sights:
        assert is_looked_at(norm, place, things), "unmet where nobody looked"
    unsaid = Thing(UUID(int=99), norm.kinds[0], "unknown", "registry")
    assert rank(judge(norm, place, [*things, unsaid], TODAY)) <= rank(answer), "an unknown thing improves"
    for source in ("claim", "registry", "citizens"):
        word = Thing(UUID(int=98), norm.kinds[0], "working", source, details=GOOD_CAMERA)
        after = judge(norm, place, [*things, word], TODAY)
        assert rank(after) <= max(rank(answer), ORDER["unknown"]), "a word makes met"
        if isinstance(norm.test, HasNot):
            assert rank(after) <= ORDER["unmet"], "a standing toilet is said, and not unmet"
    sight = replace(place, sights=(*place.sights, Sight(norm.kinds[0], "confirmed")))
    assert rank(judge(norm, sight, things, TODAY)) <= rank(answer), "a sighting improves"
    for one in things:
        rest = [other for other in things if other is not one]
        is_good = (one.state == "absent") if isinstance(norm.test, HasNot) else (one.state == "working")
        if is_good and not (isinstance(norm.test, Detail) and one.details):
            less = judge(norm, place, rest, TODAY)
            # What is gone may uncover that nothing is known, or that something is broken: never "met".
            assert rank(less) <= max(rank(answer), ORDER["unknown"]), "less evidence makes met"
        silent = replace(one, looked=None)
        after = judge(norm, place, [*rest, silent], TODAY)
        if is_good:
            assert rank(after) <= rank(answer), "an unlooked-at thing is better"
        if isinstance(norm.test, Near) and answer is not None and answer.status != "met":
            far = replace(one, metres=one.metres + 100)
            assert rank(judge(norm, place, [*rest, far], TODAY)) <= ORDER["unknown"], "farther makes met"


@given(worlds())
def test_missing_is_never_safe(world: tuple[Requirement, Place, list[Thing]]) -> None:
    check(decide, *world)


def test_another_word_lifts_nothing_that_a_look_found_wanting() -> None:
    for state in ("broken", "planned", "absent"):
        for source in ("claim", "registry", "citizens"):
            found = thing("toilet_warm", state), thing("toilet_warm", source=source, id=UUID(int=8))
            assert said(WARM, *found)[0] == "unmet"


MUTANTS: dict[str, tuple[str, object]] = {
    "a claim is a look": ("INDEPENDENT", frozenset({*rule.INDEPENDENT, "claim"})),
    "a list is a look": ("INDEPENDENT", frozenset({*rule.INDEPENDENT, "registry"})),
    "looks never age": ("is_fresh", lambda looked, today, months: looked is not None),
    "tomorrow is fresh": ("is_fresh", lambda looked, today, _: bool(looked) and (today - looked).days < 99),
    "unsaid is stale": ("NEGATIVE", rule.NEGATIVE | {"unknown": (rule.Grade.STALE, rule.Grade.STALE)}),
    "unsaid is seen": ("NEGATIVE", rule.NEGATIVE | {"unknown": (rule.Grade.SEEN, rule.Grade.SEEN)}),
    "planned will do": ("NEGATIVE", rule.NEGATIVE | {"planned": (rule.Grade.SEEN, rule.Grade.SEEN)}),
    "citizens are not heard": ("OPEN_SIGHTINGS", frozenset()),
    "stale is met": ("ANSWER", {**rule.ANSWER, rule.Grade.STALE: ("met", "seen")}),
    "claimed is met": ("ANSWER", {**rule.ANSWER, rule.Grade.CLAIMED: ("met", "seen")}),
    "nobody need have looked": ("_looked_for", lambda requirement, place, today: True),
    "a doubt clears": ("_doubted", lambda requirement, place, answer: answer),
    "the size is guessed": ("binds", lambda requirement, kind, pupils: True),
}  # fmt: skip


SIMPLE = (
    test_nothing_known_is_unknown_until_somebody_looked,
    test_a_warm_toilet_that_only_the_school_claims_is_unknown,
    test_no_outdoor_toilet_is_met_only_when_somebody_looked,
    test_what_citizens_see_takes_away_and_never_adds,
    test_a_drill_counts_when_somebody_independent_watched,
    test_a_norm_for_large_schools_does_not_guess_their_size,
    test_another_word_lifts_nothing_that_a_look_found_wanting,
)


def failures() -> list[str]:
    """What fails of the tests above, and of the properties over every state, source and look."""
    found = []
    for test in SIMPLE:
        try:
            test()
        except AssertionError:
            found.append(test.__name__)
    for world in _examples():
        try:
            check(decide, *world)
        except AssertionError as error:
            found.append(str(error).partition("\n")[0])
    return found


@pytest.mark.parametrize("name", MUTANTS)
def test_each_mutant_of_the_rule_fails(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests and the properties above see every one of these changes, and nothing without one."""
    monkeypatch.setattr(rule, *MUTANTS[name])
    assert failures()


def test_the_rule_itself_does_not_fail() -> None:
    assert failures() == []


def _examples() -> list[tuple[Requirement, Place, list[Thing]]]:
    """A fixed set of worlds: some norms with each state, source and look."""
    looks = (None, TODAY, TODAY - timedelta(days=5000), TODAY + timedelta(days=9))
    return [
        (norm, replace(SCHOOL, sights=sights), [Thing(UUID(int=9), norm.kinds[0], state, source, looked)])
        for norm in (CROSSING, WARM, OUTDOOR)
        for state in ASSET_STATES
        for source in SOURCE_KINDS
        for looked in looks
        for sights in ((), (Sight(norm.kinds[0], "open"),))
    ]
