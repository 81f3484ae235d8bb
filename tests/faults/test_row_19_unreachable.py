"""403: whom Telegram will not reach any more. The room freezes, the peer is told, everything is kept; on
return it goes out, in order and once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.ledger import read
from tests.faults.outgoing import words
from tests.faults.paired import Paired, paired
from tests.world import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

KINDS = {
    "blocked": "Forbidden: bot was blocked by the user",
    "deactivated": "Forbidden: user is deactivated",
    "never_started": "Forbidden: bot can't initiate conversation with a user",
    "forbidden": "Forbidden: a kind that nobody has seen yet",
}
WAITS = "cannot be reached at the moment"
BACK = "can be reached again"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("row19"), database()) as both:
        yield both


def frozen(pair: Paired) -> bool:
    return bool(read(pair, "SELECT 1 FROM rooms WHERE frozen_at IS NOT NULL"))


def why_it_waits(pair: Paired) -> set[str]:
    return {
        row["error"] for row in read(pair, "SELECT error FROM outbox WHERE state = 'queued' AND error <> ''")
    }


def told(pair: Paired, after: int, part: str) -> list[dict[str, Any]]:
    return [one for one in pair.customer.from_bot(after) if part in one["text"]]


def came(pair: Paired, *lines: str) -> list[str]:
    return [one["text"] for one in pair.therapist.from_bot() if one["text"] in lines]


def resumed(pair: Paired, after: int, *lines: str) -> None:
    """In order, once, and the peer is told once more."""
    wait_for(lambda: came(pair, lines[-1]), "the last of what waited", 30)
    wait_for(lambda: told(pair, after, BACK), "a word that it goes on", 30)
    pair.quiet()
    assert came(pair, *lines) == list(lines)
    assert not frozen(pair)
    assert len(told(pair, after, BACK)) == 1
    assert all(pair.rows(line)[0]["state"] == "sent" for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_found_out_by_a_send(pair: Paired, kind: str) -> None:
    """Without a word from Telegram beforehand; and the program dies before the return."""
    lines = [words(kind) for _ in range(4)]
    pair.fault("error", "*", chat=pair.therapist.id, code=403, description=KINDS[kind], rate=1)
    first = pair.customer.send(lines[0])
    wait_for(lambda: told(pair, first, WAITS), "a word to the peer")
    assert frozen(pair)
    assert why_it_waits(pair) == {kind}
    for line in lines[1:3]:
        pair.customer.send(line)
    wait_for(lambda: pair.rows(lines[2]), "all of it kept")
    pair.kill_worker()
    pair.customer.send(lines[3])
    wait_for(lambda: pair.rows(lines[3]), "what comes after a death kept as well")
    assert frozen(pair)
    assert came(pair, *lines) == []
    tries = [
        one for one in pair.calls("sendMessage", chat=pair.therapist.id) if one["params"].get("text") in lines
    ]
    print(f"\n{kind}: asked {len(tries)} times while away")
    assert len(tries) == 1, "who is gone is not knocked at"
    pair.mend()
    pair.therapist.send("/start")
    resumed(pair, first, *lines)


def test_told_by_telegram_and_resumed_on_unblock(pair: Paired) -> None:
    before = pair.customer.send(words("before"))
    pair.quiet()
    pair.therapist.act("block")
    wait_for(lambda: told(pair, before, WAITS) or frozen(pair), "a frozen room")
    lines = [words("while blocked") for _ in range(3)]
    for line in lines:
        pair.customer.send(line)
    wait_for(lambda: pair.rows(lines[-1]), "all of it kept")
    pair.kill_worker()
    assert frozen(pair)
    pair.therapist.act("unblock")
    resumed(pair, before, *lines)
