"""Files as they are carried: under a name that tells nothing, and pictures without what cameras wrote in."""

from __future__ import annotations

from domain.firewall import Content
from domain.firewall.files import neutral_name
from domain.message import MessageKind, NewMessage
from domain.pictures import is_picture, strippable
from services.objections import Objection

LARGEST = 20 * 1024 * 1024
"""Bytes that a bot may download."""


def objection(message: NewMessage) -> Objection | None:
    """What would have to be changed and cannot be."""
    name, mime = _name(message), str(message.details.get("mime", ""))
    renamed = neutral_name(Content.of(message)) is not None
    if message.kind is not MessageKind.DOCUMENT:
        return Objection("file.name") if renamed else None
    picture = is_picture(name, mime)
    if picture and not strippable(name, mime):
        return Objection("file.picture")
    if not (picture or renamed):
        return None
    # A file whose size nobody says is tried.
    too_large = int(message.details.get("size", 0)) > LARGEST
    return Objection("file.picture_large" if picture else "file.name_large") if too_large else None


def new_name(message: NewMessage) -> str | None:
    """For a file that has to be made anew to be carried; None where it goes as it is."""
    if message.kind is not MessageKind.DOCUMENT:
        return None
    renamed = neutral_name(Content.of(message))
    if renamed is not None:
        return renamed
    picture = is_picture(_name(message), str(message.details.get("mime", "")))
    return (_name(message) or "picture") if picture else None


def picture(message: NewMessage) -> bool:
    return is_picture(_name(message), str(message.details.get("mime", "")))


def _name(message: NewMessage) -> str:
    return str(message.details.get("file_name", ""))
