"""The four gates: a ticket of one draft, work or time, paces, and spending. A class behind one address gets
through; a script does not."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.watch import limits
from qalqan.domains.watch.limits import Refused, admit, form_ticket, puzzle, sender, take
from qalqan.domains.watch.models import DaySalt, Pace, SpentToken
from qalqan.domains.watch.rules import flood
from qalqan.domains.watch.rules.flood import LIMITS, Limit

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
ASTANA = (51.13, 71.43)


def someone(address: str = "95.56.1.2", **headers: str) -> limits.Sender:
    return sender(RequestFactory().get("/", REMOTE_ADDR=address, **headers))


def send(
    who: limits.Sender, ticket: limits.Ticket | None = None, draft=None, subject="KZ-71", pictures: int = 0
) -> None:
    draft = draft or uuid4()
    ticket = ticket or puzzle(who, draft)
    answer = flood.solve(ticket.text, ticket.bits)
    admit(who, draft, subject, *ASTANA, ticket=ticket.text, answer=answer, pictures=pictures)


@given(
    st.lists(st.floats(0, 400), min_size=1, max_size=60),
    st.integers(1, 20),
)
def test_a_bucket_never_lets_through_more_than_it_holds_and_drains(gaps: list[float], most: int) -> None:
    """In any stretch of time: at most `most` and one for each period that passed."""
    limit, at, full, taken = Limit(timedelta(seconds=60), most, 10), NOW, None, []
    for gap in gaps:
        at += timedelta(seconds=gap)
        if (fresh := flood.after(full, at, limit)) is not None:
            full = fresh
            taken.append(at)
    for first, start in enumerate(taken):
        for last, end in enumerate(taken[first:], 1):
            assert last <= most + (end - start) / limit.period + 1e-6


@given(
    st.dictionaries(st.sampled_from(["sender", "network", "nation"]), st.floats(0, 1e5)), st.floats(0, 1e4)
)
def test_more_sent_never_costs_less(levels: dict[str, float], more: float) -> None:
    raised = {name: found + more for name, found in levels.items()}
    assert flood.BASE_BITS <= flood.bits(levels) <= flood.bits(raised) <= flood.MOST_BITS


@given(st.text(max_size=40))
def test_no_answer_of_any_kind_is_a_fault(answer: str) -> None:
    flood.solves("ticket", answer, 20)


def test_thirty_pupils_behind_one_address_pay_seconds_and_a_thousand_reports_pay_days() -> None:
    limit = LIMITS["sender"]
    hashes = [2 ** flood.bits({"sender": sent}) for sent in range(limit.most)]
    assert max(hashes[:30]) <= 2**17  # half a second each on a cheap phone
    assert max(hashes[:100]) <= 2**20
    assert sum(hashes) > 10_000_000_000
    full = NOW + limit.period * limit.most
    assert flood.after(full, NOW, limit) is None
    assert (1000 - limit.most) * limit.period > timedelta(days=2)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("95.56.1.2", "::ffff:95.56.1.2", True),
        ("2a00:1450::1", "2a00:1450::ffff", True),
        ("2a00:1450:0:1::1", "2a00:1450:0:2::1", False),
        ("nonsense", "", True),
    ],
)
def test_who_counts_as_one(one: str, other: str, same: bool) -> None:
    assert (flood.networks(one)[0] == flood.networks(other)[0]) is same


def test_a_header_that_the_caller_wrote_is_not_believed() -> None:
    assert flood.caller("10.0.0.1", "1.1.1.1, 95.56.1.2", 1) == "95.56.1.2"
    assert flood.caller("95.56.1.2", "1.1.1.1", 0) == "95.56.1.2"
    assert flood.caller("10.0.0.1", "95.56.1.2", 2) == "10.0.0.1"


@pytest.mark.django_db
class TestTheGates:
    @pytest.fixture(autouse=True)
    def light_work(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(flood, "BASE_BITS", 4)

    def test_no_address_is_stored_and_the_salt_goes(self) -> None:
        today = someone()
        assert someone() == today != someone("95.56.1.3")
        day = DaySalt.objects.get().day
        DaySalt.objects.all().delete()
        DaySalt.objects.create(day=day - timedelta(days=9), salt=b"x" * 32)
        assert someone() != today
        assert not DaySalt.objects.filter(day__lt=day).exists()

    def test_a_proxy_counts_as_told(self, settings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        behind = someone("10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 95.56.1.2")
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
        assert behind == someone("95.56.1.2")

    def test_a_class_gets_through(self) -> None:
        for _ in range(30):
            send(someone())

    def test_the_work_rises_with_what_was_sent(self) -> None:
        who = someone()
        for _ in range(200):
            take("sender", who.key)
        assert puzzle(who, uuid4()).bits >= flood.BASE_BITS + 9
        assert puzzle(someone("46.36.1.1"), uuid4()).bits == flood.BASE_BITS

    def test_the_bucket_is_full_at_last_and_says_for_how_long(self) -> None:
        who = someone()
        Pace.objects.create(key=who.key, full_at=NOW + LIMITS["sender"].period * LIMITS["sender"].most)
        with pytest.raises(Refused) as refused:
            take("sender", who.key, NOW)
        assert (refused.value.rule, refused.value.seconds) == ("busy", 289)
        take("sender", who.key, NOW + timedelta(seconds=289))

    def test_who_is_refused_has_spent_nothing(self, monkeypatch) -> None:
        who, draft = someone(), uuid4()
        ticket = puzzle(who, draft)
        monkeypatch.setitem(flood.LIMITS, "place", Limit(timedelta(hours=1), 1, 1))
        send(someone("46.36.1.1"))
        for _ in range(2):
            with pytest.raises(Refused, match="busy"):
                send(who, ticket, draft)
        assert SpentToken.objects.count() == 1
        assert not Pace.objects.filter(key=who.key).exists()

    def test_a_ticket_serves_one_draft_in_one_region(self) -> None:
        who, draft = someone(), uuid4()
        ticket = puzzle(who, draft)
        send(who, ticket, draft)
        send(who, ticket, draft)  # the answer was lost on the way
        with pytest.raises(Refused, match="spent"):
            send(who, ticket, draft, subject="KZ-75")
        with pytest.raises(Refused, match="stale"):
            send(who, ticket, uuid4())
        with pytest.raises(Refused, match="stale"):
            send(someone("46.36.1.1"), ticket, draft)
        before = Pace.objects.get(key=who.key).full_at
        send(who, ticket, draft)
        assert Pace.objects.get(key=who.key).full_at == before

    def test_a_ticket_is_not_tried_for_ever(self) -> None:
        who, draft = someone(), uuid4()
        ticket = puzzle(who, draft)
        for _ in range(limits.WORK):
            send(who, ticket, draft)
        with pytest.raises(Refused, match="spent"):
            send(who, ticket, draft)

    def test_a_ticket_lets_few_pictures_be_decoded(self) -> None:
        who, draft = someone(), uuid4()
        ticket = puzzle(who, draft)
        full = Pace.objects.filter(key=who.key)
        for _ in range(4):
            send(who, ticket, draft, pictures=4)
            assert full.get().full_at - timezone.now() <= limits.LIMITS["sender"].period  # paid once
        with pytest.raises(Refused, match="spent"):
            send(who, ticket, draft, pictures=4)

    def test_work_that_was_not_done_or_made_cheaper_is_refused(self, monkeypatch) -> None:
        monkeypatch.setattr(flood, "BASE_BITS", 28)  # no answer is right by chance
        who, draft = someone(), uuid4()
        ticket = puzzle(who, draft)
        with pytest.raises(Refused, match="unsolved"):
            admit(who, draft, "KZ-71", *ASTANA, ticket=ticket.text, answer="")
        for forged in (ticket.text.replace(f"-{ticket.bits}-", "-0-"), "", "p-x", f"f{ticket.text[1:]}"):
            with pytest.raises(Refused, match="stale"):
                admit(who, draft, "KZ-71", *ASTANA, ticket=forged, answer="0")

    def test_without_a_script_it_takes_time_in_place_of_work(self, monkeypatch) -> None:
        who, draft = someone(), uuid4()
        ticket = form_ticket(who, draft)
        with pytest.raises(Refused) as refused:
            admit(who, draft, "KZ-71", *ASTANA, ticket=ticket, answer="")
        assert refused.value.rule == "early"
        assert 15 <= refused.value.seconds <= 21
        monkeypatch.setattr(flood, "WAIT", timedelta())
        admit(who, draft, "KZ-71", *ASTANA, ticket=ticket, answer="")
        for _ in range(LIMITS["slow"].most - 1):
            draft = uuid4()
            admit(who, draft, "KZ-71", *ASTANA, ticket=form_ticket(who, draft), answer="")
        with pytest.raises(Refused, match="busy"):
            admit(who, draft := uuid4(), "KZ-71", *ASTANA, ticket=form_ticket(who, draft), answer="")

    def test_tables_do_not_grow(self) -> None:
        for number in range(60):
            Pace.objects.create(key=bytes([number]) * 16, full_at=NOW - timedelta(days=400))
        send(someone())
        assert Pace.objects.filter(full_at__lt=NOW - timedelta(days=300)).count() == 10
