"""Every refusal word for word, as the bot's classifier will meet it."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.simulator.driver import Trial

NEVER = 7_999_999_999
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
MARKUP = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


BAD_REQUESTS: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": NEVER, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "@somebody", "text": "x"}, "chat not found"),
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"text": ""}, "message text is empty"),
    ("sendMessage", {"text": " \n\u200b "}, "message text is empty"),
    ("sendMessage", {"text": "x" * 4097}, "message is too long"),
    ("sendMessage", {"text": "😀" * 4097}, "message is too long"),
    ("sendMessage", {"text": "x", "message_thread_id": 7}, "message thread not found"),
    ("sendMessage", {"text": "x", "parse_mode": "Poetry"}, "unsupported parse_mode"),
    (
        "sendMessage",
        {"text": "x", "reply_parameters": {"message_id": 9999}},
        "message to be replied not found",
    ),
    ("sendMessage", {"text": "x", "reply_to_message_id": 9999}, "message to be replied not found"),
    (
        "sendMessage",
        {"text": "x", "reply_markup": inline(text="a", callback_data="я" * 33)},
        "BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": {"inline_keyboard": [[MARKUP["inline_keyboard"][0][0]] * 101]}},
        "REPLY_MARKUP_TOO_LONG",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": inline(text="a")},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": inline(text="a", callback_data="")},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": inline(callback_data="b")},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": inline(text="a", url="http://nowhere")},
        "inline keyboard button URL 'http://nowhere' is invalid: Wrong HTTP URL",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": inline(text="a", url="ftp://a.example")},
        "inline keyboard button URL 'ftp://a.example' is invalid: Unsupported URL protocol",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": "nonsense"},
        "can't parse reply keyboard markup JSON object",
    ),
    ("sendMessage", {"text": "x", "reply_markup": [1]}, "object expected as reply markup"),
    (
        "sendMessage",
        {"text": "hello", "entities": [{"type": "bold", "offset": 100, "length": 1}]},
        "entity begins after the end of the text at UTF-16 offset 100",
    ),
    (
        "sendMessage",
        {"text": "hello", "entities": [{"type": "bold", "offset": 0, "length": 9}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
    ),
    (
        "sendMessage",
        {"text": "hello", "entities": [{"type": "sparkle", "offset": 0, "length": 1}]},
        "can't parse MessageEntity: Unsupported type specified",
    ),
    (
        "sendMessage",
        {"text": "hello", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "no"}]},
        "entity URL 'no' is invalid: Wrong HTTP URL",
    ),
    ("sendPhoto", {}, "there is no photo in the request"),
    ("sendPhoto", {"photo": "AgACnothing"}, "wrong file identifier/HTTP URL specified"),
    ("sendPhoto", {"photo": "attach://gone"}, "wrong file identifier/HTTP URL specified"),
    ("sendPhoto", {"photo": "https://example.com/a.png"}, "failed to get HTTP URL content"),
    ("sendPhoto", {"photo": "AgAC", "caption": "x" * 1025}, "message caption is too long"),
    ("sendMediaGroup", {"media": []}, "there are no messages to send"),
    (
        "sendMediaGroup",
        {"media": [{"type": "sticker", "media": "x"}]},
        'can\'t parse InputMedia: type "sticker" is unsupported',
    ),
    (
        "sendMediaGroup",
        {"media": [{"type": "animation", "media": "x"}]},
        "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
    ),
    ("sendMediaGroup", {"media": [{"type": "photo"}]}, "can't parse InputMedia: media not found"),
    (
        "sendMediaGroup",
        {"media": [{"type": "photo", "media": "attach://nothing"}]},
        "can't parse InputMedia: media not found",
    ),
    ("sendLocation", {"longitude": 1}, "latitude is empty"),
    ("sendLocation", {"latitude": 1}, "longitude is empty"),
    ("sendLocation", {"latitude": 91, "longitude": 1}, "invalid location specified"),
    (
        "sendLocation",
        {"latitude": 91, "longitude": 1, "live_period": 60},
        "invalid live location specified",
    ),
    (
        "sendLocation",
        {"latitude": 9, "longitude": 1, "live_period": 59},
        "wrong live location period specified",
    ),
    (
        "sendLocation",
        {"latitude": 9, "longitude": 1, "live_period": 60, "heading": 361},
        "wrong live location heading specified",
    ),
    (
        "sendLocation",
        {"latitude": 9, "longitude": 1, "live_period": 60, "proximity_alert_radius": 100001},
        "wrong live location proximity alert radius specified",
    ),
    ("sendPoll", {"question": "", "options": ["a"]}, "poll question must be non-empty"),
    ("sendPoll", {"question": "q" * 301, "options": ["a"]}, "poll question length must not exceed 300"),
    ("sendPoll", {"question": "q", "options": []}, "poll must have at least 1 option"),
    ("sendPoll", {"question": "q", "options": ["a"] * 13}, "poll can't have more than 12 options"),
    ("sendPoll", {"question": "q", "options": ["a", ""]}, "poll options must be non-empty"),
    ("sendPoll", {"question": "q", "options": ["a" * 101]}, "poll options length must not exceed 100"),
    ("sendPoll", {"question": "q", "options": ["a"], "type": "x"}, "unsupported poll type specified"),
    ("sendPoll", {"question": "q", "options": ["a"], "type": "quiz"}, "wrong correct option ID specified"),
    (
        "sendPoll",
        {"question": "q", "options": ["a", "b"], "type": "quiz", "correct_option_ids": [True]},
        "wrong correct option ID specified",
    ),
    (
        "sendPoll",
        {"question": "q", "options": ["a", "b"], "type": "quiz", "correct_option_ids": [1.0]},
        "wrong correct option ID specified",
    ),
    ("stopPoll", {"message_id": 9999}, "message with poll to stop not found"),
    ("sendDice", {"emoji": "x"}, "wrong dice emoji"),
    ("sendContact", {"first_name": "A"}, "phone number is empty"),
    ("sendContact", {"phone_number": "+1"}, "first name is empty"),
    ("editMessageMedia", {"message_id": 9999, "media": "{"}, "can't parse media JSON object"),
    (
        "editMessageLiveLocation",
        {"message_id": 9999, "latitude": 1, "longitude": 1},
        "message to edit not found",
    ),
    ("pinChatMessage", {"message_id": 9999}, "message to pin not found"),
    ("unpinChatMessage", {}, "message to unpin not found"),
    ("sendChatAction", {"action": "dance"}, "wrong parameter action in request"),
    ("copyMessage", {"from_chat_id": NEVER, "message_id": 1}, "chat not found"),
    ("copyMessages", {"message_ids": [3, 2]}, "message identifiers must be in a strictly increasing order"),
    ("editMessageText", {"message_id": 9999, "text": "x"}, "message to edit not found"),
    ("editMessageText", {"text": "x"}, "message identifier is not specified"),
    ("deleteMessage", {"message_id": 9999}, "message to delete not found"),
    ("setMessageReaction", {"message_id": 9999}, "message to react not found"),
    ("answerCallbackQuery", {"callback_query_id": "17"}, QUERY_TOO_OLD),
    ("answerCallbackQuery", {"callback_query_id": "17", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    ("getFile", {"file_id": "nothing"}, "invalid file_id"),
    ("setMyCommands", {"commands": [{"command": "Sta rt", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    (
        "setMyCommands",
        {"commands": [{"command": "start", "description": ""}]},
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    ("setWebhook", {"url": "http://plain.example"}, "bad webhook: An HTTPS URL must be provided for webhook"),
]


@pytest.mark.provokes
@pytest.mark.parametrize(("method", "params", "reason"), BAD_REQUESTS)
async def test_bad_requests(trial: Trial, method: str, params: dict[str, Any], reason: str) -> None:
    ann = await trial.person()
    wanted = params if "chat_id" in params or reason == "chat_id is empty" else {"chat_id": ann, **params}
    if method.startswith("copy"):
        wanted = {"from_chat_id": ann, **wanted}
    assert await trial.refusal(method, **wanted) == (400, f"Bad Request: {reason}")
    assert len(await trial.chat(ann)) == 1, "a refused call leaves nothing behind"


@pytest.mark.provokes
async def test_wrong_token_and_unknown_method(trial: Trial) -> None:
    async with trial.http.get(f"{trial.address}/bot123456:wrong/getMe") as response:
        assert response.status == 401
        assert (await response.json())["description"] == "Unauthorized: invalid token specified"
    assert await trial.refusal("sendPigeon") == (404, "Not Found: method not found")


async def test_whom_a_bot_cannot_write_to(trial: Trial) -> None:
    ann = await trial.person(started=False)
    assert await trial.refusal("sendMessage", chat_id=ann, text="x") == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    await trial.act(ann, "start")
    message = await trial.said(ann)
    await trial.act(ann, "block")
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert await trial.refusal("sendMessage", chat_id=ann, text="x") == blocked
    assert await trial.refusal("editMessageText", chat_id=ann, message_id=message, text="y") == blocked
    assert await trial.refusal("sendChatAction", chat_id=ann, action="typing") == blocked
    await trial.act(ann, "unblock")
    await trial.said(ann)
    await trial.act(ann, "deactivate")
    assert await trial.refusal("sendMessage", chat_id=ann, text="x") == (
        403,
        "Forbidden: user is deactivated",
    )


async def test_what_cannot_be_edited_or_deleted(trial: Trial) -> None:
    ann = await trial.person()
    hers = (await trial.act(ann, "send", text="mine"))["message_id"]
    ours = await trial.said(ann, reply_markup=MARKUP)
    keyed = await trial.said(ann, reply_markup={"keyboard": [["a"]]})
    cannot = (400, "Bad Request: message can't be edited")
    assert await trial.refusal("editMessageText", chat_id=ann, message_id=hers, text="x") == cannot
    assert await trial.refusal("editMessageText", chat_id=ann, message_id=keyed, text="x") == cannot
    same = await trial.refusal(
        "editMessageText", chat_id=ann, message_id=ours, text="Hello", reply_markup=MARKUP
    )
    assert same == (
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly"
        " the same as a current content and reply markup of the message",
    )
    await trial.world("POST", "clock", {"advance": 48 * 3600 + 1})
    too_old = (400, "Bad Request: message can't be deleted for everyone")
    assert await trial.refusal("deleteMessage", chat_id=ann, message_id=ours) == too_old
    await trial.world("POST", "clock", {"advance": -60})
    assert await trial.ask("deleteMessage", chat_id=ann, message_id=hers) is True
    assert await trial.ask("deleteMessage", chat_id=ann, message_id=ours) is True
    assert await trial.refusal("copyMessage", chat_id=ann, from_chat_id=ann, message_id=ours) == (
        400,
        "Bad Request: message to copy not found",
    )


async def test_a_body_too_large(trial: Trial) -> None:
    ann = await trial.person()
    url = f"{trial.address}/bot{trial.token}/sendDocument?chat_id={ann}"
    async with trial.http.post(url, data={"document": io.BytesIO(bytes(53 << 20))}) as response:
        assert response.status == 413
        assert (await response.json())["description"] == "Request Entity Too Large"


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"{", "application/json"), (b"[1]", "application/json"), (b"\xff\xfe", "application/json"),
     (b"junk", "multipart/form-data"), (b"--x\r\n\r\n", "multipart/form-data; boundary=x")],
)  # fmt: skip
async def test_a_body_that_is_none(trial: Trial, body: bytes, kind: str) -> None:
    url = f"{trial.address}/bot{trial.token}/sendMessage"
    async with trial.http.post(url, data=body, headers={"Content-Type": kind}) as response:
        assert response.status == 400
        assert (await response.json())["description"].startswith("Bad Request: ")
