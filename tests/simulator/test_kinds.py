"""Every kind of content, from people to the bot and from the bot to people's phones."""

from __future__ import annotations

import base64

import pytest

from tests.simulator.driver import Json, Trial, media

# What a person sends with nothing but the kind, the Bot API's name for it, and what it then holds.
SAMPLES: list[tuple[str, str, set[str]]] = [
    ("photo", "photo", {"width", "height", "file_size"}),
    ("video", "video", {"duration", "width", "height", "mime_type", "file_name"}),
    ("animation", "animation", {"duration", "width", "height", "mime_type"}),
    ("audio", "audio", {"duration", "title", "performer", "mime_type"}),
    ("document", "document", {"file_name", "mime_type"}),
    ("voice", "voice", {"duration", "mime_type"}),
    ("video_note", "video_note", {"duration", "length"}),
    ("sticker", "sticker", {"emoji", "width", "height", "type", "is_animated", "is_video"}),
    ("location", "location", {"latitude", "longitude"}),
    ("live_location", "location", {"latitude", "longitude", "live_period"}),
    ("venue", "venue", {"location", "title", "address"}),
    ("contact", "contact", {"phone_number", "first_name", "user_id"}),
    ("poll", "poll", {"id", "question", "options", "is_anonymous", "type", "is_closed"}),
    ("dice", "dice", {"emoji", "value"}),
    ("story", "story", {"chat", "id"}),
    ("paid_media", "paid_media", {"star_count", "paid_media"}),
    ("giveaway", "giveaway", {"chats", "winner_count"}),
]
CAPTIONED = {"photo", "video", "animation", "audio", "document", "voice"}


@pytest.mark.parametrize(("kind", "field", "holds"), SAMPLES)
async def test_people_send_every_kind(trial: Trial, kind: str, field: str, holds: set[str]) -> None:
    ann = await trial.person()
    words: Json = {"caption": "Look here", "entities": [{"type": "bold", "offset": 0, "length": 4}]}
    sent = await trial.act(ann, "send", kind=kind, **(words if kind in CAPTIONED else {}))
    (update,) = await trial.updates()
    assert update["message"] == sent
    content = sent[field][-1] if kind == "photo" else sent[field]
    assert set(content) >= holds
    shown = (await trial.chat(ann))[-1]
    assert (shown["kind"], shown["from"]) == (kind, "me")
    if kind in CAPTIONED:
        assert (sent["caption"], sent["caption_entities"]) == ("Look here", words["entities"])
        assert (shown["text"], shown["entities"]) == ("Look here", words["entities"])
    else:
        assert "error" in await trial.act(ann, "send", 400, kind=kind, caption="x")
    if file_id := content.get("file_id"):
        file = await trial.ask("getFile", file_id=file_id)
        async with trial.http.get(f"{trial.address}/file/bot{trial.token}/{file['file_path']}") as response:
            assert len(await response.read()) == content["file_size"] == shown["file"]["size"] > 0
    else:
        assert shown["file"] is None
        assert shown[field]


# What may be said of a file of each kind.
OTHER: dict[str, Json] = {
    "video": {"duration": 999, "width": 7},
    "animation": {"duration": 999},
    "audio": {"duration": 999, "title": "Other"},
    "voice": {"duration": 999},
    "video_note": {"duration": 999, "length": 7},
    "sticker": {"emoji": "x"},
}
UPLOADS = [
    ("sendPhoto", "photo"), ("sendVideo", "video"), ("sendAnimation", "animation"), ("sendAudio", "audio"),
    ("sendDocument", "document"), ("sendVoice", "voice"), ("sendVideoNote", "video_note"),
    ("sendSticker", "sticker"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "kind"), UPLOADS)
async def test_the_bot_sends_a_file_again(trial: Trial, method: str, kind: str) -> None:
    """What the first sender said of a file stays with it, whatever is said later."""
    ann, ben = await trial.person(), await trial.person()
    theirs = await trial.act(ann, "send", kind=kind)
    content = theirs[kind][-1] if kind == "photo" else theirs[kind]
    sent = await trial.ask(method, chat_id=ben, **{kind: content["file_id"]}, **OTHER.get(kind, {}))
    assert sent[kind] == theirs[kind]
    assert (await trial.chat(ben))[-1]["kind"] == kind
    other = "document" if kind != "document" else "video"
    refusal = await trial.refusal(f"send{other.capitalize()}", chat_id=ben, **{other: content["file_id"]})
    assert refusal[1].startswith("Bad Request: can't use file of type ")


PLAIN: list[tuple[str, str, Json]] = [
    ("sendLocation", "location", {"latitude": -8.5, "longitude": 115.2, "horizontal_accuracy": 10}),
    ("sendVenue", "venue", {"latitude": 1, "longitude": 2, "title": "Spa", "address": "Road 1"}),
    ("sendContact", "contact", {"phone_number": "+15550100", "first_name": "Jo", "last_name": "Li"}),
    ("sendDice", "dice", {"emoji": "🎯"}),
    ("sendPoll", "poll", {"question": "When?", "options": [{"text": "Now"}, {"text": "Later"}]}),
]


