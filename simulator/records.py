"""Whether a saved world's objects are what the world's own are: each by its type, and all together."""

from __future__ import annotations

import json
import shutil
import sqlite3
import types
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from simulator import phones, views
from simulator.absences import Absence
from simulator.calls import Call
from simulator.errors import Json, Refusal
from simulator.faults import Fault
from simulator.files import File
from simulator.messages import Message
from simulator.people import MOST_ID, Person
from simulator.polls import Poll
from simulator.queries import Query
from simulator.store import Row, Store
from simulator.topics import Topic
from simulator.world import Book, World

RECORDS: dict[str, type] = {
    "book": Book,
    "person": Person,
    "message": Message,
    "file": File,
    "poll": Poll,
    "query": Query,
    "fault": Fault,
    "call": Call,
    "absence": Absence,
    "topic": Topic,
}
BROKEN = "This saved world is damaged"


def checked(given: list[Any], scratch: Path) -> list[Row]:
    """The same objects once it is certain that a world can live on them, tried out in `scratch`."""
    rows = [_row(one) for one in given]
    if sum(kind == "book" for kind, *_ in rows) != 1:
        raise Refusal(f"{BROKEN}: it has no beginning.")
    _tried(rows, scratch)
    return rows


def _row(given: Any) -> Row:
    match given:
        case [str(kind), int() | str() as key, str(body)]:
            record: Any = json.loads(body)
            # What JSON has no word for, or UTF-8 no bytes, would reach the page and break it there.
            json.dumps(record, ensure_ascii=False, allow_nan=False).encode()
            if kind in RECORDS and not _fits(RECORDS[kind], record):
                raise Refusal(f"{BROKEN}: {kind} {key!s:.40} is none.")
            return kind, key, body
    raise Refusal(f"{BROKEN}: what should be an object is none.")


def _fits(record: type, body: Any) -> bool:
    hints = get_type_hints(record)
    return isinstance(body, dict) and all(
        name in hints and _is(value, hints[name]) for name, value in body.items()
    )


def _is(value: Any, hint: Any) -> bool:
    """Deep enough that nothing of the wrong kind reaches a phone's page or the bot as something else."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(_is(value, one) for one in inner)
    if origin is list:
        return isinstance(value, list) and all(_is(one, inner[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(_is(one, inner[1]) for one in value.values())
    if hint in (int, float):
        return isinstance(value, int | hint) and not isinstance(value, bool)
    return isinstance(value, hint)


def _tried(rows: list[Row], scratch: Path) -> None:
    """A world is opened on them, and everything that can be shown of it is shown."""
    folder = scratch / "tried"
    folder.mkdir()
    store = Store(folder / "world.sqlite3")
    try:
        store.replace(rows)
    except (sqlite3.Error, OverflowError):
        raise Refusal(f"{BROKEN}: two of its objects are the same.") from None
    finally:
        store.close()
    shutil.copytree(scratch / "files", folder / "world-files", copy_function=_linked)
    try:
        world = World(folder, token="1:nobody")
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise Refusal(f"{BROKEN}: its objects do not fit together ({type(error).__name__}).") from None
    try:
        _show(world)
    except (TypeError, KeyError, ValueError, AttributeError, IndexError) as error:
        raise Refusal(f"{BROKEN}: a chat in it cannot be shown ({type(error).__name__}).") from None
    finally:
        world.close()


def _linked(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def _show(world: World) -> None:
    for file in world.files.values():
        path = world.files.bytes_path(file)
        if not path.resolve().is_relative_to(world.files.folder.resolve()) or not path.is_file():
            raise Refusal(f"{BROKEN}: the file {file.name!s:.80} is missing.")
    for person in world.people.values():
        if not 0 < person.id < MOST_ID:
            raise Refusal(f"{BROKEN}: nobody can have the id {person.id}.")
        shown: Json = phones.chat(world, person)
        json.dumps([shown, phones.as_it_is(world, person)]).encode()
        for message in world.chats.after(person.id, 0):
            json.dumps(views.telegram(world, message))
    json.dumps([world.faults.listed(), world.calls.after(0)])
