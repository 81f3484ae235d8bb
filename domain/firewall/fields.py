"""Where words stand in a message besides its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.firewall.finds import Content, Find, FindKind
from domain.message import MessageKind

_VCARDS = re.compile(r"\.(?:vcf|vcard|contact)\s*\Z", re.IGNORECASE)
_VCARD_TYPES = frozenset({"text/vcard", "text/x-vcard", "text/directory", "application/vcard"})
FILE_NAME = "file_name"


def fields(content: Content) -> Iterator[tuple[str, str]]:
    """Each with its name; not the text itself, and not a file's name, which can be changed for the reader."""
    held = content.details
    match content.kind:
        case MessageKind.VENUE:
            yield "venue", f"{held.get('title', '')}\n{held.get('address', '')}"
        case MessageKind.POLL:
            for text in _of_poll(content):
                yield "poll", text
        case MessageKind.AUDIO:
            yield "audio", f"{held.get('performer', '')}\n{held.get('title', '')}"
    if quote := held.get("quote"):
        yield "quote", str(quote.get("text", ""))
    if url := (held.get("preview") or {}).get("url"):
        yield "preview", str(url)


def read_on(content: Content) -> str:
    """The texts of a poll one after the other, as they are read: a number may stand in several."""
    return " ".join(_of_poll(content)) if content.kind is MessageKind.POLL else ""


def _of_poll(content: Content) -> tuple[str, ...]:
    held = content.details
    return (held.get("question", ""), *held.get("options", ()), held.get("explanation", ""))


def cards(content: Content) -> Iterator[Find]:
    """Contact cards, as such and as files."""
    if content.kind is MessageKind.CONTACT:
        yield Find(FindKind.CONTACT, "contact", sure=True)
    name, kind = content.details.get(FILE_NAME, ""), content.details.get("mime", "")
    if _VCARDS.search(name) or kind.partition(";")[0].strip().lower() in _VCARD_TYPES:
        yield Find(FindKind.CONTACT, FILE_NAME, sure=True)
