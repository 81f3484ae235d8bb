"""One person who writes faster than the rules allow: told once, slowed, nothing lost, nobody else touched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.message import LONGEST_CAPTION, MessageKind
from services.outgoing import AlbumCopy
from services.slowing import MINUTE, Departure, departure
from tests.services.rooms_house import RULES, House, house

MOST = RULES.messages_a_minute
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


@given(st.lists(st.integers(0, 40), max_size=80), st.integers(1, 5))
def test_never_more_than_so_many_in_any_minute_and_always_in_order(pauses: list[int], most: int) -> None:
    """As long as somebody releases what is due, whether a line still waits is whether its time is to come."""
    now, gone = NOON, list[datetime]()
    for pause in pauses:
        now += timedelta(seconds=pause)
        leaves = departure(gone[-most:], now, most, behind=bool(gone) and gone[-1] > now)
        assert leaves.at >= now
        assert not gone or leaves.at >= gone[-1]
        assert len(gone) < most or leaves.at - gone[-most] >= MINUTE
        assert leaves.slowed == (leaves.at > now)
        gone.append(leaves.at)


def test_slow_people_never_wait() -> None:
    gone: list[datetime] = []
    for number in range(100):
        leaves = departure(gone[-MOST:], NOON + timedelta(seconds=3 * number), MOST, behind=False)
        assert not leaves.slowed
        gone.append(leaves.at)


def test_a_clock_that_was_wrong_makes_nobody_wait() -> None:
    ahead = [NOON + timedelta(hours=1)] * MOST
    assert departure(ahead, NOON, MOST, behind=False) == Departure(NOON + MINUTE, slowed=True)
    assert departure(ahead[1:], NOON, MOST, behind=False) == Departure(NOON, slowed=False)


async def test_a_hundred_lines_at_once_all_arrive_in_order_and_are_spoken_of_once(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    anna = await home.customer("Anna")
    await home.opened(anna, roster)
    lines = [f"line {number}" for number in range(100)]
    for line in lines:
        await home.says(anna, line)
    assert home.copies(maya) == lines[:MOST]
    (told,) = home.notices(anna, "relay.slowed")
    assert told.values == {"most": MOST}
    for minute in range(1, 5):
        await home.time_passes(seconds=60)
        assert home.copies(maya) == lines[: MOST * (minute + 1)]
    assert len(home.notices(anna, "relay.slowed")) == 1


async def test_nobody_else_waits_for_somebody_who_is_slowed(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    anna, budi = await home.customer("Anna"), await home.customer("Budi")
    room = await home.opened(anna, roster)
    await home.opened(budi, roster, hours=5)
    for number in range(MOST + 5):
        await home.says(anna, f"line {number}")
    await home.says(budi, "Good morning")
    assert home.copies(maya)[MOST:] == ["Good morning"]
    opened = next(one for one in home.notices(maya, "room.opened") if one.item.room == room.id)
    await home.says(maya, "One moment", reply_to=opened.id)
    assert home.copies(anna) == ["One moment"]


async def test_what_comes_later_never_overtakes_what_waits(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    anna = await home.customer("Anna")
    await home.opened(anna, roster)
    lines = [f"line {number}" for number in range(MOST + 1)]
    for line in lines:
        await home.says(anna, line)
    home.clock.at += timedelta(minutes=5)  # and nobody has released anything
    await home.says(anna, "and another")
    await home.time_passes(seconds=0)
    assert home.copies(maya) == [*lines, "and another"]
    await home.says(anna, "at ease again")
    assert home.copies(maya)[-1] == "at ease again"


async def test_a_long_caption_and_an_album_stay_with_what_they_belong_to(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    anna = await home.customer("Anna")
    await home.opened(anna, roster)
    for number in range(MOST):
        await home.says(anna, f"line {number}")
    long = "x" * (LONGEST_CAPTION + 1)
    await home.says(anna, long, kind=MessageKind.PHOTO)
    for part in ("one", "two"):
        await home.says(anna, part, kind=MessageKind.PHOTO, album="holiday")
    await home.time_passes(seconds=60)
    await home.time_passes(seconds=1)
    *_, photo, caption, album = home.chats[maya.id]
    assert (photo.text, caption.text) == ("", long)
    assert isinstance(album.parcel, AlbumCopy)
    assert [part.caption for part in album.parcel.parts] == ["one", "two"]
