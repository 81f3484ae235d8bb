"""What each library's bot does, step by step: every method that the simulator has, every kind of update,
the errors."""

from __future__ import annotations

from typing import Any

from tests.simulator.clients.steps import (
    Act,
    At,
    Call,
    Download,
    File,
    Heard,
    Hook,
    Poll,
    Refused,
    Rest,
    Shown,
    Start,
    Step,
    World,
)

ANN = At("ann.id")
GO = {
    "inline_keyboard": [
        [{"text": "Go", "callback_data": "go"}, {"text": "Site", "url": "https://example.com/"}]
    ]
}
SECRET = "Open-Sesame_1"
IN_RESPONSE = "Answer in your response"
"""What each bot answers by itself: from a webhook with a call in the HTTP response, where its library can."""
BOLD = [{"type": "bold", "offset": 0, "length": 2}]


def to(kept: str, **more: Any) -> dict[str, Any]:
    """The parameters that name a message kept earlier."""
    return {"chat_id": ANN, "message_id": At(f"{kept}.message_id"), **more}


def copied(*kept: str) -> dict[str, Any]:
    ids = [At(f"{one}.message_id") for one in kept]
    named = {"message_id": ids[0]} if len(ids) == 1 else {"message_ids": ids}
    return {"chat_id": ANN, "from_chat_id": ANN, **named}


BEGINNING: list[Step] = [
    World("people", {"first_name": "Ann & <b>", "language_code": "id"}, save="ann"),
    Start(),
    Call("getMe", gives={"is_bot": True, "username": "trial_bot", "has_topics_enabled": ...}),
    Call("getWebhookInfo", gives={"url": "", "pending_update_count": 0}),
    Poll(),
    Act("start", {"payload": "from-a-link"}),
    Heard(
        "message",
        {
            "text": "/start from-a-link",
            "from": {"id": ANN, "first_name": "Ann & <b>", "language_code": "id"},
            "chat": {"id": ANN, "type": "private"},
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        },
    ),
    Call("sendChatAction", {"chat_id": ANN, "action": "record_voice"}, gives=True),
    World("people/{ann}/chat", gives={"typing": True}),
]

TEXTS: list[Step] = [
    Call(
        "sendMessage",
        {"chat_id": ANN, "text": "<b>Hi</b> 😀 <i>you</i>", "parse_mode": "HTML", "reply_markup": GO},
        gives={
            "text": "Hi 😀 you",
            "entities": [*BOLD, {"type": "italic", "offset": 6, "length": 3}],
            "reply_markup": GO,
            "from": {"is_bot": True},
        },
        phone={"text": "Hi 😀 you", "buttons": [[{"text": "Go", "data": "go"}, {"text": "Site"}]]},
        save="hello",
    ),
    Call(
        "sendMessage",
        {"chat_id": ANN, "text": "*Hi* you\\!", "parse_mode": "MarkdownV2", "protect_content": True},
        gives={"text": "Hi you!", "entities": BOLD, "has_protected_content": True},
        phone={"protected": True},
    ),
    Call(
        "sendMessage",
        {
            "chat_id": ANN,
            "text": "Hi there",
            "entities": BOLD,
            "disable_notification": True,
            "link_preview_options": {"is_disabled": True},
            "reply_parameters": to("hello", quote="😀"),
        },
        gives={
            "entities": BOLD,
            "reply_to_message": {"message_id": At("hello.message_id")},
            "quote": {"text": "😀"},
        },
        phone={"reply_to": At("hello.message_id"), "quote": "😀"},
    ),
    Call(
        "sendMessage",
        {
            "chat_id": ANN,
            "text": "Where are you?",
            "reply_markup": {
                "keyboard": [[{"text": "Here", "request_location": True}, {"text": "Elsewhere"}]],
                "resize_keyboard": True,
                "input_field_placeholder": "Or type it",
            },
        },
        phone={"keyboard": [["Here", "Elsewhere"]]},
    ),
    Act("click", {"text": "Elsewhere"}),
    Heard("message", {"text": "Elsewhere"}),
    Call(
        "sendMessage",
        {"chat_id": ANN, "text": "Gone", "reply_markup": {"remove_keyboard": True}},
        phone={"keyboard": None},
    ),
    Call("sendMessage", {"chat_id": ANN, "text": "Why?", "reply_markup": {"force_reply": True}}),
]


