"""What became of a request: the one place that reads Telegram's answers and the network's silences.

It tells facts. Whether something is repeated is delivery's to decide, by what kind of thing it is.
"""

from __future__ import annotations

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError, InvalidURL

from bot.floods import seconds_to_wait
from bot.session import UnreadableAnswer
from services.outgoing import (
    CardLost,
    Gone,
    NotSent,
    Outcome,
    Refused,
    RetryAfter,
    Sent,
    Shut,
    Uncertain,
)

_BEFORE_IT_LEFT = (ClientConnectorError, ConnectionTimeoutError, InvalidURL)
UNREACHABLE = NotSent("unreachable")
_GATEWAYS = {502, 503, 504}
_AS_WANTED = ("message is not modified", "message to delete not found")
_CARD_LOST = (
    "message to edit not found",
    "message to react not found",
    "message can't be edited",
    "message_id_invalid",
)
_GONE = {
    "bot was blocked by the user": "blocked",
    "user is deactivated": "deactivated",
    "bot can't initiate conversation": "never_started",
}
_REFUSED = {
    "message text is empty": "empty",
    "text must be non-empty": "empty",
    "too long": "too_long",
    "message to copy not found": "source_gone",
    "message can't be copied": "not_copyable",
    "poll can't be copied": "not_copyable",
    "voice_messages_forbidden": "voice_forbidden",
    "can't parse entities": "entities",
    "message to be replied not found": "reply_gone",
    "reaction_invalid": "reaction",
    "message can't be deleted": "stays",
    "thread not found": "thread_gone",
    "wrong file identifier": "file_gone",
}
_MAYBE_DONE = ("sent message was immediately deleted", "restart", "abort")
"""Answers of 500 that come after the effect: the server says that it sent, or that it went down meanwhile."""


def classify(error: BaseException, *, editing: int | None = None) -> Outcome:
    """`editing` is the message a failed edit was for: "not modified" means it is as wanted."""
    match error:
        case TelegramRetryAfter():
            return RetryAfter(float(error.retry_after))
        case UnreadableAnswer():
            return _unreadable(error)
        case ClientDecodeError():
            return Uncertain("undecodable")
        case TelegramEntityTooLarge():
            return Refused("too_large", _said(error))
        case TelegramNetworkError():
            return _silence(error)
        case TelegramAPIError():
            return _answered(error, editing)
        case _:
            return Uncertain(type(error).__name__)


def _answered(error: TelegramAPIError, editing: int | None) -> Outcome:
    said = _said(error)
    match error:
        case TelegramUnauthorizedError():
            return Shut(said)
        case TelegramNotFound():
            # A token that is not even shaped like one is "not found"; an unknown method says so.
            return Refused("method", said) if "method" in said else Shut(said)
        case TelegramForbiddenError():
            return Gone(_code(_GONE, said) or "forbidden")
        case TelegramBadRequest():
            return _bad_request(said, editing)
        case TelegramMigrateToChat():
            return Refused("moved", said)
        case TelegramConflictError():
            return NotSent("conflict")
        case TelegramServerError():
            return _server(said)
        case _ if said.casefold().startswith("too many requests"):
            return RetryAfter(seconds_to_wait(None, said))
        case _:
            return Refused("unknown", said)


def _bad_request(said: str, editing: int | None) -> Outcome:
    plain = said.casefold()
    if editing is not None and any(one in plain for one in _AS_WANTED):
        return Sent(editing)
    if editing is not None and any(one in plain for one in _CARD_LOST):
        return CardLost()
    if "chat not found" in plain or "user not found" in plain:
        return Gone("unknown_chat")
    return Refused(_code(_REFUSED, plain) or "bad_request", said)


def _server(said: str) -> Outcome:
    """A 500 in Telegram's own words is its "no", with known exceptions; a gateway only says that it heard
    nothing (docs/adr/0004)."""
    plain = said.casefold()
    if any(one in plain for one in _MAYBE_DONE):
        return Uncertain("server")
    return NotSent("server") if "internal server error" in plain else Uncertain("gateway")


def _silence(error: TelegramNetworkError) -> Outcome:
    cause = error.__cause__
    if isinstance(cause, _BEFORE_IT_LEFT):
        return UNREACHABLE
    return Uncertain("no_answer" if isinstance(cause, TimeoutError) else "cut")


def _unreadable(error: UnreadableAnswer) -> Outcome:
    if error.message_sent is not None:
        return Sent(error.message_sent)
    match error.status:
        case 413:
            return Refused("too_large", str(error))
        case 429:
            return RetryAfter(seconds_to_wait(None, ""))
        case 401:
            return Shut(str(error))
        case 500:
            return NotSent("server")
        case status if status in _GATEWAYS:
            return Uncertain("gateway")
        case _:
            return Uncertain("undecodable")


def _code(codes: dict[str, str], said: str) -> str | None:
    plain = said.casefold()
    return next((code for words, code in codes.items() if words in plain), None)


def _said(error: TelegramAPIError) -> str:
    """Telegram's description: without aiogram's own lines, which may name a chat or an address."""
    return error.message[:300]


def refers_to_lost_reply(error: TelegramBadRequest) -> bool:
    return "to be replied not found" in error.message.casefold()


def refers_to_topic(error: TelegramBadRequest) -> bool:
    """The topic asked for is not there, or not open any more."""
    plain = error.message.casefold()
    return any(
        one in plain for one in ("thread not found", "topic_id_invalid", "topic_deleted", "topic_closed")
    )


def refers_to_quote(error: TelegramBadRequest) -> bool:
    """The words quoted are not (or no more) those of the message replied to."""
    return "quote" in error.message.casefold()


def refers_to_file(error: TelegramBadRequest) -> bool:
    plain = error.message.casefold()
    return "file identifier" in plain or "can't use file of type" in plain


def refers_to_entities(error: TelegramBadRequest) -> bool:
    plain = error.message.casefold()
    return "parse entities" in plain or "entity_bounds_invalid" in plain
