"""Everything answered survives `kill -9`: what has changed is written before the answer leaves."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from simulator.answers import dumps
from simulator.errors import Json
from simulator.journal import Journal
from simulator.messages import Message

Key = tuple[str, int | str]
# Kind, id, JSON body.
Row = tuple[str, int | str, str]
# Id, chat, whether it is counted, JSON body.
MessageRow = tuple[int, int, bool, str]

# So many rows go from the journal to the database at once.
LOT = 256

# `counted`: what a person who has not seen it has unread, the bot's and still there.
_TABLES = """
CREATE TABLE IF NOT EXISTS objects
    (kind TEXT, id ANY, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages
    (id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, counted INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS messages_by_chat ON messages (chat, id, counted);
"""
# A message among the objects, as in a saved world, and back.
_MOVE = """
INSERT INTO messages
    SELECT id, body ->> 'chat_id', body ->> 'outgoing' AND NOT coalesce(body ->> 'deleted', 0),
           json_remove(body, '$.message_id', '$.chat_id') FROM objects WHERE kind = 'message'
"""
_ROWS = """
SELECT kind, id, body FROM objects
UNION ALL SELECT 'message', id, json_set(body, '$.message_id', id, '$.chat_id', chat) FROM messages
ORDER BY 1, 2
"""


class Store:
    """Messages by number and chat; everything else as a JSON body by (kind, id).

    What is dirty is kept by reference and serialised in `flush`, so ten changes of one object cost
    one write: to the journal, from which lots go to the database. Nothing waits for the disk: what was
    handed to the operating system outlives this process, and a power cut is not what a trial guards against.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        # A folder is one simulator's: asking at every commit who else is there would only cost.
        self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.executescript(_TABLES)
        self._sort()  # a world of before messages had their own table
        self._dirty: dict[Key, Any] = {}
        self._messages: dict[int, Message] = {}
        # In the journal and not in the database: the rows to be, None for those to be dropped.
        self._objects: dict[Key, str | None] = {}
        self._written: dict[int, MessageRow] = {}
        self._journal = Journal(path.with_name(f"{path.name}.new"))
        self._recover()

    def _recover(self) -> None:
        for row in self._journal.left():
            match row:
                case [at, chat, counted, body]:
                    self._written[at] = (at, chat, counted, dumps(body))
                case [kind, key, body]:
                    self._objects[kind, key] = None if body is None else dumps(body)
        self._bring()
        # Of a line that is cut off nothing may stand before the next one.
        self._journal.empty()

    def put(self, kind: str, key: int | str, item: Any) -> None:
        """`item`: JSON-able, or a dataclass instance of JSON-able fields."""
        if isinstance(key, str):
            key.encode()  # Refused here: once it is to be written, nothing else would be either.
        self._dirty[kind, key] = item

    def drop(self, kind: str, key: int | str) -> None:
        self._dirty[kind, key] = None

    def load(self, kind: str) -> Iterator[Json]:
        self._bring()
        rows = self._db.execute("SELECT body FROM objects WHERE kind = ? ORDER BY id", (kind,))
        return (json.loads(body) for (body,) in rows)

    def rows(self) -> list[Row]:
        self._settle()
        return list(self._db.execute(_ROWS))

    def replace(self, rows: Iterable[Row]) -> None:
        """These and nothing else, or on an error all as it was."""
        self._dirty.clear()
        self._messages.clear()
        self._bring()
        self._db.execute("BEGIN")
        try:
            self._empty()
            self._db.executemany("INSERT INTO objects VALUES (?, ?, ?)", rows)
            self._sort()
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def _sort(self) -> None:
        self._db.execute(_MOVE)
        self._db.execute("DELETE FROM objects WHERE kind = 'message'")

    def forget_up_to(self, kind: str, key: int) -> None:
        self._bring()
        self._db.execute("DELETE FROM objects WHERE kind = ? AND id <= ?", (kind, key))

    def put_message(self, message: Message) -> None:
        self._messages[message.message_id] = message

    def message(self, message_id: int) -> Message | None:
        found = self._read("WHERE id = ?", message_id)
        return found[0] if found else None

    def oldest(self, chat: int, after: int, most: int) -> list[Message]:
        """A chat's messages behind a number, in rising order."""
        return self._read("WHERE chat = ? AND id > ? ORDER BY id LIMIT ?", chat, after, most)

    def newest(self, chat: int, after: int, before: int, most: int) -> list[Message]:
        """The last of a chat's messages between two numbers, in rising order."""
        where = "WHERE chat = ? AND id > ? AND id < ? ORDER BY id DESC LIMIT ?"
        return self._read(where, chat, after, before, most)[::-1]

    def _read(self, where: str, *values: int) -> list[Message]:
        self._settle()
        rows = self._db.execute(f"SELECT id, chat, body FROM messages {where}", values)
        return [Message(at, chat, **json.loads(body)) for at, chat, body in rows]

    def unread(self, chat: int, after: int) -> int:
        self._settle()
        asked = "SELECT count(*) FROM messages WHERE chat = ? AND id > ? AND counted"
        return int(self._db.execute(asked, (chat, after)).fetchone()[0])

    def last_message(self) -> int:
        self._bring()
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM messages").fetchone()[0])

    def forget_chat(self, chat: int) -> None:
        self._settle()
        self._db.execute("DELETE FROM messages WHERE chat = ?", (chat,))

    def clear(self) -> None:
        self._dirty.clear()
        self._messages.clear()
        self._bring()
        self._empty()

    def _empty(self) -> None:
        self._db.execute("DELETE FROM objects")
        self._db.execute("DELETE FROM messages")

    def flush(self) -> None:
        if not (self._dirty or self._messages):
            return
        objects = {key: None if item is None else _body(item) for key, item in self._dirty.items()}
        messages = [_row(message) for message in self._messages.values()]
        lines = [f"[{at},{chat},{counted:d},{body}]" for at, chat, counted, body in messages]
        lines += [f'["{kind}",{_key(key)},{body or "null"}]' for (kind, key), body in objects.items()]
        # What is dirty stays so when this fails, and the next flush tries again: there may be room by then.
        self._journal.add(lines)
        self._objects |= objects
        for row in messages:
            self._written[row[0]] = row
        self._dirty.clear()
        self._messages.clear()
        if len(self._objects) + len(self._written) >= LOT:
            self._bring()

    def _settle(self) -> None:
        self.flush()
        self._bring()

    def _bring(self) -> None:
        """What the journal holds to the database."""
        if not (self._objects or self._written):
            return
        written = [(*key, body) for key, body in self._objects.items() if body is not None]
        dropped = [key for key, body in self._objects.items() if body is None]
        self._db.execute("BEGIN")
        try:
            self._db.executemany(
                "INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?)", self._written.values()
            )
            self._db.executemany("INSERT OR REPLACE INTO objects VALUES (?, ?, ?)", written)
            self._db.executemany("DELETE FROM objects WHERE kind = ? AND id = ?", dropped)
            self._db.execute("COMMIT")
        except BaseException:
            # It is still in the journal, and the next attempt may find room on the disk.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._journal.empty()
        self._objects.clear()
        self._written.clear()

    def close(self) -> None:
        self._settle()
        self._db.close()
        self._journal.close()


def _body(item: Any) -> str:
    return dumps(vars(item) if hasattr(item, "__dataclass_fields__") else item)


def _key(key: int | str) -> str:
    return dumps(key) if isinstance(key, str) else str(key)


def _row(message: Message) -> MessageRow:
    counted = message.outgoing and not message.deleted
    return message.message_id, message.chat_id, counted, dumps(message.kept())