@pytest.mark.parametrize(("method", "kind", "params"), PLAIN)
async def test_the_bot_sends_what_has_no_file(trial: Trial, method: str, kind: str, params: Json) -> None:
    ann = await trial.person()
    sent = await trial.ask(method, chat_id=ann, **params)
    shown = (await trial.chat(ann))[-1]
    assert shown["kind"] == kind
    given = {name: value for name, value in params.items() if name in sent[kind] and name != "options"}
    assert given
    assert {name: sent[kind][name] for name in given} == given
    if kind != "poll":
        assert shown[kind] == sent[kind]
    assert (kind == "venue") == ("venue" in sent)


async def test_a_live_location_moves_and_ends(trial: Trial) -> None:
    ann = await trial.person()
    hers = (await trial.act(ann, "send", kind="live_location", live_period=600))["message_id"]
    await trial.drain()
    await trial.act(ann, "edit", message_id=hers, latitude=1.5, longitude=2.5, heading=90)
    (update,) = await trial.updates()
    moved = update["edited_message"]["location"]
    assert moved == {"latitude": 1.5, "longitude": 2.5, "heading": 90, "live_period": 600}
    assert (await trial.chat(ann))[-1]["live"] is True
    await trial.act(ann, "stop", message_id=hers)
    (update,) = await trial.updates()
    assert update["edited_message"]["location"] == {"latitude": 1.5, "longitude": 2.5}
    shown = (await trial.chat(ann))[-1]
    assert (shown["kind"], shown["live"]) == ("live_location", False)
    await trial.act(ann, "stop", 409, message_id=hers)
    await trial.act(ann, "edit", 409, message_id=hers, latitude=1, longitude=1)


async def test_the_bots_live_location(trial: Trial) -> None:
    ann = await trial.person()
    place = {"latitude": 1, "longitude": 2}
    sent = await trial.ask("sendLocation", chat_id=ann, **place, live_period=60)
    where = {"chat_id": ann, "message_id": sent["message_id"]}
    moved = await trial.ask("editMessageLiveLocation", **where, latitude=3, longitude=4)
    assert moved["location"] == {"latitude": 3, "longitude": 4, "live_period": 60}
    same = await trial.refusal("editMessageLiveLocation", **where, latitude=3, longitude=4)
    assert "message is not modified" in same[1]
    stopped = await trial.ask("stopMessageLiveLocation", **where)
    assert "live_period" not in stopped["location"]
    gone = (400, "Bad Request: message can't be edited")
    assert await trial.refusal("editMessageLiveLocation", **where, **place) == gone
    plain = {
        "chat_id": ann,
        "message_id": (await trial.ask("sendLocation", chat_id=ann, **place))["message_id"],
    }
    none = (400, "Bad Request: there is no live location in the message to edit")
    assert await trial.refusal("editMessageLiveLocation", **plain, **place) == none
    live = await trial.ask("sendLocation", chat_id=ann, **place, live_period=60)
    await trial.world("POST", "clock", {"advance": 61})
    assert await trial.refusal("stopMessageLiveLocation", chat_id=ann, message_id=live["message_id"]) == gone


async def test_a_poll_of_the_bots(trial: Trial) -> None:
    ann = await trial.person()
    asked = await trial.ask(
        "sendPoll",
        chat_id=ann,
        question="When?",
        options=[{"text": "Now"}, {"text": "Later"}],
        is_anonymous=False,
    )
    where = {"message_id": asked["message_id"]}
    await trial.act(ann, "vote", **where, options=[1])
    poll, answer = await trial.updates()
    assert [option["voter_count"] for option in poll["poll"]["options"]] == [0, 1]
    assert (answer["poll_answer"]["option_ids"], answer["poll_answer"]["user"]["id"]) == ([1], ann)
    assert (await trial.chat(ann))[-1]["poll"]["chosen"] == [1]
    await trial.act(ann, "vote", 400, **where, options=[0, 1])
    await trial.act(ann, "vote", 400, **where, options=[2])
    await trial.act(ann, "vote", **where, options=[])
    assert (await trial.chat(ann))[-1]["poll"]["total_voter_count"] == 0
    closed = await trial.ask("stopPoll", chat_id=ann, **where)
    assert closed["is_closed"] is True
    await trial.act(ann, "vote", 409, **where, options=[0])
    again = await trial.refusal("stopPoll", chat_id=ann, **where)
    assert again == (400, "Bad Request: poll has already been closed")
    text = await trial.said(ann)
    assert (await trial.refusal("stopPoll", chat_id=ann, message_id=text))[1].endswith("is not a poll")
    theirs = (await trial.act(ann, "send", kind="poll"))["message_id"]
    assert (await trial.refusal("stopPoll", chat_id=ann, message_id=theirs))[1].endswith("can't be stopped")


