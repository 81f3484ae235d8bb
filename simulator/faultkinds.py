"""What can go wrong with Telegram on purpose: each kind's name, a sentence on what it does, what it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.errors import Json

# Which calls are struck, and for how long.
_REACH = ("chat", "count", "rate", "seed", "lasts")
_OF_CALLS = ("method", *_REACH, "after_effect", "seconds")
_OF_UPDATES = ("update", *_REACH)


@dataclass(frozen=True)
class Kind:
    """`strikes`: "calls" one by one, "updates" on their way to the bot, or "connections" as a whole."""

    code: str
    strikes: str
    sentence: str
    fields: tuple[str, ...]
    defaults: Json = field(default_factory=dict)

    def listed(self) -> Json:
        return {
            "code": self.code,
            "strikes": self.strikes,
            "sentence": self.sentence,
            "fields": list(self.fields),
            "defaults": self.defaults,
        }


def _call(kind: str, sentence: str, *more: str, **defaults: Any) -> Kind:
    return Kind(kind, "calls", sentence, (*_OF_CALLS, *more), {"method": "*", **defaults})


def _update(kind: str, sentence: str, *more: str, **defaults: Any) -> Kind:
    return Kind(kind, "updates", sentence, (*_OF_UPDATES, *more), {"update": "*", **defaults})


_ALL = (
    _call("429", "The bot is told to wait: too many requests.", "retry_after", retry_after=1),
    _call("429_bare", "The same, but only the text says how long.", "retry_after", retry_after=1),
    _call("500", "Telegram answers with an internal error."),
    _call("502", "A gateway answers with a web page in place of JSON."),
    _call("504", "A gateway answers, with a web page, that Telegram took too long."),
    _call(
        "error",
        "Telegram refuses with an error of your choice.",
        "code",
        "description",
        "migrate_to_chat_id",
        code=400,
        description="Bad Request: refused on purpose",
    ),
    _call("cut_before", "The connection breaks before anything was done."),
    _call("cut_after", "The connection breaks after the call was carried out.", after_effect=True),
    _call("timeout_before", "No answer comes, and nothing was done.", seconds=75),
    _call("timeout_after", "The call is carried out, but no answer comes.", seconds=75, after_effect=True),
    _call("slow", "The answer takes its time.", seconds=2),
    _call("hang_poll", "The bot asks for updates and hears nothing.", method="getUpdates", seconds=75),
    _call("down", "Telegram is away: every call is cut off."),
    Kind("refused", "connections", "Nobody answers the door: connections are refused.", ("lasts", "seconds")),
    _update("duplicate", "An update is delivered once more after the bot has confirmed it."),
    _update(
        "press_again", "A press of a button arrives twice, under two update ids.", update="callback_query"
    ),
    _update("ids_up", "The next update's id jumps ahead.", "by", by=100_000),
    _update("ids_down", "The next update's id is lower than those before.", "by", by=100_000),
    _update(
        "malformed",
        "An update that no schema knows comes in front of a real one, or behind it.",
        "place",
        place="before",
    ),
)
KINDS = {kind.code: kind for kind in _ALL}
ALL_FIELDS = {"kind"}.union(*(kind.fields for kind in _ALL))
