"""How fast a bot may send, as Telegram limits it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from simulator.errors import ApiError, Json, Refusal
from simulator.params import Params
from simulator.store import Store

MANY = {"copymessages": "message_ids", "forwardmessages": "message_ids", "sendmediagroup": "media"}
SENDING = {"copymessage", "forwardmessage", *MANY}
# It sends nothing that stays.
QUIET = {"sendchataction"}
# More than Telegram takes in one call.
LARGEST_LOT = 100
# Chats that are remembered before those who have long been quiet are forgotten.
REMEMBERED = 4096


@dataclass
class Limits:
    """Messages a second and how many may come at once; in real time, whatever the trial's clock says.

    From the Bots FAQ ("My bot is hitting limits"): in one chat no more than one message per second, with
    short bursts above it; about 30 messages per second over all chats. How long a burst may be is said
    nowhere: these are ours. `setWebhook` is taken once a second, as the open server does."""

    on: bool = True
    chat_per_second: float = 1.0
    chat_burst: float = 20.0
    bot_per_second: float = 30.0
    bot_burst: float = 60.0


@dataclass
class Bucket:
    left: float
    at: float

    def fill(self, now: float, per_second: float, burst: float) -> None:
        self.left = min(burst, self.left + max(0.0, now - self.at) * per_second)
        self.at = now

    def wait(self, per_second: float) -> float:
        return max(0.0, 1 - self.left) / per_second


class Rates:
    """What a call takes is taken when it is let through, also where it is refused for another reason then.
    A lot (an album, `copyMessages`) passes when one message may, and its later ones are owed."""

    def __init__(self, store: Store, now: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._now = now
        saved = next(store.load("rates"), None)
        self.limits = Limits(**saved) if saved else Limits()
        self.forget()

    def forget(self) -> None:
        """Everybody has been quiet for long. The limits stay, also in a world begun anew."""
        self.refused = 0
        self._bot = Bucket(self.limits.bot_burst, self._now())
        self._chats: dict[int, Bucket] = {}
        self._hooked = -math.inf
        self._store.put("rates", 0, self.limits)

    def take(self, method: str, params: Params) -> None:
        """Raises `ApiError` 429 for what comes too fast. `method` in lower case."""
        if not self.limits.on:
            return
        if method == "setwebhook":
            self._hook(params)
        elif method in SENDING or (method.startswith("send") and method not in QUIET):
            self._send(params.integer("chat_id"), _lot(method, params))

    def _hook(self, params: Params) -> None:
        if not params.text("url"):
            return
        if self._now() < self._hooked + 1:
            raise self._too_many(1)
        self._hooked = self._now()

    def _send(self, chat: int, messages: int) -> None:
        now, limits = self._now(), self.limits
        in_chat = self._chats.setdefault(chat, Bucket(limits.chat_burst, now))
        in_chat.fill(now, limits.chat_per_second, limits.chat_burst)
        self._bot.fill(now, limits.bot_per_second, limits.bot_burst)
        if wait := max(in_chat.wait(limits.chat_per_second), self._bot.wait(limits.bot_per_second)):
            raise self._too_many(wait)
        in_chat.left -= messages
        self._bot.left -= messages
        if len(self._chats) > REMEMBERED:
            self._forget_quiet(now)

    def _forget_quiet(self, now: float) -> None:
        for bucket in self._chats.values():
            bucket.fill(now, self.limits.chat_per_second, self.limits.chat_burst)
        burst = self.limits.chat_burst
        self._chats = {chat: bucket for chat, bucket in self._chats.items() if bucket.left < burst}

    def _too_many(self, wait: float) -> ApiError:
        self.refused += 1
        seconds = max(1, math.ceil(wait))
        return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})

    def listed(self) -> Json:
        return vars(self.limits) | {"refused": self.refused}

    def change(self, wanted: Json) -> None:
        """Raises `Refusal`. What was sent before no longer counts."""
        known = {field.name for field in fields(Limits)}
        if unknown := sorted(set(wanted) - known):
            raise Refusal(f"Rates have no field {unknown[0]!r}, only: {', '.join(sorted(known))}.")
        read = {name: _read(name, value) for name, value in wanted.items()}
        self.limits = Limits(**(vars(self.limits) | read))
        self.forget()


def _lot(method: str, params: Params) -> int:
    if method not in MANY:
        return 1
    try:
        given = params.json(MANY[method])
    except ApiError:
        return 1
    return min(max(len(given), 1), LARGEST_LOT) if isinstance(given, list) else 1


def _read(name: str, value: Any) -> bool | float:
    if name == "on":
        if not isinstance(value, bool):
            raise Refusal("Rates are on (true) or off (false).")
        return value
    least = 1.0 if name.endswith("burst") else 0.001
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= 10**6:
        raise Refusal(f"{name} is a number from {least:g} to 1000000.")
    return float(value)