def uploads() -> list[Step]:
    found: list[Step] = []
    kinds = ("photo", "video", "animation", "audio", "document", "voice", "video_note", "sticker")
    for kind in kinds:
        method = "send" + "".join(word.capitalize() for word in kind.split("_"))
        captioned = kind not in ("video_note", "sticker")
        caption = {"caption": "<b>It</b>", "parse_mode": "HTML"} if captioned else {}
        given = {"file_id": ..., "file_unique_id": ..., "file_size": ...}
        at = f"{kind}.photo.0.file_id" if kind == "photo" else f"{kind}.{kind}.file_id"
        found += [
            Call(
                method,
                {"chat_id": ANN, kind: File(kind), **caption},
                gives={
                    kind: [given] if kind == "photo" else given,
                    **({"caption": "It", "caption_entities": BOLD} if captioned else {}),
                },
                phone={"kind": kind, "from": "bot"},
                save=kind,
            ),
            Call("getFile", {"file_id": At(at)}, gives={"file_path": ..., "file_size": ...}),
            Download(At(at), File(kind)),
            Call(method, {"chat_id": ANN, kind: At(at)}, phone={"kind": kind}),
        ]
    return found


ALBUMS: list[Step] = [
    Call(
        "sendMediaGroup",
        {
            "chat_id": ANN,
            "media": [
                {"type": "photo", "media": File("photo", 2), "caption": "one"},
                {"type": "video", "media": File("video", 2)},
            ],
        },
        gives=[{"caption": "one", "media_group_id": ...}, {"video": {"file_id": ...}, "media_group_id": ...}],
        phone={"kind": "video"},
        save="album",
    ),
    Call(
        "sendMediaGroup",
        {
            "chat_id": ANN,
            "media": [{"type": "document", "media": At("document.document.file_id")}] * 2,
            "reply_parameters": {"message_id": At("hello.message_id")},
        },
        gives=[{"document": ...}, {"document": ..., "reply_to_message": ...}],
    ),
    Call(
        "editMessageMedia",
        to("album.1", media={"type": "photo", "media": File("photo", 3), "caption": "two"}),
        gives={"caption": "two", "photo": ..., "media_group_id": At("album.0.media_group_id")},
    ),
    Call(
        "copyMessages", copied("album.0", "album.1"), gives=[{"message_id": ...}] * 2, phone={"text": "two"}
    ),
    Call("forwardMessages", copied("album.0", "album.1"), gives=[{"message_id": ...}] * 2),
]

PLAIN: list[Step] = [
    Call(
        "sendLocation",
        {"chat_id": ANN, "latitude": 1.5, "longitude": 2.5, "horizontal_accuracy": 10},
        gives={"location": {"latitude": 1.5, "longitude": 2.5, "horizontal_accuracy": 10}},
        phone={"kind": "location"},
    ),
    Call(
        "sendLocation",
        {"chat_id": ANN, "latitude": 1.5, "longitude": 2.5, "live_period": 60, "heading": 90},
        gives={"location": {"live_period": 60, "heading": 90}},
        phone={"kind": "live_location", "live": True},
        save="live",
    ),
    Call(
        "editMessageLiveLocation",
        to("live", latitude=3.5, longitude=4.5, heading=7),
        gives={"location": {"latitude": 3.5, "heading": 7, "live_period": 60}, "edit_date": ...},
    ),
    Call(
        "stopMessageLiveLocation",
        to("live"),
        gives={"location": {"latitude": 3.5, "longitude": 4.5}},
        phone={"live": False},
    ),
    Call(
        "sendVenue",
        {"chat_id": ANN, "latitude": 1, "longitude": 2, "title": "Spa", "address": "Road 1"},
        gives={"venue": {"title": "Spa", "location": {"latitude": 1}}},
        phone={"kind": "venue"},
    ),
    Call(
        "sendContact",
        {"chat_id": ANN, "phone_number": "+15550100", "first_name": "Jo", "last_name": "Doe"},
        gives={"contact": {"phone_number": ..., "last_name": "Doe"}},
        phone={"kind": "contact"},
    ),
    Call(
        "sendDice",
        {"chat_id": ANN, "emoji": "🎯"},
        gives={"dice": {"emoji": "🎯", "value": ...}},
        phone={"kind": "dice"},
    ),
    Call(
        "sendPoll",
        {
            "chat_id": ANN,
            "question": "Which?",
            "options": [{"text": "This"}, {"text": "That"}],
            "type": "quiz",
            "correct_option_ids": [1],
            "explanation": "Because",
        },
        gives={"poll": {"type": "quiz", "correct_option_ids": [1], "explanation": "Because"}},
        phone={"kind": "poll"},
    ),
    Call(
        "sendPoll",
        {
            "chat_id": ANN,
            "question": "When?",
            "options": [{"text": "Now"}, {"text": "Later"}],
            "is_anonymous": False,
        },
        gives={"poll": {"question": "When?", "options": [{"text": "Now"}, {"text": "Later"}]}},
        save="poll",
    ),
    Act("vote", {"message_id": At("poll.message_id"), "options": [1]}),
    Heard("poll", {"id": At("poll.poll.id"), "total_voter_count": 1}),
    Heard("poll_answer", {"poll_id": At("poll.poll.id"), "option_ids": [1], "user": {"id": ANN}}),
    Call(
        "stopPoll", to("poll"), gives={"is_closed": True, "options": [{"voter_count": 0}, {"voter_count": 1}]}
    ),
    Heard("poll", {"is_closed": True}),
]

