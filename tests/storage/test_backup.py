"""Copies of a database: taken while others write, seen whole, put back without losing what was there."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from domain.ids import PersonId
from domain.message import MessageState
from services.outgoing import Claimed, Copy, OutState
from services.queues import RawUpdate
from services.restored import RESTORED, WHY
from storage.backup import archive, file
from storage.backup.contents import Contents, NotACopy
from storage.opening import Place
from tests.storage import postgres, samples
from tests.storage.opened import NOW, opened, writing


async def save(place: Place, copy: Path) -> Contents:
    return file.save(place, copy) if isinstance(place, Path) else await archive.save(place, copy)


async def put_back(place: Place, copy: Path, aside: str, *, in_doubt: bool = True) -> Contents:
    at = NOW if in_doubt else None
    if isinstance(place, Path):
        return file.put_back(copy, place, place.with_name(aside), restored_at=at)
    return await archive.put_back(place, copy, aside, restored_at=at)


async def people(place: Place) -> Sequence[str]:
    async with opened(place) as storage:
        async with writing(storage) as unit:
            found = [await unit.people.get(PersonId(number)) for number in (1, 2, 3, 4)]
        return [one.name for one in found if one is not None]


async def test_what_was_committed_comes_back_and_ids_go_on_where_they_were(
    place: Place, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    async with opened(place) as storage:
        async with writing(storage) as unit:
            await samples.booked(unit)
        saved = await save(place, copy)
        async with writing(storage) as unit:
            await unit.people.add(samples.person("9", name="Later"))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert (saved.tables["bookings"], saved.tables["people"]) == (1, 2)
    assert len(await people(place)) == 3
    back = await put_back(place, copy, "aside")
    assert {**back.tables, "moments": 0} == {**saved.tables, "moments": 0}
    before = await people(place)
    assert len(before) == 2 and "Later" not in before
    async with opened(place) as storage, writing(storage) as unit:
        await unit.people.add(samples.person("10", name="New"))
    assert (await people(place))[-1] == "New"


async def test_a_copy_made_while_others_write_is_of_one_moment(place: Place, tmp_path: Path) -> None:
    """Each unit adds two; a copy with an odd number would have cut one in half."""
    async with opened(place) as storage:
        stop = asyncio.Event()

        async def write() -> None:
            number = 100
            while not stop.is_set():
                async with writing(storage) as unit:
                    for _ in range(2):
                        number += 1
                        await unit.people.add(samples.person(str(number)))

        writer = asyncio.create_task(write())
        counts = []
        for turn in range(4):
            copy = tmp_path / f"copy{turn}"
            if isinstance(place, Path):
                saved = await asyncio.to_thread(file.save, place, copy)
            else:
                saved = await archive.save(place, copy)
            counts.append(saved.tables["people"])
        stop.set()
        await writer
    assert [count % 2 for count in counts] == [0, 0, 0, 0]
    assert counts == sorted(counts) and counts[-1] > 0


async def test_what_was_there_is_kept(place: Place, tmp_path: Path) -> None:
    async with opened(place) as storage:
        await save(place, tmp_path / "empty")
        async with writing(storage) as unit:
            await samples.booked(unit)
    await put_back(place, tmp_path / "empty", "aside")
    assert await people(place) == []
    if isinstance(place, Path):
        assert len(await people(place.with_name("aside"))) == 2
    else:
        assert (await postgres.query(place, "SELECT count(*) FROM aside.people"))[0][0] == 2


async def test_a_message_that_waited_in_it_is_in_doubt_and_a_notice_is_not(
    place: Place, tmp_path: Path
) -> None:
    async with opened(place) as storage:
        async with writing(storage) as unit:
            _, customer, maya, hers = await samples.booked(unit)
            room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
            for number in range(3):
                line = samples.message(customer.id, number, room=room.id, state=MessageState.QUEUED)
                added = await unit.messages.add(line)
                await unit.outbox.add(Copy(to=hers.id, message=added.id, room=room.id), NOW)
        await save(place, tmp_path / "copy")
    await put_back(place, tmp_path / "copy", "aside")
    async with opened(place) as storage, writing(storage) as unit:
        assert await unit.moments.at(RESTORED) == NOW
        taken: list[Claimed] = []
        while rows := await unit.outbox.unsure_copies(200):
            taken += rows
            for row in rows:
                unit.outbox.settle(row, OutState.UNCERTAIN, NOW)
        assert [row.item.message for row in taken if isinstance(row.item, Copy)] == [1, 2, 3]


async def test_an_update_that_was_not_handled_when_the_copy_was_made_is_known_by_it(
    place: Place, tmp_path: Path
) -> None:
    async with opened(place) as storage:
        async with writing(storage) as unit:
            await unit.journal.append([RawUpdate("b", 1, "lane", "{}")], NOW)
        await save(place, tmp_path / "copy")
    await put_back(place, tmp_path / "copy", "aside")
    async with opened(place) as storage:
        async with writing(storage) as unit:
            await unit.journal.append([RawUpdate("b", 2, "another", "{}")], NOW)
            entry = await unit.journal.next_in("lane", NOW)
            assert entry is not None and await unit.journal.any_left(WHY)
            unit.journal.done(entry, NOW)
        async with writing(storage) as unit:
            assert not await unit.journal.any_left(WHY), "the other came after the copy"


async def test_after_a_move_nothing_is_in_doubt(place: Place, tmp_path: Path) -> None:
    async with opened(place):
        await save(place, tmp_path / "copy")
    await put_back(place, tmp_path / "copy", "aside", in_doubt=False)
    async with opened(place) as storage, writing(storage) as unit:
        assert await unit.moments.at(RESTORED) is None


async def test_a_copy_never_replaces_a_file(place: Place, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_text("precious")
    async with opened(place):
        with pytest.raises(FileExistsError):
            await save(place, copy)
    assert copy.read_text() == "precious"
    assert not copy.with_name("copy.part").exists()


@pytest.mark.parametrize("spoil", ["cut", "flipped", "other", "nothing"])
async def test_what_is_no_whole_copy_is_refused_and_changes_nothing(
    place: Place, tmp_path: Path, spoil: str
) -> None:
    copy = tmp_path / "copy"
    async with opened(place) as storage:
        async with writing(storage) as unit:
            await samples.booked(unit)
        await save(place, copy)
    _spoil(copy, spoil)
    with pytest.raises(NotACopy):
        await put_back(place, copy, "aside")
    assert len(await people(place)) == 2


def _spoil(copy: Path, how: str) -> None:
    whole = copy.read_bytes()
    if how == "cut":
        copy.write_bytes(whole[: len(whole) // 2])
    elif how == "flipped":
        # A whole page's worth: a single byte may lie in a page that nothing uses.
        middle = len(whole) // 2
        copy.write_bytes(whole[:middle] + bytes(4096) + whole[middle + 4096 :])
    elif how == "other":
        copy.unlink()
        with closing(sqlite3.connect(copy)) as other:
            other.execute("CREATE TABLE t (x)")
    else:
        copy.unlink()


async def test_a_database_too_damaged_to_be_opened_is_kept_and_replaced(path: Path, tmp_path: Path) -> None:
    async with opened(path) as storage:
        async with writing(storage) as unit:
            await samples.booked(unit)
        file.save(path, tmp_path / "copy")
    damaged = b"no database" + path.read_bytes()[11:]
    path.write_bytes(damaged)
    shutil.copy(tmp_path / "copy", path.with_name("roomline.db-wal"))
    file.put_back(tmp_path / "copy", path, path.with_name("aside"), restored_at=NOW)
    assert len(await people(path)) == 2
    assert path.with_name("aside").read_bytes() == damaged
