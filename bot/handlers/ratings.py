"""What a customer thought of a visit: a number by a button, and a comment if they like."""

from __future__ import annotations

from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.callbacks_visit import CommentPress, RatePress
from bot.handlers.form_state import read
from bot.handlers.kinds import Is
from bot.toasts import Toast
from domain.booking import Booking, BookingStatus
from domain.people import Person
from domain.rules import BookingRules
from services.ports import Clock, UnitOfWork
from services.ratings import AskComment, CommentVisit, Rated, RateVisit
from services.visit_notices import COMMENT, booking_of, rating_refused

_SAID = {Rated.RATED: "rated", Rated.CLOSED: "rating_closed", Rated.STARS_FIRST: "stars_first"}


def setup() -> Router:
    router = Router(name="ratings")
    router.callback_query.register(_rate, RatePress.filter())
    router.callback_query.register(_ask, CommentPress.filter())
    return router


def setup_answers() -> Router:
    """Before the form's answers: the question for a comment may be newer than the form's."""
    router = Router(name="ratings.answers")
    router.message.register(_comment, Is(F.text), about_visit)
    return router


async def about_visit(
    message: Message, unit: UnitOfWork, person: Person, state: FSMContext, rules: BookingRules
) -> bool | dict[str, Any]:
    """A reply to the question, or a line while the question is the newest thing in the chat; gives `booking`.
    Anything else is somebody else's."""
    if message.reply_to_message is not None:
        card = await unit.outbox.card_at(person.id, message.reply_to_message.message_id)
    else:
        card = await _newest(message, unit, person, state, rules)
    booking_id = booking_of(card) if card else None
    booking = await unit.bookings.get(booking_id) if booking_id is not None else None
    return {"booking": booking} if booking and booking.status is BookingStatus.COMPLETED else False


async def _newest(
    message: Message, unit: UnitOfWork, person: Person, state: FSMContext, rules: BookingRules
) -> str | None:
    """The question for a comment, if nothing has come after it, it is not answered yet, and it is young."""
    newest = await unit.outbox.newest_card(person.id)
    if newest is None or not newest[0].startswith(COMMENT):
        return None
    card, asked_at = newest
    booking_id = booking_of(card)
    given = await unit.ratings.get(booking_id) if booking_id is not None else None
    answered = given is None or (given.comment and given.rated_at >= asked_at)
    if answered or message.date - asked_at >= rules.answer_window:
        return None
    form = await read(state)
    later = form is not None and form.asked_at > asked_at
    return None if later or await unit.links.shown_since(person.id, asked_at) else card


async def _rate(
    query: CallbackQuery,
    callback_data: RatePress,
    unit: UnitOfWork,
    person: Person,
    rate_visit: RateVisit,
    toast: Toast,
) -> None:
    answer = await rate_visit(unit, callback_data.id, person, callback_data.stars)
    toast.say(_SAID.get(answer, "stale"), alert=answer is Rated.CLOSED)


async def _ask(
    query: CallbackQuery,
    callback_data: CommentPress,
    unit: UnitOfWork,
    person: Person,
    ask_comment: AskComment,
    toast: Toast,
) -> None:
    answer = await ask_comment(unit, callback_data.id, person)
    if answer is not Rated.ASKED:
        toast.say(_SAID.get(answer, "stale"), alert=answer is Rated.CLOSED)


async def _comment(
    message: Message,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    comment_visit: CommentVisit,
    clock: Clock,
) -> None:
    answer = await comment_visit(unit, booking.id, person, (message.text or "").strip())
    if answer is not Rated.RATED:
        await unit.outbox.add(rating_refused(person.id, message.message_id, answer.value), clock.now())
