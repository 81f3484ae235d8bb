"""Phones without a connection, and apps whose language changes."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from tests.simulator.driver import Json, Trial, running

BUTTONS = {"inline_keyboard": [[{"text": "Accept", "callback_data": "yes:1"}]]}


async def texts(trial: Trial, person: int) -> list[str]:
    return [one["text"] for one in await trial.chat(person) if not one["deleted"]]


async def waiting(trial: Trial, person: int) -> list[Json]:
    found: list[Json] = (await trial.world("GET", f"people/{person}/chat"))["waiting"]
    return found


async def test_an_offline_phone_shows_nothing_new_and_then_everything_in_order(trial: Trial) -> None:
    ann = await trial.person()
    card = await trial.said(ann, "Card", reply_markup=BUTTONS)
    gone = await trial.said(ann, "Soon gone")
    await trial.act(ann, "offline")
    before = await trial.chat(ann)
    await trial.said(ann, "One")
    await trial.ask("editMessageText", chat_id=ann, message_id=card, text="Changed")
    await trial.ask("deleteMessage", chat_id=ann, message_id=gone)
    await trial.said(ann, "Two", reply_markup={"keyboard": [["Key"]]})
    await trial.ask("setMessageReaction", chat_id=ann, message_id=card, reaction=[])
    assert await trial.chat(ann) == before
    assert (await trial.world("GET", f"people/{ann}/chat"))["keyboard"] is None
    await trial.act(ann, "online")
    assert (await texts(trial, ann))[1:] == ["Changed", "One", "Two"]
    assert (await trial.world("GET", f"people/{ann}/chat"))["keyboard"] == [["Key"]]


async def events(trial: Trial, after: int, until: str) -> list[Json]:
    """What the feed says after an event's id, up to a message that holds these words."""
    found: list[Json] = []
    async with asyncio.timeout(20):
        async with trial.http.get(f"{trial.address}/world/events?after={after}") as stream:
            name = ""
            async for raw in stream.content:
                line = raw.decode().strip()
                name = line.removeprefix("event: ") if line.startswith("event: ") else name
                if line.startswith("data: "):
                    found.append({"event": name, **json.loads(line.removeprefix("data: "))})
                    if until in line:
                        return found
    raise AssertionError(found)


async def test_the_feed_is_silent_for_an_offline_phone_and_catches_up(trial: Trial) -> None:
    ann, bob = await trial.person(), await trial.person(first_name="Bob")
    card = await trial.said(ann, "Card", reply_markup=BUTTONS)
    start = (await trial.world("GET", f"people/{ann}/chat"))["event_id"]
    await trial.act(ann, "offline")
    await trial.said(ann, "Missed")
    await trial.ask("editMessageText", chat_id=ann, message_id=card, text="Edited")
    await trial.ask("sendChatAction", chat_id=ann, action="typing")
    await trial.act(ann, "send", text="Written in a tunnel")
    await trial.said(bob, "Marker")
    heard = [one["event"] for one in await events(trial, start, "Marker") if one.get("person_id") == ann]
    assert heard == ["waiting"]
    middle = (await trial.world("GET", f"people/{bob}/chat"))["event_id"]
    await trial.act(ann, "online")
    heard = [one["event"] for one in await events(trial, middle, '"text":"Written in a tunnel"')]
    wanted = {"message", "message_edited", "waiting"}
    assert [name for name in heard if name in wanted] == ["message_edited", "message", "waiting", "message"]


async def test_what_is_written_offline_waits_on_the_phone(trial: Trial) -> None:
    ann = await trial.person()
    await trial.said(ann, "Pick", reply_markup={"keyboard": [["Key"]]})
    asked = await trial.said(ann, "A question")
    await trial.act(ann, "offline")
    assert await trial.act(ann, "send", text="First", reply_to=asked) == {"waiting": 1}
    assert await trial.act(ann, "send", kind="photo", caption="Second") == {"waiting": 2}
    assert await trial.act(ann, "send", kind="album") == [{"waiting": 3}, {"waiting": 4}]
    assert await trial.act(ann, "click", text="Key") == {"answer": None, "waiting": 5}
    assert await trial.act(ann, "send", text="Thought better of it") == {"waiting": 6}
    await trial.act(ann, "unsend", waiting=6)
    await trial.act(ann, "unsend", 404, waiting=6)
    await trial.act(ann, "send", 400, text="x" * 4097)
    held = await waiting(trial, ann)
    assert [(one["waiting"], one["message_id"], one["kind"]) for one in held] == [
        (1, None, "text"),
        (2, None, "photo"),
        (3, None, "photo"),
        (4, None, "photo"),
        (5, None, "text"),
    ]
    assert await trial.updates() == []
    await trial.ask("deleteMessage", chat_id=ann, message_id=asked)
    await trial.act(ann, "online")
    sent = [update["message"] for update in await trial.updates()]
    assert [one.get("text") or one.get("caption") for one in sent] == ["First", "Second", None, None, "Key"]
    assert "reply_to_message" not in sent[0], "what it answered is gone"
    assert sent[2]["media_group_id"] == sent[3]["media_group_id"]
    assert await waiting(trial, ann) == []