PRESSES: list[Step] = [
    Act(
        "click",
        {"message_id": At("hello.message_id"), "text": "Go"},
        gives={"answer": {"text": "Noted", "show_alert": True}},
        meanwhile=(
            Heard(
                "callback_query",
                {"data": "go", "from": {"id": ANN}, "message": {"message_id": At("hello.message_id")}},
                save="press",
            ),
            Call(
                "answerCallbackQuery",
                {"callback_query_id": At("press.id"), "text": "Noted", "show_alert": True},
                gives=True,
            ),
        ),
    ),
    Call(
        "answerCallbackQuery",
        {"callback_query_id": At("press.id")},
        refused=Refused(400, "query is too old and response timeout expired or query ID is invalid"),
    ),
    Call(
        "editMessageText",
        to("hello", text="*Pressed*", parse_mode="MarkdownV2", reply_markup=GO),
        gives={"text": "Pressed", "edit_date": ..., "reply_markup": GO},
    ),
    Call(
        "editMessageText",
        to("hello", text="*Pressed*", parse_mode="MarkdownV2", reply_markup=GO),
        refused=Refused(400, "message is not modified"),
    ),
    Call("editMessageReplyMarkup", to("hello"), gives={"text": "Pressed"}, phone={"buttons": []}),
    Call("editMessageCaption", to("photo", caption="Now"), gives={"caption": "Now"}, phone={"text": "Now"}),
    Call(
        "copyMessage",
        copied("photo") | {"caption": "Mine", "reply_markup": GO},
        gives={"message_id": ...},
        phone={"kind": "photo", "text": "Mine", "forwarded": False},
    ),
    Call(
        "forwardMessage",
        copied("photo"),
        gives={"forward_origin": {"type": "user", "sender_user": {"is_bot": True}}},
        phone={"forwarded": True},
    ),
    Call("setMessageReaction", to("hello", reaction=[{"type": "emoji", "emoji": "👀"}]), gives=True),
    Act("react", {"message_id": At("hello.message_id"), "emoji": "🔥"}),
    Heard(
        "message_reaction",
        {"user": {"id": ANN}, "new_reaction": [{"type": "emoji", "emoji": "🔥"}]},
    ),
    Call("setMessageReaction", to("hello", reaction=[]), gives=True),
    Call("pinChatMessage", to("hello", disable_notification=True), gives=True),
    Heard("message", {"pinned_message": {"message_id": At("hello.message_id")}, "from": {"is_bot": True}}),
    Call(
        "getChat",
        {"chat_id": ANN},
        gives={
            "type": "private",
            "first_name": "Ann & <b>",
            "pinned_message": {"message_id": At("hello.message_id")},
        },
    ),
    Call("unpinChatMessage", to("hello"), gives=True),
    Call("unpinAllChatMessages", {"chat_id": ANN}, gives=True),
    Call("deleteMessage", to("live"), gives=True),
    Call("editMessageText", to("live", text="x"), refused=Refused(400, "message to edit not found")),
    Call("deleteMessages", {"chat_id": ANN, "message_ids": [At("album.0.message_id")]}, gives=True),
]


