"""The world API: what people do, and how it reaches the bot."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import time
from typing import Any

import aiohttp
import pytest

from simulator.pictures import sample_picture
from tests.simulator.driver import Trial


def keys(*rows: list[Any], **more: Any) -> dict[str, Any]:
    return {"keyboard": list(rows), **more}


def inline(text: str = "Go", **action: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, **(action or {"callback_data": "go"})}]]}


async def test_a_fresh_world_has_three_sample_people(trial: Trial) -> None:
    people = await trial.world("GET", "people")
    assert [person["note"] for person in people] == ["customer", "therapist", "operator"]
    assert all("sample" in person["first_name"] for person in people)
    assert all(set(person) >= {"id", "first_name", "username", "language_code", "note"} for person in people)


async def test_start_comes_first(trial: Trial) -> None:
    ann = await trial.person(started=False, first_name="Ann")
    refused = await trial.act(ann, "send", 409, text="hello")
    assert refused == {"error": "Ann has not pressed Start yet."}
    assert await trial.updates() == []
    await trial.act(ann, "start", payload="tara_7")
    (update,) = await trial.updates()
    assert update["message"]["text"] == "/start tara_7"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    await trial.act(ann, "start", 400, payload="not ok")
    await trial.act(ann, "start", 400, payload="x" * 65)


async def test_a_press_and_its_answer(trial: Trial) -> None:
    ann = await trial.person()
    message = await trial.said(ann, reply_markup=inline(callback_data="yes:7"))
    click = asyncio.ensure_future(trial.act(ann, "click", message_id=message, text="Go"))
    (update,) = await trial.updates(timeout=5)
    query = update["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["message_id"]) == ("yes:7", ann, message)
    await trial.ask("answerCallbackQuery", callback_query_id=query["id"], text="Done", show_alert=True)
    assert await click == {"answer": {"text": "Done", "show_alert": True}}
    late = await trial.refusal("answerCallbackQuery", callback_query_id=query["id"])
    assert late[1].startswith("Bad Request: query is too old"), "answered twice"
    assert (await trial.calls("answerCallbackQuery"))[-1]["chat"] == ann


async def test_a_press_that_is_answered_late(trial: Trial) -> None:
    ann = await trial.person()
    message = await trial.said(ann, reply_markup=inline())
    assert await trial.act(ann, "click", message_id=message, row=0, column=0, wait=False) == {"answer": None}
    (update,) = await trial.updates()
    await trial.world("POST", "clock", {"advance": 16})
    late = await trial.refusal("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
    assert late == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


async def test_a_press_nobody_answers(trial: Trial) -> None:
    ann = await trial.person()
    message = await trial.said(ann, reply_markup=inline())
    began = time.monotonic()
    assert await trial.act(ann, "click", message_id=message, text="Go") == {"answer": None}
    assert time.monotonic() - began > 2.5


async def test_two_taps_are_two_queries(trial: Trial) -> None:
    ann = await trial.person()
    message = await trial.said(ann, reply_markup=inline())
    await asyncio.gather(*(trial.act(ann, "click", message_id=message, text="Go", wait=False) for _ in "12"))
    one, two = (update["callback_query"]["id"] for update in await trial.updates())
    assert one != two


async def test_a_label_alone(trial: Trial) -> None:
    ann = await trial.person()
    await trial.said(ann, reply_markup=inline())
    newest = await trial.said(ann, reply_markup=inline())
    await trial.act(ann, "click", text="Go", wait=False)
    assert (await trial.updates())[0]["callback_query"]["message"]["message_id"] == newest
    await trial.said(ann, reply_markup={"keyboard": [["Go"]]})
    await trial.act(ann, "click", text="Go")
    assert (await trial.updates())[0]["message"]["text"] == "Go"


async def test_stale_and_forged_presses(trial: Trial) -> None:
    ann = await trial.person()
    message = await trial.said(ann, reply_markup=inline())
    assert "error" in await trial.act(ann, "click", 404, message_id=message, text="Nope")
    assert "error" in await trial.act(ann, "click", 404, message_id=message, row=0, column=7)
    assert "error" in await trial.act(ann, "click", 404, text="Nope")
    await trial.ask("editMessageText", chat_id=ann, message_id=message, text="Over")
    assert "error" in await trial.act(ann, "click", 404, text="Go")
    assert "error" in await trial.act(ann, "click", 404, message_id=message, text="Go")
    await trial.act(ann, "click", message_id=message, data="somebody-elses:9", wait=False)
    (update,) = await trial.updates()
    assert update["callback_query"]["data"] == "somebody-elses:9"


async def test_a_url_button_goes_nowhere_near_the_bot(trial: Trial) -> None:
    ann = await trial.person()
    message = await trial.said(ann, reply_markup=inline("Map", url="https://maps.example/1"))
    clicked = await trial.act(ann, "click", message_id=message, text="Map")
    assert clicked == {"answer": None, "url": "https://maps.example/1"}
    assert await trial.updates() == []


async def test_the_keyboard(trial: Trial) -> None:
    ann = await trial.person()
    first = await trial.said(ann, reply_markup=keys(["Book", "Stop"], ["Help"], one_time_keyboard=True))
    chat = await trial.world("GET", f"people/{ann}/chat")
    assert chat["keyboard"] == [["Book", "Stop"], ["Help"]] == chat["messages"][-1]["keyboard"]
    await trial.act(ann, "click", text="Help")
    assert (await trial.updates())[0]["message"]["text"] == "Help"
    assert (await trial.world("GET", f"people/{ann}/chat"))["keyboard"] is None, "one-time"
    await trial.act(ann, "click", message_id=first, text="Book")
    assert (await trial.updates())[0]["message"]["text"] == "Book"
    await trial.said(ann, reply_markup=keys([{"text": "My number", "request_contact": True}]))
    await trial.act(ann, "click", text="My number")
    assert (await trial.updates())[0]["message"]["contact"]["first_name"] == "Ann"
    await trial.said(ann, reply_markup={"remove_keyboard": True})
    assert (await trial.world("GET", f"people/{ann}/chat"))["keyboard"] is None


async def test_edit_and_unsend(trial: Trial) -> None:
    ann = await trial.person()
    hers = (await trial.act(ann, "send", text="helo"))["message_id"]
    await trial.drain()
    await trial.act(ann, "edit", message_id=hers, text="hello")
    (update,) = await trial.updates()
    assert update["edited_message"]["text"] == "hello"
    assert update["edited_message"]["edit_date"]
    await trial.act(ann, "unsend", message_id=hers)
    assert await trial.updates() == [], "a bot is never told"
    assert (await trial.chat(ann))[-1]["deleted"] is True
    assert "error" in await trial.act(ann, "edit", 404, message_id=hers, text="x")
    ours = await trial.said(ann)
    assert "error" in await trial.act(ann, "edit", 409, message_id=ours, text="x")


async def test_block_and_unblock(trial: Trial) -> None:
    ann = await trial.person()
    await trial.act(ann, "block")
    await trial.act(ann, "block")
    (update,) = await trial.updates()
    change = update["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    assert "error" in await trial.act(ann, "send", 409, text="x")
    await trial.act(ann, "start")
    restarted, start = await trial.updates()
    assert restarted["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert start["message"]["text"] == "/start"


@pytest.mark.parametrize(
    "kind", ["document", "video", "voice", "audio", "animation", "sticker", "video_note"]
)
async def test_files_of_every_kind(trial: Trial, kind: str) -> None:
    ann = await trial.person()
    data: dict[str, Any] = {"file_base64": base64.b64encode(b"bytes").decode(), "file_name": "../../x.bin"}
    sent = await trial.act(ann, "send", kind=kind, **data)
    assert sent[kind]["file_size"] == 5
    (update,) = await trial.updates()
    file = await trial.ask("getFile", file_id=update["message"][kind]["file_id"])
    async with trial.http.get(f"{trial.address}/file/bot{trial.token}/{file['file_path']}") as response:
        assert await response.read() == b"bytes"
    shown = (await trial.chat(ann))[-1]
    assert (shown["file"]["name"], shown["file"]["size"]) == ("x.bin", 5)


async def test_photos_by_upload_and_by_sample(trial: Trial) -> None:
    ann = await trial.person()
    form = aiohttp.FormData({"kind": "photo", "text": "look", "reply_to": "1"})
    form.add_field("file", io.BytesIO(sample_picture(5)), filename="p.png", content_type="image/png")
    first = (await trial.chat(ann))[0]["message_id"]
    form = aiohttp.FormData({"kind": "photo", "text": "look", "reply_to": str(first)})
    form.add_field("file", io.BytesIO(sample_picture(5)), filename="p.png", content_type="image/png")
    async with trial.http.post(f"{trial.address}/world/people/{ann}/send", data=form) as response:
        sent = await response.json()
    assert (sent["caption"], sent["reply_to_message"]["message_id"]) == ("look", first)
    one, two = [await trial.act(ann, "send", kind="photo") for _ in "12"]
    assert one["photo"][-1]["file_unique_id"] != two["photo"][-1]["file_unique_id"]
    await trial.act(ann, "send", kind="location", latitude=-8.65, longitude=115.2)
    shown = (await trial.chat(ann))[-1]
    assert (shown["kind"], shown["location"]) == ("location", {"latitude": -8.65, "longitude": 115.2})


async def test_unread_counts(trial: Trial) -> None:
    ann = await trial.person()
    first, second = await trial.said(ann), await trial.said(ann)

    async def unread() -> int:
        return next(int(p["unread"]) for p in await trial.world("GET", "people") if p["id"] == ann)

    assert await unread() == 2
    await trial.act(ann, "read", message_id=first)
    assert await unread() == 1
    await trial.ask("deleteMessage", chat_id=ann, message_id=second)
    assert await unread() == 0


BAD_INPUT: list[tuple[str, str, Any, int]] = [
    ("POST", "people", {"first_name": ""}, 400),
    ("POST", "people", {"first_name": "A", "age": 7}, 400),
    ("POST", "people", {"first_name": "A", "id": "x"}, 400),
    ("POST", "people", [1], 400),
    ("POST", "people", {"first_name": "x" * 65}, 400),
    ("POST", "people", {"first_name": "\ud83d"}, 400),
    ("POST", "people", {"first_name": "A", "username": "<b>"}, 400),
    ("POST", "people", {"first_name": "A", "language_code": "english please"}, 400),
    ("POST", "people", {"first_name": "A", "note": ["x"]}, 400),
    ("POST", "people", {"first_name": "A", "id": 2**52}, 400),
    ("GET", "people/9999999999999999/chat", None, 404),
    ("POST", "people/1/offline", {}, 404),
    ("POST", "people/ANN/unsend", {"waiting": "first"}, 404),
    ("POST", "people/ANN/unsend", {"waiting": [1]}, 404),
    ("POST", "people/ANN/send", {"text": "half \ud83d"}, 400),
    ("POST", "people/1/send", {"text": "x"}, 404),
    ("POST", "people/ANN/send", {"text": ""}, 400),
    ("POST", "people/ANN/send", {"text": 7}, 400),
    ("POST", "people/ANN/send", {"text": "x" * 4097}, 400),
    ("POST", "people/ANN/send", {"text": "x", "reply_to": 999}, 404),
    ("POST", "people/ANN/send", {"text": "x", "reply_to": "1"}, 400),
    ("POST", "people/ANN/send", {"text": "x", "quote": "y"}, 400),
    ("POST", "people/ANN/send", {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 9}]}, 400),
    ("POST", "people/ANN/send", {"kind": "dream"}, 400),
    ("POST", "people/ANN/send", {"kind": ["photo"]}, 400),
    ("POST", "people/ANN/send", {"kind": "photo", "file_base64": "!"}, 400),
    ("POST", "people/ANN/send", {"kind": "photo", "file_base64": "eHg="}, 400),
    ("POST", "people/ANN/send", {"kind": "sticker", "text": "x"}, 400),
    ("POST", "people/ANN/send", {"kind": "location", "latitude": 100}, 400),
    ("POST", "people/ANN/react", {"message_id": 1, "emoji": "✅"}, 404),
    ("POST", "people/ANN/read", {"message_id": None}, 400),
    ("POST", "people/ANN/dance", {}, 404),
    ("GET", "people/ANN/chat?after=x", None, 400),
    ("GET", "calls?after=-1", None, 400),
    ("POST", "clock", {"advance": "soon"}, 400),
    ("POST", "clock", {}, 400),
    ("POST", "faults", {"kind": "flood"}, 400),
    ("POST", "faults", {"kind": ["429"]}, 400),
    ("POST", "faults", {"kind": "error", "code": 200}, 400),
    ("POST", "faults", {"kind": "429", "colour": "red"}, 400),
    ("POST", "faults", {"kind": "429", "rate": 2}, 400),
    ("POST", "faults", {"kind": "429", "count": -1}, 400),
    ("DELETE", "faults/99", None, 404),
    ("PUT", "clock", {}, 405),
    ("GET", "files/none", None, 404),
]


HOSTILE = [
    "\u202egnp.exe\u2066\u2069 \u05e9\u05dc\u05d5\u05dd",
    "a\u200bb\u200d\u2060\ufeffc",
    "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    "e" + "\u0301" * 4000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 500,
    "x" * 4096,
    "\U0001f642" * 4096,
    "'; DROP TABLE objects; --\x00\x1b[31m",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_arrive_as_they_are(trial: Trial, text: str) -> None:
    ann = await trial.person(first_name=text[:64])
    sent = await trial.act(ann, "send", text=text)
    (update,) = await trial.updates()
    # All but what Telegram itself takes out of everybody's texts.
    left = text.replace("\u202e", "").replace("\x00", " ").replace("\x1b", " ")
    assert update["message"]["text"] == left == sent["text"]
    assert (await trial.chat(ann))[-1]["text"] == sent["text"]
    name = next(one for one in await trial.world("GET", "people") if one["id"] == ann)["first_name"]
    assert name == text[:64]


async def test_a_file_that_is_too_large_is_refused(trial: Trial) -> None:
    ann = await trial.person()
    form = aiohttp.FormData({"kind": "document"})
    form.add_field("file", io.BytesIO(bytes(53 * 1024 * 1024)), filename="large.bin")
    where = f"{trial.address}/world/people/{ann}/send"
    async with trial.http.post(where, data=form) as response:
        assert response.status == 413
        assert await response.json() == {"error": "This is too large: a file has at most 50 MB."}
    huge = json.dumps({"kind": "document", "file_base64": "A" * 53 * 1024 * 1024})
    async with trial.http.post(where, data=io.BytesIO(huge.encode())) as response:
        assert response.status == 413
        assert await response.json() == {"error": "This is too large: a file has at most 50 MB."}


@pytest.mark.parametrize(("verb", "path", "body", "status"), BAD_INPUT)
async def test_bad_input_is_answered_in_a_sentence(
    trial: Trial, verb: str, path: str, body: Any, status: int
) -> None:
    ann = await trial.person()
    answer = await trial.world(verb, path.replace("ANN", str(ann)), body, status)
    assert answer["error"]
    assert "make sense" not in answer["error"], "the last resort, not an answer"
    assert len(await trial.chat(ann)) == 1


async def test_a_person_with_a_given_id(trial: Trial) -> None:
    made = await trial.world(
        "POST", "people", {"id": 42, "first_name": "Bo", "last_name": "Li", "note": "guest"}
    )
    assert made["id"] == 42
    await trial.world("POST", "people", {"id": 42, "first_name": "Bo"}, 409)
