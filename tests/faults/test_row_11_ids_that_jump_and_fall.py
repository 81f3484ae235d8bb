"""Row 11: update ids that jump or go down. Handled, each once."""

from __future__ import annotations

from tests.faults.raw_telegram import message
from tests.faults.wired import Wire
from tests.world import wait_for


def test_ids_that_jump_and_fall_are_all_handled(wire: Wire, base: int) -> None:
    ids = [3, 4_000_000, 4_000_001, 17, 2**62, 16, 900, 5]
    for chat, number in enumerate(ids, base):
        wire.telegram.give(message(number, chat, "/start"))
        wait_for(lambda: not wire.telegram.unconfirmed, f"{number} acknowledged", 30)
    mixed = [70, 80_000, 60, 81_000, 50]
    wire.telegram.give(*(message(number, chat, "/start") for chat, number in enumerate(mixed, base + 100)))
    chats = [*range(base, base + len(ids)), *range(base + 100, base + 100 + len(mixed))]
    for one in chats:
        wire.greeted(one)
    wire.settled()
    assert {wire.row(number)["state"] for number in ids + mixed} == {"done"}
    answers = [len(wire.telegram.said_to(one)) for one in chats]
    print(f"\n{len(chats)} of {len(ids + mixed)} handled, {answers} answers each")
    assert set(answers) == {1}
