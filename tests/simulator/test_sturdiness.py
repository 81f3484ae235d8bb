"""Nonsense of every kind: an answer always, never a trace, and the world goes on."""

from __future__ import annotations

import base64
import json
import os
import random
from typing import Any

import pytest

from simulator.pictures import sample_picture
from tests.simulator.driver import Json, Trial

ROUNDS = 1200
_WORDS = (
    "|x|0|-1|1e9|HTML|<b>|<a href=|</|&#xD800;|*_[](|😀😀|\ud83d|\x00|photo|attach://x|http://[|tg://user?id=1"
    "|{|[[|null|/start|@a|2026|send*|500|bold|99999999999999999999999999"
)
_KEYS = (
    "inline_keyboard|keyboard|text|callback_data|url|type|offset|length|user|id|message_id|quote"
    "|quote_position|chat_id|emoji|command|description|media|caption|remove_keyboard|one_time_keyboard"
)
WORDS, KEYS = _WORDS.split("|"), _KEYS.split("|")


def nonsense(dice: random.Random, depth: int = 0) -> Any:
    kind = dice.randrange(10 if depth < 3 else 6)
    if kind < 2:
        return dice.choice([1, 2, 3, 0, -1, 2**70, 10**400, 1.5, float("inf"), float("nan")])
    if kind < 4:
        return dice.choice(WORDS)
    if kind < 6:
        return dice.choice([None, True, False, "text_link", "text_mention", "emoji", "default", "date_time"])
    if kind < 8:
        return [nonsense(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {dice.choice(KEYS): nonsense(dice, depth + 1) for _ in range(dice.randrange(4))}


def spoiled(dice: random.Random, value: Any) -> Any:
    """Somewhere in a good value, something else."""
    if dice.random() < 0.4 or not value:
        return nonsense(dice)
    if isinstance(value, dict):
        return value | {(key := dice.choice(list(value))): spoiled(dice, value[key])}
    if isinstance(value, list):
        at = dice.randrange(len(value))
        return [*value[:at], spoiled(dice, value[at]), *value[at + 1 :]]
    return nonsense(dice)


def good(ann: int, ours: int, hers: int, file_id: str) -> list[tuple[str, Json]]:
    """A good call of every kind, to be spoiled."""
    button = {"text": "a", "callback_data": "b", "url": "https://a.example"}
    span = {"type": "text_link", "offset": 0, "length": 1, "url": "https://a.example", "user": {"id": ann}}
    more = {"reply_markup": {"inline_keyboard": [[button]]}, "protect_content": True, "message_thread_id": 0}
    reply = {"reply_parameters": {"message_id": hers, "quote": "word", "quote_position": 0, "chat_id": ann}}
    keys = {
        "reply_markup": {"keyboard": [[{"text": "k", "request_contact": True}]], "one_time_keyboard": True}
    }
    other = {"inline_keyboard": [[button, {"text": "z", "callback_data": "y"}]]}
    source = {"chat_id": ann, "from_chat_id": ann}
    media = [
        {"type": "photo", "media": file_id, "caption": "c", "caption_entities": [span], "duration": 1}
    ] * 2
    command = {"command": "a", "description": "b"}
    scope = {"type": "chat", "chat_id": ann}
    photo = base64.b64encode(sample_picture(1, 8, 8)).decode()
    bot: list[tuple[str, Json]] = [
        ("sendMessage", {"chat_id": ann, "text": "<b>t</b>", "parse_mode": "HTML", **more, **reply}),
        ("sendMessage", {"chat_id": ann, "text": "*t*", "parse_mode": "MarkdownV2", **keys}),
        ("sendMessage", {"chat_id": ann, "text": "text", "entities": [span, span]}),
        ("sendPhoto", {"chat_id": ann, "photo": file_id, "caption": "c", "caption_entities": [span], **more}),
        ("sendMediaGroup", {"chat_id": ann, "media": media}),
        ("sendLocation", {"chat_id": ann, "latitude": 1.5, "longitude": "2", "live_period": 60}),
        ("sendVenue", {"chat_id": ann, "latitude": 1, "longitude": 2, "title": "t", "address": "a"}),
        ("sendContact", {"chat_id": ann, "phone_number": "+1", "first_name": "a"}),
        ("sendDice", {"chat_id": ann, "emoji": "🎯"}),
        ("sendChatAction", {"chat_id": ann, "action": "typing"}),
        ("copyMessage", {**source, "message_id": hers, "caption": "c", **more}),
        ("copyMessages", {**source, "message_ids": [hers, ours], "remove_caption": True}),
        ("forwardMessages", {**source, "message_ids": [hers, ours]}),
        ("editMessageText", {"chat_id": ann, "message_id": ours, "text": "e", **more}),
        ("editMessageReplyMarkup", {"chat_id": ann, "message_id": ours, "reply_markup": other}),
        (
            "setMessageReaction",
            {"chat_id": ann, "message_id": hers, "reaction": [{"type": "emoji", "emoji": "👍"}]},
        ),
        ("deleteMessages", {"chat_id": ann, "message_ids": [10**6]}),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "t", "show_alert": True, "url": "u"}),
        ("setMyCommands", {"commands": [command], "scope": scope, "language_code": "id"}),
        ("setChatMenuButton", {"chat_id": ann, "menu_button": {"type": "default"}}),
        ("setMyName", {"name": "n", "language_code": ""}),
        ("getUpdates", {"offset": 0, "limit": 10, "allowed_updates": ["message"]}),
        ("getFile", {"file_id": file_id}),
    ]
    people: list[tuple[str, Json]] = [
        ("send", {"text": "word", "entities": [span], "reply_to": hers, "quote": "word", "media_group": "a"}),
        ("send", {"kind": "photo", "file_base64": photo, "file_name": "a.png", "mime": "image/png"}),
        ("send", {"kind": "video", "duration": 1, "width": 2, "height": 3, "caption": "c"}),
        ("send", {"kind": "location", "latitude": 1, "longitude": 2}),
        ("click", {"message_id": ours, "row": 0, "column": 0}),
        ("click", {"message_id": ours, "data": "d"}),
        ("click", {"text": "k"}),
        ("edit", {"message_id": hers, "text": "word", "entities": [span]}),
        ("react", {"message_id": hers, "emoji": "👍"}),
        ("unsend", {"message_id": 10**6}),
        ("start", {"payload": "p"}),
        ("language", {"language_code": "id"}),
        ("offline", {"why": "tunnel"}),
        ("start", {"payload": "waits"}),
        ("unsend", {"waiting": 1}),
        ("online", {"why": "light"}),
        ("read", {"message_id": ours}),
    ]
    return [(f"bot{{token}}/{name}", body) for name, body in bot] + [
        *((f"world/people/{ann}/{name}?wait=false", body) for name, body in people),
        ("world/people", {"first_name": "A", "username": "a", "language_code": "en", "note": "n"}),
        ("world/clock", {"advance": 1}),
        ("world/rates", {"on": False}),
        ("world/bot", {"topics": True, "people_make_topics": True, "lost_topics": "dropped"}),
        (f"world/people/{ann}/topic", {"name": "t"}),
    ]


