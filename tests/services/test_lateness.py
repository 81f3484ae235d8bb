"""👀 stands under what is late, until it is delivered or told otherwise; what is on time carries nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from domain.ids import MessageId
from domain.message import MessageKind
from domain.people import Person
from domain.room import Room
from services.lateness import NoteLate
from services.outgoing import Amendment, Copy, Gone, Outcome, Refused, RetryAfter, Uncertain
from services.ports import UnitOfWork
from services.resend import Decided, ResendMessage
from tests.services.rooms_house import RULES, House, house


@dataclass
class Home:
    house: House
    ann: Person
    dewi: Person
    eve: Person
    room: Room
    note: NoteLate

    def to_dewi(self, outcome: Outcome | None) -> None:
        """What Telegram answers to copies; everything else goes through."""
        self.house.answers = lambda row: outcome if isinstance(row.item, Copy) else None

    async def seconds(self, seconds: float) -> dict[int, str | None]:
        """Then what stands under Ann's own messages."""
        await self.house.time_passes(seconds=seconds)
        await self.note()
        await self.house.deliver()
        return self.house.set_in(self.ann)

    def spoken(self) -> int:
        return sum(isinstance(one.item, Amendment) for one in self.house.chats.get(self.ann.id, []))


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with house(tmp_path) as made:
        ann = await made.customer("Ann")
        dewi, therapist = await made.therapist("Dewi")
        eve = await made.customer("Eve")
        await made.opened(eve, therapist)
        room = await made.opened(ann, therapist, hours=6)
        yield Home(made, ann, dewi, eve, room, NoteLate(made.units, made.clock, RULES.late_after))


async def test_what_is_on_time_carries_nothing(home: Home) -> None:
    await home.house.says(home.ann, "hello")
    assert await home.seconds(10) == {}
    assert home.spoken() == 0


async def test_eyes_from_three_seconds_on_until_it_is_delivered(home: Home) -> None:
    home.to_dewi(RetryAfter(6))
    source = await home.house.says(home.ann, "hello")
    assert await home.seconds(2.9) == {}
    assert await home.seconds(0.2) == {source: "👀"}
    assert await home.seconds(1) == {source: "👀"}
    assert home.spoken() == 1, "set once"
    home.to_dewi(None)
    assert await home.seconds(6) == {source: None}
    assert home.house.copies(home.dewi) == ["hello"]
    assert await home.seconds(6) == {source: None}
    assert home.spoken() == 2


@pytest.mark.parametrize("outcome", [Refused("too_large"), Uncertain("cut")])
async def test_words_take_the_place_of_eyes(home: Home, outcome: Outcome) -> None:
    home.to_dewi(RetryAfter(5))
    source = await home.house.says(home.ann, "hello")
    assert await home.seconds(4) == {source: "👀"}
    home.to_dewi(outcome)
    assert await home.seconds(5) == {source: None}


async def test_the_counterparts_own_wins(home: Home) -> None:
    home.to_dewi(RetryAfter(5))
    source = await home.house.says(home.ann, "hello")
    await home.seconds(4)
    home.to_dewi(None)
    await home.seconds(5)
    await home.house.reacts(home.dewi, home.house.shown_of(home.dewi, "hello"), "👍")
    assert home.house.set_in(home.ann) == {source: "👍"}
    assert await home.seconds(10) == {source: "👍"}


async def test_delivered_before_the_eyes_could_be_set(home: Home) -> None:
    """They wait in Ann's own line: by the time it moves they are not true any more."""
    home.house.answers = lambda row: RetryAfter(5)
    await home.house.says(home.ann, "hello")
    await home.seconds(4)
    home.house.answers = lambda row: RetryAfter(30) if isinstance(row.item, Amendment) else None
    await home.seconds(5)
    assert home.house.copies(home.dewi) == ["hello"]
    home.to_dewi(None)
    assert set((await home.seconds(60)).values()) <= {None}


async def test_who_cannot_be_reached_is_told_in_words(home: Home) -> None:
    async def stop(unit: UnitOfWork) -> None:
        unit.people.save(replace(home.dewi, reachable=False))

    await home.house.units.run(stop)
    await home.house.says(home.ann, "hello")
    assert await home.seconds(10) == {}


async def test_a_restart_sets_what_is_late_still(home: Home) -> None:
    home.to_dewi(RetryAfter(60))
    source = await home.house.says(home.ann, "hello")
    await home.seconds(4)
    home.note = NoteLate(home.house.units, home.house.clock, RULES.late_after)
    assert await home.seconds(1) == {source: "👀"}
    home.to_dewi(None)
    assert await home.seconds(60) == {source: None}


