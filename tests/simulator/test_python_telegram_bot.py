"""A bot as the authors of another library would write one, handlers and all: what it does must show on the
phones. Of ours there is nothing here but the simulator's process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.simulator.another_bot import Bot, polling
from tests.simulator.driver import Json, Trial, running


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
