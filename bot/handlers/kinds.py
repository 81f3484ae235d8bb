"""What people send: told by the message alone, as against what Telegram tells about the chat (a pinned
message, a new photo, …)."""

from __future__ import annotations

from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import TelegramObject
from aiogram.utils.magic_filter import MagicFilter

CONTENT = frozenset(
    {
        ContentType.TEXT,
        ContentType.PHOTO,
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.DOCUMENT,
        ContentType.PAID_MEDIA,
        ContentType.STICKER,
        ContentType.STORY,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
        ContentType.CHECKLIST,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.GAME,
        ContentType.POLL,
        ContentType.VENUE,
        ContentType.LOCATION,
        # Telegram's newest kinds, which nobody here knows the name of yet.
        ContentType.UNKNOWN,
    }
)


class Is(Filter):
    """A question to the message alone. aiogram asks a bare `F…` in another thread, and a unit of work awaits
    nothing but the database: name look-ups of a dead network can hold every thread there is."""

    def __init__(self, question: MagicFilter) -> None:
        self._question = question

    async def __call__(self, event: TelegramObject) -> bool:
        return bool(self._question.resolve(event))