def sends() -> list[Step]:
    """What people send, through each library's models."""
    found: list[Step] = []
    with_file = ("document", "video", "voice", "audio", "animation", "sticker", "video_note")
    for kind in ("photo", *with_file, "venue", "contact", "poll", "dice", "location", "story"):
        given: Any = [{"file_id": ...}] if kind == "photo" else {"file_id": ...} if kind in with_file else ...
        found += [Act("send", {"kind": kind}), Heard("message", {kind: given})]
    for kind in ("paid_media", "giveaway"):
        found += [Act("send", {"kind": kind}), Heard("message", {kind: ...})]
    return found


PEOPLE: list[Step] = [
    Act("send", {"text": "t", "reply_to": At("hello.message_id"), "quote": "Press"}, save="hers"),
    Heard("message", {"reply_to_message": {"text": "Pressed"}, "quote": {"text": "Press", "position": 0}}),
    Act("edit", {"message_id": At("hers.message_id"), "text": "u"}),
    Heard("edited_message", {"text": "u", "edit_date": ...}),
    *sends(),
    Act("send", {"kind": "live_location"}, save="moving"),
    Heard("message", {"location": {"live_period": 900}}),
    Act("edit", {"message_id": At("moving.message_id"), "latitude": 1.5, "longitude": 2}),
    Heard("edited_message", {"location": {"latitude": 1.5}}),
    Act("send", {"kind": "album"}),
    Heard("message", {"photo": ..., "media_group_id": ...}),
    Heard("message", {"photo": ..., "media_group_id": ...}),
    Act("send", {"text": "Passed on", "forwarded_from": {"channel": "News"}}),
    Heard("message", {"forward_origin": {"type": "channel", "chat": {"title": "News"}}}),
    Act("pin", {"message_id": At("hello.message_id")}),
    Heard("message", {"pinned_message": {"message_id": At("hello.message_id")}}),
    Act("block"),
    Heard("my_chat_member", {"new_chat_member": {"status": "kicked", "until_date": ...}}),
    Call("sendMessage", {"chat_id": ANN, "text": "x"}, refused=Refused(403, "bot was blocked by the user")),
    Act("unblock"),
    Heard(
        "my_chat_member", {"old_chat_member": {"status": "kicked"}, "new_chat_member": {"status": "member"}}
    ),
]

HERS = {"type": "chat", "chat_id": ANN}
BOOK, BUCH = {"command": "book", "description": "Book"}, {"command": "buch", "description": "Buchen"}

PROFILE: list[Step] = [
    Call("setMyCommands", {"commands": [BOOK]}, gives=True),
    World("people/{ann}/chat", gives={"commands": [BOOK]}),
    Call("setMyCommands", {"commands": [BUCH], "scope": HERS, "language_code": "de"}, gives=True),
    Call("getMyCommands", gives=[BOOK]),
    Call("getMyCommands", {"scope": HERS, "language_code": "de"}, gives=[BUCH]),
    Call("deleteMyCommands", {"scope": HERS, "language_code": "de"}, gives=True),
    Call("getMyCommands", {"scope": HERS, "language_code": "de"}, gives=[]),
    Call("setMyName", {"name": "Other", "language_code": "id"}, gives=True),
    Call("getMyName", {"language_code": "id"}, gives={"name": "Other"}),
    Call("setMyDescription", {"description": "What it does"}, gives=True),
    Call("getMyDescription", gives={"description": "What it does"}),
    Call("setMyShortDescription", {"short_description": "It does"}, gives=True),
    Call("getMyShortDescription", gives={"short_description": "It does"}),
    Call("setChatMenuButton", {"chat_id": ANN, "menu_button": {"type": "commands"}}, gives=True),
    Call("getChatMenuButton", {"chat_id": ANN}, gives={"type": "commands"}),
    Call("getUserProfilePhotos", {"user_id": ANN}, gives={"total_count": 0}),
    Call("getUserProfileAudios", {"user_id": ANN}, gives={"total_count": 0}),
    Call("getChatMember", {"chat_id": ANN, "user_id": ANN}, gives={"status": "member"}),
    Call("getChatMemberCount", {"chat_id": ANN}, gives=2),
    Call("setMyDefaultAdministratorRights", gives=True),
    Call("getMyDefaultAdministratorRights", gives={"is_anonymous": False}),
    Call("getCustomEmojiStickers", {"custom_emoji_ids": ["5368324170671202286"]}, gives=[]),
]


