"""Topics in private chats: as the bot keeps them, as people use them, and as they get lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.driver import Json, Trial, running
from tests.simulator.test_events import stream

GONE = (400, "Bad Request: message thread not found")
NO_TOPIC = (400, "Bad Request: TOPIC_ID_INVALID")
SENT: dict[str, Json] = {
    "sendMessage": {"text": "Hello"},
    "sendDice": {},
    "sendLocation": {"latitude": 1, "longitude": 2},
    "sendVenue": {"latitude": 1, "longitude": 2, "title": "Café", "address": "Street 1"},
    "sendContact": {"phone_number": "+1555", "first_name": "Ann"},
    "sendPoll": {"question": "Which?", "options": [{"text": "one"}, {"text": "two"}]},
}
FILES = ("photo", "video", "animation", "audio", "document", "voice", "video_note", "sticker")


@pytest.fixture
async def ann(trial: Trial) -> AsyncIterator[int]:
    """Somebody who has started a bot that has topics."""
    await trial.world("POST", "bot", {"topics": True})
    yield await trial.person()
    await trial.world(
        "POST",
        "bot",
        {"topics": False, "people_make_topics": True, "topics_lost": False, "lost_topics": "refused"},
    )


async def topic(trial: Trial, person: int, name: str = "Rent", **params: Any) -> int:
    made = await trial.ask("createForumTopic", chat_id=person, name=name, **params)
    assert (await trial.updates())[-1]["message"]["forum_topic_created"]["name"] == name
    return int(made["message_thread_id"])


async def topics(trial: Trial, person: int) -> list[Json]:
    found: list[Json] = (await trial.world("GET", f"people/{person}/chat"))["topics"]
    return found


async def only(trial: Trial) -> Json:
    """The one message that has come."""
    (update,) = await trial.updates()
    message: Json = update["message"]
    return message


async def test_what_the_bot_says_of_itself(trial: Trial, ann: int) -> None:
    me = await trial.ask("getMe")
    assert (me["has_topics_enabled"], me["allows_users_to_create_topics"]) == (True, True)
    await trial.world("POST", "bot", {"people_make_topics": False})
    assert (await trial.ask("getMe"))["allows_users_to_create_topics"] is False
    await trial.world("POST", "bot", {"topics": False})
    me = await trial.ask("getMe")
    assert (me["has_topics_enabled"], me["allows_users_to_create_topics"]) == (False, False)
    assert (await trial.world("GET", "bot"))["topics"] is False


async def test_the_bot_makes_renames_and_deletes_a_topic(trial: Trial, ann: int) -> None:
    made = await trial.ask("createForumTopic", chat_id=ann, name=" Rent \n due ", icon_color=13338331)
    thread = made["message_thread_id"]
    assert made == {"message_thread_id": thread, "name": "Rent due", "icon_color": 13338331}
    (service,) = [one for one in await trial.chat(ann) if one["kind"] == "forum_topic_created"]
    assert (service["message_id"], service["thread"], service["from"]) == (thread, thread, "bot")
    where = {"chat_id": ann, "message_thread_id": thread}
    assert await trial.ask("editForumTopic", **where, name="Paid", icon_custom_emoji_id="53")
    told = {"thread": thread, "name": "Paid", "icon_color": 13338331, "icon_custom_emoji_id": "53"}
    assert await topics(trial, ann) == [told | {"implicit": False, "pinned": None}]
    assert (await trial.refusal("editForumTopic", **where, name="Paid"))[
        1
    ] == "Bad Request: TOPIC_NOT_MODIFIED"
    assert await trial.ask("editForumTopic", **where, icon_custom_emoji_id="")
    assert (await topics(trial, ann))[0]["icon_custom_emoji_id"] is None
    await trial.said(ann, message_thread_id=thread)
    kept = await trial.said(ann)
    assert await trial.ask("deleteForumTopic", **where)
    assert await topics(trial, ann) == []
    there = [one["message_id"] for one in await trial.chat(ann) if not one["deleted"]]
    assert there == [(await trial.chat(ann))[0]["message_id"], kept], "what stood in it is gone with it"
    heard = [update["message"] for update in await trial.updates()]
    assert [message["message_thread_id"] for message in heard] == [thread] * 3
    kinds = ["forum_topic_created", "forum_topic_edited", "forum_topic_edited"]
    assert [kind in message for kind, message in zip(kinds, heard, strict=True)] == [True] * 3
    assert all(message["from"]["is_bot"] for message in heard)


@pytest.mark.provokes
@pytest.mark.parametrize(
    "method, params, refused",
    [
        ("createForumTopic", {"name": " "}, (400, "Bad Request: title must be non-empty")),
        (
            "createForumTopic",
            {"name": "A", "icon_color": 7},
            (400, "Bad Request: invalid icon color specified"),
        ),
        ("editForumTopic", {"message_thread_id": 999_999, "name": "A"}, NO_TOPIC),
        ("deleteForumTopic", {"message_thread_id": 999_999}, NO_TOPIC),
        ("unpinAllForumTopicMessages", {"message_thread_id": 999_999}, NO_TOPIC),
        ("deleteForumTopic", {}, (400, "Bad Request: invalid message thread identifier specified")),
        (
            "closeForumTopic",
            {"message_thread_id": 5},
            (400, "Bad Request: the chat is not a supergroup forum"),
        ),
        (
            "reopenForumTopic",
            {"message_thread_id": 5},
            (400, "Bad Request: the chat is not a supergroup forum"),
        ),
        ("hideGeneralForumTopic", {}, (400, "Bad Request: the chat is not a supergroup forum")),
        ("sendMessage", {"text": "A", "message_thread_id": 999_999}, GONE),
        ("sendMessage", {"text": "A", "message_thread_id": 1}, NO_TOPIC),
    ],
)
async def test_what_is_refused(
    trial: Trial, ann: int, method: str, params: Json, refused: tuple[int, str]
) -> None:
    assert await trial.refusal(method, chat_id=ann, **params) == refused


async def test_a_bot_without_topics(trial: Trial) -> None:
    ann = await trial.person()
    assert (await trial.refusal("createForumTopic", chat_id=ann, name="A"))[1].endswith(
        "the chat is not a forum"
    )
    assert await trial.refusal("sendMessage", chat_id=ann, text="A", message_thread_id=7) == GONE
    await trial.act(ann, "topic", name="Mine", status=409)
    assert "is_topic_message" not in await trial.act(ann, "send", text="Hello")


async def test_a_topic_of_another_chat_is_none_here(trial: Trial, ann: int) -> None:
    ben = await trial.person()
    thread = await topic(trial, ann)
    assert await trial.refusal("sendMessage", chat_id=ben, text="A", message_thread_id=thread) == GONE
    assert await trial.refusal("deleteForumTopic", chat_id=ben, message_thread_id=thread) == NO_TOPIC
    await trial.act(ben, "send", text="A", thread=thread, status=404)


@pytest.mark.parametrize("method", SENT)
async def test_every_plain_kind_goes_into_the_topic(trial: Trial, ann: int, method: str) -> None:
    thread = await topic(trial, ann)
    sent = await trial.ask(method, chat_id=ann, message_thread_id=thread, **SENT[method])
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    assert (await trial.chat(ann))[-1]["thread"] == thread


@pytest.mark.parametrize("kind", FILES)
async def test_every_file_copy_and_forward_goes_into_the_topic(trial: Trial, ann: int, kind: str) -> None:
    thread = await topic(trial, ann)
    source = await trial.act(ann, "send", kind=kind, thread=thread)
    media = source[kind]
    file_id = (media[-1] if isinstance(media, list) else media)["file_id"]
    method = "send" + kind.title().replace("_", "")
    into = {"chat_id": ann, "message_thread_id": thread}
    sent = await trial.ask(method, **into, **{kind: file_id})
    assert sent["message_thread_id"] == thread
    where = into | {"from_chat_id": ann}
    await trial.ask("copyMessage", **where, message_id=source["message_id"])
    await trial.ask("copyMessages", **where, message_ids=[source["message_id"]])
    forwarded = await trial.ask("forwardMessage", **where, message_id=source["message_id"])
    assert (forwarded["message_thread_id"], forwarded["is_topic_message"]) == (thread, True)
    await trial.ask("forwardMessages", **where, message_ids=[source["message_id"]])
    assert [one["thread"] for one in (await trial.chat(ann))[-5:]] == [thread] * 5
    bare = await trial.ask("copyMessage", chat_id=ann, from_chat_id=ann, message_id=source["message_id"])
    assert (await trial.chat(ann, after=bare["message_id"] - 1))[0]["thread"] is None


async def test_albums_stay_whole_in_a_topic(trial: Trial, ann: int) -> None:
    thread = await topic(trial, ann)
    theirs = await trial.act(ann, "send", kind="album", thread=thread)
    assert {one["message_thread_id"] for one in theirs} == {thread}
    media = [{"type": "photo", "media": one["photo"][-1]["file_id"]} for one in theirs]
    sent = await trial.ask("sendMediaGroup", chat_id=ann, media=media, message_thread_id=thread)
    assert [one["message_thread_id"] for one in sent] == [thread, thread]
    assert len({one["media_group_id"] for one in sent}) == 1
    before = len(await trial.chat(ann))
    refused = await trial.refusal("sendMediaGroup", chat_id=ann, media=media, message_thread_id=999_999)
    assert (refused, len(await trial.chat(ann))) == (GONE, before)


async def test_replies_go_where_the_original_stands(trial: Trial, ann: int) -> None:
    one, two = await topic(trial, ann, "One"), await topic(trial, ann, "Two")
    original = await trial.said(ann, message_thread_id=one)
    answer = await trial.ask("sendMessage", chat_id=ann, text="A", reply_parameters={"message_id": original})
    assert (answer["message_thread_id"], answer["reply_to_message"]["message_id"]) == (one, original)
    across = {"reply_parameters": {"message_id": original}, "message_thread_id": two}
    answer = await trial.ask("sendMessage", chat_id=ann, text="A", **across)
    assert (answer["message_thread_id"], "reply_to_message" in answer) == (two, False)
    assert answer["external_reply"]["origin"]["sender_user"]["is_bot"] is True
    await trial.act(ann, "send", text="in One", reply_to=original)
    assert (await only(trial))["message_thread_id"] == one
    await trial.act(ann, "send", text="in Two", reply_to=original, thread=two, quote="Hello")
    message = await only(trial)
    assert (message["message_thread_id"], "reply_to_message" in message) == (two, False)
    assert message["quote"]["text"] == "Hello"


async def test_people_make_name_and_delete_topics(trial: Trial, ann: int) -> None:
    mine = await trial.act(ann, "topic", name="Mine")
    message = await only(trial)
    assert message["forum_topic_created"] == {"name": "Mine", "icon_color": mine["icon_color"]}
    assert (message["message_thread_id"], message["is_topic_message"]) == (mine["thread"], True)
    await trial.act(ann, "topic/rename", thread=mine["thread"], name="Ours")
    assert (await only(trial))["forum_topic_edited"] == {"name": "Ours"}
    await trial.act(ann, "send", text="Hello", thread=mine["thread"])
    assert (await only(trial))["message_thread_id"] == mine["thread"]
    await trial.act(ann, "topic/delete", thread=mine["thread"])
    assert (await topics(trial, ann), await trial.updates()) == ([], []), "the bot is never told"
    await trial.act(ann, "send", text="Hello", thread=mine["thread"], status=404)
    await trial.act(ann, "topic/rename", thread=mine["thread"], name="A", status=404)


async def test_writing_begins_a_topic_without_a_name(trial: Trial, ann: int) -> None:
    sent = await trial.act(ann, "send", text="Hello", thread="new")
    created, message = [update["message"] for update in await trial.updates()]
    assert created["forum_topic_created"]["is_name_implicit"] is True
    assert message["message_thread_id"] == created["message_thread_id"] == sent["message_thread_id"]
    where = {"chat_id": ann, "message_thread_id": sent["message_thread_id"]}
    await trial.ask("editForumTopic", **where, name="Named")
    assert [(one["name"], one["implicit"]) for one in await topics(trial, ann)] == [("Named", False)]


@pytest.mark.parametrize(
    "act, body, status",
    [
        ("topic", {"name": 7}, 400),
        ("topic", {"name": "x" * 129}, 400),
        ("topic/rename", {"thread": "a", "name": "A"}, 400),
        ("topic/rename", {"thread": True, "name": "A"}, 400),
        ("send", {"text": "A", "thread": "elsewhere"}, 400),
        ("topic/delete", {}, 400),
    ],
)
async def test_acts_that_cannot_be(trial: Trial, ann: int, act: str, body: Json, status: int) -> None:
    assert (await trial.act(ann, act, status=status, **body))["error"].endswith(".")


async def test_a_bot_that_keeps_its_topics_to_itself(trial: Trial, ann: int) -> None:
    thread = await topic(trial, ann)
    await trial.world("POST", "bot", {"people_make_topics": False})
    await trial.act(ann, "topic", name="Mine", status=409)
    await trial.act(ann, "topic/delete", thread=thread, status=409)
    await trial.act(ann, "send", text="A", thread="new", status=409)
    await trial.act(ann, "send", text="A", thread=thread)


async def test_a_vanished_topic_is_refused_or_dropped(trial: Trial, ann: int) -> None:
    thread, other = await topic(trial, ann), await topic(trial, ann, "Other")
    await trial.act(ann, "topic/delete", thread=thread)
    assert await trial.refusal("sendMessage", chat_id=ann, text="A", message_thread_id=thread) == GONE
    assert await trial.ask("sendChatAction", chat_id=ann, action="typing", message_thread_id=thread) is True
    await trial.world("POST", "bot", {"lost_topics": "dropped"})
    sent = await trial.ask("sendMessage", chat_id=ann, text="A", message_thread_id=thread)
    assert "message_thread_id" not in sent and "is_topic_message" not in sent
    assert (await trial.chat(ann))[-1]["thread"] is None
    assert (await trial.ask("sendMessage", chat_id=ann, text="A", message_thread_id=other))[
        "is_topic_message"
    ]


async def test_every_topic_lost_to_the_bot_but_not_to_people(trial: Trial, ann: int) -> None:
    thread = await topic(trial, ann)
    await trial.world("POST", "bot", {"topics_lost": True})
    assert await trial.refusal("sendMessage", chat_id=ann, text="A", message_thread_id=thread) == GONE
    await trial.act(ann, "send", text="still here", thread=thread)
    assert (await only(trial))["message_thread_id"] == thread
    await trial.world("POST", "bot", {"topics_lost": False})
    await trial.said(ann, message_thread_id=thread)


async def test_pins_per_topic(trial: Trial, ann: int) -> None:
    one, two = await topic(trial, ann, "One"), await topic(trial, ann, "Two")
    pinned = []
    for thread in (one, two):
        pinned.append(await trial.said(ann, message_thread_id=thread))
        await trial.ask("pinChatMessage", chat_id=ann, message_id=pinned[-1])
        service = await only(trial)
        assert (service["pinned_message"]["message_id"], service["message_thread_id"]) == (pinned[-1], thread)
    assert [each["pinned"] for each in await topics(trial, ann)] == pinned
    await trial.ask("unpinAllForumTopicMessages", chat_id=ann, message_thread_id=two)
    assert [each["pinned"] for each in await topics(trial, ann)] == [pinned[0], None]
    assert (await trial.world("GET", f"people/{ann}/chat"))["pinned"] == pinned[0]
    await trial.act(ann, "pin", message_id=pinned[1])
    assert (await only(trial))["message_thread_id"] == two


async def test_presses_and_edits_need_no_thread(trial: Trial, ann: int) -> None:
    thread = await topic(trial, ann)
    buttons = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    said = await trial.said(ann, message_thread_id=thread, reply_markup=buttons)
    await trial.act(ann, "click", message_id=said, text="Yes", wait=False)
    (update,) = await trial.updates()
    assert update["callback_query"]["message"]["message_thread_id"] == thread
    edited = await trial.ask("editMessageText", chat_id=ann, message_id=said, text="Done")
    assert edited["message_thread_id"] == thread


async def test_service_messages_of_topics_stay(trial: Trial, ann: int) -> None:
    thread = await topic(trial, ann)
    where = {"chat_id": ann, "message_id": thread}
    assert (await trial.refusal("deleteMessage", **where))[1].endswith(
        "message can't be deleted for everyone"
    )
    assert (await trial.refusal("editMessageText", **where, text="A"))[1].endswith("message can't be edited")
    copied = await trial.refusal("copyMessage", from_chat_id=ann, **where)
    assert copied[1].endswith("message can't be copied")


async def test_settings_that_cannot_be(trial: Trial) -> None:
    for wanted in ({"topics": 1}, {"lost_topics": "kept"}, {"colour": True}):
        assert (await trial.world("POST", "bot", wanted, 400))["error"]
    assert (await trial.world("GET", "bot"))["lost_topics"] == "refused"


async def test_the_option_and_what_a_restart_keeps(tmp_path: Path) -> None:
    async with running(tmp_path / "world", "--topics", "on") as trial:
        ann = await trial.person()
        thread = await topic(trial, ann)
        await trial.said(ann, message_thread_id=thread)
        trial.kill()
    async with running(tmp_path / "world") as trial:
        assert [one["thread"] for one in await topics(trial, ann)] == [thread]
        assert (await trial.chat(ann))[-1]["thread"] == thread
        await trial.said(ann, message_thread_id=thread)
    async with running(tmp_path / "world", "--topics", "off") as trial:
        assert (await trial.ask("getMe"))["has_topics_enabled"] is False
        assert await topics(trial, ann) == []


async def test_phones_hear_of_it(trial: Trial, ann: int) -> None:
    async with stream(trial) as heard:
        thread = await topic(trial, ann)
        said = await trial.said(ann, message_thread_id=thread)
        await trial.ask("sendChatAction", chat_id=ann, action="typing", message_thread_id=thread)
        await trial.act(ann, "topic/rename", thread=thread, name="Paid")
        await trial.ask("pinChatMessage", chat_id=ann, message_id=said)
        await trial.act(ann, "topic/delete", thread=thread)
        events = [await heard.event()]
        while events[-1][0] != "topic_deleted":
            events.append(await heard.event())
    names = [one["topic"]["name"] for name, one in events if name == "topic"]
    assert names == ["Rent", "Paid", "Paid"]
    assert [one["topic"]["pinned"] for name, one in events if name == "topic"] == [None, None, said]
    assert [one["thread"] for name, one in events if name == "typing"] == [thread]
    shown = [(one["message"]["kind"], one["message"]["thread"]) for name, one in events if name == "message"]
    assert shown == [
        (kind, thread) for kind in ("forum_topic_created", "text", "forum_topic_edited", "pinned_message")
    ]
    assert {one["message_id"] for name, one in events if name == "message_deleted"} >= {thread, said}
    assert events[-1] == ("topic_deleted", {"person_id": ann, "thread": thread})


async def test_a_phone_without_a_connection(trial: Trial, ann: int) -> None:
    kept, lost = await topic(trial, ann, "Kept"), await topic(trial, ann, "Lost")
    await trial.act(ann, "offline")
    await trial.act(ann, "topic", name="Mine", status=409)
    await trial.act(ann, "send", text="A", thread="new", status=409)
    for thread in (kept, lost):
        await trial.act(ann, "send", text="waits", thread=thread)
    late = await topic(trial, ann, "Late")
    await trial.ask("deleteForumTopic", chat_id=ann, message_thread_id=lost)
    assert [one["thread"] for one in await topics(trial, ann)] == [kept, lost]
    async with stream(trial) as heard:
        await trial.act(ann, "online")
        assert [(await heard.until("topic"))["topic"]["thread"] for _ in range(2)] == [kept, late]
        assert await heard.until("topic_deleted") == {"person_id": ann, "thread": lost}
    arrived = [update["message"] for update in await trial.updates()]
    assert [one.get("message_thread_id") for one in arrived] == [kept, None]
