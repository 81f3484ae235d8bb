"""A bot of another library's making, whose authors know nothing of the simulator: what it does must show
on the phones. Of ours there is nothing here but the simulator's process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from telegram import InputMediaPhoto, InputMediaVideo, Message, ReactionTypeEmoji
from telegram.error import BadRequest, Forbidden, RetryAfter

from simulator.pictures import sample_picture
from simulator.samples import sample
from tests.simulator.another_bot import Bot, polling
from tests.simulator.driver import Json, Trial, running

PICTURE = sample_picture(3)


@pytest.fixture(scope="module")
async def trial(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Trial]:
    async with running(tmp_path_factory.mktemp("ptb") / "trial", "--fresh") as trial:
        yield trial
        assert "Traceback" not in trial.complaints()


@pytest.fixture(scope="module")
async def bot(trial: Trial) -> AsyncIterator[Bot]:
    async with polling(trial.address, trial.token) as app:
        yield app


async def shown(trial: Trial, person: int, here: Callable[[Json], bool]) -> Json:
    """The newest message of the bot's on this person's phone for which `here` holds, once there is one."""

    async def look() -> Json:
        while True:
            for one in reversed(await trial.chat(person)):
                if one["from"] == "bot" and here(one):
                    return one
            await asyncio.sleep(0.02)

    return await patiently(look())


async def patiently(what: Awaitable[Json]) -> Json:
    return await asyncio.wait_for(what, 30)


async def someone(trial: Trial, name: str) -> int:
    """A person whom the bot has greeted."""
    made = await trial.world("POST", "people", {"first_name": name})
    await trial.act(made["id"], "start")
    await shown(trial, made["id"], lambda one: one["text"] == "Hello & welcome")
    return int(made["id"])


async def test_it_greets_and_counts_presses(trial: Trial, bot: Bot) -> None:
    ann = await someone(trial, "Ann")
    hello = await shown(trial, ann, lambda one: one["text"] == "Hello & welcome")
    assert hello["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    for count in (1, 2):
        clicked = await trial.act(ann, "click", message_id=hello["message_id"], text="Count")
        assert clicked["answer"] == {"text": f"pressed {count}", "show_alert": True}
        wanted = f"Pressed {count}"
        edited = await shown(trial, ann, lambda one: one["text"] == wanted)  # noqa: B023 - awaited at once
        assert (edited["message_id"], edited["edited"]) == (hello["message_id"], True)


@pytest.mark.parametrize("text", ["plain", "👩🏽‍⚕️ ok", "شكرا", "<b>&amp;</b>", "x" * 4096])
async def test_it_echoes(trial: Trial, bot: Bot, text: str) -> None:
    ann = await someone(trial, "Ann")
    await trial.act(ann, "send", text=text)
    assert (await shown(trial, ann, lambda one: one["text"] == text))["from"] == "bot"


async def test_a_photo_there_and_back(trial: Trial, bot: Bot) -> None:
    ann = await someone(trial, "Ann")
    hers = await trial.act(ann, "send", kind="photo")
    back = await shown(trial, ann, lambda one: one["kind"] == "photo")
    assert back["reply_to"] == hers["message_id"]
    assert back["text"] == f"{hers['photo'][-1]['file_size']} bytes"
    assert await bytes_of(trial, back) == await bytes_of(
        trial, (await trial.chat(ann, hers["message_id"] - 1))[0]
    )


async def bytes_of(trial: Trial, message: Json) -> bytes:
    async with trial.http.get(trial.address + message["file"]["url"]) as response:
        return await response.read()


async def test_it_hears_edits_moves_reactions_and_votes(trial: Trial, bot: Bot) -> None:
    ann = await someone(trial, "Ann")
    hers = (await trial.act(ann, "send", text="frist"))["message_id"]
    await trial.act(ann, "edit", message_id=hers, text="first")
    await shown(trial, ann, lambda one: one["text"] == "Now it says first")
    live = (await trial.act(ann, "send", kind="live_location"))["message_id"]
    await trial.act(ann, "edit", message_id=live, latitude=1.5, longitude=2)
    await shown(trial, ann, lambda one: one["text"] == "Now it says 1.5")
    echo = await shown(trial, ann, lambda one: one["text"] == "frist")
    await trial.act(ann, "react", message_id=echo["message_id"], emoji="🔥")
    both = [{"emoji": "🔥", "from": "me"}, {"emoji": "🔥", "from": "bot"}]
    await shown(trial, ann, lambda one: one["reactions"] == both)
    asked = await bot.bot.send_poll(ann, "When?", ["Now", "Later"], is_anonymous=False)
    await trial.act(ann, "vote", message_id=asked.message_id, options=[1])
    await shown(trial, ann, lambda one: one["text"] == "You chose (1,)")
    assert (await bot.bot.stop_poll(ann, asked.message_id)).options[1].voter_count == 1


@pytest.mark.parametrize(
    "kind",
    ["video", "animation", "audio", "document", "voice", "video_note", "sticker", "location", "venue",
     "contact", "poll", "dice"],
)  # fmt: skip
async def test_it_copies_every_kind(trial: Trial, bot: Bot, kind: str) -> None:
    ann = await someone(trial, "Ann")
    sent = (await trial.act(ann, "send", kind=kind))["message_id"]
    hers = (await trial.chat(ann, sent - 1))[0]
    copy = await shown(trial, ann, lambda one: one["kind"] == kind)
    field = "file" if hers["file"] else kind
    assert copy[field] == hers[field]


async def test_it_sends_every_kind(trial: Trial, bot: Bot) -> None:
    ann, api = await someone(trial, "Ann"), bot.bot
    uploads: dict[str, Callable[..., Awaitable[Message]]] = {
        "photo": api.send_photo, "video": api.send_video, "animation": api.send_animation,
        "audio": api.send_audio, "document": api.send_document, "voice": api.send_voice,
        "video_note": api.send_video_note, "sticker": api.send_sticker,
    }  # fmt: skip
    for kind, send in uploads.items():
        upload, _ = sample(kind, 1)
        message = (
            await send(ann, upload.data, filename=upload.name)
            if kind != "sticker"
            else await send(ann, upload.data)
        )
        on_phone = (await trial.chat(ann, message.message_id - 1))[0]
        assert on_phone["kind"] == kind
        assert await bytes_of(trial, on_phone) == upload.data
    for plain in (
        await api.send_location(ann, 1, 2),
        await api.send_venue(ann, 1, 2, "Spa", "Road 1"),
        await api.send_contact(ann, "+15550100", "Jo"),
        await api.send_dice(ann),
    ):
        on_phone = (await trial.chat(ann, plain.message_id - 1))[0]
        assert (on_phone["from"], on_phone["file"]) == ("bot", None)
    live = await api.send_location(ann, 1, 2, live_period=60)
    await api.edit_message_live_location(ann, live.message_id, latitude=3, longitude=4)
    await api.stop_message_live_location(ann, live.message_id)
    on_phone = (await trial.chat(ann, live.message_id - 1))[0]
    assert (on_phone["location"], on_phone["live"]) == ({"latitude": 3, "longitude": 4}, False)


async def test_an_album_its_edit_and_its_copy(trial: Trial, bot: Bot) -> None:
    ann, api = await someone(trial, "Ann"), bot.bot
    video, _ = sample("video", 1)
    items = [InputMediaPhoto(PICTURE, caption="one"), InputMediaVideo(video.data, filename="v.mp4")]
    posted = await api.send_media_group(ann, items)
    on_phone = (await trial.chat(ann))[-2:]
    assert [one["kind"] for one in on_phone] == ["photo", "video"]
    assert {one["media_group"] for one in on_phone} == {posted[0].media_group_id}
    other = sample_picture(9)
    await api.edit_message_media(InputMediaPhoto(other, caption="two"), ann, posted[0].message_id)
    edited = (await trial.chat(ann))[-2]
    assert (edited["text"], await bytes_of(trial, edited)) == ("two", other)
    copies = await api.copy_messages(ann, ann, [one.message_id for one in posted])
    assert [one["media_group"] for one in (await trial.chat(ann))[-2:]].count(posted[0].media_group_id) == 0
    assert len(copies) == 2


async def test_the_small_things(trial: Trial, bot: Bot) -> None:
    ann, api = await someone(trial, "Ann"), bot.bot
    message = await api.send_message(ann, "Pin me")
    await api.pin_chat_message(ann, message.message_id)
    pinned = (await api.get_chat(ann)).pinned_message
    assert pinned
    assert pinned.text == "Pin me"
    await api.unpin_all_chat_messages(ann)
    await api.set_message_reaction(ann, message.message_id, ReactionTypeEmoji("👀"))
    assert (await trial.chat(ann))[-1]["reactions"] == [{"emoji": "👀", "from": "bot"}]
    await api.send_chat_action(ann, "record_voice")
    assert (await trial.world("GET", f"people/{ann}/chat"))["typing"] is True
    assert (await api.get_user_profile_photos(ann)).total_count == 0
    assert (await api.get_me()).username == "trial_bot"
    assert await api.set_my_commands([("book", "Book a visit")])
    assert (await api.get_my_commands())[0].command == "book"
    forwarded = await api.forward_message(ann, ann, message.message_id)
    assert forwarded.forward_origin
    await api.delete_message(ann, message.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await api.edit_message_text("x", ann, message.message_id)


# The library says so of its own attribute, whose type it will change.
@pytest.mark.filterwarnings("ignore:.*PTB_TIMEDELTA:telegram.warnings.PTBDeprecationWarning")
async def test_it_meets_refusals(trial: Trial, bot: Bot) -> None:
    ann, api = await someone(trial, "Ann"), bot.bot
    await trial.world("POST", "faults", {"kind": "429", "retry_after": 7, "chat": ann})
    with pytest.raises(RetryAfter) as flood:
        await api.send_message(ann, "x")
    assert flood.value._retry_after.total_seconds() == 7
    await trial.act(ann, "voices", allowed=False)
    with pytest.raises(BadRequest, match="Voice_messages_forbidden"):
        await api.send_voice(ann, sample("voice", 1)[0].data)
    await trial.act(ann, "block")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await api.send_message(ann, "x")