HERE = At("topic.message_thread_id")
INSIDE = {"chat_id": ANN, "message_thread_id": HERE}

TOPICS: list[Step] = [
    World("bot", {"topics": True}),
    Call("getMe", gives={"has_topics_enabled": True}),
    Call("getForumTopicIconStickers", gives=[]),
    Call(
        "createForumTopic",
        {"chat_id": ANN, "name": "Room 7", "icon_color": 7322096},
        gives={"name": "Room 7", "icon_color": 7322096},
        save="topic",
    ),
    Heard("message", {"forum_topic_created": {"name": "Room 7"}, "from": {"is_bot": True}}),
    Call(
        "sendMessage",
        INSIDE | {"text": "In here"},
        gives={"message_thread_id": HERE, "is_topic_message": True},
        phone={"thread": HERE},
        save="inside",
    ),
    Call("sendChatAction", INSIDE | {"action": "typing"}, gives=True),
    Call("copyMessage", copied("hello") | INSIDE, phone={"thread": HERE}),
    Act("send", {"text": "In here too", "thread": HERE}),
    Heard("message", {"text": "In here too", "message_thread_id": HERE, "is_topic_message": True}),
    Call("editForumTopic", INSIDE | {"name": "Room 8"}, gives=True),
    Heard("message", {"forum_topic_edited": {"name": "Room 8"}}),
    Act("topic", {"name": "Hers"}),
    Heard("message", {"forum_topic_created": {"name": "Hers"}}, save="made"),
    Act("topic/rename", {"thread": At("made.message_thread_id"), "name": "Her own"}),
    Heard("message", {"forum_topic_edited": {"name": "Her own"}}),
    Call("pinChatMessage", to("inside"), gives=True),
    Heard("message", {"pinned_message": {"message_id": At("inside.message_id")}, "message_thread_id": HERE}),
    Call("unpinAllForumTopicMessages", INSIDE, gives=True),
    Call("deleteForumTopic", INSIDE, gives=True),
    Call("sendMessage", INSIDE | {"text": "x"}, refused=Refused(400, "message thread not found")),
    *(
        Call(name, params, refused=Refused(400, "the chat is not a supergroup forum"))
        for names, params in (
            (("closeForumTopic", "reopenForumTopic"), INSIDE),
            (("editGeneralForumTopic",), {"chat_id": ANN, "name": "x"}),
            (
                (
                    "closeGeneralForumTopic",
                    "reopenGeneralForumTopic",
                    "hideGeneralForumTopic",
                    "unhideGeneralForumTopic",
                    "unpinAllGeneralForumTopicMessages",
                ),
                {"chat_id": ANN},
            ),
        )
        for name in names
    ),
    World("bot", {"topics": False}),
]


def refused(method: str, params: dict[str, Any], words: str) -> Call:
    return Call(method, params, refused=Refused(400, words))


def struck(fault: dict[str, Any], wanted: Refused) -> list[Step]:
    return [World("faults", fault), Call("sendMessage", {"chat_id": ANN, "text": "x"}, refused=wanted)]


