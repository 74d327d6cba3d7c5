"""Rounds by phone: late, twice, out of order, two phones, a wrong clock; what a submitted one tells."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qalqan.domains.schools import api
from qalqan.domains.schools.actions.assessing import Sending, keep_photo, save, submit, withdraw
from qalqan.domains.schools.models import Answer, Assessment, AssetState, Coverage
from qalqan.domains.schools.queries.assessments import surveyed
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.rounds import NewAnswer, figure, moment
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault import new_id
from qalqan.kernel.vault.files.content import Checked, checked
from qalqan.kernel.vault.files.kinds import kinds
from qalqan.kernel.vault.models import StoredPaper

from . import places
from .places import TURKISTAN

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 7, tzinfo=UTC)


@pytest.fixture
def school(db: None) -> UUID:
    organisation = places.organisation()
    places.seated(organisation)
    return places.site(organisation_id=organisation)


def inspector() -> api.Actor:
    return places.actor("demo.inspector", "schools.assess")


def head() -> api.Actor:
    return places.actor("demo.head", "schools.assess")


def said(question: str, answer: str, minutes_ago: int = 10, note: str = "", **more: Any) -> NewAnswer:
    return NewAnswer(question, answer, timezone.now() - timedelta(minutes=minutes_ago), note, **more)


def sending(school: UUID, *answers: NewAnswer, client: UUID | None = None, **more: Any) -> Sending:
    began = timezone.now() - timedelta(hours=1)
    return Sending(client or new_id(), school, "school-safety", "1", began, answers, **more)


def submitted(actor: api.Actor, school: UUID, *answers: NewAnswer) -> UUID:
    sent = sending(school, *answers)
    save(actor, sent)
    return submit(actor, sent.client_id)


def rows(model: Any, **asked: Any) -> list[Any]:
    with scope(Service("tests"), "safety"):
        return list(model.objects.filter(**asked))


def held(school: UUID, kind: str) -> list[AssetState]:
    return rows(AssetState, asset__site_id=school, asset__kind=kind, known_until=None, valid__endswith=None)


def picture(colour: str = "red", name: str = "toilet.jpg") -> Checked:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    Image.new("RGB", (60, 40), colour).save(out, "JPEG", exif=exif)
    return checked(name, out.getvalue(), kinds()["schools.photo"])


def test_a_sending_twice_is_one_round(school: UUID) -> None:
    sent = sending(school, said("toilets.warm", "yes"), said("toilets.outdoor", "no"))
    first, second = save(inspector(), sent), save(inspector(), sent)
    assert first.assessment_id == second.assessment_id
    assert first.kept == second.kept == ("toilets.warm", "toilets.outdoor")
    assert len(rows(Answer)) == 2
    assert first.score.low < first.score.high


def test_the_later_answer_stands_in_every_order_of_arrival(school: UUID) -> None:
    answers = [
        said("toilets.warm", "yes", 9),
        said("toilets.warm", "no", 5),
        said("toilets.warm", "partly", 7),
    ]
    for order in permutations(answers):
        client = new_id()
        for one in order:
            save(inspector(), sending(school, one, client=client))
        assert [one.answer for one in rows(Answer, assessment__client_id=client)] == ["no"]


def test_two_phones_fill_one_round(school: UUID) -> None:
    client = new_id()
    save(inspector(), sending(school, said("toilets.warm", "yes", 8), client=client))
    save(inspector(), sending(school, said("toilets.outdoor", "no", 9), client=client))
    assert {one.question for one in rows(Answer)} == {"toilets.warm", "toilets.outdoor"}
    assert len(rows(Assessment)) == 1


def test_a_wrong_clock_is_set_right_by_the_hour_of_sending(school: UUID) -> None:
    wrong = timedelta(days=-400)
    new = NewAnswer("toilets.warm", "yes", timezone.now() + wrong - timedelta(minutes=3))
    save(inspector(), sending(school, new, sent_at=timezone.now() + wrong))
    (kept,) = rows(Answer)
    assert timedelta(minutes=2) < timezone.now() - kept.at < timedelta(minutes=4)


def test_what_lies_ahead_is_as_of_now_and_what_is_too_old_is_said(school: UUID) -> None:
    future = NewAnswer("toilets.warm", "yes", timezone.now() + timedelta(days=3))
    old = NewAnswer("toilets.outdoor", "no", timezone.now() - timedelta(days=40))
    found = save(inspector(), sending(school, future, old))
    assert found.kept == ("toilets.warm",)
    assert [(one.rule, one.field) for one in found.refused] == [("round-old", "toilets.outdoor")]
    assert rows(Answer)[0].at <= timezone.now()


def test_a_bad_answer_does_not_lose_the_good_ones(school: UUID) -> None:
    found = save(
        inspector(),
        sending(school, said("no.such", "yes"), said("toilets.warm", "maybe"), said("toilets.water", "yes")),
    )
    assert found.kept == ("toilets.water",)
    assert [one.rule for one in found.refused] == ["round-question", "word-unknown"]


def test_a_submitted_round_does_not_change_and_a_repeated_sending_harms_nothing(school: UUID) -> None:
    sent = sending(school, said("toilets.warm", "yes"))
    save(inspector(), sent)
    key = submit(inspector(), sent.client_id)
    assert submit(inspector(), sent.client_id) == key
    assert save(inspector(), sent).state == "submitted"
    with pytest.raises(Refused, match="round-closed"):
        save(inspector(), sending(school, said("toilets.warm", "no", 1), client=sent.client_id))
    with pytest.raises(Refused, match="round-closed"):
        save(inspector(), sending(school, said("toilets.water", "no", 1), client=sent.client_id))
    assert [one.answer for one in rows(Answer)] == ["yes"]


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ((), "round-unknown"),
        ((said("toilets.warm", "unknown"),), "round-empty"),
        ((said("toilets.warm", "yes"), said("people.bus", "not_applicable")), "round-reason"),
        ((said("video.present", "yes"), said("video.kept", "no")), "round-figure"),
        ((said("video.present", "no"), said("video.entrances", "yes")), "round-contradiction"),
    ],
)
def test_what_is_not_ready_is_not_submitted(school: UUID, answers: Any, rule: str) -> None:
    sent = sending(school, *answers)
    if answers:
        save(inspector(), sent)
    with pytest.raises(Refused, match=rule):
        submit(inspector(), sent.client_id)
    assert all(one.state == "draft" for one in rows(Assessment))


def test_an_inspectors_round_verifies_and_a_heads_is_a_claim(school: UUID) -> None:
    submitted(head(), school, said("toilets.warm", "yes"), said("toilets.outdoor", "no"))
    (warm,) = held(school, "toilet_warm")
    assert (warm.state, warm.source_kind, warm.verified_at) == ("working", "claim", None)
    submitted(inspector(), school, said("toilets.warm", "partly"), said("toilets.outdoor", "yes"))
    (warm,), (outdoor,) = held(school, "toilet_warm"), held(school, "toilet_outdoor")
    assert (warm.state, warm.source_kind, warm.verified_at) == ("broken", "inspection", timezone.localdate())
    assert (outdoor.state, outdoor.source_kind) == ("working", "inspection")
    # the head says again that all is well: the round is kept, what was seen stays
    submitted(head(), school, said("toilets.warm", "yes"), said("toilets.outdoor", "no"))
    assert [one.state for one in held(school, "toilet_warm")] == ["broken"]
    assert [one.state for one in held(school, "toilet_outdoor")] == ["working"]


def test_looked_and_found_none_is_written_down(school: UUID) -> None:
    submitted(inspector(), school, said("toilets.outdoor", "no"), said("way.signal", "no"))
    assert [one.state for one in held(school, "toilet_outdoor")] == ["absent"]
    assert [one.state for one in held(school, "signal")] == ["absent"]
    with scope(Service("tests"), "safety"):
        found = surveyed([school])
    assert found == {
        (school, "toilet_outdoor"): timezone.localdate(),
        (school, "signal"): timezone.localdate(),
    }


def test_a_claimed_detail_does_not_become_seen(school: UUID) -> None:
    program = places.PROGRAM
    said_by_owner = places.said(details={"days_kept": 30, "resolution": 1080}, source_kind="claim")
    api.add_asset(program, api.NewAsset("camera", said_by_owner, school))
    submitted(inspector(), school, said("video.present", "yes"))
    assert [one.details for one in held(school, "camera")] == [{}]
    submitted(
        inspector(),
        school,
        said("video.present", "yes"),
        said("video.kept", "no", note="только 12 суток"),
        said("video.entrances", "yes"),
    )
    assert [one.details for one in held(school, "camera")] == [{"days_kept": 12, "covers_entrances": True}]


def test_of_several_things_nothing_is_guessed(school: UUID) -> None:
    for code in ("1", "2"):
        api.add_asset(places.PROGRAM, api.NewAsset("toilet_warm", places.said(), school, code))
        api.add_asset(places.PROGRAM, api.NewAsset("toilet_outdoor", places.said(), school, code))
    submitted(inspector(), school, said("toilets.warm", "partly"), said("toilets.outdoor", "no"))
    assert {one.state for one in held(school, "toilet_warm")} == {"working"}
    assert {one.state for one in held(school, "toilet_outdoor")} == {"absent"}  # none at all is said of each


def test_a_crossing_is_found_by_where_the_answer_was_given(school: UUID) -> None:
    spot = places.moved(25)
    known = api.add_asset(places.PROGRAM, api.NewAsset("crossing", places.said(point=spot)))
    here, far = places.moved(10), places.moved(200, 150)
    submitted(inspector(), school, said("way.crossing", "partly", lat=here.lat, lon=here.lon))
    (state,) = rows(AssetState, asset_id=known, known_until=None, valid__endswith=None)
    assert (state.state, state.source_kind, state.lat) == ("broken", "inspection", spot.lat)
    submitted(inspector(), school, said("way.crossing", "yes", lat=far.lat, lon=far.lon))
    assert len(rows(AssetState, asset__kind="crossing", known_until=None, valid__endswith=None)) == 2


def test_a_withdrawn_round_counts_no_more(school: UUID) -> None:
    key = submitted(inspector(), school, said("toilets.warm", "yes"))
    with pytest.raises(Refused, match="round-withdrawal"):
        withdraw(inspector(), key, "  ")
    with pytest.raises(Refused, match="round-unknown"):
        withdraw(head(), key, "it is not so")  # the one who is inspected
    withdraw(inspector(), key, "The neighbouring school was meant.")
    (row,) = rows(Assessment)
    assert (row.state, row.reason) == ("withdrawn", "The neighbouring school was meant.")
    assert [one.state for one in held(school, "toilet_warm")] == ["unknown"]
    with scope(Service("tests"), "safety"):
        assert surveyed([school]) == {}


def test_nobody_else_adds_to_a_round(school: UUID) -> None:
    sent = sending(school, said("toilets.warm", "yes"))
    save(head(), sent)
    with pytest.raises(Refused, match="round-others"):
        save(inspector(), sent)
    with pytest.raises(Refused, match="round-others"):
        submit(inspector(), sent.client_id)
    with pytest.raises(PermissionDenied):
        save(places.actor("demo.akimat", "schools.write"), sending(school))


def test_a_head_reaches_the_own_school_only(school: UUID) -> None:
    other = places.site("61-2", point=places.moved(900))
    with pytest.raises(Refused, match="round-site"):
        save(head(), sending(other, said("toilets.warm", "yes")))


def test_a_photograph_twice_is_one_and_says_nothing_of_the_phone(school: UUID) -> None:
    sent = sending(school, said("toilets.outdoor", "yes"))
    save(inspector(), sent)
    photo = picture()
    assert b"SecretPhone" not in photo.content
    assert keep_photo(inspector(), sent, "toilets.outdoor", photo) == keep_photo(
        inspector(), sent, "toilets.outdoor", photo
    )
    keep_photo(inspector(), sent, "toilets.outdoor", picture("blue"))
    (answer,) = rows(Answer)
    assert answer.answer == "yes"
    assert len(answer.file_ids) == len(rows(StoredPaper)) == 2
    submit(inspector(), sent.client_id)
    assert {str(one) for one in held(school, "toilet_outdoor")[0].file_ids} == set(answer.file_ids)
    with pytest.raises(Refused, match="round-closed"):
        keep_photo(inspector(), sent, "toilets.outdoor", picture("green"))


def test_a_photograph_may_come_before_its_answer(school: UUID) -> None:
    sent = sending(school)
    keep_photo(inspector(), sent, "toilets.outdoor", picture())
    save(inspector(), sending(school, said("toilets.outdoor", "yes"), client=sent.client_id))
    (answer,) = rows(Answer)
    assert (answer.answer, len(answer.file_ids)) == ("yes", 1)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


@given(moments, st.none() | moments)
def test_no_answer_is_from_the_future(at: datetime, sent_at: datetime | None) -> None:
    assert moment(at, sent_at, NOON) <= NOON


@given(
    st.timedeltas(timedelta(0), timedelta(hours=9)), st.timedeltas(-timedelta(days=900), timedelta(days=900))
)
def test_a_skewed_clock_keeps_how_long_ago(ago: timedelta, skew: timedelta) -> None:
    """Whatever the phone's clock shows, an answer of an hour ago is of an hour ago."""
    here = NOON + skew
    found = moment(here - ago, here, NOON)
    assert abs((NOON - found) - ago) <= timedelta(minutes=5)


