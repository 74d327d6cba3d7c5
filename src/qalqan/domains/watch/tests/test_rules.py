"""The rules of people's control by their properties, and what the loaders refuse."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.watch.models.cluster import OPEN_STATES
from qalqan.domains.watch.rules import categories, numbers, personal, routing, sense, states, triage
from qalqan.domains.watch.rules.answered import Told, answered
from qalqan.domains.watch.rules.triage import Scene, risk
from qalqan.kernel.clock import reading
from qalqan.kernel.names import LANGUAGES

KEYS = [one.key for one in categories.categories()]
MORNING = datetime(2026, 11, 16, 7, 40, tzinfo=UTC)
scenes = st.builds(
    Scene,
    category=st.sampled_from(categories.categories()),
    at=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    metres=st.none() | st.floats(0, 1000),
    site_kind=st.sampled_from(("school", "kindergarten", "clinic", "leisure")),
    bells=st.tuples(st.none() | st.times(), st.none() | st.times()),
    witnesses=st.integers(1, 40),
    texts=st.lists(st.text(max_size=30), max_size=2).map(tuple),
)


def with_(scene: Scene, **changes: object) -> Scene:
    return replace(scene, **changes)  # type: ignore[arg-type]


def test_an_open_manhole_by_a_school_in_the_morning_outranks_a_pothole() -> None:
    manhole = Scene(categories.category("manhole"), MORNING, 60, "school", (time(8), None))
    pothole = Scene(categories.category("pothole"), MORNING, 60, "school", (time(8), None), witnesses=9)
    assert risk(manhole).score >= 70 > 55 > risk(pothole).score


@given(scenes)
def test_a_risk_is_the_sum_of_what_it_says(scene: Scene) -> None:
    found = risk(scene)
    assert 0 <= found.score <= 100
    assert all(term.points >= 0 for term in found.terms)
    total = sum(term.points for term in found.terms if term.code != "hurt")
    assert found.is_hurt or found.score == min(triage.CALM_MOST, total)


@given(scenes, st.floats(0, 1))
def test_nearer_and_more_witnesses_never_rank_lower(scene: Scene, part: float) -> None:
    if scene.metres is not None:
        assert risk(with_(scene, metres=scene.metres * part)).score >= risk(scene).score
    assert risk(with_(scene, witnesses=scene.witnesses + 1)).score >= risk(scene).score
    assert risk(with_(scene, metres=None)).score <= risk(scene).score


@given(scenes, scenes)
def test_somebody_hurt_comes_before_everything_else(one: Scene, other: Scene) -> None:
    hurt = with_(one, texts=("Бала құлап түсті, жарақат алды",))
    assert risk(hurt).is_hurt
    assert risk(hurt).score > risk(with_(other, texts=())).score


@pytest.mark.parametrize(
    ("text", "is_hurt"),
    [
        ("ребёнок упал в люк", True),
        ("Вчера собака искусала мальчика", True),
        ("Не дождались помощи, ребенок без сознания", True),
        ("Бала жарақат алды", True),
        ("A girl fell into it and is bleeding", True),
        ("дети могут упасть в яму", False),
        ("Слава богу, никто не пострадал", False),
        ("Никто не пострадал, но скоро кто-то упадёт", False),
        ("Бала жарақат алуы мүмкін", False),
        ("somebody may be injured", False),
        ("Сломаны качели", False),
        ("Әткеншек сынған", False),
    ],
)
def test_words_of_injury(text: str, *, is_hurt: bool) -> None:
    assert triage.is_hurt([text]) is is_hurt


@given(st.sampled_from(list(numbers.letters())))
def test_a_number_is_read_back_however_it_is_typed(region: str) -> None:
    number = numbers.draw(region)
    assert re.fullmatch(r"[A-Z]{2}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}", number)
    assert numbers.read(f" {number.lower().replace('-', '')} ") == number
    assert numbers.read(number[:3] + number[3:].replace("0", "O").replace("1", "I")) == number


@given(st.sampled_from(list(numbers.letters())), st.integers(0, 5), st.sampled_from(numbers.ALPHABET))
def test_one_wrong_key_is_noticed(region: str, place: int, other: str) -> None:
    number = numbers.draw(region)
    rest = number[3:].replace("-", "")
    typed = rest[:place] + other + rest[place + 1 :]
    assert typed == rest or numbers.read(number[:3] + typed) == ""


@given(st.text(max_size=300))
def test_texts_are_kept_without_what_cannot_be_seen(text: str) -> None:
    kept = sense.plain(text)
    assert sense.plain(kept) == kept
    assert "\x00" not in kept
    assert "\u202e" not in kept


@given(
    st.text(max_size=80), st.sampled_from(("8 701 123 45 67", "+7(701)1234567", "a.b@mail.kz", "123 ABC 02"))
)
def test_what_finds_a_person_is_blacked_out(text: str, secret: str) -> None:
    assert secret not in personal.hidden(f"{text} {secret} {text}") or any(char.isdigit() for char in text)


def test_plain_words_are_left_alone() -> None:
    for text in (
        "Мектеп жанында құдық ашық, 60 метр",
        "Нет крышки люка у школы № 15, дом 12",
        "Үш шам жанбайды",
    ):
        assert personal.hidden(text) == text


def test_every_deadline_is_a_rule_of_the_clock_and_every_word_is_there() -> None:
    known = {row.rule.code for row in reading.rules()}
    for one in categories.categories():
        assert one.deadline in known
        for names in (one.names, one.question, one.why, one.photo_advice, one.group):
            assert all(names[language].strip() for language in LANGUAGES)
        assert one.keywords.keys() == set(LANGUAGES)
    assert categories.guess("Мектеп жанындағы люктің қақпағы жоқ") == "manhole"
    assert categories.guess("бродячие собаки") == "dogs"
    assert categories.guess("!!!") == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('by = ["officer"]\ntold', 'by = ["nobody"]\ntold', "some of"),
        ('to = "accepted"\nby = ["officer"]', 'to = "lost"\nby = ["officer"]', "no state"),
        ('key = "merged"\nfinal = true', 'key = "merged"', "nothing leads out"),
        ('asks = ["reason", "body"]', 'asks = ["money"]', "nobody can be asked"),
        ('clock = "runs"', 'clock = "restarts"', "clock"),
        ('kk = "Қабылдау"', 'kk = ""', "no words in kk"),
        ('to = "handed_over"', 'to = "accepted"', "handed_over: no way leads to it"),
        ('key = "merged"\nfinal = true', 'key = "new"\nfinal = true', "new stands twice"),
        ('key = "merged"\nfinal = true', 'key = "merged"\nfinal = true\nopen = true', "merged: it is final"),
    ],
)
def test_a_life_with_a_fault_is_refused_by_name(old: str, new: str, said: str) -> None:
    text = states.FILE.read_text("utf-8")
    assert old in text
    with pytest.raises(states.StatesError, match=said):
        states.read(text.replace(old, new))


def test_the_index_of_what_is_open_knows_the_open_states() -> None:
    assert states.life().open == OPEN_STATES


def test_whoever_has_to_act_confirms_nothing() -> None:
    for move in states.life().moves:
        if move.after == "closed":
            assert set(move.by) <= {"inspector", "citizen"}
        if move.clock == "runs":
            assert "officer" not in move.by


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'key = "region"\nto = "akimat"',
            'key = "region"\nneeds = ["site"]\nto = "akimat"',
            "the last rule fits",
        ),
        ('needs = ["asset_owner"]\n', "", "asks for needs"),
        ('to = "police"', 'to = "army"', "none of"),
        ('categories = ["speeding"]', 'categories = ["flying"]', "knows no"),
        ('categories = ["speeding"]\n', "", "never asked"),
        ('key = "school.bus"', 'key = "school.toilet"', "a key stands once"),
        ('key = "school.bus"', 'colour = "red"\nkey = "school.bus"', "unknown word colour"),
    ],
)
def test_routes_with_a_fault_are_refused_by_name(old: str, new: str, said: str) -> None:
    text = routing.text()
    assert old in text
    with pytest.raises(routing.RoutesError, match=said):
        routing.read(text.replace(old, new))


cases = st.builds(
    routing.Case,
    region=st.sampled_from(list(numbers.letters())),
    category=st.sampled_from(KEYS),
    group=st.sampled_from([one.key for one in categories.groups()]),
    site_kind=st.sampled_from(("", "school", "clinic", "sport")),
    site_owner=st.sampled_from(("", "education-61")),
    asset_kind=st.sampled_from(("", "lamp", "manhole", "camera")),
    asset_owner=st.sampled_from(("", "too-lights")),
)


@given(cases)
def test_nothing_is_lost_and_the_same_rules_change_nothing(case: routing.Case) -> None:
    found = routing.route(case)
    assert found.owner_body
    assert all(found.why[language] for language in LANGUAGES)
    assert routing.compare([case], routing.rules()) == ()


def test_who_owns_the_thing_mends_it_and_an_unknown_owner_is_no_guess() -> None:
    lamp = routing.Case("KZ-61", "dark", "road", asset_kind="lamp", asset_owner="too-lights")
    assert (routing.route(lamp).owner_body, routing.route(lamp).rule) == ("too-lights", "thing.owner")
    assert routing.route(routing.Case("KZ-61", "dark", "road", asset_kind="lamp")).owner_body == "akimat-61"
    assert routing.route(routing.Case("KZ-75", "speeding", "road")).owner_body == "police-75"


@pytest.mark.parametrize(
    ("due", "at", "counted"),
    [
        (0, None, (0, 1)),  # due this moment and silent: owed
        (1, None, (0, 0)),  # there is time: on neither side
        (0, 0, (1, 1)),  # at the last moment is in time
        (1, 0, (1, 1)),
        (-1, 0, (0, 1)),  # late is owed
    ],
)
def test_an_answer_counts_by_its_deadline(due: int, at: int | None, counted: tuple[int, int]) -> None:
    given_at = None if at is None else MORNING + timedelta(days=at)
    found = answered([Told(MORNING + timedelta(days=due), given_at)], MORNING)
    assert (found.in_time, found.owed) == counted


@given(st.lists(st.tuples(st.integers(-9, 9), st.none() | st.integers(-9, 0)), max_size=20))
def test_answered_in_time_is_never_more_than_owed(rows: list[tuple[int, int | None]]) -> None:
    told = [
        Told(MORNING + timedelta(days=due), None if at is None else MORNING + timedelta(days=at))
        for due, at in rows
    ]
    found = answered(told, MORNING)
    assert 0 <= found.in_time <= found.owed <= len(rows)