REFUSALS: list[Step] = [
    refused("sendMessage", {"chat_id": 4242, "text": "x"}, "chat not found"),
    refused("sendMessage", {"chat_id": ANN, "text": " "}, "message text is empty"),
    refused("sendMessage", {"chat_id": ANN, "text": "x" * 4097}, "message is too long"),
    refused(
        "sendMessage",
        {"chat_id": ANN, "text": "<b>x", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    refused(
        "editMessageText", {"chat_id": ANN, "message_id": 9999, "text": "x"}, "message to edit not found"
    ),
    refused("editMessageText", to("hers", text="x"), "message can't be edited"),
    refused("deleteMessage", {"chat_id": ANN, "message_id": 9999}, "message to delete not found"),
    refused(
        "copyMessage", {"chat_id": ANN, "from_chat_id": ANN, "message_id": 9999}, "message to copy not found"
    ),
    refused(
        "sendMessage",
        {"chat_id": ANN, "text": "x", "reply_parameters": {"message_id": 9999}},
        "message to be replied not found",
    ),
    refused(
        "setMessageReaction", to("hello", reaction=[{"type": "emoji", "emoji": "❌"}]), "REACTION_INVALID"
    ),
    refused("getFile", {"file_id": "made-up"}, "invalid file_id"),
    Act("voices", {"allowed": False}),
    refused("sendVoice", {"chat_id": ANN, "voice": File("voice")}, "VOICE_MESSAGES_FORBIDDEN"),
    *struck({"kind": "429", "retry_after": 7}, Refused(429, retry_after=7)),
    *struck({"kind": "500"}, Refused(500, "Internal Server Error")),
    *struck({"kind": "502"}, Refused(502)),
    *struck({"kind": "cut_after"}, Refused(0)),
    Call("getMe", token="123456789:" + "A" * 35, refused=Refused(401)),
    Call("noSuchMethod", refused=Refused(404)),
]

FETCHING: list[Step] = [
    Call("sendMessage", {"chat_id": ANN, "text": "And now?", "reply_markup": GO}, save="asked"),
    Rest(),
    Call("getUpdates", {"offset": -1, "limit": 1, "timeout": 0}),
    Call(
        "getUpdates",
        {"timeout": 20},
        rival=True,
        refused=Refused(409, "terminated by other getUpdates request"),
    ),
    Hook(SECRET, save="url"),
    Call(
        "setWebhook",
        {"url": At("url"), "secret_token": SECRET, "drop_pending_updates": True, "max_connections": 1},
        gives=True,
    ),
    Call("getWebhookInfo", gives={"url": At("url"), "max_connections": 1, "pending_update_count": 0}),
    Call(
        "getUpdates",
        refused=Refused(409, "can't use getUpdates method while webhook is active"),
    ),
    Act("send", {"text": "By webhook"}),
    Heard("message", {"text": "By webhook"}),
    Act("send", {"kind": "photo"}),
    Heard("message", {"photo": [{"file_id": ...}]}),
    Act(
        "click",
        {"message_id": At("asked.message_id"), "text": "Go"},
        gives={"answer": {"text": "By webhook"}},
        meanwhile=(
            Heard("callback_query", {"data": "go"}, save="press"),
            Call(
                "answerCallbackQuery", {"callback_query_id": At("press.id"), "text": "By webhook"}, gives=True
            ),
        ),
    ),
    Act("send", {"text": IN_RESPONSE}),
    Heard("message", {"text": IN_RESPONSE}),
    Shown({"from": "bot", "text": "Here you are"}),
    Call("setWebhook", {"url": At("url"), "secret_token": "Another"}, gives=True),
    Act("send", {"text": "By whom?"}),
    Call("getWebhookInfo", gives={"pending_update_count": 1, "last_error_message": ...}, patient=True),
    Call("setWebhook", {"url": At("url"), "secret_token": SECRET}, gives=True),
    Heard("message", {"text": "By whom?"}),
    refused(
        "setWebhook", {"url": At("url"), "secret_token": "bad secret"}, "secret token contains unallowed"
    ),
    refused("setWebhook", {"url": "http://example.com/"}, "An HTTPS URL must be provided for webhook"),
    Call("deleteWebhook", {"drop_pending_updates": True}, gives=True),
    Call("getWebhookInfo", gives={"url": ""}),
    Rest(),
]

ENDING: list[Step] = [Call("close", gives=True), Call("logOut", gives=True)]

SCRIPT: list[Step] = [
    *BEGINNING,
    *TEXTS,
    *uploads(),
    *ALBUMS,
    *PLAIN,
    *PRESSES,
    *PEOPLE,
    *PROFILE,
    *TOPICS,
    *REFUSALS,
    *FETCHING,
    *ENDING,
]