def test_a_figure_is_read_from_the_note() -> None:
    assert figure("только 12 суток") == 12
    assert figure("никто не знает") is None


def test_that_somebody_looked_counts_where_no_thing_changed(school: UUID) -> None:
    """A crossing stands on a list 200 m away; the inspector says that there is none on the way here."""
    api.add_asset(places.PROGRAM, api.NewAsset("crossing", places.said(point=places.moved(290))))
    before = {one.requirement: one.reason for one in rows(Coverage, site_id=school)}
    key = submitted(inspector(), school, said("way.crossing", "no"))
    after = {one.requirement: one.reason for one in rows(Coverage, site_id=school)}
    assert (before["crossing_near"], after["crossing_near"]) == ("listed_only", "none_seen")
    withdraw(inspector(), key, "It was another street.")
    again = {one.requirement: one.reason for one in rows(Coverage, site_id=school)}
    assert again["crossing_near"] == "listed_only"


OFFICE = places.moved(4200)
CORNER = places.moved(0, 180)


def test_a_round_is_judged_once(school: UUID) -> None:
    """One recount a thing made a round of 46 answers last 3.8 s."""
    answers = [
        said(one, "yes") for one in ("entrance.fence", "toilets.warm", "entrance.alarm", "building.plan")
    ]
    sent = sending(school, *answers)
    save(inspector(), sent)
    with CaptureQueriesContext(connection) as seen:
        submit(inspector(), sent.client_id)
    locks = [one["sql"] for one in seen.captured_queries if "FOR UPDATE" in one["sql"]]
    assert sum('"schools_coverage"' in one for one in locks) == 1
    assert len({one.asset_id for one in rows(AssetState)}) >= 3
    assert {one.status for one in rows(Coverage, requirement="toilet_warm")} == {"met"}


