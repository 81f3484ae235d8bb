"""`roomline export` on a database that nobody works on: forms, files, what is refused."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import stat
from pathlib import Path

import pytest

from domain.ids import PersonId, conversation_id
from domain.message import MessageState
from domain.people import Party, Role
from storage.opening import open_storage
from tests.storage import samples
from tests.storage.opened import NOW, Tasks, Woken, writing
from tests.world import Program

KEYS = [
    "conversationId",
    "senderId",
    "senderName",
    "senderRole",
    "receiverId",
    "receiverName",
    "receiverRole",
    "message",
    "messageType",
    "isRead",
    "createdAt",
    "bookingId",
    "deliveryState",
    "deliveryReason",
    "deliveredAt",
    "edits",
]
LINES = ['=HYPERLINK("http://x")', "Halo\n“ya”, 🙏🏽", *(f"line {n}" for n in range(1200))]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    made = Program(tmp_path_factory.mktemp("export"))
    asyncio.run(fill(made.database))
    return made


async def fill(path: Path) -> None:
    storage = await open_storage(path, tasks=Tasks(), wake=Woken(), at=NOW)
    async with writing(storage) as unit:
        booking, customer, maya, hers = await samples.booked(unit)
        room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
        unit.rooms.attach(room.id, booking.id)
        for number, text in enumerate(LINES):
            line = samples.message(
                PersonId(customer.id),
                number,
                text=text,
                room=room.id,
                conversation=conversation_id(customer.id, maya.id),
                receiver=Party(Role.THERAPIST, maya.id, "Maya"),
                receiver_person=hers.id,
                booking=booking.id,
                state=MessageState.QUEUED,
            )
            await unit.messages.add(line)
    await storage.close()


def test_messages_are_in_the_promised_shape_and_all_there(program: Program) -> None:
    done = program.run("export", "messages")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [list(row) for row in rows] == [KEYS] * len(LINES)
    assert [row["message"] for row in rows] == LINES
    assert (rows[0]["senderId"], rows[0]["receiverId"]) == ("customer_1", "therapist_1")
    assert rows[0]["conversationId"] == "customer_1_therapist_1"
    assert done.stderr.strip() == f"{len(LINES)} messages."


def test_a_file_is_whole_private_and_replaces_an_older_one(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text("older")
    done = program.run("export", "messages", "--format", "csv", "--output", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"exported": len(LINES), "what": "messages", "file": str(file)}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with file.open(newline="") as text:
        rows = list(csv.DictReader(text))
    assert list(rows[0]) == KEYS
    # A spreadsheet must not carry out what a stranger wrote.
    assert [row["message"] for row in rows] == ["'" + LINES[0], *LINES[1:]]
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.slow
def test_bookings_and_what_is_asked_of_them(program: Program) -> None:
    (row,) = json.loads(program.run("export", "bookings").stdout)
    assert (row["reference"], row["customerId"], row["therapistName"]) == ("RL-7K2M", "customer_1", "Maya")
    assert (row["price"], row["currency"], row["startsAt"]) == ("450000.00", "IDR", "2026-03-03T09:00:00Z")
    later = program.run("export", "bookings", "--since", "2026-03-04", "--format", "jsonl")
    assert (later.returncode, later.stdout) == (0, "")
    named = program.run("export", "bookings", "--booking", "rl-7k2m", "--format", "csv")
    assert [one["status"] for one in csv.DictReader(io.StringIO(named.stdout))] == ["requested"]
    assert json.loads(program.run("export", "messages", "--until", "2026-03-02").stdout) == []


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("messages", "--since", "yesterday"), ("--since", "yesterday", "2026-03-02")),
        (("bookings", "--room", "customer_1_therapist_1"), ("--room", "a room's number")),
        (("messages", "--output", "/no/such/folder/x.json"), ("/no/such/folder/x.json", "No such file")),
        (("messages", "--format", "xml"), ("xml", "json", "csv")),
        (("people",), ("people",)),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    program: Program, words: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    done = program.run("export", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert [part for part in parts if part not in done.stderr] == [], done.stderr
    assert "Traceback" not in done.stderr
