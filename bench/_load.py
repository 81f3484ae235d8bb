"""People at an even pace, and what each of their doings took: sent by a person, handed to Telegram."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.world import Phone, http, wait_for


@dataclass(frozen=True)
class Figures:
    """In milliseconds."""

    count: int
    p50: float
    p99: float
    worst: float

    @classmethod
    def of(cls, took: Sequence[float]) -> Figures:
        ordered = sorted(one * 1000 for one in took)
        rank = partial(_rank, ordered)
        return cls(len(ordered), rank(0.5), rank(0.99), ordered[-1])


def _rank(ordered: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed."""
    return ordered[max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1)]


def evenly(per_second: float, doings: Iterable[Callable[[], None]]) -> list[float]:
    """Does each at its time, whether or not those before it have ended; answers when each was begun, in epoch
    seconds. Raises what any of them raised."""
    begun, first = [], time.monotonic()
    with ThreadPoolExecutor(16) as hands:
        running = []
        for number, doing in enumerate(doings):
            time.sleep(max(0.0, first + number / per_second - time.monotonic()))
            begun.append(time.time())
            running.append(hands.submit(doing))
        for one in running:
            one.result()
    return begun


def side_by_side(doings: Iterable[Callable[[], object]]) -> None:
    with ThreadPoolExecutor(8) as hands:
        for one in [hands.submit(doing) for doing in doings]:
            one.result()


def handed_over(world: str, to: int, holding: Callable[[dict[str, Any]], str | None]) -> dict[str, float]:
    """When Telegram was first asked for each thing, in epoch seconds, by what `holding` says a call is of."""
    first: dict[str, float] = {}

    def all_there() -> bool:
        for call in http("GET", f"{world}/world/calls?after=0"):
            if (key := holding(call)) is not None:
                first.setdefault(key, call["started"])
        return len(first) >= to

    wait_for(all_there, f"{to} calls", 120)
    return first


def talk(world: str, couples: Sequence[tuple[Phone, Phone]], per_second: float, count: int) -> Figures:
    """Each couple's two write in turn, everybody at the same pace."""
    turns = [side for couple in couples for side in (couple, couple[::-1])]
    lines = [(f"line {number} of the bench", *turns[number % len(turns)]) for number in range(count)]
    begun = evenly(per_second, [partial(_say, sender, text) for text, sender, _ in lines])
    chats = {text: reader.id for text, _, reader in lines}
    sources = _sources(world, lines)

    def which(call: dict[str, Any]) -> str | None:
        text = str(call["params"].get("text", ""))
        if call["method"].lower() == "copymessage":
            params = call["params"]
            text = sources.get((int(params["from_chat_id"]), int(params["message_id"])), "")
        return text if call["chat"] is not None and chats.get(text) == call["chat"] else None

    there = handed_over(world, count, which)
    return Figures.of([there[text] - at for (text, _, _), at in zip(lines, begun, strict=True)])


def _say(sender: Phone, text: str) -> None:
    sender.send(text)


def _sources(world: str, lines: Sequence[tuple[str, Phone, Phone]]) -> dict[tuple[int, int], str]:
    """What stands where in the senders' chats: a bot that copies names only that."""
    senders = {sender.id: sender for _, sender, _ in lines}
    return {
        (sender.id, one["message_id"]): one["text"]
        for sender in senders.values()
        for one in sender.chat()
        if one["from"] == "me"
    }
