"""What people do: each act changes the world, tells the bot by an update, and shows on the phone."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any

from simulator import pictures, views
from simulator.entities import Styled, checked, finished
from simulator.errors import Json, Refusal
from simulator.files import Upload
from simulator.messages import CAPTIONED, FILED, Message
from simulator.methods import changing
from simulator.methods.media import PLAIN, content_of
from simulator.methods.sending import LONGEST_CAPTION, LONGEST_TEXT
from simulator.methods.targets import quoted
from simulator.params import Params
from simulator.people import Person
from simulator.world import World


def send(world: World, person: Person, wanted: Json, upload: Upload | None = None) -> Message:
    kind = wanted.get("kind") or "text"
    if not isinstance(kind, str) or kind not in {"text", *FILED, *PLAIN}:
        raise Refusal(f"Nobody can send a {kind!r} here.")
    styled = _words(world, wanted, kind)
    _may_write(person, styled.text)
    content = _content(world, wanted, kind, upload)
    original = _original(world, person, wanted)
    message = world.new_message(person, outgoing=False)
    message.kind, message.content = kind, content
    message.text, message.entities = styled.text, styled.entities
    message.reply_to = original.message_id if original else None
    message.quote = _quote(original, wanted)
    message.album = str(wanted["album"]) if wanted.get("album") else None
    world.chats.add(message)
    world.updates.add("message", views.telegram(world, message))
    world.feed.publish("message", {"person_id": person.id, "message": views.on_phone(world, message)})
    read(world, person, message.message_id)
    return message


def _may_write(person: Person, text: str) -> None:
    if person.deactivated:
        raise Refusal(f"{person.first_name}'s account is deactivated.", 409)
    if person.blocked:
        raise Refusal(f"{person.first_name} has blocked the bot; unblock it first.", 409)
    if not person.started and not text.startswith("/start"):
        raise Refusal(f"{person.first_name} has not pressed Start yet.", 409)
    person.started = True


def start(world: World, person: Person, payload: str) -> Message:
    """Press Start, or open a deep link; somebody who had blocked the bot restarts it so."""
    if payload and not _is_payload(payload):
        raise Refusal("A start payload is 1-64 of A-Z, a-z, 0-9, _ and -.")
    if person.blocked:
        set_blocked(world, person, blocked=False)
    return send(world, person, {"text": f"/start {payload}".strip()})


def _is_payload(payload: str) -> bool:
    return len(payload) <= 64 and payload.isascii() and payload.replace("_", "a").replace("-", "a").isalnum()


def _words(world: World, wanted: Json, kind: str) -> Styled:
    text = wanted.get("text") or wanted.get("caption") or ""
    if not isinstance(text, str):
        raise Refusal("A text is a string.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal("A text is valid Unicode.") from None
    styled = finished(Styled(text, checked(text, wanted.get("entities") or [], world.user)))
    if kind == "text" and not styled.text:
        raise Refusal("An empty message cannot be sent.")
    if styled.text and kind != "text" and kind not in CAPTIONED:
        raise Refusal(f"A {kind} has no caption.")
    most = LONGEST_TEXT if kind == "text" else LONGEST_CAPTION
    if len(styled.text) > most:
        raise Refusal(f"At most {most} characters fit.")
    return styled


def _content(world: World, wanted: Json, kind: str, upload: Upload | None) -> Json:
    if kind == "text":
        return {}
    if kind in PLAIN:
        return PLAIN[kind](Params(wanted, {}))
    file = world.files.save(kind, upload or _bytes(world, wanted, kind))
    return content_of(file, kind, Params(wanted, {}))


def _bytes(world: World, wanted: Json, kind: str) -> Upload:
    name, mime = str(wanted.get("file_name") or ""), str(wanted.get("mime") or "")
    if encoded := wanted.get("file_base64"):
        try:
            return Upload(base64.b64decode(str(encoded), validate=True), name, mime)
        except (binascii.Error, ValueError):
            raise Refusal("file_base64 is not valid base64.") from None
    if kind == "photo":
        return Upload(pictures.sample_picture(len(world.files)), name or "sample.png", "image/png")
    # Random, so that two samples are never the same file by accident.
    return Upload(f"A sample {kind}: {secrets.token_hex(8)}\n".encode(), name or f"sample-{kind}.txt", mime)


def _original(world: World, person: Person, wanted: Json) -> Message | None:
    if wanted.get("reply_to") is None:
        return None
    return the_message(world, person, wanted, "reply_to")


def _quote(original: Message | None, wanted: Json) -> Json | None:
    text = wanted.get("quote")
    if not text:
        return None
    quote = quoted(original, str(text)) if original else None
    if quote is None:
        raise Refusal("A quote holds words of the message replied to.")
    return quote


def the_message(world: World, person: Person, wanted: Json, name: str = "message_id") -> Message:
    message_id: Any = wanted.get(name)
    if isinstance(message_id, bool) or not isinstance(message_id, int):
        raise Refusal(f"{name} is a message's number.")
    message = world.chats.find(person.id, message_id)
    if message is None:
        raise Refusal(f"There is no message {message_id} in this chat.", 404)
    return message


def edit(world: World, person: Person, wanted: Json) -> Message:
    """Also with the same words again: Telegram, too, reports edits in which nothing has changed."""
    message = the_message(world, person, wanted)
    if message.outgoing:
        raise Refusal("People edit only their own messages.", 409)
    if message.kind in PLAIN:
        if message.kind != "location":
            raise Refusal(f"A {message.kind} cannot be edited.", 409)
        message.content = PLAIN["location"](Params(wanted, {}))
    else:
        styled = _words(world, wanted, message.kind)
        message.text, message.entities = styled.text, styled.entities
    message.edited_at = world.clock.stamp()
    changing.changed(world, message)
    world.updates.add("edited_message", views.telegram(world, message))
    return message


def react(world: World, person: Person, wanted: Json) -> None:
    message = the_message(world, person, wanted)
    emoji = wanted.get("emoji") or None
    if emoji is not None and (emoji := changing.known_reaction(emoji)) is None:
        raise Refusal("Telegram does not offer this reaction.")
    before = message.reactions.get("me")
    if before == emoji:
        return
    changing.react(world, message, "me", emoji)
    update = {
        "chat": person.chat(),
        "message_id": message.message_id,
        "user": person.user(),
        "date": world.clock.stamp(),
        "old_reaction": _reactions(before),
        "new_reaction": _reactions(emoji),
    }
    world.updates.add("message_reaction", update)


def _reactions(emoji: str | None) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def unsend(world: World, person: Person, wanted: Json) -> None:
    """Gone on both sides; the bot is never told."""
    changing.remove(world, the_message(world, person, wanted))


def set_blocked(world: World, person: Person, *, blocked: bool) -> None:
    if person.blocked == blocked:
        return
    person.blocked = blocked
    world.changed(person)
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    update = {
        "chat": person.chat(),
        "from": person.user(),
        "date": world.clock.stamp(),
        "old_chat_member": _membership(world, old),
        "new_chat_member": _membership(world, new),
    }
    world.updates.add("my_chat_member", update)


def _membership(world: World, status: str) -> Json:
    membership: Json = {"status": status, "user": world.bot_user()}
    return membership | ({"until_date": 0} if status == "kicked" else {})


def set_deactivated(world: World, person: Person, *, deactivated: bool) -> None:
    person.deactivated = deactivated
    world.changed(person)


def read(world: World, person: Person, message_id: int) -> None:
    """The phone has shown everything up to this message."""
    person.read_up_to = max(person.read_up_to, message_id)
    world.count_unread(person)
