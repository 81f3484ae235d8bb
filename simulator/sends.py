"""What people send: every kind of message there is, with files of their own or small ones made up."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from simulator import contents, origins, phones, topicacts, views
from simulator.entities import Styled, checked, finished
from simulator.errors import Json, Refusal
from simulator.files import Upload
from simulator.messages import CAPTIONED, FILED, Message
from simulator.methods.places import ends
from simulator.methods.sending import LONGEST_CAPTION, LONGEST_TEXT
from simulator.methods.targets import quoted
from simulator.params import Params
from simulator.people import Person
from simulator.samples import sample
from simulator.world import World

# A live location is a location that has a period; the rest is what the Bot API calls it.
KINDS = {"text", "live_location", "poll", *FILED, *contents.PLAIN, *origins.ODD}
LIVE_SECONDS = 900


def send(world: World, person: Person, wanted: Json, upload: Upload | None = None) -> Json:
    return deliver(world, person, prepared(world, person, wanted, upload))


def deliver(world: World, person: Person, fields: Json) -> Json:
    """Telegram's `Message`; without a connection `{"waiting": number}`."""
    if not person.offline:
        return views.telegram(world, go(world, person, fields))
    number = world.absences.keep(person.id, fields, world.clock.stamp())
    phones.show_waiting(world, person)
    return {"waiting": number}


def prepared(world: World, person: Person, wanted: Json, upload: Upload | None) -> Json:
    """What will be the message's fields. Raises `Refusal` or `ApiError` for whatever cannot be sent."""
    kind = kind_of(wanted, "text")
    styled = words(world, person, wanted, kind)
    may_write(world, person, styled.text)
    original = _original(world, person, wanted)
    quote, origin = _quote(original, wanted), origins.read(world, wanted)
    return {
        "kind": "location" if kind == "live_location" else kind,
        "text": styled.text,
        "entities": styled.entities,
        "reply_to": original.message_id if original else None,
        "quote": quote,
        "origin": origin,
        "album": str(wanted["media_group"]) if wanted.get("media_group") else None,
        "content": _content(world, person, wanted, kind, upload),
        "thread": topicacts.written_to(world, person, wanted, original),
    }


def go(world: World, person: Person, fields: Json) -> Message:
    may_write(world, person, fields["text"])
    person.started = True
    message = world.new_message(person, outgoing=False)
    for name, value in fields.items():
        setattr(message, name, value)
    message.live_until = ends(world, message.content) if message.kind == "location" else None
    arrived(world, person, message)
    return message


def arrived(world: World, person: Person, message: Message) -> None:
    world.add(message)
    world.updates.add("message", views.telegram(world, message))
    world.feed.publish("message", lambda: {"person_id": person.id, "message": views.on_phone(world, message)})
    read(world, person, message.message_id)


def read(world: World, person: Person, message_id: int) -> None:
    """The phone has shown everything up to this message."""
    person.read_up_to = max(person.read_up_to, message_id)
    world.count_unread(person)


def kind_of(wanted: Json, fallback: str) -> str:
    kind = wanted.get("kind") or fallback
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refusal(f"Nobody can send a {kind!r} here.")
    return kind


def may_write(world: World, person: Person, text: str) -> None:
    if person.deactivated:
        raise Refusal(f"{person.first_name}'s account is deactivated.", 409)
    if person.blocked:
        raise Refusal(f"{person.first_name} has blocked the bot; unblock it first.", 409)
    if not (person.started or _starting(world, person) or text.startswith("/start")):
        raise Refusal(f"{person.first_name} has not pressed Start yet.", 409)


def _starting(world: World, person: Person) -> bool:
    """Start was pressed without a connection, and waits on the phone."""
    absence = world.absences.get(person.id)
    return absence is not None and any(
        kept["fields"]["text"].startswith("/start") for kept in absence.waiting
    )


def words(world: World, person: Person, wanted: Json, kind: str) -> Styled:
    text = wanted.get("text") or wanted.get("caption") or ""
    if not isinstance(text, str):
        raise Refusal("A text is a string.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal("A text is valid Unicode.") from None
    given = wanted.get("entities") or wanted.get("caption_entities") or []
    styled = finished(Styled(text, checked(text, given, world.user)))
    if kind == "text" and not styled.text:
        raise Refusal("An empty message cannot be sent.")
    if styled.text and kind != "text" and kind not in CAPTIONED:
        raise Refusal(f"A {kind.replace('_', ' ')} has no caption.")
    most = LONGEST_TEXT if kind == "text" or person.premium else LONGEST_CAPTION
    if len(styled.text) > most:
        raise Refusal(f"At most {most} characters fit.")
    return styled


def _content(world: World, person: Person, wanted: Json, kind: str, upload: Upload | None) -> Json:
    if kind == "text":
        return {}
    if kind in FILED:
        return filed(world, wanted, kind, upload)
    if kind in origins.ODD:
        return origins.ODD[kind](world.clock.stamp())
    given = _made_up(person, kind) | wanted
    if kind == "poll":
        poll = world.polls.read(Params(given, {}), world.user)
        poll.by_bot = False
        return {"poll": {"id": world.polls.add(poll).id}}
    content = contents.PLAIN["location" if kind == "live_location" else kind](Params(given, {}))
    if kind == "contact" and type(given.get("user_id")) is int:
        content["contact"]["user_id"] = given["user_id"]
    if kind == "dice" and wanted.get("value") is not None:
        content["dice"]["value"] = _thrown(content["dice"]["emoji"], wanted["value"])
    return content


def _made_up(person: Person, kind: str) -> Json:
    """What is sent where nothing is said: a place in Denpasar, one's own number, a question."""
    where: Json = {"latitude": -8.6705, "longitude": 115.2126}
    match kind:
        case "location":
            return where
        case "live_location":
            return where | {"live_period": LIVE_SECONDS}
        case "venue":
            return where | {"title": "Sample Café", "address": "Jalan Contoh 7"}
        case "contact":
            number = f"+1555{person.id % 10_000_000:07d}"
            return {"phone_number": number, "first_name": person.first_name, "user_id": person.id}
        case "poll":
            return {"question": "Which day suits you?", "options": ["Today", "Tomorrow", "Neither"]}
        case _:
            return {}


def _thrown(emoji: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= contents.DICE[emoji]:
        raise Refusal(f"{emoji} shows 1 to {contents.DICE[emoji]}.")
    return value


def filed(world: World, wanted: Json, kind: str, upload: Upload | None) -> Json:
    params = Params(wanted, {})
    said = contents.details(kind, params)
    given = upload or _bytes(wanted)
    if given is None:
        given, known = sample(kind, len(world.files))
        given = Upload(given.data, str(wanted.get("file_name") or given.name), given.mime)
        said = known | said
    file = world.files.save(kind, given, said)
    return contents.content_of(file) | contents.flags(kind, params)


def _bytes(wanted: Json) -> Upload | None:
    if not (encoded := wanted.get("file_base64")):
        return None
    name, mime = str(wanted.get("file_name") or ""), str(wanted.get("mime") or "")
    try:
        return Upload(base64.b64decode(str(encoded), validate=True), name, mime)
    except (binascii.Error, ValueError):
        raise Refusal("file_base64 is not valid base64.") from None


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