def of_every_kind(ann: int, file_id: str, ids: dict[str, int]) -> list[tuple[str, Json]]:
    """`ids`: messages with a poll and a live location, of the bot's ("poll", "live") and hers ("my_…")."""
    photo = {"type": "photo", "media": file_id, "caption": "c", "has_spoiler": True}
    asked = {"question": "q", "options": ["a", {"text": "b"}], "correct_option_ids": [0], "type": "quiz"}
    where = {"latitude": 1, "longitude": 2, "heading": 5, "live_period": 60, "horizontal_accuracy": 2}
    bot: list[tuple[str, Json]] = [
        ("sendPoll", {**asked, "open_period": 9, "is_anonymous": False, "question_parse_mode": "HTML"}),
        ("stopPoll", {"message_id": ids["poll"]}),
        ("editMessageLiveLocation", {"message_id": ids["live"], **where}),
        ("stopMessageLiveLocation", {"message_id": ids["live"]}),
        ("editMessageMedia", {"message_id": ids["photo"], "media": photo | {"caption": "new"}}),
        ("pinChatMessage", {"message_id": ids["photo"]}),
        ("unpinChatMessage", {"message_id": ids["photo"]}),
        ("copyMessage", {"from_chat_id": ann, "message_id": ids["my_poll"]}),
        ("forwardMessages", {"from_chat_id": ann, "message_ids": [ids["my_poll"], ids["my_live"]]}),
    ]
    items = [{"kind": "photo", "caption": "c"}, {"kind": "video", "duration": 2}]
    people: list[tuple[str, Json]] = [
        ("send", {"kind": "album", "items": items, "caption": "c", "media_group": "g"}),
        ("send", {"kind": "poll", **asked, "is_anonymous": True}),
        ("send", {"kind": "live_location", **where}),
        ("send", {"kind": "dice", "emoji": "🎯", "value": 3}),
        ("send", {"kind": "contact", "phone_number": "+1", "first_name": "a", "user_id": 7}),
        ("send", {"kind": "audio", "title": "t", "performer": "p", "duration": 3, "file_name": "a.mp3"}),
        ("send", {"text": "x", "forwarded_from": {"channel": "c"}}),
        ("edit", {"message_id": ids["my_live"], **where}),
        ("edit", {"message_id": ids["my_photo"], "kind": "video", "caption": "c", "width": 5}),
        ("vote", {"message_id": ids["vote"], "options": [0, 1]}),
        ("pin", {"message_id": ids["my_photo"]}),
        ("voices", {"allowed": True}),
        ("unsend", {"message_id": ids["vote"], "for": "me"}),
        ("stop", {"message_id": ids["my_live"]}),
        ("stop", {"message_id": ids["my_poll"]}),
    ]
    return [(f"bot{{token}}/{name}", {"chat_id": ann} | body) for name, body in bot] + [
        (f"world/people/{ann}/{name}", body) for name, body in people
    ]


