"""What people send: told by the message alone, as against what Telegram tells about the chat (a pinned
message, a new photo, …)."""

from __future__ import annotations

from collections.abc import Mapping

from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import TelegramObject
from aiogram.utils.magic_filter import MagicFilter

from domain.message import MessageKind

CARRIED: Mapping[str, MessageKind] = {
    ContentType.TEXT: MessageKind.TEXT,
    ContentType.PHOTO: MessageKind.PHOTO,
    ContentType.LIVE_PHOTO: MessageKind.LIVE_PHOTO,
    ContentType.VIDEO: MessageKind.VIDEO,
    ContentType.VIDEO_NOTE: MessageKind.VIDEO_NOTE,
    ContentType.VOICE: MessageKind.VOICE,
    ContentType.AUDIO: MessageKind.AUDIO,
    ContentType.DOCUMENT: MessageKind.DOCUMENT,
    ContentType.STICKER: MessageKind.STICKER,
    ContentType.ANIMATION: MessageKind.ANIMATION,
    ContentType.LOCATION: MessageKind.LOCATION,
    ContentType.VENUE: MessageKind.VENUE,
    ContentType.POLL: MessageKind.POLL,
    ContentType.DICE: MessageKind.DICE,
    ContentType.CONTACT: MessageKind.CONTACT,
}
REFUSED: Mapping[str, str] = {
    ContentType.STORY: "story",
    ContentType.PAID_MEDIA: "paid",
    ContentType.INVOICE: "paid",
    ContentType.GAME: "game",
    ContentType.GIVEAWAY: "kind",
    ContentType.GIVEAWAY_WINNERS: "kind",
    ContentType.CHECKLIST: "kind",
    ContentType.RICH_MESSAGE: "kind",
    # Telegram's newest kinds, which nobody here knows the name of yet.
    ContentType.UNKNOWN: "kind",
}
"""What people send and nobody can carry, with the code of the reason they are told."""
CONTENT = frozenset([*CARRIED, *REFUSED])


class Is(Filter):
    """A question to the message alone. aiogram asks a bare `F…` in another thread, and a unit of work awaits
    nothing but the database: name look-ups of a dead network can hold every thread there is."""

    def __init__(self, question: MagicFilter) -> None:
        self._question = question

    async def __call__(self, event: TelegramObject) -> bool:
        return bool(self._question.resolve(event))
