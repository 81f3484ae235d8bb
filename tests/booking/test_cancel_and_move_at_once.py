"""Cancel, yes, no, silence and taking back meet: one of them decides, everything else fits it, and nothing
stays held. On both engines, through two writers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.booking import Booking, BookingStatus, Wish
from domain.proposal import Proposal, ProposalStatus
from services.choices import Cancelled
from services.move_answers import Answered
from services.move_ends import Withdrawn
from services.moves import Asked
from services.ports import UnitOfWork, Units
from tests.booking.moving import HOUR, MINUTES, agreed, asked, at_once, doors, takes, wish, wishes
from tests.services.studio import Studio
from tests.services.test_booking_races import Act

ROUNDS = [
    ("sqlite", 8),
    pytest.param(("sqlite", 200), marks=pytest.mark.slow),
    pytest.param(("postgresql", 60), marks=pytest.mark.slow),
]
YES = {
    ProposalStatus.ACCEPTED: Answered.MOVED,
    ProposalStatus.DECLINED: Answered.ALREADY_DECLINED,
    ProposalStatus.TIMED_OUT: Answered.TIMED_OUT,
    ProposalStatus.WITHDRAWN: Answered.CANCELLED,
}


@pytest.fixture(params=ROUNDS, ids=lambda one: "-".join(map(str, one)))
async def house(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[Studio, Sequence[Units], int]]:
    engine, rounds = request.param
    async with doors(engine, tmp_path, request) as (at, writers):
        yield at, writers, rounds


def every_one_of(seen: Counter[str], wanted: int, rounds: int) -> None:
    """Enough rounds are no proof while one outcome never came. In a few, chance may leave one out."""
    print(dict(seen))
    assert len(seen) == wanted or rounds < 100, seen


def days(at: Studio, many: int) -> Iterator[int]:
    """One round a day, each at ten in the morning."""
    first = at.clock.at
    for number in range(many):
        at.clock.at = first + timedelta(days=number)
        yield number


def calls(**named: Any) -> Mapping[str, Act]:
    """Use-cases with what they are given, each to be run in a unit of its own."""

    def act(use_case: Any, args: Sequence[Any], more: Mapping[str, Any]) -> Act:
        async def work(unit: UnitOfWork) -> Any:
            return await use_case(unit, *args, **more)

        return work

    return {name: act(use_case, args, more) for name, (use_case, args, more) in named.items()}


@pytest.mark.parametrize("house", ROUNDS, indirect=True)
async def test_yes_against_silence_against_cancel(house: tuple[Studio, Sequence[Units], int]) -> None:
    """At the very end of the time to answer; whose clock says that it is over decides as well."""
    at, writers, rounds = house
    dewi, seed = await at.person(at.dewi), random.randrange(10**6)
    print(f"seed {seed}")
    chance, seen = random.Random(seed), Counter[str]()
    for _ in days(at, rounds):
        booking = await agreed(at)
        by = chance.choice([30, -30, 300]) * MINUTES
        proposal = await asked(at, booking, booking.span.starts_at + by)
        at.clock.at = proposal.answer_by - timedelta(seconds=chance.choice([0, 1, 1]))
        said = await at_once(
            writers,
            calls(
                yes=(at.do.answer_move, [proposal.id, dewi], {"yes": True}),
                silence=(at.do.time_out_move, [proposal.id], {}),
                cancel=(at.do.cancel, [booking.id, at.ann], {"late": True}),
            ),
            chance,
        )
        seen[await how_it_ended(at, booking, proposal, said)] += 1
    every_one_of(seen, 3, rounds)


async def how_it_ended(at: Studio, booking: Booking, proposal: Proposal, said: Mapping[str, Any]) -> str:
    present, ended = await at.booking(booking), await wish(at, booking)
    assert said["cancel"] is Cancelled.CANCELLED, "there is always a visit to cancel"
    assert present.status is BookingStatus.CANCELLED
    assert said["yes"] is YES[ended.status]
    assert present.span == (proposal.span if said["yes"] is Answered.MOVED else booking.span)
    assert await takes(at, at.dewi) == [], "nothing stays held"
    assert present.version == booking.version + (2 if said["yes"] is Answered.MOVED else 1)
    return ended.status.value


async def test_every_end_of_a_wish_at_once(house: tuple[Studio, Sequence[Units], int]) -> None:
    at, writers, rounds = house
    dewi, chance, seen = await at.person(at.dewi), random.Random(9), Counter[str]()
    for _ in days(at, rounds // 2):
        booking = await agreed(at)
        proposal = await asked(at, booking, booking.span.starts_at + 30 * MINUTES)
        said = await at_once(
            writers,
            calls(
                yes=(at.do.answer_move, [proposal.id, dewi], {"yes": True}),
                no=(at.do.answer_move, [proposal.id, dewi], {"yes": False}),
                back=(at.do.withdraw_move, [proposal.id, at.ann], {}),
            ),
            chance,
        )
        won = [one for one in said.values() if one in WINNERS]
        assert len(won) == 1, said
        moved = won[0] is Answered.MOVED
        assert (await at.booking(booking)).span == (proposal.span if moved else booking.span)
        assert len(await takes(at, at.dewi)) == 1
        seen[won[0]] += 1
        await at.house.do(at.do.cancel, booking.id, at.ann, late=True)
    every_one_of(seen, 3, rounds)


WINNERS = {Answered.MOVED, Answered.DECLINED, Withdrawn.WITHDRAWN}


async def test_two_asks_at_once_are_one(house: tuple[Studio, Sequence[Units], int]) -> None:
    """By the same person twice, and by both sides."""
    at, writers, rounds = house
    dewi, chance = await at.person(at.dewi), random.Random(3)
    for _ in days(at, rounds // 3):
        booking = await agreed(at)
        later, earlier = booking.span.starts_at + HOUR, booking.span.starts_at - HOUR
        ask, version = at.do.ask_to_move, booking.version
        said = await at_once(
            writers,
            calls(
                once=(ask, [booking.id, at.ann, later, version], {}),
                twice=(ask, [booking.id, at.ann, later, version], {}),
                other=(ask, [booking.id, dewi, earlier, version], {}),
            ),
            chance,
        )
        assert Counter(said.values()) == {Asked.ASKED: 1, Asked.WAITS: 2}
        assert len(await wishes(at, booking.id)) == 1
        assert len(await takes(at, at.dewi)) == 2
        await at.house.do(at.do.cancel, booking.id, at.ann, late=True)


async def test_an_ask_against_a_request_for_the_same_time(house: tuple[Studio, Sequence[Units], int]) -> None:
    at, writers, rounds = house
    chance, seen = random.Random(4), Counter[str]()
    beth = await at.house.customer("Beth")
    for _ in days(at, rounds // 2):
        booking = await agreed(at)
        rival = at.at(51, customer=beth.id, wish=Wish(at.dewi.id))
        said = await at_once(
            writers,
            calls(
                ask=(at.do.ask_to_move, [booking.id, at.ann, rival.starts_at, booking.version], {}),
                request=(at.do.request, [rival], {}),
            ),
            chance,
        )
        got = type(said["request"]).__name__
        assert (said["ask"], got) in {(Asked.ASKED, "SlotGone"), (Asked.TAKEN, "Requested")}
        assert len(await takes(at, at.dewi)) == 2
        seen[got] += 1
        await at.house.do(at.do.cancel, booking.id, at.ann, late=True)
        if got == "Requested":
            await at.house.do(at.do.cancel, said["request"].booking.id, beth)
    every_one_of(seen, 2, rounds)
