"""What a script is made of. Every step is data: the same list drives every library's bot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class At:
    """What an earlier step kept: `At("album.0.message_id")`."""

    path: str


@dataclass(frozen=True)
class File:
    """A file to upload: the simulator's sample of this kind."""

    kind: str
    number: int = 1


@dataclass(frozen=True)
class Refused:
    """By Telegram with this code (0: no answer at all); `words` are part of its description."""

    code: int
    words: str = ""
    retry_after: int | None = None


@dataclass(frozen=True)
class Start:
    """Whatever the library calls before it does anything."""


@dataclass(frozen=True)
class Poll:
    """The library's own loop begins to fetch."""


@dataclass(frozen=True)
class Hook:
    """The library's own webhook handler begins to listen; keeps its `url`. It wants this secret."""

    secret: str
    save: str


@dataclass(frozen=True)
class Rest:
    """The library's loop, or its webhook handler, ends."""


@dataclass(frozen=True)
class Call:
    """One call of the Bot API by the library. What is in `gives` has to be in the answer as the library's
    models give it back, what is in `phone` in the message on the person's phone."""

    method: str
    params: Json = field(default_factory=dict)
    gives: Any = ...
    save: str = ""
    phone: Json | None = None
    refused: Refused | None = None
    token: str = ""
    """Another bot's."""
    rival: bool = False
    """Somebody else fetches while this call waits."""
    patient: bool = False
    """Asked again until the answer is as it should be."""


@dataclass(frozen=True)
class Download:
    file_id: At
    is_: File


@dataclass(frozen=True)
class Act:
    """A person does something; `meanwhile` the bot does this."""

    what: str
    body: Json = field(default_factory=dict)
    gives: Any = ...
    save: str = ""
    meanwhile: tuple[Step, ...] = ()


@dataclass(frozen=True)
class World:
    """The simulator is asked something; `{ann}` in the path is her id."""

    path: str
    body: Json | None = None
    gives: Any = ...
    save: str = ""


@dataclass(frozen=True)
class Heard:
    """The next update that the library's handlers get. None may be left over in the end."""

    kind: str
    gives: Json = field(default_factory=dict)
    save: str = ""


@dataclass(frozen=True)
class Shown:
    """A message of the bot's that is on the phone now or soon."""

    like: Json


Step = Start | Poll | Hook | Rest | Call | Download | Act | World | Heard | Shown


def row(step: Step) -> str:
    """Where in the table the step stands."""
    match step:
        case Call(method=method, refused=Refused(code=code)):
            return f"{method} refused: {code}" if code else f"{method} not answered"
        case Call(method=method):
            return method
        case Heard(kind=kind):
            return f"update: {kind}"
        case _:
            return type(step).__name__.lower()


def unlike(wanted: Any, got: Any, where: str = "") -> str:
    """Where `got` lacks something that is wanted, in words; empty where it has it all. `...` is anything."""
    if wanted is ...:
        return "" if got is not None else f"{where} is missing"
    if isinstance(wanted, dict) and isinstance(got, dict):
        found = (unlike(value, got.get(name), f"{where}.{name}") for name, value in wanted.items())
        return next(filter(None, found), "")
    if isinstance(wanted, list) and isinstance(got, list):
        if len(wanted) != len(got):
            return f"{where} has {len(got)} items, not {len(wanted)}: {got}"
        pairs = enumerate(zip(wanted, got, strict=True))
        found = (unlike(one, other, f"{where}.{at}") for at, (one, other) in pairs)
        return next(filter(None, found), "")
    return "" if wanted == got else f"{where} is {got!r}, not {wanted!r}"
