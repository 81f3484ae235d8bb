"""What stays in memory of a long trial, and what is read again when somebody asks for it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator import acts, phones, sends
from simulator.messages import Message
from simulator.methods.table import BY_NAME
from simulator.params import Params
from simulator.people import Person
from simulator.world import World
from tests.simulator.driver import Json, Trial

IN_MEMORY = 20
SENT = 500


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, in_memory=IN_MEMORY)
    yield world
    world.close()


def call(world: World, method: str, **params: Any) -> Any:
    answer = BY_NAME[method.lower()](world, Params(params, {}))
    world.commit()
    return answer


def ann(world: World) -> Person:
    person = world.add_person({"first_name": "Ann"})
    acts.start(world, person, "")
    return person


def talk(world: World, person: Person, lines: int = SENT) -> list[int]:
    """Ids of what the bot said, every line answered."""
    said = []
    for number in range(lines):
        markup = {"inline_keyboard": [[{"text": "More", "callback_data": str(number)}]]}
        text = f"line <b>{number}</b>"
        sent = call(
            world, "sendMessage", chat_id=person.id, text=text, parse_mode="HTML", reply_markup=markup
        )
        said.append(sent["message_id"])
        sends.send(world, person, {"text": f"answer {number}", "reply_to": sent["message_id"]})
        world.updates.clear()
    world.commit()
    return said


def in_memory() -> int:
    gc.collect()
    return sum(type(one) is Message for one in gc.get_objects())


@pytest.mark.slow
def test_only_the_newest_messages_stay_in_memory(world: World) -> None:
    person = ann(world)
    before = in_memory()
    talk(world, person)
    assert in_memory() - before <= IN_MEMORY
    assert len(phones.chat(world, person)["messages"]) == 2 * SENT + 1
    assert in_memory() - before <= IN_MEMORY


def test_what_has_left_memory_is_there_as_ever(world: World) -> None:
    person = ann(world)
    said = talk(world, person)
    first = said[0]
    shown = phones.chat(world, person, limit=3, before=said[1])["messages"]
    assert [one["text"] for one in shown] == ["/start", "line 0", "answer 0"]
    answered = call(world, "sendMessage", chat_id=person.id, text="x", reply_parameters={"message_id": first})
    assert answered["reply_to_message"]["text"] == "line 0"
    assert answered["reply_to_message"]["entities"] == [{"type": "bold", "offset": 5, "length": 1}]
    call(world, "editMessageText", chat_id=person.id, message_id=first, text="changed")
    call(world, "pinChatMessage", chat_id=person.id, message_id=first)
    assert call(world, "getChat", chat_id=person.id)["pinned_message"]["text"] == "changed"
    assert call(world, "copyMessage", chat_id=person.id, from_chat_id=person.id, message_id=said[1])
    acts.react(world, person, {"message_id": said[2], "emoji": "👍"})
    call(world, "deleteMessage", chat_id=person.id, message_id=said[3])
    talk(world, person, IN_MEMORY)
    shown = phones.chat(world, person, limit=8, before=said[4])["messages"]
    assert [one["text"] for one in shown[:2]] == ["changed", "answer 0"]
    assert shown[4]["reactions"] == [{"emoji": "👍", "from": "me"}]
    assert shown[6]["deleted"]


@pytest.mark.slow
def test_a_long_world_opens_without_reading_its_messages(tmp_path: Path) -> None:
    before = World(tmp_path, in_memory=IN_MEMORY)
    person = ann(before)
    said = talk(before, person)
    call(before, "sendMessage", chat_id=person.id, text="unseen")
    shown = phones.chat(before, person)
    before.close()
    already = in_memory()
    after = World(tmp_path, in_memory=IN_MEMORY)
    assert in_memory() == already
    again = after.people[person.id]
    assert phones.chat(after, again)["messages"] == shown["messages"]
    assert again.unread == 1
    assert call(after, "sendMessage", chat_id=person.id, text="next")["message_id"] == said[-1] + 3
    after.close()


def test_what_is_unread_is_counted_on_disk(world: World) -> None:
    person = ann(world)
    said = [call(world, "sendMessage", chat_id=person.id, text="x")["message_id"] for _ in range(50)]
    assert person.unread == 50
    sends.read(world, person, said[9])
    assert person.unread == 40
    call(world, "deleteMessage", chat_id=person.id, message_id=said[20])
    call(world, "deleteMessage", chat_id=person.id, message_id=said[3])
    assert person.unread == 39
    sends.read(world, person, said[30])
    assert person.unread == 19


def test_ids_go_on_rising_when_the_newest_chat_is_gone(tmp_path: Path) -> None:
    before = World(tmp_path)
    person = ann(before)
    newest = talk(before, person, 5)[-1]
    before.remove_person(person)
    before.close()
    after = World(tmp_path)
    assert talk(after, ann(after), 1)[0] > newest + 1
    after.close()


def test_a_world_whose_messages_had_no_table_is_read(tmp_path: Path) -> None:
    before = World(tmp_path)
    person = ann(before)
    talk(before, person, 5)
    shown = phones.chat(before, person)["messages"]
    before.commit()
    rows = before.store.rows()
    before.store.clear()
    before.store._db.executemany("INSERT INTO objects VALUES (?, ?, ?)", rows)
    before.store.close()
    before._lock.close()
    after = World(tmp_path)
    assert phones.chat(after, after.people[person.id])["messages"] == shown
    after.close()


async def test_a_chat_can_be_read_in_pieces(trial: Trial) -> None:
    person = await trial.person()
    said = [await trial.said(person, str(number)) for number in range(6)]

    async def piece(asked: str) -> list[str]:
        shown: Json = await trial.world("GET", f"people/{person}/chat?{asked}")
        return [one["text"] for one in shown["messages"]]

    assert await piece("limit=2") == ["4", "5"]
    assert await piece(f"limit=2&before={said[4]}") == ["2", "3"]
    assert await piece(f"after={said[3]}&limit=9") == ["4", "5"]
    for wrong in ("limit=0", "limit=x", "before=-1", "limit=10001"):
        await trial.world("GET", f"people/{person}/chat?{wrong}", status=400)
