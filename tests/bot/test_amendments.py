"""What is done to messages that stand there, as Telegram gets it, and what its answers mean."""

from __future__ import annotations

from typing import Any

import pytest

from domain.message import MessageKind
from services.amendments import (
    Amended,
    EditedCaption,
    EditedFile,
    EditedText,
    MovedPlace,
    Removal,
    ShownReaction,
    StoppedPlace,
)
from services.outgoing import CardLost, NotSent, Outcome, Refused, RetryAfter, Sent, Uncertain
from tests.bot.test_messenger import ANA, BOLD, messaging
from tests.bot.wire import no, ok, sent

HERE = {"chat_id": 1001, "message_id": 44}
TEXT = EditedText(message=44, text="at six", entities=(BOLD,), preview={"is_disabled": True})
FILE = EditedFile(
    message=44, kind=MessageKind.PHOTO, file="f1", caption="six", entities=(BOLD,), details={"spoiler": True}
)
PICTURE = {
    "type": "photo",
    "media": "f1",
    "caption": "six",
    "caption_entities": [BOLD],
    "has_spoiler": True,
}
ASKED: list[tuple[Amended, str, dict[str, Any]]] = [
    (
        TEXT,
        "editMessageText",
        HERE | {"text": "at six", "entities": [BOLD], "link_preview_options": {"is_disabled": True}},
    ),
    (
        EditedCaption(message=44, caption="six", entities=(BOLD,), above=True),
        "editMessageCaption",
        HERE | {"caption": "six", "caption_entities": [BOLD], "show_caption_above_media": True},
    ),
    (FILE, "editMessageMedia", HERE | {"media": PICTURE}),
    (
        ShownReaction(message=44, emoji="👍"),
        "setMessageReaction",
        HERE | {"reaction": [{"type": "emoji", "emoji": "👍"}]},
    ),
    (ShownReaction(message=44, emoji=None), "setMessageReaction", HERE | {"reaction": []}),
    (
        MovedPlace(message=44, latitude=-8.5, longitude=115.25, more={"heading": 90}),
        "editMessageLiveLocation",
        HERE | {"latitude": -8.5, "longitude": 115.25, "heading": 90},
    ),
    (StoppedPlace(message=44), "stopMessageLiveLocation", HERE),
    (Removal(messages=(44,)), "deleteMessage", HERE),
    (Removal(messages=(44, 45)), "deleteMessages", {"chat_id": 1001, "message_ids": [44, 45]}),
]


@pytest.mark.parametrize(("parcel", "method", "asked"), ASKED)
async def test_each_is_its_own_method_and_succeeds_whatever_is_answered(
    parcel: Amended, method: str, asked: dict[str, Any]
) -> None:
    async with messaging() as at:
        at.wire.says(sent if method.startswith(("edit", "stop")) else lambda: ok(True))
        assert await at.messenger.send(ANA, parcel) == Sent(44)
        assert at.asked == [(method, asked)]


@pytest.mark.parametrize(
    ("parcel", "said", "outcome"),
    [
        (TEXT, "message is not modified: specified new message content", Sent(44)),
        (TEXT, "message to edit not found", CardLost()),
        (TEXT, "message can't be edited", CardLost()),
        (StoppedPlace(message=44), "message can't be edited", CardLost()),
        (ShownReaction(message=44, emoji="👍"), "message to react not found", CardLost()),
        (ShownReaction(message=44, emoji="👍"), "REACTION_INVALID", Refused("reaction")),
        (Removal(messages=(44,)), "message to delete not found", Sent(44)),
        (Removal(messages=(44,)), "message can't be deleted for everyone", Refused("stays")),
    ],
)
async def test_what_telegram_refuses_means(parcel: Amended, said: str, outcome: Outcome) -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, f"Bad Request: {said}"))
        got = await at.messenger.send(ANA, parcel)
        if isinstance(outcome, Refused) and isinstance(got, Refused):
            assert got.reason == outcome.reason
        else:
            assert got == outcome


async def test_whatever_ails_the_line_they_are_told_apart_as_for_any_other() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(429, "Too Many Requests: retry after 7", retry_after=7))
        assert await at.messenger.send(ANA, TEXT) == RetryAfter(7)
        at.wire.says(lambda: no(500, "Internal Server Error"))
        assert await at.messenger.send(ANA, TEXT) == NotSent("server")
        at.wire.says(lambda: no(502, "Bad Gateway"))
        assert isinstance(await at.messenger.send(ANA, TEXT), Uncertain)


@pytest.mark.parametrize("parcel", [TEXT, FILE])
async def test_formatting_that_is_refused_is_left_out(parcel: Amended) -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, "Bad Request: can't parse entities: nonsense"), sent)
        assert await at.messenger.send(ANA, parcel) == Sent(44)
        assert "entities" not in str(at.asked[1][1])
