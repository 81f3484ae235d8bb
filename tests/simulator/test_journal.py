"""What is not in the database yet is found again, in whatever moment the process ended."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulator.messages import Message
from simulator.store import LOT, Store


def files(path: Path) -> dict[Path, bytes]:
    """As a `kill -9` would leave them."""
    return {one: one.read_bytes() for one in path.parent.glob(f"{path.name}*")}


def reopened(left: dict[Path, bytes], folder: Path) -> Store:
    folder.mkdir()
    for path, data in left.items():
        (folder / path.name).write_bytes(data)
    return Store(folder / "world.sqlite3")


def told(store: Store) -> list[tuple[str, int | str]]:
    return [(kind, key) for kind, key, _ in store.rows()]


def test_what_was_flushed_is_there_and_what_was_dropped_is_not(tmp_path: Path) -> None:
    store = Store(tmp_path / "world.sqlite3")
    store.put_message(Message(1, 7, outgoing=True, date=3, text='a "b"\n\u2028 c'))
    store.put("query", "x\n1", {"text": "Grüße"})
    store.put("update", 5, {"n": 1})
    store.flush()
    store.drop("update", 5)
    store.flush()
    again = reopened(files(tmp_path / "world.sqlite3"), tmp_path / "again")
    assert told(again) == [("message", 1), ("query", "x\n1")]
    found = again.message(1)
    assert found
    assert found.text == 'a "b"\n\u2028 c'
    assert again.rows() == store.rows()


def test_a_line_cut_off_is_left_out_and_those_before_it_stay(tmp_path: Path) -> None:
    store = Store(tmp_path / "world.sqlite3")
    store.put("update", 5, {"n": 1})
    store.flush()
    left = files(tmp_path / "world.sqlite3")
    left[tmp_path / "world.sqlite3.new"] += b'["update",6,{"n"'
    assert told(reopened(left, tmp_path / "again")) == [("update", 5)]


def test_a_journal_that_is_read_twice_changes_nothing(tmp_path: Path) -> None:
    """The process ended between the database's commit and the journal's emptying."""
    store = Store(tmp_path / "world.sqlite3")
    store.put("update", 5, {"n": 1})
    store.put("update", 6, {"n": 1})
    store.flush()
    store.drop("update", 5)
    store.flush()
    journal = (tmp_path / "world.sqlite3.new").read_bytes()
    rows = store.rows()
    left = files(tmp_path / "world.sqlite3") | {tmp_path / "world.sqlite3.new": journal}
    assert reopened(left, tmp_path / "again").rows() == rows


def test_the_journal_stays_short(tmp_path: Path) -> None:
    store = Store(tmp_path / "world.sqlite3")
    for number in range(1, 3 * LOT + 10):
        store.put("update", number, {"n": number})
        store.flush()
    assert (tmp_path / "world.sqlite3.new").read_bytes().count(b"\n") < LOT
    assert len(told(store)) == 3 * LOT + 9


def test_a_world_emptied_stays_empty(tmp_path: Path) -> None:
    store = Store(tmp_path / "world.sqlite3")
    store.put("update", 5, {"n": 1})
    store.flush()
    store.clear()
    assert told(reopened(files(tmp_path / "world.sqlite3"), tmp_path / "again")) == []


def test_a_disk_that_is_full_costs_nothing_that_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "world.sqlite3")
    store.put("update", 5, {"n": 1})
    store.flush()
    store.put("update", 6, {"n": 2})
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[: len(data) // 2]))
    with pytest.raises(OSError, match="No space"):
        store.flush()
    monkeypatch.undo()
    assert told(reopened(files(tmp_path / "world.sqlite3"), tmp_path / "then")) == [("update", 5)]
    store.flush()
    assert told(reopened(files(tmp_path / "world.sqlite3"), tmp_path / "again")) == [
        ("update", 5),
        ("update", 6),
    ]
