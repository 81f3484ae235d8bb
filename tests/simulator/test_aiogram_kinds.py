"""What the simulator answers to every kind of send and edit must fit a client library's strict models."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest

from simulator.samples import sample
from tests.simulator.driver import Trial

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import BufferedInputFile, Message


@pytest.fixture
async def bot(trial: Trial) -> AsyncIterator[Bot]:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    session = AiohttpSession(api=TelegramAPIServer.from_base(trial.address))
    async with Bot(trial.token, session=session) as bot:
        yield bot


def file(kind: str, number: int = 1) -> BufferedInputFile:
    from aiogram.types import BufferedInputFile

    upload, _ = sample(kind, number)
    return BufferedInputFile(upload.data, upload.name)


async def kind_on(trial: Trial, person: int, message: Message) -> Any:
    return (await trial.chat(person, message.message_id - 1))[0]["kind"]


async def test_files(trial: Trial, bot: Bot) -> None:
    ann = await trial.person()
    sends: dict[str, Callable[..., Awaitable[Message]]] = {
        "photo": bot.send_photo, "video": bot.send_video, "animation": bot.send_animation,
        "audio": bot.send_audio, "document": bot.send_document, "voice": bot.send_voice,
        "video_note": bot.send_video_note, "sticker": bot.send_sticker,
    }  # fmt: skip
    for kind, send in sends.items():
        message = await send(ann, file(kind))
        assert message.content_type == kind == await kind_on(trial, ann, message)
        found = getattr(message, kind)
        data = await bot.download(found[-1] if kind == "photo" else found)
        assert data
        assert data.read() == sample(kind, 1)[0].data


async def test_what_has_no_file(trial: Trial, bot: Bot) -> None:
    from aiogram.types import InputPollOption, InputPollOptionUnion

    ann = await trial.person()
    choices: list[InputPollOptionUnion] = [InputPollOption(text="Now"), InputPollOption(text="Later")]
    sent = {
        "location": await bot.send_location(ann, 1, 2),
        "live_location": await bot.send_location(ann, 1, 2, live_period=60),
        "venue": await bot.send_venue(ann, 1, 2, "Spa", "Road 1"),
        "contact": await bot.send_contact(ann, "+15550100", "Jo"),
        "dice": await bot.send_dice(ann),
        "poll": await bot.send_poll(ann, "When?", choices, type="quiz", correct_option_ids=[1]),
    }
    assert {kind: await kind_on(trial, ann, message) for kind, message in sent.items()} == {
        kind: kind for kind in sent
    }
    live = sent["live_location"].message_id
    moved = await bot.edit_message_live_location(
        latitude=3, longitude=4, heading=7, chat_id=ann, message_id=live
    )
    stopped = await bot.stop_message_live_location(chat_id=ann, message_id=live)
    assert not isinstance(moved, bool)
    assert not isinstance(stopped, bool)
    assert moved.location
    assert (moved.location.latitude, moved.location.heading) == (3, 7)
    assert stopped.location
    assert stopped.location.live_period is None
    assert (await bot.stop_poll(ann, sent["poll"].message_id)).is_closed


async def test_albums_edits_copies_and_pins(trial: Trial, bot: Bot) -> None:
    from aiogram.types import InputMediaPhoto, InputMediaVideo

    ann = await trial.person()
    photo = InputMediaPhoto(media=file("photo"), caption="one")
    album = await bot.send_media_group(ann, [photo, InputMediaVideo(media=file("video"))])
    assert [message.content_type for message in album] == ["photo", "video"]
    assert album[0].media_group_id == album[1].media_group_id
    other = InputMediaPhoto(media=file("photo", 2), caption="two")
    edited = await bot.edit_message_media(other, chat_id=ann, message_id=album[1].message_id)
    assert not isinstance(edited, bool)
    assert (edited.content_type, edited.caption, edited.media_group_id) == (
        "photo",
        "two",
        album[0].media_group_id,
    )
    ids = [message.message_id for message in album]
    assert len(await bot.copy_messages(ann, ann, ids)) == len(await bot.forward_messages(ann, ann, ids)) == 2
    assert await bot.pin_chat_message(ann, ids[0])
    pinned = (await bot.get_chat(ann)).pinned_message
    assert pinned
    assert pinned.message_id == ids[0]
    assert await bot.unpin_chat_message(ann, message_id=ids[0])
    assert (await bot.get_user_profile_photos(ann)).total_count == 0
