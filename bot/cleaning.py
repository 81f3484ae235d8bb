"""Files that may not go as they are: fetched, stripped or renamed, and made anew. Nothing of them is kept.

Nothing has left for the reader while this goes on: whatever fails here can be tried again.
"""

from __future__ import annotations

from aiogram import Bot
from aiogram.types import BufferedInputFile
from aiohttp import ClientResponseError

from bot.classifier import classify
from domain.pictures import NotAPicture, stripped
from services.amendments import EditedFile, Remade
from services.outgoing import (
    AlbumCopy,
    MediaCopy,
    NotSent,
    Outcome,
    Parcel,
    Refused,
    RetryAfter,
    Shut,
    Uncertain,
)

Made = dict[Remade, BufferedInputFile]
"""What was made anew of a parcel's files."""
_PATIENCE = 60
"""Seconds for one file."""
_GONE = range(400, 429)
"""Answers that will be the same another time."""


async def remade(bot: Bot, parcel: Parcel) -> Made | Outcome:
    """All that the parcel needs, hardly ever anything; or why it cannot be had."""
    try:
        return {wanted: await _one(bot, wanted) for wanted in _wanted(parcel)}
    except NotAPicture as why:
        return Refused("file.unreadable", str(why))
    except Exception as error:  # noqa: BLE001 - the classifier knows them all
        return _not_fetched(classify(error))


async def _one(bot: Bot, wanted: Remade) -> BufferedInputFile:
    held = await bot.get_file(wanted.file)
    assert held.file_path is not None
    try:
        fetched = await bot.download_file(held.file_path, timeout=_PATIENCE)
    except ClientResponseError as error:
        if error.status in _GONE:
            raise NotAPicture(f"not there: {error.status}") from None
        raise
    assert fetched is not None
    content = fetched.read()
    return BufferedInputFile(stripped(content) if wanted.picture else content, wanted.name)


def _wanted(parcel: Parcel) -> list[Remade]:
    """The files in it that are not carried as they are."""
    match parcel:
        case MediaCopy() | EditedFile():
            found = [parcel.remade]
        case AlbumCopy():
            found = [part.remade for part in parcel.parts]
        case _:
            found = []
    return [one for one in found if one is not None]


def _not_fetched(outcome: Outcome) -> Outcome:
    """Nothing has left for the reader, so nothing is uncertain; and what Telegram says is about the file."""
    match outcome:
        case RetryAfter() | Shut() | NotSent():
            return outcome
        case Uncertain(reason=reason):
            return NotSent(reason)
        case Refused(detail=detail):
            return Refused("file.picture_large" if "too big" in detail else "source_gone", detail)
    return Refused("source_gone")
