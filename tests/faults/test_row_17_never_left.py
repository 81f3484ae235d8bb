"""A refused connection, a name that cannot be found: it never left, so it goes again, whatever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.apart import Spoiled, apart
from tests.faults.ledger import count
from tests.faults.lost_names import LOST
from tests.faults.outgoing import OUT, doubts, settled, strike, words
from tests.faults.paired import Paired, await_working
from tests.world import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("names") / "lost"


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str], lost: Path
) -> Iterator[Spoiled]:
    """Telegram has a name here."""
    folder, wiring = tmp_path_factory.mktemp("row17"), "tests.faults.lost_names"
    with apart(folder, database(), host="localhost", wiring=wiring, **{LOST: str(lost)}) as both:
        yield both


def held(pair: Paired, seen: int) -> None:
    """Before the blow: what Telegram answered is known, so that nothing is in flight."""
    pair.struck("429", seen)
    wait_for(lambda: count(pair, "outbox WHERE state = 'queued' AND error = '429'"), "a wait in the database")


def tried_in_vain(pair: Paired) -> int:
    return count(pair, "outbox WHERE state = 'queued' AND error = 'unreachable' AND tries > 0")


@pytest.mark.parametrize("name", ["notice", "text", "photo", "album"])
def test_a_refused_connection(pair: Spoiled, name: str) -> None:
    """A flood holds it until nobody listens any more: else nothing would come in to be sent."""
    told, out = doubts(pair), OUT[name]
    seen = strike(pair, out, "429", retry_after=2)
    done = out.do(pair, words(name))
    held(pair, seen)
    pair.wire.refuse()
    pair.wire.cut()
    wait_for(lambda: tried_in_vain(pair), "a try that was refused", 30)
    assert done.shown() == 0
    pair.wire.listen()
    wait_for(done.shown, f"the {name}", 30)
    settled(pair)
    assert (done.shown(), doubts(pair)) == (1, told)


@pytest.mark.parametrize("name", ["notice", "text"])
def test_a_name_that_cannot_be_found(pair: Spoiled, lost: Path, name: str) -> None:
    """By a new worker, which has looked nothing up yet."""
    told, out = doubts(pair), OUT[name]
    seen = strike(pair, out, "429", retry_after=2)
    done = out.do(pair, words(name))
    held(pair, seen)
    lost.touch()
    pair.program.kill_worker()
    wait_for(lambda: tried_in_vain(pair), "a try that found no address", 60)
    assert done.shown() == 0
    lost.unlink()
    wait_for(done.shown, f"the {name}", 30)
    await_working(pair.program)
    settled(pair)
    assert (done.shown(), doubts(pair)) == (1, told)