async def test_no_voices(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    voice = await trial.act(ben, "send", kind="voice")
    await trial.act(ann, "voices", allowed=False)
    forbidden = (400, "Bad Request: VOICE_MESSAGES_FORBIDDEN")
    assert await trial.refusal("sendVoice", chat_id=ann, voice=voice["voice"]["file_id"]) == forbidden
    copied = {"chat_id": ann, "from_chat_id": ben, "message_id": voice["message_id"]}
    assert await trial.refusal("copyMessage", **copied) == forbidden
    assert (await trial.ask("getChat", chat_id=ann))["has_restricted_voice_and_video_messages"] is True
    await trial.act(ann, "voices", allowed=True)
    await trial.ask("copyMessage", **copied)


async def test_another_file_in_place_of_the_first(trial: Trial) -> None:
    ann = await trial.person()
    photo, video = await media(trial, ann, "photo", "video")
    sent = await trial.ask("sendPhoto", chat_id=ann, photo=photo["media"], caption="before")
    where = {"chat_id": ann, "message_id": sent["message_id"]}
    edited = await trial.ask("editMessageMedia", **where, media=video | {"caption": "after"})
    assert (edited["caption"], "video" in edited, "photo" in edited) == ("after", True, False)
    same = await trial.refusal("editMessageMedia", **where, media=video | {"caption": "after"})
    assert "message is not modified" in same[1]
    text = await trial.said(ann)
    assert "photo" in await trial.ask("editMessageMedia", chat_id=ann, message_id=text, media=photo)
    dice = (await trial.ask("sendDice", chat_id=ann))["message_id"]
    refusal = await trial.refusal("editMessageMedia", chat_id=ann, message_id=dice, media=photo)
    assert refusal == (400, "Bad Request: message media can't be edited")
    album = await trial.ask("sendMediaGroup", chat_id=ann, media=[photo, photo])
    (document,) = await media(trial, ann, "document")
    where = {"chat_id": ann, "message_id": album[0]["message_id"]}
    refusal = await trial.refusal("editMessageMedia", **where, media=document)
    assert refusal == (400, "Bad Request: can't change media type in the album")
    assert (await trial.ask("editMessageMedia", **where, media=video))["media_group_id"]


async def test_people_change_what_they_sent(trial: Trial) -> None:
    ann = await trial.person()
    hers = await trial.act(ann, "send", kind="photo", caption="old")
    await trial.drain()
    await trial.act(ann, "edit", message_id=hers["message_id"], caption="new")
    await trial.act(ann, "edit", message_id=hers["message_id"], kind="video")
    data = base64.b64encode(b"bytes").decode()
    await trial.act(ann, "edit", 400, message_id=hers["message_id"], kind="photo", file_base64=data)
    first, second = (update["edited_message"] for update in await trial.updates())
    assert (first["caption"], first["photo"]) == ("new", hers["photo"])
    assert (second["caption"], "video" in second, "photo" in second) == ("new", True, False)
    for kind in ("dice", "contact", "poll"):
        sent = (await trial.act(ann, "send", kind=kind))["message_id"]
        await trial.act(ann, "edit", 409, message_id=sent, text="x")


async def test_forwarded_posts(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person(first_name="Ben")
    for source, kind, name in (
        ({"person": ben}, "user", "Ben"),
        ({"hidden": "Somebody"}, "hidden_user", "Somebody"),
        ({"channel": "News"}, "channel", "News"),
    ):
        sent = await trial.act(ann, "send", text="hear this", forwarded_from=source)
        assert sent["forward_origin"]["type"] == kind
        shown = (await trial.chat(ann))[-1]
        assert (shown["forwarded"], shown["forwarded_from"]) == (True, name)
        await trial.act(ann, "edit", 409, message_id=sent["message_id"], text="x")
    for wrong in ({"hidden": 7}, {"nobody": "x"}, "Ben", {"person": ben, "hidden": "x"}):
        await trial.act(ann, "send", 400, text="x", forwarded_from=wrong)


async def test_unsent_for_oneself_only(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    hers = (await trial.act(ann, "send", text="still there"))["message_id"]
    to_herself: Json = {"for": "me"}
    await trial.act(ann, "unsend", message_id=hers, **to_herself)
    assert (await trial.chat(ann))[-1]["deleted"] is True
    await trial.ask("copyMessage", chat_id=ben, from_chat_id=ann, message_id=hers)
    assert (await trial.chat(ben))[-1]["text"] == "still there"


async def test_pinned(trial: Trial) -> None:
    ann = await trial.person()
    first, second = await trial.said(ann, "one"), await trial.said(ann, "two")
    for message in (first, second):
        await trial.ask("pinChatMessage", chat_id=ann, message_id=message)
    assert (await trial.ask("getChat", chat_id=ann))["pinned_message"]["text"] == "two"
    await trial.ask("unpinChatMessage", chat_id=ann)
    assert (await trial.world("GET", f"people/{ann}/chat"))["pinned"] == first
    await trial.ask("unpinAllChatMessages", chat_id=ann)
    assert "pinned_message" not in await trial.ask("getChat", chat_id=ann)
    service = await trial.act(ann, "pin", message_id=first)
    assert service["pinned_message"]["message_id"] == first
