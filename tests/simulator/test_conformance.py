"""The table of the Bot API, its checkers, and what the simulator reports by them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from simulator.conformance import derive
from simulator.conformance.book import Book
from simulator.methods.table import SPELLED
from simulator.params import Params
from tests.simulator.driver import Json, Trial
from tests.world import Program

TABLE: Json = json.loads(derive.TABLE.read_text("utf-8"))
# Where aiogram's source distribution lies, if it is on this machine.
SDIST = Path(os.environ.get("ROOMLINE_TEST_AIOGRAM_SDIST", "/nowhere"))


def test_the_table_knows_the_whole_bot_api() -> None:
    assert TABLE["version"] == "10.3"
    assert (len(TABLE["methods"]), len(TABLE["types"])) == (185, 400)
    fields = sum(len(one) for one in TABLE["types"].values() if isinstance(one, dict))
    assert (sum(len(one["takes"]) for one in TABLE["methods"].values()), fields) == (932, 1888)
    assert sum(isinstance(one, str) for one in TABLE["types"].values()) == 26


@pytest.mark.parametrize(
    ("method", "returns", "some"),
    [
        ("sendMessage", "Message", {"chat_id": "Integer|String!", "entities": "[MessageEntity]"}),
        ("getUpdates", "[Update]", {"offset": "Integer", "allowed_updates": "[String]"}),
        ("copyMessages", "[MessageId]", {"message_ids": "[Integer]!", "remove_caption": "Boolean"}),
        ("editMessageText", "Message|True", {"message_id": "Integer"}),
        ("setWebhook", "True", {"url": "String!", "certificate": "InputFile"}),
        ("getChat", "ChatFullInfo", {"chat_id": "Integer|String!"}),
        ("exportChatInviteLink", "String", {}),
    ],
)  # fmt: skip
def test_methods_of_the_table(method: str, returns: str, some: Json) -> None:
    told = TABLE["methods"][method]
    assert told["returns"] == returns
    assert told["takes"] | some == told["takes"]


def test_types_of_the_table() -> None:
    types = TABLE["types"]
    assert types["User"]["first_name"] == "String!"
    assert types["Message"]["reply_to_message"] == "Message"
    assert types["ReactionType"] == "ReactionTypeEmoji|ReactionTypeCustomEmoji|ReactionTypePaid"
    assert types["ReactionTypeEmoji"] == {"type": "=emoji!", "emoji": "String!"}
    assert types["Chat"]["type"] == "=private|group|supergroup|channel!"
    assert types["ReplyKeyboardMarkup"]["keyboard"] == "[[KeyboardButton|String]]!"
    assert types["RichText"].startswith("String|[RichText]|RichTextBold|")


def test_the_table_is_what_the_script_makes_of_the_distribution() -> None:
    if not SDIST.exists():
        pytest.skip("aiogram's source distribution is not here (ROOMLINE_TEST_AIOGRAM_SDIST names it)")
    assert derive.written(derive.derived(derive.schema(SDIST))) == derive.TABLE.read_text("utf-8")


def told(name: str, category: str, description: str, *fields: Json) -> Json:
    return {"name": name, "category": category, "description": description, "annotations": fields}


def field(name: str, kind: str, required: bool, description: str) -> Json:
    return {"name": name, "type": kind, "required": required, "description": description}


SAMPLE: Json = {
    "api": {"version": "9.9"},
    "items": [
        {
            "children": [
                told(
                    "getCats",
                    "methods",
                    "All of them. Returns an Array of Cat objects.",
                    field("many", "Array of Integer or String", True, "How many"),
                ),
                told("Cat", "types", "It is one of\n - Tom\n - Kit"),
                told("Tom", "types", "A cat", field("type", "String", True, "Kind, always 'tom'")),
                told("Kit", "types", "A cat", field("mother", "Cat", False, "Hers")),
            ]
        }
    ],
}


def test_deriving(tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(SAMPLE))
    table = derive.derived(derive.schema(schema))
    assert table["methods"] == {"getCats": {"returns": "[Cat]", "takes": {"many": "[Integer|String]!"}}}
    assert table["types"] == {"Cat": "Tom|Kit", "Tom": {"type": "=tom!"}, "Kit": {"mother": "Cat"}}
    assert json.loads(derive.written(table)) == table
    with pytest.raises(ValueError, match="what is returned"):
        derive.returned("It does a thing.", {"Cat"})


def test_every_method_here_is_one_of_the_bot_api() -> None:
    assert set(SPELLED.values()) <= set(TABLE["methods"])


BOOK = Book(TABLE)
USER = {"id": 1, "is_bot": False, "first_name": "A"}
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
FILE = {"file_id": "a", "file_unique_id": "b"}

ANSWERS: list[tuple[str, Any, list[tuple[str, str]]]] = [
    ("getMe", USER, []),
    ("getMe", USER | {"id": True}, [("id", "is a boolean instead of Integer")]),
    ("getMe", {"id": 1, "is_bot": False}, [("first_name", "is missing")]),
    ("getMe", USER | {"mood": 1}, [("mood", "is no field of User")]),
    ("getMe", [USER], [("", "is a list instead of User")]),
    ("deleteMessage", True, []),
    ("deleteMessage", 1, [("", "is not True")]),
    ("sendMessage", MESSAGE | {"from": USER, "reply_to_message": MESSAGE}, []),
    ("sendMessage", MESSAGE | {"reply_to_message": MESSAGE | {"from": USER | {"id": "1"}}},
     [("reply_to_message.from.id", "is a text instead of Integer")]),
    ("sendPhoto", MESSAGE | {"photo": [FILE | {"width": 1, "height": 1.5}]},
     [("photo[].height", "is a fraction instead of Integer")]),
    ("sendMessage", MESSAGE | {"chat": {"id": 1, "type": "room"}},
     [("chat.type", "is none of channel, group, private, supergroup")]),
    ("editMessageText", True, []),
    ("editMessageText", False, [("", "is a boolean instead of Message")]),
    ("sendLocation", MESSAGE | {"location": {"latitude": 1, "longitude": 1.5}}, []),
    ("getMyCommands", [{"command": "a", "description": None}],
     [("[].description", "is null instead of String")]),
    ("getChatMenuButton", {"type": "web_app", "text": "x", "web_app": {"url": 1}},
     [("web_app.url", "is a whole number instead of String")]),
    ("setWebhook", True, []),
    ("getGameHighScores", [{"position": 1, "user": USER, "score": "x"}],
     [("[].score", "is a text instead of Integer")]),
]  # fmt: skip


@pytest.mark.parametrize(("method", "answer", "wrong"), ANSWERS)
def test_answers(method: str, answer: Any, wrong: list[tuple[str, str]]) -> None:
    assert [(path, what) for path, what, _ in BOOK.answer(method)(answer) or []] == wrong


LINK = [{"text": "a", "url": "b"}]
REQUESTS: list[tuple[str, Json, list[tuple[str, str]]]] = [
    ("sendMessage", {"chat_id": 1, "text": "x"}, []),
    ("sendMessage", {"chat_id": "1", "text": "x", "protect_content": "true", "message_thread_id": "7"}, []),
    ("sendMessage", {"chat_id": 1.5, "text": 7, "protect_content": "perhaps", "message_thread_id": "x"},
     [("chat_id", "is a fraction instead of Integer"), ("text", "is a whole number instead of String"),
      ("protect_content", "is a text instead of Boolean"),
      ("message_thread_id", "is a text instead of Integer")]),
    ("sendMessage", {"text": "x"}, [("chat_id", "is missing")]),
    ("sendMessage", {"chat_id": 1, "text": "x", "colour": 1}, [("colour", "is no parameter of this method")]),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [LINK]}}, []),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": json.dumps({"inline_keyboard": [LINK]})}, []),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": 1}]]}},
     [("reply_markup.inline_keyboard[][].text", "is a whole number instead of String")]),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"keyboard": [["bare", {"text": "a"}]]}}, []),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "{"}, [("reply_markup", "is no JSON")]),
    ("sendMessage", {"chat_id": 1, "text": "x", "link_preview_options": {"is_disabled": "yes"}},
     [("link_preview_options.is_disabled", "is a text instead of Boolean")]),
    ("sendLocation", {"chat_id": 1, "latitude": "-8.5", "longitude": "east"},
     [("longitude", "is a text instead of Float")]),
    ("setMessageReaction", {"chat_id": 1, "message_id": 1, "reaction": [{"type": "emoji"}]},
     [("reaction[].emoji", "is missing")]),
    ("setMyCommands", {"commands": "[]", "scope": {"type": "chat", "chat_id": 5}}, []),
    ("setMyCommands", {"commands": "[]", "scope": {"type": "chat"}}, [("scope.chat_id", "is missing")]),
    ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "photo", "media": "x"}, {"type": "sticker"}]},
     [("media[].type", "is none of audio"), ("media[].media", "is missing")]),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params", "wrong"), REQUESTS)
def test_requests(method: str, params: Json, wrong: list[tuple[str, str]]) -> None:
    assert [(path, what) for path, what, _ in BOOK.asked(method)(Params(params, {}))] == wrong


@pytest.mark.provokes
async def test_what_is_found_is_listed_once_with_a_count(trial: Trial) -> None:
    ann = await trial.person()
    for _ in range(3):
        await trial.ask("sendMessage", chat_id=ann, text="x", mood=f"for {trial.token}")
    await trial.refusal("sendChecklist", chat_id=ann)
    await trial.refusal("sendPigeon")
    listed = await trial.world("GET", "conformance")
    assert [(one["where"], one["path"], one["what"], one["count"]) for one in listed] == [
        ("sendMessage", "mood", "is no parameter of this method", 3),
        ("sendChecklist", "", "is not in the simulator", 1),
        ("sendPigeon", "", "is no method of Bot API 10.3", 1),
    ]
    assert {one["side"] for one in listed} == {"request"}
    assert listed[0]["example"] == '"for <token>"'
    assert listed[0]["first_seen"] > 1e9
    await trial.world("POST", "reset")
    assert await trial.world("GET", "conformance") == listed
    await trial.world("DELETE", "conformance")
    assert await trial.world("GET", "conformance") == []


def waiting() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(300)"], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.provokes
async def test_a_program_that_breaks_the_bot_api_fails_its_test(trial: Trial, tmp_path: Path) -> None:
    """The harness of all journeys, here around a process that does nothing."""
    idle = waiting()
    program = Program(tmp_path, process=idle, line={"simulator": trial.address})
    await trial.refusal("sendPigeon")
    with pytest.raises(AssertionError, match="sendPigeon"):
        program.stop()
    assert idle.poll() is not None, "it was stopped all the same"


async def test_the_worst_messages_are_checked_fast_enough_to_be_always_on() -> None:
    """Not by a clock: by how many objects are looked at, which grows with the message and no faster."""
    looked = 0

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal looked
        looked += event == "call" and "conformance" in frame.f_code.co_filename

    def calls(message: Json) -> int:
        nonlocal looked
        looked = 0
        sys.setprofile(profile)
        assert BOOK.answer("sendMessage")(message) is None
        sys.setprofile(None)
        return looked

    bold = {"type": "bold", "offset": 0, "length": 1}
    few, many = (calls(MESSAGE | {"entities": [bold] * count}) for count in (10, 100))
    assert few < 60
    assert many < 10 * few
