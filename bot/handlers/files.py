"""What a message's file is called, and whether anything in the message names its sender's account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aiogram.types import Message, MessageEntity, Poll

from domain.firewall.own import own_name, own_words
from domain.message import MessageKind

_NAMED = {MessageKind.DOCUMENT, MessageKind.AUDIO, MessageKind.VIDEO, MessageKind.ANIMATION}


def file_details(message: Message, kind: MessageKind) -> dict[str, Any]:
    held = getattr(message, kind.value, None) if kind in _NAMED else None
    if held is None:
        return {}
    details = {"file_name": held.file_name, "mime": held.mime_type, "size": held.file_size}
    if kind is MessageKind.AUDIO:
        details |= {"title": held.title, "performer": held.performer}
    return details


def account(message: Message, details: Mapping[str, Any]) -> str | None:
    """`text` or `file_name`: where the sender's own account is named; None where it is not."""
    user = message.from_user
    if user is None:
        return None
    username, number = user.username or "", str(user.id)
    words = [message.text or message.caption or "", *_words(details)]
    if any(own_words(text, username=username, account=number) for text in words):
        return "text"
    names = (username, number, user.last_name or "")
    return "file_name" if own_name(str(details.get("file_name") or ""), names=names) else None


def more_of_poll(poll: Poll) -> dict[str, Any]:
    """What is shown with it later on: a quiz explains its answer."""
    texts = [text for text in (poll.description, poll.explanation) if text]
    entities = [*(poll.description_entities or ()), *(poll.explanation_entities or ())]
    return {"explanation": "\n".join(texts), "links": _links(entities)}


def _links(entities: Iterable[MessageEntity]) -> list[str]:
    """Behind words; an account behind words counts as one."""
    hidden = (entity for entity in entities if entity.type in ("text_link", "text_mention"))
    return [entity.url or "tg://user" for entity in hidden]


def _words(details: Mapping[str, Any]) -> list[str]:
    names = ("title", "performer", "address", "question", "explanation")
    return [str(details[name]) for name in names if details.get(name)] + [*details.get("options", ())]