async def test_what_needs_a_connection_fails_without_one(trial: Trial) -> None:
    ann = await trial.person()
    card = await trial.said(ann, "Card", reply_markup=BUTTONS)
    await trial.act(ann, "offline")
    refused = await trial.act(ann, "click", 409, message_id=card, text="Accept")
    assert refused == {"error": "Ann is offline: this needs a connection."}
    for name in ("react", "edit", "unsend", "pin", "vote", "stop", "block", "unblock", "voices"):
        await trial.act(ann, name, 409, message_id=card, emoji="👍", text="x", options=[], allowed=True)
    assert await trial.updates() == []


async def test_start_may_be_pressed_without_a_connection(trial: Trial) -> None:
    ann = await trial.person(started=False)
    await trial.act(ann, "offline")
    await trial.act(ann, "send", 409, text="hello")
    await trial.act(ann, "start", payload="gate")
    await trial.act(ann, "send", text="hello")
    assert (await trial.refusal("sendMessage", chat_id=ann, text="x"))[0] == 403
    await trial.act(ann, "online")
    heard = [update["message"]["text"] for update in await trial.updates()]
    assert heard == ["/start gate", "hello"]


async def test_a_phone_that_shows_an_older_version_presses_its_old_button(trial: Trial) -> None:
    """Telegram checks no data: the bot must."""
    ann = await trial.person()
    card = await trial.said(ann, "Card", reply_markup=BUTTONS)
    await trial.ask("editMessageText", chat_id=ann, message_id=card, text="Taken by another")
    await trial.act(ann, "click", 404, message_id=card, text="Accept")
    await trial.act(ann, "click", message_id=card, data="yes:1", wait=False)
    (update,) = await trial.updates()
    query = update["callback_query"]
    assert (query["data"], query["message"]["text"]) == ("yes:1", "Taken by another")
    assert "reply_markup" not in query["message"]


async def test_being_offline_survives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path / "world") as trial:
        ann = await trial.person()
        await trial.said(ann, "Before")
        await trial.act(ann, "offline")
        await trial.act(ann, "send", text="Waits")
        await trial.said(ann, "Missed")
        trial.kill()
    async with running(tmp_path / "world") as trial:
        assert (await texts(trial, ann))[-1] == "Before"
        assert [one["text"] for one in await waiting(trial, ann)] == ["Waits"]
        await trial.act(ann, "online")
        assert (await texts(trial, ann))[-2:] == ["Missed", "Waits"]


async def test_the_language_of_an_app_changes(trial: Trial) -> None:
    for language, word in (("", "Book"), ("id", "Pesan")):
        commands = [{"command": "book", "description": word}]
        await trial.ask("setMyCommands", commands=commands, language_code=language)
    ann = await trial.person(language_code="en")
    await trial.act(ann, "language", language_code="id")
    await trial.act(ann, "send", text="Halo")
    (update,) = await trial.updates()
    assert update["message"]["from"]["language_code"] == "id"
    shown = await trial.world("GET", f"people/{ann}/chat")
    assert shown["commands"] == [{"command": "book", "description": "Pesan"}]
    await trial.act(ann, "language", language_code="")
    await trial.act(ann, "send", text="Hm")
    (update,) = await trial.updates()
    assert "language_code" not in update["message"]["from"]
    for wrong in ("Bahasa Indonesia", "e", 5, None, "en;", "\ud83d"):
        refused = await trial.act(ann, "language", 400, language_code=wrong)
        assert refused["error"].startswith("language_code is a language")
