"""Two Qalqans exchange reports both ways, each posting to the other and reading there, while servers and
exchangers of both are killed again and again: none lost, none doubled, none sent back."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from qalqan.kernel.embedded.server import Server

from .conftest import Twin, twins_of, until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
ITEMS = "SELECT direction, state, why, count(*) FROM watch_exchange_item GROUP BY 1, 2, 3"


@pytest.fixture
def twins(embedded_server: Server, nursery: Any) -> Iterator[list[Twin]]:
    with twins_of(embedded_server, nursery, "a", "b") as found:
        yield found


def begin(twins: list[Twin], each: int) -> None:
    one, other = twins
    for twin, peer, west in ((one, other, 67.5), (other, one, 68.3)):
        twin.run(
            "seed",
            count=each,
            west=west,
            state="handed_over",
            peer_url=peer.root,
            our_key=f"qk_{twin.name}",
            their_key=f"qk_{peer.name}",
        )
    for twin in twins:
        twin.start("serve")
        twin.start("exchange")


def torment(twins: list[Twin], kills: int, most: int) -> None:
    """Kill one process after the other, spread over the whole exchange."""

    def held() -> int:
        return sum(twin.ask("SELECT count(*) FROM watch_report")[0][0] for twin in twins)

    dice = random.Random(311)  # noqa: S311
    begun = held()
    for number in range(kills):
        due = begun + (most - begun) * number // kills + 1  # none comes after the last report
        until(lambda due=due: held() >= due, 60, held)  # type: ignore[misc]
        time.sleep(dice.random() * 0.1)
        twin, what = twins[number % 2], ("exchange", "serve")[number // 2 % 2]
        twin.kill(what)
        twin.start(what)


def settle(twins: list[Twin], each: int, seconds: float) -> None:
    wanted = Counter({f"{twin.name} {number}": 1 for twin in twins for number in range(each)})
    whole = f"""SELECT count(*) FILTER (WHERE direction = 'out') = {each}
                AND count(*) FILTER (WHERE direction = 'in') = {each}
                AND count(*) FILTER (WHERE state <> 'known' OR remote_id = '') = 0 FROM watch_exchange_item"""

    def told() -> object:
        return [twin.ask(ITEMS) for twin in twins]

    until(lambda: all(twin.ask(whole)[0][0] for twin in twins), seconds, told)
    time.sleep(0.7)  # what would come back or come twice would come now
    for twin in twins:
        found = twin.texts()
        assert wanted - found == Counter(), "lost"
        assert found - wanted == Counter(), "doubled"
        assert twin.ask(whole)[0][0]
    for one, other in (twins, twins[::-1]):  # each side's item names the very report of the other
        out = one.ask("SELECT report_id::text, remote_id FROM watch_exchange_item WHERE direction = 'out'")
        back = other.ask("SELECT remote_id, report_id::text FROM watch_exchange_item WHERE direction = 'in'")
        assert dict(out) == dict(back)


@pytest.mark.slow
def test_a_thousand_reports_and_twenty_kills(twins: list[Twin]) -> None:
    begin(twins, 500)
    torment(twins, 20, 2000)
    settle(twins, 500, 300)
