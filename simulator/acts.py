"""What people do to messages that are there, and to their account: each act changes the world, tells the
bot by an update, and shows on the phone."""

from __future__ import annotations

from typing import Any

from simulator import offline, phones, sends, views
from simulator.errors import Json, Refusal
from simulator.files import Upload
from simulator.messages import FILED, Message
from simulator.methods import changing, pins, places, questions, replacing
from simulator.newcomers import read_language
from simulator.params import Params
from simulator.people import Person
from simulator.polls import is_place
from simulator.world import World


def start(world: World, person: Person, payload: str) -> Json:
    """Press Start, or open a deep link; somebody who had blocked the bot restarts it so."""
    if payload and not _is_payload(payload):
        raise Refusal("A start payload is 1-64 of A-Z, a-z, 0-9, _ and -.")
    if person.blocked:
        offline.needs_connection(person)
        set_blocked(world, person, blocked=False)
    return sends.send(world, person, {"text": f"/start {payload}".strip()})


def _is_payload(payload: str) -> bool:
    return len(payload) <= 64 and payload.isascii() and payload.replace("_", "a").replace("-", "a").isalnum()


def edit(world: World, person: Person, wanted: Json, upload: Upload | None = None) -> Message:
    """Also with the same words again: Telegram, too, reports edits in which nothing has changed."""
    message = sends.the_message(world, person, wanted)
    if message.outgoing or message.origin:
        raise Refusal("People edit only their own messages.", 409)
    if message.live_until is not None:
        _move(world, message, wanted)
    elif message.kind not in ("text", *FILED):
        raise Refusal(f"A {message.kind.replace('_', ' ')} cannot be edited.", 409)
    elif upload or wanted.get("kind") or wanted.get("file_base64"):
        _replace(world, message, wanted, upload)
    else:
        styled = sends.words(world, person, wanted, message.kind)
        message.text, message.entities = styled.text, styled.entities
    _edited(world, message)
    return message


def _move(world: World, message: Message, wanted: Json) -> None:
    if not message.live(world.clock.now()):
        raise Refusal("This live location has ended.", 409)
    message.content = places.moved(world, message, Params(wanted, {}))


def _replace(world: World, message: Message, wanted: Json, upload: Upload | None) -> None:
    """Another file; its caption stays unless a new one comes along."""
    kind = sends.kind_of(wanted, message.kind)
    if kind not in replacing.KINDS:
        raise Refusal(f"A message cannot become a {kind.replace('_', ' ')}.")
    replacing.check(message, kind)
    if "text" in wanted or "caption" in wanted:
        styled = sends.words(world, world.person(message.chat_id), wanted, kind)
        message.text, message.entities = styled.text, styled.entities
    message.kind, message.content = kind, sends.filed(world, wanted, kind, upload)


def _edited(world: World, message: Message) -> None:
    message.edited_at = world.clock.stamp()
    changing.changed(world, message)
    world.updates.add("edited_message", views.telegram(world, message))


def stop(world: World, person: Person, wanted: Json) -> Message:
    """End one's own live location, or close one's own poll."""
    message = sends.the_message(world, person, wanted)
    if message.outgoing:
        raise Refusal("People stop only what they have sent themselves.", 409)
    if message.kind == "poll" and not message.origin:
        questions.close(world, world.polls[message.content["poll"]["id"]])
    elif message.live(world.clock.now()):
        message.content = places.stopped(world, message)
        _edited(world, message)
    else:
        raise Refusal("There is nothing to stop in this message.", 409)
    return message


def vote(world: World, person: Person, wanted: Json) -> Message:
    """The options chosen, by place; none takes a vote back."""
    message = sends.the_message(world, person, wanted)
    if message.kind != "poll":
        raise Refusal("This message is not a poll.", 409)
    poll = world.polls[message.content["poll"]["id"]]
    if poll.over(world.clock.now()):
        raise Refusal("This poll is closed.", 409)
    chosen = wanted.get("options")
    if not isinstance(chosen, list) or not all(is_place(at, poll) for at in chosen):
        raise Refusal("options are the places of a poll's options, from 0.")
    if len(set(chosen)) > 1 and not poll.allows_multiple_answers:
        raise Refusal("This poll takes one answer.")
    if str(person.id) in poll.votes and not poll.allows_revoting:
        raise Refusal("An answer to this poll stands.", 409)
    poll.votes.pop(str(person.id), None)
    if chosen:
        poll.votes[str(person.id)] = sorted(set(chosen))
    questions.changed(world, poll)
    if poll.by_bot and not poll.is_anonymous:
        world.updates.add("poll_answer", _vote(person, poll.id, sorted(set(chosen))))
    return message


def _vote(person: Person, poll_id: str, chosen: list[int]) -> Json:
    names = [str(at) for at in chosen]
    return {"poll_id": poll_id, "user": person.user(), "option_ids": chosen, "option_persistent_ids": names}


def pin(world: World, person: Person, wanted: Json) -> Message:
    return pins.place(world, person, sends.the_message(world, person, wanted), outgoing=False)


def react(world: World, person: Person, wanted: Json) -> None:
    message = sends.the_message(world, person, wanted)
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
    """Gone on both sides, or with `"for": "me"` only from the person's own phone; the bot is never told.
    `"waiting"` takes back what was written without a connection."""
    if wanted.get("waiting") is not None:
        _take_back(world, person, wanted["waiting"])
        return
    offline.needs_connection(person)
    message = sends.the_message(world, person, wanted)
    if wanted.get("for", "all") not in ("all", "me"):
        raise Refusal('A message is unsent for "all" or for "me".')
    if wanted.get("for") == "me":
        message.hidden = True
        world.chats.changed(message)
        world.feed.publish("message_deleted", {"person_id": person.id, "message_id": message.message_id})
    else:
        changing.remove(world, message)


def _take_back(world: World, person: Person, number: Any) -> None:
    if not world.absences.take_back(person.id, number):
        raise Refusal(f"Nothing with the number {number} waits on this phone.", 404)
    phones.show_waiting(world, person)


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


def set_language(world: World, person: Person, wanted: Json) -> None:
    """The language of the person's app: the bot reads it in whatever comes next, and the commands follow."""
    person.language_code = read_language(wanted.get("language_code"))
    world.changed(person)
    world.feed.publish("commands", {"person_id": person.id})


def set_voices(world: World, person: Person, wanted: Json) -> None:
    """Whether voice and round video messages may be sent to this person."""
    if not isinstance(wanted.get("allowed"), bool):
        raise Refusal("allowed is true or false.")
    person.no_voices = not wanted["allowed"]
    world.changed(person)