async def targets(trial: Trial, ann: int, file_id: str) -> dict[str, int]:
    asked: Json = {"question": "q", "options": ["a", "b"], "allows_multiple_answers": True}
    where: Json = {"latitude": 1, "longitude": 1, "live_period": 600}
    made = {
        "poll": await trial.ask("sendPoll", chat_id=ann, **asked),
        "vote": await trial.ask("sendPoll", chat_id=ann, **asked),
        "live": await trial.ask("sendLocation", chat_id=ann, **where),
        "photo": await trial.ask("sendPhoto", chat_id=ann, photo=file_id),
        "my_poll": await trial.act(ann, "send", kind="poll"),
        "my_live": await trial.act(ann, "send", kind="live_location"),
        "my_photo": await trial.act(ann, "send", kind="photo"),
    }
    return {name: message["message_id"] for name, message in made.items()}


@pytest.mark.provokes
async def test_nonsense(trial: Trial) -> None:
    seed = int(os.environ.get("ROOMLINE_TEST_SEED", random.randrange(10**6)))
    print(f"seed {seed}")
    dice = random.Random(seed)
    ann = await trial.person()
    hers = (await trial.act(ann, "send", text="word"))["message_id"]
    file_id = (await trial.act(ann, "send", kind="photo"))["photo"][0]["file_id"]
    calls = good(ann, await trial.said(ann), hers, file_id)
    calls += of_every_kind(ann, file_id, await targets(trial, ann, file_id))
    for path, body in calls:
        if "/unsend" not in path and "answerCallback" not in path and '"k"' not in json.dumps(body):
            assert await status(trial, path, body) < 300, (path, body)
    for _ in range(ROUNDS):
        path, body = dice.choice(calls)
        for _ in range(dice.randrange(1, 3)):
            body = body | {(name := dice.choice(list(body))): spoiled(dice, body[name])}
        assert await status(trial, path, body) < 500
    await trial.world("POST", "people", {"first_name": "Still here"})
    await trial.world("POST", "rates", {"on": False})  # nonsense may have begun them
    assert trial.complaints() == ""


async def status(trial: Trial, path: str, body: Json) -> int:
    headers = {"Content-Type": "application/json"}
    where = f"{trial.address}/{path.format(token=trial.token)}"
    async with trial.http.post(where, data=json.dumps(body), headers=headers) as response:
        answer = await response.json()
        told: Json = {} if isinstance(answer, list) else answer
        refusal = told.get("error") or told.get("description") or ""
        assert response.status < 500, (path, body)
        assert "make sense" not in refusal, (path, body)
        return response.status


@pytest.mark.provokes
async def test_names_that_no_database_holds_and_names_that_hold_the_token(trial: Trial) -> None:
    """What is written down of a call once kept every later one from being written."""
    ann = await trial.person()
    for name in ("\ud800", trial.token, "x" * 100_000, "\x00"):
        body = {"chat_id": ann, "text": "t", name: {name: name}}
        assert await status(trial, "bot{token}/sendMessage", body) == 200
        assert await status(trial, f"bot{{token}}/{trial.token}", {}) == 404
        assert await status(trial, f"bot1:x/{trial.token}", {}) == 401
    async with trial.http.get(f"{trial.address}/world/calls") as response:
        assert trial.token not in await response.text()
    async with trial.http.get(f"{trial.address}/world/conformance") as response:
        told = await response.text()
    assert trial.token not in told
    assert len(told) < 50_000


PART = b'--x\r\nContent-Disposition: form-data; name="text"%s\r\n\r\nh\xff=&a\r\n--x--\r\n'


@pytest.mark.provokes
@pytest.mark.parametrize("path", ["bot{token}/sendMessage", "world/people/{ann}/send"])
async def test_bodies_that_cannot_be_decoded(trial: Trial, path: str) -> None:
    where = f"{trial.address}/{path.format(token=trial.token, ann=await trial.person())}"
    bodies = [("application/json", b"{}", {"Content-Encoding": encoding}) for encoding in ("gzip", "deflate")]
    lines = (
        b"\r\nContent-Type: text/plain; charset=none",
        b"\r\nContent-Transfer-Encoding: none",
        b"\r\nContent-Transfer-Encoding: base64",
        b"\r\nContent-Encoding: gzip",
        b"\r\nContent-Length: none",
        b"\r\nContent-Type: multipart/mixed",
        b"\xed\xa0\x80",
        b"\r\nnone",
    )
    bodies += [("multipart/form-data; boundary=x", PART % line, {}) for line in lines]
    for kind, body, fields in bodies:
        headers = {"Content-Type": kind, "Connection": "close", **fields}
        async with trial.http.post(where, data=body, headers=headers) as response:
            told = await response.json()
            assert 400 <= response.status < 500, (body, told)
            assert "make sense" not in json.dumps(told), body
    assert trial.complaints() == ""