@pytest.mark.parametrize(
    ("here", "word", "trust"), [(TURKISTAN, "near", 0.95), (OFFICE, "far", 0.475), (None, "unknown", 0.76)]
)
def test_from_where_a_round_was_made_changes_trust_and_refuses_nothing(
    school: UUID, here: Any, word: str, trust: float
) -> None:
    submitted(inspector(), school, said("toilets.warm", "yes", here=here))
    (state,) = held(school, "toilet_warm")
    assert (state.seen_from, state.confidence, state.state) == (word, trust, "working")
    assert {one.status for one in rows(Coverage, requirement="toilet_warm")} == {"met"}
    with scope(Service("tests"), "safety"):
        (thing,) = api.assets_of(school)
    assert thing.confidence == trust
    same = api.NewState("working", timezone.localdate(), owner_body="akimat-61")
    api.change_asset(head(), state.asset_id, same)
    (state,) = held(school, "toilet_warm")
    assert (state.owner_body, state.confidence) == ("akimat-61", trust), "a word repeated is no surer"


def test_a_position_that_comes_a_moment_later_is_of_the_same_answer(school: UUID) -> None:
    given, client = said("toilets.warm", "yes"), new_id()
    save(inspector(), sending(school, given, client=client))
    save(inspector(), sending(school, replace(given, here=TURKISTAN), client=client))
    save(inspector(), sending(school, replace(given, here=OFFICE), client=client))
    assert [one.metres_off for one in rows(Answer)] == [0.0]


def test_a_phone_far_away_enters_no_thing_of_the_road_where_it_is(school: UUID) -> None:
    spot = {"lat": OFFICE.lat, "lon": OFFICE.lon}
    submitted(inspector(), school, said("way.crossing", "yes", **spot))
    (state,) = rows(AssetState, asset__kind="crossing", asset__site_id=school)
    assert (state.lat, state.seen_from) == (None, "far")
    submitted(inspector(), school, said("way.signal", "yes", lat=CORNER.lat, lon=CORNER.lon))
    (state,) = rows(AssetState, asset__kind="signal", known_until=None)
    assert (state.lat, state.seen_from) == (CORNER.lat, "near")


def test_a_figure_that_no_picture_has_is_told_at_its_question(school: UUID) -> None:
    given = (said("video.present", "yes"), said("video.lines", "no", note="30"))
    with pytest.raises(Refused) as refused:
        submitted(inspector(), school, *given)
    assert [(one.field, one.rule) for one in refused.value.problems] == [("video.lines", "detail-range")]