async def test_a_second_try_that_waits_is_late_again(home: Home) -> None:
    home.to_dewi(Uncertain("cut"))
    source = await home.house.says(home.ann, "hello")
    home.to_dewi(RetryAfter(4))
    later = await home.house.says(home.ann, "and this")
    assert await home.seconds(3.5) == {later: "👀"}
    home.to_dewi(None)
    assert await home.seconds(10) == {later: None}
    home.to_dewi(RetryAfter(6))
    message = MessageId(home.house.notices(home.ann, "relay.uncertain")[-1].values["message"])
    assert await home.house.do(ResendMessage(home.house.clock), message, home.ann) is Decided.RETRIED
    await home.house.deliver()
    assert await home.seconds(2.9) == {later: None}
    assert await home.seconds(0.2) == {later: None, source: "👀"}
    home.to_dewi(None)
    assert await home.seconds(6) == {later: None, source: None}


async def test_slowed_lines_are_told_of_in_words_and_late_only_once_they_may_go(home: Home) -> None:
    most = RULES.messages_a_minute
    for number in range(most):
        await home.house.says(home.ann, f"line {number}")
    slowed = await home.house.says(home.ann, "one too many")
    assert await home.seconds(30) == {}
    home.to_dewi(RetryAfter(60))
    await home.house.says(home.eve, "of somebody else's")
    assert set(await home.seconds(29)) == set(), "it is Eve's that waits"
    assert await home.seconds(2) == {}
    assert await home.seconds(3.1) == {slowed: "👀"}
    home.to_dewi(None)
    assert await home.seconds(60) == {slowed: None}


async def test_every_one_of_many(home: Home) -> None:
    home.to_dewi(RetryAfter(60))
    sources = [await home.house.says(home.ann, f"{number}", deliver=False) for number in range(7)]
    home.note.at_once = 3
    assert await home.seconds(4) == dict.fromkeys(sources, "👀")


async def test_a_clock_that_was_set_back(home: Home) -> None:
    await home.seconds(4)
    await home.house.time_passes(hours=-1)
    await home.note()
    home.to_dewi(RetryAfter(60))
    source = await home.house.says(home.ann, "hello")
    assert await home.seconds(3.1) == {source: "👀"}


async def test_an_album_has_one_under_its_first(home: Home) -> None:
    home.to_dewi(RetryAfter(60))
    first, _ = [
        await home.house.says(home.ann, text, kind=MessageKind.PHOTO, album="a") for text in ("one", "two")
    ]
    assert await home.seconds(4) == {first: "👀"}
    home.to_dewi(None)
    assert await home.seconds(60) == {first: None}


async def test_a_caption_of_its_own_keeps_the_eyes_until_it_is_there_too(home: Home) -> None:
    home.house.answers = lambda row: RetryAfter(60) if _caption(row.item) else None
    source = await home.house.says(home.ann, "long " * 250, kind=MessageKind.PHOTO)
    assert await home.seconds(4) == {source: "👀"}
    home.to_dewi(None)
    assert await home.seconds(60) == {source: None}


def _caption(item: object) -> bool:
    return isinstance(item, Copy) and item.caption


@pytest.mark.parametrize("what", ["edited", "unsent", "closed"])
async def test_what_happens_to_it_meanwhile(home: Home, what: str) -> None:
    home.to_dewi(RetryAfter(60))
    source = await home.house.says(home.ann, "hello")
    assert await home.seconds(4) == {source: "👀"}
    if what == "edited":
        await home.house.edits(home.ann, source, "hello there")
        assert home.house.set_in(home.ann) == {source: "👀"}
        home.to_dewi(None)
    elif what == "unsent":
        await home.house.unsends(home.ann, source)
        assert home.house.set_in(home.ann) == {source: None}
        home.to_dewi(None)
    else:
        await home.house.close(home.room)
        home.to_dewi(None)
    assert await home.seconds(60) == {source: None}
    assert home.house.copies(home.dewi) == (["hello there"] if what == "edited" else [])


async def test_a_reader_who_stops_the_bot_and_never_comes_back(home: Home) -> None:
    home.to_dewi(RetryAfter(5))
    source = await home.house.says(home.ann, "hello")
    assert await home.seconds(4) == {source: "👀"}
    home.to_dewi(Gone("blocked"))
    assert await home.seconds(5) == {source: "👀"}, "it is late still"
    await home.house.close(home.room)
    assert home.house.notices(home.ann, "relay.not_carried")[-1].values["reason"] == "never_reached"
    assert home.house.set_in(home.ann) == {source: None}, "told in words"


async def test_a_file_that_is_edited_into_what_may_not_go(home: Home) -> None:
    home.to_dewi(RetryAfter(60))
    source = await home.house.says(home.ann, "look", kind=MessageKind.PHOTO, details={"unique": "1"})
    assert await home.seconds(4) == {source: "👀"}
    await home.house.edits(
        home.ann, source, "0812 3456 7890", kind=MessageKind.PHOTO, details={"unique": "2"}
    )
    assert home.house.notices(home.ann, "relay.not_carried")[-1].values["reason"] == "identity.number"
    home.to_dewi(None)
    assert await home.seconds(60) == {source: None}
    assert home.house.copies(home.dewi) == []
