"""An old button never does what its card did not show: it says how things stand, the present card comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData

from bot.callbacks import BookingAct, BookingDeed, BookingPress, OfferAct, OfferPress
from bot.callbacks_visit import CallOffPress, OlderVisitPress, OwnVisitAct, OwnVisitPress, VisitPress
from domain.booking import Booking
from domain.edition import edition
from domain.ids import BookingId
from domain.time import Span
from domain.visits import Tap
from services.ports import UnitOfWork
from services.repositories import Change
from tests.talk.studio import Phone, Shown, Studio, studio
from tests.talk.test_visits import agreed


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def the_booking(at: Studio) -> Booking:
    found = await at.units.look(lambda unit: unit.bookings.get(BookingId(1)))
    assert found is not None
    return found


async def changed(at: Studio, **fields: Any) -> Booking:
    """As if it had gone through whatever changes that."""

    async def work(unit: UnitOfWork) -> Booking:
        before = await unit.bookings.get(BookingId(1))
        assert before is not None
        after = replace(before, version=before.version + 1, **fields)
        unit.bookings.save(before, after, Change("test", at.clock.at))
        return after

    return await at.units.run(work)


async def moved(at: Studio) -> Booking:
    span = (await the_booking(at)).span
    two = timedelta(hours=2)
    return await changed(at, span=Span(span.starts_at + two, span.ends_at + two))


def copy_of(shown: Shown, label: str) -> str:
    return next(data for row in shown.buttons for text, data in row if label in text)


def an_old_copy(phone: Phone) -> Shown:
    """A message further up, that could not be deleted any more."""
    return replace(phone.chat[0], id=phone.chat[0].id)


async def facts(at: Studio) -> Any:
    async def work(unit: UnitOfWork) -> Any:
        booking = await unit.bookings.get(BookingId(1))
        assert booking is not None
        return (
            booking,
            list(await unit.offers.of_booking(booking.id)),
            await unit.rooms.of_booking(booking.id),
        )

    return await at.units.look(work)


async def another(at: Studio) -> Phone:
    """Dewi, at any hour."""
    phone = await at.therapist(71, "dewi")

    async def work(unit: UnitOfWork) -> None:
        maya, dewi = await unit.therapists.by_code("maya"), await unit.therapists.by_code("dewi")
        assert maya is not None and dewi is not None
        unit.therapists.set_schedule(dewi.id, await unit.therapists.schedule(maya.id))

    await at.units.run(work)
    return phone


Deed = Callable[[str], CallbackData]
CUSTOMERS: dict[str, Deed] = {
    act.value: partial(lambda of, act: BookingDeed(booking=1, act=act, edition=of), act=act)
    for act in (BookingAct.CANCEL_SURE, BookingAct.CANCEL_LATE, BookingAct.ANYONE, BookingAct.OTHER_TIME)
} | {
    f"older {act.value}": partial(lambda of, act: BookingPress(booking=1, act=act), act=act)
    for act in (BookingAct.CANCEL_SURE, BookingAct.CANCEL_LATE, BookingAct.ANYONE, BookingAct.OTHER_TIME)
}
THERAPISTS: dict[str, Deed] = (
    {tap.value: partial(lambda of, tap: VisitPress(booking=1, act=tap, edition=of), tap=tap) for tap in Tap}
    | {
        f"older {tap.value}": partial(lambda of, tap: OlderVisitPress(booking=1, act=tap), tap=tap)
        for tap in Tap
    }
    | {
        "call off": lambda of: CallOffPress(booking=1, edition=of),
        "older call off": lambda of: OwnVisitPress(booking=1, act=OwnVisitAct.SURE),
    }
)


async def test_buttons_from_before_a_move(at: Studio) -> None:
    maya, ana = await agreed(at)
    before = edition(await the_booking(at))
    await moved(at)
    state = await facts(at)
    for phone, every, code in ((ana, CUSTOMERS, "booking"), (maya, THERAPISTS, "offer")):
        for name, deed in every.items():
            await phone.says("/help")
            shown = len(phone.chat)
            toast = await phone.presses_data(deed(before).pack(), an_old_copy(phone))
            assert "How RL-" in toast and "confirmed" in toast, name
            assert at.toasts[-1][1], "has to be read"
            assert await facts(at) == state, name
            assert (phone.last.code, len(phone.chat)) == (code, shown), "the present card came down"
    assert ana.last.text.startswith("✅ Confirmed")


async def test_a_visit_that_is_anothers_by_now(at: Studio) -> None:
    maya, _ = await agreed(at)
    before = edition(await the_booking(at))
    await maya.presses("I cannot make it")
    await maya.presses("Yes, call it off")
    state = await facts(at)
    for name, deed in THERAPISTS.items():
        toast = await maya.presses_data(deed(before).pack(), an_old_copy(maya))
        assert toast == "This visit is not yours any more.", name
        assert await facts(at) == state
        assert maya.last.code == "offer" and "Cancelled" in maya.last.text


async def test_what_was_not_changed_can_still_be_done_from_the_old_card(at: Studio) -> None:
    """On the way and arrived change the row, and nothing that the customer was shown."""
    maya, ana = await agreed(at)
    await ana.presses("Cancel this booking")
    sure = copy_of(ana.card("booking.sure"), "Yes")
    await maya.presses("On the way")
    await maya.presses("Arrived")
    assert await ana.presses_data(sure) == "Cancelled"


async def test_sure_of_another_time_is_asked_again(at: Studio) -> None:
    _, ana = await agreed(at)
    await ana.presses("Cancel this booking")
    asked = ana.card("booking.sure")
    await moved(at)
    assert "How RL-" in await ana.presses_data(copy_of(asked, "Yes"), asked)
    assert ana.last.code == "booking.sure"
    assert await ana.presses("Yes, cancel it") == "Cancelled"


async def test_the_price_counts_as_what_was_shown(at: Studio) -> None:
    _, ana = await agreed(at)
    await ana.presses("Cancel this booking")
    sure = copy_of(ana.card("booking.sure"), "Yes")
    booking = await the_booking(at)
    await changed(at, price=replace(booking.price, minor=booking.price.minor + 1))
    assert "How RL-" in await ana.presses_data(sure)


async def test_choices_from_before_another_was_asked(at: Studio) -> None:
    """Declined by one, asked of another: the old choices choose nothing."""
    maya, ana = await agreed(at)
    await another(at)
    await maya.presses("I cannot make it")
    await maya.presses("Yes, call it off")
    old = ana.card("booking.choices")
    data = {label: copy_of(old, label) for label in ("another time", "any therapist", "Cancel")}
    assert await ana.presses_data(data["any therapist"], old) == "Another therapist is being asked"
    state = await facts(at)
    for one in data.values():
        assert "waiting for an answer" in await ana.presses_data(one, an_old_copy(ana))
        assert await facts(at) == state
        assert ana.last.code == "booking"


async def test_the_day_after_when_it_is_over(at: Studio) -> None:
    """Every button of both cards and both questions, pressed a day later on a copy that is still there."""
    maya, ana = await agreed(at)
    await ana.presses("Cancel this booking")
    await maya.presses("I cannot make it")
    hers = [
        data
        for one in ana.chat
        for row in one.buttons
        for label, data in row
        if one.code.startswith("booking")
    ]
    theirs = [data for one in maya.chat for row in one.buttons for _, data in row]
    await ana.presses("Yes, cancel it")
    await at.time_passes(days=1)
    state = await facts(at)
    for phone, every in ((ana, hers), (maya, theirs)):
        assert len(every) >= 3
        for data in every:
            shown = phone.last.text
            toast = await phone.presses_data(data, an_old_copy(phone))
            assert toast or phone.last.text != shown, f"{data}: not a word"
            booking, offers, _ = await facts(at)
            assert (booking, offers) == state[:2], data


@pytest.mark.parametrize("act", OfferAct)
async def test_an_offers_old_copy(at: Studio, act: OfferAct) -> None:
    maya, _ = await agreed(at)
    state = await facts(at)
    toast = await maya.presses_data(OfferPress(offer=1, act=act).pack(), an_old_copy(maya))
    assert toast == "You have accepted this request already."
    assert await facts(at) == state
    assert maya.last.code == "offer"
