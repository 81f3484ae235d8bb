"""The therapist's taps on a visit: set out, there, begun, done; or called off, which is asked twice."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks_visit import CallOffPress, OlderVisitPress, OwnVisitAct, OwnVisitPress, VisitPress
from bot.toasts import Toast
from domain.booking import Booking
from domain.cancelling import Cancelling, cancelling
from domain.people import Person
from domain.rules import BookingRules
from services.call_off import CallOff
from services.choices import Cancelled
from services.notices import visit_sure
from services.ports import Clock, UnitOfWork
from services.present_card import BringVisit
from services.visits import Tapped, TapVisit, is_therapist_of

_STATE = {
    Cancelling.CANCELLED: "cancelled",
    Cancelling.BEGUN: "in_progress",
    Cancelling.OVER: "over",
    Cancelling.ENDED: "no_show",
}
_REFUSED = {
    Cancelled.ALREADY_CANCELLED: "cancelled",
    Cancelled.BEGUN: "in_progress",
    Cancelled.OVER: "over",
    Cancelled.ENDED: "no_show",
}


def setup() -> Router:
    router = Router(name="visits")
    router.callback_query.register(_tap, VisitPress.filter(), own_visit)
    router.callback_query.register(_call_off, CallOffPress.filter())
    asked = OwnVisitPress.filter(F.act.in_({OwnVisitAct.ASK, OwnVisitAct.KEEP}))
    router.callback_query.register(_ask, asked, own_visit)
    return router


async def _tap(
    query: CallbackQuery,
    callback_data: VisitPress,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    tap_visit: TapVisit,
    bring_visit: BringVisit,
    toast: Toast,
) -> None:
    """The card changes before the eyes; what changes nothing has to be read."""
    answer = await tap_visit(unit, callback_data.id, person, callback_data.act)
    if answer is Tapped.DONE:
        return
    toast.say(f"visit.{answer}", alert=True)
    if await bring_visit.is_old_copy(unit, booking, person, pressed(query)):
        await bring_visit(unit, booking, person)


def pressed(query: CallbackQuery) -> int | None:
    """The message that the button stands on; Telegram leaves it out of very old ones."""
    return query.message.message_id if query.message is not None else None


async def own_visit(
    query: CallbackQuery,
    callback_data: OwnVisitPress | VisitPress | OlderVisitPress | CallOffPress,
    unit: UnitOfWork,
    person: Person,
) -> bool | dict[str, Booking]:
    """Gives `booking`; somebody else's is answered like one that never was."""
    booking = await unit.bookings.get(callback_data.id)
    mine = booking is not None and await is_therapist_of(unit, booking, person)
    return {"booking": booking} if booking is not None and mine else False


async def _ask(
    query: CallbackQuery,
    callback_data: OwnVisitPress,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    clock: Clock,
    rules: BookingRules,
    toast: Toast,
) -> None:
    state = cancelling(booking, clock.now(), rules)
    if state not in {Cancelling.FREE, Cancelling.LATE}:
        toast.say(f"visit.{_STATE[state]}", alert=True)
    else:
        outcome = "kept" if callback_data.act is OwnVisitAct.KEEP else "open"
        if outcome == "kept":
            toast.say("kept")
        await unit.outbox.add(visit_sure(person.id, booking, outcome), clock.now())


async def _call_off(
    query: CallbackQuery,
    callback_data: CallOffPress,
    unit: UnitOfWork,
    person: Person,
    call_off: CallOff,
    toast: Toast,
) -> None:
    done = await call_off(unit, callback_data.id, person, callback_data.reason)
    if done is Cancelled.NOT_YOURS:
        toast.say("stale")
    elif done is Cancelled.CANCELLED:
        toast.say("called_off")
    else:
        toast.say(f"visit.{_REFUSED[done]}", alert=True)
