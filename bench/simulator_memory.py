"""The simulator's memory over a million messages, and how it begins again with them on its disk.

    ./run bench simulator_memory

One bot writes to a hundred people in turn. After each hundred thousand messages: the process's memory, what
the world takes on disk, and how long an old message's edit and a look at one chat take. Then the same world
is opened anew. Takes some minutes.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from bench._wire import Next, Wire, as_json
from bench.simulator import CONNECTIONS, TEXT, connected, started

LOTS, LOT, PEOPLE = 10, 100_000, 100
GROWTH = 0.05
"""How much more than after the first lot the process may hold at any later look."""


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        words = ("simulator", "--headless", "--port=0", "--rates=off", f"--folder={folder}")
        with started(*words) as ready:
            wire, token = connected(ready)
            people, path = [_person(wire, number) for number in range(PEOPLE)], f"/bot{token}/"
            talking, _ = connected(ready)
            _look(wire, people[0])  # from now on there are events, too
            first = wire.once(_line(path, people[0]))["result"]["message_id"]
            held = [_lot(talking, ready[0], folder, path, people, first, lot) for lot in range(LOTS)]
            wire.close()
            talking.close()
        _again(words, people[0])
    most = max(held[1:]) / held[0] - 1
    verdict = "held" if most <= GROWTH else "NOT HELD"
    print(f"at most {most:+.1%} of memory after the first lot (promised {GROWTH:+.0%}: {verdict})")


def _person(wire: Wire, number: int) -> int:
    made = wire.once(as_json("/world/people", first_name=f"Person {number}", note="bench"))
    wire.once(as_json(f"/world/people/{made['id']}/start"))
    return int(made["id"])


def _line(path: str, person: int, **more: Any) -> bytes:
    method = "editMessageText" if more else "sendMessage"
    return as_json(path + method, chat_id=person, text=TEXT, parse_mode="HTML", **more)


def _lot(wire: Wire, pid: int, folder: Path, path: str, people: list[int], first: int, lot: int) -> float:
    """Megabytes that the process holds after one more lot."""
    lines = [_line(path, person) for person in people]
    turns = count()

    def following() -> Next:
        return lambda _: lines[next(turns) % PEOPLE]

    sent = wire.drive([following() for _ in range(CONNECTIONS)], count=LOT)
    held = _held(pid)
    markup = {"inline_keyboard": [[{"text": f"After {lot}", "callback_data": "x"}]]}
    edit = _taken(lambda: wire.once(_line(path, people[0], message_id=first, reply_markup=markup)))
    chat = _look(wire, people[0])
    size = sum(file.stat().st_size for file in folder.glob("world.sqlite3*")) / 1e6
    print(
        f"{(lot + 1) * LOT:9} messages  {held:6.1f} MB held  {size:7.1f} MB on disk  {sent.rate:6.0f}/s"
        f"  the first message's edit {edit * 1000:5.1f} ms  a chat's newest hundred {chat * 1000:5.1f} ms",
        flush=True,
    )
    return held


def _look(wire: Wire, person: int) -> float:
    asked = f"GET /world/people/{person}/chat?limit=100 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    return _taken(lambda: wire.once(asked))


def _taken(doing: Callable[[], object]) -> float:
    began = time.monotonic()
    doing()
    return time.monotonic() - began


def _held(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS:"))


def _again(words: tuple[str, ...], person: int) -> None:
    began = time.monotonic()
    with started(*words) as ready:
        opened = time.monotonic() - began
        wire, _ = connected(ready, 1)
        chat = _look(wire, person)
        wire.close()
        print(
            f"opened anew in {opened:.2f} s, a new Python's start and imports included;"
            f" {_held(ready[0]):.1f} MB held; a chat's newest hundred {chat * 1000:.1f} ms"
        )
